//! `glasshouse drift`: how the columns of a table stand to those of another, or of a bundle's training rows.

use super::{file_name, load, open_with, read_table_file, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns};
use crate::session::Session;
use glasshouse_spec::{ColumnType, DriftAgainst, DriftColumn, DriftReport, DriftVerdict, Event, Request};
use std::path::Path;

/// A bundle begins as every zip file does, and ends in this.
const BUNDLE: &str = "glasshouse";
/// New or lost categories that are named.
const NAMED: usize = 5;

pub fn run(reference: &Path, current: &Path, beside: &Beside, json: bool) -> Result<(), Failure> {
    let mut session = Session::new();
    let against = match reference.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(BUNDLE)) {
        true => {
            open_with(&mut session, reference, beside)?;
            DriftAgainst::Model
        }
        false => {
            load(&mut session, reference, None)?;
            DriftAgainst::Data
        }
    };
    let request = Request::Drift { name: file_name(current), against };
    let (Event::Drifted { report }, _) = session.ask(request, vec![read_table_file(current, None)?])? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    if json {
        return output::json(&report);
    }
    output::words(&in_words(&report))
}

fn in_words(report: &DriftReport) -> String {
    let heads = ["column", "", "distance", "p (Holm)", "missing", "what"].map(String::from).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(report.columns.iter().map(line)).collect();
    let [drifted, shifted, stable, untold] = report.counts;
    let named = |what: &str, names: &[String]| match names {
        [] => String::new(),
        names => format!("\n{what}: {}", names.join(", ")),
    };
    format!(
        "{} rows beside {} of the reference: {drifted} columns drifted, {shifted} shifted, {stable} stable, {untold} \
         untold\n\n{}\ndistance: population stability index; drifted from 0.25, shifted from 0.1, where it is beyond \
         chance{}{}",
        report.rows,
        report.reference_rows,
        columns(&rows),
        named("columns that are not there any more", &report.absent),
        named("columns that were not there before", &report.extra),
    )
}

fn line(column: &DriftColumn) -> Vec<String> {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let missing = match column.missing {
        [0.0, 0.0] => String::new(),
        [before, now] => format!("{} -> {}", percent(before), percent(now)),
    };
    vec![
        column.column.clone(),
        column.verdict.name().into(),
        fixed(column.index),
        fixed(column.p_corrected),
        missing,
        what(column),
    ]
}

/// Three digits after the point: less is no matter.
fn fixed(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.3}"))
}

/// What differs, in words.
fn what(column: &DriftColumn) -> String {
    let mut told: Vec<String> = column.note.iter().cloned().collect();
    if let Some([before, now]) = column.medians.as_ref().filter(|[before, now]| before != now) {
        told.push(format!("median {before} -> {now}"));
    }
    for (what, levels) in [("new", &column.new_levels), ("gone", &column.lost_levels)] {
        if !levels.is_empty() {
            let names: Vec<&str> = levels.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
            let more = if levels.len() > NAMED { ", …" } else { "" };
            told.push(format!("{what}: {}{more}", names.join(", ")));
        }
    }
    let apart = matches!(column.verdict, DriftVerdict::Drifted | DriftVerdict::Shifted);
    let categories = matches!(column.kind, ColumnType::Categorical | ColumnType::Boolean);
    if let Some(first) = column.seen.first().filter(|_| apart && categories) {
        let of = first.of.as_deref().unwrap_or("missing");
        told.push(format!("{of} {:.1} % -> {:.1} %", 100.0 * first.train, 100.0 * first.test));
    }
    if column.unparsed > 0 {
        told.push(format!("{} cells are not of its type", column.unparsed));
    }
    told.join("; ")
}
