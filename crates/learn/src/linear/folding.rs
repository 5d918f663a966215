//! The rows of a data set, centred, weighted and folded into a triangle: what every linear model with
//! squared errors starts from.

use super::dot;
use super::moments::Moments;
use super::triangle::Triangle;
use crate::checks::{SPARSE, check_dataset_for, numbers, weight};
use crate::{Dataset, LearnError, Progress, Target};
use std::sync::Arc;

/// How many roundings of its 32-bit values the rest of a dependent column may measure.
const ROUNDINGS: f64 = 4.0;

/// Rows that are being folded. First their means are found, then they are folded.
pub(super) struct Folding {
    data: Arc<Dataset>,
    intercept: bool,
    /// Sum of the weights.
    pub total: f64,
    target_mean: f64,
    moments: Moments,
    measured: bool,
    next_row: usize,
    triangle: Option<Triangle>,
}

/// What is solved: a triangle, or the rows as they are where they are sparse.
pub(super) enum Start {
    Dense(Folded),
    Sparse(Centred),
}

/// Sparse rows with what centres and weighs them.
pub(super) struct Centred {
    /// Rows.
    pub data: Arc<Dataset>,
    /// Weights of the rows, and what the target is above its mean.
    pub weights: Vec<f64>,
    /// See `weights`.
    pub target: Vec<f64>,
    /// What is taken off each feature.
    pub means: Vec<f64>,
    /// Weighted sums of the squares of what is left of each; zero of a constant one.
    pub squares: Vec<f64>,
}

/// Columns whose squared distances are those of the data, up to a constant.
pub(super) struct Folded {
    /// The features.
    pub columns: Vec<Vec<f64>>,
    /// The target.
    pub target: Vec<f64>,
    /// How long what is left of a column may be where it is a combination of others.
    pub tolerance: Vec<f64>,
}

impl Folding {
    /// Refuses data that `kind` cannot learn from.
    pub fn new(data: Arc<Dataset>, intercept: bool, kind: &'static str) -> Result<Self, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let y = numbers(&data, kind)?;
        let (mut sum, mut total) = (0.0, 0.0);
        for (row, value) in y.iter().enumerate() {
            sum += weight(&data, row) * value;
            total += weight(&data, row);
        }
        let (rows, features) = (data.x.rows(), data.x.width());
        Ok(Self {
            intercept,
            total,
            target_mean: if intercept { sum / total } else { 0.0 },
            moments: Moments::new(features),
            measured: false,
            next_row: 0,
            triangle: data.x.sparse.is_none().then(|| Triangle::new(rows, features)),
            data,
        })
    }

    /// Works while the budget of operations lasts; what is to be solved once all rows are folded.
    pub fn advance(&mut self, budget: &mut i64) -> Option<Start> {
        if !self.measured {
            self.measured = self.moments.advance(&self.data, budget);
        }
        match self.measured {
            true if self.data.x.sparse.is_some() => Some(Start::Sparse(self.centred())),
            true => self.fold(budget).map(Start::Dense),
            false => None,
        }
    }

    fn centred(&self) -> Centred {
        let features = 0..self.data.x.width();
        let square = |j| match self.intercept && self.moments.is_constant(j) {
            true => 0.0,
            false => self.total * self.moments.spread(j, self.intercept),
        };
        let y = if let Target::Numbers(y) = &self.data.y { &y[..] } else { &[] };
        Centred {
            weights: (0..y.len()).map(|row| weight(&self.data, row)).collect(),
            target: y.iter().map(|y| y - self.target_mean).collect(),
            means: features
                .clone()
                .map(|j| if self.intercept { self.moments.mean(j) } else { 0.0 })
                .collect(),
            squares: features.map(square).collect(),
            data: self.data.clone(),
        }
    }

    fn fold(&mut self, budget: &mut i64) -> Option<Folded> {
        let rows = self.data.x.rows();
        let mut triangle = self.triangle.take()?;
        while *budget > 0 {
            if triangle.is_folding() {
                triangle.fold(budget);
            } else if self.next_row < rows {
                triangle.push(self.centred_row(self.next_row));
                *budget -= triangle_row_cost(self.data.x.width());
                self.next_row += 1;
                if self.next_row == rows {
                    triangle.finish();
                }
            } else {
                return self.folded(triangle);
            }
        }
        self.triangle = Some(triangle);
        None
    }

    /// A row, centred and multiplied by the root of its weight; its target last.
    fn centred_row(&self, row: usize) -> impl Iterator<Item = f64> + '_ {
        let root = weight(&self.data, row).sqrt();
        let target = match &self.data.y {
            Target::Numbers(y) => y[row],
            _ => 0.0,
        };
        let features =
            self.data.x.data.row(row).into_iter().enumerate().map(move |(j, &value)| match self.intercept {
                true if self.moments.is_constant(j) => 0.0,
                true => root * (f64::from(value) - self.moments.mean(j)),
                false => root * f64::from(value),
            });
        features.chain(std::iter::once(root * (target - self.target_mean)))
    }

    fn folded(&self, triangle: Triangle) -> Option<Folded> {
        let mut columns = triangle.into_columns();
        let target = columns.pop()?;
        let tolerance = (0..columns.len()).map(|j| ROUNDINGS * self.moments.rounding(j)).collect();
        Some(Folded { columns, target, tolerance })
    }

    /// The rows that are done; never all of them, since the solution follows.
    pub fn progress(&self) -> Progress {
        let rows = self.data.x.rows() as u64;
        Progress { done: (self.next_row as u64).min(rows - 1), total: rows, unit: "row" }
    }

    /// The answer at the origin, for coefficients of the centred features.
    pub fn intercept_of(&self, coefficients: &[f64]) -> f64 {
        if !self.intercept {
            return 0.0;
        }
        let means: Vec<f64> = (0..coefficients.len()).map(|j| self.moments.mean(j)).collect();
        self.target_mean - dot(coefficients, &means)
    }
}

/// Writing a row into columns costs a cache line a cell.
fn triangle_row_cost(features: usize) -> i64 {
    8 * features as i64
}
