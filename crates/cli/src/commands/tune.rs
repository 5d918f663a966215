//! `glasshouse tune`: a search for better parameters, and the model of the best.

use super::{load, load_others, made, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number, short};
use crate::parameters;
use crate::session::Session;
use glasshouse_spec::{
    Artefact, Event, ParamValue, Recipe, Request, SearchMethod, TrainReport, TrialReport, TrialState,
    TuneReport,
};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Trials that are printed, the best first.
const SHOWN: usize = 10;
/// Width of a trial's parameters.
const WIDTH: usize = 100;

/// What departs from the recipe, and where results go.
pub struct Wanted {
    pub trials: Option<u32>,
    pub minutes: Option<f64>,
    pub method: Option<SearchMethod>,
    pub metric: Option<String>,
    pub folds: Option<u32>,
    pub params: Vec<String>,
    pub out: Option<PathBuf>,
    pub recipe_out: Option<PathBuf>,
}

pub fn run(
    recipe_path: &Path,
    data: &Path,
    wanted: Wanted,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let mut recipe = recipe(&mut session, recipe_path)?;
    parameters::set(&mut recipe, &wanted.params)?;
    set(&mut recipe, &wanted);
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    let request = Request::Tune { recipe: Box::new(recipe), go_on: false };
    let (Event::Tuned { report }, _) = session.ask(request, Vec::new())? else { return Err(unexpected()) };
    warn(&report.warnings);
    let request = Request::Train { recipe: Box::new(report.recipe.clone()) };
    let (Event::Trained { report: trained, .. }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    if let Some(path) = &wanted.out {
        let bundle = made(&mut session, Request::Export { artefact: Artefact::Bundle, card: None })?;
        output::bytes(Some(path), &bundle)?;
    }
    if let Some(path) = &wanted.recipe_out {
        let recipe = made(&mut session, Request::Export { artefact: Artefact::Recipe, card: None })?;
        output::bytes(Some(path), &recipe)?;
    }
    if json {
        let mut document = json!(report);
        document["trained"] = json!(trained);
        return output::json(&document);
    }
    output::words(&in_words(&report, &trained))
}

fn set(recipe: &mut Recipe, wanted: &Wanted) {
    let tune = &mut recipe.tune;
    tune.trials = wanted.trials.or(tune.trials);
    tune.minutes = wanted.minutes.or(tune.minutes);
    tune.method = wanted.method.or(tune.method);
    tune.metric = wanted.metric.clone().or(tune.metric.take());
    tune.folds = wanted.folds.or(tune.folds);
}

fn in_words(report: &TuneReport, trained: &TrainReport) -> String {
    let judged = match report.folds {
        0 => "the validation part".to_owned(),
        folds => format!("{folds} folds"),
    };
    let test = trained.metrics.test.get(&report.metric).map(|score| {
        format!(
            "\nof the test rows, by which nothing was chosen: {} {}\n",
            report.metric,
            number(Some(*score))
        )
    });
    format!(
        "{} for \"{}\": {} trials by {}, judged by {} of {judged}\n\n{}{}{}\nmodel_sha256 {}\n",
        report.model,
        report.task.target,
        report.trials.len(),
        report.method.name(),
        report.metric,
        trials(report),
        importance(report),
        test.unwrap_or_default(),
        trained.model_sha256,
    )
}

/// The best trials, and the recipe as it was.
fn trials(report: &TuneReport) -> String {
    let whole = |trial: &&TrialReport| trial.state == TrialState::Done && trial.share == 1.0;
    let mut best: Vec<&TrialReport> = report.trials.iter().filter(whole).collect();
    let sign = if report.greater_is_better { -1.0 } else { 1.0 };
    let loss = |trial: &TrialReport| sign * trial.score.unwrap_or(f64::NAN);
    best.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
    let mut text = format!("  trial  {}\n", report.metric);
    for trial in best.iter().take(SHOWN) {
        let values: Vec<String> = trial.params.iter().map(|(path, value)| set_to(path, value)).collect();
        let as_it_was = if trial.number == 1 { "as the recipe has it: " } else { "" };
        let words = short(&format!("{as_it_was}{}", values.join(", ")), WIDTH);
        let score = number(trial.score);
        text.push_str(&format!(
            "  {:>5}  {score:<width$}  {words}\n",
            trial.number,
            width = report.metric.len().max(9)
        ));
    }
    text
}

fn set_to(path: &str, value: &ParamValue) -> String {
    let value = match value {
        ParamValue::Float(value) => number(Some(*value)),
        value => value.to_string(),
    };
    format!("{} {value}", path.strip_prefix("model.").unwrap_or(path))
}

fn importance(report: &TuneReport) -> String {
    if report.importance.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> =
        report.importance.iter().map(|(path, share)| vec![path.clone(), number(Some(*share))]).collect();
    format!("\nwhat mattered\n{}", columns(&rows))
}
