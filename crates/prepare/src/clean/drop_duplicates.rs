//! `drop_duplicates`: leaves out rows that repeat others, wholly, in some columns, or nearly.

use super::kind::{CleanKind, Does};
use super::{Cleaned, Operation};
use crate::PrepareError;
use glasshouse_spec::{ParamSpec, param};
use glasshouse_table::{DuplicateFinder, Keep};
use std::borrow::Cow;

const KEEP: &[Cow<'static, str>] =
    &[Cow::Borrowed("first"), Cow::Borrowed("last"), Cow::Borrowed("most_complete"), Cow::Borrowed("none")];

/// Least similarity that makes sense: below it, rows that have little in common would be one.
const LEAST_SIMILARITY: f64 = 0.5;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::choice(
        "keep",
        "first",
        KEEP,
        "Which of several equal rows stays: the first, the last, the one with the fewest missing cells, or none of them.",
    ),
    ParamSpec::float(
        "similarity",
        1.0,
        LEAST_SIMILARITY,
        1.0,
        "From which share of equal letters rows count as equal: 1 for rows that are equal in every cell; below 1, text is compared without case, accents and punctuation, and numbers and dates by value.",
    ),
];

/// The kind.
pub(super) static DROP_DUPLICATES: CleanKind = CleanKind {
    id: "drop_duplicates",
    title: "Drop duplicate rows",
    help: "Drops rows that are equal, or alike, in the named columns, or in all when none is named.",
    when: "The file holds the same thing twice: equal rows in training and test make a model look better than it is.",
    beware: "Rows may be equal by right, as two purchases of the same thing.",
    example: "Ann 31, Ann 31, Bo 40 → Ann 31, Bo 40",
    params: &PARAMS,
    does: Does::DropDuplicates,
};

pub(super) async fn run(
    cleaned: &mut Cleaned,
    of: &Operation<'_>,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    const WHAT: &str = "Dropping duplicate rows";
    let keep = param(&PARAMS, &of.spec.params, "keep");
    let similarity = param(&PARAMS, &of.spec.params, "similarity").as_f64().unwrap_or(1.0);
    let mut finder = Keep::named(keep.as_str().unwrap_or("first"))
        .and_then(|keep| DuplicateFinder::new(&cleaned.table, &of.columns, similarity, keep))
        .map_err(PrepareError::Duplicates)?;
    while !finder.advance().map_err(PrepareError::Duplicates)? {
        pause(WHAT, 0.5 * finder.done()).await;
    }
    pause(WHAT, 0.5).await;
    let mut stays = vec![true; cleaned.table.rows()];
    finder.repeats().into_iter().for_each(|row| stays[row as usize] = false);
    cleaned.keep(&stays, WHAT, pause).await;
    Ok(())
}
