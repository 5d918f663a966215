//! `standard_scaler`: mean 0 and standard deviation 1 on the training rows.

use crate::{Built, Notes, PrepareError, ScaledColumn, Step, StepKind, StepState, cells, moments};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::bool("with_mean", true, "Whether the mean is subtracted."),
    ParamSpec::bool(
        "with_std",
        true,
        "Whether the result is divided by the standard deviation (divisor n); a constant column is not divided.",
    ),
];

struct StandardScaler {
    with_mean: bool,
    with_std: bool,
}

/// The kind.
pub(super) static STANDARD_SCALER: StepKind = StepKind {
    id: "standard_scaler",
    title: "Standardise numbers",
    help: "Subtracts the mean and divides by the standard deviation of the training rows. Missing cells stay missing.",
    when: "Linear models, neighbours, kernels and networks need it; trees do not.",
    beware: "A few extreme values move mean and deviation, and with them every cell.",
    example: "10, 20, 30 → −1.22, 0, 1.22",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let flag = |name| param(&PARAMS, values, name).as_bool().unwrap_or(true);
    Ok(Box::new(StandardScaler { with_mean: flag("with_mean"), with_std: flag("with_std") }))
}

impl Step for StandardScaler {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = Vec::with_capacity(columns.len());
        for name in columns {
            let array = cells::scaled(train, name, "standard_scaler")?;
            state.push(self.column(name, array));
        }
        Ok(StepState::StandardScaler(state))
    }
}

impl StandardScaler {
    /// Fits one column. Without any number it stays missing, whatever is done to it.
    fn column(&self, name: &str, array: &Float64Array) -> ScaledColumn {
        let values = moments::present(array);
        let (center, scale) = center_and_scale(&values).unwrap_or((0.0, 1.0));
        ScaledColumn {
            name: name.into(),
            center: self.with_mean.then_some(center),
            scale: self.with_std.then_some(scale),
        }
    }
}

/// Mean and standard deviation; the latter is 1 of a constant.
pub(super) fn center_and_scale(values: &[f64]) -> Option<(f64, f64)> {
    let mean = glasshouse_stats::mean(values)?;
    let variance = moments::variance(values, mean);
    let constant = moments::is_constant(variance, mean, values.len());
    Some((mean, if constant { 1.0 } else { libm::sqrt(variance) }))
}
