//! Why rows cannot be arranged or scored, and how a person is told.

use glasshouse_learn::LearnError;
use glasshouse_prepare::PrepareError;
use glasshouse_spec::{Fault, Place};

/// Why rows cannot be arranged or scored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvaluateError {
    /// The recipe names no target.
    #[error("the recipe names no target")]
    NoTarget,
    /// The target is not there.
    #[error("there is no column \"{column}\" to predict{}", .nearest.as_deref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
    UnknownTarget {
        /// Name that was asked for.
        column: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// The column cannot be the target of this task.
    #[error("{message}")]
    BadTarget {
        /// Column.
        column: String,
        /// Why not, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A target is named for a question that has none.
    #[error("{0} takes no target, and the recipe names one")]
    TargetNotAsked(&'static str),
    /// Several targets are named for a question that has one.
    #[error("{0} take one target, and the recipe names several")]
    SeveralTargets(&'static str),
    /// A target has the role of something else.
    #[error("the target \"{column}\" has the role {role}")]
    TargetRole {
        /// Column.
        column: String,
        /// The role, as recipes write it.
        role: &'static str,
    },
    /// A target is named twice.
    #[error("the target \"{column}\" is named twice")]
    RepeatedTarget {
        /// Column.
        column: String,
    },
    /// No row has all the targets.
    #[error("no row has a value of every target")]
    NoCommonRows,
    /// What is wrong is wrong with one of the further targets.
    #[error("{error}")]
    InTargets {
        /// Place in `task.targets`.
        index: u32,
        /// What is wrong.
        error: Box<EvaluateError>,
    },
    /// The positive class is not one of two.
    #[error("{0}")]
    Positive(String),
    /// A share is not a number from 0 to 1, or the training share is 0.
    #[error("the share of the {part} rows is {share}; {allowed}")]
    Share {
        /// `train`, `validation` or `test`.
        part: &'static str,
        /// As the recipe gives it.
        share: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// The shares are not a whole.
    #[error("the shares of train, validation and test sum to {0}, and must sum to 1")]
    Shares(f64),
    /// A stratified split without a target.
    #[error("a stratified split keeps the shares of classes or of ranges of numbers, and there is no target")]
    NothingToStratify,
    /// The split does not name its column.
    #[error("a split by {0} needs a column")]
    NoSplitColumn(&'static str),
    /// The column of the split is not there or does not serve.
    #[error("{message}")]
    SplitColumn {
        /// Column.
        column: String,
        /// First row that does not serve, from 0.
        row: Option<u64>,
        /// What is wrong, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The training part is empty.
    #[error("no row is left to train on")]
    NoTrainingRows,
    /// A column of weights does not serve.
    #[error("{message}")]
    Weights {
        /// Column.
        column: String,
        /// First row that does not serve, from 0.
        row: Option<u64>,
        /// What is wrong, in words.
        message: String,
    },
    /// A metric is not known, or not for this task.
    #[error("there is no metric \"{name}\" for {task}{}", .nearest.as_deref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
    UnknownMetric {
        /// Name that was asked for.
        name: String,
        /// Place in `evaluate.metrics`.
        index: u32,
        /// Kind of question.
        task: &'static str,
        /// The name that was probably meant.
        nearest: Option<String>,
        /// Names that are known, with commas.
        known: String,
    },
    /// The rows cannot be parted into folds.
    #[error("{message}")]
    Folds {
        /// What of the recipe asks for them.
        parameter: &'static str,
        /// A column that does not serve, and the first row of it that does not, from 0.
        column: Option<(String, Option<u64>)>,
        /// What is wrong, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// What is to be searched is not there, or cannot be.
    #[error("{message}")]
    Space {
        /// Where in the recipe.
        parameter: String,
        /// What is wrong, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A model or a column cannot be explained in that way.
    #[error("{message}")]
    NotExplained {
        /// Why not, in words.
        message: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Rows cannot be prepared or cleaned.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The baseline cannot be trained.
    #[error(transparent)]
    Learn(#[from] LearnError),
}

impl EvaluateError {
    /// Says rows as they are numbered in a larger table: `rows` gives the position there of each
    /// row of the table that was refused.
    #[must_use]
    pub fn in_rows(mut self, rows: &[u32]) -> Self {
        match &mut self {
            Self::SplitColumn { row: Some(row), .. }
            | Self::Weights { row: Some(row), .. }
            | Self::Folds { column: Some((_, Some(row))), .. } => {
                let there = usize::try_from(*row).ok().and_then(|r| rows.get(r));
                *row = there.map_or(*row, |r| u64::from(*r));
            }
            Self::Prepare(error) => *error = error.clone().in_rows(rows),
            _ => {}
        }
        self
    }

    /// The same of one of the further targets.
    pub(crate) fn in_targets(self, index: usize) -> Self {
        Self::InTargets { index: index as u32, error: Box::new(self) }
    }

    /// The problem as a person is told: code, place, what to do.
    pub fn fault(&self) -> Fault {
        if let Self::InTargets { index, error } = self {
            let mut fault = error.fault();
            fault.at.parameter = Some(format!("task.targets[{index}]"));
            return fault;
        }
        if let Self::Prepare(error) = self {
            return error.fault();
        }
        let fault = Fault::new(self.code(), self.to_string()).with_place(self.place());
        match self.remedy() {
            Some(remedy) => fault.with_remedy(remedy),
            None => fault,
        }
    }

    /// All the problems that it holds.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Self::Prepare(error) => error.faults(),
            other => vec![other.fault()],
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoTarget => "task.no_target",
            Self::UnknownTarget { .. } => "task.unknown_target",
            Self::BadTarget { .. } => "task.target",
            Self::TargetNotAsked(_) | Self::NoCommonRows | Self::TargetRole { .. } => "task.target",
            Self::SeveralTargets(_) => "task.targets",
            Self::RepeatedTarget { .. } => "task.repeated_target",
            Self::InTargets { error, .. } => error.code(),
            Self::Positive(_) => "task.positive",
            Self::Share { .. } | Self::Shares(_) => "split.shares",
            Self::NothingToStratify => "split.method",
            Self::NoSplitColumn(_) | Self::SplitColumn { .. } => "split.column",
            Self::NoTrainingRows => "split.no_rows",
            Self::Weights { .. } => "data.weights",
            Self::UnknownMetric { .. } => "evaluate.unknown_metric",
            Self::Folds { .. } => "evaluate.folds",
            Self::Space { .. } => "tune.space",
            Self::NotExplained { .. } => "explain",
            Self::Prepare(_) => "prepare",
            Self::Learn(_) => "learn",
        }
    }

    fn place(&self) -> Place {
        let both = |parameter: &str, column: &str, row: Option<u64>| Place {
            parameter: Some(parameter.into()),
            row,
            ..Place::column(column)
        };
        match self {
            Self::NoTarget | Self::TargetNotAsked(_) => Place::parameter("task.target"),
            Self::UnknownTarget { column, .. }
            | Self::BadTarget { column, .. }
            | Self::TargetRole { column, .. } => both("task.target", column, None),
            Self::SeveralTargets(_) | Self::NoCommonRows => Place::parameter("task.targets"),
            Self::RepeatedTarget { column } => both("task.targets", column, None),
            Self::InTargets { error, .. } => error.place(),
            Self::Positive(_) => Place::parameter("task.positive"),
            Self::Share { part, .. } => Place::parameter(format!("split.{part}")),
            Self::Shares(_) | Self::NoTrainingRows => Place::parameter("split"),
            Self::NothingToStratify => Place::parameter("split.method"),
            Self::NoSplitColumn(_) => Place::parameter("split.column"),
            Self::SplitColumn { column, row, .. } => both("split.column", column, *row),
            Self::Weights { column, row, .. } => Place { row: *row, ..Place::column(column) },
            Self::Folds { parameter, column: Some((column, row)), .. } => both(parameter, column, *row),
            Self::Space { parameter, .. } => Place::parameter(parameter),
            Self::Folds { parameter, .. } => Place::parameter(*parameter),
            Self::UnknownMetric { index, .. } => Place::parameter(format!("evaluate.metrics[{index}]")),
            Self::NotExplained { .. } | Self::Prepare(_) | Self::Learn(_) => Place::default(),
        }
    }

    fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::NoTarget => "Name the column to predict as task.target.".into(),
            Self::UnknownTarget { .. } => "Use the name as the header writes it.".into(),
            Self::BadTarget { remedy, .. }
            | Self::SplitColumn { remedy, .. }
            | Self::Space { remedy, .. }
            | Self::NotExplained { remedy, .. }
            | Self::Folds { remedy, .. } => (*remedy).into(),
            Self::TargetNotAsked(_) => {
                "Leave task.target out; a column that is not to be learnt from gets the role target or ignore.".into()
            }
            Self::SeveralTargets(_) => {
                "Leave task.targets out; make a recipe for each column that is forecast.".into()
            }
            Self::TargetRole { .. } => "Leave the role of the column out, or choose another target.".into(),
            Self::RepeatedTarget { .. } => "Name every column once, in task.target or in task.targets.".into(),
            Self::NoCommonRows => "Leave out the targets that are seldom known, or fill their cells.".into(),
            Self::InTargets { error, .. } => return error.remedy(),
            Self::Positive(_) => "Name one of the two classes, or leave it out.".into(),
            Self::Share { .. } | Self::Shares(_) => {
                "For example train 0.7, validation 0.15, test 0.15.".into()
            }
            Self::NothingToStratify => "Set split.method to random.".into(),
            Self::NoSplitColumn(_) => "Name it as split.column, or choose another method.".into(),
            Self::NoTrainingRows => "Give more rows, or a larger share to train.".into(),
            Self::Weights { .. } => {
                "Give every row a weight of at least 0, or the column another role.".into()
            }
            Self::UnknownMetric { known, .. } => format!("Known are: {known}."),
            Self::Prepare(_) | Self::Learn(_) => return None,
        })
    }
}
