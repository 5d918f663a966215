//! `drop_missing`: leaves out rows with gaps (pandas' `dropna`, with `thresh` as a share).

use super::kind::{CleanKind, Does};
use super::{Cleaned, Operation};
use crate::PrepareError;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, param};
use std::borrow::Cow;

const HOW: &[Cow<'static, str>] = &[Cow::Borrowed("any"), Cow::Borrowed("all")];
const NONE: &[Cow<'static, str>] = &[Cow::Borrowed("none")];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::choice(
        "how",
        "any",
        HOW,
        "Whether a row goes when any of the columns is missing, or only when all of them are.",
    ),
    ParamSpec::new(
        "threshold",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(NONE), min: 0.0, max: 1.0 },
        ParamDefault::Text(Cow::Borrowed("none")),
        "A share instead: a row goes when more than this share of the columns is missing in it, whatever how says.",
    ),
];

/// The kind.
pub(super) static DROP_MISSING: CleanKind = CleanKind {
    id: "drop_missing",
    title: "Drop rows with gaps",
    help: "Drops rows with missing cells in the named columns, or in any when none is named; or those in which more than a share of them is missing.",
    when: "A row without that cell, or with so few cells, is of no use at all.",
    beware: "New rows with gaps are not dropped when the model is used; simple_imputer serves them.",
    example: "Ann 31, Bo –, Cy 40 → Ann 31, Cy 40",
    params: &PARAMS,
    does: Does::DropMissing,
};

pub(super) async fn run(
    cleaned: &mut Cleaned,
    of: &Operation<'_>,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    const WHAT: &str = "Dropping rows with gaps";
    let params = &of.spec.params;
    let any = param(&PARAMS, params, "how").as_str() == Some("any");
    let most = param(&PARAMS, params, "threshold").as_f64();
    let named: Vec<_> = of.columns.iter().filter_map(|name| cleaned.table.column(name)).collect();
    let mut gaps = vec![0_u32; cleaned.table.rows()];
    for (at, column) in named.iter().enumerate().filter(|(_, column)| column.missing() > 0) {
        let array = column.array();
        gaps.iter_mut().enumerate().for_each(|(row, gaps)| *gaps += u32::from(array.is_null(row)));
        pause(WHAT, 0.5 * at as f64 / named.len() as f64).await;
    }
    let all = named.len().max(1);
    let stays = |gaps: u32| match (most, any) {
        // Dividing gives the number that the share is read as; multiplying need not.
        (Some(most), _) => f64::from(gaps) / all as f64 <= most,
        (None, true) => gaps == 0,
        (None, false) => (gaps as usize) < all,
    };
    let stays: Vec<bool> = gaps.into_iter().map(stays).collect();
    cleaned.keep(&stays, WHAT, pause).await;
    Ok(())
}
