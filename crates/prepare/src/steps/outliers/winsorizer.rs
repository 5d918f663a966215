//! `winsorizer`: the smallest and largest numbers are drawn in to a quantile, as feature-engine's `Winsorizer` with
//! quantiles does. scipy's `mstats.winsorize` takes a row's number there, this one interpolates between two.

use super::bounds::{Bounds, OutlierAction, TAIL};
use crate::{Built, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::quantile_sorted;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::float("fold", 0.05, 0.0, 0.5, "Which share of the training rows is drawn in on each side."),
    TAIL,
];

/// The kind.
pub(super) static WINSORIZER: StepKind = StepKind {
    id: "winsorizer",
    title: "Draw in the extremes",
    help: "Replaces numbers below the 5th and above the 95th of a hundred training rows by those. Missing cells stay missing.",
    when: "The ends of a column are not to be trusted, or weigh too much.",
    beware: "It changes that share of the rows, outliers or not.",
    example: "1, 2, … 99, 1000 → 5.95, 5.95, … 95.05, 95.05",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let fold = of("fold").as_f64().unwrap_or(0.05);
    Bounds {
        op: "winsorizer",
        of: Box::new(move |sorted| quantile_sorted(sorted, fold).zip(quantile_sorted(sorted, 1.0 - fold))),
        sides: Bounds::sides(&of("tail")),
        action: Some(OutlierAction::Cap),
        state: StepState::Winsorizer,
    }
    .built()
}
