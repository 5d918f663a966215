//! Exploring the table: where in the stage a person is and what was found. Kept for a table, a target
//! and a filter, so that coming back costs nothing.

use super::Slice;
use glasshouse_spec::{Exploration, Fault, Measure, PictureRequest, Progress, View};
use std::rc::Rc;

/// A part of the stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Corner {
    /// What to know and what to do.
    #[default]
    Insights,
    /// What each column holds.
    Columns,
    /// Where cells are missing.
    Missing,
    /// How columns go together.
    Relations,
    /// What predicts the target.
    Target,
    /// Any picture of any columns.
    Pictures,
    /// Statistical tests.
    Tests,
}

impl Corner {
    /// In the order of the tabs.
    pub const ALL: [Self; 7] = [
        Self::Insights,
        Self::Columns,
        Self::Missing,
        Self::Relations,
        Self::Target,
        Self::Pictures,
        Self::Tests,
    ];

    /// Name in tests and the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insights => "insights",
            Self::Columns => "columns",
            Self::Missing => "missing",
            Self::Relations => "relations",
            Self::Target => "target",
            Self::Pictures => "pictures",
            Self::Tests => "tests",
        }
    }

    /// The corner of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|corner| corner.name() == name)
    }
}

/// What an exploration is of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Of {
    /// Number of the table.
    pub revision: u32,
    /// Column to predict.
    pub target: Option<String>,
    /// Which rows; without an order.
    pub view: View,
}

impl Of {
    /// The same of all rows.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { view: View::default(), ..self.clone() }
    }
}

/// An exploration.
#[derive(Debug, Clone)]
pub struct Explored {
    /// What it is of.
    pub of: Of,
    /// What came out.
    pub exploration: Exploration,
}

/// One that is the same is the same one: comparing its figures would cost more than drawing them.
impl PartialEq for Explored {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// How the exploration stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Exploring {
    /// Not asked for.
    #[default]
    Idle,
    /// Asked for under this number.
    Running(u64, Of, Option<Progress>),
    /// Given up.
    Stopped(Of),
    /// It failed.
    Failed(Of, Rc<Vec<Fault>>),
}

impl Exploring {
    /// What it is, was or should have been of.
    pub fn of(&self) -> Option<&Of> {
        match self {
            Self::Idle => None,
            Self::Running(_, of, _) | Self::Stopped(of) | Self::Failed(of, _) => Some(of),
        }
    }
}

/// Exploring.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explore {
    /// The part that is shown.
    pub corner: Corner,
    /// The column that is open among the columns.
    pub column: Option<String>,
    /// Columns whose name holds this are shown.
    pub search: String,
    /// How the exploration stands.
    pub exploring: Exploring,
    /// The newest exploration of all rows.
    pub whole: Option<Rc<Explored>>,
    /// The newest exploration of the rows of a filter.
    pub part: Option<Rc<Explored>>,
    /// The measure of the correlations; the one that suits each pair where none is chosen.
    pub measure: Option<Measure>,
    /// The two columns that are held against each other.
    pub pair: Option<(String, String)>,
    /// The column that is held against the target.
    pub feature: Option<String>,
    /// The picture that is being put together.
    pub draft: Option<PictureRequest>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum ExploreAction {
    /// Goes to a part.
    Go(Corner),
    /// Opens a column, or closes the open one.
    Column(Option<String>),
    /// Looks for columns.
    Search(String),
    /// An exploration was asked for.
    Began(u64, Of),
    /// It is so far.
    At(u64, Progress),
    /// It came out.
    Done(u64, Box<Exploration>),
    /// It was given up.
    Stopped(u64),
    /// It makes room for something more urgent, and may be asked for again.
    Interrupted,
    /// It failed.
    Failed(u64, Vec<Fault>),
    /// Why it failed was read.
    Dismiss,
    /// Chooses a measure.
    Measure(Option<Measure>),
    /// Holds two columns against each other.
    Pair(String, String),
    /// Holds a column against the target.
    Feature(String),
    /// Changes the picture that is being put together; none begins anew.
    Draft(Option<PictureRequest>),
    /// This table is here now: nothing that is kept of another is of it.
    Table(u32),
}

impl Slice for Explore {
    type Action = ExploreAction;

    fn reduce(&self, action: ExploreAction) -> Self {
        let mut next = self.clone();
        match action {
            ExploreAction::Go(corner) => next.corner = corner,
            ExploreAction::Column(column) => next.column = column,
            ExploreAction::Search(text) => next.search = text,
            ExploreAction::Interrupted => next.exploring = Exploring::Idle,
            ExploreAction::Dismiss => {
                if let Exploring::Failed(of, _) = &self.exploring {
                    next.exploring = Exploring::Stopped(of.clone());
                }
            }
            ExploreAction::Measure(measure) => next.measure = measure,
            ExploreAction::Pair(a, b) => next.pair = Some((a, b)),
            ExploreAction::Feature(column) => next.feature = Some(column),
            ExploreAction::Draft(draft) => next.draft = draft,
            ExploreAction::Table(revision) => next.table(revision),
            running => next.run(running),
        }
        next
    }
}

impl Explore {
    fn table(&mut self, revision: u32) {
        let known =
            [self.whole.as_ref().map(|e| &e.of), self.part.as_ref().map(|e| &e.of), self.exploring.of()];
        if known.into_iter().flatten().any(|of| of.revision != revision) {
            *self = Self { corner: self.corner, ..Self::default() };
        }
    }

    fn run(&mut self, action: ExploreAction) {
        if let ExploreAction::Began(id, of) = action {
            self.exploring = Exploring::Running(id, of, None);
            return;
        }
        let Exploring::Running(running, of, _) = self.exploring.clone() else { return };
        match action {
            ExploreAction::At(id, progress) if id == running => {
                self.exploring = Exploring::Running(id, of, Some(progress));
            }
            ExploreAction::Done(id, exploration) if id == running => self.done(of, *exploration),
            ExploreAction::Stopped(id) if id == running => self.exploring = Exploring::Stopped(of),
            ExploreAction::Failed(id, faults) if id == running => {
                self.exploring = Exploring::Failed(of, Rc::new(faults));
            }
            // What an exploration says that another took the place of is of no interest any more.
            _ => {}
        }
    }

    fn done(&mut self, of: Of, exploration: Exploration) {
        self.exploring = Exploring::Idle;
        let whole = of.view.is_plain();
        let explored = Some(Rc::new(Explored { of, exploration }));
        if whole {
            self.whole = explored;
        } else {
            self.part = explored;
        }
    }

    /// Whether an exploration of this is neither here, nor on its way, nor was given up or failed.
    pub fn lacks(&self, of: &Of) -> bool {
        let here = [&self.whole, &self.part].into_iter().flatten().any(|explored| explored.of == *of);
        !here && self.exploring.of() != Some(of)
    }

    /// What is known of all rows of a table, be it with another target; figures of an earlier table
    /// never are.
    pub fn of_table(&self, revision: u32) -> Option<&Rc<Explored>> {
        self.whole.as_ref().filter(|explored| explored.of.revision == revision)
    }

    /// The figures to show: those of the rows that are looked at, else those of all rows.
    pub fn figures(&self, of: &Of) -> Option<&Rc<Explored>> {
        let part = self.part.as_ref().filter(|explored| explored.of == *of);
        part.or_else(|| self.of_table(of.revision))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::{CellTest, Condition};

    fn of(target: &str) -> Of {
        Of { revision: 1, target: Some(target.into()), view: View::default() }
    }

    fn narrow(target: &str) -> Of {
        let condition = Condition { column: "x".into(), test: CellTest::Missing, negate: true };
        Of { view: View { sort: Vec::new(), filter: vec![condition] }, ..of(target) }
    }

    fn done(explore: &Explore, id: u64, of: Of) -> Explore {
        explore.reduce(ExploreAction::Began(id, of)).reduce(ExploreAction::Done(id, Box::default()))
    }

    #[test]
    fn an_exploration_is_kept_for_its_table_and_target() {
        let asked = Explore::default().reduce(ExploreAction::Began(7, of("a")));
        assert!(!asked.lacks(&of("a")));
        assert!(asked.lacks(&of("b")));
        let done = asked.reduce(ExploreAction::Done(7, Box::default()));
        assert!(!done.lacks(&of("a")));
        assert!(done.lacks(&of("b")));
        assert!(done.of_table(1).is_some());
        assert!(done.of_table(2).is_none());
    }

    #[test]
    fn figures_of_a_filter_stand_beside_those_of_all_rows() {
        let whole = done(&Explore::default(), 1, of("a"));
        assert_eq!(whole.figures(&narrow("a")).map(|e| e.of.clone()), Some(of("a")));
        let both = done(&whole, 2, narrow("a"));
        assert_eq!(both.figures(&narrow("a")).map(|e| e.of.clone()), Some(narrow("a")));
        assert_eq!(both.figures(&of("a")).map(|e| e.of.clone()), Some(of("a")));
        assert_eq!(narrow("a").whole(), of("a"));
    }

    #[test]
    fn the_answer_of_an_exploration_that_was_replaced_is_ignored() {
        let twice = Explore::default()
            .reduce(ExploreAction::Began(7, of("a")))
            .reduce(ExploreAction::Began(8, of("b")));
        assert_eq!(twice.reduce(ExploreAction::Done(7, Box::default())), twice);
        assert_eq!(twice.reduce(ExploreAction::Stopped(7)), twice);
    }

    #[test]
    fn what_was_given_up_or_failed_is_not_asked_for_again_by_itself() {
        let began = Explore::default().reduce(ExploreAction::Began(7, of("a")));
        assert!(!began.reduce(ExploreAction::Stopped(7)).lacks(&of("a")));
        assert!(!began.reduce(ExploreAction::Failed(7, Vec::new())).lacks(&of("a")));
        assert!(began.reduce(ExploreAction::Interrupted).lacks(&of("a")));
    }

    #[test]
    fn another_table_leaves_nothing_but_the_place_where_one_was() {
        let old = done(&Explore::default(), 1, of("a"))
            .reduce(ExploreAction::Go(Corner::Missing))
            .reduce(ExploreAction::Column(Some("x".into())));
        assert_eq!(old.reduce(ExploreAction::Table(1)), old);
        let new = old.reduce(ExploreAction::Table(2));
        assert_eq!((new.corner, new.column, new.whole), (Corner::Missing, None, None));
    }

    #[test]
    fn every_corner_is_found_by_its_name() {
        for corner in Corner::ALL {
            assert_eq!(Corner::named(corner.name()), Some(corner));
        }
        assert_eq!(Corner::named("cellar"), None);
    }
}
