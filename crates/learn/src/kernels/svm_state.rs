//! A fitted support vector machine.

use super::expansion::Expansion;
use super::platt::{chance, coupled};
use crate::linear::{ABSENT, dot, first_largest, not_converged};
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::Warning;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Sums of kernels with the rows that have a say, and what they mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SvmState {
    /// The sums. Of a number there is one. Of classes there is a height for each pair, (0, 1), (0, 2) … of
    /// those that have rows, above zero for the first; the weights of a row are those against the other
    /// classes in their order, so that they are one row fewer than classes.
    pub sums: Expansion,
    /// What is answered.
    pub answers: SvmAnswers,
    /// Steps after which it was given up before it converged.
    pub stopped: Option<u32>,
}

/// What a support vector machine answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SvmAnswers {
    /// The sum.
    Number,
    /// A class.
    Classes {
        /// Number of classes.
        count: u32,
        /// Those that have rows.
        present: Vec<u32>,
        /// Where the rows of each of those begin among the rows that have a say, and the end.
        starts: Vec<u32>,
        /// Slope and height of the curve of each pair's chance; empty without probabilities.
        curves: Vec<(f64, f64)>,
    },
}

impl SvmState {
    /// Number of classes; none of a number.
    pub fn classes(&self) -> usize {
        match &self.answers {
            SvmAnswers::Number => 0,
            SvmAnswers::Classes { count, .. } => *count as usize,
        }
    }

    pub(crate) fn has_probabilities(&self) -> bool {
        !matches!(&self.answers, SvmAnswers::Classes { curves, .. } if curves.is_empty())
    }

    /// Whether its numbers fit.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let SvmAnswers::Classes { count, present, starts, curves } = &self.answers else {
            return self.sums.check(features, 1, 1);
        };
        let (classes, pairs) = (present.len(), present.len() * present.len().saturating_sub(1) / 2);
        let ascending = |list: &[u32], least: u32| list.windows(2).all(|two| two[0] + least <= two[1]);
        let fits = classes >= 2
            && ascending(present, 1)
            && present.iter().all(|class| class < count)
            && starts.len() == classes + 1
            && starts[0] == 0
            && ascending(starts, 0)
            && starts[classes] as usize == self.sums.count()
            && (curves.is_empty() || curves.len() == pairs)
            && curves.iter().all(|(slope, height)| slope.is_finite() && height.is_finite());
        if !fits {
            return Err(LearnError::BadState("a support vector machine whose classes do not fit"));
        }
        self.sums.check(features, classes - 1, pairs)
    }

    /// The sum of a pair of classes, above zero for the first.
    fn pair_score(&self, weights: &[f64], pair: usize, kernels: &[f64]) -> f64 {
        dot(kernels, &weights[pair * kernels.len()..(pair + 1) * kernels.len()]) + self.sums.heights[pair]
    }

    /// For each pair of classes that have rows, the weights of all rows that have a say: what the graph of an
    /// export multiplies with.
    pub fn pair_weights(&self) -> Vec<f64> {
        let SvmAnswers::Classes { present, starts, .. } = &self.answers else {
            return self.sums.weights.clone();
        };
        let support = self.sums.count();
        let mut all = Vec::with_capacity(self.sums.heights.len() * support);
        for (first, second) in pairs(present.len()) {
            let mut row = vec![0.0; support];
            for (class, other) in [(first, second), (second, first)] {
                let (from, to) = (starts[class] as usize, starts[class + 1] as usize);
                let weights = &self.sums.weights[against(class, other) * support..];
                row[from..to].copy_from_slice(&weights[from..to]);
            }
            all.extend(row);
        }
        all
    }
}

/// The pairs of so many classes, in their order.
pub(super) fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
}

/// Which row of weights those of a class against another are.
pub(super) fn against(class: usize, other: usize) -> usize {
    if other > class { other - 1 } else { other }
}

impl Model for SvmState {
    fn predict(&self, x: &Features) -> Prediction {
        let SvmAnswers::Classes { count, present, curves, .. } = &self.answers else {
            return Prediction::Numbers(self.sums.numbers(x));
        };
        let classes = present.len();
        let weights = self.pair_weights();
        let columns = if curves.is_empty() { 0 } else { *count as usize };
        let mut probabilities = Array2::zeros((x.data.nrows(), columns));
        let mut index = Vec::with_capacity(x.data.nrows());
        let (mut votes, mut chances, mut shares) = (vec![0.0; classes], Vec::new(), vec![0.0; classes]);
        self.sums.for_each(x, |kernels| {
            votes.fill(0.0);
            chances.clear();
            for (pair, (first, second)) in pairs(classes).enumerate() {
                let score = self.pair_score(&weights, pair, kernels);
                votes[if score > 0.0 { first } else { second }] += 1.0;
                chances.extend(curves.get(pair).map(|&curve| chance(curve, score)));
            }
            if curves.is_empty() {
                index.push(present[first_largest(&votes) as usize]);
                return;
            }
            coupled(classes, &chances, &mut shares);
            let row = index.len();
            present.iter().zip(&shares).for_each(|(&of, &p)| probabilities[[row, of as usize]] = p as f32);
            index.push(present[first_largest(&shares) as usize]);
        });
        Prediction::Classes { probabilities, index }
    }

    /// Of two classes the sum, turned; of more the votes, and between equal ones how clear they are.
    fn scores(&self, x: &Features) -> Option<Array2<f64>> {
        let SvmAnswers::Classes { count, present, .. } = &self.answers else { return None };
        let width = if *count == 2 { 1 } else { *count as usize };
        let weights = self.pair_weights();
        let mut all = Vec::with_capacity(x.data.nrows() * width);
        let (mut votes, mut clear) = (vec![0.0; present.len()], vec![0.0; present.len()]);
        self.sums.for_each(x, |kernels| {
            votes.fill(0.0);
            clear.fill(0.0);
            for (pair, (first, second)) in pairs(present.len()).enumerate() {
                let score = self.pair_score(&weights, pair, kernels);
                votes[if score > 0.0 { first } else { second }] += 1.0;
                clear[first] += score;
                clear[second] -= score;
            }
            if width == 1 {
                return all.push(clear[1]);
            }
            let row = all.len();
            all.resize(row + width, ABSENT);
            for ((&class, votes), clear) in present.iter().zip(&votes).zip(&clear) {
                all[row + class as usize] = votes + clear / (3.0 * (clear.abs() + 1.0));
            }
        });
        Array2::from_shape_vec((x.data.nrows(), width), all).ok()
    }

    fn rows_at_once(&self) -> usize {
        self.sums.rows_at_once()
    }

    fn state(&self) -> ModelState {
        ModelState::Svm(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        let (kind, mut weights) = self.sums.by_feature()?;
        if self.classes() > 0 {
            // Above zero is the earlier class; a coefficient speaks for the later one.
            weights.iter_mut().for_each(|w| *w = -*w);
        }
        Some((kind, weights))
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged("svm", self.stopped)
    }
}
