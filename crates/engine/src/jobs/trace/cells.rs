//! Cells of a column before and after a step, and whether they differ.

use glasshouse_spec::ColumnType;
use glasshouse_table::Column;

/// The cells of a column.
pub(super) enum Cells<'a> {
    /// Numbers and dates, which [`Column`] gives at once.
    Plain(&'a Column),
    /// Text by its place among the values.
    Levels(Vec<Option<u32>>, Vec<&'a str>),
}

/// A cell.
#[derive(PartialEq)]
enum Cell<'a> {
    Missing,
    Number(f64),
    Time(i64),
    Text(&'a str),
}

impl<'a> Cells<'a> {
    pub fn of(column: &'a Column) -> Self {
        match column.kind {
            ColumnType::Categorical | ColumnType::Boolean if column.text().is_none() => {
                Self::Levels(column.level_indices().collect(), column.levels())
            }
            _ if !column.levels().is_empty() => {
                Self::Levels(column.level_indices().collect(), column.levels())
            }
            _ => Self::Plain(column),
        }
    }

    fn at(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Levels(codes, values) => match codes.get(row).copied().flatten() {
                Some(code) => values.get(code as usize).map_or(Cell::Missing, |value| Cell::Text(value)),
                None => Cell::Missing,
            },
            Self::Plain(column) if column.is_missing(row) => Cell::Missing,
            Self::Plain(column) => match (column.numbers(), column.times(), column.text()) {
                (Some(numbers), ..) => Cell::Number(numbers.value(row)),
                (_, Some(times), _) => Cell::Time(times.value(row)),
                (.., Some(text)) => Cell::Text(text.value(row)),
                _ => Cell::Missing,
            },
        }
    }

    /// Whether a cell differs from one of the column on the other side.
    pub fn differs(&self, row: usize, other: &Self, there: usize) -> bool {
        self.at(row) != other.at(there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_compared_by_what_they_say() {
        let colours = |cells: [Option<&str>; 3]| Column::from_labels("c", ColumnType::Categorical, cells);
        let one = colours([Some("red"), Some("blue"), None]);
        let other = colours([Some("blue"), Some("red"), None]);
        let (one, other) = (Cells::of(&one), Cells::of(&other));
        assert!(one.differs(0, &other, 0) && !one.differs(0, &other, 1));
        assert!(!one.differs(2, &other, 2) && one.differs(2, &other, 0));
        let text = Column::from_labels("c", ColumnType::Text, [Some("red"), None, None]);
        assert!(!one.differs(0, &Cells::of(&text), 0));
        let numbers = Column::from_numbers("n", vec![Some(0.0), Some(1.0), None]);
        let numbers = Cells::of(&numbers);
        assert!(
            numbers.differs(0, &numbers, 1) && numbers.differs(0, &one, 0) && !numbers.differs(2, &one, 2)
        );
    }
}
