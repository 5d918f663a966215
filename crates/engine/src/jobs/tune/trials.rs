//! What the trials of a search tell: what was tried, and which is the best.

use super::Judge;
use glasshouse_evaluate::{Space, Told};
use glasshouse_spec::{TrialReport, TrialState};

/// The trials as a method looks at them.
pub(super) fn told(space: &Space, judge: &Judge, trials: &[TrialReport]) -> Vec<Told> {
    let loss = |score: f64| if judge.greater_is_better { -score } else { score };
    let told = |trial: &TrialReport| Told {
        point: space.point(&trial.params),
        share: trial.share,
        loss: trial.score.map(loss),
    };
    trials.iter().map(told).collect()
}

/// The best of the trials that were judged on everything; of equals the first.
pub(super) fn best<'a>(judge: &Judge, trials: &'a [TrialReport]) -> Option<&'a TrialReport> {
    let whole = |trial: &&TrialReport| trial.state == TrialState::Done && trial.share == 1.0;
    let better = |one: f64, other: f64| if judge.greater_is_better { one > other } else { one < other };
    trials.iter().filter(whole).fold(None, |best: Option<&TrialReport>, trial| {
        let Some(score) = trial.score else { return best };
        match best.and_then(|best| best.score) {
            Some(known) if !better(score, known) => best,
            _ => Some(trial),
        }
    })
}
