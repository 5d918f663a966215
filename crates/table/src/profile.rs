//! What is known of a table: types, missing cells, moments, quantiles, frequent values, warnings.
//!
//! Numbers are sorted once, which gives quantiles, the number of different values and their
//! counts; text is counted by its dictionary. Frequent values are shown as the file writes them
//! where they appear first; equal counts are in order of first appearance. Numbers that are equal
//! count as one value even where the file writes them differently (`1` and `1.0`).

use crate::dictionary::Dictionary;
use crate::duplicates::Repeats;
use crate::{Column, ColumnData, Loaded, Source};
use glasshouse_spec::{ColumnProfile, ColumnType, NumberSummary, Place, TableProfile, Warning};
use glasshouse_stats as stats;

/// Most frequent values shown.
const TOP: usize = 10;
/// Intervals of a histogram.
const BINS: usize = 20;
/// Share of the work that the columns are.
const COLUMNS: f64 = 0.8;
/// Categories above which a column is said to have many.
const MANY: u64 = 50;

/// The profile of a table: what `profile` and the page's Explore view show. A statistic that is
/// undefined or infinite is `None`. Takes O(rows · log rows) for each numeric column.
pub fn profile(loaded: &Loaded) -> TableProfile {
    let mut profiler = Profiler::new(loaded);
    while !profiler.advance() {}
    profiler.finish()
}

/// A profile that is made a column at a time, then some rows at a time, for hosts that must not block.
pub struct Profiler<'a> {
    loaded: &'a Loaded,
    repeats: Repeats<'a>,
    columns: Vec<ColumnProfile>,
    warnings: Vec<Warning>,
    top: Vec<Vec<(u32, u64)>>,
}

impl<'a> Profiler<'a> {
    /// Begins.
    pub fn new(loaded: &'a Loaded) -> Self {
        let (columns, top, repeats) = (Vec::new(), Vec::new(), Repeats::new(&loaded.table));
        Self { loaded, repeats, columns, warnings: loaded.warnings.clone(), top }
    }

    /// Does one column, or looks for duplicates among some rows; whether all is done.
    pub fn advance(&mut self) -> bool {
        let columns = self.loaded.table.columns();
        let Some(column) = columns.get(self.columns.len()) else { return self.repeats.advance() };
        let (profile, top) = of_column(column);
        self.warnings.extend(warnings(&profile, column, &self.loaded.report.file));
        self.columns.push(profile);
        self.top.push(top);
        false
    }

    /// Share done.
    pub fn done(&self) -> f64 {
        let columns = self.columns.len() as f64 / self.loaded.table.columns().len().max(1) as f64;
        COLUMNS * columns + (1.0 - COLUMNS) * self.repeats.done()
    }

    /// Looks up frequent values in the text, and ends. Not to be called before
    /// [`advance`](Self::advance) says that all is done.
    pub fn finish(mut self) -> TableProfile {
        write_top(&mut self.columns, &self.top, &self.loaded.source);
        let table = &self.loaded.table;
        let duplicates = self.repeats.count();
        if duplicates > 0 {
            let at = Place { file: Some(self.loaded.report.file.clone()), ..Place::default() };
            let rows = if duplicates == 1 { "row repeats" } else { "rows repeat" };
            let message =
                format!("{duplicates} {rows} an earlier row. The step drop_duplicates removes them.");
            self.warnings.push(Warning::new("table.duplicates", message, at));
        }
        TableProfile { rows: table.rows() as u64, columns: self.columns, duplicates, warnings: self.warnings }
    }
}

/// The profile of one column alone, its frequent values being [`Column::label`]s. Takes
/// O(rows · log rows).
pub fn column_profile(column: &Column) -> ColumnProfile {
    let (mut profile, top) = of_column(column);
    let label = |row: u32| column.label(row as usize).unwrap_or_default();
    profile.top = top.into_iter().map(|(row, count)| (label(row), count)).collect();
    profile
}

/// Frequent values as the row of their first appearance and their count.
type Top = Vec<(u32, u64)>;

fn of_column(column: &Column) -> (ColumnProfile, Top) {
    let mut integer = false;
    let mut numbers = NumberSummary::default();
    let mut bins = Vec::new();
    let (unique, top) = match &column.data {
        ColumnData::Numbers(a) => {
            let values: Vec<f64> = a.iter().flatten().map(|v| v + 0.0).collect();
            integer = !values.is_empty() && values.iter().all(|v| v.is_finite() && v.fract() == 0.0);
            let keys = a.iter().map(|v| v.map(|v| ordered((v + 0.0).to_bits())));
            let counted = count_keys(keys);
            let sorted: Vec<f64> = counted.sorted.iter().map(|k| f64::from_bits(unordered(*k))).collect();
            numbers = summary(&values, &sorted);
            bins = histogram(&sorted);
            (counted.unique, counted.top)
        }
        ColumnData::Times(a) => {
            let counted = count_keys(a.iter().map(|t| t.map(|t| (t as u64) ^ (1 << 63))));
            let sorted: Vec<f64> = counted.sorted.iter().map(|k| (k ^ (1 << 63)) as i64 as f64).collect();
            bins = histogram(&sorted);
            (counted.unique, counted.top)
        }
        ColumnData::Levels(_) => {
            // Truths are two values in many spellings: whoever asks for one asks for all of those.
            let most = if column.kind == ColumnType::Boolean { usize::MAX } else { TOP };
            count_levels(column.levels().len(), column.level_indices(), most)
        }
        ColumnData::Text(a) => {
            let mut texts = Dictionary::default();
            let mut keys = Vec::with_capacity(column.len());
            texts.insert_all(a.iter().map(|text| text.map(str::as_bytes)), &mut keys);
            count_levels(texts.len(), keys.into_iter().map(|key| u32::try_from(key).ok()), TOP)
        }
    };
    let missing = column.missing() as u64;
    let (name, kind) = (column.name.clone(), column.kind);
    (ColumnProfile { name, kind, missing, unique, integer, numbers, top: Vec::new(), bins }, top)
}

/// Moments and quantiles of numbers in the order of the file and in ascending order.
fn summary(values: &[f64], sorted: &[f64]) -> NumberSummary {
    let moments = stats::moments(values);
    let finite = |v: Option<f64>| v.filter(|v| v.is_finite());
    let quantile = |q| finite(stats::quantile_sorted(sorted, q));
    NumberSummary {
        mean: finite(moments.mean),
        std: finite(moments.std),
        min: finite(sorted.first().copied()),
        q25: quantile(0.25),
        median: quantile(0.5),
        q75: quantile(0.75),
        max: finite(sorted.last().copied()),
        skew: finite(moments.skew),
        kurtosis: finite(moments.kurtosis),
    }
}

/// Counts of ascending numbers in [`BINS`] intervals of equal width; what is infinite is left out.
fn histogram(sorted: &[f64]) -> Vec<u64> {
    let from = sorted.partition_point(|v| *v == f64::NEG_INFINITY);
    let to = sorted.partition_point(|v| *v < f64::INFINITY).max(from);
    let finite = &sorted[from..to];
    let (Some(low), Some(high)) = (finite.first(), finite.last()) else { return Vec::new() };
    // Halves first: the width of a range of huge numbers may itself be infinite.
    let width = (high / 2.0 - low / 2.0) / (BINS as f64 / 2.0);
    if width <= 0.0 {
        return Vec::new();
    }
    let below = |edge: usize| match edge {
        BINS => finite.len(),
        edge => finite.partition_point(|v| *v < low + width * edge as f64),
    };
    (0..BINS).map(|bin| below(bin + 1).saturating_sub(below(bin)) as u64).collect()
}

/// Bits of a number as an integer that sorts like it.
fn ordered(bits: u64) -> u64 {
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

fn unordered(key: u64) -> u64 {
    if key >> 63 == 1 { key & !(1 << 63) } else { !key }
}

struct Counted {
    sorted: Vec<u64>,
    unique: u64,
    top: Top,
}

/// Counts values by sorting them.
fn count_keys(keys: impl Iterator<Item = Option<u64>> + Clone) -> Counted {
    let mut sorted: Vec<u64> = keys.clone().flatten().collect();
    sorted.sort_unstable();
    let mut frequent: Vec<(u64, u64)> = Vec::new();
    let mut unique = 0;
    let mut floor = 0;
    for run in sorted.chunk_by(|a, b| a == b) {
        unique += 1;
        let count = run.len() as u64;
        if count > floor {
            frequent.push((count, run[0]));
            if frequent.len() >= 4096 {
                floor = keep_most(&mut frequent);
            }
        }
    }
    keep_most(&mut frequent);
    let least = frequent.get(TOP - 1).map_or(1, |(count, _)| *count);
    let top = first_rows(keys, &sorted, &frequent, least);
    Counted { sorted, unique, top }
}

/// Keeps the most frequent; the count below which nothing can still enter. Those that tie with the
/// last are looked for again, by first appearance.
fn keep_most(frequent: &mut Vec<(u64, u64)>) -> u64 {
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    frequent.truncate(TOP);
    if frequent.len() == TOP { frequent[TOP - 1].0 } else { 0 }
}

/// Finds the rows where the most frequent values appear first.
fn first_rows(
    keys: impl Iterator<Item = Option<u64>>,
    sorted: &[u64],
    frequent: &[(u64, u64)],
    least: u64,
) -> Top {
    let mut sure: Vec<(u64, u64)> = frequent.iter().filter(|(count, _)| *count > least).copied().collect();
    let mut ties = frequent.len() - sure.len();
    let mut tied: Vec<u64> = Vec::new();
    let mut top = Top::new();
    for (row, key) in keys.enumerate() {
        if sure.is_empty() && ties == 0 {
            break;
        }
        let Some(key) = key else { continue };
        if let Some(at) = sure.iter().position(|(_, k)| *k == key) {
            top.push((row as u32, sure.swap_remove(at).0));
        } else if ties > 0 && !tied.contains(&key) && count_of(sorted, key) == least {
            tied.push(key);
            ties -= 1;
            top.push((row as u32, least));
        }
    }
    top.sort_by_key(|(row, count)| (std::cmp::Reverse(*count), *row));
    top
}

fn count_of(sorted: &[u64], key: u64) -> u64 {
    let from = sorted.partition_point(|k| *k < key);
    sorted[from..].partition_point(|k| *k == key) as u64
}

/// Counts values that are numbered in order of first appearance; the `most` most frequent of them.
fn count_levels(levels: usize, keys: impl Iterator<Item = Option<u32>>, most: usize) -> (u64, Top) {
    let mut counts: Vec<(u32, u64)> = vec![(0, 0); levels];
    for (row, key) in keys.enumerate() {
        if let Some(key) = key {
            let entry = &mut counts[key as usize];
            if entry.1 == 0 {
                entry.0 = row as u32;
            }
            entry.1 += 1;
        }
    }
    counts.retain(|(_, count)| *count > 0);
    let unique = counts.len() as u64;
    counts.sort_by_key(|(row, count)| (std::cmp::Reverse(*count), *row));
    counts.truncate(most);
    (unique, counts)
}

/// Writes the frequent values as they stand in their rows.
fn write_top(columns: &mut [ColumnProfile], top: &[Top], source: &Source) {
    let mut wanted: Vec<(u32, usize, usize)> = Vec::new();
    for (c, (column, top)) in columns.iter_mut().zip(top).enumerate() {
        column.top = top.iter().map(|(_, count)| (String::new(), *count)).collect();
        wanted.extend(top.iter().enumerate().map(|(i, (row, _))| (*row, c, i)));
    }
    wanted.sort_unstable();
    let places: Vec<Option<usize>> =
        columns.iter().map(|c| source.names().iter().position(|n| *n == c.name)).collect();
    for rows in wanted.chunk_by(|a, b| a.0 == b.0) {
        let cells = source.cells(rows[0].0 as usize);
        for &(_, column, rank) in rows {
            let cell = places[column].and_then(|p| cells.get(p)).map_or("", |c| c.trim());
            columns[column].top[rank].0 = cell.to_string();
        }
    }
}

/// What to look at in a column.
fn warnings(profile: &ColumnProfile, column: &Column, file: &str) -> Option<Warning> {
    let name = &profile.name;
    let present = column.len() as u64 - profile.missing;
    let (code, message) = match profile.kind {
        _ if present == 0 => {
            ("column.all_missing", format!("Column {name} has no values: every cell is missing."))
        }
        _ if profile.unique == 1 && column.len() > 1 => (
            "column.constant",
            format!(
                "Column {name} has one value in all its {present} cells, so nothing can be learnt from it."
            ),
        ),
        ColumnType::Id => (
            "column.id",
            format!(
                "Column {name} names rows: {} of {present} values are different. It is not used as a feature.",
                profile.unique
            ),
        ),
        ColumnType::Categorical if profile.unique > MANY => (
            "column.many_categories",
            format!(
                "Column {name} has {} categories in {present} cells; encoding makes a feature of each.",
                profile.unique
            ),
        ),
        ColumnType::Numeric if id_like(column, profile, present) => (
            "column.id_like",
            format!("Column {name} counts the rows; if it only names them, set its role to ignore."),
        ),
        _ if profile.missing * 2 > column.len() as u64 => (
            "column.mostly_missing",
            format!("Column {name} is missing in {} of {} rows.", profile.missing, column.len()),
        ),
        _ => return None,
    };
    Some(Warning::new(code, message, Place { file: Some(file.into()), ..Place::column(name.as_str()) }))
}

/// Integers that rise by one from row to row.
fn id_like(column: &Column, profile: &ColumnProfile, present: u64) -> bool {
    let Some(numbers) = column.numbers() else { return false };
    let rises = || numbers.values().windows(2).all(|w| w[1] == w[0] + 1.0);
    present > 2 && profile.missing == 0 && profile.integer && profile.unique == present && rises()
}
