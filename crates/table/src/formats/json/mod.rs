//! JSON and NDJSON.
//!
//! See [`shape`] for the shapes of tables that are known, and [`fields`] for how nested values
//! become cells.

mod fields;
mod scan;
mod shape;

use super::canonical::Canonical;
use super::problem::FormatError;
use super::{Convert, Step};
use crate::encoding::line_at;
use fields::Fields;
use glasshouse_spec::Place;
use scan::{Broken, Scanner, Token, unescape};
use shape::{Shape, Shapeless};

/// Bytes that are read in one chunk.
const CHUNK: usize = 1024 * 1024;
/// What to do about JSON that is none.
const REMEDY: &str = "Correct the file there, or write it again with a program that writes JSON.";
/// The column of plain values.
const VALUE: &str = "value";

/// A JSON text that becomes rows.
pub(super) struct Json {
    file: String,
    text: String,
    shape: Shape,
    fields: Fields,
    /// Names of the columns of lists, once they are known.
    names: Vec<String>,
    at: usize,
    first: bool,
    records: u64,
}

impl Json {
    /// Finds the table in a text. `header` says whether the first of lists names the columns.
    pub fn new(
        file: &str,
        text: String,
        header: Option<bool>,
        to: &mut Canonical,
    ) -> Result<Self, FormatError> {
        let shape = shape::of(&text).map_err(|why| shapeless(file, &text, why))?;
        let mut json = Self {
            file: file.into(),
            text: String::new(),
            shape,
            fields: Fields::default(),
            names: Vec::new(),
            at: 0,
            first: true,
            records: 0,
        };
        let begun = json.begin(&text, header, to);
        begun.map_err(|why| broken(file, &text, why, 0))?;
        json.text = text;
        Ok(json)
    }

    fn begin(&mut self, text: &str, header: Option<bool>, to: &mut Canonical) -> Result<(), Broken> {
        match self.shape {
            Shape::List { at } => self.at = at,
            Shape::KeyedRecords { at } => {
                self.at = at;
                return Ok(());
            }
            Shape::Split { names, at } => {
                self.at = at;
                self.names = scalars(&mut Scanner::new(text, names))?.0;
                self.fields = Fields::named(&self.names, to);
                return Ok(());
            }
            Shape::Columns { .. } => return Ok(()),
            Shape::Lines => {}
        }
        self.names_of_lists(text, header, to)
    }

    /// `json` or `ndjson`.
    pub fn format(&self) -> &'static str {
        if self.shape == Shape::Lines { "ndjson" } else { "json" }
    }

    /// Reads the next row; whether there was one.
    fn row(&mut self, to: &mut Canonical) -> Result<bool, Broken> {
        let text = std::mem::take(&mut self.text);
        let read = self.row_of(&text, to);
        self.text = text;
        read
    }

    fn row_of(&mut self, text: &str, to: &mut Canonical) -> Result<bool, Broken> {
        let mut from = Scanner::new(text, self.at);
        let first = std::mem::take(&mut self.first);
        let more = match &mut self.shape {
            Shape::Columns { columns, keyed, .. } => {
                return columns_row(columns, *keyed, text, first, &mut self.fields, to);
            }
            Shape::Lines => from.peek().is_some(),
            Shape::KeyedRecords { .. } => {
                let more = from.further(b'}', first)?;
                if more {
                    from.key()?;
                }
                more
            }
            Shape::List { .. } | Shape::Split { .. } => from.further(b']', first)?,
        };
        if more {
            self.record(&mut from, to)?;
            // A comma between records on lines of their own is passed over.
            if self.shape == Shape::Lines && from.peek() == Some(b',') {
                from.at += 1;
            }
        } else if let Shape::List { at } = self.shape
            && text[..at].trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).len() == 1
            && from.peek().is_some()
        {
            return from.broken("something follows the end of the list");
        }
        self.at = from.at;
        Ok(more)
    }

    /// A record: an object, a list, or a plain value.
    fn record(&mut self, from: &mut Scanner, to: &mut Canonical) -> Result<(), Broken> {
        match from.peek() {
            Some(b'{') => {
                from.at += 1;
                self.fields.object(from, to)
            }
            Some(b'[') => self.list(from, to),
            _ => self.fields.named_value(VALUE, from, to),
        }
    }

    /// A list as a row.
    fn list(&mut self, from: &mut Scanner, to: &mut Canonical) -> Result<(), Broken> {
        from.at += 1;
        let (mut first, mut at) = (true, 0);
        while from.further(b']', first)? {
            first = false;
            if at == self.names.len() {
                self.names.push(format!("column_{}", at + 1));
            }
            self.fields.named_value(&self.names[at], from, to)?;
            at += 1;
        }
        Ok(())
    }

    /// Takes the first of the lists as the names of the columns, where it holds nothing but texts
    /// or was said to.
    fn names_of_lists(&mut self, text: &str, header: Option<bool>, to: &mut Canonical) -> Result<(), Broken> {
        let mut from = Scanner::new(text, self.at);
        if from.peek() != Some(b'[') || header == Some(false) {
            return Ok(());
        }
        let (names, texts) = scalars(&mut Scanner::new(text, from.at + 1))?;
        if texts || header == Some(true) {
            from.skip()?;
            (self.at, self.first) = (from.at, false);
            self.fields = Fields::named(&names, to);
            self.names = names;
        }
        Ok(())
    }
}

impl Convert for Json {
    fn advance(&mut self, to: &mut Canonical) -> Result<Step, FormatError> {
        let mut read = 0;
        while read < CHUNK {
            let before = self.at;
            match self.row(to) {
                Ok(true) => {
                    self.fields.put(to);
                    to.end_row()?;
                    self.records += 1;
                }
                Ok(false) => return Ok(Step::Done),
                Err(why) => return Err(broken(&self.file, &self.text, why, self.records)),
            }
            read += self.at.saturating_sub(before).max(16);
        }
        Ok(Step::Running(match self.shape {
            Shape::Columns { rows, .. } => self.records as f64 / (rows as f64).max(1.0),
            _ => self.at as f64 / self.text.len().max(1) as f64,
        }))
    }
}

/// A row of columns that are lists, or objects of the same keys; each column keeps its place.
fn columns_row(
    columns: &mut [(String, usize)],
    keyed: bool,
    text: &str,
    first: bool,
    fields: &mut Fields,
    to: &mut Canonical,
) -> Result<bool, Broken> {
    let mut label = None;
    for (name, at) in columns {
        let mut from = Scanner::new(text, *at);
        if !from.further(if keyed { b'}' } else { b']' }, first)? {
            return Ok(false);
        }
        if keyed {
            let place = from;
            let key = from.key()?;
            if *label.get_or_insert(key) != key {
                return place.broken("the rows of this column are not in the order of the first column's");
            }
        }
        fields.named_value(name, &mut from, to)?;
        *at = from.at;
    }
    Ok(true)
}

/// Plain values of a list whose bracket was passed over, as text, and whether all of them are text.
fn scalars(from: &mut Scanner) -> Result<(Vec<String>, bool), Broken> {
    let (mut found, mut texts) = (Vec::new(), true);
    while from.further(b']', found.is_empty())? {
        let mut name = String::new();
        from.peek();
        let start = from.at;
        match from.token()? {
            Token::Text(raw) => unescape(raw, &mut name),
            Token::Null => texts = false,
            Token::Object | Token::Array => {
                from.at = start;
                from.skip()?;
                texts = false;
            }
            Token::Number(_) | Token::Truth(_) => {
                name.push_str(&text_between(from, start));
                texts = false;
            }
        }
        found.push(name);
    }
    let texts = texts && !found.is_empty();
    Ok((found, texts))
}

fn text_between(from: &Scanner, start: usize) -> String {
    from.text[start..from.at].to_owned()
}

fn broken(file: &str, text: &str, why: Broken, records: u64) -> FormatError {
    let line = line_at(text.as_bytes(), why.at);
    let start = text[..floor(text, why.at)].rfind('\n').map_or(0, |at| at + 1);
    let column = text[start..floor(text, why.at)].chars().count() + 1;
    let message = format!("{file} is no sound JSON: {} in line {line}, character {column}", why.what);
    let place = Place { line: Some(line), row: Some(records), ..Place::default() };
    FormatError::place(file, message, place, REMEDY)
}

/// The boundary of a character at a byte or before it.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn shapeless(file: &str, text: &str, why: Shapeless) -> FormatError {
    match why {
        Shapeless::Broken(why) => broken(file, text, why, 0),
        Shapeless::Unclear(what) => FormatError::unclear(
            file,
            format!("{file} holds {what}, and so no table that is clear"),
            "Save it as a list of records: [{\"a\": 1, \"b\": 2}, …] (pandas: orient=\"records\").",
        ),
    }
}
