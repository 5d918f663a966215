//! What the open step does to the rows: of some training rows at first, of all of them a little later.

use super::{List, Slice};
use glasshouse_spec::{Fault, Progress, Recipe, StepTrace};
use std::rc::Rc;

/// What is traced.
#[derive(Debug, Clone)]
pub struct TraceOf {
    /// Number of the table.
    pub revision: u32,
    /// The recipe.
    pub recipe: Rc<Recipe>,
    /// The step.
    pub step: (List, usize),
}

/// Recipes are the same where they are the same one: each change makes another.
impl PartialEq for TraceOf {
    fn eq(&self, other: &Self) -> bool {
        self.is_of(other.revision, &other.recipe) && self.step == other.step
    }
}

impl TraceOf {
    /// Whether it is of this table and recipe, whichever the step.
    pub fn is_of(&self, revision: u32, recipe: &Rc<Recipe>) -> bool {
        self.revision == revision && Rc::ptr_eq(&self.recipe, recipe)
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Traced<P> {
    /// What it is of.
    pub of: TraceOf,
    /// What the step does.
    pub trace: StepTrace,
    /// The pictures that it names.
    pub pictures: Vec<P>,
}

/// A trace that is being made.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// Number of the request.
    pub id: u64,
    /// What it is of.
    pub of: TraceOf,
    /// Whether it is of all training rows.
    pub whole: bool,
    /// How far it is.
    pub progress: Option<Progress>,
}

/// Traces.
#[derive(Debug, Clone)]
pub struct Traces<P> {
    /// The one that is being made.
    pub running: Option<Running>,
    /// The newest.
    pub newest: Option<Rc<Traced<P>>>,
    /// Why the newest could not be made.
    pub refused: Option<(TraceOf, Rc<Vec<Fault>>)>,
}

impl<P> Default for Traces<P> {
    fn default() -> Self {
        Self { running: None, newest: None, refused: None }
    }
}

/// What came out is the same where it is the same one.
impl<P> PartialEq for Traces<P> {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.newest, &other.newest) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        same && self.running == other.running && self.refused == other.refused
    }
}

/// What can happen.
#[derive(Debug, Clone)]
pub enum TracesAction<P> {
    /// One was asked for; whether it is of all rows.
    Began(u64, TraceOf, bool),
    /// It is so far.
    At(u64, Progress),
    /// It came.
    Came(u64, StepTrace, Vec<P>),
    /// It could not be made.
    Refused(u64, Vec<Fault>),
    /// It was given up.
    Stopped(u64),
}

impl<P: Clone + 'static> Slice for Traces<P> {
    type Action = TracesAction<P>;

    fn reduce(&self, action: TracesAction<P>) -> Self {
        let mut next = self.clone();
        let of = |id: u64| self.running.as_ref().filter(|running| running.id == id);
        match action {
            TracesAction::Began(id, of, whole) => {
                next.running = Some(Running { id, of, whole, progress: None });
            }
            TracesAction::At(id, progress) => {
                let running = of(id).map(|running| Running { progress: Some(progress), ..running.clone() });
                next.running = running.or(next.running);
            }
            TracesAction::Came(id, trace, pictures) => {
                if let Some(running) = of(id) {
                    let of = running.of.clone();
                    next.newest = Some(Rc::new(Traced { of, trace, pictures }));
                    (next.running, next.refused) = (None, None);
                }
            }
            TracesAction::Refused(id, faults) => {
                if let Some(running) = of(id) {
                    next.refused = Some((running.of.clone(), Rc::new(faults)));
                    next.running = None;
                }
            }
            TracesAction::Stopped(id) => {
                if of(id).is_some() {
                    next.running = None;
                }
            }
        }
        next
    }
}

impl<P> Traces<P> {
    /// What is wrong with the steps of a recipe, as far as fitting them told.
    pub fn faults(&self, revision: u32, recipe: &Rc<Recipe>) -> Vec<Fault> {
        let newest = self.newest.as_ref().filter(|newest| newest.of.is_of(revision, recipe));
        let refused = self.refused.as_ref().filter(|(of, _)| of.is_of(revision, recipe));
        let told = newest.into_iter().flat_map(|newest| &newest.trace.faults);
        told.chain(refused.into_iter().flat_map(|(_, faults)| faults.iter())).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(recipe: &Rc<Recipe>, at: usize) -> TraceOf {
        TraceOf { revision: 1, recipe: Rc::clone(recipe), step: (List::Prepare, at) }
    }

    fn recipe() -> Rc<Recipe> {
        Rc::new(serde_json::from_str(r#"{"version":1}"#).unwrap())
    }

    #[test]
    fn an_answer_that_nobody_waits_for_any_more_is_passed_over() {
        let recipe = recipe();
        let twice = Traces::<u8>::default()
            .reduce(TracesAction::Began(1, of(&recipe, 0), false))
            .reduce(TracesAction::Began(2, of(&recipe, 1), false));
        assert_eq!(twice.reduce(TracesAction::Came(1, StepTrace::default(), Vec::new())), twice);
        assert_eq!(twice.reduce(TracesAction::Stopped(1)), twice);
        let came = twice.reduce(TracesAction::Came(2, StepTrace::default(), vec![7]));
        assert_eq!(came.newest.as_ref().map(|newest| newest.of.step.1), Some(1));
        assert!(came.running.is_none());
    }

    #[test]
    fn faults_are_those_of_the_recipe_as_it_stands() {
        let (one, other) = (recipe(), recipe());
        let failed = StepTrace { faults: vec![Fault::new("x", "wrong")], ..StepTrace::default() };
        let came = Traces::<u8>::default()
            .reduce(TracesAction::Began(1, of(&one, 0), false))
            .reduce(TracesAction::Came(1, failed, Vec::new()));
        assert_eq!(came.faults(1, &one).len(), 1);
        assert!(came.faults(1, &other).is_empty() && came.faults(2, &one).is_empty());
    }
}
