//! Another file beside the table: read, planned, and made one with it by way of the recipe, so that
//! taking the change back takes the tables apart again.

use super::Studio;
use super::data::unreadable;
use crate::services::files;
use crate::state::{CombiningAction, Edit, JobKind, Loaded, ReadWith, Spot, Toward, toward};
use glasshouse_spec::{DataOptions, Event, Request};
use std::rc::Rc;

impl Studio {
    /// Reads another file beside the table.
    pub fn open_other(&self, file: web_sys::File) {
        let name = file.name();
        let file = match files::handle(file) {
            Ok(file) => file,
            Err(why) => return self.fail(Spot::Data, vec![unreadable(&name, why)]),
        };
        self.combining.dispatch(CombiningAction::Reading(name.clone()));
        let studio = self.clone();
        let request = Request::LoadOther { name, options: DataOptions::default() };
        self.work(JobKind::Read, request, &[file], move |(event, _)| match event {
            Event::OtherLoaded { read, profile } => {
                let names = studio.data.get().column_names();
                let other = Rc::new(Loaded { read, profile });
                *studio.refused.borrow_mut() = None;
                studio.combine_with(CombiningAction::Read(other, names));
                // A recipe that waited for this file can be followed now.
                studio.follow_reading();
            }
            Event::Failed { faults } => studio.combining.dispatch(CombiningAction::Refused(faults)),
            _ => studio.combining.dispatch(CombiningAction::Over),
        });
    }

    /// Changes what is to be done with the other file, and has it planned.
    pub fn combine_with(&self, action: CombiningAction) {
        self.combining.dispatch(action);
        let combining = self.combining.get();
        let (Some(spec), None) = (combining.askable().cloned(), &combining.plan) else { return };
        let studio = self.clone();
        let request = Request::PlanCombine { combine: Box::new(spec.clone()) };
        self.port.send(request, &[], move |(event, _)| match event {
            Event::CombinePlanned { plan } => {
                studio.combining.dispatch(CombiningAction::Planned(Box::new((spec.clone(), *plan))));
            }
            Event::Failed { faults } => studio.combining.dispatch(CombiningAction::Refused(faults)),
            _ => {}
        });
    }

    /// Makes the table and the other file one.
    pub fn combine(&self) {
        if let Some(spec) = self.combining.get().askable().cloned() {
            self.combining.dispatch(CombiningAction::Over);
            self.edit(Edit::AddCombine(spec));
        }
    }

    /// Brings the table one move nearer to the entries that the recipe combines it by.
    pub(super) fn follow_combining(&self, now: &ReadWith, wanted: &ReadWith) {
        let done = now.combine.len();
        let (request, reached) = match toward(&now.combine, &wanted.combine) {
            Toward::There => return,
            Toward::Add(combine) => (Request::Combine { combine }, wanted.combine[..=done].to_vec()),
            Toward::Apart => (Request::Separate, Vec::new()),
        };
        self.reread(request, ReadWith { combine: reached, ..now.clone() }, wanted.clone());
    }
}
