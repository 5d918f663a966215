//! Rows in the order of their cells: each cell becomes a number that sorts like it.

use crate::{Column, ColumnData};
use glasshouse_spec::SortKey;

/// Puts rows in the order of a column; those with equal cells keep theirs.
pub(super) fn sort(rows: &mut [u32], column: &Column, key: &SortKey) {
    let ranks = ranks(column);
    let rank = |row: &u32| match ranks[*row as usize] {
        MISSING => MISSING,
        rank if key.descending => MISSING - 1 - rank,
        rank => rank,
    };
    let mut ranked: Vec<(u64, u32, u32)> =
        rows.iter().zip(0..).map(|(row, place)| (rank(row), place, *row)).collect();
    ranked.sort_unstable_by_key(|(rank, place, _)| (*rank, *place));
    rows.iter_mut().zip(ranked).for_each(|(row, (_, _, sorted))| *row = sorted);
}

/// Rank of a missing cell: last in either direction.
const MISSING: u64 = u64::MAX;

/// A number for each row that sorts like its cell.
fn ranks(column: &Column) -> Vec<u64> {
    match &column.data {
        // The largest key that a number or an instant has is below `MISSING`: that of NaN, which no
        // column holds, and of an instant that no calendar reaches.
        ColumnData::Numbers(cells) => {
            cells.iter().map(|cell| cell.map_or(MISSING, |value| ordered(value + 0.0))).collect()
        }
        ColumnData::Times(cells) => {
            cells.iter().map(|cell| cell.map_or(MISSING, |time| (time as u64) ^ (1 << 63))).collect()
        }
        ColumnData::Levels(_) => {
            let places = places(column.levels().into_iter());
            column
                .level_indices()
                .map(|level| level.map_or(MISSING, |level| places[level as usize]))
                .collect()
        }
        ColumnData::Text(cells) => {
            let places = places(cells.iter().map(Option::unwrap_or_default));
            let ranks = cells.iter().zip(places);
            ranks.map(|(cell, place)| if cell.is_some() { place } else { MISSING }).collect()
        }
    }
}

fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// Texts without regard to case, one after the other.
#[derive(Default)]
struct Folded {
    bytes: Vec<u8>,
    /// Where each one ends.
    ends: Vec<usize>,
}

/// Bytes that are compared at once.
const WIDTH: usize = size_of::<u64>();

impl Folded {
    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut folded = Self::default();
        for text in texts {
            if text.is_ascii() {
                folded.bytes.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
            } else {
                folded.bytes.extend_from_slice(text.to_lowercase().as_bytes());
            }
            folded.ends.push(folded.bytes.len());
        }
        folded
    }

    /// The next bytes of a text as a number that sorts like them, and how many they are: one more than
    /// it holds where others follow.
    fn letters(&self, text: u32, from: usize) -> (u64, u8) {
        let at = text as usize;
        let begin = if at == 0 { 0 } else { self.ends[at - 1] };
        let rest = self.bytes[begin..self.ends[at]].get(from..).unwrap_or_default();
        let mut next = [0; WIDTH];
        let taken = rest.len().min(WIDTH);
        next[..taken].copy_from_slice(&rest[..taken]);
        (u64::from_be_bytes(next), rest.len().min(WIDTH + 1) as u8)
    }
}

/// The place of each text among all of them, without regard to case; equal texts share one. Texts are
/// sorted by their first letters, those that agree in them by the next ones, and so on, so that few of
/// the comparisons look at a text.
fn places<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let folded = Folded::of(texts);
    let count = folded.ends.len();
    let mut order: Vec<(u64, u8, u32)> = (0..count as u32).map(|text| (0, WIDTH as u8 + 1, text)).collect();
    let mut places = vec![0; count];
    let mut place = 0;
    // Runs of texts that agree so far, the first one on top, and in how many letters.
    let mut runs = vec![(0..count, 0)];
    while let Some((run, from)) = runs.pop() {
        let same = &mut order[run.clone()];
        let ends = same.first().is_none_or(|(_, letters, _)| *letters as usize <= WIDTH);
        if ends || same.len() == 1 {
            same.iter().for_each(|(_, _, text)| places[*text as usize] = place);
            place += 1;
            continue;
        }
        same.iter_mut().for_each(|(next, letters, text)| (*next, *letters) = folded.letters(*text, from));
        same.sort_unstable_by_key(|(next, letters, _)| (*next, *letters));
        let begin = runs.len();
        let mut at = run.start;
        for equal in same.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            runs.push((at..at + equal.len(), from + WIDTH));
            at += equal.len();
        }
        runs[begin..].reverse();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_places_that_sorting_them_gives() {
        let ends = [
            "",
            "\0",
            "a",
            "A\0",
            "abcdefg",
            "abcdefgh",
            "ABCDEFGH\0",
            "abcdefghi",
            "Ärger",
            "äRGER",
            "日本",
        ];
        let twice = |end: &&str| ends.map(|other| format!("{end}{other}promised repeat{end}"));
        let mut texts: Vec<String> = ends.iter().map(ToString::to_string).collect();
        texts.extend(ends.iter().flat_map(twice));
        texts.extend(texts.clone());
        let folded: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let different: std::collections::BTreeSet<&String> = folded.iter().collect();
        let expected: Vec<u64> = folded
            .iter()
            .map(|text| different.iter().take_while(|other| **other < text).count() as u64)
            .collect();
        assert_eq!(places(texts.iter().map(String::as_str)), expected);
        assert!(places([].into_iter()).is_empty());
    }
}
