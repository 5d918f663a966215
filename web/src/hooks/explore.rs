//! Exploring: ask for figures and pictures once each, follow how far they are, give them up; take a
//! finding's change over; write the report.

use super::Studio;
use crate::services::pictures::Chart;
use crate::state::{
    Corner, ExploreAction, Exploring, JobKind, Made, Of, SessionAction, ShelfAction, Spot, TrialsAction,
    edit_against, edit_for,
};
use glasshouse_spec::{Change, Event, Fault, PictureRequest, ReportFormat, Request};
use std::rc::Rc;

/// Cells of a table of which the figures of a filter are computed without being asked for.
const QUICK: u64 = 1_000_000;

/// The name under which a picture is kept.
pub fn picture_key(picture: &PictureRequest) -> String {
    // A request that cannot be written cannot be sent either; it then fails as such.
    serde_json::to_string(picture).unwrap_or_default()
}

impl Studio {
    /// What an exploration would be of now: the rows that are looked at.
    pub fn explore_of(&self) -> Of {
        Of {
            revision: self.data.get().revision,
            target: self.recipe.get().target().map(str::to_owned),
            view: self.look.get().unordered(),
        }
    }

    /// Explores all rows of the table, unless that was done, is being done, or was given up.
    pub fn explore(&self) {
        let of = self.explore_of().whole();
        if self.explore.get().lacks(&of) {
            self.explore_rows(of);
        }
    }

    /// Explores the rows of the filter, too, where that is quickly done; else a person asks for it.
    pub fn explore_part(&self) {
        let (of, explore, data) = (self.explore_of(), self.explore.get(), self.data.get());
        let cells = data.loaded.as_ref().map_or(0, |l| l.profile.rows * l.profile.columns.len() as u64);
        let whole = explore.of_table(of.revision).is_some_and(|known| known.of == of.whole());
        let busy = explore.exploring.of().is_some_and(|running| *running == of.whole());
        if whole && !busy && cells <= QUICK && !of.view.is_plain() && explore.lacks(&of) {
            self.explore_rows(of);
        }
    }

    /// Explores, whatever was done before.
    pub fn explore_rows(&self, of: Of) {
        let data = self.data.get();
        if data.loaded.is_none() || data.reading.is_some() {
            return;
        }
        self.interrupt_exploring();
        let request = Request::Explore { target: of.target.clone(), view: of.view.clone() };
        let (studio, id) = (self.clone(), self.port.next_number());
        self.explore.dispatch(ExploreAction::Began(id, of));
        self.port.send(request, &[], move |(event, _)| {
            let action = match event {
                Event::Progress(progress) => ExploreAction::At(id, progress),
                Event::Explored { exploration } => {
                    studio.session.dispatch(SessionAction::Announce(say!("explore-done")));
                    ExploreAction::Done(id, exploration)
                }
                Event::Failed { faults } => ExploreAction::Failed(id, faults),
                _ => ExploreAction::Stopped(id),
            };
            studio.explore.dispatch(action);
        });
    }

    /// Gives the exploration up, as a person asked.
    pub fn stop_exploring(&self) {
        if let Exploring::Running(id, ..) = self.explore.get().exploring {
            self.stop_request(id);
        }
    }

    /// Gives the exploration up for something more urgent; it begins anew when it is wanted next.
    fn interrupt_exploring(&self) {
        if let Exploring::Running(id, ..) = self.explore.get().exploring {
            self.explore.dispatch(ExploreAction::Interrupted);
            self.stop_request(id);
        }
    }

    pub(super) fn stop_request(&self, id: u64) {
        self.ask(Request::Cancel { job: id }, Spot::Studio, |_| {});
    }

    /// What was explored ends with its table, and reading and training do not wait for an exploration
    /// to end.
    pub(super) fn follow_exploring(&self) {
        let studio = self.clone();
        let urgent = move || {
            let data = studio.data.get();
            studio.explore.dispatch(ExploreAction::Table(data.revision));
            studio.trials.dispatch(TrialsAction::Table(data.revision));
            if data.reading.is_some() || studio.jobs.get().running(JobKind::Train).is_some() {
                studio.interrupt_exploring();
            }
        };
        // The watches last as long as the page.
        drop(self.data.watch(urgent.clone()));
        drop(self.jobs.watch(urgent));
    }

    /// Asks for a picture, unless it is there or on its way.
    pub fn want_picture(&self, picture: &PictureRequest) {
        let (key, revision) = (picture_key(picture), self.data.get().revision);
        if self.pictures.get().find(revision, &key).is_some() {
            return;
        }
        let (studio, id) = (self.clone(), self.port.next_number());
        self.pictures.dispatch(ShelfAction::Asked(revision, key.clone(), id));
        let request = Request::Picture { picture: Box::new(picture.clone()) };
        self.port.send(request, &[], move |(event, buffers)| {
            let made = match event {
                Event::Progress(progress) => {
                    return studio.pictures.dispatch(ShelfAction::At(key.clone(), id, progress));
                }
                Event::Failed { faults } => Made::Failed(Rc::new(faults)),
                Event::Pictured => match buffers.first() {
                    Some(buffer) => Made::Ready(Rc::new(Chart::sent(buffer))),
                    None => Made::Failed(Rc::new(vec![misread(String::new())])),
                },
                _ => Made::Stopped,
            };
            studio.pictures.dispatch(ShelfAction::Put(key.clone(), id, made));
        });
    }

    /// Gives up a picture that is still on its way.
    pub fn stop_picture(&self, picture: &PictureRequest) {
        let (key, revision) = (picture_key(picture), self.data.get().revision);
        if let Some(Made::Waiting(id, _)) = self.pictures.get().find(revision, &key) {
            self.stop_request(*id);
        }
    }

    /// Gives up a picture that nobody looks at any more, without a trace.
    pub fn leave_picture(&self, picture: &PictureRequest) {
        let (key, revision) = (picture_key(picture), self.data.get().revision);
        if let Some(Made::Waiting(id, _)) = self.pictures.get().find(revision, &key) {
            let id = *id;
            self.pictures.dispatch(ShelfAction::Drop(key));
            self.stop_request(id);
        }
    }

    /// Asks for a picture once more, after it failed or was given up.
    pub fn retry_picture(&self, picture: &PictureRequest) {
        self.pictures.dispatch(ShelfAction::Drop(picture_key(picture)));
        self.want_picture(picture);
    }

    /// Shows a column among the columns, open.
    pub fn show_column(&self, name: &str) {
        self.explore.dispatch(ExploreAction::Search(String::new()));
        self.explore.dispatch(ExploreAction::Column(Some(name.to_owned())));
        self.explore.dispatch(ExploreAction::Go(Corner::Columns));
    }

    /// Takes over what a finding proposes.
    pub fn make_change(&self, change: &Change) {
        let (recipe, data) = (self.recipe.get(), self.data.get());
        let (Some(recipe), Some(loaded)) = (recipe.recipe(), &data.loaded) else { return };
        self.edit(edit_for(change, recipe, &loaded.profile.columns));
        self.session.dispatch(SessionAction::Announce(say!("finding-done")));
    }

    /// Takes it back.
    pub fn unmake_change(&self, change: &Change) {
        let edit = self.recipe.get().recipe().and_then(|recipe| edit_against(change, recipe));
        if let Some(edit) = edit {
            self.edit(edit);
        }
    }

    /// Writes the report and offers it.
    pub fn download_report(&self, format: ReportFormat, values: bool) {
        let target = self.recipe.get().target().map(str::to_owned);
        self.make(Request::Report { target, format, values }, Spot::Explore);
    }
}

fn misread(why: String) -> Fault {
    Fault::new("studio.protocol", say!("fault-protocol"))
        .with_remedy(say!("fault-protocol.remedy"))
        .with_cause(why)
}
