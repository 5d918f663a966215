//! How scores change with the number of training rows, or with the values of one parameter: scikit-learn's
//! `learning_curve` and `validation_curve`, over the folds of a cross-validation.

use super::super::{Answer, Bench, Faults, judge, rules, trial};
use super::refuse;
use crate::control::Control;
use glasshouse_evaluate::{
    Arranged, FoldPlan, Space, arrange_in_pieces, folds, mean_score, read_learning, read_validation,
    usual_metric,
};
use glasshouse_metrics::metric;
use glasshouse_spec::{
    CurveOver, CurveReport, Event, Fault, MeanScore, ParamValue, Place, Recipe, Searched, Warning,
};
use std::collections::BTreeMap;

/// Shares of the training rows that a learning curve looks at.
const SHARES: [f64; 6] = [0.05, 0.1, 0.2, 0.4, 0.7, 1.0];
/// Fewest training rows of a point.
const FEWEST: usize = 20;
/// Values of a range that a validation curve looks at.
const VALUES: u32 = 9;

/// Scores of a recipe along a curve.
pub(in crate::jobs) async fn run(bench: Bench, recipe: Recipe, over: CurveOver) -> Result<Answer, Faults> {
    let control = &bench.control;
    let began = control.now();
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let share = async |what, done: f64| control.checkpoint(what, 0.05 * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &recipe, &share).await?;
    refuse(&arranged)?;
    let metric_name = usual_metric(recipe.evaluate.metrics.as_deref(), &recipe, &arranged.task)?;
    let rows: Vec<u32> = (0..arranged.rows.len() as u32).collect();
    let plan = folds(&arranged, &rows, &recipe).map_err(|error| error.in_rows(&arranged.rows))?;
    let points = points(&recipe, &arranged, &plan, &over)?;
    let greater_is_better = metric(metric_name).is_some_and(|of| of.greater_is_better);
    let curve = Curve { control, arranged: &arranged, plan: &plan, metric: metric_name };
    let scores = curve.scores(&points).await?;
    let (train, held): (Vec<MeanScore>, Vec<MeanScore>) = scores.into_iter().unzip();
    let reading = match over {
        CurveOver::Rows => read_learning(&train, &held, greater_is_better),
        CurveOver::Parameter(_) => read_validation(&held, greater_is_better, points.names.is_empty()),
    };
    let warnings: Vec<Warning> = arranged.warnings.iter().chain(&plan.warnings).cloned().collect();
    let report = CurveReport {
        over,
        task: arranged.task.clone(),
        metric: metric_name.into(),
        greater_is_better,
        at: points.each.iter().map(|point| point.at).collect(),
        names: points.names,
        log: points.log,
        train,
        held,
        reading,
        folds: plan.folds.len() as u32,
        seconds: control.now() - began,
        warnings,
    };
    Ok(Event::Curved { report: Box::new(report) }.into())
}

/// What is tried along a curve.
struct Points {
    each: Vec<Point>,
    names: Vec<String>,
    log: bool,
}

struct Point {
    at: f64,
    recipe: Recipe,
    /// Share of the training rows.
    share: f64,
}

fn points(recipe: &Recipe, arranged: &Arranged, plan: &FoldPlan, over: &CurveOver) -> Result<Points, Faults> {
    match over {
        CurveOver::Rows => {
            let rows = plan.folds.iter().map(|fold| fold.train.len()).sum::<usize>() / plan.folds.len();
            let enough = |share: &&f64| (rows as f64 * **share) as usize >= FEWEST || **share == 1.0;
            let each = SHARES.iter().filter(enough).map(|share| Point {
                at: (rows as f64 * share).round(),
                recipe: recipe.clone(),
                share: *share,
            });
            Ok(Points { each: each.collect(), names: Vec::new(), log: false })
        }
        CurveOver::Parameter(path) => of_parameter(recipe, arranged, path),
    }
}

fn of_parameter(recipe: &Recipe, arranged: &Arranged, path: &str) -> Result<Points, Faults> {
    let mut with = recipe.clone();
    // What is said of it for a search is looked at; else what is usual.
    with.tune.space.retain(|known, _| known == path);
    let space = match with.tune.space.is_empty() {
        true => {
            let all = Space::of(&with, arranged.task.kind)?.searched();
            let usual = all.get(path).cloned().ok_or_else(|| nothing(path))?;
            with.tune.space = BTreeMap::from([(path.to_owned(), usual)]);
            Space::of(&with, arranged.task.kind)?
        }
        false => Space::of(&with, arranged.task.kind)?,
    };
    let (values, log) = match space.searched().remove(path) {
        Some(Searched::Range { log, .. }) => (space.line(VALUES), log),
        Some(Searched::Values(values)) => ((0..values.len()).map(|at| at as f64).collect(), false),
        None => return Err(nothing(path).into()),
    };
    let mut names = Vec::new();
    let each: Vec<Point> = values
        .into_iter()
        .map(|at| {
            let value = space.values(&[at]).remove(path).unwrap_or(ParamValue::Null);
            if value.as_f64().is_none() {
                names.push(value.to_string());
            }
            Point { at: value.as_f64().unwrap_or(at), recipe: space.recipe(recipe, &[at]), share: 1.0 }
        })
        .collect();
    Ok(Points { each, names, log })
}

fn nothing(path: &str) -> Fault {
    Fault::new("tune.space", format!("\"{path}\" has no range that could be gone along"))
        .with_place(Place::parameter(format!("tune.space.\"{path}\"")))
        .with_remedy("name low and high, or values, in tune.space")
}

struct Curve<'a> {
    control: &'a Control,
    arranged: &'a Arranged,
    plan: &'a FoldPlan,
    metric: &'static str,
}

impl Curve<'_> {
    /// Of each point the scores on training rows and on those that were held out.
    async fn scores(&self, points: &Points) -> Result<Vec<(MeanScore, MeanScore)>, Faults> {
        let mut all = Vec::new();
        let (count, folds) = (points.each.len(), self.plan.folds.len());
        for (place, point) in points.each.iter().enumerate() {
            let (mut train, mut held) = (Vec::new(), Vec::new());
            for (at, fold) in self.plan.folds.iter().enumerate() {
                let named = format!("Point {} of {count}, fold {} of {folds}", place + 1, at + 1);
                let pause = async |_: String, done: f64| {
                    let done = ((place * folds + at) as f64 + done) / (count * folds) as f64;
                    self.control.checkpoint(named.clone(), 0.05 + 0.95 * done).await;
                };
                let rows = trial::some(&fold.train, point.share);
                let (own, other) = self.one(&point.recipe, &rows, &fold.test, &pause).await?;
                train.push(own);
                held.push(other);
            }
            let ratio = self.plan.folds[0].test.len() as f64 / self.plan.folds[0].train.len() as f64;
            let mean = |scores: &[f64]| mean_score(self.metric, scores, ratio).unwrap_or_default();
            all.push((mean(&train), mean(&held)));
        }
        Ok(all)
    }

    async fn one(
        &self,
        recipe: &Recipe,
        rows: &[u32],
        test: &[u32],
        pause: &impl AsyncFn(String, f64),
    ) -> Result<(f64, f64), Faults> {
        let trial = trial::run(recipe, self.arranged, [rows, test], pause).await?;
        let still = async |_: f64| pause("Scoring".into(), 1.0).await;
        let (_, prediction) = judge::predict(&trial.pipeline, &trial.arranged, rows, &still).await?;
        let target = trial.arranged.target.take(rows);
        let own = judge::of_part("train", &prediction, &target, &trial.pipeline, recipe, &still).await?;
        let score = |scored: &glasshouse_evaluate::Scored| -> Result<f64, Faults> {
            let why = || scored.notes.first().map(|note| note.message.clone()).unwrap_or_default();
            scored.scores.get(self.metric).copied().ok_or_else(|| {
                let fault = Fault::new(
                    "tune.no_score",
                    format!("there is no {} of some fold: {}", self.metric, why()),
                )
                .with_place(Place::parameter("evaluate.metrics"))
                .with_remedy("choose another metric, or fewer folds");
                Faults::from(fault)
            })
        };
        Ok((score(&own)?, score(&trial.scored)?))
    }
}
