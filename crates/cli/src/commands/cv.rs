//! `glasshouse cv`: a recipe's scores on folds of the rows.

use super::{load, load_others, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::parameters;
use crate::session::Session;
use glasshouse_spec::{
    CurveOver, CurveReading, CurveReport, CvReport, DecompositionReading, Event, FoldMethod, MeanScore,
    Recipe, Request,
};
use std::path::Path;

/// Folds whose scores are printed one beside the other.
const SHOWN: usize = 10;

/// What departs from the recipe.
pub struct Wanted {
    pub folds: Option<u32>,
    pub repeats: Option<u32>,
    pub method: Option<FoldMethod>,
    pub nested: bool,
    pub trials: Option<u32>,
    pub curve: Option<String>,
    pub bias_variance: Option<u32>,
    pub params: Vec<String>,
}

pub fn run(
    recipe_path: &Path,
    data: &Path,
    wanted: &Wanted,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let mut recipe = recipe(&mut session, recipe_path)?;
    parameters::set(&mut recipe, &wanted.params)?;
    let evaluate = &mut recipe.evaluate;
    evaluate.cv = wanted.folds.or(evaluate.cv);
    evaluate.cv_repeats = wanted.repeats.or(evaluate.cv_repeats);
    evaluate.cv_method = wanted.method.or(evaluate.cv_method);
    recipe.tune.trials = wanted.trials.or(recipe.tune.trials);
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    if let Some(over) = &wanted.curve {
        return curve(&mut session, recipe, over, json);
    }
    if wanted.bias_variance.is_some() {
        return decomposed(&mut session, recipe, wanted.bias_variance, json);
    }
    let request = Request::CrossValidate { recipe: Box::new(recipe), nested: wanted.nested };
    let (Event::CrossValidated { report }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    for fold in &report.each {
        if let Some(fault) = &fold.fault {
            eprintln!(
                "warning: fold {} of repeat {} was not trained: {}",
                fold.fold, fold.repeat, fault.message
            );
        }
    }
    if json { output::json(&report) } else { output::words(&in_words(&report)) }
}

/// Scores along the number of rows or a parameter.
fn curve(session: &mut Session, recipe: Recipe, over: &str, json: bool) -> Result<(), Failure> {
    let over = match over {
        "rows" => CurveOver::Rows,
        path => CurveOver::Parameter(path.into()),
    };
    let request = Request::Curve { recipe: Box::new(recipe), over };
    let (Event::Curved { report }, _) = session.ask(request, Vec::new())? else { return Err(unexpected()) };
    warn(&report.warnings);
    if json { output::json(&report) } else { output::words(&curve_in_words(&report)) }
}

/// Bias and variance of the errors.
fn decomposed(session: &mut Session, recipe: Recipe, rounds: Option<u32>, json: bool) -> Result<(), Failure> {
    let request = Request::Decompose { recipe: Box::new(recipe), rounds };
    let (Event::Decomposed { report }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    if json {
        return output::json(&report);
    }
    let reading = match report.reading {
        DecompositionReading::Variance => {
            "mostly variance: average more models, regularise or simplify, or give more rows"
        }
        DecompositionReading::Bias => {
            "mostly bias, in which is what nobody can know: another model or other columns may help, more rows hardly"
        }
        DecompositionReading::Both => "bias and variance both matter",
        DecompositionReading::None => "no errors to part",
    };
    let figures =
        [("expected loss", report.expected_loss), ("bias", report.bias), ("variance", report.variance)];
    let rows = figures.map(|(name, figure)| vec![name.to_string(), number(Some(figure))]);
    output::words(&format!(
        "{} of {} {} rows, {} models of bootstrap samples of {} training rows\n\n{}\n{reading}\n",
        report.loss,
        report.rows,
        report.part,
        report.rounds,
        report.train,
        columns(&rows)
    ))
}

fn curve_in_words(report: &CurveReport) -> String {
    let over = match &report.over {
        CurveOver::Rows => "training rows",
        CurveOver::Parameter(path) => path,
    };
    let mut rows = vec![[over, "train", "held out", "deviation"].map(String::from).to_vec()];
    for (place, at) in report.at.iter().enumerate() {
        let name = report.names.get(place).cloned().unwrap_or_else(|| number(Some(*at)));
        let (train, held) = (report.train[place], report.held[place]);
        rows.push(vec![name, number(Some(train.mean)), number(Some(held.mean)), number(held.std)]);
    }
    let reading = match report.reading {
        CurveReading::MoreRows { gain } => {
            format!(
                "more rows would help: with the last ones {} became better by {}",
                report.metric,
                number(Some(gain))
            )
        }
        CurveReading::Overfits { gap } => format!(
            "training rows are answered better by {}: a simpler model may do better, more rows hardly",
            number(Some(gap))
        ),
        CurveReading::Settled => "more rows would hardly help; another model or other columns might".into(),
        CurveReading::Best { place, at_end } => {
            let place = place as usize;
            let best =
                report.names.get(place).cloned().unwrap_or_else(|| number(report.at.get(place).copied()));
            let beyond = if at_end { ", at an end of what was tried: look beyond it" } else { "" };
            format!("best at {best}{beyond}")
        }
    };
    format!("{} of {} folds\n\n{}\n{reading}\n", report.metric, report.folds, columns(&rows))
}

fn in_words(report: &CvReport) -> String {
    let times = if report.repeats > 1 { format!(", {} times", report.repeats) } else { String::new() };
    format!(
        "{} for \"{}\", {} rows in {} folds by {}{times}\n\n{}{}{}",
        report.model.kind,
        report.task.target,
        report.rows,
        report.folds,
        report.method.name(),
        means(report),
        folds(report),
        nested(report),
    )
}

/// What was searched within each fold, and by how much a search flatters itself.
fn nested(report: &CvReport) -> String {
    let Some(of) = &report.nested else { return String::new() };
    let chosen = report.each.iter().take(SHOWN).map(|fold| {
        let values: Vec<String> = fold
            .chosen
            .iter()
            .map(|(path, value)| format!("{} {value}", path.strip_prefix("model.").unwrap_or(path)))
            .collect();
        vec![format!("fold {}", fold.fold), values.join(", ")]
    });
    let outer = report.metrics.get(&of.metric).map(|score| score.mean);
    format!(
        "\nchosen within each fold, of {} trials by {} over {} inner folds\n{}\nthe searches told {} {} of themselves; on the rows \
         that they had not seen it is {}\n",
        of.trials,
        of.method.name(),
        of.folds,
        columns(&chosen.collect::<Vec<_>>()),
        of.metric,
        number(Some(of.inner)),
        number(outer),
    )
}

fn means(report: &CvReport) -> String {
    let heads = ["", "mean", "std", "95 % interval of the mean", "baseline"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    for (name, score) in &report.metrics {
        let interval = match (score.low, score.high) {
            (Some(low), Some(high)) => format!("{} to {}", number(Some(low)), number(Some(high))),
            _ => String::new(),
        };
        let dull = report.baseline.get(name).map(|dull: &MeanScore| dull.mean);
        rows.push(vec![name.clone(), number(Some(score.mean)), number(score.std), interval, number(dull)]);
    }
    // What one row, or few, cannot tell of themselves is told of the answers of all folds together.
    let together = report.pooled.iter().filter(|(name, _)| !report.metrics.contains_key(*name));
    for (name, score) in together {
        let how = "pooled over the answers of all folds".to_owned();
        rows.push(vec![name.clone(), number(Some(*score)), String::new(), how, String::new()]);
    }
    columns(&rows)
}

/// The scores of each fold, where they are few.
fn folds(report: &CvReport) -> String {
    if report.each.len() > SHOWN {
        return String::new();
    }
    let heads = report.each.iter().map(|fold| format!("fold {}", fold.fold));
    let mut rows = vec![std::iter::once(String::new()).chain(heads).collect()];
    for name in report.metrics.keys() {
        let scores = report.each.iter().map(|fold| number(fold.metrics.get(name).copied()));
        rows.push(std::iter::once(name.clone()).chain(scores).collect());
    }
    format!("\n{}", columns(&rows))
}
