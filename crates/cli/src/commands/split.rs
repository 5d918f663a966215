//! `glasshouse split`: what the parts of a recipe's split hold, how far they stand apart, and what another split
//! would bring.

use super::{load, load_others, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number, short};
use crate::session::Session;
use glasshouse_spec::{
    Change, ClassParts, Drift, Event, NumberPart, Parts, PartsReport, Request, SplitAdvice, TargetParts,
    Twice,
};
use std::path::Path;

/// Widest cell in words.
const CELL: usize = 40;

pub fn run(recipe_path: &Path, data: &Path, beside: &Beside, json: bool) -> Result<(), Failure> {
    let mut session = Session::new();
    let recipe = recipe(&mut session, recipe_path)?;
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    let request = Request::Parts { recipe: Box::new(recipe) };
    let (Event::Parts { report }, _) = session.ask(request, Vec::new())? else { return Err(unexpected()) };
    if json {
        return output::json(&report);
    }
    warn(&report.warnings);
    output::words(&in_words(&report))
}

fn in_words(report: &PartsReport) -> String {
    let Parts { train, validation, test } = report.rows;
    let all = train + validation + test;
    let by = report.column.as_ref().map(|name| format!(", by \"{name}\"")).unwrap_or_default();
    let method = format!("{:?}", report.method).to_lowercase();
    let mut text = format!("{all} of {} rows are parted: {method}{by}\n\n", report.read);
    let head = ["", "train", "validation", "test"].map(String::from).to_vec();
    let mut rows = vec![head, line("rows", &report.rows, |rows| format!("{rows} ({})", share(*rows, all)))];
    rows.extend(target(report));
    if let Some(times) = &report.times {
        type Span = Option<(String, String)>;
        let first = |span: &Span| span.as_ref().map(|(first, _)| first.clone()).unwrap_or_default();
        let last = |span: &Span| span.as_ref().map(|(_, last)| last.clone()).unwrap_or_default();
        rows.push(line(&format!("{} from", times.column), &times.spans, first));
        rows.push(line("to", &times.spans, last));
    }
    if let Some(groups) = &report.groups {
        rows.push(line(&format!("groups of {}", groups.column), &groups.groups, u64::to_string));
    }
    text.push_str(&columns(&rows));
    if let Some(groups) = &report.groups {
        text.push_str(&format!("\n{} groups stand in two parts\n", groups.twice));
    }
    text.extend(report.twice.as_ref().map(twice));
    text.push_str(&drift(report));
    text.extend(report.advice.iter().map(advice));
    text
}

fn line<T>(name: &str, parts: &Parts<T>, cell: impl Fn(&T) -> String) -> Vec<String> {
    vec![short(name, CELL), cell(&parts.train), cell(&parts.validation), cell(&parts.test)]
}

/// A share in percent.
fn share(part: u64, of: u64) -> String {
    format!("{:.1} %", part as f64 / of.max(1) as f64 * 100.0)
}

fn target(report: &PartsReport) -> Vec<Vec<String>> {
    match &report.target {
        None => Vec::new(),
        Some(TargetParts::Classes { name, classes }) => {
            let of = |class: &ClassParts| {
                let label = match &class.label {
                    Some(label) => format!("{name} = {label}"),
                    None => format!("{} others", class.classes),
                };
                let cell = |part: u64, rows: u64| format!("{part} ({})", share(part, rows));
                let (own, all) = (&class.rows, &report.rows);
                let cells = Parts {
                    train: cell(own.train, all.train),
                    validation: cell(own.validation, all.validation),
                    test: cell(own.test, all.test),
                };
                line(&label, &cells, String::clone)
            };
            classes.iter().map(of).collect()
        }
        Some(TargetParts::Numbers { name, parts, .. }) => {
            let figure = |what: &str, of: fn(&NumberPart) -> f64| {
                line(&format!("{what} of {name}"), parts, |part| number(part.as_ref().map(of)))
            };
            vec![
                figure("mean", |part| part.mean),
                figure("lower quartile", |part| part.quantiles[1]),
                figure("median", |part| part.quantiles[2]),
                figure("upper quartile", |part| part.quantiles[3]),
            ]
        }
    }
}

fn twice(twice: &Twice) -> String {
    let mut text = format!(
        "\nrows that stand in training, too: {} of test, {} of validation\n",
        twice.test, twice.validation
    );
    for example in &twice.examples {
        let cells: Vec<&str> = example.cells.iter().map(|cell| cell.as_deref().unwrap_or("")).collect();
        let (row, train) = (example.row + 1, example.train + 1);
        text.push_str(&format!("  row {row} as row {train}  {}\n", short(&cells.join(" | "), 3 * CELL)));
    }
    text
}

fn drift(report: &PartsReport) -> String {
    if report.drift.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{} of {} columns are distributed otherwise in test than in training; the most different:\n",
        report.apart, report.compared
    );
    let head = ["", "index", "by chance up to", "apart"].map(String::from).to_vec();
    let row = |drift: &Drift| {
        let apart = if drift.apart { "yes" } else { "no" };
        vec![
            short(&drift.column, CELL),
            format!("{:.3}", drift.index),
            format!("{:.3}", drift.chance),
            apart.into(),
        ]
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(report.drift.iter().map(row)).collect();
    text.push_str(&columns(&rows));
    text
}

fn advice(advice: &SplitAdvice) -> String {
    let what = match &advice.change {
        Some(Change::SetSplit { split }) => {
            let column =
                split.column.as_ref().map(|name| format!(", column = \"{name}\"")).unwrap_or_default();
            let method =
                split.method.map(|method| format!("method = \"{}\", ", format!("{method:?}").to_lowercase()));
            format!(
                "\n  [split] {}train = {}, validation = {}, test = {}{column}",
                method.unwrap_or_default(),
                split.train,
                split.validation,
                split.test
            )
        }
        Some(Change::AddStep { step, .. }) => format!("\n  [[clean]] op = \"{}\"", step.op),
        _ => String::new(),
    };
    format!("\n{}{what}\n", advice.message)
}
