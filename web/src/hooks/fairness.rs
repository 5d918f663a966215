//! Comparing groups of the model that is looked at, and what people say of it.

use super::Studio;
use crate::state::{Edit, FairnessAction, JobKind, Judged};
use glasshouse_spec::{CardSpec, Event, FairnessRequest, Request};

impl Studio {
    /// Compares groups, and keeps their columns in the recipe's card, for the report.
    pub fn compare_groups(&self, of: Judged, ask: FairnessRequest) {
        let columns = ask.columns.clone();
        self.say_of_model(|card| card.sensitive = columns);
        self.fairness.dispatch(FairnessAction::Began);
        let studio = self.clone();
        let request = Request::Fairness { ask: Box::new(ask), file: None };
        self.work(JobKind::Fairness, request, &[], move |(event, _)| {
            studio.fairness.dispatch(match event {
                Event::Fair { report } => FairnessAction::Found(of.clone(), report),
                Event::Failed { faults } => FairnessAction::Refused(of.clone(), faults),
                _ => FairnessAction::Stopped,
            });
        });
    }

    /// Changes what is said of the model.
    pub fn say_of_model(&self, change: impl FnOnce(&mut CardSpec)) {
        let Some(recipe) = self.recipe.get().recipe().cloned() else { return };
        let mut card = recipe.card.clone();
        change(&mut card);
        if card != recipe.card {
            self.edit(Edit::Card(card));
        }
    }
}
