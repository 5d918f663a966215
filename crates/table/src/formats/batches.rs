//! Parquet and Arrow: record batches that become rows.
//!
//! What a file claims of its sizes is compared with its length before a library believes it.

use super::arrow_stream::ArrowStream;
use super::canonical::{Canonical, Sink, Value};
use super::problem::FormatError;
use super::{Convert, Step, cells, parquet_pages};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use bytes::Bytes;
use glasshouse_spec::Place;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;

/// Cells that are written in one chunk.
const CHUNK: usize = 200_000;
/// Rows that a Parquet reader decodes at a time.
const BATCH: usize = 8192;

/// A file of record batches that becomes rows.
pub(super) struct Batches {
    file: String,
    what: &'static str,
    from: From,
    /// The batch that is being written, and how much of it is.
    now: Option<(RecordBatch, usize)>,
    rows: u64,
}

enum From {
    Parquet(ParquetRecordBatchReader, u64),
    Arrow(Box<ArrowStream>),
}

impl Batches {
    /// A Parquet file that may unpack to `limit` bytes.
    pub fn parquet(file: &str, bytes: Bytes, limit: u64, to: &mut Canonical) -> Result<Self, FormatError> {
        const WHAT: &str = "a Parquet file";
        let damaged = |error: parquet::errors::ParquetError| FormatError::damaged(file, WHAT, error);
        let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.clone()).map_err(damaged)?;
        check(file, builder.metadata(), bytes.len() as u64, limit)?;
        head(builder.schema(), to);
        let rows = builder.metadata().file_metadata().num_rows().max(0).cast_unsigned();
        let reader = parquet_pages::reader(&builder, &bytes, BATCH).map_err(damaged)?;
        let from = From::Parquet(reader, rows);
        Ok(Self { file: file.into(), what: WHAT, from, now: None, rows: 0 })
    }

    /// An Arrow file, a Feather file of version 2, or an Arrow stream.
    pub fn arrow(file: &str, bytes: Bytes, limit: u64, to: &mut Canonical) -> Result<Self, FormatError> {
        let stream = ArrowStream::new(file, bytes, limit)?;
        head(stream.schema(), to);
        let from = From::Arrow(Box::new(stream));
        Ok(Self { file: file.into(), what: "an Arrow file", from, now: None, rows: 0 })
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, FormatError> {
        match &mut self.from {
            From::Parquet(reader, _) => {
                let batch = reader.next().transpose();
                batch.map_err(|error| FormatError::damaged(&self.file, self.what, error))
            }
            From::Arrow(stream) => stream.next(),
        }
    }

    fn share(&self) -> f64 {
        match &self.from {
            From::Parquet(_, rows) => self.rows as f64 / (*rows as f64).max(1.0),
            From::Arrow(stream) => stream.share(),
        }
    }

    /// Writes rows of a batch.
    fn write(&self, batch: &RecordBatch, to: &mut Canonical) -> Result<(), FormatError> {
        let mut writers = Vec::new();
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            let found = cells::cells(field.name(), array).map_err(|unknown| {
                let message = format!(
                    "column {} of {} holds values of type {}, which are not read",
                    unknown.column, self.file, unknown.what
                );
                let place = Place::column(unknown.column);
                FormatError::place(&self.file, message, place, "Leave the column out, or save it as text.")
            })?;
            writers.extend(found);
        }
        for row in 0..batch.num_rows() {
            for cell in &writers {
                cell(row, to);
            }
            if writers.is_empty() {
                to.put(Value::Missing);
            }
            to.end_row()?;
        }
        Ok(())
    }
}

impl Convert for Batches {
    fn advance(&mut self, to: &mut Canonical) -> Result<Step, FormatError> {
        let mut left = CHUNK;
        while left > 0 {
            let (batch, at) = match self.now.take() {
                Some(now) => now,
                None => match self.next()? {
                    Some(batch) => (batch, 0),
                    None => return Ok(Step::Done),
                },
            };
            let width = to.columns().max(1);
            let rows = (left / width).max(1).min(batch.num_rows() - at);
            self.write(&batch.slice(at, rows), to)?;
            self.rows += rows as u64;
            left = left.saturating_sub((rows * width).max(1));
            if at + rows < batch.num_rows() {
                self.now = Some((batch, at + rows));
            }
        }
        Ok(Step::Running(self.share()))
    }
}

fn head(schema: &Schema, to: &mut Canonical) {
    for field in schema.fields() {
        for (name, stated) in cells::columns(field) {
            to.column(name, stated);
        }
    }
}

/// Refuses a Parquet file of `length` bytes that unpacks to too much, is packed in a way that is not
/// read, or whose columns do not lie in it.
fn check(file: &str, metadata: &ParquetMetaData, length: u64, limit: u64) -> Result<(), FormatError> {
    let mut bytes: u64 = 0;
    for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        bytes = bytes.saturating_add(column.uncompressed_size().max(0).cast_unsigned());
        if matches!(column.compression(), Compression::LZO) {
            let what = "a Parquet file packed with LZO";
            return Err(FormatError::unsupported(file, what, "Save it with snappy, zstd or lz4."));
        }
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let end = start.checked_add(column.compressed_size()).and_then(|end| u64::try_from(end).ok());
        if start < 0 || column.compressed_size() < 0 || end.is_none_or(|end| end > length) {
            return Err(FormatError::damaged(file, "a Parquet file", "a column lies outside of the file"));
        }
    }
    if bytes > limit {
        return Err(FormatError::too_large(file, "unpacks to", limit));
    }
    let rows = metadata.file_metadata().num_rows();
    if rows > i64::from(i32::MAX) {
        let message = format!("{file} has {rows} rows, more than can be read");
        return Err(FormatError::place(file, message, Place::default(), "Split the file."));
    }
    Ok(())
}
