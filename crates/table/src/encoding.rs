//! From bytes to text.
//!
//! A byte order mark decides; then UTF-16 without one is known by its zero bytes; then UTF-8 by
//! being valid; what is left is guessed by chardetng, as browsers do, and decoded by encoding_rs.
//! Files that are no text at all are refused here.

use crate::{TableError, threads};
use bytes::{Buf, Bytes};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use glasshouse_spec::{Place, Warning};

/// Text with the name of the encoding it came in.
pub(crate) struct Decoded {
    /// UTF-8 without NUL: the bytes of the file themselves, where they are that.
    pub text: Bytes,
    pub encoding: &'static str,
    pub warnings: Vec<Warning>,
}

impl Decoded {
    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        let blank = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().is_empty();
        let head = &self.text[..self.text.len().min(HEAD)];
        blank(head) && blank(&self.text)
    }

    /// The text as a string of its own.
    pub fn into_string(self) -> String {
        String::from_utf8(self.text.into())
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// Bytes that are looked at to tell what a file is.
const HEAD: usize = 64 * 1024;
/// Bytes that are looked at to guess a legacy encoding.
const GUESSED: usize = 1024 * 1024;

/// First bytes of files that people take for tables: what they are, and what to do.
const MAGIC: [(&[u8], &str, &str); 13] = [
    (b"\x89PNG", "a PNG picture", PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", PICTURE),
    (b"GIF8", "a GIF picture", PICTURE),
    (b"RIFF", "a picture, a sound or a film", PICTURE),
    (b"%PDF", "a PDF document", "Save the table in it as CSV; a PDF has no cells."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document",
        "Open it in a spreadsheet and save the sheet as CSV (UTF-8).",
    ),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"SQLite format 3", "an SQLite database", "Export the table from the database as CSV."),
    (b"\x7fELF", "a program", PICTURE),
    (b"\0asm", "a program", PICTURE),
];
const PICTURE: &str = "Choose a table, such as a CSV file or a workbook; the name alone does not make one.";
const UNPACK: &str = "Unpack it and choose the table inside, or pack it as gzip or zip.";

/// Decodes a file. `given` is a label that a person chose; `fallback` is tried before guessing.
pub(crate) fn decode(
    file: &str,
    mut bytes: Bytes,
    given: Option<&str>,
    fallback: Option<&str>,
) -> Result<Decoded, TableError> {
    if let Some(label) = given {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| TableError::Option {
            option: "encoding",
            message: format!("{label} is not the name of an encoding"),
            remedy: "Use a name such as utf-8, windows-1252, utf-16le or shift_jis.".into(),
        })?;
        return Ok(without_zeros(file, decode_as(file, &bytes, encoding)));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == UTF_8 {
            bytes.advance(mark);
            return decode_bytes(file, bytes, fallback);
        }
        return Ok(without_zeros(file, decode_as(file, &bytes, encoding)));
    }
    if let Some((_, what, remedy)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(binary(file, what, remedy));
    }
    if let Some(encoding) = utf16(&bytes) {
        return Ok(without_zeros(file, decode_as(file, &bytes, encoding)));
    }
    decode_bytes(file, bytes, fallback)
}

fn decode_bytes(file: &str, bytes: Bytes, fallback: Option<&str>) -> Result<Decoded, TableError> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let controls = head.iter().filter(|b| **b < 32 && !b"\t\n\r\x0c\x1a\x1b".contains(b)).count();
    if controls * 20 > head.len() {
        return Err(binary(file, "full of control characters", PICTURE));
    }
    let plain = |piece: &[u8]| is_utf8(piece) && memchr::memchr(0, piece).is_none();
    let as_it_is = |text| Decoded { text, encoding: UTF_8.name(), warnings: vec![] };
    if every_piece(&bytes, plain) {
        return Ok(as_it_is(bytes));
    }
    if every_piece(&bytes, is_utf8) {
        return Ok(without_zeros(file, as_it_is(bytes)));
    }
    if mostly_utf8(&bytes) {
        return Ok(without_zeros(file, decode_as(file, &bytes, UTF_8)));
    }
    let kept = fallback.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|e| *e != UTF_8);
    let kept = kept.filter(|e| !e.decode_without_bom_handling(&bytes).1);
    let encoding = kept.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes[..bytes.len().min(GUESSED)], bytes.len() <= GUESSED);
        detector.guess(None, Utf8Detection::Deny)
    });
    Ok(without_zeros(file, decode_as(file, &bytes, encoding)))
}

fn binary(file: &str, what: &str, remedy: &str) -> TableError {
    TableError::Binary { file: file.into(), what: what.into(), remedy: remedy.into() }
}

/// UTF-16 without a mark: in Western text every other byte is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if pairs < 2 => None,
        () if odd * 10 > pairs * 4 && even * 20 < pairs => Some(UTF_16LE),
        () if even * 10 > pairs * 4 && odd * 20 < pairs => Some(UTF_16BE),
        () => None,
    }
}

/// Whether invalid UTF-8 looks like UTF-8 with a few damaged characters.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 10 * bad
}

fn decode_as(file: &str, bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    let text = text.into_owned();
    let mut warnings = Vec::new();
    if damaged {
        let first = text.find('\u{fffd}').unwrap_or(0);
        let count = text.matches('\u{fffd}').count();
        let line = line_at(text.as_bytes(), first);
        warnings.push(Warning::new(
            "data.damaged_text",
            format!("{count} characters are not valid in {} and were replaced by \u{fffd}; the first is in line {line}. If accents look wrong, choose another encoding.", encoding.name()),
            Place { file: Some(file.into()), line: Some(line), ..Place::default() },
        ));
    }
    Decoded { text: text.into(), encoding: encoding.name(), warnings }
}

fn without_zeros(file: &str, mut decoded: Decoded) -> Decoded {
    let Some(first) = memchr::memchr(0, &decoded.text) else { return decoded };
    let line = line_at(&decoded.text, first);
    let before = decoded.text.len();
    decoded.text = decoded.text.iter().copied().filter(|byte| *byte != 0).collect();
    let count = before - decoded.text.len();
    decoded.warnings.push(Warning::new(
        "data.nul_bytes",
        format!(
            "{count} NUL characters were left out; the first is in line {line}. The file may be damaged."
        ),
        Place { file: Some(file.into()), line: Some(line), ..Place::default() },
    ));
    decoded
}

/// Bytes that are looked at at once: few enough to stay in the cache for a second look.
const PIECE: usize = 512 * 1024;

/// Whether something holds for every piece of some bytes; no character that is one lies across two.
fn every_piece(mut bytes: &[u8], holds: impl Fn(&[u8]) -> bool + Sync + Send) -> bool {
    let mut pieces = Vec::new();
    while bytes.len() > PIECE {
        // A character has four bytes at most, and only the first of them is no continuation.
        let begins = |at: &usize| bytes[*at] & 0b1100_0000 != 0b1000_0000;
        let end = (PIECE - 3..=PIECE).rev().find(begins).unwrap_or(PIECE);
        let (piece, rest) = bytes.split_at(end);
        pieces.push(piece);
        bytes = rest;
    }
    pieces.push(bytes);
    threads::map(pieces, holds).iter().all(|held| *held)
}

fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

/// Number of line ends (`\n`, `\r\n` or `\r`) in some bytes.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().filter(|b| **b == b'\n').count();
    let returns = bytes.iter().filter(|b| **b == b'\r').count();
    let pairs = if returns == 0 { 0 } else { bytes.windows(2).filter(|w| *w == b"\r\n").count() };
    (feeds + returns - pairs) as u64
}

/// The line, from 1, of a byte.
pub(crate) fn line_at(bytes: &[u8], offset: usize) -> u64 {
    line_ends(&bytes[..offset]) + 1
}
