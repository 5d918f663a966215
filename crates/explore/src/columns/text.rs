//! Lengths of words: in characters and in words. Categories are measured once a level.

use arrow_array::Array;
use glasshouse_spec::{Lengths, TextFigures};
use glasshouse_table::{Column, ColumnData};

/// The lengths of the cells that have a value; `None` for a column without words.
pub(super) fn figures(column: &Column) -> Option<TextFigures> {
    match &column.data {
        ColumnData::Levels(_) => {
            let levels = column.levels();
            let mut counts = vec![0; levels.len()];
            column.level_indices().flatten().for_each(|level| counts[level as usize] += 1);
            Some(measure(levels.into_iter().zip(counts)))
        }
        ColumnData::Text(cells) if cells.null_count() < cells.len() => {
            Some(measure(cells.iter().flatten().map(|text| (text, 1))))
        }
        _ => None,
    }
}

fn measure<'a>(texts: impl Iterator<Item = (&'a str, u64)>) -> TextFigures {
    let (mut chars, mut words) = (Sum::default(), Sum::default());
    for (text, times) in texts.filter(|(_, times)| *times > 0) {
        chars.add(text.chars().count() as u64, times);
        words.add(text.split_whitespace().count() as u64, times);
    }
    TextFigures { chars: chars.lengths(), words: words.lengths() }
}

#[derive(Default)]
struct Sum {
    n: u64,
    total: u64,
    min: Option<u64>,
    max: u64,
}

impl Sum {
    fn add(&mut self, length: u64, times: u64) {
        self.n += times;
        self.total += length * times;
        self.min = Some(self.min.map_or(length, |min| min.min(length)));
        self.max = self.max.max(length);
    }

    fn lengths(&self) -> Lengths {
        let mean = if self.n == 0 { 0.0 } else { self.total as f64 / self.n as f64 };
        Lengths { min: self.min.unwrap_or(0), mean, max: self.max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::ColumnType;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let cells = [Some("né à Paris"), None, Some("x"), Some("x")];
        for kind in [ColumnType::Text, ColumnType::Categorical] {
            let f = figures(&Column::from_labels("t", kind, cells)).unwrap();
            assert_eq!(f.chars, Lengths { min: 1, mean: 4.0, max: 10 });
            assert_eq!(f.words, Lengths { min: 1, mean: 5.0 / 3.0, max: 3 });
        }
    }
}
