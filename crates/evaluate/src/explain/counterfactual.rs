//! The smallest changes of a row that give another answer (Wachter, Mittelstadt and Russell, *Counterfactual
//! explanations without opening the black box*, 2017), several of them in different columns (as Mothilal, Sharma and
//! Tan, *Explaining machine learning classifiers through diverse counterfactual explanations*, 2020).
//!
//! A changed cell is one that a row of the background has: so every value was seen, and any type of column is
//! changed. The distance is the sum over changed columns: of a number its difference in median absolute deviations of
//! the background, of anything else 1. The search is over few columns first and draws nothing: one column with all
//! its values, pairs on a grid, more by keeping the best so far; where all combinations are few enough, all of them.
//! What is found is then brought as near to the row as its answer allows, a column at a time.

use super::ground::{Ground, Moved, spread};
use super::reached::{Answers, Wish};
use crate::EvaluateError;
use glasshouse_table::Column;
use std::collections::{BTreeMap, BTreeSet};

/// Values of a column that are tried: by itself, in a pair, among more.
const VALUES: usize = 48;
const PAIRED: usize = 10;
const AMONG: usize = 6;
/// Columns that are tried in pairs, and among more.
const COLUMNS: usize = 10;
/// Combinations up to which all are tried.
const ALL: usize = 4000;
/// Kept at each step beyond pairs, and most columns that change.
const KEPT: usize = 8;
const MOST: usize = 6;
/// Rows that the model is asked about at a time.
const AT_ONCE: usize = 256;
/// How often what is found is brought nearer.
const ROUNDS: usize = 4;
/// Found ones that are brought nearer at most, of those that are wanted.
const REFINED: usize = 4;

/// How a column may change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum May {
    /// In any way.
    #[default]
    Change,
    /// Not at all.
    Stay,
    /// To larger numbers or later times only.
    Rise,
    /// To smaller numbers or earlier times only.
    Fall,
}

/// A changed row with the answer that was wished for.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterfactual {
    /// By place of the raw column, the row of the table that its cell is taken from.
    pub changes: BTreeMap<usize, u32>,
    /// How far it is.
    pub distance: f64,
}

/// What was found, the nearest first, and how many rows the model was asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterfactuals {
    /// No two change the same columns.
    pub found: Vec<Counterfactual>,
    /// Questions to the model.
    pub asked: u64,
    /// By raw column, the median absolute deviation that its differences are measured in; none of what is no number.
    pub spreads: Vec<Option<f64>>,
}

/// A value that a column could have: what it costs and where it is taken from.
#[derive(Debug, Clone, Copy)]
struct Value {
    cost: f64,
    row: u32,
}

/// What each column could be, the nearest first.
struct Room {
    values: Vec<Vec<Value>>,
    spreads: Vec<Option<f64>>,
}

/// The number of a cell, or its instant in microseconds.
fn number(column: &Column, row: u32) -> Option<f64> {
    let row = row as usize;
    match column.times() {
        _ if column.is_missing(row) => None,
        Some(times) => Some(times.value(row) as f64),
        None => column.number(row),
    }
}

fn median(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    if n % 2 == 1 { sorted[n / 2] } else { 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]) }
}

/// The median absolute deviation of numbers; where it is zero the mean one, and where that is, 1.
fn deviation(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = median(&sorted);
    let mut away: Vec<f64> = sorted.iter().map(|value| (value - middle).abs()).collect();
    away.sort_by(f64::total_cmp);
    let mean = away.iter().sum::<f64>() / away.len() as f64;
    match median(&away) {
        mad if mad > 0.0 => mad,
        _ if mean > 0.0 => mean,
        _ => 1.0,
    }
}

impl Room {
    async fn of(ground: &Ground<'_>, row: u32, may: &[May], pause: &impl AsyncFn(f64)) -> Self {
        let inputs = &ground.pipeline.state().inputs;
        let (mut values, mut spreads) = (Vec::new(), Vec::new());
        for (input, may) in inputs.iter().zip(may) {
            pause(0.0).await;
            let column = ground.table.column(&input.name);
            let (own, spread) = column
                .map_or_else(Default::default, |column| values_of(column, row, ground.background, *may));
            values.push(own);
            spreads.push(spread);
        }
        Self { values, spreads }
    }

    fn cost(&self, changes: &BTreeMap<usize, Value>) -> f64 {
        changes.values().map(|value| value.cost).sum()
    }

    /// So many values of a column, spread over all, the nearest among them.
    fn some(&self, column: usize, most: usize) -> Vec<Value> {
        let all = &self.values[column];
        let places: Vec<u32> = (0..all.len() as u32).collect();
        spread(&places, most).into_iter().map(|at| all[at as usize]).collect()
    }

    /// Number of combinations of all values; none where they are too many.
    fn combinations(&self) -> Option<usize> {
        let all = self.values.iter().try_fold(1_usize, |all, own| all.checked_mul(own.len() + 1))?;
        (all <= ALL).then_some(all)
    }
}

/// What a column could be in a row, the nearest first, and what its differences are measured in.
fn values_of(column: &Column, row: u32, others: &[u32], may: May) -> (Vec<Value>, Option<f64>) {
    let own = number(column, row);
    let numbers: Vec<(f64, u32)> = others.iter().filter_map(|at| Some((number(column, *at)?, *at))).collect();
    if !numbers.is_empty() {
        let spread = deviation(&numbers.iter().map(|of| of.0).collect::<Vec<_>>());
        let mut seen: Vec<(f64, u32)> = numbers;
        seen.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        seen.dedup_by(|a, b| a.0 == b.0);
        seen.retain(|(value, _)| match (may, own) {
            (May::Stay, _) => false,
            (May::Rise, Some(own)) => *value > own,
            (May::Fall, Some(own)) => *value < own,
            (May::Rise | May::Fall, None) => false,
            (May::Change, own) => own != Some(*value),
        });
        let cost = |value: f64| own.map_or(1.0, |own| (value - own).abs() / spread);
        let mut values: Vec<Value> =
            seen.into_iter().map(|(value, row)| Value { cost: cost(value), row }).collect();
        values.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.row.cmp(&b.row)));
        return (values, Some(spread));
    }
    if may != May::Change {
        return (Vec::new(), None);
    }
    let own = column.label(row as usize);
    let mut counts: BTreeMap<String, (usize, u32)> = BTreeMap::new();
    for at in others {
        if let Some(label) = column.label(*at as usize).filter(|label| Some(label) != own.as_ref()) {
            counts.entry(label).or_insert((0, *at)).0 += 1;
        }
    }
    let mut seen: Vec<(usize, u32)> = counts.into_values().collect();
    // The most frequent first: they cost the same.
    seen.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    (seen.into_iter().map(|(_, row)| Value { cost: 1.0, row }).collect(), None)
}

/// Some columns with their new values.
type Changes = BTreeMap<usize, Value>;

/// The search from one row.
struct Search<'a, 'b, P> {
    ground: &'a Ground<'b>,
    answers: &'a Answers,
    wish: &'a Wish,
    room: Room,
    row: u32,
    asked: u64,
    pause: &'a P,
    /// By the columns that change, the nearest that was found.
    found: BTreeMap<Vec<usize>, Changes>,
}

impl<P: AsyncFn(f64)> Search<'_, '_, P> {
    /// How far the answers to changed rows are from what is wished; zero where they are it, which is kept.
    async fn gaps(&mut self, tried: &[Changes], done: f64) -> Result<Vec<f64>, EvaluateError> {
        let inputs = &self.ground.pipeline.state().inputs;
        let mut gaps = Vec::with_capacity(tried.len());
        for some in tried.chunks(AT_ONCE) {
            let of = |column: usize| -> Vec<u32> {
                some.iter().map(|changes| changes.get(&column).map_or(self.row, |value| value.row)).collect()
            };
            let changed: BTreeSet<usize> = some.iter().flat_map(|changes| changes.keys().copied()).collect();
            let moved: Moved<'_> =
                changed.into_iter().map(|column| (inputs[column].name.as_str(), of(column))).collect();
            let rows = vec![self.row; some.len()];
            let share = async |_| (self.pause)(done).await;
            let prediction = self.ground.mixed(&rows, &moved, &share).await?;
            gaps.extend((0..some.len()).map(|at| self.answers.gap(self.wish, &prediction, at)));
            (self.pause)(done).await;
        }
        self.asked += tried.len() as u64;
        for (changes, _) in tried.iter().zip(&gaps).filter(|(_, gap)| **gap <= 0.0) {
            let columns: Vec<usize> = changes.keys().copied().collect();
            let known = self.found.get(&columns).map_or(f64::INFINITY, |known| self.room.cost(known));
            if self.room.cost(changes) < known {
                self.found.insert(columns, changes.clone());
            }
        }
        Ok(gaps)
    }

    /// All combinations of all values.
    async fn all(&mut self) -> Result<(), EvaluateError> {
        let mut tried: Vec<Changes> = vec![Changes::new()];
        for (column, values) in self.room.values.iter().enumerate() {
            for at in 0..tried.len() {
                for value in values {
                    let mut more = tried[at].clone();
                    more.insert(column, *value);
                    tried.push(more);
                }
            }
        }
        tried.remove(0);
        self.gaps(&tried, 0.3).await.map(drop)
    }

    /// One column at a time; the columns in the order of how near they bring the answer, and the best of each.
    async fn singly(&mut self) -> Result<Vec<(f64, Changes)>, EvaluateError> {
        let mut best = Vec::new();
        for column in 0..self.room.values.len() {
            let tried: Vec<Changes> = self
                .room
                .some(column, VALUES)
                .into_iter()
                .map(|value| Changes::from([(column, value)]))
                .collect();
            let done = 0.4 * column as f64 / self.room.values.len() as f64;
            let gaps = self.gaps(&tried, done).await?;
            let nearest = gaps.into_iter().zip(tried).min_by(|a, b| a.0.total_cmp(&b.0));
            best.extend(nearest);
        }
        best.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(best)
    }

    /// Pairs of the columns that bring the answer nearest; what is nearest afterwards.
    async fn in_pairs(&mut self, columns: &[usize]) -> Result<Vec<(f64, Changes)>, EvaluateError> {
        let mut kept: Vec<(f64, Changes)> = Vec::new();
        for (at, first) in columns.iter().enumerate() {
            for second in &columns[at + 1..] {
                let (a, b) = (self.room.some(*first, PAIRED), self.room.some(*second, PAIRED));
                let pair = |a: &Value| b.iter().map(move |b| (*a, *b)).collect::<Vec<_>>();
                let pairs = a.iter().flat_map(pair);
                let tried: Vec<Changes> =
                    pairs.map(|(a, b)| Changes::from([(*first, a), (*second, b)])).collect();
                let done = 0.4 + 0.2 * at as f64 / columns.len() as f64;
                let gaps = self.gaps(&tried, done).await?;
                kept.extend(gaps.into_iter().zip(tried).min_by(|a, b| a.0.total_cmp(&b.0)));
            }
        }
        self.kept(kept)
    }

    /// The nearest few that are not what is wished yet.
    fn kept(&self, mut tried: Vec<(f64, Changes)>) -> Result<Vec<(f64, Changes)>, EvaluateError> {
        tried.retain(|(gap, _)| *gap > 0.0);
        tried.sort_by(|a, b| a.0.total_cmp(&b.0).then(self.room.cost(&a.1).total_cmp(&self.room.cost(&b.1))));
        tried.truncate(KEPT);
        Ok(tried)
    }

    /// One more column on top of what brought the answer nearest, until it is found or too many change.
    async fn more(&mut self, columns: &[usize], mut kept: Vec<(f64, Changes)>) -> Result<(), EvaluateError> {
        for size in 3..=MOST {
            if !self.found.is_empty() || kept.is_empty() {
                return Ok(());
            }
            let mut tried = Vec::new();
            for (_, changes) in &kept {
                for column in columns.iter().filter(|column| !changes.contains_key(column)) {
                    tried.extend(self.room.some(*column, AMONG).into_iter().map(|value| {
                        let mut more = changes.clone();
                        more.insert(*column, value);
                        more
                    }));
                }
            }
            let gaps = self.gaps(&tried, 0.6 + 0.05 * size as f64).await?;
            kept = self.kept(gaps.into_iter().zip(tried).collect())?;
        }
        Ok(())
    }

    /// Brings a found one as near as its answer allows: each column back, or to a nearer value.
    async fn nearer(&mut self, mut changes: Changes) -> Result<Changes, EvaluateError> {
        for _ in 0..ROUNDS {
            let before = self.room.cost(&changes);
            for column in changes.keys().copied().collect::<Vec<_>>() {
                let now = changes[&column];
                let nearer: Vec<Value> =
                    self.room.values[column].iter().copied().filter(|value| value.cost < now.cost).collect();
                let places: Vec<u32> = (0..nearer.len() as u32).collect();
                let mut tried: Vec<Changes> = Vec::new();
                if changes.len() > 1 {
                    let mut without = changes.clone();
                    without.remove(&column);
                    tried.push(without);
                }
                tried.extend(spread(&places, 2 * VALUES).into_iter().map(|at| {
                    let mut other = changes.clone();
                    other.insert(column, nearer[at as usize]);
                    other
                }));
                let gaps = self.gaps(&tried, 0.95).await?;
                let reached = gaps.iter().zip(&tried).filter(|(gap, _)| **gap <= 0.0);
                let best = reached.min_by(|a, b| self.room.cost(a.1).total_cmp(&self.room.cost(b.1)));
                if let Some((_, best)) = best {
                    changes = best.clone();
                }
                if !changes.contains_key(&column) {
                    break;
                }
            }
            if self.room.cost(&changes) >= before {
                break;
            }
        }
        Ok(changes)
    }
}

/// The nearest changes of the first row of the ground to what is wished, so many at most, no two in the same columns
/// and none with more columns than another that changes some of the same. `may` says of each raw column how it may
/// change. The model is asked about some thousand rows, whatever their number.
///
/// # Errors
/// Steps that look along the rows; several targets; what the preparation refuses.
pub async fn counterfactuals(
    ground: &Ground<'_>,
    wish: &Wish,
    may: &[May],
    wanted: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Counterfactuals, EvaluateError> {
    ground.may_mix()?;
    let answers = Answers::of(ground.pipeline)?;
    let Some(row) = ground.rows.first().copied() else {
        return Ok(Counterfactuals { found: Vec::new(), asked: 0, spreads: Vec::new() });
    };
    let own = ground.mixed(&[row], &Moved::new(), &async |_| pause(0.0).await).await?;
    let wish = answers.fixed(wish, &own);
    let room = Room::of(ground, row, may, pause).await;
    let found = BTreeMap::new();
    let mut search = Search { ground, answers: &answers, wish: &wish, room, row, asked: 0, pause, found };
    if search.room.combinations().is_some() {
        search.all().await?;
    } else {
        let singles = search.singly().await?;
        let columns: Vec<usize> =
            singles.iter().take(COLUMNS).flat_map(|(_, changes)| changes.keys().copied()).collect();
        let pairs = search.in_pairs(&columns).await?;
        search.more(&columns, pairs).await?;
        let near = by_cost(&search).into_iter().take(wanted.max(1) * REFINED).collect::<Vec<_>>();
        for changes in near {
            search.nearer(changes).await?;
        }
    }
    let asked = search.asked;
    let all = by_cost(&search);
    let found = diverse(all, wanted).into_iter().map(|changes| Counterfactual {
        distance: search.room.cost(&changes),
        changes: changes.into_iter().map(|(column, value)| (column, value.row)).collect(),
    });
    Ok(Counterfactuals { found: found.collect(), asked, spreads: search.room.spreads })
}

/// What was found, the nearest first; of equals that with fewer columns.
fn by_cost<P: AsyncFn(f64)>(search: &Search<'_, '_, P>) -> Vec<Changes> {
    let mut all: Vec<Changes> = search.found.values().cloned().collect();
    let key = |changes: &Changes| (search.room.cost(changes), changes.len());
    all.sort_by(|a, b| {
        let ((a, few), (b, fewer)) = (key(a), key(b));
        a.total_cmp(&b).then(few.cmp(&fewer))
    });
    all
}

/// The nearest ones, without those that change all that a nearer one changes and more.
fn diverse(all: Vec<Changes>, wanted: usize) -> Vec<Changes> {
    let mut chosen: Vec<Changes> = Vec::new();
    for changes in all {
        let covers = |known: &Changes| known.keys().all(|column| changes.contains_key(column));
        if chosen.len() < wanted && !chosen.iter().any(covers) {
            chosen.push(changes);
        }
    }
    chosen
}
