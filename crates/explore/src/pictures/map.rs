//! What maps of neighbours share: the seeded sample of rows that they are of, and the chart.

use super::principal::Standard;
use super::subjects::Subjects;
use crate::ExploreError;
use crate::sample;
use glasshouse_chart::{Amounts, Axis, ChartSpec, Coloring, Scatter};

/// Rows of the sample.
const ROWS: u32 = 1000;
/// Fewest rows that have neighbours to keep.
const FEWEST: usize = 10;

/// The rows of a map.
pub(super) struct Sampled {
    part: Standard,
    color: Option<Coloring>,
    size: Option<Amounts>,
    sampled_from: u64,
}

impl Sampled {
    /// Draws the rows.
    pub fn new(of: &Subjects<'_>, all: &Standard) -> Result<Self, ExploreError> {
        let rows: Vec<u32> = (0..all.rows as u32).collect();
        let drawn = sample::of(&rows, ROWS);
        if drawn.len() < FEWEST {
            return Err(of.nothing("There are too few rows for a map of neighbours"));
        }
        let (color, size) = (of.coloring(&drawn)?, of.sizes(&drawn)?);
        Ok(Self { part: all.take(&drawn), color, size, sampled_from: all.rows as u64 })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.part.rows
    }

    /// Where the rows lie along the first two principal components.
    pub fn projected(&self) -> [Vec<f64>; 2] {
        let components = self.part.components();
        [0, 1].map(|k| self.part.along(&components[k].1))
    }

    /// Squared distances of every two rows, row by row. Takes O(rows² · columns).
    pub fn distances(&self) -> Vec<f64> {
        let n = self.part.rows;
        let mut distances = vec![0.0; n * n];
        for column in &self.part.columns {
            for i in 0..n {
                let at = column[i];
                let row = distances[i * n..(i + 1) * n].iter_mut();
                row.zip(column).for_each(|(distance, other)| *distance += (at - other) * (at - other));
            }
        }
        distances
    }

    /// The map, a place for each row.
    pub fn chart(self, places: &[[f64; 2]]) -> ChartSpec {
        ChartSpec::Scatter(Scatter {
            x: Axis::named("First dimension"),
            y: Axis::named("Second dimension"),
            points: places.iter().map(|place| (place[0], place[1])).collect(),
            color: self.color,
            size: self.size,
            trend: None,
            sampled_from: self.sampled_from,
        })
    }
}
