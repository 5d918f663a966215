//! Findings about dates: what lies after the outcome, and rows that have an order in time.

use super::Facts;
use super::draft::Draft;
use crate::words::{count, names, percent};
use arrow_array::Array;
use glasshouse_spec::{Change, ColumnFigures, PictureKind, PictureRequest, Severity, SplitMethod, SplitSpec};
use glasshouse_table::Column;

/// Share of rows, in percent, in which a date lies after another.
const ALWAYS: u64 = 99;
/// Fewest rows with both dates.
const FEWEST: u64 = 20;

/// What dates show, where there is something to predict.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    if facts.wanted.is_none() {
        return Vec::new();
    }
    let dates: Vec<(&Column, &ColumnFigures)> =
        facts.features().filter(|(column, c)| column.times().is_some() && c.present > 0).collect();
    let mut found: Vec<Draft> = dates.iter().filter_map(|(column, c)| later(&dates, column, c)).collect();
    let first =
        dates.iter().find(|(_, c)| c.unique > 1 && !found.iter().any(|f| f.finding.columns[0] == c.name));
    found.extend(first.map(|(_, c)| ordered(c)));
    found
}

/// A date that lies after another, which the row began with, may be known only after the outcome.
fn later(dates: &[(&Column, &ColumnFigures)], column: &Column, c: &ColumnFigures) -> Option<Draft> {
    let (other, (both, after)) = dates
        .iter()
        .filter(|(other, _)| other.name != column.name)
        .map(|(other, _)| (other, compared(other, column)))
        .find(|(_, (both, after))| *both >= FEWEST && after * 100 >= both * ALWAYS)?;
    let gaps = match c.missing {
        0 => String::new(),
        n => format!(" It is missing in {} of the rows.", percent(n, c.missing + c.present)),
    };
    let message = format!(
        "\"{}\" lies after \"{}\" in {} of {}.{gaps}",
        column.name,
        other.name,
        if after == both { "all".into() } else { percent(after, both) },
        count(both, "row", "rows")
    );
    let advice = format!(
        "If \"{}\" is known only after the outcome, leave out what it tells: a model cannot have it in time.",
        column.name
    );
    let severity = if c.missing > 0 { Severity::Attention } else { Severity::Info };
    Some(
        Draft::new("date.later", severity, 66.0, &[&column.name, &other.name])
            .says(message, advice)
            .shown(PictureRequest::new(PictureKind::Histogram, &[&column.name]))
            .left_out(&[&column.name]),
    )
}

/// Rows with both dates, and those where the second lies after the first.
fn compared(first: &Column, second: &Column) -> (u64, u64) {
    let (Some(a), Some(b)) = (first.times(), second.times()) else { return (0, 0) };
    let both = (0..a.len()).filter(|row| a.is_valid(*row) && b.is_valid(*row));
    both.fold((0, 0), |(n, after), row| (n + 1, after + u64::from(b.value(row) > a.value(row))))
}

fn ordered(c: &ColumnFigures) -> Draft {
    let dates = c.dates.clone().unwrap_or_default();
    let message =
        format!("The rows have a time: {} runs from {} to {}.", names(&[&c.name], 1), dates.min, dates.max);
    let split =
        SplitSpec { method: Some(SplitMethod::Time), column: Some(c.name.clone()), ..SplitSpec::default() };
    Draft::new("rows.time", Severity::Info, 60.0, &[&c.name])
        .says(message, "If the model is to foretell, train on earlier rows and test on later ones.")
        .shown(PictureRequest::new(PictureKind::Histogram, &[&c.name]))
        .changed(Change::SetSplit { split })
}
