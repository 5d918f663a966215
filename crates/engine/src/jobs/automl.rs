//! A good model of any kind within a time. Who and what is tried is `evaluate`'s to say; here it is trained, judged by
//! folds or the validation part, given up where it takes too long, and measured. The test rows take no part.

use super::trial::Trial;
use super::tune::{Judge, refuse, refuse_minutes};
use super::{Answer, Bench, Faults, keep, rules};
use crate::control::Control;
use glasshouse_evaluate::{Arranged, Attempt, Clock, Lineup, arrange_in_pieces, story};
use glasshouse_spec::{
    AutomlReport, AutomlRequest, AutomlTrial, Event, Fault, Recipe, SoFar, TrialReport, TrialState,
    UnfinishedAutoml, UnfinishedSearch, Warning, leaderboard,
};
use glasshouse_stats::sample_std;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Share of the progress at which the first trial begins.
const BEGIN: f64 = 0.02;
/// Rows whose answers are timed, at most.
const TIMED: usize = 1_000;

/// Searches until the time is up, nothing is left to try, or somebody takes the best.
pub(super) async fn run(bench: Bench, ask: AutomlRequest) -> Result<Answer, Faults> {
    let control = &bench.control;
    let AutomlRequest { recipe, minutes, go_on } = ask;
    refuse_minutes(minutes, "minutes")?;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, &recipe).await?;
    let began = control.now();
    let share = async |what, done: f64| control.checkpoint(what, BEGIN * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &recipe, &share).await?;
    refuse(&arranged)?;
    let judge = Judge::of(&recipe, &arranged)?;
    let profile = &ruled.data.profile;
    let lineup = Lineup::of(&recipe, profile, &arranged.task, judge.count, judge.greater_is_better);
    let data_sha256 = &ruled.data.read.sha256;
    let before = match go_on {
        true => keep::search_of(control.host(), &recipe, data_sha256).await,
        false => None,
    };
    let mut hunt = Hunt { control, recipe, arranged, judge, lineup, began, minutes, trials: Vec::new() };
    hunt.go_on_from(before);
    let stopped_early = hunt.every_attempt(data_sha256).await?;
    keep::drop_search(control.host()).await;
    control.commit();
    let report = hunt.report(data_sha256, stopped_early);
    Ok(Event::Automl { report: Box::new(report) }.into())
}

/// A search under way.
struct Hunt<'a> {
    control: &'a Control,
    recipe: Recipe,
    arranged: Arranged,
    judge: Judge,
    lineup: Lineup,
    began: f64,
    minutes: f64,
    trials: Vec<AutomlTrial>,
}

impl Hunt<'_> {
    fn clock(&self) -> Clock {
        let seconds = 60.0 * self.minutes;
        Clock { used: (self.control.now() - self.began) / seconds, seconds }
    }

    /// Takes over what an interrupted search found in as many minutes, and the time that it took.
    fn go_on_from(&mut self, before: Option<UnfinishedSearch>) {
        let Some(UnfinishedSearch { automl: Some(found), seconds, .. }) = before else { return };
        if found.minutes != self.minutes {
            return;
        }
        self.began -= seconds;
        self.control.found(SoFar::Automl(found.trials.clone()));
        self.trials = found.trials;
        self.tell_whether_any();
    }

    /// The best can be taken as soon as there is one.
    fn tell_whether_any(&self) {
        let any = !leaderboard(&self.trials, self.judge.greater_is_better, true).is_empty();
        self.control.set_can_keep(any);
    }

    fn so_far(&self, data_sha256: &str) -> UnfinishedSearch {
        let found = UnfinishedAutoml { minutes: self.minutes, trials: self.trials.clone() };
        UnfinishedSearch {
            recipe: self.recipe.clone(),
            data_sha256: data_sha256.into(),
            trials: Vec::new(),
            seconds: self.control.now() - self.began,
            automl: Some(found),
        }
    }

    /// Makes one attempt after the other; whether a person ended it.
    async fn every_attempt(&mut self, data_sha256: &str) -> Result<bool, Faults> {
        let mut keeping = keep::Trials::new(self.control);
        while let Some(next) = self.lineup.next(&self.trials, self.clock()) {
            if self.control.keep_asked() {
                return Ok(true);
            }
            let Some(trial) = self.one(&next).await? else { return Ok(true) };
            self.control.found(SoFar::Automl(vec![trial.clone()]));
            self.trials.push(trial);
            self.tell_whether_any();
            keeping.look(|| self.so_far(data_sha256)).await;
        }
        Ok(false)
    }

    /// One attempt: what cannot be trained, or takes too long, is recorded. None where somebody took the best
    /// meanwhile.
    async fn one(&self, next: &Attempt) -> Result<Option<AutomlTrial>, Faults> {
        let (number, began) = (self.trials.len() as u32 + 1, self.control.now());
        let judged = match self.judged(next, number).await {
            Ended::Taken => return Ok(None),
            Ended::Late => Err(too_long()),
            Ended::Done(Ok(judged)) => Ok(judged),
            Ended::Done(Err(faults)) if self.trials.is_empty() => return Err(faults),
            Ended::Done(Err(Faults(faults))) => Err(faults.into_iter().next().unwrap_or_else(too_long)),
        };
        let seconds = self.control.now() - began;
        let (report, trained) = match judged {
            Ok((report, trained)) => (report, trained),
            Err(fault) => {
                let state = TrialState::Failed;
                (TrialReport { state, fault: Some(fault), ..TrialReport::default() }, None)
            }
        };
        let trial = TrialReport { number, params: next.params.clone(), share: next.share, seconds, ..report };
        let mut one = AutomlTrial {
            contender: next.contender.clone(),
            phase: next.phase,
            model: next.model.clone(),
            prepare: next.prepare.clone(),
            trial,
            ..AutomlTrial::default()
        };
        if let Some(trained) = trained {
            self.measure(&mut one, trained).await?;
        }
        Ok(Some(one))
    }

    /// Trains and scores an attempt, until its time is up.
    async fn judged(
        &self,
        next: &Attempt,
        number: u32,
    ) -> Ended<Result<(TrialReport, Option<Trial>), Faults>> {
        let mut recipe = self.recipe.clone();
        recipe.model = next.model.clone();
        recipe.prepare = next.prepare.clone();
        let same = self.trials.iter().filter(|one| one.contender == next.contender);
        let own: Vec<TrialReport> = same.map(|one| one.trial.clone()).collect();
        let named = self.words(number, next);
        let pause = async |_: f64| {
            let done = BEGIN + (1.0 - BEGIN) * self.clock().used.min(1.0);
            self.control.checkpoint(named.clone(), done).await;
        };
        let judged = self.judge.judge(&recipe, &self.arranged, next.share, &own, &pause);
        within(self.control, self.began + 60.0 * self.minutes * next.until, judged).await
    }

    /// "Trial 12: Random forest, best 0.9312".
    fn words(&self, number: u32, next: &Attempt) -> String {
        let title =
            glasshouse_learn::find(&next.model.kind).map_or(next.contender.as_str(), |kind| kind.title());
        let board = leaderboard(&self.trials, self.judge.greater_is_better, true);
        let best = board.first().and_then(|best| self.trials.iter().find(|one| one.trial.number == *best));
        let best = best.and_then(|one| one.trial.score).map(|score| format!(", best {score:.4}"));
        format!("Trial {number}: {title}{}", best.unwrap_or_default())
    }

    /// Size, speed and spread of a trial by the last model that was trained for it.
    async fn measure(&self, one: &mut AutomlTrial, trained: Trial) -> Result<(), Faults> {
        one.spread = sample_std(&one.trial.folds);
        one.seconds_each = Some(one.trial.seconds / one.trial.folds.len().max(1) as f64);
        let Trial { pipeline, arranged, .. } = trained;
        one.bytes = Some(pipeline.state().to_bytes().len() as u64);
        let rows = &arranged.parts.test[..arranged.parts.test.len().min(TIMED)];
        let waited = Cell::new(0.0);
        let began = self.control.now();
        let pause = async |_: f64| {
            let asked = self.control.now();
            self.control.checkpoint("Timing", self.clock().used.min(1.0)).await;
            waited.set(waited.get() + self.control.now() - asked);
        };
        super::judge::predict(&pipeline, &arranged, rows, &pause).await?;
        let seconds = self.control.now() - began - waited.get();
        one.rows_per_second = (seconds > 0.0).then(|| rows.len() as f64 / seconds);
        Ok(())
    }

    fn report(self, data_sha256: &str, stopped_early: bool) -> AutomlReport {
        let mut board = leaderboard(&self.trials, self.judge.greater_is_better, true);
        let mut warnings: Vec<Warning> =
            self.arranged.warnings.iter().chain(&self.judge.warnings).cloned().collect();
        if board.is_empty() {
            board = leaderboard(&self.trials, self.judge.greater_is_better, false);
        }
        let mut recipe = self.recipe;
        let first = board.first().and_then(|best| self.trials.iter().find(|one| one.trial.number == *best));
        match first {
            Some(first) => {
                recipe.model = first.model.clone();
                recipe.prepare = first.prepare.clone();
            }
            None => warnings.push(nothing()),
        }
        let mut report = AutomlReport {
            task: self.arranged.task.clone(),
            metric: self.judge.metric.into(),
            greater_is_better: self.judge.greater_is_better,
            folds: self.judge.folds(),
            rows: self.judge.count as u64,
            minutes: self.minutes,
            trials: self.trials,
            leaderboard: board,
            recipe,
            story: Vec::new(),
            data_sha256: data_sha256.into(),
            stopped_early,
            seconds: self.control.now() - self.began,
            warnings,
        };
        report.story = story(&report);
        report
    }
}

fn too_long() -> Fault {
    Fault::new("automl.too_long", "it took longer than its share of the time")
        .with_remedy("give the search more minutes, or train it by itself")
}

fn nothing() -> Warning {
    Warning::new("automl.nothing", "no model could be judged, so the recipe is as it was", Default::default())
}

/// How a piece of work came to its end.
enum Ended<T> {
    /// By itself.
    Done(T),
    /// The time was up, and it was dropped.
    Late,
    /// Somebody asked for the best so far, and it was dropped.
    Taken,
}

/// Goes on with work until it ends, or between two of its pieces the time is up or somebody asks for the best.
async fn within<T>(control: &Control, until: f64, work: impl Future<Output = T>) -> Ended<T> {
    let mut work = pin!(work);
    poll_fn(|context| {
        if control.keep_asked() {
            return Poll::Ready(Ended::Taken);
        }
        if control.now() >= until {
            return Poll::Ready(Ended::Late);
        }
        work.as_mut().poll(context).map(Ended::Done)
    })
    .await
}
