//! A single decision tree.

use super::options::{self, Growth};
use super::training::{Growing, TAKES};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Takes, Training};
use glasshouse_spec::{ParamDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::sync::Arc;

/// CART (Breiman, Friedman, Olshen and Stone, *Classification and Regression Trees*, 1984) with
/// scikit-learn's parameters (`DecisionTreeClassifier`, `DecisionTreeRegressor`):
/// at each node the best of all divisions of all features, at the middle between two values.
///
/// Among equal divisions the first feature and the smallest value win, where scikit-learn draws
/// lots. Values that differ by less than 1e-7 are told apart, where scikit-learn takes them for
/// equal. Missing cells go to the side where they gain more; where a node had none in training, with most
/// of its rows. Time `O(features · rows · log rows)` a level.
pub struct DecisionTree;

const NONE: ParamDefault = ParamDefault::Text(Cow::Borrowed("none"));

static CLASSIFIER: [ParamSpec; 8] = [
    options::MAX_DEPTH,
    options::MIN_SAMPLES_LEAF,
    options::CLASS_CRITERION,
    options::CLASS_WEIGHT,
    options::MIN_SAMPLES_SPLIT,
    options::MAX_LEAF_NODES,
    options::MIN_IMPURITY_DECREASE,
    options::max_features(NONE),
];

static REGRESSOR: [ParamSpec; 7] = [
    options::MAX_DEPTH,
    options::MIN_SAMPLES_LEAF,
    options::NUMBER_CRITERION,
    options::MIN_SAMPLES_SPLIT,
    options::MAX_LEAF_NODES,
    options::MIN_IMPURITY_DECREASE,
    options::max_features(NONE),
];

impl EstimatorKind for DecisionTree {
    fn id(&self) -> &'static str {
        "decision_tree"
    }

    fn title(&self) -> &'static str {
        "Decision tree"
    }

    fn help(&self) -> &'static str {
        "Asks one question about one feature after the other. Easy to read when it is shallow, needs no \
         scaling, finds thresholds and interactions; a forest is more accurate."
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
        TAKES
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Single { growth: Growth::read(&settings) }))
    }
}

struct Single {
    growth: Growth,
}

impl Estimator for Single {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Growing::new(data, self.growth, None, seed, "decision_tree")?))
    }
}
