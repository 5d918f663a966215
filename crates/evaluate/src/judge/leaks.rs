//! What hints at a leak: columns that almost decide the target by themselves, a score that is too good, test rows
//! from before the training ended. Rows in two parts are looked for where the split is judged.

use super::Held;
use super::plain::{Plain, grow, value};
use crate::Arranged;
use crate::diagnostics::thinned;
use glasshouse_learn::{Model, Prediction, Target};
use glasshouse_metrics::{Classified, Regressed};
use glasshouse_spec::{Alone, ColumnType, Leak, SplitMethod, TaskKind};
use std::collections::BTreeMap;

/// Rows of each part that a column is tried on.
const ROWS: usize = 5000;
/// Rows below which nothing is said.
const FEW: usize = 20;
/// Score of a column alone from which it almost decides the target.
const DECIDES: f64 = 0.95;
/// Score of the model from which it is too good to be taken without a look.
const TOO_GOOD: f64 = 0.995;
/// Questions about one column.
const DEPTH: i64 = 3;
/// Columns that are told.
const TOLD: usize = 20;

/// How well each feature column alone tells the target of held-out rows, the best first: numbers and dates by a
/// tree of three questions, categories by what most training rows of each have. One column at a time;
/// O(rows · log rows) each.
pub(super) async fn alone(
    arranged: &Arranged,
    target: &Target,
    held: &Held<'_>,
    pause: &impl AsyncFn(f64),
) -> Vec<Alone> {
    let train = thinned(&arranged.parts.train, ROWS);
    let test = thinned(held.rows, ROWS);
    if held.part == "train" || train.len().min(test.len()) < FEW {
        return Vec::new();
    }
    let (known, truth) = (target.take(&train), target.take(&test));
    let mut found = Vec::new();
    for (at, name) in arranged.features.iter().enumerate() {
        pause(at as f64 / arranged.features.len() as f64).await;
        let Some(column) = arranged.table.column(name) else { continue };
        let answer = match column.kind {
            ColumnType::Numeric | ColumnType::Datetime => {
                let still = async || pause(at as f64 / arranged.features.len() as f64).await;
                let both = train.iter().chain(&test).copied().collect();
                let plain = Plain::of(&arranged.table, std::slice::from_ref(name), both, &still).await;
                by_tree(&plain, &train, &known, &test, &still).await
            }
            _ => {
                let code: Vec<Option<u32>> = column.level_indices().collect();
                let of = |rows: &[u32]| {
                    rows.iter().map(|row| code.get(*row as usize).copied().flatten()).collect()
                };
                by_level(of(&train), &known, of(&test))
            }
        };
        let score = answer.and_then(|answer| skill(&answer, &truth));
        found.extend(score.map(|score| Alone { column: name.clone(), score }));
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(TOLD);
    found
}

async fn by_tree(
    plain: &Plain,
    train: &[u32],
    known: &Target,
    test: &[u32],
    pause: &impl AsyncFn(),
) -> Option<Prediction> {
    let task = match known {
        Target::Classes { .. } => TaskKind::Classification,
        _ => TaskKind::Regression,
    };
    let least = if task == TaskKind::Regression { 5 } else { 1 };
    match grow((plain.features(train), known.clone()), task, (DEPTH, least), pause).await? {
        glasshouse_learn::ModelState::Tree(tree) => Some(tree.predict(&plain.features(test))),
        _ => None,
    }
}

/// The most frequent class, or the mean, of the training rows of each category; a missing cell is one.
fn by_level(train: Vec<Option<u32>>, known: &Target, test: Vec<Option<u32>>) -> Option<Prediction> {
    match known {
        Target::Classes { labels, index } => {
            let most = |rows: &mut dyn Iterator<Item = u32>| {
                let mut counts = vec![0_u32; labels.len()];
                rows.for_each(|class| counts[class as usize] += 1);
                let best = counts.iter().max().copied().unwrap_or(0);
                counts.iter().position(|count| *count == best).unwrap_or(0) as u32
            };
            let mut by: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
            train.iter().zip(index).for_each(|(level, class)| by.entry(*level).or_default().push(*class));
            let by: BTreeMap<_, u32> =
                by.into_iter().map(|(level, rows)| (level, most(&mut rows.into_iter()))).collect();
            let other = most(&mut index.iter().copied());
            let index = test.iter().map(|level| by.get(level).copied().unwrap_or(other)).collect();
            Some(Prediction::Classes { probabilities: ndarray::Array2::zeros((test.len(), 0)), index })
        }
        Target::Numbers(numbers) => {
            let mut by: BTreeMap<Option<u32>, (f64, f64)> = BTreeMap::new();
            for (level, y) in train.iter().zip(numbers) {
                let (sum, n) = by.entry(*level).or_default();
                (*sum, *n) = (*sum + y, *n + 1.0);
            }
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            let of = |level: &Option<u32>| by.get(level).map_or(mean, |(sum, n)| sum / n);
            Some(Prediction::Numbers(test.iter().map(of).collect()))
        }
        _ => None,
    }
}

/// 0 for guessing and 1 for knowing: balanced accuracy above chance, or R²; never below 0.
pub(super) fn skill(answer: &Prediction, truth: &Target) -> Option<f64> {
    let skill = match (answer, truth) {
        (Prediction::Classes { index, .. }, Target::Classes { index: truth, labels }) => {
            let answers = Classified::new(truth, index, None, labels.len(), None).ok()?;
            let present = answers.confusion().iter().filter(|row| row.iter().any(|n| *n > 0)).count();
            if present < 2 {
                return None;
            }
            let chance = 1.0 / present as f64;
            (answers.balanced_accuracy() - chance) / (1.0 - chance)
        }
        (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
            Regressed::new(truth, predicted).ok()?.r2().ok()?
        }
        _ => return None,
    };
    Some(skill.max(0.0))
}

/// What hints at a leak, with its evidence.
pub(super) fn leaks(
    arranged: &Arranged,
    split: Option<SplitMethod>,
    held: &Held<'_>,
    alone: &[Alone],
) -> Vec<Leak> {
    let mut found: Vec<Leak> = Vec::new();
    let measure = match held.answered.target {
        Target::Numbers(_) => "R²",
        _ => "balanced accuracy above chance",
    };
    for one in alone.iter().filter(|one| one.score >= DECIDES) {
        let message = format!(
            "the column \"{}\" alone tells the target of held-out rows with {measure} {:.3}, where 1 is knowing it: \
             is it known before the answer is, or was it written after?",
            one.column, one.score
        );
        found.push(Leak { code: "leak.column".into(), message, columns: vec![one.column.clone()] });
    }
    let score = skill(held.answered.prediction, held.answered.target);
    if let Some(score) =
        score.filter(|score| *score >= TOO_GOOD && held.part != "train" && held.rows.len() >= FEW)
    {
        let message = format!(
            "{measure} is {score:.4} on {} {} rows: either the question is easy, or a column gives the answer away",
            held.rows.len(),
            held.part
        );
        found.push(Leak { code: "leak.too_good".into(), message, columns: Vec::new() });
    }
    if split != Some(SplitMethod::Time) {
        found.extend(out_of_order(arranged, held));
    }
    found
}

/// Held-out rows from before the last training row, by the column of times or the only date.
fn out_of_order(arranged: &Arranged, held: &Held<'_>) -> Option<Leak> {
    let dates = arranged.table.columns().iter().filter(|column| column.kind == ColumnType::Datetime);
    let dates: Vec<&str> = dates.map(|column| column.name.as_str()).collect();
    let name = match (arranged.time.as_deref(), dates.as_slice()) {
        (Some(name), _) => name,
        (None, [only]) => *only,
        _ => return None,
    };
    if held.part == "train" {
        return None;
    }
    let column = arranged.table.column(name)?;
    let times =
        |rows: &[u32]| rows.iter().filter_map(|row| value(column, *row as usize)).collect::<Vec<f64>>();
    let last = times(&arranged.parts.train).into_iter().reduce(f64::max)?;
    let held_out = times(held.rows);
    let before = held_out.iter().filter(|time| **time < last).count();
    (before > 0).then(|| Leak {
        code: "leak.time".into(),
        message: format!(
            "{before} of {} {} rows are from before the last training row, by \"{name}\": if the model is to answer \
             for times to come, split by time",
            held_out.len(),
            held.part
        ),
        columns: vec![name.into()],
    })
}
