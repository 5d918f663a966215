//! What a step is before it is fitted: its kind, which a recipe names, and the fit.

use crate::steps::family;
use crate::{Notes, PrepareError, StepState};
use glasshouse_learn::Target;
use glasshouse_spec::{KindInfo, ParamFault, ParamSpec, ParamValues, TaskKind};
use glasshouse_table::Table;
use std::sync::Arc;

/// A step that was made, or every parameter that is refused.
pub type Built = Result<Box<dyn Step>, Vec<ParamFault>>;

/// A kind of step that a recipe can name.
pub struct StepKind {
    /// Name in the recipe: `simple_imputer`.
    pub id: &'static str,
    /// Name for people: "Fill missing values".
    pub title: &'static str,
    /// What it does, and what becomes of missing cells.
    pub help: &'static str,
    /// When to use it.
    pub when: &'static str,
    /// What can go wrong.
    pub beware: &'static str,
    /// A few cells before and after it.
    pub example: &'static str,
    /// Its parameters.
    pub params: &'static [ParamSpec],
    /// The columns that it takes when the recipe names none: names and selectors.
    pub columns: &'static [&'static str],
    /// Whether what it learns can be written as ONNX.
    pub onnx: bool,
    /// Checks the parameters and makes a step.
    pub build: fn(&ParamValues) -> Built,
}

impl StepKind {
    /// Checks the parameters and makes a step.
    ///
    /// # Errors
    /// Every parameter that is refused.
    pub fn build(&self, values: &ParamValues) -> Built {
        (self.build)(values)
    }

    /// What people, forms and the command line are told of it.
    pub fn info(&self) -> KindInfo {
        KindInfo {
            id: self.id.into(),
            title: self.title.into(),
            family: family(self.id).into(),
            help: self.help.into(),
            when: self.when.into(),
            beware: self.beware.into(),
            example: self.example.into(),
            columns: self.columns.iter().map(ToString::to_string).collect(),
            params: self.params.to_vec(),
            departures: Vec::new(),
            tasks: Vec::new(),
            steps: None,
            onnx: self.onnx,
        }
    }
}

/// A step that is ready to be fitted: on one column after the other by [`fit`](Step::fit), or on all of them
/// together by [`start`](Step::start). It has one of the two.
pub trait Step {
    /// Learns from the named columns of the training rows, of each by itself. Every name is a column of
    /// `train`. What a person should know of the fit goes to `notes`.
    ///
    /// # Errors
    /// A column that it cannot treat.
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut fitting = self.start(train, columns, &Context::default())?;
        loop {
            if let Fit::Done(fitted) = fitting.advance(notes)? {
                return fitted.state.ok_or(PrepareError::NoFeatures);
            }
        }
    }

    /// Whether [`start`](Step::start) begins its fit.
    fn reads_together(&self) -> bool {
        false
    }

    /// Begins a fit of all the columns together.
    ///
    /// # Errors
    /// Columns that it cannot treat.
    fn start(
        &self,
        _train: &Table,
        _columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        unreachable!("a step that reads its columns together begins their fit")
    }

    /// The columns that it treats, where its parameters name them and not the recipe's list of columns.
    fn columns(&self) -> Option<Vec<String>> {
        None
    }

    /// Features that it reads beside those that it treats.
    fn also(&self) -> Vec<String> {
        Vec::new()
    }

    /// Columns that it reads beside those that it treats, whatever their role: groups, times.
    fn beside(&self, _context: &Context) -> Vec<String> {
        Vec::new()
    }

    /// Whether what it makes of a row depends on other rows of the table that it is applied to.
    fn looks_along(&self) -> bool {
        false
    }

    /// Whether it changes which rows are trained on, and so reads every column.
    fn changes_rows(&self) -> bool {
        false
    }
}

/// What a fit may know beside the columns.
#[derive(Debug, Clone)]
pub struct Context {
    /// The recipe's seed.
    pub seed: u64,
    /// The kind of question.
    pub task: TaskKind,
    /// Target of each training row.
    pub target: Arc<Target>,
    /// Weight of each training row, where they have some.
    pub weights: Option<Arc<[f64]>>,
    /// Columns that are predicted, which no step may read.
    pub targets: Vec<String>,
    /// The column that tells when a row was, where the recipe knows one.
    pub time: Option<String>,
    /// The rows that the training rows stand among, which nothing is learnt from: for steps that look along rows
    /// and would find theirs with holes.
    pub among: Option<Among>,
}

/// All rows of a table, and which of them train.
#[derive(Debug, Clone)]
pub struct Among {
    /// The rows of all parts.
    pub table: Table,
    /// The training rows, ascending.
    pub train: Arc<[u32]>,
}

impl Default for Context {
    /// Without a target, for steps that ask for none.
    fn default() -> Self {
        Self {
            seed: 0,
            task: TaskKind::default(),
            target: Arc::new(Target::None),
            weights: None,
            targets: Vec::new(),
            time: None,
            among: None,
        }
    }
}

/// A fit of several columns together, a bounded piece after the other.
pub trait Fitting {
    /// Does the next piece. What a person should know of the fit goes to `notes`.
    ///
    /// # Errors
    /// Columns that it cannot treat.
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError>;
}

/// How far a fit is.
pub enum Fit {
    /// The share that is done.
    Running(f64),
    /// What it came to.
    Done(Fitted),
}

/// What a fit came to.
pub struct Fitted {
    /// What applies to any rows; none of a step that only changes the rows that are trained on.
    pub state: Option<StepState>,
    /// The training rows after the step, where they are not what the state makes of them.
    pub train: Option<TrainRows>,
}

impl From<StepState> for Fitted {
    fn from(state: StepState) -> Self {
        Self { state: Some(state), train: None }
    }
}

/// The training rows after a step that treats them differently from others.
pub struct TrainRows {
    /// All columns that the fit was given, treated.
    pub table: Table,
    /// Which rows they are, where some were left out or made.
    pub changed: Option<ChangedRows>,
}

/// Rows that are trained on, where they are not those of the training part.
#[derive(Debug, Clone)]
pub struct ChangedRows {
    /// The row of the training part that each was; `None` of one that was made.
    pub from: Vec<Option<u32>>,
    /// Target of each.
    pub target: Arc<Target>,
    /// Weight of each, where they have some.
    pub weights: Option<Arc<[f64]>>,
}

impl ChangedRows {
    /// These rows, told in the numbers of the rows before an earlier change.
    pub(crate) fn after(mut self, earlier: Option<&Self>) -> Self {
        if let Some(earlier) = earlier {
            for from in &mut self.from {
                *from = from.and_then(|row| earlier.from[row as usize]);
            }
        }
        self
    }
}
