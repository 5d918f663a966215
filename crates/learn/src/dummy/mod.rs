//! The baseline that looks at the target only. A model that does not beat it has learned nothing.

use crate::checks::{SPARSE, check_dataset_for, classes, numbers, weight};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Status, Takes,
    Training,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `DummyClassifier` and `DummyRegressor`: the same answer for every row.
/// It does not look at features, missing or not. Training takes one pass over the target.
pub struct Dummy;

static CLASSIFIER: [ParamSpec; 1] = [ParamSpec::choice(
    "strategy",
    "prior",
    &[Cow::Borrowed("prior"), Cow::Borrowed("most_frequent")],
    "Both answer the most frequent class; prior gives the shares of the classes as probabilities, \
     most_frequent gives that class the probability one.",
)];

static REGRESSOR: [ParamSpec; 1] = [ParamSpec::choice(
    "strategy",
    "mean",
    &[Cow::Borrowed("mean"), Cow::Borrowed("median")],
    "The number that is answered for every row. The median minimises the absolute error, the mean the \
     squared error.",
)];

impl EstimatorKind for Dummy {
    fn id(&self) -> &'static str {
        "dummy"
    }

    fn title(&self) -> &'static str {
        "Baseline"
    }

    fn help(&self) -> &'static str {
        "Answers the same for every row without looking at the features. Every other model is compared \
         with it."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match task {
            TaskKind::Classification => &CLASSIFIER,
            TaskKind::Regression => &REGRESSOR,
            _ => &[],
        }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let strategy = match (task, settings.text("strategy").as_str()) {
            (TaskKind::Classification, "prior") => Strategy::Prior,
            (TaskKind::Classification, _) => Strategy::MostFrequent,
            (_, "median") => Strategy::Median,
            _ => Strategy::Mean,
        };
        Ok(Box::new(Baseline { strategy }))
    }
}

#[derive(Clone, Copy)]
enum Strategy {
    Prior,
    MostFrequent,
    Mean,
    Median,
}

struct Baseline {
    strategy: Strategy,
}

impl Estimator for Baseline {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        // It stands beside models of every kind, and does not look at features.
        check_dataset_for(&data, Takes { missing: true, categories: true, sparse: true })?;
        let state = match self.strategy {
            Strategy::Prior => DummyState::Classes(shares(&classes(&data, "dummy")?.totals)),
            Strategy::MostFrequent => DummyState::Classes(largest(&classes(&data, "dummy")?.totals)),
            Strategy::Mean => DummyState::Number(mean(numbers(&data, "dummy")?, &data)),
            Strategy::Median => DummyState::Number(median(numbers(&data, "dummy")?, &data)),
        };
        Ok(Box::new(Ready(state)))
    }
}

fn shares(totals: &[f64]) -> Vec<f32> {
    let all: f64 = totals.iter().sum();
    totals.iter().map(|t| (t / all) as f32).collect()
}

fn largest(totals: &[f64]) -> Vec<f32> {
    let mut best = 0;
    for (i, total) in totals.iter().enumerate() {
        if *total > totals[best] {
            best = i;
        }
    }
    (0..totals.len()).map(|i| if i == best { 1.0 } else { 0.0 }).collect()
}

fn mean(y: &[f64], data: &Dataset) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for (row, value) in y.iter().enumerate() {
        let w = weight(data, row);
        sum += w * value;
        all += w;
    }
    sum / all
}

/// The weighted median as repetition gives it: the mean of the two middle values when half the
/// weight lies on each side.
fn median(y: &[f64], data: &Dataset) -> f64 {
    let mut rows: Vec<usize> = (0..y.len()).filter(|&r| weight(data, r) > 0.0).collect();
    rows.sort_by(|&a, &b| y[a].total_cmp(&y[b]));
    let half = rows.iter().map(|&r| weight(data, r)).sum::<f64>() / 2.0;
    let mut below = 0.0;
    for (i, &row) in rows.iter().enumerate() {
        below += weight(data, row);
        if below == half && i + 1 < rows.len() {
            return y[row] / 2.0 + y[rows[i + 1]] / 2.0;
        }
        if below > half {
            return y[row];
        }
    }
    rows.last().map_or(0.0, |&row| y[row])
}

struct Ready(DummyState);

impl Training for Ready {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(Status::Done(Box::new(self.0.clone())))))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(Box::new(self.0.clone()))
    }
}

/// The one answer of a baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DummyState {
    /// Probability of each class.
    Classes(Vec<f32>),
    /// A number.
    Number(f64),
}

impl DummyState {
    /// Whether it can answer.
    pub(crate) fn check(&self) -> Result<(), LearnError> {
        match self {
            Self::Classes(p) if p.is_empty() => Err(LearnError::BadState("a baseline without classes")),
            _ => Ok(()),
        }
    }
}

impl Model for DummyState {
    fn predict(&self, x: &Features) -> Prediction {
        let rows = x.rows();
        match self {
            Self::Number(number) => Prediction::Numbers(vec![*number; rows]),
            Self::Classes(shares) => Prediction::Classes {
                probabilities: Array2::from_shape_fn((rows, shares.len()), |(_, c)| shares[c]),
                index: vec![crate::checks::first_maximum(shares); rows],
            },
        }
    }

    fn state(&self) -> ModelState {
        ModelState::Dummy(self.clone())
    }
}
