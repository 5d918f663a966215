//! The Prepare stage: which step is open, which catalogue, what stands over the steps, and how each step
//! stands.

use super::{Edit, List, Slice};
use glasshouse_spec::{Fault, Recipe, StepSpec};
use std::rc::Rc;

/// Where a recipe came from that took the place of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Whether it came in a link; else in a file.
    pub link: bool,
    /// The recipe that came.
    pub recipe: Rc<Recipe>,
    /// The recipe before it, where there was one.
    pub before: Option<Rc<Recipe>>,
}

/// The stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bench {
    /// The step that is open.
    pub open: Option<(List, usize)>,
    /// The list that the catalogue is open for.
    pub catalogue: Option<List>,
    /// The column whose pictures are shown.
    pub column: Option<String>,
    /// The address that a recipe was written into, with the recipe.
    pub link: Option<(Rc<Recipe>, String)>,
    /// The recipe that was opened last.
    pub opened: Option<Opened>,
    /// How often the keyboard went to the open step.
    pub focus: u32,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum BenchAction {
    /// A step is opened, or the open one closed.
    Open(Option<(List, usize)>),
    /// A step is opened and the keyboard goes there.
    Focus(List, usize),
    /// The recipe is changed: the open step stays the open one.
    Edited(Box<Edit>),
    /// The catalogue opens for a list, or closes.
    Catalogue(Option<List>),
    /// Pictures of another column.
    Column(String),
    /// An address was written.
    Link(Rc<Recipe>, String),
    /// A recipe was opened, or that was read.
    Opened(Option<Opened>),
    /// Everything is forgotten.
    Forget,
}

impl Slice for Bench {
    type Action = BenchAction;

    fn reduce(&self, action: BenchAction) -> Self {
        let mut next = self.clone();
        match action {
            BenchAction::Open(open) => next.open = open,
            BenchAction::Focus(list, at) => {
                next.open = Some((list, at));
                next.focus += 1;
            }
            BenchAction::Edited(edit) => {
                next.open = self.open.and_then(|(list, at)| Some((list, edit.place_after(list, at)?)));
            }
            BenchAction::Catalogue(list) => next.catalogue = list,
            BenchAction::Column(name) => next.column = Some(name),
            BenchAction::Link(recipe, link) => next.link = Some((recipe, link)),
            BenchAction::Opened(opened) => {
                next.open = None;
                next.opened = opened;
            }
            BenchAction::Forget => next = Self::default(),
        }
        next
    }
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is wrong with it.
    Fine,
    /// It cannot be carried out.
    Fault,
    /// One before it cannot be carried out.
    Waits,
    /// It is switched off.
    Off,
}

impl Standing {
    /// Name in the catalogue of words, in classes and in tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Fault => "fault",
            Self::Waits => "waits",
            Self::Off => "off",
        }
    }
}

/// The step that a fault is about.
fn about(fault: &Fault) -> Option<(List, usize)> {
    let path = fault.at.parameter.as_deref()?;
    [List::Clean, List::Prepare].into_iter().find_map(|list| {
        let rest = path.strip_prefix(list.key())?.strip_prefix('[')?;
        Some((list, rest.split(']').next()?.parse().ok()?))
    })
}

/// How a step stands, by what is wrong with any of them.
pub fn standing<'a>(
    (list, at): (List, usize),
    step: &StepSpec,
    faults: impl IntoIterator<Item = &'a Fault>,
) -> Standing {
    if !step.enabled {
        return Standing::Off;
    }
    let faulty: Vec<(List, usize)> = faults.into_iter().filter_map(about).collect();
    let before = |(other, place): &(List, usize)| match (*other, list) {
        (List::Clean, List::Prepare) => true,
        (other, list) => other == list && *place < at,
    };
    match () {
        () if faulty.contains(&(list, at)) => Standing::Fault,
        () if faulty.iter().any(before) => Standing::Waits,
        () => Standing::Fine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::Place;

    fn fault(path: &str) -> Fault {
        Fault::new("x", "wrong").with_place(Place::parameter(path))
    }

    #[test]
    fn steps_after_one_that_fails_wait() {
        let step = StepSpec::new("a", &[]);
        let faults = [fault("prepare[2].columns"), fault("task.target")];
        let stands = |list, at| standing((list, at), &step, &faults);
        assert_eq!(stands(List::Prepare, 1), Standing::Fine);
        assert_eq!(stands(List::Prepare, 2), Standing::Fault);
        assert_eq!(stands(List::Prepare, 3), Standing::Waits);
        assert_eq!(stands(List::Clean, 9), Standing::Fine);
        assert_eq!(standing((List::Prepare, 0), &step, &[fault("clean[4]")]), Standing::Waits);
        let off = StepSpec { enabled: false, ..step };
        assert_eq!(standing((List::Prepare, 3), &off, &faults), Standing::Off);
    }

    #[test]
    fn the_open_step_stays_open_wherever_it_goes() {
        let open = Bench::default().reduce(BenchAction::Open(Some((List::Prepare, 1))));
        let after = |edit: Edit| open.reduce(BenchAction::Edited(Box::new(edit))).open;
        assert_eq!(after(Edit::MoveStep(List::Prepare, 1, 4)), Some((List::Prepare, 4)));
        assert_eq!(after(Edit::MoveStep(List::Clean, 1, 4)), Some((List::Prepare, 1)));
        assert_eq!(after(Edit::RemoveStep(List::Prepare, 0)), Some((List::Prepare, 0)));
        assert_eq!(after(Edit::RemoveStep(List::Prepare, 1)), None);
        assert_eq!(after(Edit::Seed(3)), Some((List::Prepare, 1)));
    }
}
