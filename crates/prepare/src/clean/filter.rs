//! `filter`: keeps the rows of which a formula is true.

use super::kind::{CleanKind, Does};
use super::{Cleaned, Operation};
use crate::PrepareError;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue, param};
use glasshouse_table::expression::{Evaluation, Formula, Kind};
use std::borrow::Cow;

static PARAMS: [ParamSpec; 1] = [ParamSpec::new(
    "formula",
    ParamKind::Text,
    ParamDefault::Text(Cow::Borrowed("")),
    "A condition over the columns: the rows of which it is true stay. age >= 18 and not is_missing(income)",
)];

/// The kind.
pub(super) static FILTER: CleanKind = CleanKind {
    id: "filter",
    title: "Keep rows by a condition",
    help: "Keeps the rows of which a formula is true; those of which it is false or missing go.",
    when: "Only some of the rows belong to the question: a country, the years since a change.",
    beware: "New rows are not filtered when the model is used, and it has not learnt of the others. A condition on the target makes the scores speak of those rows alone.",
    example: "age >= 18: Ann 31, Bo 12, Cy – → Ann 31",
    params: &PARAMS,
    does: Does::Filter,
};

pub(super) async fn run(
    cleaned: &mut Cleaned,
    of: &Operation<'_>,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    const WHAT: &str = "Keeping rows by a condition";
    let formula = match param(&PARAMS, &of.spec.params, "formula") {
        ParamValue::Text(text) => Formula::parse(&text)?,
        other => Formula::parse(&other.to_string())?,
    };
    let columns = cleaned.table.columns().iter();
    let columns: Vec<_> = columns.map(|column| (column.name.as_str(), column.kind)).collect();
    let program = formula.check(&columns)?;
    program.must_be(Kind::Truth, "a condition")?;
    let in_file = |error| PrepareError::Formula(error).in_rows(&cleaned.rows);
    let mut evaluation = Evaluation::new(program, &cleaned.table)?;
    while let Some(done) = evaluation.advance().map_err(in_file)? {
        pause(WHAT, 0.5 * done).await;
    }
    let stays = evaluation.truths();
    cleaned.keep(&stays, WHAT, pause).await;
    Ok(())
}
