//! How differently the columns of a table are distributed from what was there before: how far, whether that is chance,
//! and what is said of it. Both sides are counted in the same bins, so that what a bundle keeps of its training rows
//! is enough.

use crate::stability::{BINS, index, range, value};
use glasshouse_spec::{ColumnType, DriftColumn, DriftReport, DriftVerdict, SharePair};
use glasshouse_stats::hypothesis::{chi2_contingency, holm};
use glasshouse_stats::{CrossTable, bin_from, equal_count_edges, quantile_sorted};
use glasshouse_table::{Column, Table, iso, number_label};
use std::collections::BTreeMap;

/// Below which corrected p-value a difference is beyond chance.
const ALPHA: f64 = 0.05;
/// The index from which a column is somewhat and far apart, as is usual (N. Siddiqi, *Credit Risk Scorecards*, 2006).
const APART: [(f64, DriftVerdict); 2] = [(0.25, DriftVerdict::Drifted), (0.1, DriftVerdict::Shifted)];
/// Rows that a bin should expect on either side for the test to hold.
const EXPECTED: f64 = 5.0;
/// Categories that are told by themselves.
const LEVELS: usize = 1000;
/// Bins that are told, and new or lost categories.
const SEEN: usize = 3;
const NAMED: usize = 20;

/// What is kept of a column, to count others as it was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Name.
    pub column: String,
    /// Type.
    pub kind: ColumnType,
    /// Rows.
    pub rows: u64,
    /// Rows whose cell is missing.
    pub missing: u64,
    /// The others.
    pub cells: Cells,
}

/// The cells that are not missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Numbers, or dates in milliseconds since 1970.
    Bins {
        /// Between the bins, ascending; a bin begins with the edge before it.
        edges: Vec<f64>,
        /// Rows of each bin, one more than edges.
        counts: Vec<u64>,
        /// The median, where there is a cell.
        median: Option<f64>,
    },
    /// Categories.
    Levels {
        /// Each with its rows.
        counts: Vec<(String, u64)>,
        /// Rows of those that are not listed.
        other: u64,
    },
    /// Nothing is counted, and why.
    Untold(&'static str),
}

impl Distribution {
    /// Of a column: numbers and dates in ten bins of equally many rows. O(rows · log rows).
    pub fn of(column: &Column) -> Self {
        Self::counted(column, None)
    }

    /// The same, in bins that others were counted in.
    fn counted(column: &Column, edges: Option<&[f64]>) -> Self {
        let cells = match column.kind {
            ColumnType::Numeric | ColumnType::Datetime => bins(column, edges),
            ColumnType::Categorical | ColumnType::Boolean => levels(column),
            ColumnType::Text | ColumnType::Id => Cells::Untold("texts and ids have no distribution"),
        };
        let (rows, missing) = (column.len() as u64, column.missing() as u64);
        Self { column: column.name.clone(), kind: column.kind, rows, missing, cells }
    }

    /// How a column stands to this one, p-value and verdict as if it were alone. O(rows · log rows).
    pub fn compare(&self, column: &Column) -> DriftColumn {
        let edges = match &self.cells {
            Cells::Bins { edges, .. } => Some(edges.as_slice()),
            _ => None,
        };
        let now = Self::counted(column, edges);
        let mut told = self.untold(&now);
        let paired = match (&self.cells, &now.cells) {
            (Cells::Untold(why), _) | (_, Cells::Untold(why)) => {
                told.note = Some((*why).into());
                return told;
            }
            (Cells::Bins { edges, counts, median }, Cells::Bins { counts: after, median: middle, .. }) => {
                told.medians = median.zip(*middle).map(|(a, b)| [self.word(a), self.word(b)]);
                let label = |bin: usize| range(edges, bin, |x| self.word(x));
                counts.iter().zip(after).enumerate().map(|(bin, (a, b))| (label(bin), [*a, *b])).collect()
            }
            (Cells::Levels { counts, other }, Cells::Levels { counts: after, other: rest }) => {
                let (pairs, new, lost) = paired_levels(counts, after, other + rest);
                told.new_levels = named(new, now.rows);
                told.lost_levels = named(lost, self.rows);
                pairs
            }
            _ => {
                told.note = Some("it is of another type now".into());
                return told;
            }
        };
        self.told(told, paired, &now)
    }

    /// Nothing but how many cells are missing.
    fn untold(&self, now: &Self) -> DriftColumn {
        let share = |count: u64, rows: u64| if rows == 0 { 0.0 } else { count as f64 / rows as f64 };
        DriftColumn {
            column: self.column.clone(),
            kind: self.kind,
            verdict: DriftVerdict::Untold,
            index: None,
            p_value: None,
            p_corrected: None,
            missing: [share(self.missing, self.rows), share(now.missing, now.rows)],
            medians: None,
            seen: Vec::new(),
            new_levels: Vec::new(),
            lost_levels: Vec::new(),
            unparsed: 0,
            note: None,
        }
    }

    /// What the counts of both come to.
    fn told(&self, mut told: DriftColumn, paired: Vec<(String, [u64; 2])>, now: &Self) -> DriftColumn {
        let rows = [self.rows, now.rows];
        let mut bins: Vec<(Option<String>, [u64; 2])> =
            paired.into_iter().map(|(label, counts)| (Some(label), counts)).collect();
        bins.push((None, [self.missing, now.missing]));
        bins.retain(|(_, counts)| counts.iter().any(|count| *count > 0));
        if rows.contains(&0) {
            told.note = Some("there are no rows".into());
            return told;
        }
        let counts: Vec<[u64; 2]> = bins.iter().map(|(_, counts)| *counts).collect();
        let adds = index(&counts, rows);
        told.index = Some(adds.iter().sum());
        told.p_value = Some(p_value(&counts));
        let mut order: Vec<usize> = (0..bins.len()).collect();
        order.sort_by(|a, b| adds[*b].total_cmp(&adds[*a]));
        let share = |count: u64, side: usize| count as f64 / rows[side] as f64;
        let pair = |at: &usize| SharePair {
            of: bins[*at].0.clone(),
            train: share(counts[*at][0], 0),
            test: share(counts[*at][1], 1),
        };
        told.seen = order.iter().take(SEEN).map(pair).collect();
        told
    }

    fn word(&self, value: f64) -> String {
        match self.kind {
            ColumnType::Datetime => iso(value as i64),
            // Six digits: what lies between two cells has more than anybody reads.
            _ => number_label(format!("{value:.5e}").parse().unwrap_or(value)),
        }
    }
}

fn bins(column: &Column, edges: Option<&[f64]>) -> Cells {
    let value = value(column);
    let mut sorted: Vec<f64> = (0..column.len()).filter_map(value).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let edges = edges.map_or_else(|| equal_count_edges(&sorted, BINS), <[f64]>::to_vec);
    let mut counts = vec![0; edges.len() + 1];
    sorted.iter().for_each(|x| counts[bin_from(&edges, *x)] += 1);
    Cells::Bins { edges, counts, median: quantile_sorted(&sorted, 0.5) }
}

fn levels(column: &Column) -> Cells {
    let names = column.levels();
    let mut all: BTreeMap<u32, u64> = BTreeMap::new();
    column.level_indices().flatten().for_each(|level| *all.entry(level).or_default() += 1);
    let name = |level: u32| names.get(level as usize).map(ToString::to_string).unwrap_or_default();
    let mut counts: Vec<(String, u64)> = all.into_iter().map(|(level, rows)| (name(level), rows)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let other = counts.split_off(counts.len().min(LEVELS)).iter().map(|(_, rows)| rows).sum();
    Cells::Levels { counts, other }
}

/// Categories with their rows on both sides; those that only one of them has.
type Paired = (Vec<(String, [u64; 2])>, Vec<(String, u64)>, Vec<(String, u64)>);

fn paired_levels(before: &[(String, u64)], after: &[(String, u64)], unlisted: u64) -> Paired {
    let mut pairs: Vec<(String, [u64; 2])> =
        before.iter().map(|(name, rows)| (name.clone(), [*rows, 0])).collect();
    let places: BTreeMap<&str, usize> =
        before.iter().zip(0..).map(|((name, _), at)| (name.as_str(), at)).collect();
    let mut new = Vec::new();
    for (name, rows) in after {
        match places.get(name.as_str()) {
            Some(at) => pairs[*at].1[1] = *rows,
            None => new.push((name.clone(), *rows)),
        }
    }
    pairs.extend(new.iter().map(|(name, rows)| (name.clone(), [0, *rows])));
    // Where some are not listed by themselves, which are new or lost cannot be told.
    if unlisted > 0 {
        return (pairs, Vec::new(), Vec::new());
    }
    let lost =
        pairs.iter().filter(|(_, counts)| counts[1] == 0).map(|(name, counts)| (name.clone(), counts[0]));
    let lost = lost.collect();
    (pairs, new, lost)
}

fn named(levels: Vec<(String, u64)>, rows: u64) -> Vec<(String, f64)> {
    levels.into_iter().take(NAMED).map(|(name, count)| (name, count as f64 / rows.max(1) as f64)).collect()
}

/// Pearson's test that both sides are of one distribution, bins that expect too few rows put together. One where
/// there is but one bin.
fn p_value(counts: &[[u64; 2]]) -> f64 {
    let total: [u64; 2] = [0, 1].map(|side| counts.iter().map(|bin| bin[side]).sum());
    let smaller = total[0].min(total[1]) as f64 / (total[0] + total[1]) as f64;
    let expects = |bin: &[u64; 2]| (bin[0] + bin[1]) as f64 * smaller >= EXPECTED;
    let (mut kept, few): (Vec<[u64; 2]>, Vec<[u64; 2]>) = counts.iter().copied().partition(expects);
    let rest: [u64; 2] = [0, 1].map(|side| few.iter().map(|bin| bin[side]).sum());
    if rest != [0, 0] {
        let smallest = kept.iter_mut().min_by_key(|bin| bin[0] + bin[1]);
        match smallest {
            Some(bin) if !expects(&rest) => *bin = [bin[0] + rest[0], bin[1] + rest[1]],
            _ => kept.push(rest),
        }
    }
    let sides: Vec<u64> = [0, 1].iter().flat_map(|side| kept.iter().map(move |bin| bin[*side])).collect();
    chi2_contingency(&CrossTable::new(2, kept.len(), sides), false).map_or(1.0, |told| told.p_value)
}

/// How the columns of a table stand to what is kept of others, p-values corrected by Holm for the number of columns,
/// those furthest apart first. `unparsed` has cells that are not of their column's type. A column at a time,
/// O(rows · log rows) each.
pub async fn drift(
    reference: &[Distribution],
    rows: u64,
    table: &Table,
    unparsed: &BTreeMap<String, u64>,
    pause: &impl AsyncFn(f64),
) -> DriftReport {
    let mut report = DriftReport {
        reference_rows: rows,
        rows: table.rows() as u64,
        correction: "holm".into(),
        alpha: ALPHA,
        ..DriftReport::default()
    };
    for (done, before) in reference.iter().enumerate() {
        match table.column(&before.column) {
            Some(column) => {
                let unparsed = unparsed.get(&before.column).copied().unwrap_or_default();
                report.columns.push(DriftColumn { unparsed, ..before.compare(column) });
            }
            None => report.absent.push(before.column.clone()),
        }
        pause((done + 1) as f64 / reference.len() as f64).await;
    }
    judge(&mut report);
    report
}

/// Corrects p-values, says what is to be said, and puts the columns in order.
fn judge(report: &mut DriftReport) {
    let told: Vec<usize> =
        (0..report.columns.len()).filter(|at| report.columns[*at].p_value.is_some()).collect();
    let p_values: Vec<f64> = told.iter().filter_map(|at| report.columns[*at].p_value).collect();
    for (at, corrected) in told.into_iter().zip(holm(&p_values)) {
        let column = &mut report.columns[at];
        let index = column.index.unwrap_or_default();
        let apart = APART.iter().find(|(from, _)| corrected < ALPHA && index >= *from);
        column.p_corrected = Some(corrected);
        column.verdict = apart.map_or(DriftVerdict::Stable, |(_, verdict)| *verdict);
    }
    let size = |column: &DriftColumn| column.index.unwrap_or(f64::NEG_INFINITY);
    report.columns.sort_by(|a, b| a.verdict.cmp(&b.verdict).then(size(b).total_cmp(&size(a))));
    for column in &report.columns {
        report.counts[column.verdict as usize] += 1;
    }
}
