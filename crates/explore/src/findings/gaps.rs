//! Findings about missing cells.

use super::Facts;
use super::draft::Draft;
use crate::words::{count, names, percent};
use glasshouse_spec::{
    Change, ColumnFigures, ColumnType, ParamValue, Phase, PictureKind, PictureRequest, Severity, StepSpec,
};

/// Share of missing cells, in percent, above which gaps deserve a decision.
const SOME: u64 = 5;
/// Share above which a column is mostly missing.
const MOSTLY: u64 = 50;
/// Names that a sentence lists.
const NAMED: usize = 4;

/// What gaps show.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found: Vec<Draft> =
        facts.features().filter(|(_, c)| mostly(c)).map(|(_, c)| mostly_missing(c)).collect();
    let numeric = |c: &ColumnFigures| c.kind == ColumnType::Numeric;
    let words = |c: &ColumnFigures| matches!(c.kind, ColumnType::Categorical | ColumnType::Boolean);
    found.extend(some(facts, "numeric", "median", numeric));
    found.extend(some(facts, "categorical", "most_frequent", words));
    found.extend(together(facts));
    found
}

/// Columns with values that are missing in most rows.
fn mostly(c: &ColumnFigures) -> bool {
    c.unique > 1 && c.missing * 100 >= (c.missing + c.present) * MOSTLY
}

fn mostly_missing(c: &ColumnFigures) -> Draft {
    let message = format!(
        "\"{}\" is missing in {} of {}.",
        c.name,
        percent(c.missing, c.missing + c.present),
        count(c.missing + c.present, "row", "rows")
    );
    let advice = "Keep whether it is there as a feature, or leave it out: what fills the gaps would outweigh what is known.";
    let draft = Draft::new("column.mostly_missing", Severity::Attention, 65.0, &[&c.name])
        .says(message, advice)
        .shown(PictureRequest::new(PictureKind::MissingMatrix, &[]));
    match c.kind {
        ColumnType::Numeric | ColumnType::Categorical | ColumnType::Boolean => {
            draft.prepared("missing_indicator")
        }
        ColumnType::Datetime | ColumnType::Text | ColumnType::Id => draft.left_out(&[&c.name]),
    }
}

/// Columns of a kind with gaps that one step fills.
fn some(facts: &Facts<'_>, what: &str, strategy: &str, of: impl Fn(&ColumnFigures) -> bool) -> Option<Draft> {
    let columns: Vec<&ColumnFigures> = facts
        .features()
        .map(|(_, c)| c)
        .filter(|c| of(c) && c.missing > 0 && c.present > 0 && !mostly(c))
        .collect();
    let most = columns.iter().max_by_key(|c| c.missing)?;
    let all: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let rows = most.missing + most.present;
    let message = match columns.len() {
        1 => format!(
            "\"{}\" is missing in {} of {}.",
            most.name,
            percent(most.missing, rows),
            count(rows, "row", "rows")
        ),
        n => format!(
            "{n} {what} columns have gaps: {}; most in \"{}\" ({} of {}).",
            names(&all, NAMED),
            most.name,
            percent(most.missing, rows),
            count(rows, "row", "rows")
        ),
    };
    let severity = if most.missing * 100 >= rows * SOME { Severity::Attention } else { Severity::Info };
    let mut step = StepSpec::new("simple_imputer", &all);
    step.params.insert("strategy".into(), ParamValue::Text(strategy.into()));
    let with = if strategy == "median" { "the median" } else { "the most frequent value" };
    Some(
        Draft::new("column.missing", severity, 50.0, &all)
            .says(message, format!("Fill the gaps with {with} of the training rows."))
            .shown(PictureRequest::new(PictureKind::MissingMatrix, &[]))
            .changed(Change::AddStep { phase: Phase::Prepare, step }),
    )
}

/// The columns whose gaps stand in the same rows.
fn together(facts: &Facts<'_>) -> Option<Draft> {
    let close = |r: Option<f64>| r.is_some_and(|r| r >= 0.9);
    let mut pairs = facts.explored.missing.pairs.iter().filter(|p| close(p.correlation) && p.both >= 10);
    let first = pairs.next()?;
    let more = pairs.count();
    let message = format!(
        "\"{}\" and \"{}\" are missing together: {} lack both, {} only one.{}",
        first.a,
        first.b,
        count(first.both, "row", "rows"),
        crate::words::grouped(first.either - first.both),
        if more == 0 {
            String::new()
        } else {
            format!(" {} more like that.", count(more as u64, "pair", "pairs"))
        }
    );
    Some(
        Draft::new("missing.together", Severity::Info, 25.0, &[&first.a, &first.b])
            .says(message, "Look for the common cause: it may be a source that some rows lack.")
            .shown(PictureRequest::new(PictureKind::MissingPairs, &[])),
    )
}
