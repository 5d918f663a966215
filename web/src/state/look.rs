//! Which rows are looked at, and in what order: one view of the table for the grid and for every
//! picture. A brush on a picture and a filter of the grid write the same conditions; each change can
//! be taken back. It belongs to one table and ends with it.

use super::Slice;
use glasshouse_spec::{CellTest, ColumnType, Condition, SortKey, View};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Changes that can be taken back.
const REMEMBERED: usize = 50;

/// Which rows are looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Conditions and order.
    pub view: View,
    /// Rows that meet the conditions, once the worker has counted them.
    pub rows: Option<u64>,
    past: Vec<View>,
    table: Rc<TableKey>,
}

/// What a view depends on: a table, its file, the types of its columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableKey {
    /// Counts the tables.
    pub revision: u32,
    /// SHA-256 of the file.
    pub file: String,
    /// Type of each column.
    pub columns: BTreeMap<String, ColumnType>,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum LookAction {
    /// Another order.
    Sort(Vec<SortKey>),
    /// A column may have any value again, its other conditions kept.
    AnyValue(String),
    /// Conditions more, as a brush writes them: one takes the place of an earlier one of its kind on
    /// the same column.
    Narrow(Vec<Condition>),
    /// One condition less.
    Without(usize),
    /// All rows.
    All,
    /// Back to the view before the last change.
    Back,
    /// The rows of a view were counted.
    Counted(View, u64),
    /// This table is here now. Another file has its own view; of the same, read otherwise, what was
    /// asked of columns stays where they have kept their types.
    Table(Rc<TableKey>),
}

impl Slice for Look {
    type Action = LookAction;

    fn reduce(&self, action: LookAction) -> Self {
        let mut next = self.clone();
        match action {
            LookAction::Sort(sort) => next.set(View { sort, ..self.view.clone() }),
            LookAction::AnyValue(column) => {
                let of_values =
                    |c: &Condition| c.column == column && matches!(c.test, CellTest::OneOf { .. });
                next.filter(self.view.filter.iter().filter(|c| !of_values(c)).cloned().collect());
            }
            LookAction::Narrow(more) => next.filter(narrowed(&self.view.filter, more)),
            LookAction::Without(at) => {
                let mut filter = self.view.filter.clone();
                if at < filter.len() {
                    filter.remove(at);
                }
                next.filter(filter);
            }
            LookAction::All => next.filter(Vec::new()),
            LookAction::Back => {
                if let Some(view) = next.past.pop() {
                    next.rows = self.rows.filter(|_| view.filter == self.view.filter);
                    next.view = view;
                }
            }
            LookAction::Counted(view, rows) if view.filter == self.view.filter => next.rows = Some(rows),
            LookAction::Counted(..) => {}
            LookAction::Table(table) if table.revision != self.table.revision => {
                next = Self { view: kept(&self.view, &self.table, &table), table, ..Self::default() };
            }
            LookAction::Table(_) => {}
        }
        next
    }
}

/// What of a view holds for the same file, read otherwise.
fn kept(view: &View, before: &TableKey, now: &TableKey) -> View {
    let same = |column: &String| {
        let kind = before.columns.get(column);
        before.file == now.file && kind.is_some() && kind == now.columns.get(column)
    };
    View {
        sort: view.sort.iter().filter(|key| same(&key.column)).cloned().collect(),
        filter: view.filter.iter().filter(|condition| same(&condition.column)).cloned().collect(),
    }
}

/// Whether two conditions ask the same of a cell, with other bounds or values.
fn alike(a: &Condition, b: &Condition) -> bool {
    let same = std::mem::discriminant(&a.test) == std::mem::discriminant(&b.test);
    a.column == b.column && a.negate == b.negate && same && !matches!(a.test, CellTest::Contains { .. })
}

fn narrowed(filter: &[Condition], more: Vec<Condition>) -> Vec<Condition> {
    let kept = filter.iter().filter(|old| !more.iter().any(|new| alike(old, new))).cloned();
    kept.chain(more.iter().cloned()).collect()
}

impl Look {
    fn filter(&mut self, filter: Vec<Condition>) {
        self.set(View { filter, ..self.view.clone() });
    }

    fn set(&mut self, view: View) {
        if view == self.view {
            return;
        }
        if view.filter != self.view.filter {
            self.rows = None;
        }
        self.past.push(std::mem::replace(&mut self.view, view));
        if self.past.len() > REMEMBERED {
            self.past.remove(0);
        }
    }

    /// The view without its order, which pictures do not care for.
    pub fn unordered(&self) -> View {
        View { sort: Vec::new(), filter: self.view.filter.clone() }
    }

    /// The values that a column must be one of; none where it may be any.
    pub fn values_of(&self, column: &str) -> Vec<String> {
        let own = |c: &&Condition| c.column == column && !c.negate;
        let values = self.view.filter.iter().filter(own).find_map(|c| match &c.test {
            CellTest::OneOf { values } => Some(values.clone()),
            _ => None,
        });
        values.unwrap_or_default()
    }

    /// Number of the table that is looked at.
    pub fn revision(&self) -> u32 {
        self.table.revision
    }

    /// Whether there is a view to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.past.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(column: &str, min: f64) -> Condition {
        let test = CellTest::Range { min: Some(min), max: None };
        Condition { column: column.into(), test, negate: false }
    }

    #[test]
    fn a_brush_replaces_the_one_before_it_on_the_same_column_only() {
        let look = Look::default()
            .reduce(LookAction::Narrow(vec![range("age", 1.0), range("pay", 2.0)]))
            .reduce(LookAction::Narrow(vec![range("age", 5.0)]));
        assert_eq!(look.view.filter, [range("pay", 2.0), range("age", 5.0)]);
    }

    #[test]
    fn a_column_may_have_any_value_again() {
        let one_of = |values: &[&str]| Condition {
            column: "age".into(),
            test: CellTest::OneOf { values: values.iter().map(ToString::to_string).collect() },
            negate: false,
        };
        let look = Look::default().reduce(LookAction::Narrow(vec![range("age", 1.0), one_of(&["1", "2"])]));
        assert_eq!(look.values_of("age"), ["1", "2"]);
        let any = look.reduce(LookAction::AnyValue("age".into()));
        assert_eq!((any.values_of("age"), any.view.filter), (Vec::new(), vec![range("age", 1.0)]));
    }

    #[test]
    fn every_change_can_be_taken_back() {
        let one = Look::default().reduce(LookAction::Narrow(vec![range("age", 1.0)]));
        let two = one.reduce(LookAction::Without(0));
        assert!(two.view.is_plain());
        assert_eq!(two.reduce(LookAction::Back).view, one.view);
        assert!(two.reduce(LookAction::Back).reduce(LookAction::Back).view.is_plain());
    }

    #[test]
    fn a_count_of_other_rows_is_ignored_and_an_order_does_not_change_it() {
        let one = Look::default().reduce(LookAction::Narrow(vec![range("age", 1.0)]));
        assert_eq!(one.reduce(LookAction::Counted(View::default(), 9)).rows, None);
        let counted = one.reduce(LookAction::Counted(one.view.clone(), 4));
        let key = SortKey { column: "age".into(), descending: true };
        assert_eq!(counted.reduce(LookAction::Sort(vec![key])).rows, Some(4));
        assert_eq!(counted.reduce(LookAction::All).rows, None);
    }

    fn table(revision: u32, file: &str, columns: &[(&str, ColumnType)]) -> LookAction {
        let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        LookAction::Table(Rc::new(TableKey { revision, file: file.into(), columns }))
    }

    #[test]
    fn another_file_begins_with_all_rows() {
        let first = table(1, "a", &[("age", ColumnType::Numeric)]);
        let look = Look::default().reduce(first.clone()).reduce(LookAction::Narrow(vec![range("age", 1.0)]));
        assert_eq!(look.reduce(first), look);
        let other = look.reduce(table(2, "b", &[("age", ColumnType::Numeric)]));
        assert!(other.view.is_plain() && !other.can_go_back());
    }

    #[test]
    fn another_type_ends_only_what_was_asked_of_its_column() {
        use ColumnType::{Categorical, Numeric};
        let key = |column: &str| SortKey { column: column.into(), descending: false };
        let look = Look::default()
            .reduce(table(1, "a", &[("age", Numeric), ("pay", Numeric)]))
            .reduce(LookAction::Narrow(vec![range("age", 1.0), range("pay", 2.0)]))
            .reduce(LookAction::Sort(vec![key("pay"), key("age")]))
            .reduce(table(2, "a", &[("age", Categorical), ("pay", Numeric)]));
        assert_eq!(look.view, View { sort: vec![key("pay")], filter: vec![range("pay", 2.0)] });
        assert_eq!(look.rows, None);
    }
}
