//! Training: begin, give up, keep the best so far.

use super::Studio;
use crate::route::{Stage, go};
use crate::state::{JobKind, JobsAction, SessionAction, Spot, Trained};
use glasshouse_spec::{Event, Request};
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
        if recipe.target().is_none() {
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
        let studio = self.clone();
        let request = Request::Train { recipe: Box::new((*recipe).clone()) };
        self.work(JobKind::Train, request, &[], move |(event, _)| match event {
            Event::Trained { report, diagnostics } => {
                let trained =
                    Trained { report: *report, diagnostics: *diagnostics, recipe: Some(Rc::clone(&recipe)) };
                studio.jobs.dispatch(JobsAction::Trained(Rc::new(trained)));
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

    /// Ends the training with the best model so far.
    pub fn keep_best(&self) {
        if let Some(job) = self.jobs.get().running(JobKind::Train) {
            self.jobs.dispatch(JobsAction::Stopping);
            self.ask(Request::KeepBest { job: job.id }, Spot::Train, |_| {});
        }
    }
}
