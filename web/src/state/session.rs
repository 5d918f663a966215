//! The visit: the worker's health, what can be named in a recipe, faults where they happened,
//! and what lies open over the page.

use super::Slice;
use glasshouse_spec::{Fault, Kinds};
use std::rc::Rc;

/// How the worker is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WorkerState {
    /// It has not answered yet.
    #[default]
    Starting,
    /// It answers.
    Ready,
    /// It fell and was started again.
    Restarting,
    /// It fell too often.
    Lost,
}

/// Where a fault belongs on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Reading data.
    Data,
    /// Looking into the table.
    Explore,
    /// The steps.
    Prepare,
    /// Target, model, training.
    Train,
    /// Files made of the model.
    Export,
    /// New data for the model.
    Apply,
    /// The studio itself.
    Studio,
}

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// Every action and column by name.
    Palette,
    /// Shortcuts.
    Help,
    /// That nothing leaves the tab.
    Proof,
    /// The question before everything is forgotten.
    Forget,
    /// The recipe panel, as a drawer on narrow windows.
    Drawer,
}

/// The visit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Session {
    /// How the worker is.
    pub worker: WorkerState,
    /// Whether what was kept was brought back, or there was nothing.
    pub restored: bool,
    /// What can be named in a recipe.
    pub kinds: Rc<Kinds>,
    /// The newest faults and where they belong.
    pub faults: Option<(Spot, Rc<Vec<Fault>>)>,
    /// What lies over the page.
    pub overlay: Option<Overlay>,
    /// What a screen reader should say.
    pub announcement: String,
}

/// What can happen to the visit.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionAction {
    /// The worker answered.
    Ready,
    /// The worker fell and is started again.
    Restarting,
    /// The worker fell too often.
    Lost,
    /// The registries arrived.
    Kinds(Kinds),
    /// What was kept was brought back.
    Restored,
    /// Something went wrong.
    Failed(Spot, Vec<Fault>),
    /// Something went right there: its faults are over.
    Mended(Spot),
    /// The faults were read.
    Dismiss,
    /// Opens or closes what lies over the page.
    Overlay(Option<Overlay>),
    /// A screen reader should say this.
    Announce(String),
}

impl Slice for Session {
    type Action = SessionAction;

    fn reduce(&self, action: SessionAction) -> Self {
        let mut next = self.clone();
        match action {
            SessionAction::Ready => next.worker = WorkerState::Ready,
            SessionAction::Restarting => next.worker = WorkerState::Restarting,
            SessionAction::Lost => next.worker = WorkerState::Lost,
            SessionAction::Kinds(kinds) => next.kinds = Rc::new(kinds),
            SessionAction::Restored => next.restored = true,
            SessionAction::Failed(spot, faults) => next.faults = Some((spot, Rc::new(faults))),
            SessionAction::Mended(spot) => {
                next.faults = next.faults.filter(|(at, _)| *at != spot);
            }
            SessionAction::Dismiss => next.faults = None,
            SessionAction::Overlay(overlay) => next.overlay = overlay,
            SessionAction::Announce(text) => next.announcement = text,
        }
        next
    }
}

impl Session {
    /// The faults of a place.
    pub fn faults_at(&self, spot: Spot) -> &[Fault] {
        match &self.faults {
            Some((at, faults)) if *at == spot => faults,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_clears_only_the_faults_of_its_place() {
        let failed = Session::default()
            .reduce(SessionAction::Failed(Spot::Data, vec![Fault::new("data.empty", "Empty")]));
        assert_eq!(failed.faults_at(Spot::Data).len(), 1);
        assert_eq!(failed.reduce(SessionAction::Mended(Spot::Train)), failed);
        assert!(failed.reduce(SessionAction::Mended(Spot::Data)).faults.is_none());
    }
}
