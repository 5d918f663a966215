//! Whether the parts of a split stand apart as they should: rows that stand in two of them, and columns that
//! are distributed otherwise in the test part than in training.

use crate::Arranged;
use glasshouse_spec::{ColumnType, Place, Warning};
use glasshouse_table::{Column, DuplicateFinder, Keep};
use std::collections::BTreeMap;

/// Rows of a part that are looked at, evenly spread, to compare distributions.
const LOOKED_AT: usize = 20_000;
/// Bins of equally many training rows into which numbers and dates are parted.
const BINS: usize = 10;
/// Population stability index from which a column counts as distributed otherwise.
const APART: f64 = 0.25;
/// Columns that are named.
const NAMED: usize = 3;
/// Rows below which a part says nothing of a distribution.
const FEW: usize = 30;

impl Arranged {
    /// What to look at in how the rows were parted, in bounded pieces: O(cells), and O(rows · log rows).
    pub async fn look_at_parts(&self, pause: &impl AsyncFn(&'static str, f64)) -> Vec<Warning> {
        if self.timed.is_some() || self.parts.test.is_empty() {
            return Vec::new();
        }
        let twice = self.twice(&async |done: f64| pause("Looking for rows in two parts", done).await).await;
        let drift = self.drift(&async |done: f64| pause("Comparing the parts", done).await).await;
        twice.into_iter().chain(drift).collect()
    }

    /// Rows of the test part that are equal to one of the training part in every column but ids. Where only few
    /// columns are features, rows that differ elsewhere are no duplicates.
    async fn twice(&self, pause: &impl AsyncFn(f64)) -> Option<Warning> {
        let all = self.table.columns().iter().filter(|column| column.kind != ColumnType::Id);
        let columns: Vec<String> = all.map(|column| column.name.clone()).collect();
        if columns.is_empty() {
            return None;
        }
        let mut finder = DuplicateFinder::new(&self.table, &columns, 1.0, Keep::First).ok()?;
        while !finder.advance().ok()? {
            pause(finder.done()).await;
        }
        let numbers = finder.equal();
        let mut trained = vec![false; self.table.rows()];
        self.parts.train.iter().for_each(|row| trained[numbers[*row as usize] as usize] = true);
        let of = |rows: &[u32]| rows.iter().filter(|row| trained[numbers[**row as usize] as usize]).count();
        let (test, all) = (of(&self.parts.test), self.parts.test.len());
        (test > 0).then(|| {
            let rows = if test == 1 { "row is" } else { "rows are" };
            let message = format!(
                "{test} of {all} test {rows} equal to a training row: a model that knows them by heart is right \
                 there; the clean step drop_duplicates leaves one of each"
            );
            Warning::new("split.twice", message, Place::parameter("split"))
        })
    }

    /// Features that are distributed otherwise in the test part than in training, by more than chance explains.
    async fn drift(&self, pause: &impl AsyncFn(f64)) -> Option<Warning> {
        let (train, test) = (spread(&self.parts.train), spread(&self.parts.test));
        if train.len().min(test.len()) < FEW {
            return None;
        }
        let mut apart: Vec<(f64, &str)> = Vec::new();
        for (at, name) in self.features.iter().enumerate() {
            let index = self.table.column(name).and_then(|column| stability(column, &train, &test));
            apart.extend(index.map(|index| (index, name.as_str())));
            pause(at as f64 / self.features.len() as f64).await;
        }
        apart.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (most, _) = apart.first()?;
        let names: Vec<String> = apart.iter().take(NAMED).map(|(_, name)| format!("\"{name}\"")).collect();
        let more = match apart.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the test part is distributed otherwise than training in {}{more} (population stability index up to \
             {most:.2}): scores tell how the model does on such rows",
            names.join(", ")
        );
        Some(Warning::new("split.drift", message, Place::parameter("split")))
    }
}

/// So many of the rows, evenly spread.
fn spread(rows: &[u32]) -> Vec<usize> {
    let step = rows.len().div_ceil(LOOKED_AT).max(1);
    rows.iter().step_by(step).map(|row| *row as usize).collect()
}

/// The population stability index of a column between two parts, Σ (p − q) · ln(p / q) over bins or categories
/// with half a row added to each; `None` where it is small, or no more than chance explains: of equal
/// distributions it is about χ² · (1/n + 1/m) with a degree of freedom fewer than bins.
fn stability(column: &Column, train: &[usize], test: &[usize]) -> Option<f64> {
    let (of_train, of_test) = match column.kind {
        ColumnType::Numeric | ColumnType::Datetime => binned(column, train, test)?,
        ColumnType::Categorical | ColumnType::Boolean => (counted(column, train), counted(column, test)),
        ColumnType::Text | ColumnType::Id => return None,
    };
    let bins: Vec<&Option<u32>> =
        of_train.keys().chain(of_test.keys().filter(|k| !of_train.contains_key(k))).collect();
    let share = |counts: &Counts, bin: &Option<u32>, rows: usize| {
        (counts.get(bin).copied().unwrap_or_default() as f64 + 0.5) / (rows as f64 + 0.5 * bins.len() as f64)
    };
    let index: f64 = bins
        .iter()
        .map(|bin| (share(&of_train, bin, train.len()), share(&of_test, bin, test.len())))
        .map(|(p, q)| (p - q) * libm::log(p / q))
        .sum();
    let free = bins.len().saturating_sub(1) as f64;
    let chance = (free + 4.0 * (2.0 * free).sqrt()) * (1.0 / train.len() as f64 + 1.0 / test.len() as f64);
    (index > APART.max(chance)).then_some(index)
}

/// Rows of each bin or category; of those whose cell is missing by themselves.
type Counts = BTreeMap<Option<u32>, u64>;

fn counted(column: &Column, rows: &[usize]) -> Counts {
    let codes: Vec<Option<u32>> = column.level_indices().collect();
    let mut counts = Counts::new();
    rows.iter().for_each(|row| *counts.entry(codes[*row]).or_default() += 1);
    counts
}

/// By bins of equally many training rows.
fn binned(column: &Column, train: &[usize], test: &[usize]) -> Option<(Counts, Counts)> {
    let value = |row: usize| match (column.numbers(), column.times()) {
        _ if column.is_missing(row) => None,
        (Some(numbers), _) => Some(numbers.value(row)),
        (None, Some(times)) => Some(times.value(row) as f64),
        (None, None) => None,
    };
    let mut sorted: Vec<f64> = train.iter().filter_map(|row| value(*row)).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut edges: Vec<f64> =
        (1..BINS).filter_map(|bin| sorted.get(bin * sorted.len() / BINS)).copied().collect();
    edges.dedup();
    let bin = |x: f64| edges.partition_point(|edge| *edge <= x) as u32;
    let counts = |rows: &[usize]| {
        let mut counts = Counts::new();
        rows.iter().for_each(|row| *counts.entry(value(*row).map(bin)).or_default() += 1);
        counts
    };
    (!sorted.is_empty()).then(|| (counts(train), counts(test)))
}
