//! What is tried next, and until when.

use super::lineup::{Contender, Lineup};
use crate::tune::{Space, Told, propose};
use glasshouse_spec::{
    AutomlPhase, AutomlTrial, ModelSpec, ParamValue, Recipe, SearchMethod, StepSpec, TrialState, leaderboard,
};
use std::collections::BTreeMap;

/// Share of the time after which nobody is tried for the first time, and after which no trial of the survey goes on.
const SURVEY: (f64, f64) = (0.4, 0.5);
/// The same for trials on all rows of those that did well on some.
const WHOLE: (f64, f64) = (0.6, 0.7);
/// Until when other parameters are tried, before the best are put together and after.
const TUNING: [f64; 2] = [0.7, 0.9];
/// From when on only so many are searched.
const FEWER: [(f64, usize); 3] = [(0.62, 1), (0.5, 2), (0.0, 4)];
/// Those who are searched after the best were put together.
const LATE: usize = 2;
/// Trials of other parameters for one contender, at most.
const MOST: usize = 60;
/// How many are put together, and how.
const TOGETHER: [(usize, &str); 4] = [(3, "voting"), (3, "stacking"), (2, "voting"), (4, "stacking")];
/// How many times as long as its members an ensemble takes: stacking trains each on five parts and on all.
const COSTS: [(&str, f64); 2] = [("voting", 1.2), ("stacking", 6.5)];
/// Share of the survey's best that are tried on all rows, and how many at least.
const BETTER: (f64, usize) = (0.5, 3);

/// Where the time stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// Share that is used up.
    pub used: f64,
    /// Seconds in all.
    pub seconds: f64,
}

/// What is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Who it counts for on the leaderboard.
    pub contender: String,
    /// The part of the search.
    pub phase: AutomlPhase,
    /// The estimator.
    pub model: ModelSpec,
    /// The steps.
    pub prepare: Vec<StepSpec>,
    /// What is searched, by place in the recipe of the estimator itself.
    pub params: BTreeMap<String, ParamValue>,
    /// Share of the training rows.
    pub share: f64,
    /// Share of the time at which it is given up.
    pub until: f64,
}

impl Lineup {
    /// The next attempt after some trials; none where nothing is left to try, or no time. O(contenders · trials),
    /// beside what a search by a Gaussian process takes.
    pub fn next(&self, trials: &[AutomlTrial], clock: Clock) -> Option<Attempt> {
        let used = clock.used;
        if used >= 1.0 {
            return None;
        }
        if let Some(next) = self.survey(trials, used).or_else(|| self.on_all_rows(trials, used)) {
            return Some(next);
        }
        let put_together = trials.iter().any(|one| one.phase == AutomlPhase::Together);
        let just_now = trials.last().is_some_and(|one| one.phase == AutomlPhase::Together);
        let tuned = |late: usize| (used < TUNING[late]).then(|| self.tuned(trials, used, late > 0)).flatten();
        match (put_together, just_now) {
            (false, _) => tuned(0).or_else(|| self.together(trials, clock)).or_else(|| tuned(1)),
            (true, true) => self.together(trials, clock).or_else(|| tuned(1)),
            (true, false) => tuned(1).or_else(|| self.together(trials, clock)),
        }
    }

    /// Each contender once.
    fn survey(&self, trials: &[AutomlTrial], used: f64) -> Option<Attempt> {
        let tried = |one: &Contender| trials.iter().any(|trial| trial.contender == one.name);
        let next = self.contenders.iter().find(|one| !tried(one))?;
        let first = trials.is_empty();
        if !first && used >= SURVEY.0 {
            return None;
        }
        // The first costs next to nothing, and must be there.
        let until = if first { f64::INFINITY } else { used + 0.5 * (SURVEY.1 - used) };
        let share = if first { 1.0 } else { self.survey };
        Some(self.attempt(next, AutomlPhase::Survey, BTreeMap::new(), share, until))
    }

    /// On all rows those that did best on some.
    fn on_all_rows(&self, trials: &[AutomlTrial], used: f64) -> Option<Attempt> {
        if self.survey >= 1.0 || used >= WHOLE.0 {
            return None;
        }
        let surveyed: Vec<AutomlTrial> =
            trials.iter().filter(|one| one.phase == AutomlPhase::Survey).cloned().collect();
        let order = leaderboard(&surveyed, self.greater_is_better, false);
        let most = ((order.len() as f64 * BETTER.0).ceil() as usize).max(BETTER.1);
        let better = order.iter().take(most).filter_map(|number| by_number(trials, *number));
        let tried = |name: &str| trials.iter().any(|one| one.contender == name && one.trial.share == 1.0);
        let next = better.map(|trial| &trial.contender).find(|name| !tried(name))?;
        let until = used + 0.6 * (WHOLE.1 - used).max(0.05);
        Some(self.attempt(self.contender(next)?, AutomlPhase::Whole, BTreeMap::new(), 1.0, until))
    }

    /// Other parameters for one of the best, the one for which fewest were tried.
    fn tuned(&self, trials: &[AutomlTrial], used: f64, late: bool) -> Option<Attempt> {
        let most = match late {
            true => LATE,
            false => FEWER.iter().find(|(from, _)| used >= *from).map_or(LATE, |(_, most)| *most),
        };
        let count = |one: &Contender| {
            let of = |trial: &&AutomlTrial| trial.phase == AutomlPhase::Tuning && trial.contender == one.name;
            trials.iter().filter(of).count()
        };
        let mut best: Vec<&Contender> = self.best(trials).into_iter().map(|(one, _)| one).collect();
        // Those that were searched through give way to the next.
        best.retain(|one| !one.space(self.task).is_empty() && count(one) < MOST);
        best.truncate(most);
        let next = best.into_iter().min_by_key(|one| count(one))?;
        let params = self.proposed(next, trials)?;
        let end = if late { 1.0 } else { 0.5 * (TUNING[0] + 1.0) };
        Some(self.attempt(next, AutomlPhase::Tuning, params, 1.0, used + 0.5 * (end - used)))
    }

    fn proposed(&self, of: &Contender, trials: &[AutomlTrial]) -> Option<BTreeMap<String, ParamValue>> {
        let space = Space::of(&self.searched(of), self.task).ok()?;
        let loss = |score: f64| if self.greater_is_better { -score } else { score };
        let whole = |trial: &&AutomlTrial| trial.contender == of.name && trial.trial.share == 1.0;
        let told: Vec<Told> = trials
            .iter()
            .filter(whole)
            .map(|one| Told {
                point: space.point(&one.trial.params),
                share: 1.0,
                loss: one.trial.score.filter(|_| one.trial.state != TrialState::Failed).map(loss),
            })
            .collect();
        let next = propose(&space, SearchMethod::Gp, u32::MAX, self.recipe.seed, &told)?;
        Some(space.values(&next.point))
    }

    /// The recipe whose space is that of a contender.
    fn searched(&self, of: &Contender) -> Recipe {
        let mut recipe = self.recipe.clone();
        recipe.model = of.model.clone();
        recipe.prepare = Vec::new();
        recipe.tune.space = of.space(self.task);
        recipe
    }

    /// Several of the best together, where there is time for it.
    fn together(&self, trials: &[AutomlTrial], clock: Clock) -> Option<Attempt> {
        let mut best = self.best(trials);
        best.retain(|(one, _)| !one.scaled);
        TOGETHER.iter().find_map(|(size, kind)| {
            let members = best.get(..*size)?;
            let model = joined(kind, members);
            let known = trials.iter().any(|one| one.model == model);
            let cost = COSTS.iter().find(|(of, _)| of == kind).map_or(1.0, |(_, cost)| *cost);
            let seconds: f64 = members.iter().map(|(_, trial)| trial.trial.seconds).sum();
            if known || clock.used + cost * seconds / clock.seconds >= 1.0 {
                return None;
            }
            let contender = format!("{kind} of {size}");
            let prepare = self.numbers.clone();
            let (params, phase) = (BTreeMap::new(), AutomlPhase::Together);
            Some(Attempt { contender, phase, model, prepare, params, share: 1.0, until: 1.0 })
        })
    }

    /// The contenders that were judged on all rows with their best trial, the best first, each kind of model once.
    fn best<'a>(&'a self, trials: &'a [AutomlTrial]) -> Vec<(&'a Contender, &'a AutomlTrial)> {
        let mut best: Vec<(&Contender, &AutomlTrial)> = Vec::new();
        for number in leaderboard(trials, self.greater_is_better, true) {
            let Some(trial) = by_number(trials, number) else { continue };
            let Some(contender) = self.contender(&trial.contender) else { continue };
            let kind = &contender.model.kind;
            let known = best.iter().any(|(one, _)| one.model.kind == *kind);
            if kind != "dummy" && !known {
                best.push((contender, trial));
            }
        }
        best
    }

    fn attempt(
        &self,
        of: &Contender,
        phase: AutomlPhase,
        params: BTreeMap<String, ParamValue>,
        share: f64,
        until: f64,
    ) -> Attempt {
        let (model, prepare) = (of.with(&params), of.prepare.clone());
        Attempt { contender: of.name.clone(), phase, model, prepare, params, share, until }
    }
}

fn by_number(trials: &[AutomlTrial], number: u32) -> Option<&AutomlTrial> {
    trials.iter().find(|one| one.trial.number == number)
}

/// An ensemble of estimators.
fn joined(kind: &str, members: &[(&Contender, &AutomlTrial)]) -> ModelSpec {
    let member = |(_, trial): &(&Contender, &AutomlTrial)| {
        ParamValue::nested(&trial.model.kind, trial.model.params.clone())
    };
    let estimators = ParamValue::List(members.iter().map(member).collect());
    ModelSpec { kind: kind.into(), params: [("estimators".to_owned(), estimators)].into() }
}
