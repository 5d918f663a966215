//! `z_score`: numbers many standard deviations from the mean are outliers.

use super::bounds::{ACTION, Bounds, TAIL};
use crate::{Built, StepKind, StepState, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::positive(
        "threshold",
        3.0,
        "How many standard deviations (divisor n) from the mean is too far.",
    ),
    ACTION,
    TAIL,
];

/// The kind.
pub(super) static Z_SCORE: StepKind = StepKind {
    id: "z_score",
    title: "Outliers by standard deviation",
    help: "Takes numbers more than three standard deviations from the mean of the training rows as outliers, and caps, blanks, flags or drops them. Missing cells stay missing; a constant column stays as it is.",
    when: "Bell-shaped numbers with a few mistakes among them.",
    beware: "Outliers move mean and deviation themselves, and so may hide: iqr is not moved. Among fewer than eleven rows none is three deviations away.",
    example: "9, 10, 11, … 500 → 9, 10, 11, … 42.7",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let threshold = of("threshold").as_f64().unwrap_or(3.0);
    let bounds = move |sorted: &[f64]| {
        let mean = glasshouse_stats::mean(sorted)?;
        let variance = moments::variance(sorted, mean);
        let constant = moments::is_constant(variance, mean, sorted.len());
        let reach = threshold * variance.sqrt();
        (!constant).then_some((mean - reach, mean + reach))
    };
    Bounds {
        op: "z_score",
        of: Box::new(bounds),
        sides: Bounds::sides(&of("tail")),
        action: Bounds::action(&of("action")),
        state: StepState::ZScore,
    }
    .built()
}
