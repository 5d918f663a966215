//! Columns as the samples that tests compare.

use super::error::TestingError;
use crate::cells::{Codes, type_words};
use glasshouse_stats::CrossTable;
use glasshouse_stats::hypothesis::TestData;
use glasshouse_table::{Column, ColumnData, truth};

/// Most groups or categories of a column.
pub(super) const MOST_GROUPS: usize = 1000;

/// The numbers of a column, infinite ones among them, NaN where a cell is missing; booleans are 0
/// and 1. `None` for other columns.
pub(super) fn numbers(column: &Column) -> Option<Vec<f64>> {
    match &column.data {
        ColumnData::Numbers(cells) => Some(cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect()),
        ColumnData::Levels(_) => {
            let truths: Option<Vec<bool>> = column.levels().into_iter().map(truth).collect();
            let truths = truths.filter(|_| column.kind == glasshouse_spec::ColumnType::Boolean)?;
            let number =
                |level: Option<u32>| level.map_or(f64::NAN, |l| f64::from(u8::from(truths[l as usize])));
            Some(column.level_indices().map(number).collect())
        }
        ColumnData::Times(_) | ColumnData::Text(_) => None,
    }
}

/// The same, or the error that there are none.
pub(super) fn needed_numbers(column: &Column, test: &str) -> Result<Vec<f64>, TestingError> {
    numbers(column).ok_or_else(|| TestingError::NotNumbers {
        test: test.into(),
        column: column.name.clone(),
        found: type_words(column.kind),
    })
}

/// The categories of a column, or the error that there are too many.
pub(super) fn groups(column: &Column) -> Result<Codes, TestingError> {
    let many = || TestingError::ManyGroups { column: column.name.clone(), most: MOST_GROUPS };
    Codes::of(column, MOST_GROUPS).ok_or_else(many)
}

/// What one test is carried out on, with the names of its samples.
#[derive(Debug)]
pub(super) enum Drawn {
    /// Samples that stand each for itself.
    Apart(Vec<Sample>),
    /// Samples that belong together row by row.
    Together(Vec<Sample>),
    /// Two categories.
    Crossed { names: [String; 2], table: CrossTable },
}

/// Some numbers with a name.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Of the column, or of the group.
    pub name: String,
    /// The same with what the group is a part of.
    pub full: String,
    /// NaN where a cell is missing.
    pub values: Vec<f64>,
}

impl Sample {
    /// All of a column.
    pub fn column(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.into(), full: name.into(), values }
    }

    /// The rows of one group.
    pub fn group(column: &str, values: &[f64], codes: &Codes, group: usize) -> Self {
        let name = codes.names[group].clone();
        let of = |(value, code): (&f64, &Option<u32>)| (*code == Some(group as u32)).then_some(*value);
        Self {
            full: format!("{column} ({name})"),
            values: values.iter().zip(&codes.codes).filter_map(of).collect(),
            name,
        }
    }
}

impl Drawn {
    /// The samples, none for categories.
    pub fn samples(&self) -> &[Sample] {
        match self {
            Self::Apart(samples) | Self::Together(samples) => samples,
            Self::Crossed { .. } => &[],
        }
    }

    /// Names as sentences use them.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Crossed { names, .. } => names.iter().map(String::as_str).collect(),
            _ => self.samples().iter().map(|s| s.full.as_str()).collect(),
        }
    }

    /// Calls `with` on the data as a test takes them.
    pub fn with<T>(&self, with: impl FnOnce(&TestData<'_>) -> T) -> T {
        match self {
            Self::Crossed { table, .. } => with(&TestData::Table(table)),
            _ => {
                let slices: Vec<&[f64]> = self.samples().iter().map(|s| s.values.as_slice()).collect();
                with(&TestData::Samples(&slices))
            }
        }
    }

    /// The samples without what the test leaves out.
    pub fn used(&self) -> Vec<Sample> {
        let whole = |row: usize| self.samples().iter().all(|s| !s.values[row].is_nan());
        let together = matches!(self, Self::Together(_));
        let keep = |sample: &Sample| {
            let rows = sample.values.iter().enumerate();
            let kept = rows.filter(|(row, v)| if together { whole(*row) } else { !v.is_nan() });
            kept.map(|(_, v)| *v).collect()
        };
        self.samples().iter().map(|s| Sample { values: keep(s), ..s.clone() }).collect()
    }
}
