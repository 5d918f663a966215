//! The rows that a model was surest of and wrong about, or missed by most.

use super::Held;
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::Mistake;
use glasshouse_table::number_label;

/// Rows that are told.
const MOST: usize = 50;

/// The most confident mistakes of a classifier, the largest errors of a regressor. `in_file` gives the position
/// in the file of each row of the table.
pub(super) fn mistakes(of: &Held<'_>, in_file: &[u32]) -> Vec<Mistake> {
    let place = |at: usize| u64::from(in_file[of.rows[at] as usize]);
    match (of.answered.prediction, of.answered.target) {
        (Prediction::Classes { probabilities, index }, Target::Classes { index: truth, labels }) => {
            let sure = |at: usize| probabilities.get((at, index[at] as usize)).map(|p| f64::from(*p));
            let wrong = (0..truth.len()).filter(|at| truth[*at] != index[*at]);
            let mistake = |at: usize| Mistake {
                row: place(at),
                actual: labels[truth[at] as usize].clone(),
                predicted: labels[index[at] as usize].clone(),
                amount: sure(at),
            };
            worst(wrong.map(|at| (sure(at).unwrap_or(0.0), at))).map(mistake).collect()
        }
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            let error = |at: usize| truth[at] - predicted[at];
            let mistake = |at: usize| Mistake {
                row: place(at),
                actual: number_label(truth[at]),
                predicted: number_label(predicted[at]),
                amount: Some(error(at)),
            };
            worst((0..truth.len()).map(|at| (error(at).abs(), at))).map(mistake).collect()
        }
        _ => Vec::new(),
    }
}

/// The places of the largest amounts, the largest first.
fn worst(amounts: impl Iterator<Item = (f64, usize)>) -> impl Iterator<Item = usize> {
    let mut all: Vec<(f64, usize)> = amounts.collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.truncate(MOST);
    all.into_iter().map(|(_, at)| at)
}
