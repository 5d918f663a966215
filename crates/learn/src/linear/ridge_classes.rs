//! Ridge regression as a classifier: a line for each class, or one for two.

use super::margin_model::{MarginKind, MarginState};
use super::penalised::{Fitting, Options};
use crate::checks::{SPARSE, balanced, check_dataset_for, classes, weight};
use crate::{Dataset, LearnError, Model, Progress, Status, Target, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `RidgeClassifier`: ridge regression towards one for the rows of a class and minus one
/// for all others; the largest answer wins.
pub(super) struct RidgeClasses {
    options: Options,
    data: Arc<Dataset>,
    weights: Option<Vec<f64>>,
    /// Classes that get a line, and those that have one.
    wanted: Vec<u32>,
    done: usize,
    state: MarginState,
    fitting: Fitting,
}

impl RidgeClasses {
    pub fn new(data: Arc<Dataset>, options: Options, even: bool) -> Result<Self, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let found = classes(&data, "ridge")?;
        let factors = balanced(&found.totals);
        let weighed = |(row, &class): (usize, &u32)| weight(&data, row) * factors[class as usize];
        let weights = match even {
            true => Some(found.index.iter().enumerate().map(weighed).collect()),
            false => data.weights.clone(),
        };
        let present = (0..found.count as u32).filter(|&class| found.totals[class as usize] > 0.0);
        let wanted: Vec<u32> = if found.count == 2 { vec![1] } else { present.collect() };
        let state = MarginState::new(MarginKind::Ridge, found.count, data.x.width());
        let fitting = fitting(&data, &weights, wanted[0], options)?;
        Ok(Self { options, weights, wanted, done: 0, state, fitting, data })
    }

    fn chunk(&mut self) -> Result<Status, LearnError> {
        let class = self.wanted[self.done];
        match self.fitting.chunk() {
            Ok(line) => {
                self.state.set(class, &line.line.coefficients, line.line.intercept);
                self.done += 1;
                match self.wanted.get(self.done) {
                    Some(&next) => self.fitting = fitting(&self.data, &self.weights, next, self.options)?,
                    None => return Ok(Status::Done(Box::new(self.state.clone()))),
                }
            }
            Err(Progress { done, total, unit }) if self.wanted.len() == 1 => {
                return Ok(Status::Running(Progress { done, total, unit }));
            }
            Err(_) => {}
        }
        let (done, total) = (self.done as u64, self.wanted.len() as u64);
        Ok(Status::Running(Progress { done, total, unit: "class" }))
    }
}

/// The line of one class.
fn fitting(
    data: &Dataset,
    weights: &Option<Vec<f64>>,
    class: u32,
    options: Options,
) -> Result<Fitting, LearnError> {
    let Target::Classes { index, .. } = &data.y else {
        return Err(LearnError::Task { kind: "ridge", task: "regression" });
    };
    let y = Target::Numbers(index.iter().map(|&c| if c == class { 1.0 } else { -1.0 }).collect());
    Fitting::new(Arc::new(Dataset { x: data.x.clone(), y, weights: weights.clone() }), options)
}

impl Training for RidgeClasses {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(self.chunk()))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
