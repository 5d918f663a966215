//! `glasshouse train`: split, fit, score; the bundle.

use super::evaluate::between;
use super::{load, load_others, made, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::parameters;
use crate::session::Session;
use glasshouse_spec::{
    Artefact, Event, ForecastReport, Intervals, OutOfBag, Parts, Request, Scores, TaskKind, TaskReport,
    TrainReport,
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
    let (Event::Trained { mut report, .. }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    if let Some(path) = out {
        let bundle = made(&mut session, Request::Export { artefact: Artefact::Bundle, card: None })?;
        output::bytes(Some(path), &bundle)?;
    }
    surely(&mut session, &mut report)?;
    if json { output::json(&report) } else { output::words(&in_words(&report)) }
}

/// Adds the intervals of the figures.
fn surely(session: &mut Session, report: &mut TrainReport) -> Result<(), Failure> {
    let (Event::Sure { sureness }, _) = session.ask(Request::Sureness, Vec::new())? else {
        return Err(unexpected());
    };
    report.intervals = sureness.intervals;
    for (name, intervals) in sureness.targets {
        report.targets.entry(name).or_default().intervals = intervals;
    }
    Ok(())
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
        scores(&report.metrics, &report.baseline, &report.intervals),
        of_targets(report),
        report.out_of_bag.as_ref().map(out_of_bag).unwrap_or_default(),
        report.model_sha256,
    )
}

/// The scores of each of several targets, in the order of the task; the table before is of means.
fn of_targets(report: &TrainReport) -> String {
    let told = |task: &TaskReport| {
        let of = report.targets.get(&task.target)?;
        Some(format!("\nof \"{}\"\n{}", task.target, scores(&of.metrics, &of.baseline, &of.intervals)))
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

/// Scores of the parts side by side, the baseline's on the test rows last but the intervals of the test rows, or of
/// the validation rows where there are no others.
fn scores(metrics: &Parts<Scores>, baseline: &Parts<Scores>, intervals: &Parts<Intervals>) -> String {
    let shown = [&metrics.train, &metrics.validation, &metrics.test, &baseline.test];
    let names: BTreeSet<&String> = shown[..3].iter().flat_map(|scores| scores.keys()).collect();
    let (part, sure) = match metrics.test.is_empty() {
        true => ("validation", &intervals.validation),
        false => ("test", &intervals.test),
    };
    let mut heads = ["", "train", "validation", "test", "baseline (test)"].map(String::from).to_vec();
    heads.extend((!sure.is_empty()).then(|| format!("95 % interval ({part})")));
    let mut rows = vec![heads];
    for name in names {
        let cells = shown.iter().map(|scores| number(scores.get(name).copied()));
        let sure = (!sure.is_empty()).then(|| between(sure.get(name)));
        rows.push([name.clone()].into_iter().chain(cells).chain(sure).collect());
    }
    columns(&rows)
}
