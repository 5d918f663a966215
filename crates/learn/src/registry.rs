//! The estimators that a recipe may name.

use crate::EstimatorKind;
use crate::anomaly::{IsolationForest, LocalOutlierFactor};
use crate::bayes::{DiscreteNb, Draws, GaussianNb};
use crate::boosting::HistGradientBoosting;
use crate::cluster::{Agglomerative, Dbscan, GaussianMixture, Hdbscan, KMeans, MiniBatchKMeans};
use crate::dummy::Dummy;
use crate::ensemble::{
    AdaBoost, Bagging, CalibratedCv, ClassifierChain, OneVsRest, RegressorChain, Stacking,
    TransformedTargetRegressor, Voting, several,
};
use crate::forecast::{ExponentialSmoothing, SeasonalDecomposition, SeasonalNaive, over_time};
use crate::kernels::{OneClassSvm, Svm};
use crate::linear::{Huber, LinearRegression, LinearSvm, LogisticRegression, Penalised, Penalty};
use crate::neighbours::KNeighbors;
use crate::neural::Mlp;
use crate::process::GaussianProcess;
use crate::stochastic::Sgd;
use crate::tree::{DecisionTree, ExtraTrees, RandomForest};
use glasshouse_spec::{KindInfo, TaskParams};
use std::sync::LazyLock;

/// Every estimator in its family, in the order in which lists show them.
static FAMILIES: [(&str, &[&dyn EstimatorKind]); 11] = [
    ("baseline", &[&Dummy]),
    (
        "linear",
        &[
            &LinearRegression,
            &Penalised(Penalty::Ridge),
            &Penalised(Penalty::Lasso),
            &Penalised(Penalty::ElasticNet),
            &Huber,
            &LogisticRegression,
            &LinearSvm,
            &Sgd,
        ],
    ),
    ("trees", &[&DecisionTree, &RandomForest, &ExtraTrees, &HistGradientBoosting]),
    ("neighbours", &[&KNeighbors]),
    (
        "bayes",
        &[
            &GaussianNb,
            &DiscreteNb(Draws::Multinomial),
            &DiscreteNb(Draws::Complement),
            &DiscreteNb(Draws::Bernoulli),
        ],
    ),
    ("kernels", &[&Svm, &GaussianProcess]),
    ("neural", &[&Mlp]),
    (
        "ensembles",
        &[
            &Voting,
            &Stacking,
            &Bagging,
            &AdaBoost,
            &CalibratedCv,
            &OneVsRest,
            &TransformedTargetRegressor,
            &ClassifierChain,
            &RegressorChain,
        ],
    ),
    ("clusters", &[&KMeans, &MiniBatchKMeans, &GaussianMixture, &Dbscan, &Hdbscan, &Agglomerative]),
    ("anomalies", &[&IsolationForest, &LocalOutlierFactor, &OneClassSvm]),
    ("time", &[&SeasonalNaive, &ExponentialSmoothing, &SeasonalDecomposition]),
];

/// Every estimator, in the order in which lists show them; regressors as forecasts of lags as well.
pub fn registry() -> &'static [&'static dyn EstimatorKind] {
    static ALL: LazyLock<Vec<&dyn EstimatorKind>> = LazyLock::new(|| {
        FAMILIES.iter().flat_map(|(_, kinds)| kinds.iter().map(|kind| several(over_time(*kind)))).collect()
    });
    &ALL
}

/// The estimator of a name, if there is one.
pub fn find(id: &str) -> Option<&'static dyn EstimatorKind> {
    registry().iter().copied().find(|kind| kind.id() == id)
}

fn family(id: &str) -> &'static str {
    let holds = |(_, kinds): &&(_, &[&dyn EstimatorKind])| kinds.iter().any(|kind| kind.id() == id);
    FAMILIES.iter().find(holds).map_or("", |(name, _)| *name)
}

/// What lists, forms and docs show of an estimator. Where the tasks differ in a parameter, each
/// task has its own list.
pub fn kind_info(kind: &dyn EstimatorKind) -> KindInfo {
    let params = kind.tasks().first().map_or(&[][..], |&task| kind.params(task));
    let departures = kind.tasks().iter().filter(|&&task| kind.params(task) != params);
    KindInfo {
        id: kind.id().into(),
        title: kind.title().into(),
        family: family(kind.id()).into(),
        help: kind.help().into(),
        when: String::new(),
        beware: String::new(),
        example: String::new(),
        columns: Vec::new(),
        params: params.to_vec(),
        departures: departures.map(|&task| TaskParams { task, params: kind.params(task).to_vec() }).collect(),
        tasks: kind.tasks().to_vec(),
        steps: kind.steps().map(Into::into),
        onnx: kind.onnx(),
    }
}
