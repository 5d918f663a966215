//! The columns that a picture is of, as it takes them, or why it cannot.

use crate::ExploreError;
use crate::bins::even;
use crate::cells::{Codes, interval, is_category, numbers, type_words};
use crate::words::number;
use glasshouse_chart::{Amounts, Axis, AxisScale, Classes, Coloring};
use glasshouse_spec::{ColumnType, PictureKind, PictureRequest};
use glasshouse_table::{Column, Table, iso};
use std::borrow::Cow;
use std::sync::Arc;

/// Different numbers up to which each is a category of its own.
const DIFFERENT: usize = 30;
/// Intervals that other numbers are put into where categories are wanted.
const INTERVALS: usize = 10;
/// Categories that a column of words may have to be counted.
const WORDS: usize = 200_000;
/// Classes that are told apart by colour.
pub(super) const COLORS: usize = 8;

/// What is asked for, and the columns of the rows to show.
pub(super) struct Subjects<'a> {
    pub table: &'a Table,
    pub request: &'a PictureRequest,
}

/// The categories of a column, at most some of them.
pub(super) struct Kept {
    pub codes: Codes,
    /// Categories that are left out, and their rows.
    pub others: (u64, u64),
    /// Whether they are the column's own values and not intervals.
    pub values: bool,
}

impl<'a> Subjects<'a> {
    pub fn new(table: &'a Table, request: &'a PictureRequest) -> Self {
        Self { table, request }
    }

    /// The picture in words.
    pub fn picture(&self) -> &'static str {
        match self.request.kind {
            PictureKind::Histogram => "a histogram",
            PictureKind::Box => "a box plot",
            PictureKind::Violin => "a violin plot",
            PictureKind::Qq => "a Q-Q plot",
            PictureKind::Bar => "a bar chart",
            PictureKind::Pie => "a pie",
            PictureKind::Scatter => "a scatter plot",
            PictureKind::Hexbin => "a hexbin plot",
            PictureKind::Line => "a line chart",
            PictureKind::StackedBar => "a stacked bar chart",
            PictureKind::GroupedBar => "a grouped bar chart",
            PictureKind::Contingency => "a contingency table",
            PictureKind::Correlation => "a correlation matrix",
            PictureKind::PairPlot => "a pair plot",
            PictureKind::ParallelCoordinates => "a parallel coordinates plot",
            PictureKind::ClassBalance => "a picture of class balance",
            PictureKind::ClassDensities => "a picture of class densities",
            PictureKind::MissingMatrix | PictureKind::MissingPairs => "a picture of gaps",
            PictureKind::Pca => "a projection",
            PictureKind::TSne | PictureKind::Umap => "a map of neighbours",
            PictureKind::Decomposition => "a decomposition",
            PictureKind::Acf | PictureKind::Pacf => "a correlogram",
        }
    }

    /// That there is nothing to show, and why.
    pub fn nothing(&self, what: &str) -> ExploreError {
        let remedy = "choose other columns, or take a condition off the filter";
        ExploreError::Empty { what: what.into(), remedy }
    }

    /// The column at a place of the request; `wanted` says in words what the picture takes.
    pub fn column(&self, at: usize, wanted: &'static str) -> Result<&'a Arc<Column>, ExploreError> {
        let Some(name) = self.request.columns.get(at) else {
            let given = match self.request.columns.len() {
                0 => "none".to_string(),
                n => n.to_string(),
            };
            return Err(ExploreError::Columns { picture: self.picture(), wanted, given });
        };
        self.named(name)
    }

    pub fn named(&self, name: &str) -> Result<&'a Arc<Column>, ExploreError> {
        self.table.column(name).ok_or_else(|| ExploreError::NoColumn { column: name.into() })
    }

    fn refused(&self, column: &Column, wanted: &'static str) -> ExploreError {
        let (picture, found) = (self.picture(), type_words(column.kind));
        ExploreError::Type { picture, wanted, column: column.name.clone(), found }
    }

    /// The numbers of a column, or its instants in microseconds; NaN where there is none.
    pub fn values(&self, column: &'a Column) -> Result<Cow<'a, [f64]>, ExploreError> {
        numbers(column).ok_or_else(|| self.refused(column, "numbers and dates"))
    }

    /// The numbers of a numeric column; NaN where there is none.
    pub fn amounts(&self, column: &'a Column) -> Result<Cow<'a, [f64]>, ExploreError> {
        let found = numbers(column).filter(|_| column.kind == ColumnType::Numeric);
        found.ok_or_else(|| self.refused(column, "numbers"))
    }

    /// The categories of a column, the `most` most frequent. Numbers and dates of many different values
    /// are put into intervals.
    pub fn categories(&self, column: &Column, most: usize) -> Result<Kept, ExploreError> {
        if let Some(values) = numbers(column) {
            if let Some(codes) = Codes::of(column, DIFFERENT.min(most)) {
                return Ok(Kept { codes, others: (0, 0), values: true });
            }
            let codes = intervals(&values, column.kind);
            return Ok(Kept { codes, others: (0, 0), values: false });
        }
        let codes = Codes::of(column, WORDS).ok_or_else(|| self.refused(column, "values that repeat"))?;
        let (codes, others) = codes.keep(most);
        Ok(Kept { codes, others, values: true })
    }

    /// The columns that are named, or all that fit, at most `most`.
    pub fn several(&self, most: usize, fits: impl Fn(&Column) -> bool) -> Vec<&'a Arc<Column>> {
        let named = |name: &String| self.table.column(name);
        let others = [&self.request.color, &self.request.by, &self.request.size];
        let beside = |column: &Column| others.iter().any(|name| name.as_ref() == Some(&column.name));
        let all: Vec<&Arc<Column>> = match self.request.columns.is_empty() {
            true => self.table.columns().iter().filter(|column| !beside(column)).collect(),
            false => self.request.columns.iter().filter_map(named).collect(),
        };
        all.into_iter().filter(|column| fits(column)).take(most).collect()
    }

    /// The column that tells rows apart by colour.
    pub fn colored(&self) -> Option<&'a Arc<Column>> {
        let name = self.request.color.as_ref().or(self.request.by.as_ref())?;
        self.table.column(name)
    }

    /// The classes of some rows by the column that colours them; intervals where it has numbers.
    pub fn classes(&self, rows: &[u32]) -> Result<Option<Classes>, ExploreError> {
        let Some(column) = self.colored() else { return Ok(None) };
        let kept = self.categories(column, COLORS)?.codes;
        let codes = rows.iter().map(|row| kept.codes[*row as usize]).collect();
        Ok(Some(Classes { column: column.name.clone(), names: kept.names, codes }))
    }

    /// What some points are coloured by: amounts where the column has many numbers, else classes.
    pub fn coloring(&self, rows: &[u32]) -> Result<Option<Coloring>, ExploreError> {
        let Some(column) = self.colored() else { return Ok(None) };
        let few = Codes::of(column, COLORS).is_some();
        match numbers(column).filter(|_| !few) {
            Some(values) => Ok(Some(Coloring::Amounts(amounts(column, &values, rows)))),
            None => Ok(self.classes(rows)?.map(Coloring::Classes)),
        }
    }

    /// What some points are sized by.
    pub fn sizes(&self, rows: &[u32]) -> Result<Option<Amounts>, ExploreError> {
        let Some(name) = &self.request.size else { return Ok(None) };
        let column = self.named(name)?;
        Ok(Some(amounts(column, &self.amounts(column)?, rows)))
    }
}

fn amounts(column: &Column, values: &[f64], rows: &[u32]) -> Amounts {
    Amounts { axis: axis(column), values: rows.iter().map(|row| values[*row as usize]).collect() }
}

/// The axis of a column.
pub(super) fn axis(column: &Column) -> Axis {
    let axis = Axis::column(&column.name);
    if column.kind == ColumnType::Datetime { axis.scaled(AxisScale::Time) } else { axis }
}

/// How the values of a column are laid along an axis.
pub(super) fn scale(column: &Column) -> AxisScale {
    if column.kind == ColumnType::Datetime { AxisScale::Time } else { AxisScale::Linear }
}

/// Whether a column has numbers and not all of them equal.
pub(super) fn varied_numbers(column: &Column) -> bool {
    let Some(values) = numbers(column).filter(|_| column.kind == ColumnType::Numeric) else { return false };
    let mut finite = values.iter().filter(|v| !v.is_nan());
    finite.next().is_some_and(|first| finite.any(|v| v != first))
}

/// Whether a column has numbers, dates, or few categories.
pub(super) fn laid_out(column: &Column) -> bool {
    matches!(column.kind, ColumnType::Numeric | ColumnType::Datetime | ColumnType::Boolean)
        || (is_category(column) && column.levels().len() <= DIFFERENT)
}

/// Values in intervals of equal width, as categories.
fn intervals(values: &[f64], kind: ColumnType) -> Codes {
    let finite = || values.iter().copied().filter(|v| !v.is_nan());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return Codes { names: Vec::new(), codes: vec![None; values.len()] };
    }
    let edges = even(low, high, INTERVALS);
    let label = |v: f64| if kind == ColumnType::Datetime { iso(v as i64) } else { number(v) };
    let names = edges.windows(2).map(|pair| format!("{} – {}", label(pair[0]), label(pair[1]))).collect();
    let inner = &edges[1..edges.len() - 1];
    Codes { names, codes: values.iter().map(|v| interval(*v, inner)).collect() }
}
