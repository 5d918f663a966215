//! Columns while a file is being read.
//!
//! A column is read as plain numbers for as long as it can be; the first cell that is none turns
//! it into interned text. Where numbers came before, they are read again as text in a second
//! pass over the file, so that the text is kept as the file writes it. What interned text
//! means (dates, dressed numbers, booleans) is decided at the end, once for each different text.

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
    /// Interned text.
    Levels(LevelCells),
    /// Numbers until text came: to be read again.
    Again,
}

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
    /// Adds a cell as the file writes it.
    pub fn push(&mut self, row: u32, cell: &[u8], format: &Format) {
        let cell = trim(cell);
        match self {
            Self::Numbers(numbers) => {
                if numbers.push(row, cell, format) {
                    return;
                }
                if numbers.any {
                    *self = Self::Again;
                    return;
                }
                let mut levels = LevelCells::default();
                levels.keys.resize(row as usize, -1);
                levels.push(cell, format);
                *self = Self::Levels(levels);
            }
            Self::Levels(levels) => levels.push(cell, format),
            Self::Skip | Self::Again => {}
        }
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
    fn push(&mut self, cell: &[u8], format: &Format) {
        let missing = format.missing.is(cell);
        self.keys.push(if missing { -1 } else { self.levels.insert(cell) as i32 });
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
