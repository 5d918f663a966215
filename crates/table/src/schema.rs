//! Reading new data for a trained model: columns matched by name, cells read as the model's types.

use crate::infer::Finished;
use crate::{Column, DateOrder, Loaded, TableError, TableReader};
use glasshouse_spec::{ColumnType, DataOptions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a model knows of a column that it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSchema {
    /// Name in the header.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether a file without it is refused. The target is not required.
    #[serde(default = "required_by_default")]
    pub required: bool,
    /// Which came first in the dates of a datetime column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
}

fn required_by_default() -> bool {
    true
}

impl ColumnSchema {
    pub(crate) fn new(column: &Column, date_order: Option<DateOrder>) -> Self {
        Self { name: column.name.clone(), kind: column.kind, required: true, date_order }
    }

    /// The same column, which a file may lack.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// New data as a model reads them.
#[derive(Debug, Clone)]
pub struct ReadAs {
    /// The schema's columns in the schema's order, those apart that are optional and not there;
    /// `loaded.source` has all columns of the file, in its own order.
    pub loaded: Loaded,
    /// Cells that are not of the column's type and count as missing, by column.
    pub unparsed: BTreeMap<String, u64>,
    /// Columns of the file that the schema does not have.
    pub extra: Vec<String>,
}

/// Reads a file as the columns of a schema. Columns are matched by name; their order and further
/// columns do not matter. Delimiter, encoding, quote and decimal mark are found out anew; where
/// the file does not tell, `fallback` holds (the [`Loaded::format`] of the training file), and the
/// missing markers are those of `fallback`. Fails with the names of all required columns that the
/// file lacks. Numbers may be dressed (`1,234`, `$5`, `12%`) whether or not they were in training.
pub fn read_as(
    name: &str,
    bytes: Vec<u8>,
    fallback: &DataOptions,
    schema: &[ColumnSchema],
) -> Result<ReadAs, TableError> {
    let reader = TableReader::new(name, bytes.into(), &DataOptions::default(), &BTreeMap::new())?;
    Ok(ReadAs::new(reader.with_schema(fallback, schema).finish()?))
}

impl ReadAs {
    /// What was read with [`TableReader::with_schema`].
    pub fn new(loaded: Loaded) -> Self {
        let extra =
            loaded.source.names().iter().filter(|n| loaded.table.column(n).is_none()).cloned().collect();
        Self { unparsed: loaded.unparsed.clone(), extra, loaded }
    }
}

/// Names of the required columns.
pub(crate) fn required(schema: Option<&[ColumnSchema]>) -> Vec<String> {
    schema.into_iter().flatten().filter(|c| c.required).map(|c| c.name.clone()).collect()
}

/// The columns of a schema in its order; what is not in it goes.
pub(crate) fn ordered(done: Vec<Finished>, schema: &[ColumnSchema]) -> Vec<Finished> {
    let mut by_name: BTreeMap<String, Finished> =
        done.into_iter().map(|f| (f.column.name.clone(), f)).collect();
    schema.iter().filter_map(|c| by_name.remove(&c.name)).collect()
}
