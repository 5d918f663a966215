//! `max_abs_scaler`: the largest number of the training rows, whatever its sign, becomes 1 or −1.

use crate::{Built, Notes, PrepareError, ScaledColumn, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::Table;

struct MaxAbsScaler;

/// The kind.
pub(super) static MAX_ABS_SCALER: StepKind = StepKind {
    id: "max_abs_scaler",
    title: "Scale numbers to −1 to 1",
    help: "Divides by the largest size of a number in the training rows, so that 0 stays 0. Missing cells stay missing.",
    when: "Numbers of which most are 0, or whose sign tells something.",
    beware: "One extreme value squeezes all others together.",
    example: "−5, 0, 10 → −0.5, 0, 1",
    params: &[],
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(MaxAbsScaler))
}

impl Step for MaxAbsScaler {
    /// As scikit-learn, a size below ten machine epsilons counts as none and divides by one.
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = Vec::with_capacity(columns.len());
        for name in columns {
            let values = moments::present(cells::scaled(train, name, "max_abs_scaler")?);
            let most = values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            let scale = if most < 10.0 * f64::EPSILON { 1.0 } else { most };
            state.push(ScaledColumn { name: name.clone(), center: None, scale: Some(scale) });
        }
        Ok(StepState::MaxAbsScaler(state))
    }
}
