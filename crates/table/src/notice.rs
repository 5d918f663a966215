//! Warnings of the reader: what was noticed, how often, and where it stands first.

use crate::source::Source;
use glasshouse_spec::{Place, Warning};

/// How many places a warning names.
const NAMED: usize = 3;
/// Characters of a cell that a warning shows.
const SHOWN: usize = 40;

/// Cells that something is true of: how many, and the first few.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    pub count: u64,
    pub first: Vec<(u32, String)>,
}

impl Cells {
    /// Counts a cell.
    pub fn add(&mut self, row: u32, cell: &[u8]) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((row, shown(&String::from_utf8_lossy(cell))));
        }
    }

    /// `"abc" (line 3), "x" (line 8) and 5 more`.
    pub fn named(&self, source: &Source) -> String {
        let named = self.first.iter().map(|(row, cell)| format!("\"{cell}\" ({})", source.spots(&[*row])));
        let named = named.collect::<Vec<_>>().join(", ");
        match self.count - self.first.len() as u64 {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }

    /// The place of the first, in a column.
    pub fn place(&self, source: &Source, file: &str, column: &str) -> Place {
        let row = self.first.first().map(|(row, _)| *row);
        Place {
            file: Some(file.into()),
            line: row.and_then(|r| source.line(r as usize)),
            row: row.map(u64::from),
            column: Some(column.into()),
            ..Place::default()
        }
    }
}

/// A cell, cut to what a message can show.
pub(crate) fn shown(cell: &str) -> String {
    if cell.chars().count() <= SHOWN {
        return cell.into();
    }
    let mut cut: String = cell.chars().take(SHOWN).collect();
    cut.push('…');
    cut
}

/// Some rows by their lines: `3, 8, 21 and 5 more`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub count: u64,
    first: Vec<u32>,
}

impl Rows {
    /// Counts a row.
    pub fn add(&mut self, row: u32) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(row);
        }
    }

    /// A warning whose message ends in the lines; none where there are no rows.
    pub fn warning(&self, source: &Source, file: &str, code: &str, message: &str) -> Option<Warning> {
        let first = *self.first.first()?;
        let spots = source.spots(&self.first);
        let more = match self.count - self.first.len() as u64 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let noun = if self.count == 1 { "row" } else { "rows" };
        let at = Place {
            file: Some(file.into()),
            line: source.line(first as usize),
            row: Some(u64::from(first)),
            ..Place::default()
        };
        Some(Warning::new(code, format!("{} {noun} {message} ({spots}{more})", self.count), at))
    }
}
