//! What a network learns from: rows as they go in, answers as its outputs are to be, and the losses.

use super::options::Options;
use crate::answers::{Answers, others};
use crate::checks::{check_dataset_for, numbers};
use crate::curve::r2;
use crate::{Dataset, FeatureKind, Features, LearnError, Takes};
use glasshouse_compute::activation::logistic;
use glasshouse_compute::softmax;
use glasshouse_spec::TaskKind;
use ndarray::Axis;

const KIND: &str = "mlp";

/// What a network takes beside numbers.
pub(super) const TAKES: Takes = Takes { missing: false, categories: true, sparse: false };

/// Inputs beyond are taken for it, so that squares of sums of them stay finite.
pub(super) const LARGEST: f32 = 1e15;

/// What the outputs mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Loss {
    /// Half the square of what a number is off by.
    Squared,
    /// One score, of the later of two classes.
    Binary,
    /// A score for each class.
    Multinomial,
}

/// How some rows are answered, summed.
#[derive(Default, Clone, Copy)]
pub(super) struct Sums {
    loss: f64,
    pub weight: f64,
    /// Weights of the rows whose class is right.
    right: f64,
}

impl Sums {
    pub fn mean(&self) -> f64 {
        self.loss / self.weight
    }

    /// Of these rows and others.
    pub fn and(self, other: Self) -> Self {
        Self {
            loss: self.loss + other.loss,
            weight: self.weight + other.weight,
            right: self.right + other.right,
        }
    }
}

/// The rows to learn from, with their answers.
#[derive(Clone)]
pub(super) struct Part {
    pub loss: Loss,
    /// Rows of the data that are learned from, in their order.
    pub rows: Vec<u32>,
    /// Rows that early stopping looks at.
    pub held: Vec<u32>,
    /// For each row of the data: its number, centred and scaled, or the place of its class.
    y: Vec<f32>,
    weights: Option<Vec<f32>>,
    /// Number of classes.
    pub classes: Option<u32>,
    /// The classes of the outputs.
    pub outputs: Vec<u32>,
    /// Classes that have rows.
    pub present: Vec<u32>,
    /// The mean of the numbers and their standard deviation.
    pub centre: f64,
    pub scale: f64,
    /// Variance of the answers that are looked at, as the outputs are to be.
    pub variance: f64,
    /// Whether some features are much larger than others, or than one.
    pub unscaled: bool,
}

impl Part {
    pub fn new(data: &Dataset, options: &Options, task: TaskKind, seed: u64) -> Result<Self, LearnError> {
        check_dataset_for(data, TAKES)?;
        let answers = match task {
            TaskKind::Classification => Answers::of_classes(data, options.balanced, KIND)?,
            _ => {
                let (y, weights) = (numbers(data, KIND)?.to_vec(), data.weights.clone());
                Answers { y, weights, classes: None }
            }
        };
        let rows = answers.rows();
        let (rows, held) = match options.early_stopping {
            true => answers.hold_back(rows, options.validation_fraction, seed)?,
            false => (rows, Vec::new()),
        };
        let (loss, outputs) = match &answers.classes {
            None => (Loss::Squared, vec![0]),
            Some((present, _)) if present.len() == 2 => (Loss::Binary, vec![present[1]]),
            Some((present, _)) => (Loss::Multinomial, present.clone()),
        };
        let (centre, scale) = match loss {
            Loss::Squared => spread(&answers, &rows),
            _ => (0.0, 1.0),
        };
        let unscaled = is_unscaled(data, &rows);
        let mut part = Self {
            loss,
            rows,
            held,
            y: Vec::new(),
            weights: answers.weights.map(|all| all.iter().map(|&w| w as f32).collect()),
            classes: answers.classes.as_ref().map(|(_, count)| *count),
            present: answers.classes.map(|(present, _)| present).unwrap_or_default(),
            outputs,
            centre,
            scale,
            variance: 0.0,
            unscaled,
        };
        part.y = match part.loss {
            Loss::Squared => answers.y.iter().map(|y| part.standard(*y)).collect(),
            _ => answers.y.iter().map(|y| *y as f32).collect(),
        };
        part.variance = part.variance_of(&part.held);
        Ok(part)
    }

    /// The weight of a row.
    pub fn weight(&self, row: u32) -> f32 {
        self.weights.as_ref().map_or(1.0, |w| w[row as usize])
    }

    /// Other rows of the same columns, with their features; those of classes that it does not know and
    /// those without weight are left out. `None` where none is left.
    pub fn others(&self, data: &Dataset) -> Option<(Features, Self)> {
        let answers = others(&self.present, data);
        let rows: Vec<usize> = answers.iter().map(|(row, ..)| *row).collect();
        let features =
            Features::of(data.x.names.clone(), data.x.kinds.clone(), data.x.data.select(Axis(0), &rows));
        let y = |y: f64| if self.loss == Loss::Squared { self.standard(y) } else { y as f32 };
        let mut part = Self {
            rows: (0..rows.len() as u32).collect(),
            held: Vec::new(),
            y: answers.iter().map(|&(_, number, _)| y(number)).collect(),
            weights: data.weights.as_ref().map(|_| answers.iter().map(|(.., w)| *w as f32).collect()),
            ..self.clone()
        };
        part.variance = part.variance_of(&part.rows);
        (!answers.is_empty()).then_some((features, part))
    }

    /// A number as the outputs are to be.
    fn standard(&self, y: f64) -> f32 {
        if self.scale > 0.0 { ((y - self.centre) / self.scale) as f32 } else { 0.0 }
    }

    /// Weighted variance of the answers of some rows, as the outputs are to be.
    fn variance_of(&self, rows: &[u32]) -> f64 {
        let mean = |of: &dyn Fn(f64) -> f64| {
            let (mut sum, mut total) = (0.0, 0.0);
            for &row in rows {
                let weight = f64::from(self.weight(row));
                sum += weight * of(f64::from(self.y[row as usize]));
                total += weight;
            }
            sum / total
        };
        let middle = mean(&|y| y);
        mean(&|y| (y - middle) * (y - middle))
    }

    /// The metric of rows that are answered so: the share of classes that are right, or R².
    pub fn measure(&self, sums: &Sums, variance: f64) -> f64 {
        match self.loss {
            Loss::Squared => r2(2.0 * sums.mean(), variance),
            _ => sums.right / sums.weight,
        }
    }

    /// The name of that metric.
    pub fn metric(&self) -> &'static str {
        if self.loss == Loss::Squared { "r2" } else { "accuracy" }
    }

    /// Turns the outputs for some rows into the slopes of their losses, in place, and adds up how they are
    /// answered.
    pub fn slopes(&self, rows: &[u32], outputs: &mut [f32]) -> Sums {
        let mut sums = Sums::default();
        for (&row, scores) in rows.iter().zip(outputs.chunks_exact_mut(self.outputs.len())) {
            let (weight, y) = (self.weight(row), self.y[row as usize]);
            let right = self.class(scores) == y;
            let loss = self.slope(y, scores);
            let one = f64::from(weight);
            sums = sums.and(Sums { loss: one * loss, weight: one, right: if right { one } else { 0.0 } });
            if weight != 1.0 {
                scores.iter_mut().for_each(|slope| *slope *= weight);
            }
        }
        sums
    }

    /// The place of the class of the largest score.
    fn class(&self, scores: &[f32]) -> f32 {
        match self.loss {
            Loss::Squared => 0.0,
            Loss::Binary => f32::from(u8::from(scores[0] > 0.0)),
            Loss::Multinomial => {
                let larger = |best, at| if scores[at] > scores[best] { at } else { best };
                (1..scores.len()).fold(0, larger) as f32
            }
        }
    }

    fn slope(&self, y: f32, scores: &mut [f32]) -> f64 {
        match self.loss {
            Loss::Squared => {
                scores[0] -= y;
                0.5 * f64::from(scores[0]) * f64::from(scores[0])
            }
            Loss::Binary => {
                let score = f64::from(scores[0]);
                scores[0] = logistic(scores[0]) - y;
                score.max(0.0) + libm::log1p(libm::exp(-score.abs())) - f64::from(y) * score
            }
            Loss::Multinomial => {
                let right = scores[y as usize];
                let all = softmax(scores);
                scores[y as usize] -= 1.0;
                f64::from(all) - f64::from(right)
            }
        }
    }

    /// From the loss that is lowered to the loss that is shown: in the unit of the numbers.
    pub fn shown(&self, loss: f64) -> f64 {
        if self.loss == Loss::Squared { loss * self.scale * self.scale } else { loss }
    }
}

/// Weighted mean and standard deviation of the numbers of some rows; no deviation where they are all
/// the same.
fn spread(answers: &Answers, rows: &[u32]) -> (f64, f64) {
    let weight = |row: usize| answers.weights.as_ref().map_or(1.0, |w| w[row]);
    let first = rows.first().map_or(0.0, |&row| answers.y[row as usize]);
    let (mut total, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for row in rows.iter().map(|&row| row as usize) {
        total += weight(row);
        sum += weight(row) * (answers.y[row] - first);
    }
    let mean = sum / total;
    for row in rows.iter().map(|&row| row as usize) {
        let rest = answers.y[row] - first - mean;
        squares += weight(row) * (rest * rest);
    }
    (first + mean, (squares / total).sqrt())
}

/// Whether a feature is some dozen times larger than a scaled one, or hardly moves beside the
/// others: a network then learns slowly or not at all.
fn is_unscaled(data: &Dataset, rows: &[u32]) -> bool {
    const SEEN: usize = 10_000;
    const LARGE: f64 = 30.0;
    const APART: f64 = 1000.0;
    let every = rows.len().div_ceil(SEEN).max(1);
    let seen: Vec<usize> = rows.iter().step_by(every).map(|&row| row as usize).collect();
    let count = seen.len() as f64;
    let (mut largest, mut smallest) = (0.0f64, f64::INFINITY);
    let numbers = data.x.data.columns().into_iter().zip(data.x.kinds.iter());
    let numbers = numbers.filter(|(_, kind)| !matches!(kind, FeatureKind::Category { .. }));
    for (column, _) in numbers {
        let (mut sum, mut squares) = (0.0, 0.0);
        for &row in &seen {
            let value = f64::from(column[row]);
            sum += value;
            squares += value * value;
        }
        let deviation = (squares / count - (sum / count) * (sum / count)).max(0.0).sqrt();
        largest = largest.max((squares / count).sqrt());
        if deviation > 1e-6 * (squares / count).sqrt() {
            smallest = smallest.min(deviation);
        }
    }
    largest > LARGE || (smallest.is_finite() && largest > APART * smallest)
}
