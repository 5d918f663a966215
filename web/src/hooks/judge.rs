//! Judging the model that is looked at, and looking at rows that it fails on.

use super::Studio;
use crate::route::{Stage, go};
use crate::state::{ExplainingAction, FindingAction, JobKind, Judged, JudgingAction, LookAction};
use glasshouse_spec::{Condition, Event, Refit, Request};

impl Studio {
    /// Judges one of the model's targets.
    pub fn judge(&self, of: Judged) {
        self.judging.dispatch(JudgingAction::Began(of.clone()));
        let studio = self.clone();
        let request = Request::Judge { target: of.1 as u32 };
        self.work(JobKind::Judge, request, &[], move |(event, _)| {
            studio.judging.dispatch(match event {
                Event::Judged { judgement } => JudgingAction::Found(of.clone(), judgement),
                Event::Failed { faults } => JudgingAction::Refused(of.clone(), faults),
                _ => JudgingAction::Stopped,
            });
        });
    }

    /// Trains the model's recipe again, a little otherwise, to learn something of one of its targets.
    pub fn refit(&self, of: Judged, ask: Refit) {
        self.refits.dispatch(FindingAction::Began(of));
        let studio = self.clone();
        self.work(JobKind::Refit, Request::Refit { ask, file: None }, &[], move |(event, _)| {
            studio.refits.dispatch(match event {
                Event::Refitted { found } => FindingAction::Done(found),
                Event::Failed { faults } => FindingAction::Failed(faults),
                _ => FindingAction::Stopped,
            });
        });
    }

    /// Shows what made the model answer a row of the file as it does.
    pub fn explain_row(&self, row: u64) {
        let Some(trained) = self.jobs.get().trained.clone() else { return };
        self.explaining.dispatch(ExplainingAction::Model(trained.report.model_sha256.clone()));
        self.explaining.dispatch(ExplainingAction::Row(Some(row)));
        go(Stage::Explain);
    }

    /// Shows rows of the data alone.
    pub fn look_at(&self, filter: Vec<Condition>) {
        self.look.dispatch(LookAction::All);
        self.look.dispatch(LookAction::Narrow(filter));
        go(Stage::Data);
    }
}
