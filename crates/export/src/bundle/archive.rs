//! The zip beneath a bundle: named entries in a fixed order with fixed times, so that the same
//! entries give the same bytes on every machine; reading trusts no size that the file claims.

use crate::ExportError;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// Most bytes that the entries of a bundle may unpack to.
pub const MOST_BYTES: u64 = 1 << 30;
/// Most times that a bundle may grow when it is unpacked, beyond [`FREE_BYTES`].
const MOST_GROWTH: u64 = 200;
/// Bytes that every bundle may unpack to.
const FREE_BYTES: u64 = 64 << 20;
/// Most entries of a bundle.
const MOST_ENTRIES: usize = 64;

/// Packs entries in the given order.
pub fn pack(entries: &[(&str, &[u8])]) -> Result<Vec<u8>, ExportError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        add(&mut writer, name, bytes)
            .map_err(|e| ExportError::Unwritable { what: (*name).to_owned(), why: e.to_string() })?;
    }
    let done = writer.finish();
    done.map(Cursor::into_inner)
        .map_err(|e| ExportError::Unwritable { what: "the bundle".into(), why: e.to_string() })
}

fn add(writer: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) -> Result<(), ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    writer.start_file(name, options)?;
    writer.write_all(bytes)?;
    Ok(())
}

/// Unpacks every entry. Entries are read until they end, never by the size that they claim, and
/// at most a bounded number of bytes in all.
pub fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, ExportError> {
    let not = |e: ZipError| ExportError::NotABundle(e.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(not)?;
    if archive.len() > MOST_ENTRIES {
        return Err(ExportError::NotABundle(format!("it holds {} files", archive.len())));
    }
    let growth = (bytes.len() as u64).saturating_mul(MOST_GROWTH).max(FREE_BYTES);
    let most = growth.min(MOST_BYTES);
    let mut left = most;
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(not)?;
        let name = file.name().map_err(not)?.into_owned();
        let content = read_at_most(file, left, &name)?.ok_or(ExportError::TooLarge(most))?;
        left -= content.len() as u64;
        if entries.insert(name.clone(), content).is_some() {
            return Err(ExportError::NotABundle(format!("it holds two files named {name}")));
        }
    }
    Ok(entries)
}

/// The content of an entry, or nothing when it is longer than `most`.
fn read_at_most(file: impl Read, most: u64, name: &str) -> Result<Option<Vec<u8>>, ExportError> {
    let mut content = Vec::new();
    let read = file.take(most.saturating_add(1)).read_to_end(&mut content);
    read.map_err(|e| ExportError::Unreadable { entry: name.into(), why: e.to_string() })?;
    Ok((content.len() as u64 <= most).then_some(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let entries: Vec<(&str, &[u8])> =
            vec![("a.json", b"{}"), ("empty", b""), ("model.bin", &[0, 255, 7])];
        let back = unpack(&pack(&entries).unwrap()).unwrap();
        assert_eq!(back.len(), 3);
        for (name, bytes) in entries {
            assert_eq!(back[name], bytes);
        }
    }

    #[test]
    fn the_same_entries_give_the_same_bytes() {
        let text = "the same words again and again ".repeat(1000);
        let entries: Vec<(&str, &[u8])> = vec![("card.md", text.as_bytes())];
        assert_eq!(pack(&entries).unwrap(), pack(&entries).unwrap());
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let zeros = vec![0u8; (FREE_BYTES + 1) as usize];
        let bomb = pack(&[("model.bin", zeros.as_slice())]).unwrap();
        assert!(bomb.len() < 100_000);
        assert!(matches!(unpack(&bomb), Err(ExportError::TooLarge(_))));
    }

    #[test]
    fn other_files_are_no_bundles() {
        for bytes in [&b""[..], b"PK", b"\x89PNG\r\n\x1a\n", b"a,b\n1,2\n"] {
            assert!(matches!(unpack(bytes), Err(ExportError::NotABundle(_))));
        }
    }
}
