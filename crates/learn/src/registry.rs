//! The estimators that a recipe may name.

use crate::EstimatorKind;
use crate::dummy::Dummy;
use crate::linear::{LinearRegression, LogisticRegression};
use crate::tree::{DecisionTree, RandomForest};
use glasshouse_spec::{KindInfo, ParamSpec};

static REGISTRY: [&dyn EstimatorKind; 5] =
    [&Dummy, &LinearRegression, &LogisticRegression, &DecisionTree, &RandomForest];

/// Every estimator, in the order in which lists show them.
pub fn registry() -> &'static [&'static dyn EstimatorKind] {
    &REGISTRY
}

/// The estimator of a name, if there is one.
pub fn find(id: &str) -> Option<&'static dyn EstimatorKind> {
    REGISTRY.iter().copied().find(|kind| kind.id() == id)
}

/// What lists, forms and docs show of an estimator. The parameters are those of all its tasks
/// together; where two tasks differ in a parameter's default, that of the first task is shown.
pub fn kind_info(kind: &dyn EstimatorKind) -> KindInfo {
    let mut params: Vec<ParamSpec> = Vec::new();
    for &task in kind.tasks() {
        for spec in kind.params(task) {
            if !params.iter().any(|p| p.name == spec.name) {
                params.push(spec.clone());
            }
        }
    }
    KindInfo {
        id: kind.id().into(),
        title: kind.title().into(),
        help: kind.help().into(),
        params,
        tasks: kind.tasks().to_vec(),
        onnx: true,
    }
}
