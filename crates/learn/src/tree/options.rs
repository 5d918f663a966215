//! Parameters that trees and forests share.

use crate::settings::Settings;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec};
use std::borrow::Cow;

/// How impure a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Gini,
    Entropy,
    SquaredError,
}

/// How many features a node looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum MaxFeatures {
    All,
    Root,
    Log2,
    Share(f64),
}

impl MaxFeatures {
    /// The number for a number of features: at least one.
    pub fn count(self, features: u32) -> u32 {
        let all = f64::from(features);
        let count = match self {
            Self::All => all,
            Self::Root => all.sqrt(),
            Self::Log2 => libm::log2(all),
            Self::Share(share) => all * share,
        };
        (count as u32).clamp(1, features)
    }
}

/// How classes weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClassWeight {
    None,
    Balanced,
    BalancedSubsample,
}

/// The checked parameters of how a tree grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    pub measure: Measure,
    pub max_depth: u32,
    pub min_samples_split: u32,
    pub min_samples_leaf: u32,
    pub max_features: MaxFeatures,
    pub max_leaf_nodes: Option<u32>,
    pub min_impurity_decrease: f64,
    pub class_weight: ClassWeight,
    /// Whether a feature is divided at a value that is drawn, not at the best.
    pub drawn: bool,
}

/// Largest value of a parameter that counts rows, nodes or levels.
const MANY: i64 = u32::MAX as i64;

pub(super) const CLASS_CRITERION: ParamSpec = ParamSpec::choice(
    "criterion",
    "gini",
    &[Cow::Borrowed("gini"), Cow::Borrowed("entropy"), Cow::Borrowed("log_loss")],
    "What a split should reduce: gini the chance to mistake two random rows of a node, entropy (also \
     called log_loss) the bits needed to name a row's class. They seldom differ much.",
);

pub(super) const NUMBER_CRITERION: ParamSpec = ParamSpec::choice(
    "criterion",
    "squared_error",
    &[Cow::Borrowed("squared_error")],
    "What a split should reduce: squared_error the variance within the nodes.",
);

pub(super) const MAX_DEPTH: ParamSpec = ParamSpec::optional_int(
    "max_depth",
    1,
    MANY,
    "The largest number of questions in a row; without it trees grow until leaves are pure. Shallow trees \
     are easy to read and overfit less.",
)
.tuned(2.0, 30.0, false);

pub(super) const MIN_SAMPLES_SPLIT: ParamSpec =
    ParamSpec::int("min_samples_split", 2, 2, MANY, "Nodes with fewer rows are not divided.")
        .tuned(2.0, 50.0, true);

pub(super) const MIN_SAMPLES_LEAF: ParamSpec = ParamSpec::int(
    "min_samples_leaf",
    1,
    1,
    MANY,
    "The smallest number of rows in a leaf. Larger leaves smooth the answers.",
)
.tuned(1.0, 50.0, true);

pub(super) const MAX_LEAF_NODES: ParamSpec = ParamSpec::optional_int(
    "max_leaf_nodes",
    2,
    MANY,
    "The largest number of leaves; the splits that reduce impurity most are made first.",
);

pub(super) const MIN_IMPURITY_DECREASE: ParamSpec = ParamSpec::float(
    "min_impurity_decrease",
    0.0,
    0.0,
    f64::MAX,
    "Splits that reduce the impurity by less, weighed by the node's share of all rows, are not made.",
);

pub(super) const CLASS_WEIGHT: ParamSpec = ParamSpec::choice(
    "class_weight",
    "none",
    &[Cow::Borrowed("none"), Cow::Borrowed("balanced")],
    "With balanced every class weighs the same in all, however few its rows.",
);

pub(super) const FOREST_CLASS_WEIGHT: ParamSpec = ParamSpec::choice(
    "class_weight",
    "none",
    &[Cow::Borrowed("none"), Cow::Borrowed("balanced"), Cow::Borrowed("balanced_subsample")],
    "With balanced every class weighs the same in all, however few its rows; balanced_subsample does so \
     anew for the rows of each tree.",
);

/// The declaration of `max_features`, whose default differs.
pub(super) const fn max_features(default: ParamDefault) -> ParamSpec {
    const NAMES: &[Cow<'static, str>] =
        &[Cow::Borrowed("sqrt"), Cow::Borrowed("log2"), Cow::Borrowed("none")];
    let kind = ParamKind::ChoiceOrFloat { options: Cow::Borrowed(NAMES), min: 1e-6, max: 1.0 };
    ParamSpec::new(
        "max_features",
        kind,
        default,
        "How many features, drawn anew at each node, a split is looked for in: the square root of their \
         number, its logarithm, a share from 0 to 1, or none for all of them. Fewer make the trees of a \
         forest differ more.",
    )
}

impl Growth {
    /// Reads the parameters that both kinds share.
    pub fn read(settings: &Settings) -> Self {
        let count = |name: &str| settings.int(name).and_then(|i| u32::try_from(i).ok());
        let measure = match settings.text("criterion").as_str() {
            "gini" => Measure::Gini,
            "squared_error" => Measure::SquaredError,
            _ => Measure::Entropy,
        };
        let max_features = match (settings.float("max_features"), settings.text("max_features").as_str()) {
            (Some(share), _) => MaxFeatures::Share(share),
            (None, "sqrt") => MaxFeatures::Root,
            (None, "log2") => MaxFeatures::Log2,
            (None, _) => MaxFeatures::All,
        };
        let class_weight = match measure {
            Measure::SquaredError => ClassWeight::None,
            _ => match settings.text("class_weight").as_str() {
                "balanced" => ClassWeight::Balanced,
                "balanced_subsample" => ClassWeight::BalancedSubsample,
                _ => ClassWeight::None,
            },
        };
        Self {
            measure,
            max_depth: count("max_depth").unwrap_or(u32::MAX),
            min_samples_split: count("min_samples_split").unwrap_or(2),
            min_samples_leaf: count("min_samples_leaf").unwrap_or(1),
            max_features,
            max_leaf_nodes: count("max_leaf_nodes"),
            min_impurity_decrease: settings.float("min_impurity_decrease").unwrap_or(0.0),
            class_weight,
            drawn: false,
        }
    }
}
