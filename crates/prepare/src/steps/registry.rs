//! The steps that a recipe may name.

use super::{
    balance, cells, columns, encode, features, missing, order, outliers, projection, scale, select, text,
};
use crate::{PrepareError, StepKind, nearest};
use glasshouse_spec::StepSpec;
use std::sync::LazyLock;

/// Where the steps stand in the catalogue, the families most used first.
static FAMILIES: [(&str, &[&StepKind]); 12] = [
    ("missing", missing::KINDS),
    ("cells", cells::KINDS),
    ("encode", encode::KINDS),
    ("features", features::KINDS),
    ("order", order::KINDS),
    ("scale", scale::KINDS),
    ("outliers", outliers::KINDS),
    ("text", text::KINDS),
    ("projection", projection::KINDS),
    ("select", select::KINDS),
    ("balance", balance::KINDS),
    ("columns", columns::KINDS),
];

/// All kinds of steps, family by family.
pub fn steps() -> &'static [&'static StepKind] {
    static STEPS: LazyLock<Vec<&StepKind>> =
        LazyLock::new(|| FAMILIES.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect());
    &STEPS
}

/// The family of a kind of step.
pub(crate) fn family(op: &str) -> &'static str {
    let holds = |(_, kinds): &&(_, &[&StepKind])| kinds.iter().any(|kind| kind.id == op);
    FAMILIES.iter().find(holds).map_or("", |(name, _)| *name)
}

/// The kind of step of a name.
pub fn find_step(op: &str) -> Result<&'static StepKind, PrepareError> {
    steps().iter().copied().find(|kind| kind.id == op).ok_or_else(|| {
        let ids: Vec<&str> = steps().iter().map(|kind| kind.id).collect();
        unknown_step(op, &ids)
    })
}

/// Whether one of the steps of a recipe makes of a row what depends on other rows, and so needs them all.
pub fn looks_along(steps: &[StepSpec]) -> bool {
    let looks = |spec: &StepSpec| {
        find_step(&spec.op).is_ok_and(|kind| kind.build(&spec.params).is_ok_and(|step| step.looks_along()))
    };
    steps.iter().any(|spec| spec.enabled && looks(spec))
}

/// That no kind of the list has this name.
pub(crate) fn unknown_step(op: &str, known: &[&str]) -> PrepareError {
    PrepareError::UnknownStep {
        op: op.into(),
        nearest: nearest(op, known.iter().copied()).map(Into::into),
        known: known.join(", "),
    }
}
