//! `normalizer`: each row of several columns is brought to length 1.

use crate::fitted::{Applied, Applying, Made};
use crate::step::{Fit, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

const NORMS: &[Cow<'static, str>] = &[Cow::Borrowed("l1"), Cow::Borrowed("l2"), Cow::Borrowed("max")];

static PARAMS: [ParamSpec; 1] = [ParamSpec::choice(
    "norm",
    "l2",
    NORMS,
    "What counts as the length of a row: the sum of the sizes of its numbers (l1), the root of the sum of their squares (l2), or the largest size (max).",
)];

/// Rows that are treated at a time.
const ROWS: usize = 16_384;

/// What a row is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowNorm {
    /// The sum of the sizes.
    L1,
    /// The root of the sum of the squares.
    L2,
    /// The largest size.
    Max,
}

/// Columns whose numbers are divided by the norm of their row; a row of zeros stays. Sums go column after
/// column. It learns nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormalizerState {
    /// Columns that are read together.
    pub columns: Vec<String>,
    /// What a row is divided by.
    pub norm: RowNorm,
}

struct Normalizer {
    norm: RowNorm,
}

/// The kind.
pub(super) static NORMALIZER: StepKind = StepKind {
    id: "normalizer",
    title: "Bring rows to length 1",
    help: "Divides the numbers of a row by their common length, so that only their shares count. It takes no missing cells; a row of zeros stays.",
    when: "Columns that are parts of one whole, as counts of words or amounts by purpose.",
    beware: "How large a row is altogether is lost. The columns must be in the same unit: it works across columns, not down them.",
    example: "3, 4 → 0.6, 0.8",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let norm = match param(&PARAMS, values, "norm").as_str() {
        Some("l1") => RowNorm::L1,
        Some("max") => RowNorm::Max,
        _ => RowNorm::L2,
    };
    Ok(Box::new(Normalizer { norm }))
}

impl Step for Normalizer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            cells::complete(cells::column(train, name)?, "normalizer")?;
        }
        Ok(Box::new(Known(NormalizerState { columns: columns.to_vec(), norm: self.norm })))
    }
}

/// A fit that is done before it begins.
struct Known(NormalizerState);

impl Fitting for Known {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        Ok(Fit::Done(StepState::Normalizer(self.0.clone()).into()))
    }
}

impl NormalizerState {
    /// A row that is shorter counts as zeros, as in scikit-learn, and stays.
    pub const NONE: f64 = 10.0 * f64::EPSILON;
}

impl FittedStep for NormalizerState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.reads())]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let column = |name: &String| cells::complete(cells::column(table, name)?, "normalizer");
        let columns = self.columns.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        let cells = vec![Vec::with_capacity(table.rows()); columns.len()];
        Ok(Box::new(Dividing { state: self, columns, cells, rows: table.rows(), done: 0 }))
    }
}

/// Rows that are being divided.
struct Dividing<'a> {
    state: &'a NormalizerState,
    columns: Vec<Float64Array>,
    /// What is made so far, by column.
    cells: Vec<Vec<f64>>,
    rows: usize,
    done: usize,
}

impl Applying for Dividing<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if self.done < self.rows && !self.columns.is_empty() {
            let end = self.rows.min(self.done + ROWS);
            let norms: Vec<f64> = (self.done..end).map(|row| self.norm(row)).collect();
            for (made, column) in self.cells.iter_mut().zip(&self.columns) {
                let own = &column.values()[self.done..end];
                made.extend(own.iter().zip(&norms).map(|(x, norm)| x / norm));
            }
            self.done = end;
            return Ok(Applied::Running(self.done as f64 / self.rows as f64));
        }
        let cells = std::mem::take(&mut self.cells);
        let made = self.state.columns.iter().zip(cells);
        let replaced =
            made.map(|(name, cells)| (name.clone(), vec![cells::numeric(name, cells.into())])).collect();
        Ok(Applied::Done(Made { replaced, appended: Vec::new() }))
    }
}

impl Dividing<'_> {
    /// What a row is divided by.
    fn norm(&self, row: usize) -> f64 {
        let sizes = self.columns.iter().map(|column| column.values()[row].abs());
        let norm = match self.state.norm {
            RowNorm::L1 => sizes.fold(0.0, |sum, x| sum + x),
            RowNorm::L2 => sizes.fold(0.0, |sum, x| sum + x * x).sqrt(),
            RowNorm::Max => sizes.fold(0.0, f64::max),
        };
        if norm < NormalizerState::NONE { 1.0 } else { norm }
    }
}
