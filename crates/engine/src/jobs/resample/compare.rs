//! Two recipes on the same folds, and whether one is better.

use super::super::trial::{self, Trial};
use super::super::{Answer, Bench, Faults, keep, rules};
use super::refuse;
use crate::control::Control;
use glasshouse_evaluate::{Arranged, Fold, FoldPlan, arrange_in_pieces, folds, mean_score, usual_metric};
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::metric;
use glasshouse_spec::{
    CompareReport, CompareRequest, ComparedFold, ComparisonTest, Contestant, Event, Fault, FoldMethod, Place,
    Probabilities, Recipe, Verdict, Warning,
};
use glasshouse_stats::comparison::{
    Compared, corrected_resampled_t, correlated_t, five_by_two_f, five_by_two_t, mcnemar,
};
use std::collections::BTreeMap;

/// Share of the progress at which the first fold begins.
const BEGIN: f64 = 0.05;
/// A difference of shares that does not matter, and the share of an error that does not.
const ROPE: f64 = 0.01;
/// Probability that is enough for a verdict.
const ENOUGH: f64 = 0.95;

/// Trains both recipes on the same folds of the rows that both keep.
pub(in crate::jobs) async fn run(bench: Bench, asked: CompareRequest) -> Result<Answer, Faults> {
    let control = &bench.control;
    let began = control.now();
    let mut recipes = [recipe(&bench, asked.one).await?, recipe(&bench, asked.other).await?];
    if let Some(evaluate) = asked.evaluate {
        recipes[0].evaluate = evaluate;
    }
    let data = bench.state.borrow().data()?;
    let arranged = arranged(&bench, &recipes).await?;
    let pair = Pair::new(&recipes, &arranged, asked.metric)?;
    let plan = pair.folds(None)?;
    let mut warnings: Vec<Warning> = plan.warnings.clone();
    let runs = plan.folds.len() + if asked.five_by_two { 10 } else { 0 } + 1;
    let mut step = Steps { control, done: 0, runs };
    let each = pair.compare(&plan, &mut step, &mut warnings).await?;
    let mut report = pair.over_folds(&plan, each, asked.rope);
    push(&mut report.tests, "corrected_t", Pair::corrected(&plan, &report.each), &mut warnings);
    if asked.five_by_two {
        pair.five_by_two(plan.method, &mut step, &mut report.tests, &mut warnings).await?;
    }
    report.tests.extend(pair.right_or_wrong(&mut step, &mut warnings).await);
    report.data_sha256.clone_from(&data.read.sha256);
    report.seconds = control.now() - began;
    report.warnings = warnings;
    Ok(Event::Compared { report: Box::new(report) }.into())
}

/// The rows of both, arranged as each recipe says.
async fn arranged(bench: &Bench, recipes: &[Recipe; 2]) -> Result<Vec<Arranged>, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let mut all = Vec::with_capacity(2);
    for recipe in recipes {
        let ruled = rules::as_recipe_reads(control, &others, data.clone(), recipe).await?;
        let share = async |what, done: f64| control.checkpoint(what, BEGIN * done).await;
        let arranged = arrange_in_pieces(ruled.given(), recipe, &share).await?;
        refuse(&arranged)?;
        all.push(arranged);
    }
    Ok(all)
}

async fn recipe(bench: &Bench, of: Contestant) -> Result<Recipe, Faults> {
    match of {
        Contestant::Recipe(recipe) => Ok(*recipe),
        Contestant::Model(id) => Ok(keep::model(bench, id).await?.recipe.clone()),
    }
}

fn verdict(of: Probabilities) -> Verdict {
    match of {
        of if of.first >= ENOUGH => Verdict::First,
        of if of.second >= ENOUGH => Verdict::Second,
        of if of.same >= ENOUGH => Verdict::Same,
        _ => Verdict::Unclear,
    }
}

/// How many trainings are done.
struct Steps<'a> {
    control: &'a Control,
    done: usize,
    runs: usize,
}

/// Two recipes and their rows.
struct Pair<'a> {
    recipes: &'a [Recipe],
    arranged: &'a [Arranged],
    /// Rows that both keep, as each arranged table numbers them; ascending.
    rows: [Vec<u32>; 2],
    /// The second's number of each of the first's rows.
    second: BTreeMap<u32, u32>,
    metric: &'static str,
    /// 1 where larger is better, else −1.
    sign: f64,
}

impl<'a> Pair<'a> {
    fn new(recipes: &'a [Recipe], arranged: &'a [Arranged], wanted: Option<String>) -> Result<Self, Faults> {
        let (one, other) = (&arranged[0].task, &arranged[1].task);
        if (one.kind, &one.target, &one.classes, one.each().len())
            != (other.kind, &other.target, &other.classes, other.each().len())
        {
            return Err(Fault::new(
                "compare.task",
                format!("the two predict different things: \"{}\" and \"{}\"", one.target, other.target),
            )
            .with_place(Place::parameter("target"))
            .with_remedy("compare recipes of the same target")
            .into());
        }
        let wanted = wanted.map(|name| vec![name]).or_else(|| recipes[0].evaluate.metrics.clone());
        // What either cannot give is not what they are compared by.
        let usual = usual_metric(wanted.as_deref(), &recipes[0], one)?;
        let metric_name = match wanted.is_some() || usual == usual_metric(None, &recipes[1], other)? {
            true => usual,
            false => "balanced_accuracy",
        };
        let (rows, second) = both(&arranged[0].rows, &arranged[1].rows);
        let sign = if metric(metric_name).is_some_and(|of| of.greater_is_better) { 1.0 } else { -1.0 };
        Ok(Self { recipes, arranged, rows, second, metric: metric_name, sign })
    }

    /// The folds of the first recipe; `twice` makes them five times two.
    fn folds(&self, twice: Option<FoldMethod>) -> Result<FoldPlan, Faults> {
        let mut recipe = self.recipes[0].clone();
        if let Some(method) = twice {
            recipe.evaluate.cv = Some(2);
            recipe.evaluate.cv_repeats = Some(5);
            recipe.evaluate.cv_method = Some(method);
        }
        let arranged = &self.arranged[0];
        Ok(folds(arranged, &self.rows[0], &recipe).map_err(|error| error.in_rows(&arranged.rows))?)
    }

    /// What the folds say; tests, times and warnings are still to come.
    fn over_folds(&self, plan: &FoldPlan, each: Vec<ComparedFold>, rope: Option<f64>) -> CompareReport {
        let differences: Vec<f64> = each.iter().map(|fold| fold.difference).collect();
        let means = [0, 1].map(|at| each.iter().map(|fold| fold.scores[at]).sum::<f64>() / each.len() as f64);
        let rope = rope.unwrap_or_else(|| self.no_matter(means[0]));
        let (train, test) = sizes(plan);
        let posterior = correlated_t(&differences, test / (test + train), rope);
        let probabilities =
            posterior.map(|of| Probabilities { first: of.above, same: of.within, second: of.below });
        CompareReport {
            models: [0, 1].map(|at| self.recipes[at].model.kind.clone()),
            task: self.arranged[0].task.clone(),
            metric: self.metric.into(),
            greater_is_better: self.sign > 0.0,
            method: plan.method,
            folds: plan.count,
            repeats: plan.repeats,
            rows: self.rows[0].len() as u64,
            means,
            difference: mean_score("", &differences, test / train).unwrap_or_default(),
            each,
            rope,
            probabilities,
            tests: Vec::new(),
            verdict: probabilities.map_or(Verdict::Unclear, verdict),
            seed: self.recipes[0].seed,
            data_sha256: String::new(),
            seconds: 0.0,
            warnings: Vec::new(),
        }
    }

    fn corrected(plan: &FoldPlan, each: &[ComparedFold]) -> Option<Compared> {
        let differences: Vec<f64> = each.iter().map(|fold| fold.difference).collect();
        let (train, test) = sizes(plan);
        corrected_resampled_t(&differences, test / train)
    }

    /// Both on every fold. A fold that either cannot be trained on is left out and told.
    async fn compare(
        &self,
        plan: &FoldPlan,
        steps: &mut Steps<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<ComparedFold>, Faults> {
        let (mut each, mut refused) = (Vec::new(), None);
        for fold in &plan.folds {
            let (repeat, number) = (fold.repeat + 1, fold.number + 1);
            match self.both(&fold.train, &fold.test, steps).await {
                Ok(trials) => match self.scores(&trials) {
                    Some(scores) => each.push(ComparedFold {
                        repeat,
                        fold: number,
                        scores,
                        difference: self.sign * (scores[0] - scores[1]),
                    }),
                    None => warnings.push(left_out(fold, format!("there is no {} there", self.metric))),
                },
                Err(faults) => {
                    warnings.push(left_out(fold, faults.message()));
                    refused = refused.or(Some(faults));
                }
            }
        }
        if each.len() >= 2 {
            return Ok(each);
        }
        Err(refused.unwrap_or_else(|| {
            Fault::new("compare.folds", format!("fewer than two folds have a {}", self.metric))
                .with_place(Place::parameter("evaluate.cv"))
                .with_remedy("compare by another metric, or with fewer folds")
                .into()
        }))
    }

    /// Both trained on some rows and scored on others, as the first numbers them.
    async fn both(&self, train: &[u32], test: &[u32], steps: &mut Steps<'_>) -> Result<[Trial; 2], Faults> {
        let named = format!("Pair {} of {}", steps.done + 1, steps.runs);
        let (begin, span) = (steps.done as f64, 1.0 / steps.runs as f64);
        let mut trials = Vec::with_capacity(2);
        steps.done += 1;
        for at in 0..2 {
            let pause = async |what: String, done: f64| {
                let done = BEGIN + (1.0 - BEGIN) * span * (begin + 0.5 * (at as f64 + done));
                steps.control.checkpoint(format!("{named}: {what}"), done).await;
            };
            let numbered = |rows: &[u32]| -> Vec<u32> {
                match at {
                    0 => rows.to_vec(),
                    _ => rows.iter().filter_map(|row| self.second.get(row).copied()).collect(),
                }
            };
            let (train, test) = (numbered(train), numbered(test));
            trials.push(trial::run(&self.recipes[at], &self.arranged[at], [&train, &test], &pause).await?);
        }
        trials.try_into().map_err(|_| Fault::new("compare.trials", "two trials were to be made").into())
    }

    fn scores(&self, trials: &[Trial; 2]) -> Option<[f64; 2]> {
        let of = |at: usize| trials[at].scored.scores.get(self.metric).copied();
        Some([of(0)?, of(1)?])
    }

    /// Five times two folds, and their tests.
    async fn five_by_two(
        &self,
        method: FoldMethod,
        steps: &mut Steps<'_>,
        tests: &mut Vec<ComparisonTest>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Faults> {
        if !matches!(method, FoldMethod::KFold | FoldMethod::StratifiedKFold) {
            warnings.push(Warning::new(
                "compare.five_by_two",
                format!("the 5×2-fold tests shuffle rows, which {} must not", method.name()),
                Place::parameter("evaluate.cv_method"),
            ));
            return Ok(());
        }
        let each = self.compare(&self.folds(Some(method))?, steps, warnings).await?;
        if each.len() != 10 {
            return Ok(());
        }
        let differences: [[f64; 2]; 5] =
            std::array::from_fn(|repeat| [each[2 * repeat].difference, each[2 * repeat + 1].difference]);
        push(tests, "five_by_two_t", five_by_two_t(&differences), warnings);
        push(tests, "five_by_two_f", five_by_two_f(&differences), warnings);
        Ok(())
    }

    /// McNemar's test on the test rows of the first's split, of classifiers of one target.
    async fn right_or_wrong(
        &self,
        steps: &mut Steps<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Option<ComparisonTest> {
        let parts = &self.arranged[0].parts;
        let kept = |rows: &[u32]| -> Vec<u32> {
            rows.iter().copied().filter(|row| self.second.contains_key(row)).collect()
        };
        let (train, test) = (kept(&parts.train), kept(&parts.test));
        if train.is_empty() || test.is_empty() || !matches!(self.arranged[0].target, Target::Classes { .. }) {
            return None;
        }
        let trials = match self.both(&train, &test, steps).await {
            Ok(trials) => trials,
            Err(faults) => {
                let message =
                    format!("the two could not be trained on the split's rows: {}", faults.message());
                warnings.push(Warning::new("compare.split", message, Place::parameter("split")));
                return None;
            }
        };
        let [one, other] = [right(&trials[0]), right(&trials[1])];
        let count = |first: bool| {
            one.iter().zip(&other).filter(|(one, other)| (**one, **other) == (first, !first)).count() as u64
        };
        let (only_first, only_second) = (count(true), count(false));
        let found = mcnemar(only_first, only_second);
        Some(ComparisonTest { only_right: Some([only_first, only_second]), ..told("mcnemar", found) })
    }

    /// A difference that does not matter.
    fn no_matter(&self, mean: f64) -> f64 {
        let unbounded = metric(self.metric).is_some_and(|of| of.range() == (0.0, f64::INFINITY));
        if unbounded { ROPE * mean.abs() } else { ROPE }
    }
}

/// Training and test rows of a fold.
fn sizes(plan: &FoldPlan) -> (f64, f64) {
    plan.folds.first().map_or((1.0, 0.0), |fold| (fold.train.len() as f64, fold.test.len() as f64))
}

/// Rows that two tables have both, as each numbers them, and the second's number of each of the first's.
fn both(one: &[u32], other: &[u32]) -> ([Vec<u32>; 2], BTreeMap<u32, u32>) {
    let place: BTreeMap<u32, u32> = other.iter().enumerate().map(|(at, row)| (*row, at as u32)).collect();
    let pairs = one.iter().enumerate().filter_map(|(at, row)| Some((at as u32, *place.get(row)?)));
    let second: BTreeMap<u32, u32> = pairs.collect();
    ([second.keys().copied().collect(), second.values().copied().collect()], second)
}

fn right(trial: &Trial) -> Vec<bool> {
    match (&trial.prediction, &trial.target) {
        (Prediction::Classes { index, .. }, Target::Classes { index: truth, .. }) => {
            index.iter().zip(truth).map(|(own, truth)| own == truth).collect()
        }
        _ => Vec::new(),
    }
}

fn left_out(fold: &Fold, why: String) -> Warning {
    let message = format!("fold {} of repeat {} is left out: {why}", fold.number + 1, fold.repeat + 1);
    Warning::new("compare.fold", message, Place::parameter("evaluate.cv"))
}

fn told(name: &str, found: Compared) -> ComparisonTest {
    ComparisonTest {
        name: name.into(),
        statistic: found.statistic,
        df: found.df.into_iter().flatten().collect(),
        p_value: found.p_value,
        only_right: None,
    }
}

fn push(tests: &mut Vec<ComparisonTest>, name: &str, found: Option<Compared>, warnings: &mut Vec<Warning>) {
    match found {
        Some(found) => tests.push(told(name, found)),
        None => warnings.push(Warning::new(
            "compare.equal",
            format!("{name} is not defined: every fold has the same difference"),
            Place::parameter("evaluate.cv"),
        )),
    }
}
