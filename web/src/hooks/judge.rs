//! Judging the model that is looked at, and looking at rows that it fails on.

use super::Studio;
use crate::route::{Stage, go};
use crate::state::{JobKind, Judged, JudgingAction, LookAction};
use glasshouse_spec::{Condition, Event, Request};

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

    /// Shows rows of the data alone.
    pub fn look_at(&self, filter: Vec<Condition>) {
        self.look.dispatch(LookAction::All);
        self.look.dispatch(LookAction::Narrow(filter));
        go(Stage::Data);
    }
}
