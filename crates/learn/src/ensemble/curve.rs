//! Curves from what an estimator says to probabilities.

use crate::LearnError;
use crate::kernels::platt;
use crate::linear::logistic;
use serde::{Deserialize, Serialize};

/// A row that a curve is found from: what the estimator says of it, whether it is of the class, its weight.
pub(super) type Told = (f64, bool, f64);

/// From what an estimator says to the probability of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Curve {
    /// `1 / (1 + exp(slope · said + height))`.
    Sigmoid {
        /// Below zero where more means likelier.
        slope: f64,
        /// Of the exponent, where nothing is said.
        height: f64,
    },
    /// Straight between points, and level beyond them.
    Isotonic {
        /// What is said, ascending.
        said: Vec<f64>,
        /// Probabilities there, never falling.
        probability: Vec<f64>,
    },
}

impl Curve {
    /// Platt's curve.
    pub(super) fn sigmoid(rows: &[Told]) -> Self {
        let first = rows.first().map_or(0.0, |row| row.0);
        // Where the same is said of all rows, nothing speaks for a slope.
        let level = rows.iter().all(|row| row.0 == first);
        let flat: Vec<Told>;
        let rows = if level {
            flat = rows.iter().map(|row| (0.0, row.1, row.2)).collect();
            &flat
        } else {
            rows
        };
        let (slope, height) = platt::curve(rows);
        Self::Sigmoid { slope: if level { 0.0 } else { slope }, height }
    }

    /// The weighted least squares of a curve that does not fall (Ayer, Brunk, Ewing, Reid and Silverman, *An
    /// empirical distribution function for sampling with incomplete information*, 1955), by pooling
    /// neighbours. O(rows · log rows).
    pub(super) fn isotonic(rows: &mut [Told]) -> Self {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Blocks of one level: where it begins and ends among what is said, its sum and its weight.
        let mut blocks: Vec<(f64, f64, f64, f64)> = Vec::new();
        let mut at = 0;
        while at < rows.len() {
            let said = rows[at].0;
            let (mut sum, mut weight) = (0.0, 0.0);
            while at < rows.len() && rows[at].0 == said {
                sum += if rows[at].1 { rows[at].2 } else { 0.0 };
                weight += rows[at].2;
                at += 1;
            }
            let mut block = (said, said, sum, weight);
            while let Some(&(start, _, sum, weight)) = blocks.last()
                && sum / weight >= block.2 / block.3
            {
                block = (start, block.1, block.2 + sum, block.3 + weight);
                blocks.pop();
            }
            blocks.push(block);
        }
        let (mut said, mut probability) = (Vec::new(), Vec::new());
        for (start, end, sum, weight) in blocks {
            said.push(start);
            probability.push(sum / weight);
            if end > start {
                said.push(end);
                probability.push(sum / weight);
            }
        }
        Self::Isotonic { said, probability }
    }

    /// The probability.
    pub(super) fn at(&self, x: f64) -> f64 {
        match self {
            Self::Sigmoid { slope, height } => logistic(-(slope * x + height)),
            Self::Isotonic { said, probability } => {
                let last = said.len() - 1;
                let above = said.partition_point(|&point| point < x);
                if above == 0 {
                    return probability[0];
                }
                if above > last {
                    return probability[last];
                }
                let (from, to) = (said[above - 1], said[above]);
                let (low, high) = (probability[above - 1], probability[above]);
                low + (x - from) * ((high - low) / (to - from))
            }
        }
    }

    pub(super) fn check(&self) -> Result<(), LearnError> {
        let share = |p: &f64| (0.0..=1.0).contains(p);
        let sound = match self {
            Self::Sigmoid { slope, height } => slope.is_finite() && height.is_finite(),
            Self::Isotonic { said, probability } => {
                !said.is_empty()
                    && said.len() == probability.len()
                    && said.iter().all(|x| x.is_finite())
                    && said.is_sorted_by(|a, b| a < b)
                    && probability.iter().all(share)
                    && probability.is_sorted()
            }
        };
        if sound { Ok(()) } else { Err(LearnError::BadState("a curve of probabilities is none")) }
    }
}
