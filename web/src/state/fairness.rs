//! For whom the model that is looked at works: what was asked last, and what was found.

use super::{Judged, Slice};
use glasshouse_spec::{FairnessReport, Fault};
use std::rc::Rc;

/// Groups that were compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fairness {
    /// Whether groups are being compared.
    pub running: bool,
    /// The model's target that was looked at last, and what was found.
    pub found: Option<(Judged, Rc<FairnessReport>)>,
    /// What it was refused for.
    pub refused: Option<(Judged, Rc<Vec<Fault>>)>,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum FairnessAction {
    /// It begins.
    Began,
    /// It came.
    Found(Judged, Box<FairnessReport>),
    /// It was refused.
    Refused(Judged, Vec<Fault>),
    /// It was given up.
    Stopped,
}

impl Slice for Fairness {
    type Action = FairnessAction;

    fn reduce(&self, action: FairnessAction) -> Self {
        let mut next = Self { running: false, refused: None, ..self.clone() };
        match action {
            FairnessAction::Began => next.running = true,
            FairnessAction::Found(of, found) => next.found = Some((of, Rc::from(found))),
            FairnessAction::Refused(of, faults) => next.refused = Some((of, Rc::new(faults))),
            FairnessAction::Stopped => {}
        }
        next
    }
}

impl Fairness {
    /// What was found of a model's target.
    pub fn of(&self, wanted: &Judged) -> Option<&Rc<FairnessReport>> {
        self.found.as_ref().filter(|(of, _)| of == wanted).map(|(_, found)| found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_of_one_model_and_target() {
        let of = ("a".to_owned(), 0);
        let found = Fairness::default()
            .reduce(FairnessAction::Began)
            .reduce(FairnessAction::Found(of.clone(), Box::default()));
        assert!(!found.running && found.of(&of).is_some() && found.of(&("a".to_owned(), 1)).is_none());
        let refused = found.reduce(FairnessAction::Refused(of.clone(), Vec::new()));
        assert!(refused.of(&of).is_some() && refused.refused.is_some());
        assert!(refused.reduce(FairnessAction::Began).refused.is_none());
    }
}
