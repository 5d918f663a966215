//! A search for a good model of any kind: begin, hear what is found, take one over.

use super::Studio;
use crate::state::{FindingAction, JobKind, RecipeAction, SessionAction};
use glasshouse_spec::{AutomlRequest, AutomlTrial, DEFAULT_MINUTES, Event, Recipe, Request};
use std::rc::Rc;

impl Studio {
    /// Searches for so many minutes, beginning with the recipe as it is.
    pub fn find_model(&self, minutes: f64) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        self.hunt(recipe, minutes, false);
    }

    /// Goes on with the search that a reload cut off.
    pub fn resume_hunt(&self) {
        let Some(kept) = self.automl.get().unfinished.clone() else { return };
        let recipe = Rc::new(kept.recipe.clone());
        if self.recipe.get().recipe().is_none_or(|now| **now != *recipe) {
            self.recipe.dispatch(RecipeAction::Replace((*recipe).clone()));
        }
        self.hunt(recipe, kept.automl.as_ref().map_or(DEFAULT_MINUTES, |found| found.minutes), true);
    }

    fn hunt(&self, recipe: Rc<Recipe>, minutes: f64, go_on: bool) {
        self.automl.dispatch(FindingAction::Began(Rc::clone(&recipe)));
        let ask = AutomlRequest { recipe: (*recipe).clone(), minutes, go_on };
        let studio = self.clone();
        self.work(
            JobKind::Automl,
            Request::Automl { ask: Box::new(ask) },
            &[],
            move |(event, _)| match event {
                Event::Automl { report } => {
                    studio.automl.dispatch(FindingAction::Done(report));
                    studio.session.dispatch(SessionAction::Announce(say!("automl-done")));
                }
                Event::Failed { faults } => studio.automl.dispatch(FindingAction::Failed(faults)),
                _ => studio.automl.dispatch(FindingAction::Stopped),
            },
        );
    }

    /// Makes the model and the steps of a trial those of the recipe; it can be undone.
    pub fn take_model(&self, one: &AutomlTrial) {
        let Some(now) = self.recipe.get().recipe().cloned() else { return };
        let mut next = (*now).clone();
        next.model = one.model.clone();
        next.prepare = one.prepare.clone();
        self.recipe.dispatch(RecipeAction::Replace(next));
        self.recipe_changed();
    }
}
