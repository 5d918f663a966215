//! `glasshouse automl`: a good model of any kind within a time, and what was tried.

use super::suggest::suggested;
use super::{load, load_others, made, recipe, unexpected, warn};
use crate::arguments::{Beside, Part, Task};
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::session::Session;
use glasshouse_spec::{
    Artefact, AutomlReport, AutomlRequest, AutomlTrial, Event, Recipe, Request, TrainReport,
};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is wanted, and where results go.
pub struct Wanted {
    pub target: Vec<String>,
    pub task: Option<Task>,
    pub part: Part,
    pub recipe: Option<PathBuf>,
    pub minutes: f64,
    pub metric: Option<String>,
    pub folds: Option<u32>,
    pub seed: Option<u64>,
    pub out: Option<PathBuf>,
    pub recipe_out: Option<PathBuf>,
}

pub fn run(data: &Path, wanted: Wanted, beside: &Beside, json: bool) -> Result<(), Failure> {
    let mut session = Session::new();
    let Wanted { minutes, out, recipe_out, .. } = &wanted;
    let (minutes, out, recipe_out) = (*minutes, out.clone(), recipe_out.clone());
    let begin = begin(&mut session, data, wanted, beside)?;
    let ask = AutomlRequest { recipe: begin, minutes, go_on: false };
    let request = Request::Automl { ask: Box::new(ask) };
    let (Event::Automl { report }, _) = session.ask(request, Vec::new())? else { return Err(unexpected()) };
    warn(&report.warnings);
    let request = Request::Train { recipe: Box::new(report.recipe.clone()) };
    let (Event::Trained { report: trained, .. }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    for (path, artefact) in [(&out, Artefact::Bundle), (&recipe_out, Artefact::Recipe)] {
        if let Some(path) = path {
            let bytes = made(&mut session, Request::Export { artefact, card: None })?;
            output::bytes(Some(path), &bytes)?;
        }
    }
    if json {
        let mut document = json!(report);
        document["trained"] = json!(trained);
        return output::json(&document);
    }
    output::words(&in_words(&report, &trained))
}

/// The recipe to begin with, its data read: the one that is given, or the one that is proposed.
fn begin(session: &mut Session, data: &Path, wanted: Wanted, beside: &Beside) -> Result<Recipe, Failure> {
    let mut begin = match &wanted.recipe {
        Some(path) => {
            let recipe = recipe(session, path)?;
            load(session, data, Some(&recipe))?;
            load_others(session, &recipe, path, beside)?;
            recipe
        }
        None => suggested(session, data, wanted.part, wanted.target, wanted.task)?.recipe,
    };
    begin.tune.metric = wanted.metric.or(begin.tune.metric.take());
    begin.tune.folds = wanted.folds.or(begin.tune.folds);
    begin.seed = wanted.seed.unwrap_or(begin.seed);
    Ok(begin)
}

fn in_words(report: &AutomlReport, trained: &TrainReport) -> String {
    let test = trained.metrics.test.get(&report.metric).map(|score| {
        format!(
            "\nof the test rows, by which nothing was chosen: {} {}\n",
            report.metric,
            number(Some(*score))
        )
    });
    format!(
        "{}\n{}\n{}\nmodel_sha256 {}\n",
        board(report),
        report.story.join("\n"),
        test.unwrap_or_default(),
        trained.model_sha256,
    )
}

fn board(report: &AutomlReport) -> String {
    let heads = ["", "model", &report.metric, "±", "s to train", "kB", "rows/s", "trials"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    let best = report.leaderboard.iter().filter_map(|number| report.trial(*number));
    for (place, one) in best.enumerate() {
        rows.push(line(place, one, report));
    }
    columns(&rows)
}

fn line(place: usize, one: &AutomlTrial, report: &AutomlReport) -> Vec<String> {
    let trials = report.trials.iter().filter(|other| other.contender == one.contender).count();
    vec![
        (place + 1).to_string(),
        one.contender.clone(),
        number(one.trial.score),
        number(one.spread),
        number(one.seconds_each),
        number(one.bytes.map(|bytes| (bytes as f64 / 1e3).round())),
        number(one.rows_per_second.map(f64::round)),
        trials.to_string(),
    ]
}
