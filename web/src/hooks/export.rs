//! Files of the trained model, the proof of its export, and new data for it.

use super::Studio;
use super::data::unreadable;
use crate::services::files;
use crate::state::{JobKind, JobsAction, SessionAction, Spot};
use glasshouse_spec::{Artefact, Event, Fault, Request};

impl Studio {
    /// Reloads the ONNX file in a runtime and compares it with the model, unless that was done.
    pub fn verify(&self) {
        let jobs = self.jobs.get();
        if jobs.trained.is_none() || jobs.receipt.is_some() || jobs.running.is_some() {
            return;
        }
        let studio = self.clone();
        self.work(JobKind::Verify, Request::Verify, &[], move |(event, _)| match event {
            Event::Verified { receipt } => {
                studio.session.dispatch(SessionAction::Mended(Spot::Export));
                studio.jobs.dispatch(JobsAction::Verified(receipt));
            }
            Event::Failed { faults } => studio.fail(Spot::Export, faults),
            _ => {}
        });
    }

    /// Makes a file of the model and offers it.
    pub fn download(&self, artefact: Artefact) {
        let card = self.recipe.get().recipe().map(|recipe| Box::new(recipe.card.clone()));
        self.make(Request::Export { artefact, card }, Spot::Export);
    }

    /// Offers every row as the model will see it.
    pub fn download_prepared(&self) {
        if let Some(recipe) = self.recipe.get().recipe() {
            self.make(Request::Prepare { recipe: Box::new((**recipe).clone()) }, Spot::Prepare);
        }
    }

    pub(super) fn make(&self, request: Request, spot: Spot) {
        let studio = self.clone();
        self.work(JobKind::Make, request, &[], move |(event, buffers)| match (event, buffers.first()) {
            (Event::File { name, media_type }, Some(bytes)) => {
                studio.session.dispatch(SessionAction::Mended(spot));
                if let Err(why) = files::download(&name, &media_type, bytes) {
                    let fault =
                        Fault::new("file.download", say!("fault-download", file = name)).with_cause(why);
                    studio.fail(spot, vec![fault]);
                }
            }
            (Event::Failed { faults }, _) => studio.fail(spot, faults),
            _ => {}
        });
    }

    /// Applies the model to a file that a person gave.
    pub fn apply(&self, file: web_sys::File) {
        let name = file.name();
        let file = match files::handle(file) {
            Ok(file) => file,
            Err(why) => return self.fail(Spot::Apply, vec![unreadable(&name, why)]),
        };
        let after = self.clone();
        self.work(JobKind::Apply, Request::Apply { name }, &[file], move |(event, _)| match event {
            Event::Applied { report } => {
                after.session.dispatch(SessionAction::Mended(Spot::Apply));
                after.jobs.dispatch(JobsAction::Applied(*report));
            }
            Event::Failed { faults } => after.fail(Spot::Apply, faults),
            _ => {}
        });
    }
}
