//! For whom a model works: figures of groups, how far they are apart, and what would bring them closer.

mod disparities;
mod figures;
mod mitigate;
mod sensitive;

pub use mitigate::{Part, by_thresholds, by_weights, class_of, no_class, not_tried, reweighed};
pub use sensitive::{Groups, Sensitive};

use crate::groups::drawing;
use crate::judge::LEVEL;
use disparities::{Grouped, disparities, intervals};
use figures::{Answers, figures};
use glasshouse_chart::{Axis, ChartSpec, Lines, Series};
use glasshouse_spec::{
    Drawing, FairnessReport, FairnessRequest, Fault, GroupFigures, Grouping, Place, Warning,
};
use mitigate::present;

/// Groups whose calibration is drawn.
const DRAWN: usize = 8;

/// Compares the answers to the rows of a part between the groups of each column, and of all columns together, in
/// bounded pieces. `rows` are those rows of the table that `columns` tell the groups of; `class` the class that
/// is looked at. Mitigations are tried by others.
///
/// # Errors
/// Where there is nothing to compare.
pub async fn compare(
    part: &crate::Held<'_>,
    columns: &[Sensitive],
    (ask, class): (&FairnessRequest, usize),
    seed: u64,
    pause: &impl AsyncFn(f64),
) -> Result<FairnessReport, Fault> {
    let answers = Answers::of(&part.answered, class).ok_or_else(not_compared)?;
    let task = part.answered.task;
    let all: Vec<usize> = (0..answers.rows()).collect();
    let mut found = FairnessReport {
        target: task.target.clone(),
        kind: task.kind,
        class: task.classes.get(class).cloned(),
        part: part.part.into(),
        rows: all.len() as u64,
        level: LEVEL,
        min_rows: ask.min_rows,
        overall: figures(&answers, &all, Vec::new(), (LEVEL, 0)),
        ..FairnessReport::default()
    };
    let mut of_rows = Vec::new();
    let each: Vec<Groups> =
        columns.iter().map(|column| Groups::cross(std::slice::from_ref(column))).collect();
    let together = (columns.len() > 1).then(|| Groups::cross(columns));
    for groups in each.iter().chain(&together) {
        let (of, told) = present(&answers, &groups.at(part.rows), groups, ask.min_rows);
        found.by.push(Grouping {
            columns: groups.columns.clone(),
            disparities: disparities(&answers, &of, &told),
            groups: told,
        });
        of_rows.push(of);
        pause(0.0).await;
    }
    let grouped: Vec<Grouped<'_>> =
        of_rows.iter().zip(&found.by).map(|(of, by)| (of.as_slice(), by.groups.as_slice())).collect();
    let mut apart: Vec<_> = found.by.iter().map(|by| by.disparities.clone()).collect();
    found.resamples = intervals(&answers, &grouped, &mut apart, (LEVEL, seed), pause).await;
    for (by, apart) in found.by.iter_mut().zip(apart) {
        by.disparities = apart;
    }
    found.notes = notes(&found);
    found.pictures = found.by.iter().enumerate().filter_map(|(at, by)| calibration(at, by)).collect();
    Ok(found)
}

fn notes(found: &FairnessReport) -> Vec<Warning> {
    let mut notes = Vec::new();
    for by in &found.by {
        let small: Vec<&GroupFigures> = by.groups.iter().filter(|group| group.too_small).collect();
        if !small.is_empty() {
            let message = format!(
                "by {}, {} of {} groups have fewer than {} rows: their figures are told with their intervals and \
                 take no part in the differences",
                by.columns.join(" and "),
                small.len(),
                by.groups.len(),
                found.min_rows
            );
            notes.push(Warning::new("fairness.small", message, Place::default()));
        }
    }
    if found.part == "train" {
        let message = "there are no rows that were held out: these are the training rows, on which every model looks \
                       better than it is";
        notes.push(Warning::new("fairness.train", message, Place::parameter("split")));
    }
    if found.resamples == 0 && found.rows > 0 {
        let message = "there are so many rows that differences are sure, and no interval is drawn for them";
        notes.push(Warning::new("fairness.no_bootstrap", message, Place::default()));
    }
    notes
}

/// Whether probabilities come true in each group.
fn calibration(at: usize, by: &Grouping) -> Option<Drawing> {
    let mut told: Vec<&GroupFigures> =
        by.groups.iter().filter(|group| group.calibration.len() > 1 && !group.too_small).collect();
    if told.len() < 2 {
        return None;
    }
    if told.len() > DRAWN {
        let mut rows: Vec<u64> = told.iter().map(|group| group.rows).collect();
        rows.sort_unstable_by(|a, b| b.cmp(a));
        told.retain(|group| group.rows >= rows[DRAWN - 1]);
        told.truncate(DRAWN);
    }
    let series = |group: &&GroupFigures| Series {
        name: group.values.join(", "),
        points: group.calibration.iter().map(|(p, share, _)| (*p, *share)).collect(),
        ..Series::default()
    };
    let chart = ChartSpec::Lines(Lines {
        x: Axis::named("Mean probability of a bin"),
        y: Axis::named("Share that came true"),
        by: by.columns.join(", "),
        series: told.iter().map(series).collect(),
        aggregated: String::new(),
    });
    Some(drawing(&format!("calibration_by_group_{}", at + 1), &chart))
}

fn not_compared() -> Fault {
    Fault::new("fairness.kind", "only models of classes and of numbers are compared between groups")
        .with_remedy("choose a target and train a model of it")
}
