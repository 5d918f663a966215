//! Fitted models as plain data: what a bundle stores, an export writes and a hash covers.

use crate::anomaly::{IsolationState, MARKS, OutlierFactor, OutlierFactorState};
use crate::bayes::{DiscreteNbState, GaussianNbState};
use crate::boosting::{BoostedState, BranchedState};
use crate::cluster::{Anchors, AnchorsState, CentersState, Densities, HdbscanState, MixtureState, NOISE};
use crate::dummy::DummyState;
use crate::ensemble::{
    Calibrated, CalibratedState, Chain, ChainState, Committee, CommitteeState, Several, SeveralState,
    Stacked, StackedState, TransformedTarget, TransformedTargetState,
};
use crate::forecast::ForecastState;
use crate::kernels::{OneClassState, SvmState};
use crate::linear::{HuberState, LinearState, LogisticState, MarginState, PenalisedState, SvmLineState};
use crate::neighbours::{Neighbors, NeighborsState};
use crate::neural::{EmbeddedState, MlpState};
use crate::process::{GpClassesState, GpState};
use crate::stochastic::SgdState;
use crate::tree::{ExtraTreesState, ForestState, GappyState, TreeState};
use crate::{LearnError, Model, Takes};
use serde::{Deserialize, Serialize};

/// Everything that was fitted, as data. Only 32-bit integers and floats: the bytes are the same
/// on every host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ModelState {
    /// Of `dummy`.
    Dummy(DummyState),
    /// Of `linear_regression`.
    Linear(LinearState),
    /// Of `logistic_regression`.
    Logistic(LogisticState),
    /// Of `decision_tree`.
    Tree(TreeState),
    /// Of `random_forest`.
    Forest(ForestState),
    /// Of `hist_gradient_boosting`.
    Boosted(BoostedState),
    /// Of `ridge`, `lasso` and `elastic_net`.
    Penalised(PenalisedState),
    /// Of `gaussian_nb`.
    GaussianNb(GaussianNbState),
    /// Of `k_means` and `mini_batch_k_means`.
    Centers(CentersState),
    /// Of `mlp`.
    Mlp(MlpState),
    /// Of `k_neighbors`.
    Neighbors(NeighborsState),
    /// Of `multinomial_nb`, `complement_nb` and `bernoulli_nb`.
    DiscreteNb(DiscreteNbState),
    /// Of `hist_gradient_boosting` where features have categories or may be missing.
    Branched(BranchedState),
    /// Of `extra_trees`.
    ExtraTrees(ExtraTreesState),
    /// Of `ridge` and `linear_svm` as classifiers.
    Margin(MarginState),
    /// Of `huber`.
    Huber(HuberState),
    /// Of `isolation_forest`.
    Isolation(IsolationState),
    /// Of `linear_svm` as regressor.
    SvmLine(SvmLineState),
    /// Of `svm`.
    Svm(SvmState),
    /// Of `one_class_svm`.
    OneClass(OneClassState),
    /// Of `gaussian_mixture`.
    Mixture(MixtureState),
    /// Of `dbscan` and `agglomerative`.
    Anchors(AnchorsState),
    /// Of a forecast by any estimator.
    Forecast(ForecastState),
    /// Of `decision_tree`, `random_forest` and `extra_trees` where cells were missing.
    Gappy(GappyState),
    /// Of `local_outlier_factor`.
    OutlierFactor(OutlierFactorState),
    /// Of `hdbscan`.
    Hdbscan(HdbscanState),
    /// Of `sgd`.
    Sgd(SgdState),
    /// Of `voting`, `bagging`, `ada_boost` and `one_vs_rest`.
    Committee(CommitteeState),
    /// Of `calibrated_classifier_cv`.
    Calibrated(CalibratedState),
    /// Of `stacking`.
    Stacked(StackedState),
    /// Of `mlp` where features are categories.
    Embedded(EmbeddedState),
    /// Of `gaussian_process` as regressor.
    Gp(GpState),
    /// A model for each of several targets.
    Several(SeveralState),
    /// Of `classifier_chain` and `regressor_chain`.
    Chain(ChainState),
    /// Of `gaussian_process` as classifier.
    GpClasses(GpClassesState),
    /// Of `transformed_target`.
    TransformedTarget(TransformedTargetState),
}

impl ModelState {
    /// The model that has this state, ready to predict. Call [`check`](Self::check) first on a
    /// state that comes from a file.
    pub fn restore(&self) -> Box<dyn Model> {
        match self.clone() {
            Self::Dummy(s) => Box::new(s),
            Self::Linear(s) => Box::new(s),
            Self::Logistic(s) => Box::new(s),
            Self::Tree(s) => Box::new(s),
            Self::Forest(s) => Box::new(s),
            Self::Boosted(s) => Box::new(s),
            Self::Penalised(s) => Box::new(s),
            Self::GaussianNb(s) => Box::new(s),
            Self::Centers(s) => Box::new(s),
            Self::Mlp(s) => Box::new(s),
            Self::Neighbors(s) => Box::new(Neighbors::new(s)),
            Self::DiscreteNb(s) => Box::new(s),
            Self::Branched(s) => Box::new(s),
            Self::ExtraTrees(s) => Box::new(s),
            Self::Margin(s) => Box::new(s),
            Self::Huber(s) => Box::new(s),
            Self::Isolation(s) => Box::new(s),
            Self::SvmLine(s) => Box::new(s),
            Self::Svm(s) => Box::new(s),
            Self::OneClass(s) => Box::new(s),
            Self::Mixture(s) => Box::new(s),
            Self::Anchors(s) => Box::new(Anchors::new(s)),
            Self::Forecast(s) => Box::new(s),
            Self::Gappy(s) => Box::new(s),
            Self::OutlierFactor(s) => Box::new(OutlierFactor::new(s)),
            Self::Hdbscan(s) => Box::new(Densities::new(s)),
            Self::Sgd(s) => Box::new(s),
            Self::Committee(s) => Box::new(Committee::restore(s)),
            Self::Calibrated(s) => Box::new(Calibrated::restore(s)),
            Self::Stacked(s) => Box::new(Stacked::restore(s)),
            Self::Embedded(s) => Box::new(s),
            Self::Gp(s) => Box::new(s),
            Self::Several(s) => Box::new(Several::restore(&s)),
            Self::Chain(s) => Box::new(Chain::restore(s)),
            Self::GpClasses(s) => Box::new(s),
            Self::TransformedTarget(s) => Box::new(TransformedTarget::restore(&s)),
        }
    }

    /// Name of the estimator that it belongs to.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dummy(_) => "dummy",
            Self::Linear(_) => "linear_regression",
            Self::Logistic(_) => "logistic_regression",
            Self::Tree(_) => "decision_tree",
            Self::Forest(_) => "random_forest",
            Self::ExtraTrees(_) => "extra_trees",
            Self::Boosted(_) | Self::Branched(_) => "hist_gradient_boosting",
            Self::Penalised(s) => s.penalty.id(),
            Self::GaussianNb(_) => "gaussian_nb",
            Self::Centers(s) => s.found_by.id(),
            Self::Mlp(_) | Self::Embedded(_) => "mlp",
            Self::Neighbors(_) => "k_neighbors",
            Self::DiscreteNb(s) => s.draws.id(),
            Self::Margin(s) => s.kind.id(),
            Self::Huber(_) => "huber",
            Self::Isolation(_) => "isolation_forest",
            Self::SvmLine(_) => "linear_svm",
            Self::Svm(_) => "svm",
            Self::OneClass(_) => "one_class_svm",
            Self::Mixture(_) => "gaussian_mixture",
            Self::Anchors(s) => s.found_by.id(),
            Self::Forecast(s) => s.kind(),
            Self::Gappy(s) => s.id(),
            Self::OutlierFactor(_) => "local_outlier_factor",
            Self::Hdbscan(_) => "hdbscan",
            Self::Sgd(_) => "sgd",
            Self::Committee(s) => s.kind.id(),
            Self::Calibrated(_) => "calibrated_classifier_cv",
            Self::Stacked(_) => "stacking",
            Self::Several(s) => s.kind(),
            Self::Chain(s) => s.kind.id(),
            Self::Gp(_) | Self::GpClasses(_) => "gaussian_process",
            Self::TransformedTarget(_) => "transformed_target",
        }
    }

    /// What the model takes beside numbers.
    pub fn takes(&self) -> Takes {
        let inside = match self {
            Self::Committee(s) => Some(s.kinds),
            Self::Calibrated(s) => Some(s.kinds),
            Self::Stacked(s) => Some(s.kinds),
            Self::Chain(s) => Some(s.kinds),
            Self::TransformedTarget(s) => Some(s.kinds),
            Self::Several(s) => return s.takes(),
            _ => None,
        };
        if let Some(kinds) = inside {
            return Takes { missing: kinds.missing, categories: kinds.categories, sparse: false };
        }
        if let Self::Forecast(s) = self {
            return s.takes();
        }
        let branched = matches!(self, Self::Branched(_));
        Takes {
            missing: branched || matches!(self, Self::Gappy(_)),
            categories: branched || matches!(self, Self::Embedded(_)),
            sparse: self.weighs(),
        }
    }

    /// Whether it weighs each feature by a number, or heeds none: a feature of zero then changes nothing.
    fn weighs(&self) -> bool {
        matches!(
            self,
            Self::Dummy(_)
                | Self::Linear(_)
                | Self::Logistic(_)
                | Self::Penalised(_)
                | Self::Huber(_)
                | Self::Margin(_)
                | Self::SvmLine(_)
                | Self::Sgd(_)
                | Self::DiscreteNb(_)
        )
    }

    /// Whether the state can predict from `features` features without reaching outside itself:
    /// for states that come from a file. Costs one pass over the state.
    pub fn check(&self, features: usize) -> Result<(), LearnError> {
        match self {
            Self::Dummy(s) => s.check(),
            Self::Linear(s) => s.check(features),
            Self::Logistic(s) => s.check(features),
            Self::Tree(s) => s.check(features),
            Self::Forest(s) => s.check(features),
            Self::Boosted(s) => s.check(features),
            Self::Penalised(s) => s.line.check(features),
            Self::GaussianNb(s) => s.check(features),
            Self::Centers(s) => s.check(features),
            Self::Mlp(s) => s.check(features),
            Self::Neighbors(s) => s.check(features),
            Self::DiscreteNb(s) => s.check(features),
            Self::Branched(s) => s.check(features),
            Self::ExtraTrees(s) => s.0.check(features),
            Self::Margin(s) => s.check(features),
            Self::Huber(s) => s.line.check(features),
            Self::Isolation(s) => s.check(features),
            Self::SvmLine(s) => s.line.check(features),
            Self::Svm(s) => s.check(features),
            Self::OneClass(s) => s.sums.check(features, 1, 1),
            Self::Mixture(s) => s.check(features),
            Self::Anchors(s) => s.check(features),
            Self::Forecast(s) => s.check(features),
            Self::Gappy(s) => s.check(features),
            Self::OutlierFactor(s) => s.check(features),
            Self::Hdbscan(s) => s.check(features),
            Self::Sgd(s) => s.check(features),
            Self::Committee(s) => s.check(features),
            Self::Calibrated(s) => s.check(features),
            Self::Stacked(s) => s.check(features),
            Self::Embedded(s) => s.check(features),
            Self::Gp(s) => s.check(features),
            Self::Several(s) => s.check(features),
            Self::Chain(s) => s.check(features),
            Self::GpClasses(s) => s.check(features),
            Self::TransformedTarget(s) => s.check(features),
        }
    }

    /// The states by target, in the order of the targets; itself where there is one. Those of a chain see
    /// more than the features.
    pub fn each(&self) -> Vec<&ModelState> {
        match self {
            Self::Several(s) => s.models.iter().collect(),
            Self::Chain(s) => s.each(),
            one => vec![one],
        }
    }

    /// Whether it gives probabilities where it answers classes, of several targets for each.
    pub fn has_probabilities(&self) -> bool {
        match self {
            Self::Several(_) | Self::Chain(_) => self.each().iter().all(|one| one.has_probabilities()),
            Self::Margin(_) => false,
            Self::Svm(s) => s.has_probabilities(),
            Self::Sgd(s) => s.classes.is_none() || s.loss.has_probabilities(),
            Self::Committee(s) => s.has_probabilities(),
            Self::Stacked(s) => s.last.state().has_probabilities(),
            _ => true,
        }
    }

    /// Whether it gives [`scores`](Model::scores).
    pub fn has_scores(&self) -> bool {
        match self {
            Self::Logistic(_) | Self::Margin(_) => true,
            Self::Svm(s) => s.classes() > 0,
            Self::Sgd(s) => s.classes.is_some(),
            Self::Boosted(s) => s.classes.is_some(),
            Self::Branched(s) => s.boosted.classes.is_some(),
            _ => false,
        }
    }

    /// Whether other states are inside it.
    pub fn is_ensemble(&self) -> bool {
        matches!(
            self,
            Self::Committee(_)
                | Self::Calibrated(_)
                | Self::Stacked(_)
                | Self::Forecast(_)
                | Self::Several(_)
                | Self::Chain(_)
                | Self::TransformedTarget(_)
        )
    }

    /// Number of classes or groups, of several targets of the first; none for numbers.
    pub fn classes(&self) -> Option<usize> {
        let count = |classes: Option<u32>| classes.map(|count| count as usize);
        match self {
            Self::Dummy(DummyState::Classes(shares)) => Some(shares.len()),
            Self::Dummy(DummyState::Number(_))
            | Self::Linear(_)
            | Self::Penalised(_)
            | Self::Huber(_)
            | Self::SvmLine(_)
            | Self::Gp(_)
            | Self::TransformedTarget(_)
            | Self::Forecast(_) => None,
            Self::Logistic(s) => Some(s.classes as usize),
            Self::GpClasses(s) => Some(s.classes as usize),
            Self::GaussianNb(s) => Some(s.classes()),
            Self::Neighbors(s) => Some(s.classes()).filter(|&classes| classes > 0),
            Self::Margin(s) => Some(s.classes as usize),
            Self::Svm(s) => Some(s.classes()).filter(|&classes| classes > 0),
            Self::DiscreteNb(s) => Some(s.classes()),
            Self::Tree(s) => count(s.classes),
            Self::Forest(s) => count(s.classes),
            Self::ExtraTrees(s) => count(s.0.classes),
            Self::Gappy(s) => count(s.forest.classes),
            Self::Sgd(s) => count(s.classes),
            Self::Boosted(s) => count(s.classes),
            Self::Branched(s) => count(s.boosted.classes),
            Self::Mlp(s) => count(s.classes),
            Self::Embedded(s) => count(s.network.classes),
            Self::Committee(s) => count(s.classes),
            Self::Calibrated(s) => Some(s.classes as usize),
            Self::Stacked(s) => count(s.classes),
            Self::Several(_) | Self::Chain(_) => self.each().first().and_then(|one| one.classes()),
            Self::Centers(_)
            | Self::Isolation(_)
            | Self::OneClass(_)
            | Self::Mixture(_)
            | Self::OutlierFactor(_)
            | Self::Hdbscan(_)
            | Self::Anchors(_) => Some(self.groups().len()),
        }
    }

    /// Names of the groups that it puts rows into, in order: numbers of clusters, after them `-1` where
    /// rows may belong to none, or `inlier` and `outlier`. Empty for models of a target.
    pub fn groups(&self) -> Vec<String> {
        let numbered = |n: usize| (0..n).map(|k| k.to_string()).collect::<Vec<String>>();
        match self {
            Self::Centers(s) => numbered(s.clusters()),
            Self::Mixture(s) => numbered(s.mixture.components()),
            Self::Anchors(s) => {
                let noise = s.reach.map(|_| NOISE.to_owned());
                numbered(s.count as usize).into_iter().chain(noise).collect()
            }
            Self::Hdbscan(s) => numbered(s.count as usize).into_iter().chain([NOISE.to_owned()]).collect(),
            Self::Isolation(_) | Self::OneClass(_) | Self::OutlierFactor(_) => {
                MARKS.map(String::from).to_vec()
            }
            _ => Vec::new(),
        }
    }

    /// What the number beside a row's group is, in a word; `None` for models of a target.
    pub fn beside(&self) -> Option<&'static str> {
        match self {
            Self::Centers(_) | Self::Anchors(_) => Some("distance"),
            Self::Mixture(_) | Self::Hdbscan(_) => Some("probability"),
            Self::Isolation(_) | Self::OneClass(_) | Self::OutlierFactor(_) => Some("score"),
            _ => None,
        }
    }
}
