//! What the parts of the split hold, while somebody looks at that: of the recipe as it was when it was told.

use super::Slice;
use glasshouse_spec::{Fault, PartsReport, Progress, Recipe, TaskKind};
use std::rc::Rc;

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub struct PartsOf {
    /// Number of the table.
    revision: u32,
    /// What of the recipe decides on the parts.
    pub recipe: Rc<Recipe>,
}

impl PartsOf {
    /// Steps and models part no rows, but for a forecast, where they decide whether it can be parted at all.
    pub fn of(revision: u32, recipe: &Recipe) -> Self {
        let forecast = recipe.task.kind == Some(TaskKind::Forecast);
        let mut own = Recipe { name: String::new(), evaluate: Default::default(), ..recipe.clone() };
        if !forecast {
            own.prepare.clear();
            own.model = Default::default();
        }
        own.clean.iter_mut().for_each(|step| step.comment = None);
        Self { revision, recipe: Rc::new(own) }
    }
}

/// Parts that were looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parting {
    /// Whether somebody looks.
    pub open: bool,
    /// Number of the request that runs, what it is of, and how far it is.
    pub running: Option<(u64, PartsOf, Option<Progress>)>,
    /// The newest.
    pub newest: Option<(PartsOf, Rc<PartsReport>)>,
    /// Why the newest could not be told.
    pub refused: Option<(PartsOf, Rc<Vec<Fault>>)>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum PartingAction {
    /// Somebody looks, or no longer.
    Open(bool),
    /// It was asked for.
    Began(u64, PartsOf),
    /// It is so far.
    At(u64, Progress),
    /// It came.
    Came(u64, Rc<PartsReport>),
    /// It could not be told.
    Refused(u64, Vec<Fault>),
    /// It was given up.
    Stopped(u64),
}

impl Slice for Parting {
    type Action = PartingAction;

    fn reduce(&self, action: PartingAction) -> Self {
        let mut next = self.clone();
        let of = |id: u64| self.running.as_ref().filter(|(running, ..)| *running == id).map(|(_, of, _)| of);
        match action {
            PartingAction::Open(open) => next.open = open,
            PartingAction::Began(id, of) => next.running = Some((id, of, None)),
            PartingAction::At(id, progress) => {
                let running = of(id).map(|of| (id, of.clone(), Some(progress)));
                next.running = running.or(next.running);
            }
            PartingAction::Came(id, report) => {
                if let Some(of) = of(id) {
                    next.newest = Some((of.clone(), report));
                    (next.running, next.refused) = (None, None);
                }
            }
            PartingAction::Refused(id, faults) => {
                if let Some(of) = of(id) {
                    next.refused = Some((of.clone(), Rc::new(faults)));
                    next.running = None;
                }
            }
            PartingAction::Stopped(id) => {
                if of(id).is_some() {
                    next.running = None;
                }
            }
        }
        next
    }
}

impl Parting {
    /// Whether it was told already, or why not.
    pub fn knows(&self, of: &PartsOf) -> bool {
        self.newest.as_ref().is_some_and(|(own, _)| own == of)
            || self.refused.as_ref().is_some_and(|(own, _)| own == of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::{Parts, SplitMethod, StepSpec};

    fn recipe() -> Recipe {
        serde_json::from_str(r#"{"version":1}"#).unwrap()
    }

    fn report() -> Rc<PartsReport> {
        Rc::new(PartsReport {
            method: SplitMethod::Random,
            column: None,
            read: 0,
            rows: Parts::default(),
            target: None,
            times: None,
            groups: None,
            drift: Vec::new(),
            compared: 0,
            apart: 0,
            twice: None,
            advice: Vec::new(),
            warnings: Vec::new(),
        })
    }

    #[test]
    fn what_parts_no_rows_asks_for_nothing_anew() {
        let of = PartsOf::of(1, &recipe());
        let mut other = recipe();
        other.prepare.push(StepSpec::new("standard_scaler", &[]));
        other.name = "another".into();
        assert_eq!(PartsOf::of(1, &other), of);
        other.clean.push(StepSpec::new("drop_duplicates", &[]));
        assert_ne!(PartsOf::of(1, &other), of);
        assert_ne!(PartsOf::of(2, &recipe()), of);
        let mut forecast = recipe();
        forecast.task.kind = Some(TaskKind::Forecast);
        let before = PartsOf::of(1, &forecast);
        forecast.model.kind = "ridge".into();
        assert_ne!(PartsOf::of(1, &forecast), before);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_any_more_is_passed_over() {
        let of = PartsOf::of(1, &recipe());
        let asked = Parting::default().reduce(PartingAction::Began(1, of.clone()));
        let stopped = asked.reduce(PartingAction::Stopped(1));
        assert_eq!(stopped.reduce(PartingAction::Came(1, report())), stopped);
        let came = asked.reduce(PartingAction::Came(1, report()));
        assert!(came.knows(&of) && !came.knows(&PartsOf::of(2, &recipe())) && came.running.is_none());
    }
}
