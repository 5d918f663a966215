//! `glasshouse train`: split, fit, score; the bundle.

use super::{load, load_others, made, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::parameters;
use crate::session::Session;
use glasshouse_spec::{
    Artefact, Event, ForecastReport, OutOfBag, Parts, Request, Scores, TaskKind, TaskReport, TrainReport,
};
use std::collections::BTreeSet;
use std::path::Path;

pub fn run(
    recipe_path: &Path,
    data: &Path,
    out: Option<&Path>,
    params: &[String],
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let mut recipe = recipe(&mut session, recipe_path)?;
    parameters::set(&mut recipe, params)?;
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    let request = Request::Train { recipe: Box::new(recipe) };
    let (Event::Trained { report, .. }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    if let Some(path) = out {
        let bundle = made(&mut session, Request::Export { artefact: Artefact::Bundle, card: None })?;
        output::bytes(Some(path), &bundle)?;
    }
    if json { output::json(&report) } else { output::words(&in_words(&report)) }
}

fn in_words(report: &TrainReport) -> String {
    let r = &report.rows;
    let task = match (report.task.kind, report.task.classes.len()) {
        (TaskKind::Clustering, n) => {
            let noise = usize::from(report.task.classes.iter().any(|name| name == "-1"));
            format!(", {} clusters", n - noise)
        }
        (TaskKind::Anomaly, _) => ", outliers".into(),
        (TaskKind::Forecast, _) => report.forecast.as_ref().map(series).unwrap_or_default(),
        _ if !report.task.also.is_empty() => {
            let each: Vec<String> =
                report.task.each().iter().map(|task| format!("\"{}\"", task.target)).collect();
            format!(" for {}", each.join(", "))
        }
        (_, 0) => format!(" for \"{}\"", report.task.target),
        (_, n) => format!(" for \"{}\", {n} classes", report.task.target),
    };
    format!(
        "{}{task}\n{} rows read, {} dropped; {} train, {} validation, {} test\n\
         {} features after preparation\n\n{}{}{}\nmodel_sha256 {}\n",
        report.model.kind,
        r.read,
        r.dropped,
        r.train,
        r.validation,
        r.test,
        report.features.len(),
        scores(&report.metrics, &report.baseline),
        of_targets(report),
        report.out_of_bag.as_ref().map(out_of_bag).unwrap_or_default(),
        report.model_sha256,
    )
}

/// The scores of each of several targets, in the order of the task; the table before is of means.
fn of_targets(report: &TrainReport) -> String {
    let told = |task: &TaskReport| {
        let of = report.targets.get(&task.target)?;
        Some(format!("\nof \"{}\"\n{}", task.target, scores(&of.metrics, &of.baseline)))
    };
    report.task.each().iter().filter_map(told).collect()
}

fn out_of_bag(of: &OutOfBag) -> String {
    format!("\nout of bag: {} {} over {} training rows\n", of.metric, number(Some(of.score)), of.rows)
}

/// What is forecast, how far, and of what.
fn series(of: &ForecastReport) -> String {
    format!(
        ", {} steps of one {} ahead, season {}, {} series by \"{}\"",
        of.horizon, of.every, of.season, of.series, of.time
    )
}

/// Scores of the parts side by side, the baseline's on the test rows last.
fn scores(metrics: &Parts<Scores>, baseline: &Parts<Scores>) -> String {
    let shown = [&metrics.train, &metrics.validation, &metrics.test, &baseline.test];
    let names: BTreeSet<&String> = shown[..3].iter().flat_map(|scores| scores.keys()).collect();
    let heads = ["", "train", "validation", "test", "baseline (test)"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    for name in names {
        let cells = shown.iter().map(|scores| number(scores.get(name).copied()));
        rows.push([name.clone()].into_iter().chain(cells).collect());
    }
    columns(&rows)
}
