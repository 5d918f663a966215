//! What a person does in the grid: the active cell and the range from it, columns that are hidden,
//! the column whose menu is open, a type that is tried, a text that is looked for.

use super::Slice;
use glasshouse_spec::{ColumnType, Matches, TypeTrial};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// A row of the view, and a column by its position in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Row of the view.
    pub row: u64,
    /// Position of the column in the file.
    pub column: u32,
}

/// A text that is looked for, and where it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Find {
    /// The text.
    pub text: String,
    /// The places, once they are known.
    pub matches: Option<Rc<Matches>>,
    /// Which of the places is shown.
    pub at: usize,
}

/// How a type suits a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Retype {
    /// It is being tried.
    Trying(ColumnType),
    /// Some cells refuse it.
    Refused(Rc<TypeTrial>),
    /// It could not be tried; the words say why.
    Untried(ColumnType, String),
}

/// What a person does in the grid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    table: u32,
    /// The active cell.
    pub cursor: Cell,
    /// Where the chosen range began.
    pub anchor: Option<Cell>,
    /// Columns that are not shown, by position.
    pub hidden: Rc<BTreeSet<u32>>,
    /// The column whose menu is open.
    pub menu: Option<u32>,
    /// The type that is tried for it.
    pub trial: Option<Retype>,
    /// What is looked for.
    pub find: Find,
    /// What was just done, in words, until something else is.
    pub note: Option<String>,
}

/// What can happen in the grid.
#[derive(Debug, Clone, PartialEq)]
pub enum GridAction {
    /// This table is here now.
    Table(u32),
    /// Other rows are shown, or in another order.
    Reordered,
    /// Another cell is active; `true` draws the range out to it.
    Move(Cell, bool),
    /// A range is chosen.
    Choose(Cell, Cell),
    /// No range is chosen any longer.
    Unchoose,
    /// These columns are hidden.
    Hide(BTreeSet<u32>),
    /// The menu of a column opens, or closes.
    Menu(Option<u32>),
    /// A type is tried, or was.
    Try(Option<Retype>),
    /// A text is looked for.
    Find(String),
    /// It stands here.
    Found(String, Rc<Matches>),
    /// The next place, or the one before.
    Turn(bool),
    /// Something was done that cannot be seen.
    Note(String),
}

impl Slice for Grid {
    type Action = GridAction;

    fn reduce(&self, action: GridAction) -> Self {
        let mut next = Self { note: None, ..self.clone() };
        match action {
            GridAction::Table(table) if table != self.table => next = Self { table, ..Self::default() },
            GridAction::Table(_) => {}
            GridAction::Reordered => {
                next.cursor.row = 0;
                next.anchor = None;
                next.find = Find { text: self.find.text.clone(), ..Find::default() };
            }
            GridAction::Move(cell, draws) => {
                next.anchor = if draws { self.anchor.or(Some(self.cursor)) } else { None };
                next.cursor = cell;
            }
            GridAction::Choose(from, to) => (next.anchor, next.cursor) = (Some(from), to),
            GridAction::Unchoose => next.anchor = None,
            GridAction::Hide(hidden) => next.hidden = Rc::new(hidden),
            GridAction::Menu(menu) => (next.menu, next.trial) = (menu, None),
            GridAction::Try(trial) => next.trial = trial,
            GridAction::Find(text) => next.find = Find { text, ..Find::default() },
            GridAction::Found(text, matches) if text == self.find.text => next.found(matches),
            GridAction::Found(..) => {}
            GridAction::Turn(forward) => next.turn(forward),
            GridAction::Note(words) => next.note = Some(words),
        }
        next
    }
}

impl Grid {
    /// The first place is the one at or after the active cell.
    fn found(&mut self, matches: Rc<Matches>) {
        let here = (self.cursor.row, self.cursor.column);
        let after = matches.cells.partition_point(|place| *place < here);
        self.find.at = if after < matches.cells.len() { after } else { 0 };
        self.find.matches = Some(matches);
        self.go_to_match();
    }

    fn turn(&mut self, forward: bool) {
        let places = self.find.matches.as_ref().map_or(0, |matches| matches.cells.len());
        if places > 0 {
            self.find.at = (self.find.at + if forward { 1 } else { places - 1 }) % places;
            self.go_to_match();
        }
    }

    fn go_to_match(&mut self) {
        let place = self.find.matches.as_ref().and_then(|matches| matches.cells.get(self.find.at));
        if let Some((row, column)) = place {
            self.cursor = Cell { row: *row, column: *column };
            self.anchor = None;
        }
    }

    /// The chosen rows, and the chosen columns by their place among those that are shown.
    pub fn chosen(&self, shown: &[u32]) -> (RangeInclusive<u64>, RangeInclusive<usize>) {
        let other = self.anchor.unwrap_or(self.cursor);
        let (a, b) = (place_of(shown, self.cursor.column), place_of(shown, other.column));
        let rows = self.cursor.row.min(other.row)..=self.cursor.row.max(other.row);
        (rows, a.min(b)..=a.max(b))
    }
}

/// Place of a column among those that are shown; of a hidden one, of the next after it.
pub fn place_of(shown: &[u32], column: u32) -> usize {
    shown.partition_point(|at| *at < column).min(shown.len().saturating_sub(1))
}

/// Where a key leads from a cell: arrows, pages, ends. `columns` are those that are shown.
pub fn step(from: Cell, key: &str, whole: bool, rows: u64, page: u64, columns: &[u32]) -> Option<Cell> {
    let (last_row, last) = (rows.saturating_sub(1), columns.len().saturating_sub(1));
    let at = place_of(columns, from.column);
    let (row, at) = match (key, whole) {
        ("ArrowDown", false) => (from.row.saturating_add(1).min(last_row), at),
        ("ArrowDown", true) => (last_row, at),
        ("ArrowUp", false) => (from.row.saturating_sub(1), at),
        ("ArrowUp", true) => (0, at),
        ("ArrowRight", false) => (from.row, (at + 1).min(last)),
        ("ArrowRight", true) => (from.row, last),
        ("ArrowLeft", false) => (from.row, at.saturating_sub(1)),
        ("ArrowLeft", true) => (from.row, 0),
        ("PageDown", _) => (from.row.saturating_add(page).min(last_row), at),
        ("PageUp", _) => (from.row.saturating_sub(page), at),
        ("Home", false) => (from.row, 0),
        ("End", false) => (from.row, last),
        ("Home", true) => (0, 0),
        ("End", true) => (last_row, last),
        _ => return None,
    };
    Some(Cell { row, column: *columns.get(at)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u64, column: u32) -> Cell {
        Cell { row, column }
    }

    #[test]
    fn keys_pass_over_hidden_columns_and_stop_at_the_ends() {
        let shown = [0, 2, 5];
        let go = |from, key, whole| step(from, key, whole, 100, 10, &shown).unwrap();
        assert_eq!(go(cell(0, 0), "ArrowRight", false), cell(0, 2));
        assert_eq!(go(cell(0, 5), "ArrowRight", false), cell(0, 5));
        assert_eq!(go(cell(7, 2), "ArrowLeft", false), cell(7, 0));
        assert_eq!(go(cell(95, 2), "PageDown", false), cell(99, 2));
        assert_eq!(go(cell(50, 2), "Home", true), cell(0, 0));
        assert_eq!(go(cell(50, 2), "End", true), cell(99, 5));
        assert_eq!(step(cell(0, 0), "x", false, 100, 10, &shown), None);
        assert_eq!(step(cell(0, 0), "End", true, 0, 10, &[]), None);
    }

    #[test]
    fn a_range_is_drawn_from_where_it_began_in_any_direction() {
        let grid = Grid::default()
            .reduce(GridAction::Move(cell(5, 2), false))
            .reduce(GridAction::Move(cell(4, 2), true))
            .reduce(GridAction::Move(cell(3, 0), true));
        assert_eq!(grid.chosen(&[0, 2, 5]), (3..=5, 0..=1));
        let single = grid.reduce(GridAction::Move(cell(9, 5), false));
        assert_eq!(single.chosen(&[0, 2, 5]), (9..=9, 2..=2));
    }

    #[test]
    fn a_search_begins_at_the_active_cell_and_turns_round() {
        let matches = Rc::new(Matches { cells: vec![(1, 0), (4, 1), (9, 0)], total: 3 });
        let found = Grid::default()
            .reduce(GridAction::Move(cell(3, 0), false))
            .reduce(GridAction::Find("x".into()))
            .reduce(GridAction::Found("x".into(), Rc::clone(&matches)));
        assert_eq!(found.cursor, cell(4, 1));
        let last = found.reduce(GridAction::Turn(true));
        assert_eq!(last.cursor, cell(9, 0));
        assert_eq!(last.reduce(GridAction::Turn(true)).cursor, cell(1, 0));
        assert_eq!(last.reduce(GridAction::Turn(false)).cursor, cell(4, 1));
        assert_eq!(found.reduce(GridAction::Found("late".into(), matches)), found);
    }

    #[test]
    fn another_table_begins_anew_and_the_same_one_does_not() {
        let grid = Grid::default().reduce(GridAction::Hide(BTreeSet::from([1])));
        assert_eq!(grid.reduce(GridAction::Table(0)), grid);
        assert_eq!(grid.reduce(GridAction::Table(1)).hidden.len(), 0);
    }
}
