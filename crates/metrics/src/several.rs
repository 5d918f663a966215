//! Scores of several targets of classes together.

use crate::{NO_ROWS, Score, Undefined};

const LENGTHS: Undefined = Undefined("the answers do not fit the truth: lengths differ");

/// A score of several targets together by its name: `subset_accuracy`, `hamming_loss`. The lists hold the
/// classes of each target, a row each. O(rows · targets).
pub fn several_score(truth: &[&[u32]], chosen: &[&[u32]], name: &str) -> Option<Score> {
    match name {
        "subset_accuracy" => Some(subset_accuracy(truth, chosen)),
        "hamming_loss" => Some(hamming_loss(truth, chosen)),
        _ => None,
    }
}

/// Number of rows, where the lists fit together.
fn rows(truth: &[&[u32]], chosen: &[&[u32]]) -> Result<usize, Undefined> {
    let count = truth.first().map_or(0, |first| first.len());
    match truth.len() == chosen.len() && truth.iter().chain(chosen).all(|list| list.len() == count) {
        false => Err(LENGTHS),
        true if count == 0 => Err(NO_ROWS),
        true => Ok(count),
    }
}

/// Share of the rows whose class was chosen in every target: scikit-learn's `accuracy_score` of many labels.
pub fn subset_accuracy(truth: &[&[u32]], chosen: &[&[u32]]) -> Score {
    let count = rows(truth, chosen)?;
    let right = |row: &usize| truth.iter().zip(chosen).all(|(truth, chosen)| truth[*row] == chosen[*row]);
    Ok((0..count).filter(right).count() as f64 / count as f64)
}

/// Share of the answers, of every row and target, that are not the true class.
pub fn hamming_loss(truth: &[&[u32]], chosen: &[&[u32]]) -> Score {
    let count = rows(truth, chosen)?;
    let wrong =
        |(truth, chosen): (&&[u32], &&[u32])| truth.iter().zip(*chosen).filter(|(a, b)| a != b).count();
    let wrong: usize = truth.iter().zip(chosen).map(wrong).sum();
    Ok(wrong as f64 / (count * truth.len()) as f64)
}
