//! Stochastic descent: its kind.

use super::options::{self, Options};
use super::sgd_state::{SgdEnd, SgdState};
use super::training::Learning;
use crate::checks::SPARSE;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, ModelState, Status, Takes, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// scikit-learn's `SGDClassifier` and `SGDRegressor`: a step down the slope of each row's loss, one row after the
/// other, epoch after epoch (Robbins and Monro, *A stochastic approximation method*, 1951; Bottou, *Stochastic
/// gradient descent tricks*, 2012). More than two classes have a line each, against all others. Features must
/// not be missing and are to be on one scale. A weight makes the row's step longer; rows of weight zero have no
/// say. Time `O(epochs · rows · features · classes)`.
pub struct Sgd;

impl EstimatorKind for Sgd {
    fn id(&self) -> &'static str {
        "sgd"
    }

    fn title(&self) -> &'static str {
        "Stochastic gradient descent"
    }

    fn help(&self) -> &'static str {
        "A linear model learned a row at a time, with the loss of your choice. For very many rows; needs features \
         on one scale. On fewer, models that find the optimum are better."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        options::declared(task)
    }

    fn steps(&self) -> Option<&'static str> {
        Some("max_iter")
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options::read(task, &settings)?))
    }
}

impl Estimator for Options {
    fn towards_probabilities(&self) -> Option<&'static str> {
        let lacks = self.loss.is_of_classes() && !self.loss.has_probabilities();
        lacks.then_some("set its loss to log_loss or modified_huber")
    }

    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Learning::new(data, *self, seed, None)?))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let ModelState::Sgd(state) = state else {
            return Err(LearnError::Resume("the model is of another kind"));
        };
        if state.end != SgdEnd::Unfinished && state.epochs <= self.max_iter {
            // However many epochs are asked for, it would end where it did.
            return Ok(Box::new(Ended(state.clone())));
        }
        Ok(Box::new(Learning::new(data, *self, seed, Some(state))?))
    }
}

/// The training of a model that has come to its end: there is nothing left to do.
struct Ended(SgdState);

impl Training for Ended {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(Status::Done(Box::new(self.0.clone())))))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(Box::new(self.0.clone()))
    }
}
