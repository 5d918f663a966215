//! How columns go together: matrices by measure and the strongest pairs.
//!
//! Measures that are linear in the rows are of all rows; those that sort (Spearman, Kendall) and
//! mutual information are of a seeded sample where there are more rows than that. Missing and
//! infinite cells are left out pair by pair.

mod between;
mod strongest;

pub(crate) use between::{Cells, between};

use crate::cells::{self, equal_count_codes, is_category, level_codes};
use crate::sample;
use glasshouse_spec::{AssociationMatrix, Associations, ColumnType, Measure};
use glasshouse_stats::{
    CrossTable, correlation_ratio, cramers_v, kendall_tau_b, mutual_information, pearson_matrix, spearman,
};

use glasshouse_table::{Column, Table};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

/// Most numeric columns of a matrix.
const NUMERIC: usize = 100;
/// Most columns of categories.
const CATEGORICAL: usize = 60;
/// Most categories of a column.
pub(crate) const LEVELS: usize = 200;
/// Rows of the sample for two columns, and fewest for many.
const SAMPLE: std::ops::RangeInclusive<u32> = 1_000..=20_000;
/// Rows times pairs that the sample is made for.
const WORK: u32 = 10_000_000;
/// Columns that are correlated in one piece of work.
const GROUP: usize = 4;
/// Intervals of equal count that numbers are put into for mutual information.
const INTERVALS: usize = 10;

/// A bounded piece of work.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Pearson(usize, usize),
    Row(Measure, usize),
}

/// Associations that are computed piece by piece.
pub(crate) struct Associating {
    table: Table,
    numeric: Vec<Arc<Column>>,
    categories: Vec<Arc<Column>>,
    sampled: Option<u32>,
    /// The sample: numbers, then codes of every column with their number.
    numbers: Vec<Vec<f64>>,
    codes: Vec<(Vec<Option<u32>>, usize)>,
    units: VecDeque<Unit>,
    whole: usize,
    matrices: Vec<AssociationMatrix>,
    note: Option<String>,
}

impl Associating {
    /// Chooses the columns and draws the sample.
    pub fn new(table: &Table) -> Self {
        let (numeric, categories, note) = subjects(table);
        let count = (numeric.len() + categories.len()) as u32;
        let pairs = (count * count.saturating_sub(1) / 2).max(1);
        let most = (WORK / pairs).clamp(*SAMPLE.start(), *SAMPLE.end());
        let rows = sample::rows(table.rows() as u32, most);
        let part = |column: &Arc<Column>| match &rows {
            Some(rows) => Arc::new(column.take(rows)),
            None => column.clone(),
        };
        let numbers: Vec<Vec<f64>> = numeric.iter().map(|c| numbers_of(&part(c)).into_owned()).collect();
        let binned = numbers.iter().map(|values| equal_count_codes(values, INTERVALS));
        let coded = categories.iter().map(part).map(|c| level_codes(&c));
        let codes = binned.chain(coded).collect();
        let sampled = rows.map(|rows| rows.len() as u32);
        let matrices = Vec::new();
        let table = table.clone();
        let mut all = Self {
            table,
            numeric,
            categories,
            sampled,
            numbers,
            codes,
            units: VecDeque::new(),
            whole: 0,
            matrices,
            note,
        };
        all.plan();
        all
    }

    /// One matrix for each measure that has a pair of columns.
    fn plan(&mut self) {
        let names = |columns: &[Arc<Column>]| columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
        let (n, c) = (names(&self.numeric), names(&self.categories));
        let every = [n.clone(), c.clone()].concat();
        let all = self.table.rows() as u64;
        let some = self.sampled.map_or(all, u64::from);
        if n.len() >= 2 {
            self.matrix(Measure::Pearson, &n, &n, all);
            let groups = n.len().div_ceil(GROUP);
            let blocks = (0..groups).flat_map(|g| (g..groups).map(move |h| Unit::Pearson(g, h)));
            // A block of two groups holds each of them too.
            self.units.extend(blocks.filter(|u| groups == 1 || !matches!(u, Unit::Pearson(g, h) if g == h)));
            self.matrix(Measure::Spearman, &n, &n, some);
            self.matrix(Measure::Kendall, &n, &n, some);
        }
        if c.len() >= 2 {
            self.matrix(Measure::CramersV, &c, &c, all);
        }
        if !n.is_empty() && !c.is_empty() {
            self.matrix(Measure::CorrelationRatio, &c, &n, all);
        }
        if every.len() >= 2 {
            self.matrix(Measure::MutualInformation, &every, &every, some);
        }
        self.whole = self.units.len();
    }

    fn matrix(&mut self, measure: Measure, rows: &[String], columns: &[String], of: u64) {
        let values = vec![vec![None; columns.len()]; rows.len()];
        self.matrices.push(AssociationMatrix {
            measure,
            rows: rows.to_vec(),
            columns: columns.to_vec(),
            values,
            of,
        });
        if measure != Measure::Pearson {
            self.units.extend((0..rows.len()).map(|i| Unit::Row(measure, i)));
        }
    }

    /// Rows of the sample, where the costly measures are of one.
    pub fn sampled(&self) -> Option<u64> {
        self.sampled.map(u64::from)
    }

    /// Does one piece of work; the share done, or `None` when all is.
    pub fn advance(&mut self) -> Option<f64> {
        match self.units.pop_front()? {
            Unit::Pearson(g, h) => self.pearson(g, h),
            Unit::Row(measure, i) => self.row(measure, i),
        }
        Some(1.0 - self.units.len() as f64 / self.whole.max(1) as f64)
    }

    /// What was found.
    pub fn finish(self) -> Associations {
        let pairs = strongest::pairs(&self.table, &self.matrices);
        Associations { matrices: self.matrices, pairs, note: self.note }
    }

    fn set(&mut self, measure: Measure, i: usize, j: usize, value: Option<f64>) {
        let value = value.filter(|v| v.is_finite());
        if let Some(matrix) = self.matrices.iter_mut().find(|m| m.measure == measure) {
            matrix.values[i][j] = value;
            if measure != Measure::CorrelationRatio {
                matrix.values[j][i] = value;
            }
        }
    }

    /// Correlates the columns of two groups with each other.
    fn pearson(&mut self, g: usize, h: usize) {
        let of = |g: usize| g * GROUP..((g + 1) * GROUP).min(self.numeric.len());
        let places: Vec<usize> = if g == h { of(g).collect() } else { of(g).chain(of(h)).collect() };
        let columns: Vec<Arc<Column>> = places.iter().map(|i| self.numeric[*i].clone()).collect();
        let values: Vec<Cow<'_, [f64]>> = columns.iter().map(|c| numbers_of(c)).collect();
        let slices: Vec<&[f64]> = values.iter().map(AsRef::as_ref).collect();
        let found = pearson_matrix(&slices);
        for (a, i) in places.iter().enumerate() {
            for (b, j) in places.iter().enumerate().take(a + 1) {
                self.set(Measure::Pearson, *i, *j, found[a * places.len() + b]);
            }
        }
    }

    /// A row of a matrix, up to the diagonal where it is symmetric.
    fn row(&mut self, measure: Measure, i: usize) {
        let columns = if measure == Measure::CorrelationRatio { self.numeric.len() } else { i + 1 };
        let (codes, kinds) = match measure {
            Measure::CramersV | Measure::CorrelationRatio => level_codes(&self.categories[i]),
            _ => Default::default(),
        };
        for j in 0..columns {
            let value = match measure {
                Measure::Pearson => None,
                Measure::Spearman => spearman(&self.numbers[i], &self.numbers[j]),
                Measure::Kendall => kendall_tau_b(&self.numbers[i], &self.numbers[j]),
                Measure::CramersV => {
                    let (others, m) = level_codes(&self.categories[j]);
                    cramers_v(&CrossTable::of(codes.iter().copied(), others, kinds, m))
                }
                Measure::CorrelationRatio => correlation_ratio(&codes, &numbers_of(&self.numeric[j])),
                Measure::MutualInformation => {
                    let ((a, n), (b, m)) = (&self.codes[i], &self.codes[j]);
                    mutual_information(&CrossTable::of(a.iter().copied(), b.iter().copied(), *n, *m))
                }
            };
            self.set(measure, i, j, value);
        }
    }
}

/// The numeric columns and the columns of categories that matrices have, and what was left out.
fn subjects(table: &Table) -> (Vec<Arc<Column>>, Vec<Arc<Column>>, Option<String>) {
    let of = |want: &dyn Fn(&Column) -> bool| -> Vec<Arc<Column>> {
        table.columns().iter().filter(|column| want(column)).cloned().collect()
    };
    let mut numeric = of(&|c| c.kind == ColumnType::Numeric);
    let mut categories = of(&|c| is_category(c) && c.levels().len() <= LEVELS);
    let many = table.columns().iter().filter(|c| is_category(c) && c.levels().len() > LEVELS).count();
    let mut notes = Vec::new();
    let mut shorten = |columns: &mut Vec<Arc<Column>>, most: usize, what: &str| {
        if columns.len() > most {
            notes.push(format!("Of {} {what} columns the first {most} are compared.", columns.len()));
            columns.truncate(most);
        }
    };
    shorten(&mut numeric, NUMERIC, "numeric");
    shorten(&mut categories, CATEGORICAL, "categorical");
    if many > 0 {
        let columns = if many == 1 { "1 column is" } else { &format!("{many} columns are") };
        notes.push(format!("{columns} left out: more than {LEVELS} categories."));
    }
    (numeric, categories, (!notes.is_empty()).then(|| notes.join(" ")))
}

fn numbers_of(column: &Column) -> Cow<'_, [f64]> {
    cells::numbers(column).unwrap_or_default()
}
