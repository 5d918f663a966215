//! Columns of 0 and 1 of which every row has one at most, kept as the place of the one: twenty thousand of
//! them take no more memory than one column of codes.
//!
//! In a table such columns stand as columns of zeros that share their cells. Whoever reads one asks
//! [`OneHots`] for it; a step that makes something else of it gets it as it is, and what it made is a column
//! like any other.

use crate::matrix::MOST_CELLS;
use crate::{PrepareError, cells};
use arrow_array::Float64Array;
use glasshouse_table::{Column, Table};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Columns that a category must become at least to be kept so.
const MANY: usize = 32;
/// No column has the one.
const NONE: u32 = u32::MAX;

/// The categories that are kept as codes. The default keeps none.
#[derive(Debug, Clone, Default)]
pub(crate) struct OneHots {
    on: bool,
    /// For each category the column that is one in each row, by its place among those of the category.
    codes: Vec<Vec<u32>>,
    /// Category and place of each column.
    places: HashMap<String, (u32, u32)>,
}

impl OneHots {
    /// Keeps categories of many values as codes.
    pub fn new() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// Whether so many columns are kept as codes.
    pub fn take(&self, columns: usize) -> bool {
        self.on && columns >= MANY
    }

    /// Takes in a category; the columns that stand for it in the table.
    pub fn add(&mut self, names: &[String], ones: &[Option<u32>]) -> Vec<Arc<Column>> {
        let category = self.codes.len() as u32;
        self.codes.push(ones.iter().map(|one| one.unwrap_or(NONE)).collect());
        let zeros = Float64Array::from(vec![0.0; ones.len()]);
        for (place, name) in (0..).zip(names) {
            self.places.insert(name.clone(), (category, place));
        }
        names.iter().map(|name| cells::numeric(name, zeros.clone())).collect()
    }

    /// The number of categories.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether a column is one of them.
    pub fn holds(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Category and place of a column.
    pub fn place(&self, name: &str) -> Option<(usize, u32)> {
        if self.codes.is_empty() {
            return None;
        }
        self.places.get(name).map(|&(category, place)| (category as usize, place))
    }

    /// The place of the one of a category in a row.
    pub fn one(&self, category: usize, row: usize) -> Option<u32> {
        Some(self.codes[category][row]).filter(|one| *one != NONE)
    }

    /// The column as it is.
    pub fn whole(&self, column: &Arc<Column>) -> Arc<Column> {
        let Some((category, place)) = self.place(&column.name) else { return column.clone() };
        let cells = self.codes[category].iter().map(|one| f64::from(u8::from(*one == place)));
        cells::numeric(&column.name, cells.collect::<Vec<f64>>().into())
    }

    /// The table with some columns as they are.
    ///
    /// # Errors
    /// More cells than there is room for.
    pub fn in_table(&self, table: &Table, names: &[String]) -> Result<Table, PrepareError> {
        let wanted: HashSet<&str> =
            names.iter().map(String::as_str).filter(|name| self.holds(name)).collect();
        if wanted.is_empty() {
            return Ok(table.clone());
        }
        let (rows, features) = (table.rows() as u64, wanted.len() as u64);
        // A cell takes twice what one of the design matrix does.
        if rows.saturating_mul(features) > MOST_CELLS / 2 {
            return Err(PrepareError::TooWide { rows, features, most: MOST_CELLS / 2 });
        }
        let whole = |column: &Arc<Column>| match wanted.contains(column.name.as_str()) {
            true => self.whole(column),
            false => column.clone(),
        };
        Ok(Table::new(table.columns().iter().map(whole).collect(), table.rows()))
    }

    /// A step made something else of a column.
    pub fn forget(&mut self, name: &str) {
        self.places.remove(name);
    }
}
