//! `iqr`: numbers far beyond the quartiles are outliers (Tukey, *Exploratory data analysis*, 1977).

use super::bounds::{ACTION, Bounds, TAIL};
use crate::{Built, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::quantile_sorted;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::positive(
        "factor",
        1.5,
        "How many times the distance of the quartiles beyond them is too far: 1.5 as box plots draw it, 3 for extreme ones only.",
    ),
    ACTION,
    TAIL,
];

/// The kind.
pub(super) static IQR: StepKind = StepKind {
    id: "iqr",
    title: "Outliers by quartiles",
    help: "Takes numbers beyond the whiskers of a box plot of the training rows as outliers, and caps, blanks, flags or drops them. Missing cells stay missing; a column of which the middle half is one value stays as it is.",
    when: "Numbers of any shape with mistakes or extremes among them.",
    beware: "Of skewed numbers many honest ones lie beyond: make them bell-shaped first, or use a larger factor.",
    example: "1, 2, 3, 4, 100 → 1, 2, 3, 4, 7",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let factor = of("factor").as_f64().unwrap_or(1.5);
    let bounds = move |sorted: &[f64]| {
        let (low, high) = quantile_sorted(sorted, 0.25).zip(quantile_sorted(sorted, 0.75))?;
        let reach = factor * (high - low);
        (reach > 0.0).then_some((low - reach, high + reach))
    };
    Bounds {
        op: "iqr",
        of: Box::new(bounds),
        sides: Bounds::sides(&of("tail")),
        action: Bounds::action(&of("action")),
        state: StepState::Iqr,
    }
    .built()
}
