//! Reading a file of any format, a bounded chunk at a time.
//!
//! A [`TableReader`] unpacks the bytes and makes delimited text of them, decodes it,
//! finds out the layout, splits the rows into growing columns, reads columns that changed their
//! type once more, and decides the types. The host calls [`TableReader::advance`] until it is done,
//! and may give up between two calls.

use crate::build::Format;
use crate::date::DateOrder;
use crate::digest::Digest;
use crate::encoding::{self, Decoded};
use crate::formats::{self, Opened, Opening, Origin};
use crate::infer::{self, Finished, Wanted};
use crate::part::{Part, Taken};
use crate::rows::{self, Reading};
use crate::schema::{self, ColumnSchema};
use crate::source::{Missing, Source, Text};
use crate::{Table, TableError, detect, threads};
use bytes::Bytes;
use glasshouse_spec::{ColumnOptions, ColumnType, DataOptions, Place, ReadReport, Warning};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells of one chunk of deciding types.
const DECIDED: usize = 500_000;
/// Shares of the work, for the progress: where each stage ends. Opening takes none for plain text.
const OPENING: f64 = 0.3;
const TAKING: f64 = 0.65;
const SPLITTING: f64 = 0.7;
const AGAIN: f64 = 0.85;

/// A table that was read, with the text that it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The typed columns.
    pub table: Table,
    /// The cells as the file writes them.
    pub source: Source,
    /// How the file was read.
    pub report: ReadReport,
    /// What was noticed while reading.
    pub warnings: Vec<Warning>,
    /// What is needed to read another file alike, column by column; see [`read_as`](crate::read_as).
    pub schema: Vec<ColumnSchema>,
    /// Cells that are not of the type that was asked for and count as missing, by column.
    pub unparsed: BTreeMap<String, u64>,
}

impl Loaded {
    /// The format of the file with its missing markers: what [`read_as`](crate::read_as) falls
    /// back on.
    pub fn format(&self) -> DataOptions {
        DataOptions {
            format: Some(self.report.format.clone()),
            sheet: self.report.sheet.clone(),
            entry: self.report.entry.clone(),
            delimiter: Some(self.report.delimiter),
            quote: Some(self.report.quote),
            header: Some(self.report.header),
            encoding: Some(self.report.encoding.clone()),
            decimal: Some(self.report.decimal),
            missing: Some(self.source.missing.list()),
            columns: None,
            sample: None,
        }
    }
}

/// What [`TableReader::advance`] came to.
#[derive(Debug)]
pub enum ReadStatus {
    /// There is more to do.
    Running {
        /// Share done, 0 to 1.
        done: f64,
    },
    /// The table is read.
    Done(Box<Loaded>),
}

/// A file that is being read. See the module.
pub struct TableReader {
    file: String,
    options: DataOptions,
    fallback: DataOptions,
    wanted: BTreeMap<String, ColumnType>,
    schema: Option<Vec<ColumnSchema>>,
    bytes: u64,
    encoding: &'static str,
    origin: Origin,
    stage: Stage,
}

enum Stage {
    Closed(Bytes),
    Opening(Box<Opening>),
    Taking(Box<Taking>),
    Rows(Box<Reading>),
    Again(Box<Reading>),
    Deciding(Box<Reading>, Vec<Finished>),
    Over,
}

/// A part of the text that is being taken, with all that was found out of the whole.
struct Taking {
    part: Part,
    layout: detect::Layout,
    format: Format,
    notes: Notes,
}

/// What goes with a text into its reading.
#[derive(Default)]
struct Notes {
    /// The number of the first row, and whether the names are the file's, where the text was written anew.
    anew: Option<(u64, bool)>,
    warnings: Vec<Warning>,
}

enum Next {
    Stage(Stage, f64),
    Done(Box<Loaded>),
}

/// Hands on what is known of a text.
fn note(reading: &mut Reading, notes: Notes) {
    if let Some((first_row, named)) = notes.anew {
        reading.source.set_first_row(first_row);
        // The text has a header in any case.
        reading.layout.header = named;
    }
    reading.warnings.extend(notes.warnings);
}

/// Reads a whole file and hashes it. See [`TableReader`].
pub fn read_table(
    name: &str,
    bytes: Vec<u8>,
    options: &DataOptions,
    columns: &BTreeMap<String, ColumnOptions>,
) -> Result<Loaded, TableError> {
    let bytes = Bytes::from(bytes);
    let mut loaded = TableReader::new(name, bytes.clone(), options, columns)?.finish()?;
    loaded.report.sha256 = Digest::of(&bytes);
    Ok(loaded)
}

impl TableReader {
    /// Begins to read the bytes of a file. `options` holds what is known of the format, `columns`
    /// the types that are not to be guessed. The bytes are shared, not copied, where they are text in
    /// UTF-8. The report's `sha256` stays blank: whoever wants it hashes them beside the reading. Fails
    /// where an option is not usable.
    pub fn new(
        name: &str,
        bytes: Bytes,
        options: &DataOptions,
        columns: &BTreeMap<String, ColumnOptions>,
    ) -> Result<Self, TableError> {
        Ok(Self {
            file: name.into(),
            options: options.clone(),
            fallback: DataOptions::default(),
            wanted: columns.iter().filter_map(|(name, c)| Some((name.clone(), c.kind?))).collect(),
            schema: None,
            bytes: bytes.len() as u64,
            encoding: "",
            origin: Origin::default(),
            stage: Stage::Closed(bytes),
        })
    }

    /// Reads only the columns of a schema, as its types, in its order. `fallback` is the format of
    /// the file that the schema came from.
    #[must_use]
    pub fn with_schema(mut self, fallback: &DataOptions, schema: &[ColumnSchema]) -> Self {
        self.options.missing = self.options.missing.or_else(|| fallback.missing.clone());
        self.fallback = fallback.clone();
        self.wanted = schema.iter().map(|c| (c.name.clone(), c.kind)).collect();
        self.schema = Some(schema.to_vec());
        self
    }

    /// Reads to the end.
    pub fn finish(mut self) -> Result<Loaded, TableError> {
        loop {
            if let ReadStatus::Done(loaded) = self.advance()? {
                return Ok(*loaded);
            }
        }
    }

    /// Does one bounded chunk of work, about a megabyte of the file.
    ///
    /// # Panics
    /// When it is called again after it was done or failed.
    pub fn advance(&mut self) -> Result<ReadStatus, TableError> {
        let next = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Closed(bytes) => {
                let opening = Opening::new(&self.file, bytes, &self.options, &self.fallback);
                self.open(Box::new(opening))?
            }
            Stage::Opening(opening) => self.open(opening)?,
            Stage::Taking(taking) => self.take(taking)?,
            Stage::Rows(mut reading) => match reading.split(&self.file)? {
                Some(share) => {
                    let begun = if self.parted() { TAKING } else { OPENING };
                    Next::Stage(Stage::Rows(reading), begun + share * (SPLITTING - begun))
                }
                None if reading.end(&self.file)? => Next::Stage(Stage::Again(reading), SPLITTING),
                None => Next::Stage(Stage::Deciding(reading, Vec::new()), SPLITTING),
            },
            Stage::Again(mut reading) => match reading.split_again(&self.file)? {
                Some(share) => Next::Stage(Stage::Again(reading), SPLITTING + share * (AGAIN - SPLITTING)),
                None => Next::Stage(Stage::Deciding(reading, Vec::new()), AGAIN),
            },
            Stage::Deciding(reading, finished) => self.decide(reading, finished)?,
            Stage::Over => panic!("a reader that is over is not advanced"),
        };
        Ok(match next {
            Next::Stage(stage, done) => {
                self.stage = stage;
                ReadStatus::Running { done }
            }
            Next::Done(loaded) => ReadStatus::Done(loaded),
        })
    }

    /// Goes on to open the file; at the end begins to split rows.
    fn open(&mut self, mut opening: Box<Opening>) -> Result<Next, TableError> {
        match opening.advance()? {
            Opened::Running(share) => Ok(Next::Stage(Stage::Opening(opening), share * OPENING)),
            Opened::Text(bytes, origin) => {
                self.origin = origin;
                let fallback = self.fallback.encoding.as_deref();
                let decoded =
                    encoding::decode(&self.file, bytes, self.options.encoding.as_deref(), fallback)?;
                self.begin(decoded)
            }
            Opened::Rows(rows, origin) => {
                self.origin = origin;
                self.begin_rows(*rows)
            }
        }
    }

    /// Begins to split rows that were written anew. Types that were asked for go before those that
    /// the format states.
    fn begin_rows(&mut self, rows: formats::Rows) -> Result<Next, TableError> {
        self.encoding = "UTF-8";
        if self.schema.is_none() {
            for (name, column) in rows.columns {
                if let Some(kind) = column.kind {
                    self.wanted.entry(name).or_insert(kind);
                }
            }
        }
        let format = Format { decimal: b'.', missing: Missing::new(Some(&rows.missing)) };
        let layout = detect::Layout::canonical(rows.names);
        let notes = Notes { anew: Some((rows.first_row, rows.named)), warnings: Vec::new() };
        self.split_or_take(Text(rows.text.into()), layout, format, notes)
    }

    /// Finds out the layout and begins to split rows.
    fn begin(&mut self, decoded: Decoded) -> Result<Next, TableError> {
        if decoded.is_blank() {
            return Err(TableError::Empty { file: self.file.clone() });
        }
        self.encoding = decoded.encoding;
        let required = schema::required(self.schema.as_deref());
        let layout = detect::layout(&decoded.text, &self.options, &self.fallback, &required)?;
        let missing = Missing::new(self.options.missing.as_deref());
        let format = Format { decimal: layout.decimal, missing };
        let notes = Notes { anew: None, warnings: decoded.warnings };
        self.split_or_take(Text(decoded.text), layout, format, notes)
    }

    /// Begins to split rows, or first to take the part of them that is wanted.
    fn split_or_take(
        &mut self,
        text: Text,
        layout: detect::Layout,
        format: Format,
        mut notes: Notes,
    ) -> Result<Next, TableError> {
        let (names, warnings) = rows::names(&layout, &self.file);
        match Part::new(&text, layout.dialect, layout.header, &names, &self.options)? {
            Some(part) => {
                notes.warnings.splice(0..0, warnings);
                let taking = Taking { part, layout, format, notes };
                Ok(Next::Stage(Stage::Taking(Box::new(taking)), OPENING))
            }
            None => {
                let mut reading = self.reading(text, layout, format)?;
                note(&mut reading, notes);
                Ok(Next::Stage(Stage::Rows(Box::new(reading)), OPENING))
            }
        }
    }

    /// Whether only a part is wanted.
    fn parted(&self) -> bool {
        self.options.columns.is_some() || self.options.sample.is_some()
    }

    /// Goes on to take a part; at the end begins to split its rows.
    fn take(&mut self, mut taking: Box<Taking>) -> Result<Next, TableError> {
        if let Some(share) = taking.part.advance() {
            return Ok(Next::Stage(Stage::Taking(taking), OPENING + share * (TAKING - OPENING)));
        }
        let Taking { part, layout, format, mut notes } = *taking;
        let all = rows::names(&layout, &self.file).0.len();
        let taken = part.finish();
        if taken.places.is_empty() {
            return Err(TableError::NoRows { file: self.file.clone() });
        }
        notes.warnings.push(self.taken(&taken, all));
        let named = notes.anew.map_or(layout.header, |(_, named)| named);
        let layout = detect::Layout { header: true, index: false, first: taken.names, ..layout };
        let mut reading = self.reading(Text(taken.text.into()), layout, format)?;
        note(&mut reading, notes);
        reading.layout.header = named;
        reading.source.set_places(&taken.places, taken.lines);
        Ok(Next::Stage(Stage::Rows(Box::new(reading)), TAKING))
    }

    /// Says what was read of the file, and that the rest was not.
    fn taken(&self, taken: &Taken, columns: usize) -> Warning {
        let rows = match (taken.of, taken.places.len() as u64) {
            (Some(of), rows) if of == rows => format!("all {rows} rows"),
            (Some(of), rows) => format!("{rows} of {of} rows"),
            (None, rows) => format!("the first {rows} rows"),
        };
        let message = format!(
            "Of {}, {rows} and {} of {columns} columns were read, as data.sample and data.columns ask.",
            self.file,
            taken.names.len()
        );
        let at = Place { file: Some(self.file.clone()), ..Place::default() };
        Warning::new("data.part", message, at)
    }

    /// Reads the names of the columns, and compares them with those that are wanted.
    fn reading(&mut self, text: Text, layout: detect::Layout, format: Format) -> Result<Reading, TableError> {
        let only = self.schema.is_some();
        let mut reading = Reading::new(&self.file, text, layout, format, &self.wanted, only)?;
        reading.warnings.append(&mut self.origin.warnings);
        let required = schema::required(self.schema.as_deref());
        let lacking: Vec<String> =
            required.into_iter().filter(|name| !reading.source.names().contains(name)).collect();
        if lacking.is_empty() {
            self.note_unknown(&mut reading);
            return Ok(reading);
        }
        let found = reading.source.names().to_vec();
        Err(TableError::MissingColumns { file: self.file.clone(), columns: lacking, found })
    }

    /// Types were asked for columns that are not there.
    fn note_unknown(&self, reading: &mut Reading) {
        let names = reading.source.names();
        let unknown = self.wanted.keys().filter(|name| self.schema.is_none() && !names.contains(name));
        let warnings: Vec<Warning> = unknown
            .map(|name| {
                let message = format!("There is no column {name}, so its type in the recipe does nothing.");
                Warning::new("column.unknown", message, Place::column(name.as_str()))
            })
            .collect();
        reading.warnings.extend(warnings);
    }

    fn decide(&mut self, mut reading: Box<Reading>, mut done: Vec<Finished>) -> Result<Next, TableError> {
        let all = reading.source.names().len();
        let at_once = threads::count() * (DECIDED / reading.source.rows().max(1)).max(1);
        let next = done.len()..all.min(done.len() + at_once);
        let builders: Vec<_> = next.clone().map(|column| reading.take_builder(column)).collect();
        let wanted = next.map(|column| self.wanted_of(&reading, column));
        let columns = builders.into_iter().zip(wanted).collect();
        for finished in threads::map(columns, |(builder, wanted)| infer::finish(builder, &wanted)) {
            done.push(finished?);
        }
        let share = done.len() as f64 / all.max(1) as f64;
        if done.len() < all {
            return Ok(Next::Stage(Stage::Deciding(reading, done), AGAIN + share * (1.0 - AGAIN)));
        }
        Ok(Next::Done(Box::new(self.loaded(*reading, done))))
    }

    fn wanted_of<'a>(&'a self, reading: &'a Reading, column: usize) -> Wanted<'a> {
        let name = &reading.source.names()[column];
        let known = self.schema.as_ref().and_then(|s| s.iter().find(|c| c.name == *name));
        let continental = reading.layout.decimal == b',' || reading.layout.dialect.delimiter == b';';
        Wanted {
            file: &self.file,
            name,
            kind: self.wanted.get(name).copied(),
            order: known.and_then(|c| c.date_order),
            decimal: reading.layout.decimal,
            fallback: if continental { DateOrder::DayFirst } else { DateOrder::MonthFirst },
            source: &reading.source,
        }
    }

    fn loaded(&mut self, reading: Reading, done: Vec<Finished>) -> Loaded {
        let Reading { source, layout, mut warnings, .. } = reading;
        let done = match &self.schema {
            Some(schema) => schema::ordered(done, schema),
            None => done,
        };
        let mut unparsed = BTreeMap::new();
        let mut columns = Vec::with_capacity(done.len());
        let mut schema = Vec::with_capacity(done.len());
        for finished in done {
            warnings.extend(finished.warnings);
            if finished.unparsed > 0 {
                unparsed.insert(finished.column.name.clone(), finished.unparsed);
            }
            schema.push(ColumnSchema::new(&finished.column, finished.order));
            columns.push(Arc::new(finished.column));
        }
        let table = Table::new(columns, source.rows());
        let report = self.report(&source, &table, &layout);
        Loaded { table, source, report, warnings, schema, unparsed }
    }

    fn report(&self, source: &Source, table: &Table, layout: &detect::Layout) -> ReadReport {
        ReadReport {
            file: self.file.clone(),
            bytes: self.bytes,
            sha256: String::new(),
            format: self.origin.format.into(),
            compression: self.origin.compression.map(String::from),
            entry: self.origin.entry.clone(),
            entries: self.origin.entries.clone(),
            sheet: self.origin.sheet.clone(),
            sheets: self.origin.sheets.clone(),
            delimiter: layout.dialect.delimiter as char,
            quote: layout.dialect.quote as char,
            header: layout.header,
            encoding: self.encoding.into(),
            decimal: layout.decimal as char,
            memory: table.memory() + source.memory(),
        }
    }
}
