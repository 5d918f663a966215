//! Checking the table: against the rules, and for rows that repeat.

use super::Studio;
use super::data::unreadable;
use crate::services::files;
use crate::state::{Check, Edit, InspectAction, JobKind, List, Loaded, Spot};
use glasshouse_spec::{DataOptions, Event, ParamValue, ParamValues, Request, StepSpec};
use std::rc::Rc;

impl Studio {
    /// Another table has other findings.
    pub(super) fn follow_inspecting(&self) {
        let studio = self.clone();
        // The watch lasts as long as the page.
        drop(self.data.watch(move || {
            studio.inspect.dispatch(InspectAction::Table(studio.data.get().revision));
        }));
    }

    /// Checks the table against the rules of the recipe.
    pub fn check_rules(&self) {
        let rules = self.recipe.get().recipe().map(|recipe| recipe.rules.clone()).unwrap_or_default();
        self.inspect.dispatch(InspectAction::Begin(Check::Rules));
        let studio = self.clone();
        let request = Request::Validate { rules: rules.clone() };
        self.work(JobKind::Inspect, request, &[], move |(event, _)| match event {
            Event::Validated { report } => {
                studio.inspect.dispatch(InspectAction::Checked(rules.clone(), report));
            }
            Event::Failed { faults } => studio.inspect.dispatch(InspectAction::Refused(Check::Rules, faults)),
            _ => studio.inspect.dispatch(InspectAction::Refused(Check::Rules, Vec::new())),
        });
    }

    /// Reads a file that rules may refer to.
    pub fn open_reference(&self, file: web_sys::File) {
        let name = file.name();
        let file = match files::handle(file) {
            Ok(file) => file,
            Err(why) => return self.fail(Spot::Data, vec![unreadable(&name, why)]),
        };
        let studio = self.clone();
        let request = Request::LoadOther { name, options: DataOptions::default() };
        self.work(JobKind::Inspect, request, &[file], move |(event, _)| match event {
            Event::OtherLoaded { read, profile } => {
                studio.inspect.dispatch(InspectAction::Other(Rc::new(Loaded { read, profile })));
            }
            Event::Failed { faults } => studio.inspect.dispatch(InspectAction::Refused(Check::Rules, faults)),
            _ => {}
        });
    }

    /// Looks for rows that are equal, or nearly so.
    pub fn look_for_duplicates(&self, similarity: f64, keep: &str) {
        self.inspect.dispatch(InspectAction::Begin(Check::Duplicates));
        let studio = self.clone();
        let request = Request::Duplicates { columns: Vec::new(), similarity, keep: keep.to_owned() };
        self.work(JobKind::Inspect, request, &[], move |(event, _)| match event {
            Event::DuplicatesFound { report } => studio.inspect.dispatch(InspectAction::Repeats(report)),
            Event::Failed { faults } => {
                studio.inspect.dispatch(InspectAction::Refused(Check::Duplicates, faults));
            }
            _ => studio.inspect.dispatch(InspectAction::Refused(Check::Duplicates, Vec::new())),
        });
    }

    /// Makes leaving such rows out a step of the recipe, with the parameters that the step knows.
    pub fn drop_duplicates(&self, similarity: f64, keep: &str) {
        let session = self.session.get();
        let kind = session.kinds.clean.iter().find(|kind| kind.id == "drop_duplicates");
        let wanted =
            [("similarity", ParamValue::Float(similarity)), ("keep", ParamValue::Text(keep.to_owned()))];
        let known = |name: &str| kind.is_some_and(|kind| kind.params.iter().any(|param| param.name == name));
        let params = wanted.into_iter().filter(|(name, _)| known(name));
        let params: ParamValues = params.map(|(name, value)| (name.to_owned(), value)).collect();
        let step = StepSpec { params, ..StepSpec::new("drop_duplicates", &[]) };
        self.edit(Edit::AddStep(List::Clean, step));
    }
}
