//! The cells of a column as statistics take them: numbers with NaN for what is missing, or codes of
//! categories.

use arrow_array::Array;
use glasshouse_spec::ColumnType;
use glasshouse_table::{Column, ColumnData, number_label, truth};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The numbers of a numeric column, or the microseconds since 1970 of a column of dates; NaN where a
/// cell is missing or infinite. `None` for other columns. Borrows where nothing has to be changed.
pub(crate) fn numbers(column: &Column) -> Option<Cow<'_, [f64]>> {
    match &column.data {
        ColumnData::Numbers(cells) if cells.null_count() == 0 => {
            let values: &[f64] = cells.values();
            match values.iter().all(|v| v.is_finite()) {
                true => Some(Cow::Borrowed(values)),
                false => Some(values.iter().map(|v| finite(*v)).collect()),
            }
        }
        ColumnData::Numbers(cells) => Some(cells.iter().map(|cell| cell.map_or(f64::NAN, finite)).collect()),
        ColumnData::Times(cells) => {
            Some(cells.iter().map(|cell| cell.map_or(f64::NAN, |time| time as f64)).collect())
        }
        ColumnData::Levels(_) | ColumnData::Text(_) => None,
    }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// The category of each row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    /// Categories as labels: ordered by value if each is a number, by text otherwise.
    pub names: Vec<String>,
    /// Position among `names` by row; `None` where the cell is missing.
    pub codes: Vec<Option<u32>>,
}

impl Codes {
    /// The categories of a column of any type; `None` where there are more than `most`. A column of
    /// truths has two, however they are spelt.
    pub fn of(column: &Column, most: usize) -> Option<Self> {
        if column.kind == ColumnType::Boolean {
            return Some(Self::spelt(column).truths()).filter(|codes| codes.names.len() <= most);
        }
        let (names, codes) = match &column.data {
            ColumnData::Levels(_) => {
                return Some(Self::spelt(column).ordered()).filter(|codes| codes.names.len() <= most);
            }
            ColumnData::Numbers(cells) => {
                numbered(cells.iter().map(|v| v.map(|v| (v + 0.0).to_bits())), most, |key| {
                    number_label(f64::from_bits(key))
                })?
            }
            ColumnData::Times(cells) => {
                let keys = cells.iter().map(|t| t.map(|t| t as u64));
                numbered(keys, most, |key| glasshouse_table::iso(key as i64))?
            }
            ColumnData::Text(cells) => numbered(cells.iter(), most, ToString::to_string)?,
        };
        (names.len() <= most).then(|| Self { names, codes }.ordered())
    }

    /// The levels of a column as they are.
    fn spelt(column: &Column) -> Self {
        let names = column.levels().iter().map(ToString::to_string).collect();
        Self { names, codes: column.level_indices().collect() }
    }

    /// Puts the categories in order.
    fn ordered(self) -> Self {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        let values: Option<Vec<f64>> = self.names.iter().map(|name| name.parse().ok()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            let by_text = || self.names[a].cmp(&self.names[b]);
            values.as_ref().map_or_else(by_text, |v| v[a].total_cmp(&v[b]).then_with(by_text))
        });
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(i, old)| place[*old as usize] = i as u32);
        let codes = self.codes.iter().map(|c| c.map(|c| place[c as usize])).collect();
        Self { names: order.iter().map(|i| self.names[*i as usize].clone()).collect(), codes }
    }

    /// True and false, each under its most frequent spelling (of several, the first in the table), as a
    /// target of them is learnt.
    fn truths(self) -> Self {
        let counts = self.counts();
        let mut ranked: Vec<usize> = (0..counts.len()).collect();
        let first = |code: usize| self.codes.iter().position(|at| *at == Some(code as u32));
        ranked.sort_by_cached_key(|code| (std::cmp::Reverse(counts[*code]), first(*code)));
        let mut classes: Vec<usize> = Vec::new();
        let mut place = vec![0; counts.len()];
        for code in ranked {
            let meant = truth(&self.names[code]);
            let same = |known: &usize| meant.is_some() && truth(&self.names[*known]) == meant;
            place[code] = classes.iter().position(same).unwrap_or_else(|| {
                classes.push(code);
                classes.len() - 1
            }) as u32;
        }
        let names = classes.into_iter().map(|code| self.names[code].clone()).collect();
        let codes = self.codes.iter().map(|code| code.map(|code| place[code as usize])).collect();
        Self { names, codes }.ordered()
    }

    /// Rows of each category.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.names.len()];
        self.codes.iter().flatten().for_each(|code| counts[*code as usize] += 1);
        counts
    }

    /// Keeps the `most` most frequent categories, in their order; the others become `None`. Gives
    /// how many went and their rows.
    pub fn keep(self, most: usize) -> (Self, (u64, u64)) {
        if self.names.len() <= most {
            return (self, (0, 0));
        }
        let counts = self.counts();
        let mut ranked: Vec<usize> = (0..counts.len()).collect();
        ranked.sort_by_key(|i| (std::cmp::Reverse(counts[*i]), *i));
        let gone = (ranked.len() - most) as u64;
        let rows = ranked[most..].iter().map(|i| counts[*i]).sum();
        let mut kept = ranked[..most].to_vec();
        kept.sort_unstable();
        let mut place = vec![None; counts.len()];
        kept.iter().enumerate().for_each(|(i, old)| place[*old] = Some(i as u32));
        let codes = self.codes.iter().map(|c| c.and_then(|c| place[c as usize])).collect();
        (Self { names: kept.iter().map(|i| self.names[*i].clone()).collect(), codes }, (gone, rows))
    }
}

/// Numbers cells in the order of their keys; `None` where there are more than `most` different ones.
fn numbered<K: Ord + Copy>(
    cells: impl Iterator<Item = Option<K>>,
    most: usize,
    name: impl Fn(K) -> String,
) -> Option<(Vec<String>, Vec<Option<u32>>)> {
    let mut known: BTreeMap<K, u32> = BTreeMap::new();
    let mut codes = Vec::new();
    for cell in cells {
        let next = known.len() as u32;
        let code = cell.map(|key| *known.entry(key).or_insert(next));
        if known.len() > most {
            return None;
        }
        codes.push(code);
    }
    let mut names = vec![String::new(); known.len()];
    known.into_iter().for_each(|(key, code)| names[code as usize] = name(key));
    Some((names, codes))
}

/// The category of each row as a code, and how many codes there are: levels in the order of the column,
/// but false and true of a column of truths, however they are spelt.
pub(crate) fn level_codes(column: &Column) -> (Vec<Option<u32>>, usize) {
    let (levels, indices) = (column.levels(), column.level_indices());
    if column.kind != ColumnType::Boolean {
        return (indices.collect(), levels.len());
    }
    let truths: Vec<Option<u32>> = levels.into_iter().map(|level| truth(level).map(u32::from)).collect();
    (indices.map(|level| truths[level? as usize]).collect(), 2)
}

/// Codes of numbers in at most `most` intervals of equal count, by the quantiles of the finite ones;
/// `None` where there is no number. Gives the codes and how many intervals there are. Takes
/// O(n · log n).
pub(crate) fn equal_count_codes(values: &[f64], most: usize) -> (Vec<Option<u32>>, usize) {
    let edges = inner_quantiles(values, most);
    (values.iter().map(|v| interval(*v, &edges)).collect(), edges.len() + 1)
}

/// Different quantiles that part values into at most `most` intervals.
pub(crate) fn inner_quantiles(values: &[f64], most: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |i: usize| glasshouse_stats::quantile_sorted(&sorted, i as f64 / most as f64);
    let mut edges: Vec<f64> = (1..most).filter_map(quantile).collect();
    edges.dedup();
    // Nothing lies at or below the smallest value but itself.
    edges.retain(|edge| sorted.last().is_some_and(|last| edge < last));
    edges
}

/// The interval of a number between bounds, each of which belongs to the interval below it.
pub(crate) fn interval(value: f64, edges: &[f64]) -> Option<u32> {
    value.is_finite().then(|| edges.partition_point(|edge| *edge < value) as u32)
}

/// Whether a column is of categories: words that repeat, or truth.
pub(crate) fn is_category(column: &Column) -> bool {
    matches!(column.kind, ColumnType::Categorical | ColumnType::Boolean)
}

/// A type in words, with its article.
pub(crate) fn type_words(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "numeric",
        ColumnType::Categorical => "categorical",
        ColumnType::Boolean => "true or false",
        ColumnType::Datetime => "a date",
        ColumnType::Text => "free text",
        ColumnType::Id => "an id",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_gaps_where_cells_say_nothing() {
        let column = Column::from_numbers("x", vec![Some(1.0), None, Some(f64::INFINITY), Some(-2.0)]);
        let values = numbers(&column).unwrap();
        assert!(values[0] == 1.0 && values[1].is_nan() && values[2].is_nan() && values[3] == -2.0);
        let whole = Column::from_numbers("x", vec![Some(1.0), Some(2.0)]);
        assert!(matches!(numbers(&whole), Some(Cow::Borrowed(_))));
    }

    #[test]
    fn intervals_of_equal_count_hold_ties_together() {
        let (codes, n) = equal_count_codes(&[1.0, 2.0, 3.0, 4.0, f64::NAN], 2);
        assert_eq!((codes, n), (vec![Some(0), Some(0), Some(1), Some(1), None], 2));
        let (codes, n) = equal_count_codes(&[0.0, 0.0, 0.0, 0.0, 7.0], 10);
        assert_eq!((codes[0], codes[4], n), (Some(0), Some(n as u32 - 1), n));
        assert_eq!(equal_count_codes(&[5.0; 4], 10).1, 1);
    }

    #[test]
    fn truth_is_truth_however_it_is_spelt() {
        let words = [Some("No"), Some("yes"), None, Some("YES"), Some("no")];
        let column = Column::from_labels("b", ColumnType::Boolean, words);
        assert_eq!(level_codes(&column), (vec![Some(0), Some(1), None, Some(1), Some(0)], 2));
        let classes = Codes::of(&column, 2).unwrap();
        assert_eq!(classes.names, ["No", "yes"], "of equally frequent ones the first in the table");
        assert_eq!(classes.codes, [Some(0), Some(1), None, Some(1), Some(0)]);
        let column = Column::from_labels("c", ColumnType::Categorical, words);
        assert_eq!(level_codes(&column), (vec![Some(0), Some(1), None, Some(2), Some(3)], 4));
    }

    #[test]
    fn categories_are_ordered_by_value_or_by_text() {
        let words = ["b", "10", "a"].map(Some);
        let column = Column::from_labels("c", ColumnType::Categorical, words);
        assert_eq!(Codes::of(&column, 9).unwrap().names, ["10", "a", "b"]);
        let column = Column::from_numbers("n", vec![Some(10.0), None, Some(9.0), Some(10.0)]);
        let codes = Codes::of(&column, 9).unwrap();
        assert_eq!(
            (codes.names.clone(), codes.codes.clone()),
            (vec!["9".into(), "10".into()], vec![Some(1), None, Some(0), Some(1)])
        );
        assert_eq!(codes.counts(), [1, 2]);
        assert_eq!(Codes::of(&column, 1), None);
        let (kept, gone) = codes.keep(1);
        assert_eq!(
            (kept.names, kept.codes, gone),
            (vec!["10".to_string()], vec![Some(0), None, None, Some(0)], (1, 1))
        );
    }
}
