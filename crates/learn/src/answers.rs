//! Targets as numbers with the weights of their rows, and the rows that early stopping holds back.

use crate::checks::{balanced, classes, weight};
use crate::tree::sample::{below, generator};
use crate::{Dataset, LearnError, Target};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec};

/// Stream of the random numbers that hold rows back.
const STREAM: u32 = u32::MAX - 1;

/// Whether an estimator that learns in epochs stops early.
pub(crate) const EARLY_STOPPING: ParamSpec = ParamSpec::bool(
    "early_stopping",
    false,
    "Whether some training rows are held back, training stops when their loss no longer falls, and the best epoch \
     is kept.",
);

/// How many rows early stopping holds back.
pub(crate) const VALIDATION_FRACTION: ParamSpec = ParamSpec::new(
    "validation_fraction",
    ParamKind::Float { min: 0.0, max: 0.99, open: true },
    ParamDefault::Float(0.1),
    "The share of the training rows that early stopping holds back.",
);

/// Answers and weights of all rows.
pub(crate) struct Answers {
    /// Numbers, or the place of each row's class among those that have rows.
    pub y: Vec<f64>,
    /// Weights of the rows; one for all when `None`.
    pub weights: Option<Vec<f64>>,
    /// Classes that have rows, and the number of all.
    pub classes: Option<(Vec<u32>, u32)>,
}

impl Answers {
    /// The classes of a target; `even` makes each weigh the same in all.
    pub fn of_classes(data: &Dataset, even: bool, kind: &'static str) -> Result<Self, LearnError> {
        let found = classes(data, kind)?;
        let present: Vec<u32> =
            (0..found.count as u32).filter(|&class| found.totals[class as usize] > 0.0).collect();
        let mut place = vec![0.0; found.count];
        present.iter().enumerate().for_each(|(at, &class)| place[class as usize] = at as f64);
        let factors = if even { balanced(&found.totals) } else { vec![1.0; found.count] };
        let weighed = even || data.weights.is_some();
        let weights = weighed.then(|| {
            let rows = found.index.iter().enumerate();
            rows.map(|(row, &class)| weight(data, row) * factors[class as usize]).collect()
        });
        let y = found.index.iter().map(|&class| place[class as usize]).collect();
        Ok(Self { y, weights, classes: Some((present, found.count as u32)) })
    }

    /// The rows that have weight, in their order.
    pub fn rows(&self) -> Vec<u32> {
        let weighs = |row: &u32| self.weights.as_ref().is_none_or(|w| w[*row as usize] > 0.0);
        (0..self.y.len() as u32).filter(weighs).collect()
    }

    /// Draws the rows that are held back, of each class its share. At least one row of each class is
    /// left to learn from. Answers the others and those held back.
    pub fn hold_back(
        &self,
        rows: Vec<u32>,
        share: f64,
        seed: u64,
    ) -> Result<(Vec<u32>, Vec<u32>), LearnError> {
        let mut rng = generator(seed, STREAM);
        let groups = self.classes.as_ref().map_or(1, |(present, _)| present.len());
        let group = |row: u32| if groups == 1 { 0 } else { self.y[row as usize] as usize };
        let mut left = vec![0u32; groups];
        rows.iter().for_each(|&row| left[group(row)] += 1);
        let mut wanted: Vec<u32> = left
            .iter()
            .map(|&count| ((f64::from(count) * share).round_ties_even() as u32).min(count.saturating_sub(1)))
            .collect();
        let (mut kept, mut held) = (Vec::new(), Vec::new());
        for row in rows {
            let group = group(row);
            if below(&mut rng, left[group]) < wanted[group] {
                wanted[group] -= 1;
                held.push(row);
            } else {
                kept.push(row);
            }
            left[group] -= 1;
        }
        if held.is_empty() {
            let message = "early_stopping needs more rows: validation_fraction of them is none".to_string();
            return Err(LearnError::Parameter { name: "early_stopping", message });
        }
        Ok((kept, held))
    }
}

/// Rows that are only looked at: those of a finite number, or of a class among `present`, that have some
/// weight. Each with its number or the place of its class, and its weight.
pub(crate) fn others(present: &[u32], data: &Dataset) -> Vec<(usize, f64, f64)> {
    let place = |class: u32| present.iter().position(|&one| one == class);
    let answer = |row: usize| match &data.y {
        Target::Classes { index, .. } => place(index[row]).map(|at| at as f64),
        Target::Numbers(y) => Some(y[row]).filter(|y| y.is_finite()),
        Target::None | Target::Series(_) | Target::Several(_) => None,
    };
    let told = |row| Some((row, answer(row)?, weight(data, row)));
    (0..data.x.data.nrows()).filter_map(told).filter(|(.., weight)| *weight > 0.0).collect()
}
