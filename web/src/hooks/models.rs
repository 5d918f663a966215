//! The list of models: look at another one, name it, take it off.

use super::Studio;
use crate::state::{JobKind, JobsAction, RecipeAction, SessionAction, Spot};
use glasshouse_spec::{Event, Request};
use std::rc::Rc;

impl Studio {
    /// Asks which models there are.
    pub(super) fn list_models(&self) {
        self.ask_of_models(Request::Models);
    }

    /// Gives a model another name.
    pub fn rename_model(&self, id: u32, name: String) {
        self.ask_of_models(Request::RenameModel { id, name });
    }

    /// Takes a model off the list.
    pub fn remove_model(&self, id: u32) {
        self.ask_of_models(Request::RemoveModel { id });
    }

    fn ask_of_models(&self, request: Request) {
        let studio = self.clone();
        self.ask(request, Spot::Train, move |event| {
            if let Event::Models { models } = event {
                studio.jobs.dispatch(JobsAction::Listed(models));
            }
        });
    }

    /// Looks at another model. Where it is of the table that is here, its recipe comes with it; undo
    /// brings the other one back.
    pub fn use_model(&self, id: u32) {
        let studio = self.clone();
        let here = self.data.get().loaded.as_ref().map(|loaded| loaded.read.sha256.clone());
        self.work(JobKind::Fetch, Request::UseModel { id }, &[], move |(event, _)| match event {
            Event::Opened { recipe, model } => {
                let mut of = Rc::new(*recipe);
                if Some(&model.report.data_sha256) == here.as_ref() {
                    studio.recipe.dispatch(RecipeAction::Replace((*of).clone()));
                    of = studio.recipe.get().recipe().cloned().unwrap_or(of);
                    studio.recipe_changed();
                }
                studio.model_opened(*model, of);
                studio.session.dispatch(SessionAction::Mended(Spot::Train));
                studio.session.dispatch(SessionAction::Announce(say!("models-used")));
            }
            Event::Failed { faults } => studio.fail(Spot::Train, faults),
            _ => {}
        });
    }
}
