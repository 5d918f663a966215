//! The traits that every estimator implements.

use crate::ensemble::nested_takes;
use crate::forecast::Besides;
use crate::{Dataset, Features, ModelState, Prediction, Takes};
use glasshouse_spec::{LearningCurve, OutOfBag, ParamFault, ParamSpec, ParamValues, TaskKind, Warning};
use ndarray::Array2;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A family of models that a recipe can name.
pub trait EstimatorKind: Sync {
    /// Name in the recipe: `random_forest`.
    fn id(&self) -> &'static str;
    /// Name for people: "Random forest".
    fn title(&self) -> &'static str;
    /// What it does and when to use it.
    fn help(&self) -> &'static str;
    /// Tasks that it serves.
    fn tasks(&self) -> &'static [TaskKind];
    /// Its parameters for a task, most important first; none for a task that it does not serve.
    fn params(&self, task: TaskKind) -> &'static [ParamSpec];
    /// What it takes beside numbers.
    fn takes(&self) -> Takes {
        Takes::default()
    }
    /// What it takes with these parameters: of an ensemble what all that is inside takes.
    fn takes_with(&self, task: TaskKind, values: &ParamValues) -> Takes {
        nested_takes(self.params(task), values).unwrap_or_else(|| self.takes())
    }
    /// The parameter that counts its steps (trees, epochs), where a model can be trained on for more
    /// of them: see [`Estimator::resume`].
    fn steps(&self) -> Option<&'static str> {
        None
    }
    /// What a forecast by it reads beside times and values, with these parameters.
    fn besides(&self, _values: &ParamValues) -> Besides {
        Besides::Nothing
    }
    /// Whether its models can be written as ONNX. Where not, it is said before one is trained.
    fn onnx(&self) -> bool {
        true
    }
    /// Whether it sees to several targets itself. Of all others there is a model for each.
    fn chains(&self) -> bool {
        false
    }
    /// Checks the parameters and makes an estimator. Every refused parameter is named.
    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>>;
}

/// Parameters that were checked, ready to train.
pub trait Estimator {
    /// Begins to train. Data that cannot be learned from are refused here, before any work.
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError>;
    /// Goes on where a model of the same kind, data and seed stopped: trees are added until there
    /// are as many as the parameters say, and the result is that of one uninterrupted training.
    fn resume(
        &self,
        _state: &ModelState,
        _data: Arc<Dataset>,
        _seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        Err(LearnError::Resume("its kind of model cannot be continued"))
    }
    /// What is to be done so that its models give probabilities where they answer classes; none where they do.
    fn towards_probabilities(&self) -> Option<&'static str> {
        None
    }
    /// The kind of model inside its own that cannot be written as ONNX, where its own kind could.
    fn not_in_onnx(&self) -> Option<&'static str> {
        None
    }
}

/// A training under way.
pub trait Training {
    /// Does one bounded chunk: a tree, some iterations. Aims at 50 ms. Not to be called again
    /// after [`Status::Done`].
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>>;
    /// The best model so far, once there is one.
    fn best(&self) -> Option<Box<dyn Model>>;
    /// Gives it some thousand rows at most that it only looks at: how well they are answered stands in its
    /// [`curve`](Self::curve) then, and changes nothing else. To be called before the first advance; what
    /// learns in one go does nothing with them.
    fn watch(&mut self, _rows: &Dataset) {}
    /// How the loss fell so far; none where the estimator does not learn step by step.
    fn curve(&self) -> Option<LearningCurve> {
        None
    }
    /// How a forest answers the training rows by the trees that were not grown on them; none until it is
    /// done, and where that was not asked for.
    fn out_of_bag(&self) -> Option<OutOfBag> {
        None
    }
    /// How far it is where its units do not tell: where they are gone through several times, differ in what they
    /// cost, or are a bound that is far away.
    fn share(&self) -> Option<Share> {
        None
    }
    /// Whether [`best`](Self::best) has one: cheap, where making it is not.
    fn has_best(&self) -> bool {
        self.best().is_some()
    }
    /// What is lacking, in words, where several targets are learned one after the other and not all have a
    /// model: then there is no [`best`](Self::best), for a target that was hardly looked at is none.
    fn lacks(&self) -> Option<String> {
        None
    }
}

/// What [`Training::advance`] came to.
pub enum Status {
    /// There is more to do.
    Running(Progress),
    /// The model is trained.
    Done(Box<dyn Model>),
}

/// How far a training is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units in all; a bound where the end is not known.
    pub total: u64,
    /// What a unit is: "tree", "iteration".
    pub unit: &'static str,
}

impl Progress {
    /// Whether the total is a bound that may not be reached: what is done until nothing changes any more counts
    /// in iterations, epochs or rounds, and ends when it is there.
    pub fn is_bounded(&self) -> bool {
        ["iteration", "epoch", "round"].contains(&self.unit)
    }
}

/// The [unit](Progress::unit) of what a training does before it learns: a person is told of it without numbers.
pub const PREPARING: &str = "preparing";

/// How far a training is in all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// From 0 to 1.
    pub done: f64,
    /// Whether it grows evenly with time, so that the time that is left follows from it.
    pub steady: bool,
}

/// A fitted model.
pub trait Model {
    /// Predicts; `x` has the features of training in their order. Finite inputs give finite
    /// answers, and so do missing ones where the model's kind takes them.
    ///
    /// # Panics
    /// When `x` has another number of columns than the training data: the caller matches them.
    fn predict(&self, x: &Features) -> Prediction;
    /// scikit-learn's `decision_function`, where the model has one: one column of two classes, which speaks for
    /// the later above zero, else one a class. Classes without training rows are far below all others. Finite;
    /// costs what [`predict`](Self::predict) does.
    fn scores(&self, _x: &Features) -> Option<Array2<f64>> {
        None
    }
    /// Rows that [`predict`](Self::predict) answers in about 50 ms; the caller asks for no more at a time.
    fn rows_at_once(&self) -> usize {
        usize::MAX
    }
    /// Everything that was fitted.
    fn state(&self) -> ModelState;
    /// What each feature weighs in the model, in the order of the features; `None` where the
    /// model has no such number.
    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        None
    }
    /// What each feature weighs for one of several targets, by its number; of a chain the earlier targets
    /// come after the features.
    fn weights_of(&self, target: usize) -> Option<(WeightKind, Vec<f64>)> {
        if target == 0 { self.weights() } else { None }
    }
    /// What to know about the fit, such as that it stopped before it converged; of several targets that of
    /// none: see [`warnings_of`](Self::warnings_of).
    fn warnings(&self) -> Vec<Warning> {
        Vec::new()
    }
    /// What to know about the fit of one of several targets, by its number.
    fn warnings_of(&self, target: usize) -> Vec<Warning> {
        if target == 0 { self.warnings() } else { Vec::new() }
    }
}

/// What the numbers of [`Model::weights`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightKind {
    /// Coefficient of the feature: of the later of two classes, or of the number. With more
    /// classes, the root mean square over the classes.
    Coefficient,
    /// Share of the impurity that splits on the feature removed; the shares sum to one.
    Impurity,
    /// Share of the loss that splits on the feature were to remove; the shares sum to one, or are
    /// zeros where there is no split.
    Gain,
}

impl WeightKind {
    /// The word for reports: `coefficient`, `impurity` or `gain`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Coefficient => "coefficient",
            Self::Impurity => "impurity",
            Self::Gain => "gain",
        }
    }
}

/// Why training cannot be done, or a stored model not be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LearnError {
    /// There are no rows, or none with a weight above zero.
    #[error("there are no rows to train on")]
    NoRows,
    /// There are no features.
    #[error("there are no features to learn from")]
    NoFeatures,
    /// All rows have one class.
    #[error("every training row has the class {0}: there is nothing to tell apart")]
    OneClass(String),
    /// A feature value is not a finite number.
    #[error("feature {feature} has a missing or infinite value in row {row}")]
    NotFinite {
        /// Name of the feature.
        feature: String,
        /// Row of the training part.
        row: usize,
    },
    /// A feature is a category, and the estimator takes numbers only.
    #[error("feature {0} is a category, and the estimator takes numbers only")]
    Category(String),
    /// A feature has more categories than the estimator can tell apart.
    #[error("feature {feature} has {levels} categories, more than the {most} that max_bins tells apart")]
    ManyCategories {
        /// Name of the feature.
        feature: String,
        /// Its categories.
        levels: u32,
        /// Most categories.
        most: u32,
    },
    /// A feature is negative that should be a count.
    #[error("feature {feature} is negative in row {row}, and {kind} learns from counts")]
    Negative {
        /// Estimator.
        kind: &'static str,
        /// Name of the feature.
        feature: String,
        /// Row of the training part.
        row: usize,
    },
    /// A target is not a finite number, or too large for a 32-bit float.
    #[error("the target in row {row} is {value}: it must be a number between -3.4e38 and 3.4e38")]
    BadTarget {
        /// Row of the training part.
        row: usize,
        /// The target.
        value: f64,
    },
    /// A target lies outside of what the loss allows.
    #[error("the target in row {row} is {value}: the loss {loss} needs numbers {allowed}")]
    TargetRange {
        /// Name of the loss.
        loss: &'static str,
        /// What it allows.
        allowed: &'static str,
        /// Row of the training part.
        row: usize,
        /// The target.
        value: f64,
    },
    /// A parameter does not fit the data.
    #[error("{message}")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// Why it does not fit.
        message: String,
    },
    /// A model cannot be continued.
    #[error("the training cannot go on from this model: {0}")]
    Resume(&'static str),
    /// A weight is negative or not a finite number.
    #[error("the weight of row {row} is {value}: weights must be finite and not negative")]
    BadWeight {
        /// Row of the training part.
        row: usize,
        /// The weight.
        value: f64,
    },
    /// Features, target and weights do not have the same number of rows, or names and features
    /// the same number of columns.
    #[error("{what} has {found} entries where {expected} are needed")]
    Shape {
        /// What differs.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that it should have.
        expected: usize,
    },
    /// A series has too few values.
    #[error("{} has {has} values in the training part, and {needs} are needed", the_series(.series))]
    ShortSeries {
        /// Its name; empty where there is one.
        series: String,
        /// Its values.
        has: usize,
        /// Fewest.
        needs: usize,
    },
    /// A series has values of 0 or below where something is multiplied.
    #[error("{} has values of 0 or below, and errors or seasons that multiply need values above 0", the_series(.series))]
    NotPositive {
        /// Its name; empty where there is one.
        series: String,
    },
    /// What is known beforehand is not told of all times to come.
    #[error(
        "the columns that are known beforehand are told of {told} times after the last value, and {steps} are needed"
    )]
    NotTold {
        /// Times of which they are told.
        told: usize,
        /// Times that are to be forecast.
        steps: usize,
    },
    /// A series was not among those that were learned from, of each of which there is a model.
    #[error("{} was not among the training rows", the_series(.0))]
    UnknownSeries(String),
    /// There are more rows or columns than 32-bit numbers count.
    #[error("{0} is more than a training can hold: take a sample of the rows")]
    TooLarge(String),
    /// One of several targets is refused.
    #[error("of target {}: {error}", .number + 1)]
    OfTarget {
        /// Which, from 0.
        number: usize,
        /// Why.
        error: Box<LearnError>,
    },
    /// A stored model contradicts itself.
    #[error("the stored model is damaged: {0}")]
    BadState(&'static str),
    /// The kind of task is not served.
    #[error("{kind} cannot do {task}")]
    Task {
        /// Estimator.
        kind: &'static str,
        /// Task.
        task: &'static str,
    },
}

fn the_series(name: &str) -> String {
    if name.is_empty() { "the series".into() } else { format!("the series \"{name}\"") }
}
