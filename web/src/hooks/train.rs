//! Training: begin, give up, keep the best so far.

use super::Studio;
use crate::route::{Stage, go};
use crate::state::{Edit, JobKind, JobsAction, SessionAction, Spot, Trained};
use glasshouse_spec::{Event, ParamValue, Recipe, Request};
use std::rc::Rc;

impl Studio {
    /// Why training cannot begin now, in words; nothing when it can.
    pub fn why_not_train(&self) -> Option<String> {
        let (data, recipe, jobs) = (self.data.get(), self.recipe.get(), self.jobs.get());
        if data.loaded.is_none() {
            return Some(say!("train-needs-data"));
        }
        if data.reading.is_some() {
            return Some(say!("train-reading"));
        }
        if recipe.suggesting {
            return Some(say!("train-suggesting"));
        }
        if !recipe.is_asked() {
            return Some(say!("train-needs-target"));
        }
        jobs.running.is_some().then(|| say!("train-busy"))
    }

    /// Trains by the recipe as it stands.
    pub fn train(&self) {
        let recipe = self.recipe.get().recipe().cloned();
        let (Some(recipe), None) = (recipe, self.why_not_train()) else { return };
        self.session.dispatch(SessionAction::Mended(Spot::Train));
        self.keep_now();
        self.train_by(Request::Train { recipe: Box::new((*recipe).clone()) }, recipe);
    }

    /// Trains the model on: for more steps of it, or to the end where it was stopped.
    pub fn train_on(&self, steps: &str, count: i64) {
        if self.why_not_train().is_none() {
            go(Stage::Train);
            self.edit(Edit::ModelParam(steps.to_owned(), Some(ParamValue::Int(count))));
            self.train();
        }
    }

    /// Goes on with the training that was interrupted.
    pub fn resume(&self) {
        let Some(unfinished) = self.jobs.get().unfinished.clone() else { return };
        if self.jobs.get().running.is_none() {
            self.train_by(Request::Resume, Rc::new(unfinished.recipe.clone()));
        }
    }

    /// Gives up the training that was interrupted.
    pub fn drop_unfinished(&self) {
        self.jobs.dispatch(JobsAction::Unfinished(None));
        self.ask(Request::DropUnfinished, Spot::Train, |_| {});
    }

    fn train_by(&self, request: Request, recipe: Rc<Recipe>) {
        let studio = self.clone();
        self.work(JobKind::Train, request, &[], move |(event, _)| match event {
            Event::Trained { report, diagnostics } => {
                let trained =
                    Trained { report: *report, diagnostics: *diagnostics, recipe: Some(Rc::clone(&recipe)) };
                studio.jobs.dispatch(JobsAction::Trained(Rc::new(trained)));
                studio.list_models();
                studio.session.dispatch(SessionAction::Announce(say!("train-done")));
                studio.show_result();
            }
            Event::Failed { faults } => {
                studio.jobs.dispatch(JobsAction::NotTrained);
                studio.fail(Spot::Train, faults);
            }
            _ => {
                studio.jobs.dispatch(JobsAction::NotTrained);
                studio.session.dispatch(SessionAction::Announce(say!("train-cancelled")));
            }
        });
    }

    /// Goes on to the figures, unless the person went elsewhere meanwhile.
    fn show_result(&self) {
        let hash = gloo::utils::window().location().hash().unwrap_or_default();
        if hash == "#/train" {
            go(Stage::Evaluate);
        }
    }

    /// Ends the training with the best model so far, or the search with the best trial.
    pub fn keep_best(&self) {
        let jobs = self.jobs.get();
        if let Some(job) =
            [JobKind::Train, JobKind::Search, JobKind::Automl].into_iter().find_map(|kind| jobs.running(kind))
        {
            self.jobs.dispatch(JobsAction::Stopping);
            self.ask(Request::KeepBest { job: job.id }, Spot::Train, |_| {});
        }
    }
}
