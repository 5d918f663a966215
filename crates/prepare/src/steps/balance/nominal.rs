//! Categories among the features of rows that are made: what they add to the distance of two rows, and which
//! one a made row has.

use super::near::Points;
use crate::PrepareError;
use crate::cells::{self, Coded};
use crate::moments;
use crate::steps::draws::Draws;
use glasshouse_stats::mean;
use glasshouse_table::Table;
use std::borrow::Cow;

/// Cells that points of numbers and categories may have.
const CELLS: usize = 250_000_000;

/// Columns of categories; none of plain SMOTE.
#[derive(Default)]
pub(super) struct Nominal {
    columns: Vec<Category>,
    /// Columns of numbers, which come first in the points.
    numbers: usize,
}

struct Category {
    name: String,
    /// Category of each row; a missing one is the last.
    codes: Vec<u32>,
    levels: usize,
}

impl Nominal {
    /// Points of numbers and one cell for each category, and what is known of the categories.
    ///
    /// # Errors
    /// No column of numbers, one with gaps, or more categories than fit into memory.
    pub fn of(train: &Table, names: &[String], step: &'static str) -> Result<(Points, Self), PrepareError> {
        let mut numbers = Vec::new();
        let mut columns = Vec::new();
        for name in names {
            match cells::coded(cells::column(train, name)?) {
                Some(coded) => columns.push(Category::of(name, coded)),
                None => numbers.push(name.clone()),
            }
        }
        let own = Points::of(train, &numbers, step)?;
        let width = own.width + columns.iter().map(|column| column.levels).sum::<usize>();
        if width.saturating_mul(train.rows()) > CELLS {
            return Err(PrepareError::Refused {
                code: "data.too_large",
                column: columns.iter().max_by_key(|column| column.levels).map(|column| column.name.clone()),
                row: None,
                message: format!("{step} compares {} rows by {width} numbers and categories", train.rows()),
                remedy: "Name fewer columns, or take random_over_sampler.".into(),
            });
        }
        let mut points = Points { cells: vec![0.0; width * train.rows()], width };
        for at in 0..own.width {
            points.set(at, own.cells.iter().skip(at).step_by(own.width).copied());
        }
        Ok((points, Self { columns, numbers: own.width }))
    }

    /// Names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The points with the cells of categories set, such that two rows of different categories are as far apart
    /// as the median of the deviations that the numbers have among some rows.
    pub fn points_for<'a>(&self, points: &'a Points, own: &[u32]) -> Cow<'a, Points> {
        if self.columns.is_empty() {
            return Cow::Borrowed(points);
        }
        let deviation = |at: usize| {
            let values: Vec<f64> = own.iter().map(|row| f64::from(points.row(*row)[at])).collect();
            mean(&values).map_or(0.0, |mean| libm::sqrt(moments::variance(&values, mean).max(0.0)))
        };
        let deviations = moments::sorted((0..self.numbers).map(deviation).collect());
        let weight =
            glasshouse_stats::quantile_sorted(&deviations, 0.5).unwrap_or(0.0) / std::f64::consts::SQRT_2;
        let mut points = points.clone();
        let mut first = self.numbers;
        for column in &self.columns {
            let rows = points.cells.chunks_exact_mut(points.width).zip(&column.codes);
            rows.for_each(|(row, code)| row[first + *code as usize] = weight as f32);
            first += column.levels;
        }
        Cow::Owned(points)
    }

    /// Of each column a row that has the most frequent category of some rows; one of several is drawn.
    pub fn modes(&self, near: &[u32], draws: &mut Draws) -> Vec<u32> {
        self.columns.iter().map(|column| column.mode(near, draws)).collect()
    }
}

impl Category {
    fn of(name: &str, coded: Coded) -> Self {
        let missing = coded.values.len() as u32;
        let codes = coded.codes.iter().map(|code| code.unwrap_or(missing)).collect();
        Self { name: name.into(), codes, levels: coded.values.len() + 1 }
    }

    fn mode(&self, near: &[u32], draws: &mut Draws) -> u32 {
        let code = |row: u32| self.codes[row as usize];
        let count = |row: u32| near.iter().filter(|other| code(**other) == code(row)).count();
        let most = near.iter().map(|row| count(*row)).max().unwrap_or_default();
        let mut often: Vec<u32> = Vec::new();
        for row in near.iter().copied().filter(|row| count(*row) == most) {
            if often.iter().all(|known| code(*known) != code(row)) {
                often.push(row);
            }
        }
        often[draws.below(often.len())]
    }
}
