//! Small data sets, and estimators driven to their end.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

pub mod cases;

use glasshouse_learn::{
    Dataset, Features, LearnError, Model, Prediction, Progress, Status, Target, Training, find,
};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::{Array2, Axis};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;

/// Uniform numbers from −2 to 2.
pub fn noise(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn((rows, columns), || (rng.next_u32() >> 8) as f32 / (1 << 22) as f32 - 2.0)
}

/// The labels a, b, c …
pub fn labels(count: u8) -> Arc<[String]> {
    (0..count).map(|i| char::from(b'a' + i).to_string()).collect()
}

/// A data set whose features are named x0, x1 …
pub fn data(x: Array2<f32>, y: Target) -> Dataset {
    let names: Vec<String> = (0..x.ncols()).map(|j| format!("x{j}")).collect();
    Dataset { x: Features::new(names, x), y, weights: None }
}

/// Every row as often as its weight says.
pub fn repeated(d: &Dataset, weights: &[f64]) -> Dataset {
    let rows: Vec<usize> =
        weights.iter().enumerate().flat_map(|(i, &w)| std::iter::repeat_n(i, w as usize)).collect();
    let taken: Vec<u32> = rows.iter().map(|&i| i as u32).collect();
    data(d.x.data.select(Axis(0), &rows), d.y.take(&taken))
}

/// Parameters from pairs.
pub fn params(pairs: &[(&str, Value)]) -> ParamValues {
    pairs.iter().map(|(name, value)| (name.to_string(), value.0.clone())).collect()
}

/// A parameter's value, made from plain ones.
#[derive(Clone, Debug)]
pub struct Value(ParamValue);

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self(ParamValue::Bool(b))
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Self(ParamValue::Int(i))
    }
}

impl From<f64> for Value {
    fn from(f: f64) -> Self {
        Self(ParamValue::Float(f))
    }
}

impl From<&str> for Value {
    fn from(t: &str) -> Self {
        Self(ParamValue::Text(t.into()))
    }
}

/// Builds with defaults and starts.
pub fn start(id: &str, task: TaskKind, d: &Dataset, seed: u64) -> Result<Box<dyn Training>, LearnError> {
    start_with(id, task, d, seed, &ParamValues::new())
}

/// Builds and starts.
pub fn start_with(
    id: &str,
    task: TaskKind,
    d: &Dataset,
    seed: u64,
    values: &ParamValues,
) -> Result<Box<dyn Training>, LearnError> {
    let mut d = d.clone();
    if ["multinomial_nb", "complement_nb"].contains(&id) {
        d.x.data.mapv_inplace(f32::abs); // They learn from counts.
    }
    let estimator = find(id).unwrap().build(task, values).unwrap_or_else(|faults| panic!("{faults:?}"));
    estimator.start(Arc::new(d), seed)
}

/// One chunk: progress, or the model at the end.
pub fn advance(training: &mut dyn Training) -> Result<Progress, Box<dyn Model>> {
    match pollster::block_on(training.advance()).unwrap() {
        Status::Running(progress) => Ok(progress),
        Status::Done(model) => Err(model),
    }
}

/// Trains with defaults to the end.
pub fn train(id: &str, task: TaskKind, d: &Dataset, seed: u64) -> Box<dyn Model> {
    train_with(id, task, d, seed, &ParamValues::new())
}

/// Trains to the end.
pub fn train_with(id: &str, task: TaskKind, d: &Dataset, seed: u64, values: &ParamValues) -> Box<dyn Model> {
    let mut training = start_with(id, task, d, seed, values).unwrap();
    loop {
        if let Err(model) = advance(&mut *training) {
            return model;
        }
    }
}

/// What a bundle stores of a model.
pub fn bytes(model: &dyn Model) -> Vec<u8> {
    postcard::to_stdvec(&model.state()).unwrap()
}

/// A prediction that can be compared.
#[derive(Debug)]
pub struct Answer(pub Prediction);

impl std::ops::Deref for Answer {
    type Target = Prediction;

    fn deref(&self) -> &Prediction {
        &self.0
    }
}

impl From<Prediction> for Answer {
    fn from(p: Prediction) -> Self {
        Self(p)
    }
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Prediction::Numbers(a), Prediction::Numbers(b)) => a == b,
            (Prediction::Groups { index: a, numbers: p }, Prediction::Groups { index: b, numbers: q }) => {
                p == q && a == b
            }
            (
                Prediction::Classes { probabilities: p, index: a },
                Prediction::Classes { probabilities: q, index: b },
            ) => p == q && a == b,
            (Prediction::Several(a), Prediction::Several(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Self(a.clone()) == Self(b.clone()))
            }
            _ => false,
        }
    }
}

impl Answer {
    /// All numbers: predictions or probabilities, or the classes where there are none.
    pub fn numbers(&self) -> Vec<f64> {
        match &self.0 {
            Prediction::Numbers(numbers) | Prediction::Groups { numbers, .. } => numbers.clone(),
            Prediction::Classes { probabilities, index } if probabilities.ncols() == 0 => {
                index.iter().map(|&class| f64::from(class)).collect()
            }
            Prediction::Classes { probabilities, .. } => probabilities.iter().map(|&p| p.into()).collect(),
            Prediction::Several(each) => each.iter().flat_map(|one| Self(one.clone()).numbers()).collect(),
        }
    }

    /// Classes chosen.
    pub fn classes(&self) -> Vec<u32> {
        match &self.0 {
            Prediction::Classes { index, .. } | Prediction::Groups { index, .. } => index.clone(),
            Prediction::Numbers(_) => panic!("numbers have no classes"),
            Prediction::Several(each) => each.iter().flat_map(|one| Self(one.clone()).classes()).collect(),
        }
    }

    /// Fails when a number differs by more than `tolerance`, relative above one.
    pub fn assert_close(&self, other: &Self, tolerance: f64, what: &str) {
        for (i, (a, b)) in self.numbers().iter().zip(other.numbers()).enumerate() {
            assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what} at {i}: {a} {b}");
        }
    }
}

/// Predicts the rows of a data set.
pub fn predict(model: &dyn Model, d: &Dataset) -> Answer {
    Answer(model.predict(&d.x))
}
