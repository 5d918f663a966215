//! The traits of steps.

use crate::{PrepareError, StepState};
use glasshouse_spec::{KindInfo, ParamFault, ParamSpec, ParamValues, Warning};
use glasshouse_table::{Column, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A kind of step that a recipe can name.
pub trait StepKind: Sync {
    /// Name in the recipe: `simple_imputer`.
    fn id(&self) -> &'static str;
    /// Name for people: "Fill missing values".
    fn title(&self) -> &'static str;
    /// What it does, when to use it, what can go wrong.
    fn help(&self) -> &'static str;
    /// Its parameters.
    fn params(&self) -> &'static [ParamSpec];
    /// The columns that it takes when the recipe names none: names and selectors.
    fn default_columns(&self) -> &'static [&'static str];
    /// Whether it can be written as ONNX; every step so far can.
    fn onnx(&self) -> bool {
        true
    }
    /// Checks the parameters and makes a step.
    fn build(&self, values: &ParamValues) -> Result<Box<dyn Step>, Vec<ParamFault>>;

    /// What people, forms and the command line are told of it.
    fn info(&self) -> KindInfo {
        KindInfo {
            id: self.id().into(),
            title: self.title().into(),
            family: String::new(),
            help: self.help().into(),
            params: self.params().to_vec(),
            departures: Vec::new(),
            tasks: Vec::new(),
            steps: None,
            onnx: self.onnx(),
        }
    }
}

/// A step that is ready to be fitted.
pub trait Step {
    /// Learns from the named columns of the training rows, of each by itself: a step is fitted on
    /// one column after the other, unless it [starts](Step::start) a fit of all together. Every name is a column of `train`.
    /// What a person should know of the fit goes to `notes`.
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError>;

    /// Whether [`start`](Step::start) begins a fit.
    fn reads_together(&self) -> bool {
        false
    }

    /// Begins a fit that reads all its columns together; none for a step that learns of each by itself.
    /// `seed` is the recipe's.
    fn start(
        &self,
        _train: &Table,
        _columns: &[String],
        _seed: u64,
    ) -> Result<Option<Box<dyn Fitting>>, PrepareError> {
        Ok(None)
    }
}

/// A fit of several columns together, a bounded piece after the other.
pub trait Fitting {
    /// Does the next piece.
    fn advance(&mut self) -> Result<Fit, PrepareError>;
}

/// How far a fit is.
pub enum Fit {
    /// The share that is done.
    Running(f64),
    /// What was learnt.
    Done(StepState),
}

/// All of a fit that [`Step::start`] begins.
pub(crate) fn fitted_at_once(
    step: &dyn Step,
    train: &Table,
    columns: &[String],
    notes: &mut Notes,
) -> Result<StepState, PrepareError> {
    let Some(mut fitting) = step.start(train, columns, 0)? else { return step.fit(train, columns, notes) };
    loop {
        if let Fit::Done(state) = fitting.advance()? {
            return Ok(state);
        }
    }
}

/// A step that was fitted.
pub(crate) trait FittedStep {
    /// What becomes of a column: of the one at a place among those that it reads. The order and the
    /// number of rows stay. What a person should know goes to `notes`.
    fn treat(
        &self,
        at: usize,
        column: &Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError>;
}

/// What was noticed while steps were fitted or applied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notes {
    /// Cells of categories that the training rows did not have, by column.
    pub unseen: BTreeMap<String, u64>,
    /// Missing cells by column, where the training rows had none.
    pub missing: BTreeMap<String, u64>,
    /// Numbers below 0 that a step took as 0, by column.
    pub negative: BTreeMap<String, u64>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

impl Notes {
    /// Counts cells of unseen categories.
    pub(crate) fn add_unseen(&mut self, column: &str, cells: u64) {
        if cells > 0 {
            *self.unseen.entry(column.into()).or_default() += cells;
        }
    }

    /// Counts numbers below 0 that are taken as 0.
    pub(crate) fn add_negative(&mut self, column: &str, cells: u64) {
        if cells > 0 {
            *self.negative.entry(column.into()).or_default() += cells;
        }
    }
}
