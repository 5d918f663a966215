//! From the bytes of a file to delimited text: unpacking, telling what it is, and writing it anew.

use super::batches::Batches;
use super::canonical::Canonical;
use super::json::Json;
use super::problem::FormatError;
use super::sniff::{self, Content};
use super::unpack::{self, Archive, Unpack};
use super::workbook::Workbook;
use super::{Convert, Step};
use crate::source::DEFAULT_MISSING;
use crate::{TableError, encoding};
use bytes::Bytes;
use glasshouse_spec::{ColumnOptions, DataOptions, Warning};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Packed files within packed files are followed to this depth.
const DEEPEST: usize = 3;
/// The names that `data.format` knows.
const FORMATS: [&str; 8] = ["csv", "json", "ndjson", "parquet", "arrow", "xlsx", "xls", "ods"];

/// What a table was found in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    pub format: &'static str,
    pub compression: Option<&'static str>,
    pub entry: Option<String>,
    pub entries: Vec<String>,
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// A table as text with a header, commas and double quotes.
pub(crate) struct Rows {
    pub text: String,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Types that the format states.
    pub columns: BTreeMap<String, ColumnOptions>,
    /// Spellings of a missing cell.
    pub missing: Vec<String>,
    /// The number of the first row in its file, from 1.
    pub first_row: u64,
    /// Whether the names of the columns are the file's.
    pub named: bool,
}

/// What [`Opening::advance`] came to.
pub(crate) enum Opened {
    /// There is more to do; the share that is done.
    Running(f64),
    /// Bytes of delimited text.
    Text(Bytes, Origin),
    /// A table that was written anew.
    Rows(Box<Rows>, Origin),
}

/// A file that is being opened.
pub(crate) struct Opening {
    file: String,
    /// Name of the file within its packers.
    name: String,
    options: DataOptions,
    preferred: DataOptions,
    origin: Origin,
    depth: usize,
    limit: u64,
    stage: Stage,
}

enum Stage {
    Bytes(Bytes),
    Unpacking(Unpack),
    Converting(Box<dyn Convert>, Box<Canonical>),
    Over,
}

impl Opening {
    /// Begins to open a file. The sheet and the entry of `preferred` are taken where they are there.
    pub fn new(file: &str, bytes: Bytes, options: &DataOptions, preferred: &DataOptions) -> Self {
        Self {
            file: file.into(),
            name: file.into(),
            options: options.clone(),
            preferred: preferred.clone(),
            origin: Origin::default(),
            depth: 0,
            limit: unpack::limit(bytes.len() as u64),
            stage: Stage::Bytes(bytes),
        }
    }

    /// Does one bounded chunk of work. Where a library that reads a format gives up on a file that
    /// is damaged in a way it did not foresee, the file is refused like any other that is damaged;
    /// a host that cannot catch this ends, and its page says so.
    pub fn advance(&mut self) -> Result<Opened, TableError> {
        let advanced = catch_unwind(AssertUnwindSafe(|| self.go_on()));
        advanced.unwrap_or_else(|_| {
            self.stage = Stage::Over;
            let what = "not what its beginning says";
            Err(FormatError::damaged(&self.file, what, "the library that reads it gave up").into())
        })
    }

    fn go_on(&mut self) -> Result<Opened, TableError> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Bytes(bytes) => self.tell(bytes),
            Stage::Unpacking(mut unpack) => {
                self.stage = match unpack.advance()? {
                    Ok(bytes) => Stage::Bytes(bytes.into()),
                    Err(share) => {
                        self.stage = Stage::Unpacking(unpack);
                        return Ok(Opened::Running(share / 2.0));
                    }
                };
                Ok(Opened::Running(0.5))
            }
            Stage::Converting(mut from, mut to) => match from.advance(&mut to)? {
                Step::Running(share) => {
                    self.stage = Stage::Converting(from, to);
                    Ok(Opened::Running(0.5 + share.clamp(0.0, 1.0) / 2.0))
                }
                Step::Done => self.converted(from.as_mut(), *to),
            },
            Stage::Over => Ok(Opened::Running(1.0)),
        }
    }

    fn converted(&mut self, from: &mut dyn Convert, to: Canonical) -> Result<Opened, TableError> {
        let notes = from.notes();
        let missing = self.missing();
        let finished = to.finish();
        self.origin.warnings.extend(notes.warnings);
        self.origin.warnings.extend(finished.warnings);
        let rows = Rows {
            text: finished.text,
            names: finished.names,
            columns: finished.columns,
            missing,
            first_row: notes.first_row,
            named: notes.named,
        };
        Ok(Opened::Rows(Box::new(rows), std::mem::take(&mut self.origin)))
    }

    /// Tells what the bytes are.
    fn tell(&mut self, bytes: Bytes) -> Result<Opened, TableError> {
        let asked = self.asked()?;
        if bytes.is_empty() {
            return Err(TableError::Empty { file: self.file.clone() });
        }
        let mut content = sniff::content(&self.name, &bytes)?;
        match (content, asked) {
            (Content::Json, Some("csv")) => content = Content::Csv,
            (Content::Csv, Some("json" | "ndjson")) => content = Content::Json,
            _ => {}
        }
        match content {
            Content::Gzip => self.packed("gzip", |opening| {
                opening.name = opening.name.strip_suffix(".gz").unwrap_or(&opening.name).to_owned();
                Ok(Unpack::gzip(&opening.file, bytes))
            }),
            Content::Zip => self.archive(bytes),
            Content::Csv => {
                self.agree("csv")?;
                Ok(Opened::Text(bytes, std::mem::take(&mut self.origin)))
            }
            Content::Json => self.json(bytes),
            Content::Xls => self.workbook("xls", bytes),
            Content::Parquet => {
                let mut to = self.canonical();
                let from = Batches::parquet(&self.file, bytes, self.limit, &mut to)?;
                self.convert("parquet", from, to)
            }
            Content::ArrowFile | Content::ArrowStream => {
                let mut to = self.canonical();
                let from = Batches::arrow(&self.file, bytes, self.limit, &mut to)?;
                self.convert("arrow", from, to)
            }
        }
    }

    fn packed(
        &mut self,
        by: &'static str,
        open: impl FnOnce(&mut Self) -> Result<Unpack, FormatError>,
    ) -> Result<Opened, TableError> {
        if self.depth == DEEPEST {
            let remedy = "Unpack it and choose the table inside.";
            return Err(FormatError::unsupported(&self.file, "packed several times over", remedy).into());
        }
        self.depth += 1;
        self.origin.compression.get_or_insert(by);
        self.stage = Stage::Unpacking(open(self)?);
        Ok(Opened::Running(0.0))
    }

    fn archive(&mut self, bytes: Bytes) -> Result<Opened, TableError> {
        // The names are for the outermost archive: an archive within has one file, or it is told.
        let outer = self.origin.entry.is_none();
        let wanted = self.options.entry.clone().filter(|_| outer);
        let liked = self.preferred.entry.clone().filter(|_| outer);
        match unpack::archive(&self.file, bytes, wanted.as_deref(), liked.as_deref())? {
            Archive::Workbook(format, bytes) => self.workbook(format, bytes),
            Archive::Files { entry, entries, unpack } => self.packed("zip", |opening| {
                opening.name.clone_from(&entry);
                if outer {
                    opening.origin.entry = Some(entry);
                    opening.origin.entries = entries;
                }
                Ok(unpack)
            }),
        }
    }

    fn workbook(&mut self, format: &'static str, bytes: Bytes) -> Result<Opened, TableError> {
        let to = self.canonical();
        let (wanted, liked) = (self.options.sheet.as_deref(), self.preferred.sheet.as_deref());
        let from = Workbook::new(&self.file, format, bytes.into(), wanted, liked, self.options.header)?;
        self.origin.sheet = Some(from.sheet.clone());
        self.origin.sheets.clone_from(&from.sheets);
        self.convert(format, from, to)
    }

    fn json(&mut self, bytes: Bytes) -> Result<Opened, TableError> {
        let given = self.options.encoding.as_deref();
        let decoded = encoding::decode(&self.file, bytes, given, None)?;
        if decoded.is_blank() {
            return Err(TableError::Empty { file: self.file.clone() });
        }
        self.origin.warnings.extend(decoded.warnings.clone());
        let mut to = self.canonical();
        let from = Json::new(&self.file, decoded.into_string(), self.options.header, &mut to)?;
        self.convert(from.format(), from, to)
    }

    fn convert(
        &mut self,
        format: &'static str,
        from: impl Convert + 'static,
        to: Canonical,
    ) -> Result<Opened, TableError> {
        self.agree(format)?;
        self.origin.format = format;
        self.stage = Stage::Converting(Box::new(from), Box::new(to));
        Ok(Opened::Running(0.5))
    }

    /// Cells that are missing. Formats with a null of their own mean what their texts say; a
    /// workbook has none, and people write `NA` into it.
    fn missing(&self) -> Vec<String> {
        match &self.options.missing {
            Some(given) => given.clone(),
            None if self.origin.sheet.is_some() => DEFAULT_MISSING.map(String::from).to_vec(),
            None => vec![String::new()],
        }
    }

    fn canonical(&self) -> Canonical {
        Canonical::new(&self.file, &self.missing(), self.limit)
    }

    fn asked(&self) -> Result<Option<&'static str>, TableError> {
        let Some(asked) = self.options.format.as_deref() else { return Ok(None) };
        match FORMATS.iter().find(|format| format.eq_ignore_ascii_case(asked)) {
            Some(format) => Ok(Some(format)),
            None => Err(TableError::Option {
                option: "format",
                message: format!("{asked} is not a format that can be read"),
                remedy: format!("Leave data.format out, or set it to one of {}.", FORMATS.join(", ")),
            }),
        }
    }

    /// Refuses a file that is not of the format that was asked for.
    fn agree(&mut self, found: &'static str) -> Result<(), TableError> {
        self.origin.format = found;
        let json = |format: &str| matches!(format, "json" | "ndjson");
        match self.asked()? {
            Some(asked) if asked != found && !(json(asked) && json(found)) => Err(TableError::Option {
                option: "format",
                message: format!("data.format is {asked}, but {} is {found}", self.file),
                remedy: format!("Leave data.format out, or set it to {found}."),
            }),
            _ => Ok(()),
        }
    }
}
