//! `glasshouse profile`: what is in a table.

use super::{load_part, made, unexpected, warn};
use crate::arguments::Part;
use crate::failure::Failure;
use crate::output::{self, columns, number, short};
use crate::session::Session;
use glasshouse_spec::{ColumnProfile, Event, Finding, ReportFormat, Request, Severity, TableProfile, View};
use std::path::Path;

/// Widest name of a column in the table for people.
const NAME: usize = 32;
/// Widest value there.
const VALUE: usize = 24;

/// What is asked for beside the table in words.
pub struct Wanted<'a> {
    /// Column to predict.
    pub target: Option<String>,
    /// Where to write the report.
    pub html: Option<&'a Path>,
    /// Whether the report shows frequent values of ids and free text.
    pub values: bool,
    /// JSON in place of words.
    pub json: bool,
}

pub fn run(data: &Path, part: Part, wanted: Wanted<'_>) -> Result<(), Failure> {
    let mut session = Session::new();
    let (_, mut profile) = load_part(&mut session, data, part)?;
    let Wanted { target, html, values, json } = wanted;
    if let Some(path) = html {
        let request = Request::Report { target: target.clone(), format: ReportFormat::Html, values };
        output::bytes(Some(path), &made(&mut session, request)?)?;
    }
    if json {
        let request = Request::Report { target, format: ReportFormat::Json, values: true };
        return output::bytes(None, &made(&mut session, request)?);
    }
    if html.is_some() {
        return Ok(());
    }
    if let Some(target) = target.clone() {
        let request = Request::Suggest { target, kind: None, targets: Vec::new() };
        let (Event::Suggested { suggestion }, _) = session.ask(request, Vec::new())? else {
            return Err(unexpected());
        };
        let known = |w: &_| profile.warnings.contains(w);
        let new: Vec<_> = suggestion.warnings.into_iter().filter(|w| !known(w)).collect();
        profile.warnings.extend(new);
    }
    let request = Request::Explore { target, view: View::default() };
    let (Event::Explored { exploration }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    output::words(&in_words(&profile))?;
    output::words(&findings(&exploration.findings))?;
    warn(&profile.warnings);
    Ok(())
}

/// What stands out, a line each, with what to do below it.
fn findings(found: &[Finding]) -> String {
    let mut text = String::new();
    for finding in found {
        let word = match finding.severity {
            Severity::Problem => "problem",
            Severity::Attention => "attention",
            Severity::Info => "worth knowing",
        };
        text.push_str(&format!("\n{word}: {}\n  {}\n", finding.message, finding.advice));
    }
    text
}

fn in_words(profile: &TableProfile) -> String {
    let heads =
        ["column", "type", "missing", "unique", "mean", "std", "min", "median", "max", "most frequent"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    rows.extend(profile.columns.iter().map(row));
    let duplicates = match profile.duplicates {
        0 => String::new(),
        n => format!(", {n} of them repeat an earlier one"),
    };
    let count = profile.columns.len();
    format!("{} rows{duplicates}; {count} columns\n\n{}", profile.rows, columns(&rows))
}

fn row(column: &ColumnProfile) -> Vec<String> {
    let n = &column.numbers;
    let top = column.top.first().map(|(value, count)| format!("{} ×{count}", short(value, VALUE)));
    vec![
        short(&column.name, NAME),
        column.kind.name().into(),
        column.missing.to_string(),
        column.unique.to_string(),
        number(n.mean),
        number(n.std),
        number(n.min),
        number(n.median),
        number(n.max),
        top.unwrap_or_default(),
    ]
}
