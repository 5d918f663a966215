//! Writing a table: CSV, JSON, JSON lines, and for the command line Parquet and Arrow.
//!
//! CSV repeats the cells as they were read, with a comma, double quotes and `\n`; numbers are
//! written in the shortest form that reads back as the same number, whatever they wore. Nothing is
//! done about cells that begin with `=`, `+`, `-` or `@`, which a spreadsheet may run. The JSON
//! formats are typed: a missing cell is `null`, a boolean `true` or `false`, a date a string in ISO
//! 8601; an infinite number, which JSON does not know, is the string `inf` or `-inf`.

use crate::date::iso;
use crate::source::trim;
use crate::{Column, ColumnData, Loaded, Table, TableError};
use crate::{number_label, truth};
use glasshouse_spec::ColumnType;
use std::io::Write;

/// A format that a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// An array of records.
    Json,
    /// A record a line.
    Ndjson,
    /// Apache Parquet; with the feature `columnar`.
    Parquet,
    /// An Apache Arrow IPC file; with the feature `columnar`.
    Arrow,
}

impl TableFormat {
    /// The format of a name or of a file's extension: `csv`, `json`, `ndjson`, `parquet`, `arrow`.
    pub fn named(name: &str) -> Result<Self, TableError> {
        match name.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "ndjson" | "jsonl" => Ok(Self::Ndjson),
            "parquet" => Ok(Self::Parquet),
            "arrow" | "feather" => Ok(Self::Arrow),
            _ => Err(TableError::UnknownFormat { format: name.into() }),
        }
    }
}

/// Writes the columns of a table that was read. Parquet and Arrow need the feature `columnar` and
/// are an unknown format without it.
pub fn write(loaded: &Loaded, format: TableFormat, out: &mut dyn Write) -> Result<(), TableError> {
    match format {
        TableFormat::Csv => write_csv(loaded, out),
        TableFormat::Json | TableFormat::Ndjson => write_json(&loaded.table, format, out).map_err(failed),
        #[cfg(feature = "columnar")]
        TableFormat::Parquet => crate::columnar::write_parquet(&loaded.table, out),
        #[cfg(feature = "columnar")]
        TableFormat::Arrow => crate::columnar::write_arrow(&loaded.table, out),
        #[cfg(not(feature = "columnar"))]
        TableFormat::Parquet => Err(TableError::UnknownFormat { format: "parquet".into() }),
        #[cfg(not(feature = "columnar"))]
        TableFormat::Arrow => Err(TableError::UnknownFormat { format: "arrow".into() }),
    }
}

pub(crate) fn failed(error: impl std::fmt::Display) -> TableError {
    TableError::Write { message: error.to_string() }
}

fn write_csv(loaded: &Loaded, out: &mut dyn Write) -> Result<(), TableError> {
    let columns = loaded.table.columns();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|c| &c.name)).map_err(failed)?;
    let names = loaded.source.names();
    let places: Vec<usize> =
        columns.iter().map(|c| names.iter().position(|n| *n == c.name).unwrap_or(usize::MAX)).collect();
    let mut records = loaded.source.records(0);
    let mut row = 0;
    while let Some(record) = records.next_record() {
        for (column, place) in columns.iter().zip(&places) {
            let cell = record.get(*place).unwrap_or_default();
            match column.number(row) {
                Some(number) => writer.write_field(number_label(number)),
                None if column.kind == ColumnType::Numeric => writer.write_field(absent(trim(cell), loaded)),
                None => writer.write_field(cell),
            }
            .map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
        row += 1;
    }
    writer.flush().map_err(failed)
}

/// A cell of a numeric column that has no number: as it was read where it is a missing marker,
/// else blank, as no reader of the new file would take it for a number either.
fn absent<'a>(cell: &'a [u8], loaded: &Loaded) -> &'a [u8] {
    if loaded.source.missing.is(cell) { cell } else { b"" }
}

fn write_json(table: &Table, format: TableFormat, out: &mut dyn Write) -> std::io::Result<()> {
    let array = format == TableFormat::Json;
    let mut out = std::io::BufWriter::new(out);
    let columns: Vec<JsonColumn> = table.columns().iter().map(|c| JsonColumn::new(c)).collect();
    if array {
        out.write_all(b"[")?;
    }
    for row in 0..table.rows() {
        out.write_all(if row > 0 && array { b",\n{" } else { b"{" })?;
        for (i, column) in columns.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            out.write_all(column.key.as_bytes())?;
            column.write(row, &mut out)?;
        }
        out.write_all(if array { b"}" } else { b"}\n" })?;
    }
    if array {
        out.write_all(b"]\n")?;
    }
    out.flush()
}

/// A column with what does not change from row to row.
struct JsonColumn<'a> {
    column: &'a Column,
    /// Quoted name and colon.
    key: String,
    /// Each level as JSON.
    levels: Vec<String>,
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<'a> JsonColumn<'a> {
    fn new(column: &'a Column) -> Self {
        let boolean = column.kind == ColumnType::Boolean;
        let level = |l: &str| match truth(l) {
            Some(truth) if boolean => truth.to_string(),
            _ => quoted(l),
        };
        let levels = column.levels().into_iter().map(level).collect();
        Self { column, key: format!("{}:", quoted(&column.name)), levels }
    }

    fn write(&self, row: usize, out: &mut impl Write) -> std::io::Result<()> {
        if self.column.is_missing(row) {
            return out.write_all(b"null");
        }
        match &self.column.data {
            ColumnData::Numbers(a) if a.value(row).is_finite() => {
                out.write_all(number_label(a.value(row)).as_bytes())
            }
            ColumnData::Numbers(a) => out.write_all(quoted(&number_label(a.value(row))).as_bytes()),
            ColumnData::Levels(a) => out.write_all(self.levels[a.keys().value(row) as usize].as_bytes()),
            ColumnData::Times(a) => out.write_all(quoted(&iso(a.value(row))).as_bytes()),
            ColumnData::Text(a) => out.write_all(quoted(a.value(row)).as_bytes()),
        }
    }
}
