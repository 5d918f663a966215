//! Workbooks of OpenDocument, ODS: their tags, checked before the library reads them.
//!
//! The library waits for the end of each row without a look at the end of the file, so it would never
//! come back from cells that are cut off.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Cursor, Error, ErrorKind, Result};
use zip::ZipArchive;

/// Where the cells are.
const CELLS: &str = "content.xml";

/// Errors where a tag of the cells is not closed, or closed by another. Linear in the text; keeps nothing.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(CELLS)?));
    let (mut open, mut piece) = (0_usize, Vec::new());
    loop {
        match reader.read_event_into(&mut piece).map_err(Error::other)? {
            Event::Start(_) => open += 1,
            // One that closes nothing is an error of the reader.
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open == 0 => return Ok(()),
            Event::Eof => return Err(Error::new(ErrorKind::UnexpectedEof, "its cells are cut off")),
            _ => {}
        }
        piece.clear();
    }
}
