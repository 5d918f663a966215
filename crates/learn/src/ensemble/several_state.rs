//! Models of several targets that know nothing of each other.

use super::inner::inside;
use crate::{Features, LearnError, Model, ModelState, Prediction, Takes, WeightKind};
use glasshouse_spec::Warning;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A model for each of several targets, of one kind; ensembles among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeveralState {
    /// In the order of the targets.
    #[serde(deserialize_with = "inside")]
    pub models: Vec<ModelState>,
}

impl SeveralState {
    /// Name of the estimator.
    pub(crate) fn kind(&self) -> &'static str {
        self.models.first().map_or("dummy", ModelState::kind)
    }

    /// What all of them take beside numbers.
    pub(crate) fn takes(&self) -> Takes {
        let all = |what: fn(Takes) -> bool| self.models.iter().all(|model| what(model.takes()));
        Takes {
            missing: all(|takes| takes.missing),
            categories: all(|takes| takes.categories),
            sparse: all(|takes| takes.sparse),
        }
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let nested = |model: &ModelState| {
            matches!(model, ModelState::Several(_) | ModelState::Chain(_) | ModelState::Forecast(_))
        };
        let first = self.models.first().and_then(ModelState::classes).is_some();
        let sound = self.models.len() >= 2
            && !self.models.iter().any(nested)
            && self.models.iter().all(|model| {
                model.kind() == self.kind() && model.beside().is_none() && model.classes().is_some() == first
            });
        if !sound {
            return Err(LearnError::BadState("the models of its targets do not fit together"));
        }
        self.models.iter().try_for_each(|model| model.check(features))
    }
}

/// The models, ready to predict.
pub(crate) struct Several {
    pub models: Vec<Rc<dyn Model>>,
}

impl Several {
    pub fn restore(state: &SeveralState) -> Self {
        Self { models: state.models.iter().map(|model| model.restore().into()).collect() }
    }
}

impl Model for Several {
    fn predict(&self, x: &Features) -> Prediction {
        Prediction::Several(self.models.iter().map(|model| model.predict(x)).collect())
    }

    fn rows_at_once(&self) -> usize {
        rows_at_once(&self.models)
    }

    fn state(&self) -> ModelState {
        ModelState::Several(SeveralState { models: self.models.iter().map(|model| model.state()).collect() })
    }

    fn weights_of(&self, target: usize) -> Option<(WeightKind, Vec<f64>)> {
        self.models.get(target)?.weights()
    }

    fn warnings_of(&self, target: usize) -> Vec<Warning> {
        self.models.get(target).map_or_else(Vec::new, |model| model.warnings())
    }
}

/// Rows that models answer one after the other in the time that one may take.
pub(super) fn rows_at_once(models: &[Rc<dyn Model>]) -> usize {
    let fewest = models.iter().map(|model| model.rows_at_once()).min().unwrap_or(usize::MAX);
    (fewest / models.len().max(1)).max(1)
}
