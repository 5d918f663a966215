//! Gradient boosting on histograms.

use super::options::{self, Options};
use super::part::TAKES;
use super::training::{Boosting, Earlier};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, ModelState, Takes, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::sync::Arc;

/// scikit-learn's `HistGradientBoostingClassifier` and `HistGradientBoostingRegressor`: each tree goes down the
/// slope of the loss that those before left (Friedman, *Greedy function approximation*, 2001), grown leaf by
/// leaf from histograms of the features (Ke et al., *LightGBM*, 2017).
///
/// Rows of weight zero have no say. With early stopping the best iteration is kept, where
/// scikit-learn keeps the last. A missing cell goes where it lowers the loss most, or with most rows
/// where training had none; categories are divided into two sets. Time `O(iterations · classes ·
/// rows · features · log leaves)`; memory a byte a cell (two beyond 4 MiB of them), 32 bytes a row (25 with
/// classes; of more than two 25 and 8 for each), and 4 KiB for each feature of half of the
/// leaves. An advance does up to 50 ms, part of a tree if need be.
pub struct HistGradientBoosting;

impl EstimatorKind for HistGradientBoosting {
    fn id(&self) -> &'static str {
        "hist_gradient_boosting"
    }

    fn title(&self) -> &'static str {
        "Gradient boosting"
    }

    fn help(&self) -> &'static str {
        "Grows small trees one after the other, each correcting what is still wrong. Often the most accurate on \
         tables, quick, needs no scaling, takes missing cells and categories as they are; worth tuning learning_rate and max_iter."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn steps(&self) -> Option<&'static str> {
        Some("max_iter")
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match task {
            TaskKind::Classification => &options::CLASSIFIER,
            TaskKind::Regression => &options::REGRESSOR,
            _ => &[],
        }
    }

    fn takes(&self) -> Takes {
        TAKES
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Checked { options: Options::read(task, &settings)?, task }))
    }
}

struct Checked {
    options: Options,
    task: TaskKind,
}

impl Estimator for Checked {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Boosting::new(data, self.options.clone(), self.task, seed, None)?))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let earlier = Some(Earlier::of(state)?);
        Ok(Box::new(Boosting::new(data, self.options.clone(), self.task, seed, earlier)?))
    }
}
