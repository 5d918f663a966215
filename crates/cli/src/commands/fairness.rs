//! The part of `glasshouse evaluate` that compares groups.

use super::evaluate::between;
use super::{file_name, read_table_file, unexpected, warn};
use crate::arguments::{GroupArguments, Mitigate, MitigateFor};
use crate::failure::Failure;
use crate::output::{columns, number, short};
use crate::session::Session;
use glasshouse_spec::{
    Disparity, Event, FairnessReport, FairnessRequest, Figure, GroupFigures, Grouping, Mitigation,
    MitigationMethod, MitigationObjective, Request,
};
use std::path::Path;

/// Width of a group's name.
const WIDTH: usize = 40;

/// The open model's groups, where some are asked about.
pub fn compared(
    session: &mut Session,
    data: &Path,
    asked: &GroupArguments,
) -> Result<Option<FairnessReport>, Failure> {
    if asked.sensitive.is_empty() {
        return Ok(None);
    }
    let method = |mitigate: &Mitigate| match mitigate {
        Mitigate::DemographicParity => MitigationMethod::DemographicParity,
        Mitigate::TruePositiveRateParity => MitigationMethod::TruePositiveRateParity,
        Mitigate::EqualizedOdds => MitigationMethod::EqualizedOdds,
        Mitigate::Reweighing => MitigationMethod::Reweighing,
    };
    let ask = Box::new(FairnessRequest {
        columns: asked.sensitive.clone(),
        target: 0,
        class: asked.class.clone(),
        bins: asked.bins,
        min_rows: asked.min_rows,
        mitigations: asked.mitigate.iter().map(method).collect(),
        objective: match asked.objective {
            MitigateFor::AccuracyScore => MitigationObjective::AccuracyScore,
            MitigateFor::BalancedAccuracyScore => MitigationObjective::BalancedAccuracyScore,
        },
    });
    let request = Request::Fairness { ask, file: Some(file_name(data)) };
    match session.ask(request, vec![read_table_file(data, None)?])? {
        (Event::Fair { report }, _) => {
            warn(&report.notes);
            Ok(Some(*report))
        }
        _ => Err(unexpected()),
    }
}

/// The groups, how far they are apart, and what was tried.
pub fn in_words(report: &FairnessReport) -> String {
    let of = report.class.as_ref().map(|class| format!(", called \"{class}\"")).unwrap_or_default();
    let mut text = format!("\nGroups among {} {} rows{of}; 95 % intervals\n", report.rows, report.part);
    for by in &report.by {
        text.push_str(&format!(
            "\nby {}\n{}\n{}",
            by.columns.join(" and "),
            table(&by.groups, &report.overall),
            apart(by)
        ));
    }
    report.mitigations.iter().for_each(|tried| text.push_str(&mitigation(tried)));
    text
}

fn table(groups: &[GroupFigures], overall: &GroupFigures) -> String {
    let names: Vec<&String> = overall.figures.keys().collect();
    let mut rows = vec![
        [vec![String::new(), "rows".into()], names.iter().map(|name| (*name).clone()).collect()].concat(),
    ];
    for group in groups.iter().chain([overall]) {
        let name = match group.values.is_empty() {
            true => "all".to_string(),
            false => short(&group.values.join(", "), WIDTH),
        };
        let small = if group.too_small { " (too few)" } else { "" };
        let cells = names.iter().map(|name| group.figures.get(*name).map_or_else(|| "-".into(), told));
        let first = vec![format!("{name}{small}"), group.rows.to_string()];
        rows.push(first.into_iter().chain(cells).collect());
    }
    columns(&rows)
}

/// "0.25 (0.1 to 0.4)".
fn told(figure: &Figure) -> String {
    let value = rounded(figure.value);
    match &figure.interval {
        None => value,
        Some(of) => format!("{value} ({} to {})", rounded(of.low), rounded(of.high)),
    }
}

fn rounded(value: f64) -> String {
    number(Some((value * 1e4).round() / 1e4))
}

fn apart(by: &Grouping) -> String {
    let heads = ["", "difference", "from", "to", "ratio", "", ""].map(String::from).to_vec();
    let line = |of: &Disparity| {
        let figure =
            |figure: &Option<Figure>| figure.as_ref().map_or_else(|| "-".into(), |f| rounded(f.value));
        let name = |at: u32| by.groups.get(at as usize).map(|group| short(&group.values.join(", "), WIDTH));
        let (low, high) = of.between.map(|(low, high)| (name(low), name(high))).unwrap_or_default();
        let rule = match of.four_fifths {
            Some(true) => "keeps the 80 % rule",
            Some(false) => "breaks the 80 % rule",
            None => "",
        };
        let why = of.undefined.clone().unwrap_or_default();
        let ends = [low.unwrap_or_default(), high.unwrap_or_default()];
        let interval = of.ratio.as_ref().map(|ratio| between(ratio.interval.as_ref())).unwrap_or_default();
        let ratio = match interval.is_empty() {
            true => figure(&of.ratio),
            false => format!("{} ({interval})", figure(&of.ratio)),
        };
        [vec![of.name.clone(), figure(&of.difference)], ends.to_vec(), vec![ratio, rule.into(), why]].concat()
    };
    columns(&std::iter::once(heads).chain(by.disparities.iter().map(line)).collect::<Vec<_>>())
}

fn mitigation(tried: &Mitigation) -> String {
    let mut text = format!("\nwith {}", tried.method);
    if let Some(fault) = &tried.refused {
        return format!("{text}: not tried, {}\n", fault.message);
    }
    text.push_str(&format!(", learned on {} rows\n", tried.learned_on));
    let mut rows = vec![["", "without", "with"].map(String::from).to_vec()];
    for (name, before) in &tried.before {
        let after = tried.after.get(name).map_or_else(|| "-".into(), |after| rounded(*after));
        rows.push(vec![name.clone(), rounded(*before), after]);
    }
    text.push_str(&columns(&rows));
    let by = Grouping {
        columns: tried.columns.clone(),
        groups: tried.groups.clone(),
        disparities: tried.disparities.clone(),
    };
    text.push_str(&format!("\n{}", apart(&by)));
    tried.notes.iter().for_each(|note| text.push_str(&format!("  {}\n", note.message)));
    text
}
