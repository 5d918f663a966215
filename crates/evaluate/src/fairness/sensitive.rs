//! Groups of rows by what their cells have in common.

use glasshouse_stats::quantile_sorted;
use glasshouse_table::Column;
use std::collections::BTreeMap;

/// Different numbers or times from which on they are parted into ranges.
const DISTINCT: usize = 8;
/// Groups of one column; the rarest values beyond are one group.
const MOST: usize = 20;
/// Names of the groups of missing cells, and of rare values.
const MISSING: &str = "(missing)";
const OTHERS: &str = "(others)";

/// A column whose cells make groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitive {
    /// Its name.
    pub column: String,
    /// The groups, in order.
    pub levels: Vec<String>,
    /// The group of each row.
    pub codes: Vec<u32>,
}

impl Sensitive {
    /// The groups of a column's cells at some places, one for each row: its values, of which the rarest are one
    /// group where there are many; of numbers and times `bins` ranges of about equally many rows. O(rows · log
    /// rows).
    pub fn of(column: &Column, places: &[u32], bins: u32) -> Self {
        let values: Option<Vec<Option<f64>>> =
            places.iter().map(|place| amount(column, *place as usize)).collect();
        let ranges = values.and_then(|values| ranges(column, places, &values, bins.clamp(2, MOST as u32)));
        let (levels, codes) = ranges.unwrap_or_else(|| by_label(column, places));
        Self { column: column.name.clone(), levels, codes }
    }
}

/// A number or a time of a cell; `None` of a cell that is neither, nothing within of a missing one.
fn amount(column: &Column, place: usize) -> Option<Option<f64>> {
    match (column.times(), column.numbers()) {
        (None, None) => None,
        _ if column.is_missing(place) => Some(None),
        (Some(times), _) => Some(Some(times.value(place) as f64)),
        _ => Some(column.number(place)),
    }
}

/// Ranges between quantiles, the upper bound belonging to a range; `None` where there are few different values.
fn ranges(
    column: &Column,
    places: &[u32],
    values: &[Option<f64>],
    bins: u32,
) -> Option<(Vec<String>, Vec<u32>)> {
    let mut sorted: Vec<f64> = values.iter().copied().flatten().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let distinct = 1 + sorted.windows(2).filter(|pair| pair[0] < pair[1]).count();
    if distinct <= DISTINCT {
        return None;
    }
    let mut edges: Vec<f64> =
        (1..bins).filter_map(|i| quantile_sorted(&sorted, f64::from(i) / f64::from(bins))).collect();
    edges.dedup();
    let at = |value: &Option<f64>| value.map(|value| edges.partition_point(|edge| *edge < value));
    let raw: Vec<Option<usize>> = values.iter().map(at).collect();
    // Ranges are told by the least and the greatest cell in them.
    let mut ends: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (row, range) in raw.iter().enumerate() {
        let Some(range) = range else { continue };
        let (low, high) = ends.entry(*range).or_insert((row, row));
        if values[row] < values[*low] {
            *low = row;
        }
        if values[row] > values[*high] {
            *high = row;
        }
    }
    let label = |row: usize| column.label(places[row] as usize).unwrap_or_default();
    let mut levels: Vec<String> = ends
        .values()
        .map(|(low, high)| match (label(*low), label(*high)) {
            (low, high) if low == high => low,
            (low, high) => format!("{low} to {high}"),
        })
        .collect();
    let place: BTreeMap<usize, u32> =
        ends.keys().enumerate().map(|(at, range)| (*range, at as u32)).collect();
    let none = levels.len() as u32;
    let codes = raw.iter().map(|range| range.map_or(none, |range| place[&range])).collect();
    if raw.contains(&None) {
        levels.push(MISSING.into());
    }
    Some((levels, codes))
}

/// A group for each value: numbers by size, text as it sorts.
fn by_label(column: &Column, places: &[u32]) -> (Vec<String>, Vec<u32>) {
    let labels: Vec<Option<String>> = places.iter().map(|place| column.label(*place as usize)).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    labels.iter().flatten().for_each(|label| *counts.entry(label).or_default() += 1);
    let mut kept: Vec<(&str, u64)> = counts.into_iter().collect();
    let many = kept.len() > MOST;
    if many {
        kept.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        kept.truncate(MOST - 1);
    }
    let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    kept.sort_by(|a, b| match (number(a.0), number(b.0)) {
        (x, y) if x.is_nan() || y.is_nan() => a.0.cmp(b.0),
        (x, y) => x.total_cmp(&y),
    });
    let mut levels: Vec<String> = kept.iter().map(|(label, _)| (*label).to_string()).collect();
    let at: BTreeMap<&str, u32> =
        kept.iter().enumerate().map(|(at, (label, _))| (*label, at as u32)).collect();
    let missing = labels.contains(&None);
    let others = levels.len() as u32;
    let code = |label: &Option<String>| match label {
        Some(label) => at.get(label.as_str()).copied().unwrap_or(others),
        None => others + u32::from(many),
    };
    let codes = labels.iter().map(code).collect();
    levels.extend(many.then(|| OTHERS.to_string()));
    levels.extend(missing.then(|| MISSING.to_string()));
    (levels, codes)
}

/// Groups of one column, or of several together.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The columns.
    pub columns: Vec<String>,
    /// What the rows of each group have in common, column by column.
    pub names: Vec<Vec<String>>,
    /// The group of each row.
    pub of: Vec<u32>,
}

impl Groups {
    /// The groups that some columns make together, those that no row is in left out, ordered by the first
    /// column, then by the next. O(rows · log groups).
    pub fn cross(columns: &[Sensitive]) -> Self {
        let rows = columns.first().map_or(0, |column| column.codes.len());
        let key = |row: usize| columns.iter().map(|column| column.codes[row]).collect::<Vec<u32>>();
        let keys: Vec<Vec<u32>> = (0..rows).map(key).collect();
        let mut places: BTreeMap<&[u32], u32> = keys.iter().map(|key| (key.as_slice(), 0)).collect();
        places.values_mut().zip(0..).for_each(|(place, at)| *place = at);
        let name = |key: &&[u32]| {
            let levels = columns.iter().zip(*key);
            levels.map(|(column, code)| column.levels[*code as usize].clone()).collect()
        };
        Self {
            columns: columns.iter().map(|column| column.column.clone()).collect(),
            names: places.keys().map(name).collect(),
            of: keys.iter().map(|key| places[key.as_slice()]).collect(),
        }
    }

    /// The groups of some rows.
    pub fn at(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().map(|row| self.of[*row as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::ColumnType;

    fn all(column: &Column) -> Vec<u32> {
        (0..column.len() as u32).collect()
    }

    #[test]
    fn few_values_are_groups_and_missing_cells_too() {
        let column =
            Column::from_labels("sex", ColumnType::Categorical, [Some("f"), None, Some("m"), Some("f")]);
        let found = Sensitive::of(&column, &all(&column), 4);
        assert_eq!(found.levels, ["f", "m", "(missing)"]);
        assert_eq!(found.codes, [0, 2, 1, 0]);
        let few = Column::from_numbers("kids", vec![Some(10.0), Some(2.0), Some(10.0)]);
        assert_eq!(Sensitive::of(&few, &all(&few), 4).levels, ["2", "10"]);
    }

    #[test]
    fn numbers_are_parted_at_quantiles() {
        let cells = (0..100).map(|i| (i != 7).then_some(f64::from(i))).collect();
        let column = Column::from_numbers("age", cells);
        let found = Sensitive::of(&column, &all(&column), 4);
        assert_eq!(found.levels, ["0 to 25", "26 to 50", "51 to 74", "75 to 99", "(missing)"]);
        let count = |code: u32| found.codes.iter().filter(|c| **c == code).count();
        assert_eq!([0, 1, 2, 3, 4].map(count), [25, 25, 24, 25, 1]);
    }

    #[test]
    fn rare_values_are_one_group() {
        let labels: Vec<Option<String>> = (0..90).map(|i| Some(format!("v{:02}", i % 30))).collect();
        let column = Column::from_labels("town", ColumnType::Categorical, labels);
        let found = Sensitive::of(&column, &all(&column), 4);
        assert_eq!((found.levels.len(), found.levels[19].as_str()), (20, "(others)"));
        assert_eq!(found.codes.iter().filter(|code| **code == 19).count(), 33);
    }

    #[test]
    fn columns_together_make_the_groups_that_have_rows() {
        let a = Sensitive { column: "a".into(), levels: vec!["x".into(), "y".into()], codes: vec![0, 1, 1] };
        let b = Sensitive { column: "b".into(), levels: vec!["1".into(), "2".into()], codes: vec![1, 0, 1] };
        let both = Groups::cross(&[a, b]);
        assert_eq!(both.names, [["x", "2"], ["y", "1"], ["y", "2"]]);
        assert_eq!(both.of, [0, 1, 2]);
    }
}
