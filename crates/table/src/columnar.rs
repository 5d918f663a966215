//! Parquet and Arrow files: a table as one record batch.
//!
//! Numbers are 64-bit floats, booleans real booleans, dates microseconds in UTC, categories
//! dictionaries, text strings.

use crate::truth;
use crate::write::failed;
use crate::{Column, ColumnData, Table, TableError};
use arrow_array::{ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::{Field, Schema};
use glasshouse_spec::ColumnType;
use std::io::Write;
use std::sync::Arc;

fn array(column: &Column) -> ArrayRef {
    match &column.data {
        ColumnData::Numbers(a) => Arc::new(a.clone()),
        ColumnData::Levels(_) if column.kind == ColumnType::Boolean => {
            let truths: Vec<Option<bool>> = column.levels().into_iter().map(truth).collect();
            let cells = column.level_indices().map(|k| k.and_then(|k| truths[k as usize]));
            Arc::new(cells.collect::<BooleanArray>())
        }
        ColumnData::Levels(a) => Arc::new(a.clone()),
        ColumnData::Times(a) => Arc::new(a.clone().with_timezone("UTC")),
        ColumnData::Text(a) => Arc::new(a.clone()),
    }
}

fn batch(table: &Table) -> Result<RecordBatch, TableError> {
    let arrays: Vec<ArrayRef> = table.columns().iter().map(|c| array(c)).collect();
    let fields: Vec<Field> = table
        .columns()
        .iter()
        .zip(&arrays)
        .map(|(column, array)| Field::new(&column.name, array.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(failed)
}

/// Writes a Parquet file, compressed with Snappy.
pub(crate) fn write_parquet(table: &Table, out: &mut dyn Write) -> Result<(), TableError> {
    let batch = batch(table)?;
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.close().map_err(failed)?;
    out.write_all(&bytes).map_err(failed)
}

/// Writes an Arrow IPC file.
pub(crate) fn write_arrow(table: &Table, out: &mut dyn Write) -> Result<(), TableError> {
    let batch = batch(table)?;
    let mut writer = arrow_ipc::writer::FileWriter::try_new(out, &batch.schema()).map_err(failed)?;
    writer.write(&batch).map_err(failed)?;
    writer.finish().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::RecordBatchReader;

    fn table() -> Table {
        let columns = [
            Column::from_numbers("n", vec![Some(1.5), None, Some(-0.0)]),
            Column::from_labels("c", ColumnType::Categorical, [Some("b"), Some("a"), None]),
            Column::from_labels("t", ColumnType::Boolean, [Some("No"), None, Some("yes")]),
            Column::from_times("d", vec![Some(-1), Some(1_700_000_000_000_000), None]),
            Column::from_labels("x", ColumnType::Text, [Some("a b"), Some(""), None]),
        ];
        Table::new(columns.map(Arc::new).to_vec(), 3)
    }

    #[test]
    fn arrow_files_are_read_back() {
        let mut bytes = Vec::new();
        write_arrow(&table(), &mut bytes).unwrap();
        let read = arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(bytes), None).unwrap();
        let batches: Vec<RecordBatch> = read.map(Result::unwrap).collect();
        assert_eq!(batches, [batch(&table()).unwrap()]);
    }

    #[test]
    fn parquet_files_are_read_back() {
        let mut bytes = Vec::new();
        write_parquet(&table(), &mut bytes).unwrap();
        let builder =
            parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes));
        let read = builder.unwrap().build().unwrap();
        assert_eq!(read.schema(), batch(&table()).unwrap().schema());
        let batches: Vec<RecordBatch> = read.map(Result::unwrap).collect();
        assert_eq!(batches, [batch(&table()).unwrap()]);
    }
}
