//! Columns while a file is being read.
//!
//! A column is read as plain numbers for as long as it can be; the first cell that is none turns
//! it into dates, if it is one with the year first, or into interned text. Where numbers or dates
//! came before a cell that is none, the column is read again as text in a second pass over the
//! file, so that the text is kept as the file writes it. What interned text means (dates in other
//! forms, dressed numbers, booleans) is decided at the end, once for each different text.

use crate::date;
use crate::dictionary::Dictionary;
use crate::notice::Cells;
use crate::number::{self, Oddity};
use crate::source::{Missing, trim};

/// What all columns of a file share.
#[derive(Debug, Clone)]
pub(crate) struct Format {
    pub decimal: u8,
    pub missing: Missing,
}

/// A column that grows.
#[derive(Debug)]
pub(crate) enum Builder {
    /// Nobody wants it.
    Skip,
    /// Numbers so far, or numbers by order.
    Numbers(NumberCells),
    /// Dates with the year first, in microseconds since 1970-01-01 UTC; [`NO_TIME`] is missing.
    Times(Vec<i64>),
    /// Interned text.
    Levels(LevelCells),
    /// Numbers or dates until other text came: to be read again.
    Again,
}

/// A missing date.
pub(crate) const NO_TIME: i64 = i64::MIN;

/// Numbers; NaN is missing.
#[derive(Debug, Default)]
pub(crate) struct NumberCells {
    pub values: Vec<f64>,
    /// Whether numbers were asked for, so that other cells count as missing.
    pub asked: bool,
    /// Whether a number was seen.
    pub any: bool,
    pub beyond: Cells,
    pub infinite: Cells,
    pub zeros: Cells,
    pub failed: Cells,
}

/// Interned text; -1 is missing.
#[derive(Debug, Default)]
pub(crate) struct LevelCells {
    pub levels: Dictionary,
    pub keys: Vec<i32>,
}

impl Builder {
    /// Adds cells as the file writes them, the first being that of `row`.
    pub fn extend<'a>(&mut self, row: u32, cells: impl Iterator<Item = &'a [u8]>, format: &Format) {
        let mut cells = (row..).zip(cells.map(trim));
        while let Some((row, cell)) = self.take(&mut cells, format) {
            self.turn(row, cell);
            let fits = self.take(&mut std::iter::once((row, cell)), format).is_none();
            debug_assert!(fits, "a column that gave way takes the cell");
        }
    }

    /// Takes cells up to the first that does not fit, which is given back.
    fn take<'a>(
        &mut self,
        cells: &mut impl Iterator<Item = (u32, &'a [u8])>,
        format: &Format,
    ) -> Option<(u32, &'a [u8])> {
        match self {
            Self::Numbers(numbers) => cells.find(|(row, cell)| !numbers.push(*row, cell, format)),
            Self::Times(times) => cells.find(|(_, cell)| match date::year_first(cell) {
                Some(time) => {
                    times.push(time);
                    false
                }
                None if format.missing.is(cell) => {
                    times.push(NO_TIME);
                    false
                }
                None => true,
            }),
            Self::Levels(levels) => {
                levels.extend(cells.map(|(_, cell)| cell), format);
                None
            }
            Self::Skip | Self::Again => None,
        }
    }

    /// Gives way to a cell that does not fit.
    fn turn(&mut self, row: u32, cell: &[u8]) {
        let nothing_yet = matches!(self, Self::Numbers(NumberCells { any: false, .. }));
        *self = if !nothing_yet {
            Self::Again
        } else if date::year_first(cell).is_some() {
            Self::Times(vec![NO_TIME; row as usize])
        } else {
            let mut levels = LevelCells::default();
            levels.keys.resize(row as usize, -1);
            Self::Levels(levels)
        };
    }
}

impl NumberCells {
    /// Whether the cell fits into a column of numbers; if so it was added.
    fn push(&mut self, row: u32, cell: &[u8], format: &Format) -> bool {
        let value = if format.missing.numeric && format.missing.is(cell) {
            f64::NAN
        } else if let Some((value, oddity)) = number::plain(cell, format.decimal) {
            self.any = true;
            match oddity {
                Oddity::None => {}
                Oddity::Beyond53 => self.beyond.add(row, cell),
                Oddity::Infinite => self.infinite.add(row, cell),
                Oddity::LeadingZeros => self.zeros.add(row, cell),
            }
            value
        } else if format.missing.is(cell) {
            f64::NAN
        } else if self.asked {
            let text = std::str::from_utf8(cell).unwrap_or_default();
            number::dressed(text, format.decimal).map_or_else(
                || {
                    self.failed.add(row, cell);
                    f64::NAN
                },
                |(value, _)| value,
            )
        } else {
            return false;
        };
        self.values.push(value);
        true
    }
}

impl LevelCells {
    fn extend<'a>(&mut self, cells: impl Iterator<Item = &'a [u8]>, format: &Format) {
        let present = cells.map(|cell| (!format.missing.is(cell)).then_some(cell));
        self.levels.insert_all(present, &mut self.keys);
    }

    /// Number of cells of each level.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.levels.len()];
        for key in self.keys.iter().filter(|k| **k >= 0) {
            counts[*key as usize] += 1;
        }
        counts
    }

    /// The cells of some levels.
    pub fn cells_of(&self, chosen: &[bool]) -> Cells {
        let mut cells = Cells::default();
        for (row, &key) in self.keys.iter().enumerate() {
            if key >= 0 && chosen[key as usize] {
                cells.add(row as u32, self.levels.get(key as u32).as_bytes());
            }
        }
        cells
    }
}
