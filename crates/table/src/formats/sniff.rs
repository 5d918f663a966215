//! What a file is, by its first bytes, and what its name says it is.

use super::problem::FormatError;

/// Bytes that are looked at to tell JSON from other text.
const HEAD: usize = 64 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Text with a delimiter, or something that the reader of such text knows by name.
    Csv,
    Json,
    Parquet,
    ArrowFile,
    ArrowStream,
    /// An old workbook, or an encrypted new one.
    Xls,
    Zip,
    Gzip,
}

/// What the name of a file says, in the words of `data.format`, without the ending of a packer.
pub(super) fn named(name: &str) -> Option<&'static str> {
    Some(match ending(name).as_str() {
        "csv" | "tsv" | "tab" | "psv" => "csv",
        "json" | "geojson" => "json",
        "ndjson" | "jsonl" => "ndjson",
        "parquet" | "pq" => "parquet",
        "arrow" | "feather" | "ipc" | "arrows" => "arrow",
        "xlsx" | "xlsm" | "xltx" | "xltm" => "xlsx",
        "xls" | "xlt" => "xls",
        "ods" | "ots" => "ods",
        _ => return None,
    })
}

/// Whether a name is one that a table might bear.
pub(super) fn table_name(name: &str) -> bool {
    named(name).is_some() || matches!(ending(name).as_str(), "txt" | "dat" | "data" | "gz")
}

fn ending(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zip")).unwrap_or(&name);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_owned())
}

/// What a file is by its content; its name decides only where text could be JSON or not.
pub(super) fn content(name: &str, bytes: &[u8]) -> Result<Content, FormatError> {
    let known: [(&[u8], Content); 6] = [
        (b"\x1f\x8b", Content::Gzip),
        (b"PK\x03\x04", Content::Zip),
        (b"PK\x05\x06", Content::Zip),
        (b"PAR1", Content::Parquet),
        (b"ARROW1", Content::ArrowFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Xls),
    ];
    if let Some((_, content)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Ok(*content);
    }
    if let Some((what, remedy)) = refused(bytes) {
        return Err(FormatError::unsupported(name, what, remedy));
    }
    if arrow_stream(bytes) {
        return Ok(Content::ArrowStream);
    }
    let json = matches!(named(name), Some("json" | "ndjson"));
    Ok(if looks_like_json(bytes, json) { Content::Json } else { Content::Csv })
}

/// Kinds of files that people have tables in, and that are not read.
fn refused(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts =
        |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with.as_bytes()));
    const SHEET: &str = "Open it in a spreadsheet and save it as xlsx or as CSV.";
    Some(match () {
        () if bytes.starts_with(b"PARE") => ("an encrypted Parquet file", "Save it without encryption."),
        () if bytes.starts_with(b"FEA1") => {
            ("a Feather file of version 1", "Save it as Feather version 2, or as Parquet.")
        }
        () if bytes.get(257..262) == Some(b"ustar") => {
            ("a tar archive", "Unpack it and choose the table inside.")
        }
        () if starts("<?xml") => ("an XML document", SHEET),
        () if starts("<!doctype html") || starts("<html") || starts("<table") => ("a web page", SHEET),
        () => return None,
    })
}

/// An Arrow stream has no name in it: its first message is a schema, whose length comes first.
fn arrow_stream(bytes: &[u8]) -> bool {
    let word = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let Some(length) = (word(0) == Some(u32::MAX)).then(|| word(4)).flatten() else { return false };
    // A flatbuffer begins with the place of its root, which lies in it.
    length >= 16 && word(8).is_some_and(|root| root < length)
}

/// Whether text is JSON: an object whose first key is quoted, a list of such, or by its name
/// anything in brackets.
fn looks_like_json(bytes: &[u8], named: bool) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.first() {
        Some(b'{' | b'[') if named => true,
        Some(b'{') => object(&head[1..]),
        Some(b'[') => match head[1..].trim_ascii_start() {
            [b'{', rest @ ..] => object(rest),
            _ => false,
        },
        // UTF-16 with its mark: the decoder turns it into text.
        Some(0xff | 0xfe) => named,
        _ => false,
    }
}

/// What follows the brace of an object: `}` or a quoted key and a colon.
fn object(rest: &[u8]) -> bool {
    match rest.trim_ascii_start() {
        [b'}', ..] => true,
        [b'"', key @ ..] => {
            let mut escaped = false;
            let end = key.iter().position(|byte| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            });
            end.is_some_and(|end| key[end + 1..].trim_ascii_start().first() == Some(&b':'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_names_help_with_text() {
        for (name, bytes, expected) in [
            ("a.csv", &b"a,b\n1,2\n"[..], Content::Csv),
            ("a.json", b"a,b\n1,2\n", Content::Csv),
            ("a.csv", b" [ {\"a\" : 1}]", Content::Json),
            ("a.txt", b"\xef\xbb\xbf{\"a\\\"b\":1}\n", Content::Json),
            ("a.csv", b"[id],[name]\n1,x\n", Content::Csv),
            ("a.csv", b"{1,2\n", Content::Csv),
            ("a.csv", b"{\"a\",2\n", Content::Csv),
            ("a.json", b"[[1,2]]", Content::Json),
            ("a.json.gz", b"[1", Content::Json),
            ("a.csv", b"PAR1....", Content::Parquet),
            ("a", b"\xff\xff\xff\xff\x70\0\0\0\x10\0\0\0", Content::ArrowStream),
            ("a", b"", Content::Csv),
        ] {
            assert_eq!(content(name, bytes).unwrap(), expected, "{name} {bytes:?}");
        }
    }

    #[test]
    fn names_of_packed_files_say_what_is_inside() {
        assert_eq!(named("a.b.JSON.gz"), Some("json"));
        assert_eq!(named("a.gz"), None);
        assert_eq!(named("a.txt"), None);
    }
}
