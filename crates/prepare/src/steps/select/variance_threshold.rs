//! `variance_threshold`: columns that hardly vary go (scikit-learn's `VarianceThreshold`). Missing cells do not
//! count. Where scikit-learn refuses to leave no column, this step leaves none: others may be beside them.

use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

const OP: &str = "variance_threshold";

static PARAMS: [ParamSpec; 1] = [ParamSpec::float(
    "threshold",
    0.0,
    0.0,
    f64::MAX,
    "Columns whose variance is not above it are left out. 0 leaves out only those in which all cells are the same.",
)];

/// The kind.
pub(super) static VARIANCE_THRESHOLD: StepKind = StepKind {
    id: OP,
    title: "Leave out columns that hardly vary",
    help: "Leaves out columns whose variance in the training rows is not above a threshold. Missing cells do not count; a column without any number goes.",
    when: "First of all: columns that are the same in every row tell nothing.",
    beware: "The variance depends on the unit: metres vary a million times less than millimetres. Above 0, scale first by min_max_scaler.",
    example: "a: 1, 1, 1 and b: 1, 2, 3 → b",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct VarianceThreshold {
    threshold: f64,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let threshold = param(&PARAMS, values, "threshold").as_f64().unwrap_or_default();
    Ok(Box::new(VarianceThreshold { threshold }))
}

impl Step for VarianceThreshold {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let numbers = Numbers::of(train, columns, OP)?;
        let threshold = self.threshold;
        Ok(in_pieces(OP, StepState::VarianceThreshold, |pace| choose(numbers, threshold, pace)))
    }
}

async fn choose(numbers: Numbers, threshold: f64, pace: Pace) -> Result<SelectionState, PrepareError> {
    let mut columns = Vec::with_capacity(numbers.width());
    for (at, name) in numbers.names.iter().enumerate() {
        let variance = variance(&numbers.cells(at));
        columns.push(JudgedColumn::new(name, variance, variance.is_some_and(|v| v > threshold)));
        pace.pause((at + 1) as f64 / numbers.width() as f64).await;
    }
    Ok(SelectionState::new(Measure::Variance, columns))
}

/// The variance of the numbers that are there: exactly 0 where they are the same, whatever rounding left.
fn variance(cells: &[f64]) -> Option<f64> {
    let present: Vec<f64> = cells.iter().copied().filter(|x| !x.is_nan()).collect();
    let mean = glasshouse_stats::mean(&present)?;
    let same = present.windows(2).all(|pair| pair[0] == pair[1]);
    Some(if same { 0.0 } else { moments::variance(&present, mean) })
}
