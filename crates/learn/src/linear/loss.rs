//! The objective of logistic regression on centred and scaled features, evaluated row by row in
//! order, a bounded number of rows at a time.

use super::aim::{Aim, gather};
use super::descent::Found;
use super::logistic_model::softmax;
use super::squares::Squares;
use super::{add_scaled, dot};
use crate::Dataset;
use crate::csr::scatter;
use std::borrow::Cow;
use std::sync::Arc;

/// What is minimised: the weighted mean of the log losses plus half of `ridge` times the squared
/// length of the coefficients in the features' own units. Their sizes are the minimiser's.
pub(super) struct Loss {
    pub data: Arc<Dataset>,
    /// Class of each row among those that have rows.
    pub class: Vec<u32>,
    /// Weight of each row, class weights included.
    pub weights: Vec<f64>,
    /// Sum of the weights.
    pub total: f64,
    /// Scores: one for two classes, else one a class.
    pub outputs: usize,
    /// What is taken off each feature.
    pub origin: Vec<f64>,
    /// What each feature is multiplied by then; zero for a constant one. One more for the intercept.
    pub scale: Vec<f64>,
    /// Penalty on the squares of the coefficients in the features' own units.
    pub ridge: f64,
    /// Penalty on their sizes.
    pub sizes: f64,
}

impl Loss {
    /// Unknowns of one output: a coefficient for each feature and the intercept, if there is one.
    pub fn width(&self) -> usize {
        self.scale.len()
    }

    /// Unknowns in all.
    pub fn unknowns(&self) -> usize {
        self.outputs * self.width()
    }

    /// What the size of each unknown costs; empty where sizes cost nothing.
    pub fn costs(&self) -> Vec<f64> {
        if self.sizes == 0.0 {
            return Vec::new();
        }
        let features = self.origin.len();
        let cost = |i| match i % self.width() {
            j if j < features => self.sizes * self.scale[j],
            _ => 0.0,
        };
        (0..self.unknowns()).map(cost).collect()
    }

    /// Writes a row's features, centred and scaled.
    fn centre(&self, values: &[f32], row: &mut [f64]) {
        let bounds = self.origin.iter().zip(&self.scale);
        for ((cell, value), (origin, scale)) in row.iter_mut().zip(values).zip(bounds) {
            *cell = (f64::from(*value) - origin) * scale;
        }
    }

    /// Penalty on the square of one unknown.
    fn penalty(&self, j: usize) -> f64 {
        if j < self.origin.len() { self.ridge * self.scale[j] * self.scale[j] } else { 0.0 }
    }
}

/// An evaluation under way.
pub(super) struct Pass {
    next_row: usize,
    value: f64,
    gradient: Vec<f64>,
    curvature: Option<Squares>,
    row: Vec<f64>,
    scores: Vec<f64>,
    /// Of sparse rows: what they are multiplied by, and the sum of the slopes of each score.
    aims: Vec<Aim>,
    slopes: Vec<f64>,
}

impl Pass {
    pub fn new(loss: &Loss, curvature: bool) -> Self {
        let size = loss.unknowns();
        let mut row = loss.scale.clone();
        row[..loss.origin.len()].fill(0.0);
        Self {
            next_row: 0,
            value: 0.0,
            gradient: vec![0.0; size],
            curvature: curvature.then(|| Squares::new(size)),
            row,
            scores: vec![0.0; loss.outputs],
            aims: Vec::new(),
            slopes: vec![0.0; loss.outputs],
        }
    }

    /// Adds rows at `point` while the budget of operations lasts; true once all are in.
    pub fn advance(&mut self, loss: &Loss, point: &[f64], budget: &mut i64) -> bool {
        let rows = loss.class.len();
        if loss.data.x.sparse.is_some() && self.aims.is_empty() {
            let outputs = point.chunks_exact(loss.width());
            self.aims = outputs.map(|point| Aim::new(point, &loss.origin, &loss.scale)).collect();
        }
        let size = loss.unknowns() as i64;
        let square = if self.curvature.is_some() { size * size / 2 } else { 0 };
        while self.next_row < rows && *budget > 0 {
            if loss.weights[self.next_row] > 0.0 {
                self.add(loss, point);
                *budget -= 40 * loss.outputs as i64
                    + match &loss.data.x.sparse {
                        Some(sparse) => (6 * loss.outputs * sparse.row(self.next_row).0.len()) as i64,
                        None => 5 * size + square,
                    };
            }
            *budget -= 1;
            self.next_row += 1;
        }
        self.next_row == rows
    }

    fn add(&mut self, loss: &Loss, point: &[f64]) {
        match &loss.data.x.sparse {
            Some(sparse) => {
                let (columns, values) = sparse.row(self.next_row);
                for (score, aim) in self.scores.iter_mut().zip(&self.aims) {
                    *score = aim.score(columns, values);
                }
            }
            None => self.score(loss, point),
        }
        let weight = loss.weights[self.next_row];
        let class = loss.class[self.next_row] as usize;
        if loss.outputs == 1 { self.add_two(loss, weight, class) } else { self.add_many(loss, weight, class) }
    }

    fn score(&mut self, loss: &Loss, point: &[f64]) {
        let values = loss.data.x.data.row(self.next_row);
        let values: Cow<[f32]> = values.as_slice().map_or_else(|| values.to_vec().into(), Into::into);
        loss.centre(&values, &mut self.row);
        let width = loss.width();
        for (k, score) in self.scores.iter_mut().enumerate() {
            *score = dot(&self.row, &point[k * width..(k + 1) * width]);
        }
    }

    /// Adds the row times the slope of a score to the gradient. Sparse rows are added as they are, and
    /// brought to their origin and scale in the end.
    fn pull(&mut self, loss: &Loss, output: usize, slope: f64) {
        let width = self.row.len();
        let gradient = &mut self.gradient[output * width..(output + 1) * width];
        match &loss.data.x.sparse {
            None => add_scaled(gradient, slope, &self.row),
            Some(sparse) => {
                let (columns, values) = sparse.row(self.next_row);
                scatter(columns, values, slope, gradient);
                self.slopes[output] += slope;
            }
        }
    }

    fn add_two(&mut self, loss: &Loss, weight: f64, class: usize) {
        let score = self.scores[0];
        let signed = if class == 1 { score } else { -score };
        let tail = libm::exp(-score.abs());
        let (less, more) = (tail / (1.0 + tail), 1.0 / (1.0 + tail));
        let (p, rest) = if score >= 0.0 { (more, less) } else { (less, more) };
        self.value += weight * (libm::log1p(tail) + (-signed).max(0.0));
        let error = if class == 1 { -rest } else { p };
        self.pull(loss, 0, weight * error);
        if let Some(curvature) = &mut self.curvature {
            curvature.add(weight * p * (1.0 - p), &self.row);
        }
    }

    fn add_many(&mut self, loss: &Loss, weight: f64, class: usize) {
        let own = self.scores[class];
        self.value += weight * (softmax(&mut self.scores) - own);
        let width = self.row.len();
        for k in 0..self.scores.len() {
            let p = self.scores[k];
            let error = if k == class { p - 1.0 } else { p };
            self.pull(loss, k, weight * error);
            let Some(curvature) = &mut self.curvature else { continue };
            for (l, &q) in self.scores[..=k].iter().enumerate() {
                let share = if k == l { p * (1.0 - p) } else { -p * q };
                curvature.add_block((k * width, l * width), weight * share, &self.row);
            }
        }
    }

    /// The mean over the rows, with the penalty at `point`.
    pub fn finish(mut self, loss: &Loss, point: &[f64]) -> Found {
        let (width, size) = (loss.width(), loss.unknowns());
        if loss.data.x.sparse.is_some() {
            for (gradient, &slopes) in self.gradient.chunks_exact_mut(width).zip(&self.slopes) {
                gather(gradient, slopes, &loss.origin, &loss.scale);
            }
        }
        self.value /= loss.total;
        self.gradient.iter_mut().for_each(|g| *g /= loss.total);
        for (i, v) in point.iter().enumerate() {
            let penalty = loss.penalty(i % width);
            self.value += 0.5 * penalty * v * v;
            self.gradient[i] += penalty * v;
        }
        let mut curvature = self.curvature.map(Squares::finish);
        if let Some(square) = &mut curvature {
            square.iter_mut().for_each(|h| *h /= loss.total);
            (0..size).for_each(|i| square[i * size + i] += loss.penalty(i % width));
            if loss.outputs > 1 && loss.sizes == 0.0 {
                hold_common_shift(square, loss.outputs, width);
            }
        }
        Found { value: self.value, gradient: self.gradient, curvature }
    }
}

/// A shift common to all classes changes no probability. Making it costly leaves Newton's step as
/// it is, because the gradient has no part in that direction, and the square invertible.
fn hold_common_shift(square: &mut [f64], outputs: usize, width: usize) {
    let size = outputs * width;
    for j in 0..width {
        for k in 0..outputs {
            for l in 0..=k {
                square[(k * width + j) * size + l * width + j] += 1.0 / outputs as f64;
            }
        }
    }
}
