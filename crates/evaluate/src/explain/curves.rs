//! How the answer changes with a column: partial dependence (Friedman, *Greedy Function Approximation*, 2001),
//! individual conditional expectation (Goldstein et al., *Peeking Inside the Black Box*, 2015) and accumulated
//! local effects (Apley and Zhu, *Visualizing the effects of predictor variables*, 2020); and how far two
//! columns matter together (Friedman and Popescu, *Predictive Learning via Rule Ensembles*, 2008).

use super::ground::{Ground, Moved};
use super::outputs::Outputs;
use crate::EvaluateError;
use glasshouse_spec::{ColumnType, Curve};
use glasshouse_stats::quantile_sorted;
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Ends of the values of a curve: so much of the rows lies below and above, as in scikit-learn.
const ENDS: (f64, f64) = (0.05, 0.95);
/// Most values of a column that is no number.
const LEVELS: usize = 24;
/// Rows whose curves are told one by one.
const EACH: usize = 60;
/// Intervals of the local effects.
const INTERVALS: usize = 20;

/// The values at which a curve is told.
enum Grid {
    Numbers(Vec<f64>),
    /// A row that has the value, or none where a missing cell is one.
    Levels(Vec<(String, u32)>),
}

/// A curve of a column over the rows that are looked at. `points` bounds the values of numbers; rows in which
/// the cell is missing count in the mean, too.
///
/// # Errors
/// A column that the model does not read; what the preparation refuses.
pub async fn curve(
    ground: &Ground<'_>,
    column: &str,
    points: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Curve, EvaluateError> {
    ground.may_mix()?;
    ground.input(column)?;
    let outputs = Outputs::of(ground.pipeline)?;
    let known = ground.table.column(column).ok_or_else(|| missing(column))?;
    let mut sorted: Vec<f64> = ground.rows.iter().filter_map(|row| known.number(*row as usize)).collect();
    sorted.sort_by(f64::total_cmp);
    let grid = grid(ground, known, &sorted, points);
    let mut curve = Curve {
        column: column.into(),
        at: Vec::new(),
        labels: Vec::new(),
        mean: vec![Vec::new(); outputs.len()],
        each: vec![vec![Vec::new(); ground.rows.len().min(EACH)]; outputs.len()],
        tenths: tenths(&sorted),
        ale_at: Vec::new(),
        ale: Vec::new(),
    };
    let count = match &grid {
        Grid::Numbers(at) => at.len(),
        Grid::Levels(levels) => levels.len(),
    };
    for at in 0..count {
        let share = async |done: f64| pause(0.8 * (at as f64 + done) / count as f64).await;
        let numbers = match &grid {
            Grid::Numbers(values) => {
                curve.at.push(values[at]);
                with_number(ground, &outputs, column, &vec![values[at]; ground.rows.len()], &share).await?
            }
            Grid::Levels(levels) => {
                curve.labels.push(levels[at].0.clone());
                let moved = Moved::from([(column, vec![levels[at].1; ground.rows.len()])]);
                let prediction = ground.mixed(ground.rows, &moved, &share).await?;
                outputs.numbers(&prediction, &ground.pipeline.state().task_report())
            }
        };
        tell(&mut curve, &numbers, outputs.len());
    }
    if let Grid::Numbers(_) = grid {
        let share = async |done: f64| pause(0.8 + 0.2 * done).await;
        (curve.ale_at, curve.ale) = local_effects(ground, &outputs, column, &sorted, &share).await?;
    }
    Ok(curve)
}

fn missing(column: &str) -> EvaluateError {
    EvaluateError::NotExplained {
        message: format!("the rows have no column \"{column}\""),
        remedy: "Give rows with the columns that the model reads.",
    }
}

/// Takes the answers of every row at one more value.
fn tell(curve: &mut Curve, numbers: &[f64], outputs: usize) {
    let rows = (numbers.len() / outputs.max(1)).max(1) as f64;
    for output in 0..outputs {
        let of = || numbers.iter().skip(output).step_by(outputs).copied();
        curve.mean[output].push(of().sum::<f64>() / rows);
        curve.each[output].iter_mut().zip(of()).for_each(|(line, number)| line.push(number));
    }
}

/// The values: those that there are where they are few; else at even distances; of labels the most frequent.
fn grid(ground: &Ground<'_>, column: &Column, sorted: &[f64], points: usize) -> Grid {
    if column.kind == ColumnType::Numeric {
        let mut values = sorted.to_vec();
        values.dedup();
        if values.len() > points {
            let (low, high) = (end(sorted, ENDS.0), end(sorted, ENDS.1));
            let step = |i: usize| low + (high - low) * i as f64 / (points.max(2) - 1) as f64;
            values = (0..points.max(2)).map(step).collect();
            values.dedup();
        }
        return Grid::Numbers(values);
    }
    let mut counts: std::collections::BTreeMap<String, (usize, u32)> = Default::default();
    for &row in ground.rows {
        let label = column.label(row as usize).unwrap_or_default();
        counts.entry(label).or_insert((0, row)).0 += 1;
    }
    let mut levels: Vec<(String, (usize, u32))> = counts.into_iter().collect();
    levels.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    levels.truncate(LEVELS);
    levels.sort_by(|a, b| a.0.cmp(&b.0));
    Grid::Levels(levels.into_iter().map(|(label, (_, row))| (label, row)).collect())
}

/// The quantile that scikit-learn ends its curves at: scipy's `mquantiles`, which is about free of the median's
/// bias.
fn end(sorted: &[f64], share: f64) -> f64 {
    let n = sorted.len() as f64;
    let place = n * share + 0.4 + 0.2 * share;
    let below = place.clamp(1.0, n - 1.0).floor();
    let part = (place - below).clamp(0.0, 1.0);
    (1.0 - part) * sorted[below as usize - 1] + part * sorted[below as usize]
}

fn tenths(sorted: &[f64]) -> Vec<f64> {
    (1..10).filter_map(|tenth| quantile_sorted(sorted, f64::from(tenth) / 10.0)).collect()
}

/// The answers where a column has these numbers, one a row.
async fn with_number(
    ground: &Ground<'_>,
    outputs: &Outputs,
    column: &str,
    numbers: &[f64],
    pause: &impl AsyncFn(f64),
) -> Result<Vec<f64>, EvaluateError> {
    let cells = numbers.iter().map(|number| Some(*number)).collect();
    with_columns(ground, outputs, ground.rows, vec![Column::from_numbers(column, cells)], pause).await
}

/// The answers to rows of which some columns are others.
async fn with_columns(
    ground: &Ground<'_>,
    outputs: &Outputs,
    rows: &[u32],
    others: Vec<Column>,
    pause: &impl AsyncFn(f64),
) -> Result<Vec<f64>, EvaluateError> {
    let mut others: std::collections::BTreeMap<String, Arc<Column>> =
        others.into_iter().map(|column| (column.name.clone(), Arc::new(column))).collect();
    let mut columns = Vec::new();
    for input in &ground.pipeline.state().inputs {
        let own = others
            .remove(&input.name)
            .or_else(|| Some(Arc::new(ground.table.column(&input.name)?.take(rows))));
        columns.extend(own);
        pause(0.0).await;
    }
    let prediction = ground.asked(&Table::new(columns, rows.len()), pause).await?;
    Ok(outputs.numbers(&prediction, &ground.pipeline.state().task_report()))
}

/// Accumulated local effects of a column of numbers: within each interval the mean change of the answer from
/// its lower to its upper end over the rows in it, summed up, and moved so that its mean over the rows is zero.
async fn local_effects(
    ground: &Ground<'_>,
    outputs: &Outputs,
    column: &str,
    sorted: &[f64],
    pause: &impl AsyncFn(f64),
) -> Result<(Vec<f64>, Vec<Vec<f64>>), EvaluateError> {
    let mut ends: Vec<f64> =
        (0..=INTERVALS).filter_map(|i| quantile_sorted(sorted, i as f64 / INTERVALS as f64)).collect();
    ends.dedup();
    let known = ground.table.column(column).ok_or_else(|| missing(column))?;
    let rows: Vec<(u32, f64)> =
        ground.rows.iter().filter_map(|row| Some((*row, known.number(*row as usize)?))).collect();
    if ends.len() < 2 || rows.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    // A value on an end belongs to the interval below it, the smallest to the first.
    let within = |value: f64| ends.partition_point(|end| *end < value).clamp(1, ends.len() - 1) - 1;
    let place: Vec<usize> = rows.iter().map(|(_, value)| within(*value)).collect();
    let who: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
    let end = |upper: usize| -> Column {
        let cells = place.iter().map(|at| Some(ends[at + upper])).collect();
        Column::from_numbers(column, cells)
    };
    let low =
        with_columns(ground, outputs, &who, vec![end(0)], &async |done: f64| pause(0.5 * done).await).await?;
    let high =
        with_columns(ground, outputs, &who, vec![end(1)], &async |done: f64| pause(0.5 + 0.5 * done).await)
            .await?;
    let mut counts = vec![0.0; ends.len() - 1];
    place.iter().for_each(|at| counts[*at] += 1.0);
    let of = |output: usize| {
        let mut changes = vec![0.0; counts.len()];
        for (row, at) in place.iter().enumerate() {
            changes[*at] += high[row * outputs.len() + output] - low[row * outputs.len() + output];
        }
        let mut effect = vec![0.0];
        for (change, count) in changes.iter().zip(&counts) {
            effect.push(effect.last().unwrap_or(&0.0) + if *count > 0.0 { change / count } else { 0.0 });
        }
        let middle = |at: usize| 0.5 * (effect[at] + effect[at + 1]) * counts[at];
        let mean = (0..counts.len()).map(middle).sum::<f64>() / place.len() as f64;
        effect.iter().map(|effect| effect - mean).collect()
    };
    Ok((ends.clone(), (0..outputs.len()).map(of).collect()))
}

/// By output the H squared of two columns over the rows that are looked at: the variance of what both do
/// together beyond what each does alone, as a share of that of what they do together. None where that is
/// nothing. The model is asked three times the square of the number of rows.
///
/// # Errors
/// Columns that the model does not read, or one twice; what the preparation refuses.
pub async fn interaction(
    ground: &Ground<'_>,
    columns: [&str; 2],
    pause: &impl AsyncFn(f64),
) -> Result<Vec<Option<f64>>, EvaluateError> {
    ground.may_mix()?;
    columns.iter().try_for_each(|column| ground.input(column).map(drop))?;
    if columns[0] == columns[1] {
        return Err(EvaluateError::NotExplained {
            message: format!("\"{}\" is named twice", columns[0]),
            remedy: "Name two columns.",
        });
    }
    let outputs = Outputs::of(ground.pipeline)?;
    let (task, n) = (ground.pipeline.state().task_report(), ground.rows.len());
    // Of both, the first and the second: at each row's values, the mean over the rows.
    let mut dependence = vec![vec![Vec::with_capacity(n); outputs.len()]; 3];
    for (at, row) in ground.rows.iter().enumerate() {
        for (which, held) in [&columns[..], &columns[..1], &columns[1..]].into_iter().enumerate() {
            let moved = held.iter().map(|column| (*column, vec![*row; n])).collect();
            let share = async |_| pause((at as f64 + which as f64 / 3.0) / n as f64).await;
            let prediction = ground.mixed(ground.rows, &moved, &share).await?;
            let numbers = outputs.numbers(&prediction, &task);
            for (output, own) in dependence[which].iter_mut().enumerate() {
                own.push(numbers.iter().skip(output).step_by(outputs.len()).sum::<f64>() / n as f64);
            }
        }
    }
    let centred = |numbers: &[f64]| -> Vec<f64> {
        let mean = numbers.iter().sum::<f64>() / n.max(1) as f64;
        numbers.iter().map(|number| number - mean).collect()
    };
    let share = |output: usize| {
        let [both, first, second] = [0, 1, 2].map(|which| centred(&dependence[which][output]));
        let all: f64 = both.iter().map(|b| b * b).sum();
        let beyond: f64 =
            both.iter().zip(first.iter().zip(&second)).map(|(b, (f, s))| (b - f - s) * (b - f - s)).sum();
        // Below rounding there is nothing to be shared.
        (all > 1e-18 * n as f64).then(|| beyond / all)
    };
    Ok((0..outputs.len()).map(share).collect())
}
