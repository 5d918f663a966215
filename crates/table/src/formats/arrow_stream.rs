//! The messages of an Arrow stream or file.
//!
//! An Arrow file is a stream between two marks, with a table of contents at its end. It is read as
//! a stream, so that there is one way. Every length that a message claims is compared with what
//! there is before it is decoded.

use super::problem::FormatError;
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::{CompressionType, MessageHeader, RecordBatch as BatchHead, root_as_message};
use arrow_schema::{Schema, SchemaRef};
use bytes::Bytes;
use std::sync::Arc;

const WHAT: &str = "an Arrow file";
const MARK: &[u8] = b"ARROW1";
/// Bytes of the mark and its padding at the begin of a file.
const FRONT: usize = 8;
/// Bytes of the length of the table of contents, and of the mark at the end.
const BACK: usize = 10;
const CONTINUES: u32 = u32::MAX;

/// A stream whose schema was read.
pub(super) struct ArrowStream {
    file: String,
    bytes: Buffer,
    /// Where the messages end, and where the next one begins.
    end: usize,
    at: usize,
    decoder: StreamDecoder,
    schema: SchemaRef,
    limit: u64,
    /// Bytes that compressed buffers claim so far.
    unpacked: u64,
}

/// The place of a message.
struct Message {
    head: std::ops::Range<usize>,
    body: std::ops::Range<usize>,
}

impl ArrowStream {
    /// Reads up to the schema.
    pub fn new(file: &str, bytes: Bytes, limit: u64) -> Result<Self, FormatError> {
        let damaged = |words: &str| FormatError::damaged(file, WHAT, words);
        let (mut at, mut end) = (0, bytes.len());
        if bytes.starts_with(MARK) {
            if !bytes.ends_with(MARK) || bytes.len() < FRONT + BACK {
                return Err(damaged("the mark at its end is missing"));
            }
            let place = bytes.len() - BACK;
            let length = word(&bytes, place).unwrap_or_default() as usize;
            end = place
                .checked_sub(length)
                .filter(|end| *end >= FRONT)
                .ok_or_else(|| damaged("its table of contents is longer than the file"))?;
            at = FRONT;
        }
        let mut stream = Self {
            file: file.into(),
            bytes: Buffer::from(bytes),
            end,
            at,
            decoder: StreamDecoder::new(),
            schema: Arc::new(Schema::empty()),
            limit,
            unpacked: 0,
        };
        let Some(message) = stream.message()? else { return Err(damaged("it has no schema")) };
        stream.decode(&message)?;
        stream.schema = stream.decoder.schema().ok_or_else(|| damaged("it does not begin with a schema"))?;
        Ok(stream)
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The share that was read.
    pub fn share(&self) -> f64 {
        self.at as f64 / self.end.max(1) as f64
    }

    /// The next batch.
    pub fn next(&mut self) -> Result<Option<RecordBatch>, FormatError> {
        while let Some(message) = self.message()? {
            if let Some(batch) = self.decode(&message)? {
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }

    fn damaged(&self, words: impl std::fmt::Display) -> FormatError {
        FormatError::damaged(&self.file, WHAT, words)
    }

    /// The next message, checked; none at the end.
    fn message(&mut self) -> Result<Option<Message>, FormatError> {
        let mut at = self.at;
        if at == self.end {
            return Ok(None);
        }
        let bytes = &self.bytes.as_slice()[..self.end];
        let cut = || self.damaged("it ends within a message");
        let mut length = word(bytes, at).ok_or_else(cut)?;
        at += 4;
        if length == CONTINUES {
            length = word(bytes, at).ok_or_else(cut)?;
            at += 4;
        }
        if length == 0 {
            self.at = self.end;
            return Ok(None);
        }
        let head = at..at.checked_add(length as usize).ok_or_else(cut)?;
        let words = bytes.get(head.clone()).ok_or_else(cut)?;
        let message = root_as_message(words).map_err(|error| self.damaged(error))?;
        let length = usize::try_from(message.bodyLength()).map_err(|_| cut())?;
        let body = head.end..head.end.checked_add(length).ok_or_else(cut)?;
        let data = bytes.get(body.clone()).ok_or_else(cut)?;
        let batch = match message.header_type() {
            MessageHeader::RecordBatch => message.header_as_record_batch(),
            MessageHeader::DictionaryBatch => message.header_as_dictionary_batch().and_then(|d| d.data()),
            _ => None,
        };
        let packed = batch.as_ref().and_then(|batch| batch.compression()).map(|packed| packed.codec());
        if packed == Some(CompressionType::ZSTD) {
            let what = "an Arrow file packed with zstd";
            return Err(FormatError::unsupported(
                &self.file,
                what,
                "Save it with lz4 or unpacked, or as Parquet.",
            ));
        }
        let claimed = batch.map_or(Some(0), |batch| claimed(&batch, data)).ok_or_else(cut)?;
        self.unpacked = self.unpacked.saturating_add(claimed);
        if self.unpacked > self.limit {
            return Err(FormatError::too_large(&self.file, "unpacks to", self.limit));
        }
        self.at = body.end;
        Ok(Some(Message { head, body }))
    }

    fn decode(&mut self, message: &Message) -> Result<Option<RecordBatch>, FormatError> {
        // The decoder wants a length before the message, whichever way the file wrote it.
        let length = (message.head.len() as u32).to_le_bytes();
        let mut found = None;
        let rest = self.bytes.slice_with_length(message.head.start, message.body.end - message.head.start);
        // A message without a body is taken up when the next bytes come: the mark of the next one.
        let mark = if message.body.is_empty() { &CONTINUES.to_le_bytes()[..] } else { &[] };
        for mut part in [Buffer::from(&length[..]), rest, Buffer::from(mark)] {
            while !part.is_empty() {
                match self.decoder.decode(&mut part) {
                    Ok(Some(batch)) => found = Some(batch),
                    Ok(None) => {}
                    Err(error) => return Err(self.damaged(error)),
                }
            }
        }
        Ok(found)
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Bytes that the compressed buffers of a batch claim to unpack to; none where one of them lies
/// outside of the data.
fn claimed(batch: &BatchHead, data: &[u8]) -> Option<u64> {
    let mut all: u64 = 0;
    for buffer in batch.buffers()? {
        let start = usize::try_from(buffer.offset()).ok()?;
        let end = start.checked_add(usize::try_from(buffer.length()).ok()?)?;
        let part = data.get(start..end)?;
        if batch.compression().is_some() && !part.is_empty() {
            let size: [u8; 8] = part.get(..8)?.try_into().ok()?;
            // -1: not compressed after all.
            all = all.saturating_add(i64::from_le_bytes(size).max(0).cast_unsigned());
        }
    }
    Some(all)
}
