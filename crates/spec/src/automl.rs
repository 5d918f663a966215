//! A search for a good model of any kind within a time: what was tried, and what came of it.

use crate::{ModelSpec, Recipe, StepSpec, TaskReport, TrialReport, TrialState, Warning};
use serde::{Deserialize, Serialize};

/// Minutes of a search where nobody says how many.
pub const DEFAULT_MINUTES: f64 = 2.0;

/// A good model is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutomlRequest {
    /// The recipe to begin with: its data, cleaning, split, target and seed stay; its steps and its model are tried
    /// beside others. `tune.metric` and `tune.folds` say how trials are judged.
    pub recipe: Recipe,
    /// Minutes at most.
    pub minutes: f64,
    /// Whether to go on with the search that was interrupted, where it is of this recipe, these data and as many
    /// minutes.
    #[serde(default)]
    pub go_on: bool,
}

/// What an interrupted search for a good model had found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnfinishedAutoml {
    /// Minutes at most, in all.
    pub minutes: f64,
    /// The trials so far.
    pub trials: Vec<AutomlTrial>,
}

/// The part of the search that a trial was made in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomlPhase {
    /// Each kind of model once, as it is by default; on some of the rows where there are many.
    #[default]
    Survey,
    /// The better of them on all rows.
    Whole,
    /// Other parameters for the promising ones.
    Tuning,
    /// Several of the best together.
    Together,
}

impl AutomlPhase {
    /// As documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Whole => "whole",
            Self::Tuning => "tuning",
            Self::Together => "together",
        }
    }
}

/// One trial, with everything that its recipe departs in from the one that the search began with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutomlTrial {
    /// What is compared on the leaderboard: a kind of model, an ensemble, or `recipe` for the recipe as it was.
    pub contender: String,
    /// When it was tried.
    pub phase: AutomlPhase,
    /// Its estimator.
    pub model: ModelSpec,
    /// Its steps.
    pub prepare: Vec<StepSpec>,
    /// How it did. `params` holds what was searched, by its place in the recipe.
    #[serde(flatten)]
    pub trial: TrialReport,
    /// Sample standard deviation of the scores over the folds; none of one fold.
    pub spread: Option<f64>,
    /// Bytes of the fitted pipeline, as a bundle holds it before it is packed.
    pub bytes: Option<u64>,
    /// Raw rows that it answers in a second, preparation included.
    pub rows_per_second: Option<f64>,
    /// Wall-clock seconds to train and score it once.
    pub seconds_each: Option<f64>,
}

/// What a search for a good model came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutomlReport {
    /// What it predicts.
    pub task: TaskReport,
    /// The metric that was to become better.
    pub metric: String,
    /// Whether larger is better.
    pub greater_is_better: bool,
    /// Folds that each trial was judged by; 0 for the validation part.
    pub folds: u32,
    /// Rows that took part: all but the test rows.
    pub rows: u64,
    /// Minutes that were given.
    pub minutes: f64,
    /// Every trial, in the order in which they were begun.
    pub trials: Vec<AutomlTrial>,
    /// Numbers of the best trial of each contender, the best first.
    pub leaderboard: Vec<u32>,
    /// The recipe of the first of them. It holds no time: it trains to the same model wherever it is trained.
    pub recipe: Recipe,
    /// What was tried and why the first is first, in plain sentences.
    pub story: Vec<String>,
    /// SHA-256 of the data.
    pub data_sha256: String,
    /// Whether a person ended it.
    pub stopped_early: bool,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What to know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

impl AutomlReport {
    /// The trial of a number.
    pub fn trial(&self, number: u32) -> Option<&AutomlTrial> {
        self.trials.iter().find(|one| one.trial.number == number)
    }
}

/// Numbers of the best trial of each contender, the best first; of equals the earlier. `whole` leaves out those that
/// were trained on some of the rows only. O(trials · contenders).
pub fn leaderboard(trials: &[AutomlTrial], greater_is_better: bool, whole: bool) -> Vec<u32> {
    let loss = |one: &AutomlTrial| {
        let score = one.trial.score.unwrap_or(f64::NAN);
        if greater_is_better { -score } else { score }
    };
    let counts = |one: &&AutomlTrial| {
        let done = one.trial.state == TrialState::Done && one.trial.score.is_some();
        done && (!whole || one.trial.share == 1.0)
    };
    let mut best: Vec<&AutomlTrial> = Vec::new();
    for one in trials.iter().filter(counts) {
        match best.iter_mut().find(|known| known.contender == one.contender) {
            Some(known) if loss(one) < loss(known) => *known = one,
            Some(_) => {}
            None => best.push(one),
        }
    }
    best.sort_by(|a, b| loss(a).total_cmp(&loss(b)).then(a.trial.number.cmp(&b.trial.number)));
    best.iter().map(|one| one.trial.number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(number: u32, contender: &str, score: Option<f64>, share: f64) -> AutomlTrial {
        let trial = TrialReport { number, score, share, ..TrialReport::default() };
        AutomlTrial { contender: contender.into(), trial, ..AutomlTrial::default() }
    }

    #[test]
    fn each_contender_stands_once_with_its_best() {
        let mut trials = vec![
            trial(1, "a", Some(0.5), 1.0),
            trial(2, "b", Some(0.9), 0.2),
            trial(3, "b", Some(0.7), 1.0),
            trial(4, "a", Some(0.7), 1.0),
            trial(5, "c", None, 1.0),
            trial(6, "a", Some(0.8), 1.0),
        ];
        trials[5].trial.state = TrialState::Pruned;
        assert_eq!(leaderboard(&trials, true, true), [3, 4]);
        assert_eq!(leaderboard(&trials, true, false), [2, 4]);
        assert_eq!(leaderboard(&trials, false, true), [1, 3]);
    }

    #[test]
    fn a_trial_is_written_with_what_it_came_to_beside_it() {
        let text = serde_json::to_value(trial(7, "a", Some(0.5), 1.0)).unwrap();
        assert_eq!((text["number"].as_u64(), text["contender"].as_str()), (Some(7), Some("a")));
        assert_eq!(serde_json::from_value::<AutomlTrial>(text).unwrap(), trial(7, "a", Some(0.5), 1.0));
    }
}
