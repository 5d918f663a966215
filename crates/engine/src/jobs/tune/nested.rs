//! A search within a fold: the recipe of the best trial, chosen on the fold's training rows alone. S. Varma and R.
//! Simon, "Bias in error estimation when using cross-validation for model selection", 2006.

use super::super::Faults;
use super::Judge;
use super::trials::{best, told};
use glasshouse_evaluate::{Arranged, Space, propose, set_params};
use glasshouse_spec::{
    FoldMethod, NESTED_TRIALS, ParamValue, Parts, Recipe, SearchMethod, TrialReport, TrialState,
};
use std::collections::BTreeMap;

/// What was chosen.
pub(in crate::jobs) struct Chosen {
    /// The recipe with it.
    pub recipe: Recipe,
    /// What it has for each parameter that was searched.
    pub params: BTreeMap<String, ParamValue>,
    /// Its score over the inner folds.
    pub score: f64,
    /// The metric.
    pub metric: &'static str,
    /// The inner folds.
    pub folds: u32,
}

/// Searches as the recipe's `tune` says, for so many trials and no minutes, on folds of some rows.
///
/// # Errors
/// Nothing to search, rows that cannot be parted, or no trial that could be judged.
pub(in crate::jobs) async fn chosen(
    recipe: &Recipe,
    arranged: &Arranged,
    rows: &[u32],
    pause: &impl AsyncFn(String, f64),
) -> Result<Chosen, Faults> {
    let parts = Parts { train: rows.to_vec(), validation: Vec::new(), test: Vec::new() };
    let arranged = arranged.with_parts(parts);
    let space = Space::of(recipe, arranged.task.kind)?;
    let judge = Judge::of(&once(recipe), &arranged)?;
    let (budget, method) =
        (recipe.tune.trials.unwrap_or(NESTED_TRIALS), recipe.tune.method.unwrap_or(SearchMethod::Tpe));
    let (mut trials, mut refused) = (Vec::new(), None);
    while let Some(next) = propose(&space, method, budget, recipe.seed, &told(&space, &judge, &trials)) {
        let number = trials.len() as u32 + 1;
        // What the recipe has comes first: so nothing worse is chosen.
        let (params, share) = match number {
            1 => (space.values_now(), 1.0),
            _ => (space.values(&next.point), next.share),
        };
        let tried = with(recipe, &params, number);
        let inner = async |done: f64| {
            let at = (f64::from(number) - 1.0 + done) / f64::from(budget);
            pause(format!("trial {number} of {budget}"), at.min(1.0)).await;
        };
        let judged = judge.judge(&tried, &arranged, share, &trials, &inner).await;
        let report = judged.map(|(report, _)| report).unwrap_or_else(|faults| {
            refused.get_or_insert(faults);
            TrialReport { state: TrialState::Failed, ..TrialReport::default() }
        });
        trials.push(TrialReport { number, params, share, ..report });
    }
    let chosen = best(&judge, &trials).and_then(|best| of(recipe, best, &judge));
    chosen.ok_or_else(|| refused.unwrap_or_else(|| Faults(Vec::new())))
}

/// What a trial is as the one that is chosen; none without a score.
fn of(recipe: &Recipe, best: &TrialReport, judge: &Judge) -> Option<Chosen> {
    Some(Chosen {
        recipe: with(recipe, &best.params, best.number),
        params: best.params.clone(),
        score: best.score?,
        metric: judge.metric,
        folds: judge.folds(),
    })
}

/// The recipe of a trial; the first is the recipe as it writes itself.
fn with(recipe: &Recipe, params: &BTreeMap<String, ParamValue>, number: u32) -> Recipe {
    let mut tried = recipe.clone();
    if number > 1 {
        set_params(&mut tried, params);
    }
    tried
}

/// The recipe with inner folds that are made once, and not one a row.
fn once(recipe: &Recipe) -> Recipe {
    let mut once = recipe.clone();
    once.evaluate.cv_repeats = None;
    once.evaluate.cv_method = once.evaluate.cv_method.filter(|method| *method != FoldMethod::LeaveOneOut);
    once
}
