//! The data dictionary: what each column of the data is, as CSV.

use crate::ExportError;
use glasshouse_spec::{ColumnOptions, ColumnProfile, ColumnType, Role, TableProfile};
use std::collections::BTreeMap;

/// Columns of the dictionary.
const HEAD: [&str; 12] = [
    "column",
    "type",
    "role",
    "unit",
    "description",
    "rows",
    "missing",
    "unique",
    "min",
    "mean",
    "max",
    "values",
];

/// Writes a row a column, in the order of the data: name, type, role, unit and description as the
/// recipe has them; rows, missing cells and different values; of numbers the smallest, the mean and
/// the largest; of categories and truths the most frequent, most frequent first. Free text and ids
/// show no value, since those may name persons.
///
/// # Errors
/// [`ExportError::Unwritable`] where the text cannot be written.
pub fn dictionary(
    profile: &TableProfile,
    columns: &BTreeMap<String, ColumnOptions>,
    targets: &[&str],
) -> Result<Vec<u8>, ExportError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let refused = |why: String| ExportError::Unwritable { what: "the data dictionary".into(), why };
    out.write_record(HEAD).map_err(|error| refused(error.to_string()))?;
    let default = ColumnOptions::default();
    for column in &profile.columns {
        let asked = columns.get(&column.name).unwrap_or(&default);
        let record = record(column, asked, targets, profile.rows);
        out.write_record(record).map_err(|error| refused(error.to_string()))?;
    }
    out.into_inner().map_err(|error| refused(error.to_string()))
}

fn record(column: &ColumnProfile, asked: &ColumnOptions, targets: &[&str], rows: u64) -> [String; 12] {
    let is_target = targets.contains(&column.name.as_str());
    let role = asked.role.unwrap_or(if is_target { Role::Target } else { Role::Feature });
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let shown = matches!(column.kind, ColumnType::Categorical | ColumnType::Boolean);
    let values: Vec<&str> = column.top.iter().filter(|_| shown).map(|(value, _)| value.as_str()).collect();
    [
        column.name.clone(),
        name_of(&column.kind),
        name_of(&role),
        asked.unit.clone().unwrap_or_default(),
        asked.description.clone().unwrap_or_default(),
        rows.to_string(),
        column.missing.to_string(),
        column.unique.to_string(),
        number(column.numbers.min),
        number(column.numbers.mean),
        number(column.numbers.max),
        values.join("; "),
    ]
}

/// The name that a recipe gives it.
fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}
