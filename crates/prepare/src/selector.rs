//! Names of columns in a step: as they stand, or by kind.

use crate::PrepareError;
use glasshouse_spec::{ColumnType, Place, Warning};
use glasshouse_table::Table;
use std::collections::BTreeSet;

/// The selectors that stand for columns of a kind.
pub const SELECTORS: [&str; 6] = ["@numeric", "@categorical", "@boolean", "@text", "@datetime", "@all"];

/// The names of the columns that a step takes, each once, in the order in which they are named;
/// a selector gives the columns of its kind in the order of the table. A selector without any
/// column is a warning.
///
/// # Errors
/// A name that is not a column, and a selector that is not known.
pub fn resolve(wanted: &[String], table: &Table) -> Result<(Vec<String>, Vec<Warning>), PrepareError> {
    let mut names: Vec<String> = Vec::new();
    let mut warnings = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |name: &str| {
        if seen.insert(name.to_string()) {
            names.push(name.into());
        }
    };
    for item in wanted {
        if table.column(item).is_some() {
            add(item);
        } else if item.starts_with('@') {
            let selects = selector(item)?;
            let mut found = table.columns().iter().filter(|c| selects(c.kind)).peekable();
            if found.peek().is_none() {
                warnings.push(nothing_selected(item));
            }
            found.for_each(|c| add(&c.name));
        } else {
            return Err(PrepareError::no_column(item, table.columns().iter().map(|c| c.name.as_str())));
        }
    }
    Ok((names, warnings))
}

/// The kinds that a selector stands for.
fn selector(name: &str) -> Result<fn(ColumnType) -> bool, PrepareError> {
    Ok(match name {
        "@numeric" => |k| k == ColumnType::Numeric,
        "@categorical" => |k| k == ColumnType::Categorical,
        "@boolean" => |k| k == ColumnType::Boolean,
        "@text" => |k| k == ColumnType::Text,
        "@datetime" => |k| k == ColumnType::Datetime,
        "@all" => |_| true,
        other => return Err(PrepareError::UnknownSelector(other.into())),
    })
}

fn nothing_selected(item: &str) -> Warning {
    let message = format!("{item} matches no column when the step's turn comes, so it adds nothing");
    Warning::new("recipe.empty_selector", message, Place::parameter("columns"))
}
