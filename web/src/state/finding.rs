//! Work that finds one thing after the other, and what it came to: the folds of a cross-validation, the trials of
//! a search. What was found stays until the next begins.

use super::{Judged, Slice};
use glasshouse_spec::{
    AutomlReport, AutomlTrial, CompareReport, CurveReport, CvReport, DecompositionReport, Fault, FoldReport,
    Recipe, Refitted, TrialReport, TuneReport, UnfinishedSearch,
};
use std::rc::Rc;

/// A cross-validation.
pub type Folds = Finding<FoldReport, CvReport>;
/// A search.
pub type Search = Finding<TrialReport, TuneReport>;

/// A search for a good model of any kind.
pub type Automl = Finding<AutomlTrial, AutomlReport>;

/// A curve of scores, which finds nothing before its end.
pub type Curves = Finding<(), CurveReport>;

/// The errors of the recipe in parts.
pub type Decomposition = Finding<(), DecompositionReport>;

/// A comparison of two models of the list, by their numbers.
pub type Comparison = Finding<(), CompareReport, [u32; 2]>;

/// What training the model's recipe again told of it and one of its targets.
pub type Refits = Finding<(), Refitted, Judged>;

/// Work that finds items and ends with a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<I, R, O = Rc<Recipe>> {
    /// What it began with: the recipe, as a rule.
    pub of: Option<O>,
    /// Whether it is under way.
    pub running: bool,
    /// What was found so far.
    pub found: Rc<Vec<I>>,
    /// What it came to.
    pub report: Option<Rc<R>>,
    /// Why it came to nothing.
    pub faults: Rc<Vec<Fault>>,
    /// One that a reload cut off.
    pub unfinished: Option<Rc<UnfinishedSearch>>,
}

impl<I, R, O> Default for Finding<I, R, O> {
    fn default() -> Self {
        Self {
            of: None,
            running: false,
            found: Rc::default(),
            report: None,
            faults: Rc::default(),
            unfinished: None,
        }
    }
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum FindingAction<I, R, O = Rc<Recipe>> {
    /// It began.
    Began(O),
    /// More was found.
    More(Vec<I>),
    /// It ended.
    Done(Box<R>),
    /// It was given up.
    Stopped,
    /// It failed.
    Failed(Vec<Fault>),
    /// One that a reload cut off, or none any longer.
    Unfinished(Option<Rc<UnfinishedSearch>>),
    /// Other data, or everything is forgotten.
    Forget,
}

impl<I, R, O> Slice for Finding<I, R, O>
where
    I: Clone + PartialEq + 'static,
    R: Clone + PartialEq + 'static,
    O: Clone + PartialEq + 'static,
{
    type Action = FindingAction<I, R, O>;

    fn reduce(&self, action: Self::Action) -> Self {
        let mut next = self.clone();
        match action {
            FindingAction::Began(of) => {
                next = Self { of: Some(of), running: true, ..Self::default() };
            }
            FindingAction::More(items) => Rc::make_mut(&mut next.found).extend(items),
            FindingAction::Done(report) => {
                next.running = false;
                next.report = Some(Rc::new(*report));
            }
            FindingAction::Stopped => next.running = false,
            FindingAction::Failed(faults) => {
                next.running = false;
                next.faults = Rc::new(faults);
            }
            FindingAction::Unfinished(unfinished) => next.unfinished = unfinished,
            FindingAction::Forget => next = Self::default(),
        }
        next
    }
}

impl<I, R> Finding<I, R> {
    /// Whether it is of another recipe than this one.
    pub fn is_stale(&self, recipe: Option<&Rc<Recipe>>) -> bool {
        match (&self.of, recipe) {
            (Some(of), Some(now)) => !of.says_the_same(now),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FindingAction::*;

    fn after(actions: Vec<FindingAction<u8, u8>>) -> Finding<u8, u8> {
        actions.into_iter().fold(Finding::default(), |state, action| state.reduce(action))
    }

    fn recipe() -> Rc<Recipe> {
        Rc::new(serde_json::from_str(r#"{"version": 1}"#).unwrap())
    }

    #[test]
    fn what_is_found_stays_until_the_next_begins() {
        let done = after(vec![Began(recipe()), More(vec![1]), More(vec![2, 3]), Done(Box::new(9))]);
        assert_eq!(
            (done.running, done.found.as_slice(), done.report.as_deref()),
            (false, &[1, 2, 3][..], Some(&9))
        );
        let again = done.reduce(Began(recipe()));
        assert!(again.running && again.found.is_empty() && again.report.is_none());
        let given_up = again.reduce(More(vec![4])).reduce(Stopped);
        assert_eq!((given_up.running, given_up.found.as_slice()), (false, &[4][..]));
    }

    #[test]
    fn another_recipe_makes_it_stale_and_other_folds_do_not() {
        let done = after(vec![Began(recipe()), Done(Box::new(9))]);
        let mut now = (*recipe()).clone();
        now.evaluate.cv = Some(10);
        now.tune.trials = Some(3);
        assert!(!done.is_stale(Some(&Rc::new(now.clone()))));
        now.seed = 7;
        assert!(done.is_stale(Some(&Rc::new(now))));
    }
}
