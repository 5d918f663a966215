//! What a split is judged by.
//!
//! A criterion holds the sums of the rows left and right of a place; rows move from right to left
//! as the scan goes up the values. Its score grows with the decrease of impurity; the difference
//! between a split's score and that of the undivided node is the weighted decrease itself.

use crate::{Dataset, Target};

/// A measure of impurity with its running sums.
pub(super) trait Criterion: Clone + Send + Sync {
    /// Target of a row: a class or a number.
    type Target: Copy + Default + PartialEq + Send + Sync;

    /// Adds the targets of some rows to a list, numbers less `centre`.
    fn gather(data: &Dataset, centre: f64, rows: &[u32], out: &mut Vec<Self::Target>);

    /// Makes the targets of a node fit for sums, in place.
    fn prepare(&self, _targets: &mut [Self::Target], _weights: &[f64]) -> Prepared {
        Prepared { unit: 1.0, mean: 0.0 }
    }
    /// Numbers that a group of rows is summed into.
    fn width(&self) -> usize;
    /// Adds a row to a group's sums.
    fn deposit(&self, sums: &mut [f64], target: Self::Target, weight: f64);
    /// Puts all of a node, given by its sums, to the right.
    fn reset(&mut self, node: &[f64]);
    /// Moves a row to the left.
    fn shift(&mut self, target: Self::Target, weight: f64);
    /// Moves a group of rows to the left.
    fn shift_group(&mut self, sums: &[f64]);
    /// Score of the present division. Larger is better; minus infinity when a side has no weight.
    fn score(&self) -> f64;
    /// Whether the present division's score may be above another that is not negative; told without dividing,
    /// which most divisions need not come to.
    #[inline]
    fn may_beat(&self, _score: f64) -> bool {
        true
    }
    /// Score of a node, given by its sums, as long as it is undivided.
    fn undivided(&self, node: &[f64]) -> f64;
    /// Weight of a group of rows.
    fn weight(&self, sums: &[f64]) -> f64;
}

/// What became of a node's targets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prepared {
    /// What a difference of scores is multiplied by to be in the targets' own units.
    pub unit: f64,
    /// Weighted mean of the targets, if they are numbers.
    pub mean: f64,
}

/// What is taken off for rounding where quotients are compared by their products.
const ABOUT: f64 = 1.0 - 1e-12;

/// Gini impurity, `1 − Σ share²`; the score of a side is `Σ weight² / weight`.
#[derive(Clone)]
pub(super) struct Gini {
    left: Vec<f64>,
    right: Vec<f64>,
    squares: (f64, f64),
    weights: (f64, f64),
}

impl Gini {
    pub fn new(classes: usize) -> Self {
        let zeros = vec![0.0; classes];
        Self { left: zeros.clone(), right: zeros, squares: (0.0, 0.0), weights: (0.0, 0.0) }
    }
}

/// Adds the classes of some rows to a list.
pub(super) fn gather_classes(data: &Dataset, rows: &[u32], out: &mut Vec<u32>) {
    if let Target::Classes { index, .. } = &data.y {
        out.extend(rows.iter().map(|&row| index[row as usize]));
    }
}

impl Criterion for Gini {
    type Target = u32;

    fn gather(data: &Dataset, _: f64, rows: &[u32], out: &mut Vec<u32>) {
        gather_classes(data, rows, out);
    }

    fn width(&self) -> usize {
        self.left.len()
    }

    fn deposit(&self, sums: &mut [f64], target: u32, weight: f64) {
        sums[target as usize] += weight;
    }

    fn reset(&mut self, node: &[f64]) {
        self.left.fill(0.0);
        self.right.copy_from_slice(node);
        self.squares = (0.0, node.iter().map(|w| w * w).sum());
        self.weights = (0.0, node.iter().sum());
    }

    #[inline]
    fn shift(&mut self, target: u32, weight: f64) {
        let (left, right) = (&mut self.left[target as usize], &mut self.right[target as usize]);
        self.squares.0 += weight * (2.0 * *left + weight);
        self.squares.1 -= weight * (2.0 * *right - weight);
        *left += weight;
        *right -= weight;
        self.weights.0 += weight;
        self.weights.1 -= weight;
    }

    fn shift_group(&mut self, sums: &[f64]) {
        for (class, &weight) in sums.iter().enumerate() {
            if weight > 0.0 {
                self.shift(class as u32, weight);
            }
        }
    }

    #[inline]
    fn score(&self) -> f64 {
        if self.weights.0 <= 0.0 || self.weights.1 <= 0.0 {
            return f64::NEG_INFINITY;
        }
        self.squares.0 / self.weights.0 + self.squares.1 / self.weights.1
    }

    #[inline]
    fn may_beat(&self, score: f64) -> bool {
        let (left, right) = self.weights;
        self.squares.0 * right + self.squares.1 * left >= score * (left * right) * ABOUT
    }

    fn undivided(&self, node: &[f64]) -> f64 {
        node.iter().map(|w| w * w).sum::<f64>() / self.weight(node)
    }

    fn weight(&self, sums: &[f64]) -> f64 {
        sums.iter().sum()
    }
}

/// Squared error around the mean; the score of a side is `sum² / weight`.
///
/// In each node the targets become whole numbers around the middle of their range, as large as
/// their sums allow to be exact. Large means then cost no precision, and divisions that are equal
/// have scores that are equal, whatever the order of the rows.
#[derive(Clone, Default)]
pub(super) struct SquaredError {
    weights: (f64, f64),
    sums: (f64, f64),
}

/// Added to and taken off a number of less than 2⁵¹ it leaves the nearest whole number.
const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;

impl Criterion for SquaredError {
    type Target = f64;

    fn gather(data: &Dataset, centre: f64, rows: &[u32], out: &mut Vec<f64>) {
        if let Target::Numbers(y) = &data.y {
            out.extend(rows.iter().map(|&row| y[row as usize] - centre));
        }
    }

    fn prepare(&self, targets: &mut [f64], weights: &[f64]) -> Prepared {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut total, mut sum) = (0.0, 0.0);
        for (&target, &weight) in targets.iter().zip(weights) {
            low = low.min(target);
            high = high.max(target);
            total += weight;
            sum += weight * target;
        }
        let middle = low / 2.0 + high / 2.0;
        let (_, reach) = libm::frexp((high - low) / 2.0);
        let (_, count) = libm::frexp(total);
        let bits = (50 - count.max(0)).max(20);
        let factor = libm::ldexp(1.0, (bits - reach).min(1000));
        if high > low {
            targets.iter_mut().for_each(|t| *t = ((*t - middle) * factor + ROUNDER) - ROUNDER);
        }
        Prepared { unit: 1.0 / factor / factor, mean: sum / total }
    }

    fn width(&self) -> usize {
        2
    }

    fn deposit(&self, sums: &mut [f64], target: f64, weight: f64) {
        sums[0] += weight;
        sums[1] += weight * target;
    }

    fn reset(&mut self, node: &[f64]) {
        self.weights = (0.0, node[0]);
        self.sums = (0.0, node[1]);
    }

    #[inline]
    fn shift(&mut self, target: f64, weight: f64) {
        let product = weight * target;
        self.weights.0 += weight;
        self.weights.1 -= weight;
        self.sums.0 += product;
        self.sums.1 -= product;
    }

    fn shift_group(&mut self, sums: &[f64]) {
        self.weights.0 += sums[0];
        self.weights.1 -= sums[0];
        self.sums.0 += sums[1];
        self.sums.1 -= sums[1];
    }

    #[inline]
    fn score(&self) -> f64 {
        if self.weights.0 <= 0.0 || self.weights.1 <= 0.0 {
            return f64::NEG_INFINITY;
        }
        self.sums.0 * self.sums.0 / self.weights.0 + self.sums.1 * self.sums.1 / self.weights.1
    }

    #[inline]
    fn may_beat(&self, score: f64) -> bool {
        let (left, right) = self.weights;
        let product = self.sums.0 * self.sums.0 * right + self.sums.1 * self.sums.1 * left;
        product >= score * (left * right) * ABOUT
    }

    fn undivided(&self, node: &[f64]) -> f64 {
        node[1] * node[1] / node[0]
    }

    fn weight(&self, sums: &[f64]) -> f64 {
        sums[0]
    }
}
