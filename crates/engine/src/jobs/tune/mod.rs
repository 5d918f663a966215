//! A search for better parameters: one trial after the other, each trained on rows of the training and
//! validation parts and judged by those of them that it held back. The test rows take no part, so that the score of the
//! best recipe on them stays one that nothing was chosen by.

mod judged;
mod nested;
mod trials;

use super::{Answer, Bench, Faults, keep, rules};
use crate::control::Control;
use crate::recipe_sha256;
use glasshouse_evaluate::{Arranged, Space, Told, arrange_in_pieces, importance, propose, set_params};
use glasshouse_spec::{
    DEFAULT_TRIALS, Event, Fault, Place, Recipe, SearchMethod, SoFar, TaskKind, TrialReport, TrialState,
    TuneReport, UnfinishedSearch, Warning,
};
pub(super) use judged::Judge;
pub(super) use nested::{Chosen, chosen};

/// Share of the progress at which the first trial begins.
const BEGIN: f64 = 0.03;

/// Searches by a recipe's `tune`. With `go_on` the search that was interrupted is gone on with, where it is of
/// the same recipe and data.
pub(super) async fn run(bench: Bench, recipe: Recipe, go_on: bool) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let share = async |what, done: f64| control.checkpoint(what, BEGIN * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &recipe, &share).await?;
    refuse(&arranged)?;
    refuse_budget(&recipe)?;
    let space = Space::of(&recipe, arranged.task.kind)?;
    let judge = Judge::of(&recipe, &arranged)?;
    let data_sha256 = &ruled.data.read.sha256;
    let before = match go_on {
        true => keep::search_of(control.host(), &recipe, data_sha256).await,
        false => None,
    };
    let mut search = Search::new(control, &recipe, &arranged, &space, &judge);
    if let Some(before) = before.filter(|before| before.automl.is_none()) {
        search.began -= before.seconds;
        control.found(SoFar::Trials(before.trials.clone()));
        search.trials = before.trials;
    }
    let stopped_early = search.every_trial(data_sha256).await?;
    keep::drop_search(control.host()).await;
    control.commit();
    let report = search.report(stopped_early, data_sha256);
    Ok(Event::Tuned { report: Box::new(report) }.into())
}

/// A search under way.
struct Search<'a> {
    control: &'a Control,
    recipe: &'a Recipe,
    arranged: &'a Arranged,
    space: &'a Space,
    judge: &'a Judge,
    method: SearchMethod,
    budget: u32,
    trials: Vec<TrialReport>,
    began: f64,
}

impl<'a> Search<'a> {
    fn new(
        control: &'a Control,
        recipe: &'a Recipe,
        arranged: &'a Arranged,
        space: &'a Space,
        judge: &'a Judge,
    ) -> Self {
        let began = control.now();
        let budget = recipe.tune.trials.unwrap_or(DEFAULT_TRIALS);
        let method = recipe.tune.method.unwrap_or(SearchMethod::Tpe);
        Self { control, recipe, arranged, space, judge, method, budget, trials: Vec::new(), began }
    }

    /// Makes the trials until there is nothing to try or no time left; whether a person or the clock ended it.
    async fn every_trial(&mut self, data_sha256: &str) -> Result<bool, Faults> {
        let mut keeping = keep::Trials::new(self.control);
        loop {
            if self.control.keep_asked() || self.time_is_up() {
                return Ok(true);
            }
            let told = self.told();
            let next = propose(self.space, self.method, self.budget, self.recipe.seed, &told);
            let Some(next) = next else { return Ok(false) };
            // What the recipe has comes first: so the search cannot end with anything worse.
            let (params, share) = match self.trials.is_empty() {
                true => (self.space.values_now(), 1.0),
                false => (self.space.values(&next.point), next.share),
            };
            let trial = self.one(params, share).await?;
            self.control.found(SoFar::Trials(vec![trial.clone()]));
            self.trials.push(trial);
            self.control.set_can_keep(self.best().is_some());
            let so_far = || UnfinishedSearch {
                recipe: self.recipe.clone(),
                data_sha256: data_sha256.into(),
                trials: self.trials.clone(),
                seconds: self.control.now() - self.began,
                automl: None,
            };
            keeping.look(so_far).await;
        }
    }

    /// One trial. What is tried and cannot be trained is recorded; what the recipe has must be.
    async fn one(
        &self,
        params: std::collections::BTreeMap<String, glasshouse_spec::ParamValue>,
        share: f64,
    ) -> Result<TrialReport, Faults> {
        let (number, began) = (self.trials.len() as u32 + 1, self.control.now());
        let mut recipe = self.recipe.clone();
        // Those of the recipe stay as it writes them.
        if number > 1 {
            set_params(&mut recipe, &params);
        }
        let best = self.best().map(|trial| format!(", best {}", shown(trial.score))).unwrap_or_default();
        let named = format!("Trial {number} of {}{best}", self.budget);
        let pause = async |done: f64| {
            let at = (f64::from(number) - 1.0 + done) / f64::from(self.budget.max(number));
            self.control
                .checkpoint(named.clone(), BEGIN + (1.0 - BEGIN) * at.max(self.share_of_time()))
                .await;
        };
        let judged = self.judge.judge(&recipe, self.arranged, share, &self.trials, &pause).await;
        let seconds = self.control.now() - began;
        match judged {
            Ok((judged, _)) => Ok(TrialReport { number, params, share, seconds, ..judged }),
            Err(Faults(faults)) if number == 1 => Err(Faults(faults)),
            Err(Faults(faults)) => Ok(TrialReport {
                number,
                params,
                share,
                seconds,
                state: TrialState::Failed,
                fault: faults.into_iter().next(),
                ..TrialReport::default()
            }),
        }
    }

    fn told(&self) -> Vec<Told> {
        trials::told(self.space, self.judge, &self.trials)
    }

    fn best(&self) -> Option<&TrialReport> {
        trials::best(self.judge, &self.trials)
    }

    fn share_of_time(&self) -> f64 {
        let seconds = self.recipe.tune.minutes.map(|minutes| 60.0 * minutes);
        seconds.map_or(0.0, |seconds| ((self.control.now() - self.began) / seconds).min(1.0))
    }

    fn time_is_up(&self) -> bool {
        !self.trials.is_empty() && self.share_of_time() >= 1.0
    }

    fn report(&self, stopped_early: bool, data_sha256: &str) -> TuneReport {
        let best = self.best();
        let best_params = best.map(|trial| trial.params.clone()).unwrap_or_default();
        let mut recipe = self.recipe.clone();
        if best.is_some_and(|trial| trial.number > 1) {
            set_params(&mut recipe, &best_params);
        }
        let mut warnings = self.arranged.warnings.clone();
        warnings.extend(self.judge.warnings.iter().cloned());
        warnings.extend(self.failed());
        TuneReport {
            model: self.recipe.model.kind.clone(),
            task: self.arranged.task.clone(),
            method: self.method,
            metric: self.judge.metric.into(),
            greater_is_better: self.judge.greater_is_better,
            folds: self.judge.folds(),
            rows: self.judge.count as u64,
            space: self.space.searched(),
            best: best.map(|trial| trial.number),
            best_score: best.and_then(|trial| trial.score),
            best_params,
            recipe,
            importance: importance(self.space, &self.told(), self.recipe.seed),
            trials: self.trials.clone(),
            data_sha256: data_sha256.into(),
            recipe_sha256: recipe_sha256(self.recipe),
            stopped_early,
            seconds: self.control.now() - self.began,
            warnings,
        }
    }

    fn failed(&self) -> Option<Warning> {
        let failed: Vec<&TrialReport> =
            self.trials.iter().filter(|trial| trial.state == TrialState::Failed).collect();
        let first = failed.first()?.fault.as_ref()?;
        let message = format!(
            "{} of {} trials failed, the first because {}",
            failed.len(),
            self.trials.len(),
            first.message
        );
        Some(Warning::new("tune.failed", message, Place::parameter("tune.space")))
    }
}

fn shown(score: Option<f64>) -> String {
    score.map(|score| format!("{score:.4}")).unwrap_or_default()
}

/// Refuses questions that a trial cannot be judged by.
///
/// # Errors
/// Those without a target, and forecasts.
pub(super) fn refuse(arranged: &Arranged) -> Result<(), Faults> {
    let refused = |message: &str, remedy: &str| {
        let fault = Fault::new("tune", message);
        Err(fault.with_place(Place::parameter("task.kind")).with_remedy(remedy).into())
    };
    let kind = arranged.task.kind;
    if kind.without_target() {
        let message = "without a target there is nothing that a trial could be judged by";
        return refused(message, "choose a target to predict");
    }
    if kind == TaskKind::Forecast {
        let message = "the parameters of forecasts cannot be searched yet";
        return refused(message, "train with several values, and compare the models");
    }
    Ok(())
}

fn refuse_budget(recipe: &Recipe) -> Result<(), Faults> {
    if recipe.tune.trials == Some(0) {
        return Err(Fault::new("tune", "a search of 0 trials finds nothing")
            .with_place(Place::parameter("tune.trials"))
            .with_remedy("set it to 1 or more, or leave it out")
            .into());
    }
    recipe.tune.minutes.map_or(Ok(()), |minutes| refuse_minutes(minutes, "tune.minutes"))
}

/// Refuses a time in which nothing can be tried.
///
/// # Errors
/// None, or no number of minutes.
pub(super) fn refuse_minutes(minutes: f64, place: &str) -> Result<(), Faults> {
    if minutes > 0.0 && minutes.is_finite() {
        return Ok(());
    }
    Err(Fault::new("tune", format!("a search of {minutes} minutes finds nothing"))
        .with_place(Place::parameter(place))
        .with_remedy("set it to more than 0, or leave it out")
        .into())
}
