//! Bounds between which the numbers of a column are no outliers, and what becomes of those beyond: what several
//! kinds of steps learn.

use crate::paused::paused;
use crate::step::{Fitted, Fitting};
use crate::steps::changed::{Columns, Row, taken};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepState, cells, moments};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamSpec, ParamValue, Place, Warning};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const ACTIONS: &[Cow<'static, str>] =
    &[Cow::Borrowed("cap"), Cow::Borrowed("blank"), Cow::Borrowed("flag"), Cow::Borrowed("drop")];
const TAILS: &[Cow<'static, str>] = &[Cow::Borrowed("both"), Cow::Borrowed("left"), Cow::Borrowed("right")];

/// What becomes of outliers.
pub(super) const ACTION: ParamSpec = ParamSpec::choice(
    "action",
    "cap",
    ACTIONS,
    "What becomes of an outlier: the bound that it is beyond (cap), a missing cell (blank), a 1 in a column of its own (flag), or its row is not trained on (drop); rows that are scored or predicted all stay.",
);

/// On which side outliers are looked for.
pub(super) const TAIL: ParamSpec = ParamSpec::choice(
    "tail",
    "both",
    TAILS,
    "Whether small numbers (left), large ones (right) or both are outliers.",
);

/// What becomes of outliers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutlierAction {
    /// The bound that they are beyond.
    Cap,
    /// A missing cell.
    Blank,
    /// A column of 0 and 1 is appended; they stay.
    Flag,
}

/// What a step with bounds learnt. A missing number stays missing, and is no outlier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundsState {
    /// Columns in the order of the fit.
    pub columns: Vec<BoundedColumn>,
    /// What becomes of outliers.
    pub action: OutlierAction,
}

/// A column and its bounds, infinite where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundedColumn {
    /// Column.
    pub name: String,
    /// The smallest number that is no outlier.
    pub low: f64,
    /// The largest number that is none.
    pub high: f64,
    /// The column of flags; its own name where there is none.
    pub output: String,
}

/// The smallest and the largest number that is no outlier.
type Ends = dyn Fn(&[f64]) -> Option<(f64, f64)>;

/// A step before it is fitted.
pub(super) struct Bounds {
    /// Name of the kind.
    pub op: &'static str,
    /// Bounds of numbers in ascending order; `None` where they have none.
    pub of: Box<Ends>,
    pub sides: [bool; 2],
    /// What becomes of outliers; `None` where their rows are dropped.
    pub action: Option<OutlierAction>,
    pub state: fn(BoundsState) -> StepState,
}

impl Bounds {
    /// On which sides outliers are looked for.
    pub fn sides(tail: &ParamValue) -> [bool; 2] {
        [tail.as_str() != Some("right"), tail.as_str() != Some("left")]
    }

    /// The action of a name.
    pub fn action(action: &ParamValue) -> Option<OutlierAction> {
        match action.as_str() {
            Some("blank") => Some(OutlierAction::Blank),
            Some("flag") => Some(OutlierAction::Flag),
            Some("drop") => None,
            _ => Some(OutlierAction::Cap),
        }
    }

    pub fn built(self) -> Built {
        Ok(Box::new(self))
    }

    fn column(&self, train: &Table, name: &str, notes: &mut Notes) -> Result<BoundedColumn, PrepareError> {
        let numbers = moments::sorted(moments::present(cells::scaled(train, name, self.op)?).into_owned());
        let found = (self.of)(&numbers).filter(|(low, high)| low <= high);
        if found.is_none() && !numbers.is_empty() {
            notes.warnings.push(unbounded(name, self.op));
        }
        let (low, high) = found.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let output = match self.action {
            Some(OutlierAction::Flag) => format!("{name}_outlier"),
            _ => name.to_string(),
        };
        if output != name && train.column(&output).is_some() {
            return Err(PrepareError::DuplicateFeature(output));
        }
        Ok(BoundedColumn {
            name: name.into(),
            low: if self.sides[0] { low } else { f64::NEG_INFINITY },
            high: if self.sides[1] { high } else { f64::INFINITY },
            output,
        })
    }
}

fn unbounded(name: &str, step: &str) -> Warning {
    let message = format!("column \"{name}\" varies too little to have outliers: {step} leaves it as it is");
    Warning::new("prepare.no_bounds", message, Place::column(name))
}

impl Step for Bounds {
    fn reads_together(&self) -> bool {
        self.changes_rows()
    }

    fn changes_rows(&self) -> bool {
        self.action.is_none()
    }

    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        let columns = columns.iter().map(|name| self.column(train, name, notes));
        let columns = columns.collect::<Result<_, _>>()?;
        let action = self.action.unwrap_or(OutlierAction::Cap);
        Ok((self.state)(BoundsState { columns, action }))
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let mut notes = Notes::default();
        let mut stays = vec![true; train.rows()];
        for name in columns {
            let known = self.column(train, name, &mut notes)?;
            let array = cells::scaled(train, name, self.op)?;
            stays.iter_mut().zip(array).for_each(|(stays, x)| *stays &= x.is_none_or(|x| known.holds(x)));
        }
        let stays = (0..).zip(stays).filter(|(_, stays)| *stays);
        let rows: Vec<Row> = stays.map(|(row, _)| Row::Old(row)).collect();
        if rows.is_empty() {
            return Err(PrepareError::AllDropped { op: self.op.into(), rows: train.rows() as u64 });
        }
        let (train, context) = (train.clone(), context.clone());
        Ok(paused(async move |pauses| {
            notes.warnings.into_iter().for_each(|warning| pauses.warn(warning));
            match rows.len() == train.rows() {
                true => Ok(Fitted { state: None, train: None }),
                false => Ok(taken(&train, &context, &rows, &Columns::default(), &pauses).await),
            }
        }))
    }
}

impl BoundedColumn {
    /// Whether a number is no outlier.
    fn holds(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

impl FittedStep for BoundsState {
    fn is_sound(&self) -> bool {
        self.columns.iter().all(|column| column.low <= column.high)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn opens(&self) -> Vec<&str> {
        if self.action == OutlierAction::Blank { self.reads() } else { Vec::new() }
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        if !self.appends() {
            return Vec::new();
        }
        self.columns.iter().map(|c| (vec![c.name.as_str()], vec![c.output.as_str()])).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn appends(&self) -> bool {
        self.action == OutlierAction::Flag
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let known = &self.columns[at];
        match self.action {
            OutlierAction::Cap => cells::map_numbers(column, |x| x.clamp(known.low, known.high)),
            OutlierAction::Blank => cells::map_some(&column, "outliers", |x| known.holds(x).then_some(x)),
            OutlierAction::Flag => {
                let array = cells::numbers(&column, "outliers")?;
                let flag = |x: Option<f64>| f64::from(u8::from(x.is_some_and(|x| !known.holds(x))));
                let flags: Float64Array = array.iter().map(|x| Some(flag(x))).collect();
                Ok(vec![cells::numeric(&known.output, flags)])
            }
        }
    }
}
