//! Unpacking gzip files and the table in a zip archive, some megabytes at a time.
//!
//! What comes out is limited: a small file must not fill the memory.

use super::problem::FormatError;
use super::sniff;
use bytes::Bytes;
use flate2::Crc;
use flate2::bufread::{DeflateDecoder, GzDecoder};
use std::io::{Cursor, Read, Take};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Bytes that come out in one chunk.
const CHUNK: usize = 4 * 1024 * 1024;

/// The most that a file may hold. In a tab the text stays in memory beside the cells.
#[cfg(target_pointer_width = "32")]
const MOST: u64 = 600_000_000;
#[cfg(not(target_pointer_width = "32"))]
const MOST: u64 = 16_000_000_000;
/// What any file may unpack to.
const ALWAYS: u64 = 400_000_000;
/// Tables are packed to a hundredth at best; ten times that is a bomb.
const RATIO: u64 = 1000;

/// The most bytes that a file of some size may hold when it is unpacked.
pub(super) fn limit(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).clamp(ALWAYS, MOST)
}

/// A file that is being unpacked.
pub(super) struct Unpack {
    file: String,
    what: &'static str,
    from: Option<Packed>,
    out: Vec<u8>,
    packed: u64,
    limit: u64,
}

enum Packed {
    Gzip(Box<GzDecoder<Cursor<Bytes>>>),
    Deflate { decoder: Box<DeflateDecoder<Take<Cursor<Bytes>>>>, crc: Crc, expected: u32 },
    Stored { reader: Take<Cursor<Bytes>>, crc: Crc, expected: u32 },
}

impl Unpack {
    /// A gzip file of any number of members.
    pub fn gzip(file: &str, bytes: Bytes) -> Self {
        let packed = bytes.len() as u64;
        let from = Packed::Gzip(Box::new(GzDecoder::new(Cursor::new(bytes))));
        Self::new(file, "a gzip file", from, packed)
    }

    fn new(file: &str, what: &'static str, from: Packed, packed: u64) -> Self {
        Self { file: file.into(), what, from: Some(from), out: Vec::new(), packed, limit: limit(packed) }
    }

    /// Unpacks some megabytes; the bytes when it is done, else the share that is read.
    pub fn advance(&mut self) -> Result<Result<Vec<u8>, f64>, FormatError> {
        let before = self.out.len();
        let read = self.read();
        read.map_err(|error| FormatError::damaged(&self.file, self.what, error))?;
        if self.out.len() as u64 > self.limit {
            return Err(FormatError::too_large(&self.file, "unpacks to", self.limit));
        }
        if self.out.len() > before {
            return Ok(Err(self.at() as f64 / self.packed.max(1) as f64));
        }
        match self.end()? {
            true => Ok(Ok(std::mem::take(&mut self.out))),
            false => Ok(Err(self.at() as f64 / self.packed.max(1) as f64)),
        }
    }

    fn read(&mut self) -> std::io::Result<()> {
        let room = CHUNK as u64;
        let start = self.out.len();
        match &mut self.from {
            Some(Packed::Gzip(decoder)) => decoder.by_ref().take(room).read_to_end(&mut self.out)?,
            Some(Packed::Deflate { decoder, .. }) => {
                decoder.by_ref().take(room).read_to_end(&mut self.out)?
            }
            Some(Packed::Stored { reader, .. }) => reader.by_ref().take(room).read_to_end(&mut self.out)?,
            None => 0,
        };
        if let Some(Packed::Deflate { crc, .. } | Packed::Stored { crc, .. }) = &mut self.from {
            crc.update(&self.out[start..]);
        }
        Ok(())
    }

    fn at(&self) -> u64 {
        match &self.from {
            Some(Packed::Gzip(decoder)) => decoder.get_ref().position(),
            Some(Packed::Deflate { decoder, .. }) => decoder.total_in(),
            Some(Packed::Stored { .. }) => self.out.len() as u64,
            None => self.packed,
        }
    }

    /// A stream has ended: whether it was the last. Zeros after it are padding.
    fn end(&mut self) -> Result<bool, FormatError> {
        let damaged = |words: &str| Err(FormatError::damaged(&self.file, self.what, words));
        match self.from.take() {
            Some(Packed::Gzip(decoder)) => {
                let rest = decoder.into_inner();
                let after = &rest.get_ref()[(rest.position() as usize).min(rest.get_ref().len())..];
                if after.iter().all(|byte| *byte == 0) {
                    return Ok(true);
                }
                if !after.starts_with(b"\x1f\x8b") {
                    return damaged("something that is not packed follows the end");
                }
                self.from = Some(Packed::Gzip(Box::new(GzDecoder::new(rest))));
                Ok(false)
            }
            Some(Packed::Deflate { crc, expected, .. } | Packed::Stored { crc, expected, .. }) => {
                if crc.sum() == expected { Ok(true) } else { damaged("the check sum is not right") }
            }
            None => Ok(true),
        }
    }
}

/// What a zip archive is.
pub(super) enum Archive {
    /// A workbook, in the words of `data.format`.
    Workbook(&'static str, Bytes),
    /// An archive of files, with the one to read and all that could be read.
    Files { entry: String, entries: Vec<String>, unpack: Unpack },
}

type Zip = ZipArchive<Cursor<Bytes>>;

/// Opens a zip archive. `wanted` is the file in it that is to be read, `liked` the one to read if it
/// is there; else it is the first that could be a table.
pub(super) fn archive(
    file: &str,
    bytes: Bytes,
    wanted: Option<&str>,
    liked: Option<&str>,
) -> Result<Archive, FormatError> {
    let packed = bytes.len() as u64;
    let damaged = |error: ZipError| FormatError::damaged(file, "a zip archive", error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut names: Vec<String> = Vec::new();
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(damaged)?;
        names.push(entry.name().map_err(damaged)?.into_owned());
    }
    if let Some(kind) = workbook(file, &names)? {
        check_sizes(file, &mut archive, packed)?;
        return Ok(Archive::Workbook(kind, archive.into_inner().into_inner()));
    }
    let entries = tables(&names);
    let wanted = wanted.or_else(|| liked.filter(|liked| entries.iter().any(|name| name == liked)));
    let at = match (wanted, &entries[..]) {
        (Some(wanted), _) => names.iter().position(|name| name == wanted).ok_or_else(|| {
            FormatError::absent(file, "entry", wanted, if entries.is_empty() { &names } else { &entries })
        })?,
        (None, [first, ..]) => names.iter().position(|name| name == first).unwrap_or_default(),
        (None, []) => return Err(FormatError::no_entry(file)),
    };
    let unpack = unpack(file, archive, at)?;
    Ok(Archive::Files { entry: names.swap_remove(at), entries, unpack })
}

/// The workbook that an archive of these names is, if it is one.
fn workbook(file: &str, names: &[String]) -> Result<Option<&'static str>, FormatError> {
    let has = |name: &str| names.iter().any(|n| n == name);
    let unsupported = |what, remedy| Err(FormatError::unsupported(file, what, remedy));
    match () {
        () if has("[Content_Types].xml") && has("xl/workbook.bin") => {
            unsupported("a binary workbook (xlsb)", "Save it as xlsx or as CSV.")
        }
        () if has("[Content_Types].xml") && (has("word/document.xml") || has("ppt/presentation.xml")) => {
            unsupported("a text document or a presentation", "Copy the table in it into a spreadsheet.")
        }
        () if has("[Content_Types].xml") => Ok(Some("xlsx")),
        () if has("mimetype") && has("content.xml") => Ok(Some("ods")),
        () if has("manifest.json") && has("model.bin") => {
            unsupported("a model bundle and no table", "Open it as a bundle.")
        }
        () => Ok(None),
    }
}

/// The files of an archive that could be tables; the only file is one whatever its name.
fn tables(names: &[String]) -> Vec<String> {
    let base = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let seen = |name: &&String| {
        !name.ends_with('/') && !name.starts_with("__MACOSX/") && !base(name).starts_with('.')
    };
    let files: Vec<&String> = names.iter().filter(seen).collect();
    let by_name: Vec<String> = files.iter().filter(|n| sniff::table_name(n)).map(|n| (*n).clone()).collect();
    match (&by_name[..], &files[..]) {
        ([], [only]) => vec![(*only).clone()],
        _ => by_name,
    }
}

/// A file of an archive, to be unpacked.
fn unpack(file: &str, mut archive: Zip, at: usize) -> Result<Unpack, FormatError> {
    let damaged = |error: ZipError| FormatError::damaged(file, "a zip archive", error);
    let entry = archive.by_index_raw(at).map_err(damaged)?;
    let (method, packed, expected) = (entry.compression(), entry.compressed_size(), entry.crc32());
    let Some(start) = entry.data_start() else {
        return Err(FormatError::damaged(file, "a zip archive", "the place of the file is not told"));
    };
    if entry.encrypted() {
        let remedy = "Unpack it with its password and choose the table inside.";
        return Err(FormatError::unsupported(file, "an archive with a password", remedy));
    }
    drop(entry);
    let mut from = archive.into_inner();
    from.set_position(start);
    let (reader, crc) = (from.take(packed), Crc::new());
    let from = match method {
        CompressionMethod::Stored => Packed::Stored { reader, crc, expected },
        CompressionMethod::Deflated => {
            Packed::Deflate { decoder: Box::new(DeflateDecoder::new(reader)), crc, expected }
        }
        other => {
            let what = format!("a zip archive packed by {other}");
            let remedy = "Pack it again with the usual method (deflate), or as gzip.";
            return Err(FormatError::unsupported(file, &what, remedy));
        }
    };
    Ok(Unpack::new(file, "a zip archive", from, packed))
}

/// Refuses a workbook whose parts are larger than its size allows. Sizes that are only claimed
/// are not believed: where a part could be too large, it is unpacked to nowhere and counted.
fn check_sizes(file: &str, archive: &mut Zip, packed: u64) -> Result<(), FormatError> {
    const DEFLATE: u64 = 1032;
    let limit = limit(packed);
    let too_large = || FormatError::too_large(file, "unpacks to", limit);
    let damaged = |error: &dyn std::fmt::Display| FormatError::damaged(file, "a workbook", error);
    if archive.decompressed_size().is_some_and(|size| size > u128::from(limit)) {
        return Err(too_large());
    }
    if packed * DEFLATE <= limit {
        return Ok(());
    }
    let mut all = 0;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|e| damaged(&e))?;
        let mut entry = entry.take(limit - all + 1);
        all += std::io::copy(&mut entry, &mut std::io::sink()).map_err(|e| damaged(&e))?;
        if all > limit {
            return Err(too_large());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn run(mut unpack: Unpack) -> Result<Vec<u8>, FormatError> {
        loop {
            if let Ok(bytes) = unpack.advance()? {
                return Ok(bytes);
            }
        }
    }

    #[test]
    fn members_follow_each_other_and_zeros_pad() {
        let mut bytes = [gzip(b"a,b\n"), gzip(b""), gzip(b"1,2\n")].concat();
        bytes.extend([0; 9]);
        assert_eq!(run(Unpack::gzip("f", bytes.into())).unwrap(), b"a,b\n1,2\n");
    }

    #[test]
    fn what_is_cut_off_or_followed_by_other_things_is_damaged() {
        let whole = gzip(&b"a,b\n1,2\n".repeat(100));
        for cut in 2..whole.len() {
            let error = run(Unpack::gzip("f", whole[..cut].to_vec().into())).unwrap_err();
            assert_eq!(error.code(), "data.damaged", "{cut}");
        }
        let followed = [&whole[..], b"more"].concat();
        assert_eq!(run(Unpack::gzip("f", followed.into())).unwrap_err().code(), "data.damaged");
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let mut unpack = Unpack::gzip("f", gzip(&vec![b'0'; 40_000_000]).into());
        unpack.limit = 10_000_000;
        assert_eq!(run(unpack).unwrap_err().code(), "data.too_large");
    }

    #[test]
    fn only_tables_are_offered() {
        let names = ["a/", "a/x.csv", "__MACOSX/a/x.csv", "a/.hidden.csv", "readme.md"].map(String::from);
        assert_eq!(tables(&names), ["a/x.csv"]);
        assert_eq!(tables(&["data".to_owned()]), ["data"]);
        assert!(tables(&["a.md".to_owned(), "b.md".to_owned()]).is_empty());
    }
}
