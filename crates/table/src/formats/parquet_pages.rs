//! The pages of a Parquet file, unpacked.
//!
//! What the library unpacks by itself it does. Zstandard it knows only through C, which a browser
//! does not run: such columns are read as if they were not packed, and each page is unpacked here.

use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::parquet_to_arrow_field_levels;
use parquet::basic::Compression;
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::ColumnReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use ruzstd::decoding::StreamingDecoder;
use std::io::Read;
use std::sync::Arc;

/// The most that one page may hold.
const MOST: u64 = 256 * 1024 * 1024;

/// A reader of the rows of a file, in batches.
pub(super) fn reader(
    builder: &ParquetRecordBatchReaderBuilder<Bytes>,
    bytes: &Bytes,
    batch: usize,
) -> Result<ParquetRecordBatchReader> {
    let metadata = builder.metadata().clone();
    let schema = metadata.file_metadata().schema_descr();
    let hint = builder.schema().fields();
    let levels = parquet_to_arrow_field_levels(schema, ProjectionMask::all(), Some(hint))?;
    let file: Arc<dyn FileReader> = Arc::new(File { bytes: Arc::new(bytes.clone()), metadata });
    ParquetRecordBatchReader::try_new_with_row_groups(&levels, &file, batch, None)
}

struct File {
    bytes: Arc<Bytes>,
    metadata: Arc<ParquetMetaData>,
}

impl FileReader for File {
    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }

    fn num_row_groups(&self) -> usize {
        self.metadata.num_row_groups()
    }

    fn get_row_group(&self, i: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        Ok(Box::new(Group { bytes: self.bytes.clone(), metadata: self.metadata.row_group(i) }))
    }

    fn get_row_iter(&self, _projection: Option<Type>) -> Result<RowIter<'_>> {
        Err(by_batch())
    }
}

struct Group<'a> {
    bytes: Arc<Bytes>,
    metadata: &'a RowGroupMetaData,
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.metadata
    }

    fn num_columns(&self) -> usize {
        self.metadata.num_columns()
    }

    fn get_column_page_reader(&self, i: usize) -> Result<Box<dyn PageReader>> {
        let rows = self.metadata.num_rows().max(0) as usize;
        pages(self.bytes.clone(), self.metadata.column(i), rows)
    }

    fn get_column_reader(&self, _i: usize) -> Result<ColumnReader> {
        Err(by_batch())
    }

    fn get_column_bloom_filter(&self, _i: usize) -> Option<&Sbbf> {
        None
    }

    fn get_row_iter(&self, _projection: Option<Type>) -> Result<RowIter<'_>> {
        Err(by_batch())
    }
}

/// Rows and cells one by one are not asked for here.
fn by_batch() -> ParquetError {
    ParquetError::NYI("only batches are read".into())
}

fn pages(bytes: Arc<Bytes>, chunk: &ColumnChunkMetaData, rows: usize) -> Result<Box<dyn PageReader>> {
    if !matches!(chunk.compression(), Compression::ZSTD(_)) {
        return Ok(Box::new(SerializedPageReader::new(bytes, chunk, rows, None)?));
    }
    let as_is = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?;
    Ok(Box::new(Zstd(SerializedPageReader::new(bytes, &as_is, rows, None)?)))
}

/// Pages packed with Zstandard.
struct Zstd(SerializedPageReader<Bytes>);

impl PageReader for Zstd {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.0.get_next_page()?.map(unpacked).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.0.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.0.skip_next_page()
    }
}

impl Iterator for Zstd {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

/// A page with what its bytes mean; the levels of a page of version 2 are never packed.
fn unpacked(mut page: Page) -> Result<Page> {
    let (buf, plain) = match &mut page {
        Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => (buf, 0),
        Page::DataPageV2 { is_compressed: false, .. } => return Ok(page),
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
            (buf, *def_levels_byte_len as usize + *rep_levels_byte_len as usize)
        }
    };
    let (levels, packed) = buf
        .split_at_checked(plain)
        .ok_or_else(|| ParquetError::General("the levels of a page are longer than it".into()))?;
    let mut bytes = levels.to_vec();
    if !packed.is_empty() {
        let decoder = StreamingDecoder::new(packed).map_err(|e| ParquetError::General(e.to_string()))?;
        decoder.take(MOST + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MOST {
        return Err(ParquetError::General("a page is too large".into()));
    }
    *buf = bytes.into();
    Ok(page)
}
