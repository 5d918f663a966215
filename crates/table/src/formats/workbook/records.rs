//! Old workbooks, XLS: their records, checked before the library reads them.
//!
//! The library asks for the memory of the whole area that the cells of a sheet span, wherever a
//! damaged record says that a cell lies, and of the area that a sheet states for itself. So the
//! stream of records is walked first as the library walks it, and it alone is handed on.
//! Records: [MS-XLS], sections 2.3 and 2.4.
//!
//! [MS-XLS]: https://learn.microsoft.com/openspecs/office_file_formats/ms-xls

use std::io::{Cursor, Error, ErrorKind, Read, Result, Write};

/// Names of the stream of records: since Excel 97, and before.
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];
/// Columns of a sheet.
const COLUMNS: usize = 256;
/// Cells of a whole sheet: an area of this size is read however few of its cells are filled.
const SHEET: usize = 65_536 * COLUMNS;
/// Beyond that one cell of so many has to be filled.
const SPARSE: usize = 100;

const END: u16 = 0x000A;
const BEGIN: u16 = 0x0809;
const LOCKED: u16 = 0x002F;
const SHEET_AT: u16 = 0x0085;
const AREA: u16 = 0x0200;
/// No record of the format.
const HIDDEN: u16 = 0;
/// Blank cells, which the library passes over.
const BLANK: u16 = 0x0201;
const BLANKS: u16 = 0x00BE;
const NUMBERS: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
/// Records of one cell: nothing, a formula, a number, a text in three ways, a number in short, a
/// truth or an error.
const ONE_CELL: [u16; 8] = [BLANK, FORMULA, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x0205];

/// A workbook with the records of `bytes` and nothing else. Errors where no cell can be trusted:
/// a damaged container, a cell beyond the columns of a sheet, cells that lie too far apart.
/// Linear in the bytes.
pub(super) fn checked(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let mut stream = stream_of(bytes)?;
    if let Some(sheets) = sheets(&stream)? {
        hide_areas(&mut stream, &sheets)?;
        // Of a damaged file one sheet may lie in another: what was hidden there moved no cell.
        let again = self::sheets(&stream)?.ok_or_else(|| damaged("its sheets overlap"))?;
        check(&stream, &again)?;
    }
    // The library refuses an empty root in the later version.
    let mut whole = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    whole.create_stream(STREAMS[0])?.write_all(&stream)?;
    whole.flush()?;
    Ok(whole.into_inner().into_inner())
}

fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn stream_of(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let most = bytes.len() as u64;
    let mut whole = cfb::CompoundFile::open(Cursor::new(bytes))?;
    let name = STREAMS.into_iter().find(|name| whole.is_stream(name));
    let name = name.ok_or_else(|| damaged("it holds no stream of records"))?;
    let mut stream = Vec::new();
    whole.open_stream(name)?.take(most).read_to_end(&mut stream)?;
    Ok(stream)
}

struct Record<'a> {
    at: usize,
    kind: u16,
    body: &'a [u8],
}

impl Record<'_> {
    /// Two bytes of the body, the low one first.
    fn word(&self, at: usize) -> Option<usize> {
        let bytes = self.body.get(at..at + 2)?;
        Some(usize::from(bytes[0]) | usize::from(bytes[1]) << 8)
    }

    /// Row, first and last column of a record of cells.
    fn cells(&self) -> Option<(usize, usize, usize)> {
        let first = self.word(2)?;
        let last = match self.kind {
            NUMBERS | BLANKS => self.word(self.body.len().checked_sub(2)?)?,
            kind if ONE_CELL.contains(&kind) => first,
            _ => return None,
        };
        Some((self.word(0)?, first, last))
    }
}

/// Records from a place on, up to one that is cut off: the library refuses it.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let head = stream.get(at..at + 4)?;
        let word = |i: usize| u16::from_le_bytes([head[i], head[i + 1]]);
        let end = at + 4 + usize::from(word(2));
        let record = Record { at, kind: word(0), body: stream.get(at + 4..end)? };
        at = end;
        Some(record)
    })
}

/// Where the sheets begin; none of a workbook with a password, whose records cannot be understood.
fn sheets(stream: &[u8]) -> Result<Option<Vec<usize>>> {
    let mut sheets = Vec::new();
    for record in records(stream, 0).take_while(|record| record.kind != END) {
        match record.kind {
            LOCKED if record.word(0) != Some(0) => return Ok(None),
            SHEET_AT => {
                let at = record.word(0).zip(record.word(2)).map(|(low, high)| low | high << 16);
                let at = at.filter(|at| *at < stream.len() && record.body.len() > 6);
                sheets.push(at.ok_or_else(|| damaged("a sheet lies beyond its end"))?);
            }
            _ => {}
        }
    }
    sheets.sort_unstable();
    if sheets.windows(2).any(|two| two[0] == two[1]) {
        return Err(damaged("its sheets overlap"));
    }
    Ok(Some(sheets))
}

/// Records of the sheet that begins at a place, without those of charts within it.
fn sheet(stream: &[u8], at: usize) -> impl Iterator<Item = Record<'_>> {
    let mut depth = 0_usize;
    records(stream, at)
        .map(move |record| {
            let begun = depth;
            match record.kind {
                BEGIN => depth += 1,
                END => depth = depth.saturating_sub(1),
                _ => {}
            }
            (begun, record)
        })
        .take_while(|(depth, record)| *depth > 1 || record.kind != END)
        .filter_map(|(depth, record)| (depth < 2).then_some(record))
}

/// Takes their meaning from the areas that the sheets state.
fn hide_areas(stream: &mut [u8], sheets: &[usize]) -> Result<()> {
    let mut areas = Vec::new();
    let mut walked = 0;
    for &at in sheets {
        for record in sheet(stream, at) {
            walked += record.body.len() + 4;
            if record.kind == AREA {
                areas.push(record.at);
            }
        }
        // A sheet without an end goes on into the next.
        if walked > stream.len().saturating_mul(4) {
            return Err(damaged("its sheets overlap"));
        }
    }
    for at in areas {
        stream[at..at + 2].copy_from_slice(&HIDDEN.to_le_bytes());
    }
    Ok(())
}

/// Checks that each cell lies within a sheet, and that the cells span no more than may be.
fn check(stream: &[u8], sheets: &[usize]) -> Result<()> {
    let (mut area, mut filled) = (0_usize, 0_usize);
    for &at in sheets {
        let span = span(stream, at)?;
        area = area.saturating_add(span.area());
        filled = filled.saturating_add(span.filled);
    }
    if area > SHEET.max(filled.saturating_mul(SPARSE)) {
        return Err(damaged("its cells lie too far apart"));
    }
    Ok(())
}

fn span(stream: &[u8], at: usize) -> Result<Span> {
    let mut span = Span::default();
    let mut formula = (0, 0, 0);
    for record in sheet(stream, at) {
        if record.kind == AREA {
            return Err(damaged("its sheets overlap"));
        }
        if record.kind == FORMULA_TEXT {
            span.add(formula);
        }
        let Some(cells) = record.cells() else { continue };
        if cells.1.max(cells.2) >= COLUMNS {
            return Err(damaged("a cell lies beyond the columns of a sheet"));
        }
        if record.kind == FORMULA {
            formula = cells;
        }
        if record.kind != BLANK && record.kind != BLANKS {
            span.add(cells);
        }
    }
    Ok(span)
}

/// Rows and columns from the first filled cell to the last.
#[derive(Default)]
struct Span {
    filled: usize,
    rows: Option<(usize, usize)>,
    columns: (usize, usize),
}

impl Span {
    fn add(&mut self, (row, first, last): (usize, usize, usize)) {
        self.filled += last.saturating_sub(first) + 1;
        match &mut self.rows {
            None => (self.rows, self.columns) = (Some((row, row)), (first, last)),
            Some(rows) => {
                *rows = (rows.0.min(row), rows.1.max(row));
                self.columns = (self.columns.0.min(first), self.columns.1.max(last));
            }
        }
    }

    fn area(&self) -> usize {
        let (first, last) = self.columns;
        self.rows.map_or(0, |rows| (rows.1 - rows.0 + 1) * (last.saturating_sub(first) + 1))
    }
}
