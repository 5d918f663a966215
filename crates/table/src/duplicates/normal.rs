//! Cells as they are compared for likeness.

use crate::{Column, ColumnData, number_label};
use glasshouse_spec::ColumnType;
use rapidfuzz::distance::levenshtein;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Parts the cells of a row; no normalised text has it.
const SEPARATOR: char = '\u{1f}';

/// A row, normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Normal {
    /// Its cells one after the other.
    pub whole: Vec<char>,
    /// Letters of its cells.
    pub letters: usize,
    /// Where its cells begin in the whole, whether they are text, and in the end where the last one
    /// would be followed by another.
    cells: Vec<(u32, bool)>,
}

impl Normal {
    pub fn new(cells: &[(String, bool)]) -> Self {
        let mut whole = Vec::new();
        let mut places = Vec::with_capacity(cells.len() + 1);
        for (text, is_text) in cells {
            places.push((whole.len() as u32, *is_text));
            whole.extend(text.chars());
            whole.push(SEPARATOR);
        }
        places.push((whole.len() as u32, false));
        Self { letters: whole.len() - cells.len(), whole, cells: places }
    }

    fn cell(&self, i: usize) -> &[char] {
        &self.whole[self.cells[i].0 as usize..self.cells[i + 1].0 as usize - 1]
    }

    /// 1 − edits ÷ letters over the cells; 1 where there are none.
    pub fn similarity(&self, other: &Self) -> f64 {
        let (mut edits, mut letters) = (0, 0);
        for i in 0..self.cells.len() - 1 {
            let (a, b) = (self.cell(i), other.cell(i));
            let longer = a.len().max(b.len());
            letters += longer;
            edits += if a == b {
                0
            } else if self.cells[i].1 {
                levenshtein::distance(a.iter().copied(), b.iter().copied())
            } else {
                longer
            };
        }
        if letters == 0 { 1.0 } else { 1.0 - edits as f64 / letters as f64 }
    }
}

/// Whether two texts are within some edits.
pub(super) fn within(a: &[char], b: &[char], edits: usize) -> bool {
    let cutoff = levenshtein::Args::default().score_cutoff(edits);
    levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &cutoff).is_some()
}

/// The cell of a row for comparison, and whether it is text; a missing one is empty.
pub(super) fn cell(column: &Column, row: usize) -> (String, bool) {
    let is_text = matches!(column.kind, ColumnType::Categorical | ColumnType::Text | ColumnType::Id);
    if column.is_missing(row) {
        return (String::new(), is_text);
    }
    let text = match &column.data {
        ColumnData::Numbers(numbers) => number_label(numbers.value(row)),
        _ => {
            let label = column.label(row).unwrap_or_default();
            match column.kind {
                ColumnType::Boolean => crate::truth(&label).map_or(label, |truth| truth.to_string()),
                _ if is_text => text(&label),
                _ => label,
            }
        }
    };
    (text, is_text)
}

/// Text without case, accents and punctuation, white space squeezed: `  Müller-Lüdenscheidt, H.`
/// becomes `muller ludenscheidt h`.
pub(super) fn text(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut gap = false;
    for c in cell.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Hashes of a text's runs of `q` letters; the second of the same letters has another hash than the
/// first, so that they count as often as they are there.
pub(super) fn grams(text: &[char], q: usize) -> Vec<u32> {
    let mut plain: Vec<u32> =
        text.windows(q).map(|run| run.iter().fold(0x811c_9dc5, |h, c| step(h, *c as u32))).collect();
    plain.sort_unstable();
    let numbered = |run: &[u32]| (0..run.len() as u32).map(|i| step(run[0], i)).collect::<Vec<_>>();
    plain.chunk_by(|a, b| a == b).flat_map(numbered).collect()
}

/// FNV-1a over 32-bit words, with a shift that mixes the low bits.
fn step(hash: u32, word: u32) -> u32 {
    let mixed = (hash ^ word).wrapping_mul(0x0100_0193);
    mixed ^ (mixed >> 15)
}
