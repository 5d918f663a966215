//! `robust_scaler`: median 0 and interquartile range 1 on the training rows.

use crate::{Built, Notes, PrepareError, ScaledColumn, Step, StepKind, StepState, cells, moments};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::bool("with_centering", true, "Whether the median is subtracted."),
    ParamSpec::bool(
        "with_scaling",
        true,
        "Whether the result is divided by the distance of the quartiles; a column without such distance is not divided.",
    ),
];

struct RobustScaler {
    centering: bool,
    scaling: bool,
}

/// The kind.
pub(super) static ROBUST_SCALER: StepKind = StepKind {
    id: "robust_scaler",
    title: "Standardise numbers with outliers",
    help: "Subtracts the median and divides by the distance of the quartiles of the training rows, which a few extreme values do not move. Missing cells stay missing.",
    when: "Numbers with outliers, for linear models, neighbours and networks.",
    beware: "The outliers stay as far out as they were; a column of which more than half is one value is not divided.",
    example: "1, 2, 3, 4, 100 → −1, −0.5, 0, 0.5, 48.5",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let flag = |name| param(&PARAMS, values, name).as_bool().unwrap_or(true);
    Ok(Box::new(RobustScaler { centering: flag("with_centering"), scaling: flag("with_scaling") }))
}

impl Step for RobustScaler {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = Vec::with_capacity(columns.len());
        for name in columns {
            let array = cells::scaled(train, name, "robust_scaler")?;
            state.push(self.column(name, array));
        }
        Ok(StepState::RobustScaler(state))
    }
}

impl RobustScaler {
    fn column(&self, name: &str, array: &Float64Array) -> ScaledColumn {
        let sorted = moments::sorted(moments::present(array).into_owned());
        let quantile = |q| glasshouse_stats::quantile_sorted(&sorted, q);
        let range = quantile(0.75).zip(quantile(0.25)).map_or(1.0, |(high, low)| high - low);
        let center = quantile(0.5).unwrap_or(0.0);
        let scale = if range < 10.0 * f64::EPSILON { 1.0 } else { range };
        ScaledColumn {
            name: name.into(),
            center: self.centering.then_some(center),
            scale: self.scaling.then_some(scale),
        }
    }
}
