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

    /// The rows of each of some groups, in one pass.
    pub fn groups(column: &str, values: &[f64], codes: &Codes, groups: &[usize]) -> Vec<Self> {
        let empty = |group: &usize| {
            let name = codes.names[*group].clone();
            Self { full: format!("{column} ({name})"), name, values: Vec::new() }
        };
        let mut samples: Vec<Self> = groups.iter().map(empty).collect();
        let mut places = vec![None; codes.names.len()];
        groups.iter().enumerate().for_each(|(place, group)| places[*group] = Some(place));
        for (value, code) in values.iter().zip(&codes.codes) {
            if let Some(place) = code.and_then(|code| places[code as usize]) {
                samples[place].values.push(*value);
            }
        }
        samples
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

    /// The values of the samples.
    pub fn slices(&self) -> Vec<&[f64]> {
        self.samples().iter().map(|s| s.values.as_slice()).collect()
    }

    /// The data as a test takes them; `slices` are those of the samples.
    pub fn data<'a>(&'a self, slices: &'a [&'a [f64]]) -> TestData<'a> {
        match self {
            Self::Crossed { table, .. } => TestData::Table(table),
            _ => TestData::Samples(slices),
        }
    }

    /// A sample without what the test leaves out.
    pub fn used(&self, sample: &Sample) -> Sample {
        let whole = |row: usize| self.samples().iter().all(|s| !s.values[row].is_nan());
        let together = matches!(self, Self::Together(_));
        let rows = sample.values.iter().enumerate();
        let kept = rows.filter(|(row, v)| if together { whole(*row) } else { !v.is_nan() });
        let (name, full) = (sample.name.clone(), sample.full.clone());
        Sample { name, full, values: kept.map(|(_, v)| *v).collect() }
    }
}
