//! The values of one record at a time, by column.
//!
//! An object within a record becomes columns `outer.inner`; a list becomes its JSON text. A key
//! that comes twice counts the last time.

use super::scan::{Broken, Scanner, Token, unescape};
use crate::formats::canonical::{Canonical, Sink, Value};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

/// Objects within objects become columns to this depth; deeper ones are JSON text.
const FLAT: usize = 8;

/// A value in the scratch.
#[derive(Debug, Clone, Copy)]
enum Kept {
    Missing,
    Number(usize, usize),
    Truth(bool),
    Text(usize, usize),
}

/// The columns that were found, and the record that is being read.
#[derive(Debug, Default)]
pub(super) struct Fields {
    names: Vec<String>,
    by_name: HashMap<String, usize, FixedState>,
    /// Names of objects: their null is not a column of its own.
    objects: HashSet<String, FixedState>,
    record: Vec<Kept>,
    scratch: String,
    /// Name of the value that is being read.
    path: String,
    /// Column after the last one that was found: in most files the next.
    next: usize,
}

impl Fields {
    /// Columns that are known.
    pub fn named(names: &[String], to: &mut Canonical) -> Self {
        let mut fields = Self::default();
        for name in names {
            fields.add(name, to);
        }
        fields
    }

    fn add(&mut self, name: &str, to: &mut Canonical) -> usize {
        let at = self.names.len();
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), at);
        self.record.push(Kept::Missing);
        to.column(name.to_owned(), None);
        at
    }

    /// The column that the path names.
    fn column(&mut self, to: &mut Canonical) -> usize {
        let expected = self.names.get(self.next).is_some_and(|name| *name == self.path);
        let found = if expected { Some(self.next) } else { self.by_name.get(&self.path).copied() };
        let at = found.unwrap_or_else(|| {
            let path = std::mem::take(&mut self.path);
            let at = self.add(&path, to);
            self.path = path;
            at
        });
        self.next = at + 1;
        at
    }

    /// Reads the members of an object whose brace was passed over.
    pub fn object(&mut self, from: &mut Scanner, to: &mut Canonical) -> Result<(), Broken> {
        self.members(from, to, FLAT)
    }

    fn members(&mut self, from: &mut Scanner, to: &mut Canonical, deeper: usize) -> Result<(), Broken> {
        let mut first = true;
        while from.further(b'}', first)? {
            first = false;
            let outer = self.path.len();
            let key = from.key()?;
            if outer > 0 {
                self.path.push('.');
            }
            unescape(key, &mut self.path);
            self.value(from, to, deeper)?;
            self.path.truncate(outer);
        }
        Ok(())
    }

    /// Reads the value of a column.
    pub fn named_value(&mut self, name: &str, from: &mut Scanner, to: &mut Canonical) -> Result<(), Broken> {
        self.path.clear();
        self.path.push_str(name);
        let read = self.value(from, to, FLAT);
        self.path.clear();
        read
    }

    fn value(&mut self, from: &mut Scanner, to: &mut Canonical, deeper: usize) -> Result<(), Broken> {
        from.peek();
        let start = from.at;
        let kept = match from.token()? {
            Token::Object if deeper > 0 => {
                if !self.objects.contains(&self.path) {
                    self.objects.insert(self.path.clone());
                }
                return self.members(from, to, deeper - 1);
            }
            Token::Null if self.objects.contains(&self.path) => return Ok(()),
            Token::Object | Token::Array => {
                from.at = start;
                from.skip()?;
                let (begin, end) = self.keep(|scratch| compact(&from.text[start..from.at], scratch));
                Kept::Text(begin, end)
            }
            Token::Text(raw) => {
                let (begin, end) = self.keep(|scratch| unescape(raw, scratch));
                Kept::Text(begin, end)
            }
            Token::Number(text) => {
                let (begin, end) = self.keep(|scratch| scratch.push_str(text));
                Kept::Number(begin, end)
            }
            Token::Truth(truth) => Kept::Truth(truth),
            Token::Null => Kept::Missing,
        };
        let column = self.column(to);
        self.record[column] = kept;
        Ok(())
    }

    fn keep(&mut self, write: impl FnOnce(&mut String)) -> (usize, usize) {
        let start = self.scratch.len();
        write(&mut self.scratch);
        (start, self.scratch.len())
    }

    /// Puts the record and begins the next.
    pub fn put(&mut self, to: &mut Canonical) {
        for kept in &mut self.record {
            to.put(match std::mem::replace(kept, Kept::Missing) {
                Kept::Missing => Value::Missing,
                Kept::Number(from, end) => Value::Number(&self.scratch[from..end]),
                Kept::Truth(truth) => Value::Truth(truth),
                Kept::Text(from, end) => Value::Text(&self.scratch[from..end]),
            });
        }
        self.scratch.clear();
        self.next = 0;
    }
}

/// JSON text without the blanks between its tokens.
fn compact(text: &str, out: &mut String) {
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted || !matches!(c, ' ' | '\n' | '\r' | '\t') {
            out.push(c);
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_tokens_go() {
        let mut out = String::new();
        compact("[ 1,\n {\"a \\\" b\" : \"\\\\\" , \"c\": [ ] } ]", &mut out);
        assert_eq!(out, "[1,{\"a \\\" b\":\"\\\\\",\"c\":[]}]");
    }
}
