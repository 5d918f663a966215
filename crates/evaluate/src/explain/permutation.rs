//! How much worse a model answers where the cells of a column change places (Breiman, *Random Forests*, 2001),
//! as scikit-learn's `permutation_importance`, over raw columns: so all that is made of a column changes with it.

use super::ground::{Ground, Moved, spread};
use crate::split::shuffle;
use crate::{EvaluateError, score_in_pieces};
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::metric;
use glasshouse_spec::{Importance, TaskReport};
use glasshouse_stats::distributions::student_t_quantile;
use glasshouse_stats::spearman;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Rows that the correlation of columns is told from.
const CORRELATED: usize = 2000;

/// Rows with their targets and the metric that is looked at.
#[derive(Clone, Copy)]
pub struct Scored<'a> {
    /// Targets of the rows of the ground, in their order.
    pub target: &'a Target,
    /// What is predicted.
    pub task: &'a TaskReport,
    /// The metric.
    pub metric: &'a str,
    /// Whose rows, in words.
    pub part: &'a str,
}

/// The metric with all columns as they are, and by group how much worse it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Permuted {
    /// The metric.
    pub score: f64,
    /// In the order of the groups.
    pub importances: Vec<Importance>,
}

impl Scored<'_> {
    /// The metric of answers.
    ///
    /// # Errors
    /// A metric that is not known or not defined here.
    pub async fn of(&self, prediction: &Prediction, width: usize) -> Result<f64, EvaluateError> {
        let wanted = [self.metric.to_string()];
        let scored = score_in_pieces(
            self.part,
            prediction,
            self.target,
            self.task,
            width,
            Some(&wanted),
            &async |_| {},
        )
        .await?;
        scored.scores.get(self.metric).copied().ok_or_else(|| EvaluateError::NotExplained {
            message: scored.notes.first().map_or_else(
                || format!("{} cannot be computed for the {} rows", self.metric, self.part),
                |note| note.message.clone(),
            ),
            remedy: "Choose another metric, or give more rows.",
        })
    }
}

/// The raw columns one by one; with a threshold, columns of numbers whose rank correlation (Spearman) is at
/// least that, above or below zero, in one group with all that they are linked to.
pub fn column_groups(ground: &Ground<'_>, correlated: Option<f64>) -> Vec<Vec<String>> {
    let inputs = &ground.pipeline.state().inputs;
    let mut group: Vec<usize> = (0..inputs.len()).collect();
    if let Some(least) = correlated {
        let rows = spread(ground.rows, CORRELATED);
        let of = |name: &str| -> Option<Vec<f64>> {
            let column = ground.table.column(name)?;
            column.numbers()?;
            Some(rows.iter().map(|row| column.number(*row as usize).unwrap_or(f64::NAN)).collect())
        };
        let columns: Vec<Option<Vec<f64>>> = inputs.iter().map(|input| of(&input.name)).collect();
        for (i, a) in columns.iter().enumerate() {
            for (j, b) in columns.iter().enumerate().take(i) {
                let (Some(a), Some(b)) = (a, b) else { continue };
                let (a, b): (Vec<f64>, Vec<f64>) =
                    a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan()).unzip();
                if spearman(&a, &b).is_some_and(|r| r.abs() >= least) {
                    let (from, to) = (group[i].max(group[j]), group[i].min(group[j]));
                    group.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
                }
            }
        }
    }
    let members = |of: usize| -> Vec<String> {
        let own = inputs.iter().zip(&group).filter(|(_, group)| **group == of);
        own.map(|(input, _)| input.name.clone()).collect()
    };
    (0..inputs.len()).map(members).filter(|members| !members.is_empty()).collect()
}

/// So many orders of so many rows.
pub fn orders(rows: usize, repeats: u32, seed: u64) -> Vec<Vec<u32>> {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let mut order = || {
        let mut order: Vec<u32> = (0..rows as u32).collect();
        shuffle(&mut order, &mut draw);
        order
    };
    (0..repeats).map(|_| order()).collect()
}

/// Lets the cells of each group change places, by each of its orders, and scores the answers: `orders` tells
/// those of a group.
///
/// # Errors
/// A metric that is not known or not defined here; what the preparation refuses.
pub async fn permutation(
    ground: &Ground<'_>,
    scored: Scored<'_>,
    groups: &[Vec<String>],
    orders: impl Fn(usize) -> Vec<Vec<u32>>,
    pause: &impl AsyncFn(f64),
) -> Result<Permuted, EvaluateError> {
    ground.may_mix()?;
    let width = ground.pipeline.state().features.len();
    let better = if metric(scored.metric).is_none_or(|metric| metric.greater_is_better) { 1.0 } else { -1.0 };
    let whole = ground.mixed(ground.rows, &Moved::new(), &async |_| pause(0.0).await).await?;
    let score = scored.of(&whole, width).await?;
    let mut importances = Vec::with_capacity(groups.len());
    for (at, columns) in groups.iter().enumerate() {
        let orders = orders(at);
        let mut losses = Vec::with_capacity(orders.len());
        for (turn, order) in orders.iter().enumerate() {
            let begun = at as f64 + turn as f64 / orders.len() as f64;
            let share = async |_| pause(begun / groups.len() as f64).await;
            let from: Vec<u32> = order.iter().map(|place| ground.rows[*place as usize]).collect();
            let moved = columns.iter().map(|name| (name.as_str(), from.clone())).collect();
            let prediction = ground.mixed(ground.rows, &moved, &share).await?;
            losses.push(better * (score - scored.of(&prediction, width).await?));
            share(0.0).await;
        }
        importances.push(importance(columns.clone(), &losses));
    }
    Ok(Permuted { score, importances })
}

/// Mean, deviation and interval of losses.
fn importance(columns: Vec<String>, losses: &[f64]) -> Importance {
    let n = losses.len().max(1) as f64;
    let mean = losses.iter().sum::<f64>() / n;
    let squares: f64 = losses.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
    // Of one repeat there is no interval: it is the point.
    let half = match losses.len() {
        0 | 1 => 0.0,
        _ => student_t_quantile(0.975, n - 1.0) * (squares / (n - 1.0) / n).sqrt(),
    };
    Importance { columns, mean, std: (squares / n).sqrt(), low: mean - half, high: mean + half }
}
