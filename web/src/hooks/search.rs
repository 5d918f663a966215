//! Cross-validation and search: begin, hear what is found, take the best over.

use super::Studio;
use crate::state::{Edit, FindingAction, JobKind, RecipeAction, SessionAction, Spot};
use glasshouse_spec::{
    CompareRequest, Contestant, CurveOver, Event, Recipe, Request, SoFar, UnfinishedSearch,
};
use std::rc::Rc;

impl Studio {
    /// Trains the recipe on folds of the rows; `nested` with a search for parameters within each.
    pub fn cross_validate(&self, nested: bool) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        self.folds.dispatch(FindingAction::Began(Rc::clone(&recipe)));
        let request = Request::CrossValidate { recipe: Box::new((*recipe).clone()), nested };
        let studio = self.clone();
        self.work(JobKind::CrossValidate, request, &[], move |(event, _)| match event {
            Event::CrossValidated { report } => {
                studio.folds.dispatch(FindingAction::Done(report));
                studio.session.dispatch(SessionAction::Announce(say!("folds-done")));
            }
            Event::Failed { faults } => studio.folds.dispatch(FindingAction::Failed(faults)),
            _ => studio.folds.dispatch(FindingAction::Stopped),
        });
    }

    /// Scores the recipe with ever more rows, or along the values of a parameter.
    pub fn draw_curve(&self, over: CurveOver) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        self.curves.dispatch(FindingAction::Began(Rc::clone(&recipe)));
        let request = Request::Curve { recipe: Box::new((*recipe).clone()), over };
        let studio = self.clone();
        self.work(JobKind::Curve, request, &[], move |(event, _)| match event {
            Event::Curved { report } => {
                studio.curves.dispatch(FindingAction::Done(report));
                studio.session.dispatch(SessionAction::Announce(say!("curves-done")));
            }
            Event::Failed { faults } => studio.curves.dispatch(FindingAction::Failed(faults)),
            _ => studio.curves.dispatch(FindingAction::Stopped),
        });
    }

    /// Parts the errors of the recipe into bias and variance.
    pub fn decompose(&self, rounds: u32) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        self.decomposition.dispatch(FindingAction::Began(Rc::clone(&recipe)));
        let request = Request::Decompose { recipe: Box::new((*recipe).clone()), rounds: Some(rounds) };
        let studio = self.clone();
        self.work(JobKind::Refit, request, &[], move |(event, _)| {
            studio.decomposition.dispatch(match event {
                Event::Decomposed { report } => FindingAction::Done(report),
                Event::Failed { faults } => FindingAction::Failed(faults),
                _ => FindingAction::Stopped,
            });
        });
    }

    /// Trains the recipes of two models of the list on the same folds, made as the recipe says now.
    pub fn compare(&self, models: [u32; 2], five_by_two: bool) {
        self.comparison.dispatch(FindingAction::Began(models));
        let [one, other] = models.map(Contestant::Model);
        let evaluate = self.recipe.get().recipe().map(|recipe| recipe.evaluate.clone());
        let ask = CompareRequest { one, other, evaluate, metric: None, rope: None, five_by_two };
        let studio = self.clone();
        self.work(JobKind::Compare, Request::Compare { ask: Box::new(ask) }, &[], move |(event, _)| {
            match event {
                Event::Compared { report } => {
                    studio.comparison.dispatch(FindingAction::Done(report));
                    studio.session.dispatch(SessionAction::Announce(say!("compared-done")));
                }
                Event::Failed { faults } => studio.comparison.dispatch(FindingAction::Failed(faults)),
                _ => studio.comparison.dispatch(FindingAction::Stopped),
            }
        });
    }

    /// Searches for better parameters, from the start.
    pub fn search(&self) {
        if let Some(recipe) = self.recipe.get().recipe().cloned() {
            self.search_by(recipe, false);
        }
    }

    /// Goes on with the search that a reload cut off.
    pub fn resume_search(&self) {
        let Some(unfinished) = self.search.get().unfinished.clone() else { return };
        let recipe = Rc::new(unfinished.recipe.clone());
        if self.recipe.get().recipe().is_none_or(|now| **now != *recipe) {
            self.recipe.dispatch(RecipeAction::Replace((*recipe).clone()));
        }
        self.search_by(recipe, true);
    }

    /// Offers to go on with a search that a reload cut off, where it was begun.
    pub(super) fn interrupted(&self, search: Option<Rc<UnfinishedSearch>>) {
        let (hunt, search) = match search {
            Some(kept) if kept.automl.is_some() => (Some(kept), None),
            search => (None, search),
        };
        self.search.dispatch(FindingAction::Unfinished(search));
        self.automl.dispatch(FindingAction::Unfinished(hunt));
    }

    /// Gives up the search that a reload cut off.
    pub fn drop_search(&self) {
        self.search.dispatch(FindingAction::Unfinished(None));
        self.automl.dispatch(FindingAction::Unfinished(None));
        self.ask(Request::DropSearch, Spot::Train, |_| {});
    }

    fn search_by(&self, recipe: Rc<Recipe>, go_on: bool) {
        self.search.dispatch(FindingAction::Began(Rc::clone(&recipe)));
        let request = Request::Tune { recipe: Box::new((*recipe).clone()), go_on };
        let studio = self.clone();
        self.work(JobKind::Search, request, &[], move |(event, _)| match event {
            Event::Tuned { report } => {
                studio.search.dispatch(FindingAction::Done(report));
                studio.session.dispatch(SessionAction::Announce(say!("search-done")));
            }
            Event::Failed { faults } => studio.search.dispatch(FindingAction::Failed(faults)),
            _ => studio.search.dispatch(FindingAction::Stopped),
        });
    }

    /// Makes the best parameters those of the recipe; it can be undone.
    pub fn take_best(&self) {
        let search = self.search.get();
        let (Some(report), Some(now)) = (&search.report, self.recipe.get().recipe().cloned()) else { return };
        let (from, mut next) = (&report.recipe, (*now).clone());
        next.model = from.model.clone();
        next.prepare = from.prepare.clone();
        self.recipe.dispatch(RecipeAction::Replace(next));
        self.recipe_changed();
    }

    /// What was found in other data is of no use any more.
    pub(super) fn forget_found(&self) {
        self.folds.dispatch(FindingAction::Forget);
        self.curves.dispatch(FindingAction::Forget);
        self.comparison.dispatch(FindingAction::Forget);
        self.decomposition.dispatch(FindingAction::Forget);
        self.refits.dispatch(FindingAction::Forget);
        self.search.dispatch(FindingAction::Forget);
        self.automl.dispatch(FindingAction::Forget);
    }

    /// What was found while some work goes on.
    pub(super) fn found(&self, so_far: SoFar) {
        match so_far {
            SoFar::Folds(folds) => self.folds.dispatch(FindingAction::More(folds)),
            SoFar::Automl(trials) => self.automl.dispatch(FindingAction::More(trials)),
            SoFar::Trials(trials) => self.search.dispatch(FindingAction::More(trials)),
        }
    }

    /// Changes how the recipe is cross-validated.
    pub fn edit_folds(&self, change: impl FnOnce(&mut glasshouse_spec::EvaluateSpec)) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        let mut evaluate = recipe.evaluate.clone();
        change(&mut evaluate);
        self.edit(Edit::Evaluate(evaluate));
    }

    /// Changes what is searched and how.
    pub fn edit_search(&self, change: impl FnOnce(&mut glasshouse_spec::TuneSpec)) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        let mut tune = recipe.tune.clone();
        change(&mut tune);
        self.edit(Edit::Tune(tune));
    }
}
