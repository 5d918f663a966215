//! Where a model fails: a shallow tree finds rows with something in common, and other rows say whether it is so.
//!
//! A segment that is found and measured on the same rows would always look bad. So the tree is grown on the
//! validation rows and measured on the test rows, or each on half of the rows where one of the parts is small;
//! the p-values are of rows that had no say.

use super::plain::{Plain, grow};
use super::{Answered, Held};
use crate::Arranged;
use crate::diagnostics::thinned;
use crate::split::shuffle;
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{Segment, Segments, TaskKind};
use glasshouse_stats::hypothesis::{Alternative, fisher_exact, holm, mannwhitneyu};
use glasshouse_stats::{CrossTable, at_once};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

/// Rows of a part from which it is enough by itself.
const ENOUGH: usize = 100;
/// Rows below which nothing is looked for.
const FEW: usize = 40;
/// Most rows that a tree is grown on.
const MOST: usize = 5000;
/// Questions one after the other.
const DEPTH: i64 = 3;

/// How wrong each row of a part is: 1 for a mistake, or the absolute error.
fn errors(of: &Answered<'_>) -> Vec<f64> {
    match (of.prediction, of.target) {
        (Prediction::Classes { index, .. }, Target::Classes { index: truth, .. }) => {
            truth.iter().zip(index).map(|(t, i)| f64::from(u8::from(t != i))).collect()
        }
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            truth.iter().zip(predicted).map(|(t, p)| (t - p).abs()).collect()
        }
        _ => Vec::new(),
    }
}

/// Rows of the table with their errors.
type Erring = Vec<(u32, f64)>;

/// The rows to look for segments in, and those to measure them on.
fn halves(validation: &Held<'_>, shown: &Held<'_>, seed: u64) -> (Erring, Erring) {
    let of = |held: &Held<'_>| held.rows.iter().copied().zip(errors(&held.answered)).collect::<Erring>();
    let (find, measure) = (of(validation), of(shown));
    if find.len() >= ENOUGH && measure.len() >= ENOUGH && validation.part != shown.part {
        return (find, measure);
    }
    let mut all = measure;
    shuffle(&mut all, &mut ChaCha8Rng::seed_from_u64(seed));
    let second = all.split_off(all.len() / 2);
    (all, second)
}

/// Where the model fails more often than elsewhere; empty where there are too few rows, or no mistakes. Leaves
/// that are no worse than the rest are not told. O(rows · log rows · columns).
pub(super) async fn segments(
    (arranged, seed): (&Arranged, u64),
    validation: &Held<'_>,
    shown: &Held<'_>,
    pause: &impl AsyncFn(),
) -> Segments {
    let (find, measure) = halves(validation, shown, seed);
    let find = thinned(&find, MOST);
    let overall = mean(measure.iter().map(|(_, error)| *error));
    let mut found = Segments {
        found_on: find.len() as u64,
        measured_on: measure.len() as u64,
        overall,
        list: Vec::new(),
    };
    if find.len() < FEW || measure.len() < FEW || overall <= 0.0 {
        return found;
    }
    let all = find.iter().chain(&measure).map(|(row, _)| *row).collect();
    let plain = Plain::of(&arranged.table, &arranged.features, all, pause).await;
    if plain.is_empty() {
        return found;
    }
    let classes = matches!(shown.answered.target, Target::Classes { .. });
    let (rows, wrong): (Vec<u32>, Vec<f64>) = find.into_iter().unzip();
    let (y, task) = match classes {
        true => {
            let labels: Arc<[String]> = ["right".to_string(), "wrong".to_string()].into();
            let index = wrong.iter().map(|error| *error as u32).collect();
            (Target::Classes { labels, index }, TaskKind::Classification)
        }
        false => (Target::Numbers(wrong), TaskKind::Regression),
    };
    let least = (rows.len() / 20).max(10);
    let learnt = (plain.features(&rows), y);
    let Some(tree) = grow(learnt, task, (DEPTH, least), pause).await else { return found };
    let (rows, errors): (Vec<u32>, Vec<f64>) = measure.into_iter().unzip();
    let (leaves, at) = plain.leaves(&tree, &rows);
    let parted = |leaf: usize, inside: bool| -> Vec<f64> {
        let pairs = at.iter().zip(&errors).filter(|(own, _)| (**own == leaf) == inside);
        pairs.map(|(_, error)| *error).collect()
    };
    let mut told: Vec<Segment> = Vec::new();
    for (number, leaf) in leaves.into_iter().enumerate() {
        let (inside, outside) = (parted(number, true), parted(number, false));
        let Some(p_value) = p_value(&inside, &outside, classes) else { continue };
        let error = mean(inside.iter().copied());
        told.push(Segment {
            filter: leaf.filter,
            words: leaf.words,
            rows: inside.len() as u64,
            error,
            p_value,
        });
    }
    let corrected = holm(&told.iter().map(|segment| segment.p_value).collect::<Vec<_>>());
    for (segment, p_value) in told.iter_mut().zip(corrected) {
        segment.p_value = p_value;
    }
    told.retain(|segment| segment.error > overall);
    told.sort_by(|a, b| a.p_value.total_cmp(&b.p_value).then(b.error.total_cmp(&a.error)));
    found.list = told;
    found
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len();
    if n == 0 { 0.0 } else { values.sum::<f64>() / n as f64 }
}

/// The chance of a difference like this were there none; none without rows on either side.
fn p_value(inside: &[f64], outside: &[f64], classes: bool) -> Option<f64> {
    if inside.is_empty() || outside.is_empty() {
        return None;
    }
    if !classes {
        let test =
            mannwhitneyu(inside, outside, Alternative::TwoSided, &|_| Box::pin(std::future::ready(())));
        return at_once(test).ok().map(|outcome| outcome.p_value);
    }
    let wrong = |of: &[f64]| of.iter().filter(|error| **error > 0.0).count() as u64;
    let (a, b) = (wrong(inside), wrong(outside));
    let counts = vec![a, inside.len() as u64 - a, b, outside.len() as u64 - b];
    fisher_exact(&CrossTable::new(2, 2, counts), Alternative::TwoSided).ok().map(|o| o.p_value)
}
