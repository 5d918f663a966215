//! Answers that hold the truth as often as promised: split conformal prediction.
//!
//! Scores of validation rows say how large a score has to be let in; test rows, which had no say, say how often
//! the truth is held. The promise needs no assumption about the model, only that rows to come are like those.
//! H. Papadopoulos et al., "Inductive confidence machines for regression", 2002; M. Sadinle, J. Lei and
//! L. Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", 2019 (`lac`); Y. Romano,
//! M. Sesia and E. J. Candès, "Classification with valid and adaptive coverage", 2020 (`aps`, without its
//! random draw: sets are a little larger than they need to be).

use super::{Answered, interval_of_share};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::Conformal;
use ndarray::ArrayView1;

/// Shares that are promised.
const LEVELS: [f64; 3] = [0.8, 0.9, 0.95];

/// The score that `level` of scores to come are no larger than: the ⌈(n + 1) · level⌉ smallest of n. `None`
/// where there are too few of them to promise so much.
pub fn conformal_quantile(scores: &[f64], level: f64) -> Option<f64> {
    let n = scores.len() as f64;
    // What rounding adds to a whole number must not ask for one row more.
    let rank = ((n + 1.0) * level - 1e-9).ceil().max(1.0) as usize;
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(rank - 1).copied()
}

/// Every method that suits, at every level: calibrated on the first rows, measured on the others.
pub async fn conformal(
    calibration: &Answered<'_>,
    measured: &Answered<'_>,
    level_of_interval: f64,
    pause: &impl AsyncFn(),
) -> Vec<Conformal> {
    let methods: &[&str] = match calibration.prediction {
        Prediction::Numbers(_) => &["absolute_residual"],
        Prediction::Classes { probabilities, .. } if probabilities.ncols() > 0 => &["lac", "aps"],
        _ => &[],
    };
    if measured.rows() == 0 {
        return Vec::new();
    }
    let mut found = Vec::with_capacity(methods.len() * LEVELS.len());
    for method in methods {
        for level in LEVELS {
            pause().await;
            found.extend(conformal_at(calibration, measured, method, level, level_of_interval));
        }
    }
    found
}

/// A method at one level; `None` where there are too few rows to promise so much.
pub fn conformal_at(
    calibration: &Answered<'_>,
    measured: &Answered<'_>,
    method: &str,
    level: f64,
    level_of_interval: f64,
) -> Option<Conformal> {
    let quantile = conformal_quantile(&scores(calibration, method), level)?;
    let held = scores(measured, method).iter().filter(|score| **score <= quantile).count() as u64;
    let rows = measured.rows() as u64;
    let sets = sizes(measured, method, quantile);
    let size = match sets.is_empty() {
        true => 2.0 * quantile,
        false => {
            let sum: u64 = sets.iter().enumerate().map(|(size, rows)| size as u64 * rows).sum();
            sum as f64 / rows as f64
        }
    };
    Some(Conformal {
        method: method.into(),
        level,
        quantile,
        calibrated_on: calibration.rows() as u64,
        measured_on: rows,
        coverage: held as f64 / rows as f64,
        interval: interval_of_share(held, rows, level_of_interval)?,
        size,
        sets,
    })
}

/// How ill the truth of each row suits its answer.
fn scores(of: &Answered<'_>, method: &str) -> Vec<f64> {
    match (of.prediction, of.target) {
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            truth.iter().zip(predicted).map(|(t, p)| (t - p).abs()).collect()
        }
        (Prediction::Classes { probabilities, .. }, Target::Classes { index, .. }) => {
            let rows = probabilities.rows().into_iter().zip(index);
            rows.map(|(row, class)| class_scores(row, method)[*class as usize]).collect()
        }
        _ => Vec::new(),
    }
}

/// How ill each class suits a row.
fn class_scores(row: ArrayView1<'_, f32>, method: &str) -> Vec<f64> {
    let p: Vec<f64> = row.iter().map(|p| f64::from(*p)).collect();
    if method == "lac" {
        return p.iter().map(|p| 1.0 - p).collect();
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let (mut sum, mut found) = (0.0, vec![0.0; p.len()]);
    for class in order {
        sum += p[class];
        found[class] = sum;
    }
    found
}

/// Rows by the number of classes that are let in; nothing of numbers.
fn sizes(of: &Answered<'_>, method: &str, quantile: f64) -> Vec<u64> {
    let Prediction::Classes { probabilities, .. } = of.prediction else { return Vec::new() };
    let mut sets = vec![0; probabilities.ncols() + 1];
    for row in probabilities.rows() {
        sets[class_scores(row, method).iter().filter(|score| **score <= quantile).count()] += 1;
    }
    sets
}
