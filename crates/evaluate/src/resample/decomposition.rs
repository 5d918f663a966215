//! Bias and variance of a model's errors, from models that were trained on bootstrap samples: mlxtend's
//! `bias_variance_decomp`. Of classes after P. Domingos, "A unified bias-variance decomposition", 2000, without its
//! distinction of variance that hurts from variance that helps.

use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::DecompositionReading;

/// Share of the errors from which one of both is most of them.
const MOST: f64 = 2.0 / 3.0;

/// Answers of one model after the other to the same rows. Keeps a number or two for each row, or one for each of its
/// classes.
#[derive(Debug, Clone)]
pub enum Decomposing {
    /// Of numbers.
    Numbers {
        /// What is true.
        truth: Vec<f64>,
        /// Mean of the answers to each row so far.
        mean: Vec<f64>,
        /// Squared differences of them from it, together.
        squares: Vec<f64>,
        /// Models so far.
        rounds: u32,
    },
    /// Of classes.
    Classes {
        /// What is true.
        truth: Vec<u32>,
        /// Row by row, how often each class was answered.
        counts: Vec<u32>,
        /// Number of classes.
        classes: usize,
        /// Models so far.
        rounds: u32,
    },
}

impl Decomposing {
    /// No answers yet to rows of this target; `None` of several targets and of none.
    pub fn new(target: &Target) -> Option<Self> {
        match target {
            Target::Numbers(truth) => {
                let zeros = vec![0.0; truth.len()];
                Some(Self::Numbers { truth: truth.to_vec(), mean: zeros.clone(), squares: zeros, rounds: 0 })
            }
            Target::Classes { labels, index } => {
                let (truth, classes) = (index.to_vec(), labels.len());
                Some(Self::Classes { counts: vec![0; truth.len() * classes], truth, classes, rounds: 0 })
            }
            _ => None,
        }
    }

    /// Takes the answers of another model. O(rows).
    pub fn add(&mut self, prediction: &Prediction) {
        match (self, prediction) {
            (Self::Numbers { mean, squares, rounds, .. }, Prediction::Numbers(answers)) => {
                *rounds += 1;
                for ((mean, squares), answer) in mean.iter_mut().zip(squares).zip(answers) {
                    let before = answer - *mean;
                    *mean += before / f64::from(*rounds);
                    *squares += before * (answer - *mean);
                }
            }
            (Self::Classes { counts, classes, rounds, .. }, Prediction::Classes { index, .. }) => {
                *rounds += 1;
                for (row, class) in index.iter().enumerate() {
                    counts[row * *classes + *class as usize] += 1;
                }
            }
            _ => {}
        }
    }

    /// The loss's name as mlxtend has it; the mean loss, the bias and the variance. Of answers that are as frequent the
    /// first class is the main one. `None` without rows or models. O(rows · classes).
    pub fn finish(&self) -> Option<(&'static str, [f64; 3])> {
        let (rows, rounds) = match self {
            Self::Numbers { truth, rounds, .. } => (truth.len(), *rounds),
            Self::Classes { truth, rounds, .. } => (truth.len(), *rounds),
        };
        if rows == 0 || rounds == 0 {
            return None;
        }
        let (n, models) = (rows as f64, f64::from(rounds));
        match self {
            Self::Numbers { truth, mean, squares, .. } => {
                let off = truth.iter().zip(mean).map(|(truth, mean)| (mean - truth) * (mean - truth));
                let (bias, variance) = (off.sum::<f64>() / n, squares.iter().sum::<f64>() / models / n);
                Some(("mse", [bias + variance, bias, variance]))
            }
            Self::Classes { truth, counts, classes, .. } => {
                let (mut right, mut missed, mut main) = (0_u64, 0_u64, 0_u64);
                for (truth, counts) in truth.iter().zip(counts.chunks(*classes)) {
                    let best =
                        (1..*classes).fold(0, |best, k| if counts[k] > counts[best] { k } else { best });
                    right += u64::from(counts[*truth as usize]);
                    main += u64::from(counts[best]);
                    missed += u64::from(best != *truth as usize);
                }
                let rest = |hits: u64| 1.0 - hits as f64 / models / n;
                Some(("0-1_loss", [rest(right), missed as f64 / n, rest(main)]))
            }
        }
    }
}

/// What errors are mostly made of.
pub fn read_decomposition(bias: f64, variance: f64) -> DecompositionReading {
    match bias + variance {
        all if all <= 0.0 => DecompositionReading::None,
        all if variance >= MOST * all => DecompositionReading::Variance,
        all if bias >= MOST * all => DecompositionReading::Bias,
        _ => DecompositionReading::Both,
    }
}
