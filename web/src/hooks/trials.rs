//! Statistical tests: ask for one, or for the same one of every choice of columns, and give it up.

use super::Studio;
use crate::state::{SessionAction, Trials, TrialsAction, Trying, Verdict};
use glasshouse_spec::{ColumnType, Event, Request, TestRequest};
use std::rc::Rc;

impl Studio {
    /// Carries out the chosen test on the rows that are looked at.
    pub fn run_test(&self, columns: &[(String, ColumnType)]) {
        let (trials, session) = (self.trials.get(), self.session.get());
        let Some(test) = trials.chosen(&session.kinds.tests, columns) else { return };
        self.stop_test();
        let asked = TestRequest {
            name: test.id.clone(),
            columns: trials.columns.clone(),
            by: trials.by.clone(),
            options: options_for(&trials, &test.id),
            view: self.look.get().unordered(),
        };
        let request = match trials.each {
            None => Request::Test { test: Box::new(asked.clone()) },
            Some(correction) => Request::TestEach { test: Box::new(asked.clone()), correction },
        };
        let (studio, id) = (self.clone(), self.port.next_number());
        self.trials.dispatch(TrialsAction::Began(id));
        self.port.send(request, &[], move |(event, _)| {
            let verdict = |correction, reports, warnings| {
                Rc::new(Verdict { asked: asked.clone(), correction, reports, warnings })
            };
            let action = match event {
                Event::Progress(progress) => TrialsAction::At(id, progress),
                Event::Tested { report } => {
                    studio.session.dispatch(SessionAction::Announce(report.meaning.clone()));
                    TrialsAction::Done(id, verdict(None, vec![*report], Vec::new()))
                }
                Event::TestedEach { correction, reports, warnings } => {
                    studio.session.dispatch(SessionAction::Announce(say!("tests-done", n = reports.len())));
                    TrialsAction::Done(id, verdict(Some(correction), reports, warnings))
                }
                Event::Failed { faults } => TrialsAction::Failed(id, faults),
                _ => TrialsAction::Stopped(id),
            };
            studio.trials.dispatch(action);
        });
    }

    /// Gives the running test up.
    pub fn stop_test(&self) {
        if let Trying::Running(id, _) = self.trials.get().trying {
            self.stop_request(id);
        }
    }
}

/// Options belong to the test that they were set for.
fn options_for(trials: &Trials, id: &str) -> glasshouse_spec::ParamValues {
    if trials.name.as_deref().is_none_or(|name| name == id) {
        trials.options.clone()
    } else {
        Default::default()
    }
}
