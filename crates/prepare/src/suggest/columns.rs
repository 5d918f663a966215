//! Which columns the model may learn from.

use super::{Draft, is_constant, percent};
use glasshouse_spec::{ColumnProfile, ColumnType, Place, Role, TableProfile};
use glasshouse_table::Table;

/// Rows from which whole numbers without repetition look like numbering.
const NUMBERING_ROWS: u64 = 20;

/// Ignores what a model cannot use and says why; the columns that are left are the features.
pub(super) fn decide<'a>(
    draft: &mut Draft,
    profile: &'a TableProfile,
    table: &Table,
    targets: &[String],
) -> Vec<&'a ColumnProfile> {
    let mut features = Vec::new();
    for column in profile.columns.iter().filter(|c| !targets.contains(&c.name)) {
        match useless(column, profile.rows, table) {
            Some(why) => {
                let options = draft.recipe.columns.entry(column.name.clone()).or_default();
                options.role = Some(Role::Ignore);
                draft.because(format!("columns.{}", column.name), why);
            }
            None => {
                warn_of_gaps(draft, column, profile.rows);
                features.push(column);
            }
        }
    }
    features
}

fn useless(column: &ColumnProfile, rows: u64, table: &Table) -> Option<String> {
    let unique = column.unique;
    match column.kind {
        _ if unique == 0 => Some("Left out: it has no value at all.".into()),
        _ if is_constant(column) && column.missing == 0 => {
            Some("Left out: all rows have the same value, which tells nothing.".into())
        }
        _ if is_constant(column) => Some(format!(
            "Left out: it has one value, and {} of the rows have none; add missing_indicator if the gap tells something.",
            percent(column.missing, rows)
        )),
        ColumnType::Id => {
            Some(format!("Left out: it names the rows, {unique} different values in {rows} rows."))
        }
        ColumnType::Text => Some(format!(
            "Left out: free text, {unique} different values in {rows} rows, which hardly repeat."
        )),
        ColumnType::Datetime => Some("Left out; the step datetime_features makes numbers of dates.".into()),
        ColumnType::Numeric if numbers_rows(column, rows, table) => Some(format!(
            "Left out: it numbers the rows, from {} to {}.",
            end(column.numbers.min),
            end(column.numbers.max)
        )),
        _ => None,
    }
}

fn end(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Whether whole numbers rise by one from row to row.
fn numbers_rows(column: &ColumnProfile, rows: u64, table: &Table) -> bool {
    if !column.integer || column.unique != rows || rows < NUMBERING_ROWS {
        return false;
    }
    let numbers = table.column(&column.name).and_then(|c| c.numbers());
    numbers.is_some_and(|a| a.values().windows(2).all(|pair| pair[1] - pair[0] == 1.0))
}

fn warn_of_gaps(draft: &mut Draft, column: &ColumnProfile, rows: u64) {
    if column.missing * 2 > rows {
        let message = format!(
            "column \"{}\" is missing in {} of the rows: what fills the gaps will outweigh what is known",
            column.name,
            percent(column.missing, rows)
        );
        draft.warn("column.mostly_missing", message, Place::column(&column.name));
    }
}
