//! `glasshouse evaluate`: a bundle's scores on labelled data.

use super::{fairness, file_name, open_with, read_table_file, refit, unexpected, warn};
use crate::arguments::{Beside, GroupArguments};
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::session::Session;
use glasshouse_spec::{
    ApplyReport, ClassLine, Event, Fault, Interval, Intervals, Place, Request, RestoredModel, Scores,
};
use serde_json::json;
use std::path::Path;

/// What is learnt by training again, where it is asked for.
pub struct Again {
    pub prediction_intervals: Option<f64>,
    pub stability: Option<u32>,
}

pub fn run(
    bundle: &Path,
    data: &Path,
    again: &Again,
    groups: &GroupArguments,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let (_, model) = open_with(&mut session, bundle, beside)?;
    let report = apply(&mut session, data)?;
    let Some(metrics) = &report.metrics else { return Err(unlabelled(&model, data).into()) };
    let level = again.prediction_intervals;
    let quantiles = level.map(|level| refit::quantiles(&mut session, data, level)).transpose()?;
    let stable = again.stability.map(|rounds| refit::stability(&mut session, data, rounds)).transpose()?;
    let fair = fairness::compared(&mut session, data, groups)?;
    if json {
        let mut document = json!({
            "metrics": metrics,
            "rows": { "read": report.rows, "used": report.used },
            "task": model.report.task,
            "model": model.report.model,
            "data": { "extra": report.extra, "unparsed": report.unparsed, "unseen": report.unseen, "missing": report.missing, "negative": report.negative },
        });
        if !report.intervals.is_empty() {
            document["intervals"] = json!(report.intervals);
        }
        if !report.classes.is_empty() {
            document["classes"] = json!(report.classes);
        }
        if !report.targets.is_empty() {
            document["targets"] = json!(report.targets);
        }
        if let Some(quantiles) = &quantiles {
            document["prediction_intervals"] = json!(quantiles);
        }
        if let Some(stable) = &stable {
            document["stability"] = json!(stable);
        }
        if let Some(drift) = &report.drift {
            document["drift"] = json!(drift);
        }
        if !report.target_intervals.is_empty() {
            document["target_intervals"] = json!(report.target_intervals);
        }
        if let Some(fair) = &fair {
            document["fairness"] = json!(fair);
        }
        return output::json(&document);
    }
    output::words(&in_words(&report, metrics))?;
    quantiles.map_or(Ok(()), |quantiles| output::words(&refit::intervals(&quantiles)))?;
    stable.map_or(Ok(()), |stable| output::words(&refit::clusters(&stable)))?;
    fair.map_or(Ok(()), |fair| output::words(&fairness::in_words(&fair)))
}

/// Applies the open model to a file and tells how the file met it.
pub fn apply(session: &mut Session, data: &Path) -> Result<ApplyReport, Failure> {
    let request = Request::Apply { name: file_name(data) };
    let (Event::Applied { report }, _) = session.ask(request, vec![read_table_file(data, None)?])? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    let counted = [
        (&report.unparsed, "cannot be read as the model's type and count as missing"),
        (&report.unseen, "hold categories that the training rows did not have"),
        (&report.missing, "are missing where the training rows had none"),
        (&report.negative, "are negative and count as 0"),
    ];
    for (counts, what) in counted {
        for (column, cells) in counts {
            eprintln!("warning: in column \"{column}\" {cells} cells {what}");
        }
    }
    Ok(*report)
}

fn unlabelled(model: &RestoredModel, data: &Path) -> Fault {
    let target = &model.report.task.target;
    let named: Vec<String> =
        model.report.task.each().iter().map(|task| format!("\"{}\"", task.target)).collect();
    let what = if named.len() == 1 { "the target" } else { "the targets" };
    Fault::new(
        "data.no_target",
        format!("no row of {} has a known value of {what} {}", data.display(), named.join(", ")),
    )
    .with_place(Place { file: Some(file_name(data)), ..Place::column(target) })
    .with_remedy("give labelled rows, or use `glasshouse predict`")
}

fn in_words(report: &ApplyReport, metrics: &Scores) -> String {
    let table = |scores: &Scores, intervals: &Intervals| {
        let rows = scores
            .iter()
            .map(|(name, score)| vec![name.clone(), number(Some(*score)), between(intervals.get(name))]);
        columns(&rows.collect::<Vec<_>>())
    };
    let own = Intervals::new();
    let each = report.targets.iter().map(|(name, scores)| {
        format!("\nof \"{name}\"\n{}", table(scores, report.target_intervals.get(name).unwrap_or(&own)))
    });
    let each: String = each.collect();
    format!(
        "{} rows read, {} scored; 95 % intervals\n\n{}{each}{}",
        report.rows,
        report.used,
        table(metrics, &report.intervals),
        class_table(&report.classes)
    )
}

/// "0.81 to 0.93"; nothing where there is no interval.
pub fn between(interval: Option<&Interval>) -> String {
    interval.map_or_else(String::new, |of| format!("{} to {}", number(Some(of.low)), number(Some(of.high))))
}

/// The figures of each class and their means.
fn class_table(classes: &[ClassLine]) -> String {
    if classes.is_empty() {
        return String::new();
    }
    let heads = ["", "precision", "recall", "f1", "rows"].map(String::from).to_vec();
    let line = |line: &ClassLine| {
        let figures = [line.precision, line.recall, line.f1].map(|figure| number(Some(figure)));
        [vec![line.name.clone()], figures.to_vec(), vec![line.support.to_string()]].concat()
    };
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(classes.iter().map(line)).collect();
    format!("\n{}", columns(&rows))
}
