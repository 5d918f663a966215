//! A forest of randomised trees.

use super::options::{self, Growth};
use super::training::{Forest, Growing, TAKES, Which};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, ModelState, Takes, Training};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind};
use std::borrow::Cow;
use std::sync::Arc;

/// Breiman's random forest (*Random forests*, 2001) with scikit-learn's parameters (`RandomForestClassifier`,
/// `RandomForestRegressor`): each tree is grown on rows drawn with replacement and looks at a few
/// features, drawn anew, at each node; the forest answers the mean of its trees.
///
/// With weights, rows are drawn in proportion to them. The leaves of a classifier are rounded to
/// a grid fine enough to be without effect (2⁻¹⁵ for 100 trees), which makes their sums exact on
/// every machine. A forest can be trained on for more trees: its leaves go to the grid of as many. Missing cells go
/// where they gain more, as in a single tree. Time `O(trees · max_features · rows · log² rows)`;
/// memory beyond the model as many bits a cell as the ranks of its feature take, and about 25 bytes a row for each
/// thread; an advance does up to 50 ms of it, and the forest of the trees grown so far is always at hand.
pub struct RandomForest;

const N_ESTIMATORS: ParamSpec = ParamSpec::int(
    "n_estimators",
    100,
    1,
    10_000,
    "The number of trees. More make the answers steadier and cost time and space; accuracy levels off.",
)
.tuned(50.0, 500.0, true);

/// The declaration of `bootstrap`, whose default differs.
const fn bootstrap(default: bool) -> ParamSpec {
    ParamSpec::bool(
        "bootstrap",
        default,
        "Whether each tree is grown on rows drawn with replacement; without, on all of them.",
    )
}

const OOB_SCORE: ParamSpec = ParamSpec::bool(
    "oob_score",
    false,
    "Whether the forest is judged on the training rows as well, each by the trees that were not grown on it: \
     accuracy, or r2. Costs one pass of these rows through the trees; needs bootstrap.",
);

const MAX_SAMPLES: ParamSpec = ParamSpec::new(
    "max_samples",
    ParamKind::Float { min: 0.0, max: 1.0, open: true },
    ParamDefault::Float(1.0),
    "How many rows are drawn for each tree, as a share of all. Smaller shares are quicker and make the trees \
     differ more.",
);

/// Parameters of a forest of classes.
pub(super) const fn of_classes(bootstraps: bool) -> [ParamSpec; 12] {
    [
        N_ESTIMATORS,
        options::MAX_DEPTH,
        options::MIN_SAMPLES_LEAF,
        options::max_features(ParamDefault::Text(Cow::Borrowed("sqrt"))),
        options::CLASS_CRITERION,
        options::FOREST_CLASS_WEIGHT,
        options::MIN_SAMPLES_SPLIT,
        options::MAX_LEAF_NODES,
        options::MIN_IMPURITY_DECREASE,
        bootstrap(bootstraps),
        MAX_SAMPLES,
        OOB_SCORE,
    ]
}

/// Parameters of a forest of numbers.
pub(super) const fn of_numbers(bootstraps: bool) -> [ParamSpec; 11] {
    [
        N_ESTIMATORS,
        options::MAX_DEPTH,
        options::MIN_SAMPLES_LEAF,
        options::max_features(ParamDefault::Float(1.0)),
        options::NUMBER_CRITERION,
        options::MIN_SAMPLES_SPLIT,
        options::MAX_LEAF_NODES,
        options::MIN_IMPURITY_DECREASE,
        bootstrap(bootstraps),
        MAX_SAMPLES,
        OOB_SCORE,
    ]
}

static CLASSIFIER: [ParamSpec; 12] = of_classes(true);
static REGRESSOR: [ParamSpec; 11] = of_numbers(true);

impl EstimatorKind for RandomForest {
    fn id(&self) -> &'static str {
        "random_forest"
    }

    fn title(&self) -> &'static str {
        "Random forest"
    }

    fn help(&self) -> &'static str {
        "Grows many trees on random rows and features and lets them vote. Accurate on most tables with the \
         defaults, needs no scaling; slower and larger than a linear model."
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

    fn steps(&self) -> Option<&'static str> {
        Some("n_estimators")
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        Many::build(&Settings::checked(self.params(task), values)?, Which::Random)
    }
}

/// A forest whose parameters were checked.
pub(super) struct Many {
    growth: Growth,
    forest: Forest,
}

impl Many {
    pub fn build(settings: &Settings, which: Which) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let forest = Forest {
            which,
            trees: settings.int("n_estimators").and_then(|n| u32::try_from(n).ok()).unwrap_or(100),
            bootstrap: settings.flag("bootstrap"),
            max_samples: settings.float("max_samples").unwrap_or(1.0),
            judged: settings.flag("oob_score"),
        };
        if forest.judged && !forest.bootstrap {
            let message = "oob_score needs rows that a tree was not grown on: set bootstrap to true".into();
            return Err(vec![ParamFault { name: "oob_score".into(), message }]);
        }
        let growth = Growth { drawn: which == Which::Extra, ..Growth::read(settings) };
        Ok(Box::new(Self { growth, forest }))
    }
}

impl Estimator for Many {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Growing::new(data, self.growth, Some(self.forest), seed, self.forest.which.id())?))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let mut growing = Growing::new(data, self.growth, Some(self.forest), seed, self.forest.which.id())?;
        growing.take_up(state)?;
        Ok(Box::new(growing))
    }
}
