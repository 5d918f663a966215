//! What a step did: columns made, lost and changed, with pictures of the first of them, and a few rows.

use super::super::Faults;
use super::FITTED;
use super::cells::Cells;
use super::pictures::Pictures;
use crate::control::Control;
use glasshouse_prepare::{Snapshot, Traced};
use glasshouse_spec::{ColumnCounts, ColumnEffect, ColumnSide, RowEffect, StepEffect, Warning};
use glasshouse_table::{Column, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Columns that are listed at most.
const LISTED: usize = 200;
/// Columns that have pictures at most.
const PICTURED: usize = 24;
/// Columns that rows are shown with, on either side.
const NAMED: usize = 4;
/// Rows that are shown; of those that were made or are gone, so many.
const ROWS: (usize, usize) = (6, 2);
/// Rows in which a change is looked for.
const LOOKED_AT: usize = 20_000;
/// Relatives of a column that are named at most.
const KIN: usize = 8;
/// Cells that are compared between two pauses.
const BLOCK: usize = 1 << 16;

/// Rows on both sides of a step.
pub(super) struct Around<'a> {
    pub before: &'a Snapshot,
    pub after: &'a Snapshot,
    /// The row before that each row after was; nothing where they are the same.
    pub from: Option<&'a Vec<Option<u32>>>,
    /// Columns that were made, with those that they were made of.
    pub made: &'a [(Vec<String>, Vec<String>)],
    /// The training row that each row before was; nothing where they are the same.
    pub rows: Option<&'a Vec<Option<u32>>>,
    /// The place of each training row in the file.
    pub places: &'a [u32],
}

impl<'a> Around<'a> {
    pub fn of(traced: &'a Traced, places: &'a [u32]) -> Self {
        let Traced { before, after, from, made, rows, .. } = traced;
        Self { before, after, from: from.as_ref(), made, rows: rows.as_ref(), places }
    }

    /// The row before that a row after was.
    fn origin(&self, row: usize) -> Option<usize> {
        match self.from {
            Some(from) => from.get(row).copied().flatten().map(|row| row as usize),
            None => Some(row),
        }
    }

    /// The place in the file of a row before.
    fn place(&self, row: usize) -> Option<u64> {
        let row = match self.rows {
            Some(rows) => rows.get(row).copied().flatten()? as usize,
            None => row,
        };
        self.places.get(row).map(|place| u64::from(*place))
    }
}

/// A column on both sides.
type Sides = (Option<Arc<Column>>, Option<Arc<Column>>);

/// What the step did, and its pictures.
pub(super) async fn effect_of(
    control: &Control,
    around: &Around<'_>,
    warnings: Vec<Warning>,
) -> Result<(StepEffect, Vec<Vec<u8>>), Faults> {
    let (old, new) = (around.before.table(), around.after.table());
    let (touched, rest, counts) = compared(control, around).await;
    let mut effect = StepEffect {
        rows: (old.rows() as u64, new.rows() as u64),
        moved: moved(around),
        width: (old.columns().len() as u64, new.columns().len() as u64),
        counts,
        warnings,
        ..StepEffect::default()
    };
    let mut pictures = Pictures::default();
    let pictured = touched.len().clamp(1, PICTURED) as f64;
    for (at, ((before, after), changed)) in touched.iter().enumerate() {
        let mut column = column_effect(around, before.as_ref(), after.as_ref(), *changed);
        if at < PICTURED {
            let done = FITTED + (1.0 - FITTED) * at as f64 / pictured;
            for (side, column) in [(&mut column.before, before), (&mut column.after, after)] {
                if let (Some(side), Some(column)) = (side, column) {
                    pictures.draw(control, column, side, done).await?;
                }
            }
        }
        effect.columns.push(column);
    }
    let more = LISTED.saturating_sub(effect.columns.len());
    let plain = rest.iter().take(more).map(|column| column_effect(around, Some(column), Some(column), 0));
    effect.columns.extend(plain);
    examples(around, &touched, &mut effect);
    Ok((effect, pictures.0))
}

/// Rows that are gone, and rows that were made.
fn moved(around: &Around<'_>) -> (u64, u64) {
    let Some(from) = around.from else { return (0, 0) };
    let kept: BTreeSet<u32> = from.iter().flatten().copied().collect();
    let lost = around.before.table().rows().saturating_sub(kept.len());
    // A row that is there twice was made once.
    (lost as u64, (from.len() - kept.len()) as u64)
}

fn column_effect(
    around: &Around<'_>,
    before: Option<&Arc<Column>>,
    after: Option<&Arc<Column>>,
    changed: u64,
) -> ColumnEffect {
    let side = |column: &Arc<Column>| ColumnSide {
        kind: column.kind,
        missing: column.missing() as u64,
        picture: None,
    };
    let name = before.or(after).map(|column| column.name.clone()).unwrap_or_default();
    let kin = match (before, after) {
        (Some(_), None) => kin(around, |(from, made)| from.contains(&name).then_some(made)),
        (None, Some(_)) => kin(around, |(from, made)| made.contains(&name).then_some(from)),
        _ => Vec::new(),
    };
    ColumnEffect { name, before: before.map(side), after: after.map(side), changed, kin }
}

fn kin(around: &Around<'_>, of: impl Fn(&(Vec<String>, Vec<String>)) -> Option<&Vec<String>>) -> Vec<String> {
    around.made.iter().filter_map(of).flatten().take(KIN).cloned().collect()
}

/// Columns that were touched, on both sides, with the cells that differ; the others; how many there are.
async fn compared(
    control: &Control,
    around: &Around<'_>,
) -> (Vec<(Sides, u64)>, Vec<Arc<Column>>, ColumnCounts) {
    let (old, new) = (around.before.table(), around.after.table());
    let by_name = |table: &Table| -> BTreeMap<String, usize> {
        table.columns().iter().enumerate().map(|(at, column)| (column.name.clone(), at)).collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let (mut touched, mut rest, mut counts) = (Vec::new(), Vec::new(), ColumnCounts::default());
    for column in old.columns() {
        let Some(other) = after.get(&column.name).map(|at| &new.columns()[*at]) else {
            counts.lost += 1;
            if touched.len() < LISTED {
                touched.push(((Some(around.before.whole(column)), None), 0));
            }
            continue;
        };
        if around.from.is_none() && Arc::ptr_eq(column, other) {
            rest.push(column.clone());
            continue;
        }
        let (one, two) = (around.before.whole(column), around.after.whole(other));
        let changed = differing(control, around, &one, &two).await;
        if changed == 0 && column.kind == other.kind {
            rest.push(column.clone());
        } else {
            counts.changed += 1;
            if touched.len() < LISTED {
                touched.push(((Some(one), Some(two)), changed));
            }
        }
    }
    for column in new.columns().iter().filter(|column| !before.contains_key(&column.name)) {
        counts.made += 1;
        if touched.len() < LISTED {
            touched.push(((None, Some(around.after.whole(column))), 0));
        }
    }
    (touched, rest, counts)
}

/// Cells that differ, of rows that are on both sides.
async fn differing(control: &Control, around: &Around<'_>, before: &Column, after: &Column) -> u64 {
    let (one, two) = (Cells::of(before), Cells::of(after));
    let mut changed = 0;
    for begin in (0..after.len()).step_by(BLOCK) {
        let rows = begin..after.len().min(begin + BLOCK);
        let differ = |row: &usize| around.origin(*row).is_some_and(|from| one.differs(from, &two, *row));
        changed += rows.filter(differ).count() as u64;
        control.checkpoint("Comparing the rows", FITTED).await;
    }
    changed
}

/// A few rows on both sides.
fn examples(around: &Around<'_>, touched: &[(Sides, u64)], effect: &mut StepEffect) {
    let mut old: Vec<Arc<Column>> =
        touched.iter().filter_map(|((old, _), _)| old.clone()).take(NAMED).collect();
    let mut new: Vec<Arc<Column>> =
        touched.iter().filter_map(|((_, new), _)| new.clone()).take(NAMED).collect();
    let (before, after) = (around.before, around.after);
    if old.is_empty() {
        let sources: BTreeSet<&String> = around.made.iter().flat_map(|(from, _)| from).collect();
        let named = before.table().columns().iter().filter(|column| sources.contains(&column.name));
        old = named.take(NAMED).map(|column| before.whole(column)).collect();
    }
    if new.is_empty() && old.is_empty() {
        let first = |side: &Snapshot| {
            side.table().columns().iter().take(NAMED).map(|column| side.whole(column)).collect()
        };
        (old, new) = (first(before), first(after));
    }
    let label =
        |columns: &[Arc<Column>], row: usize| columns.iter().map(|column| column.label(row)).collect();
    for row in shown_rows(around, touched) {
        let (from, to) = row;
        effect.examples.push(RowEffect {
            row: from.and_then(|row| around.place(row)),
            before: from.map(|row| label(&old, row)).unwrap_or_default(),
            after: to.map(|row| label(&new, row)).unwrap_or_default(),
        });
    }
    let names = |columns: Vec<Arc<Column>>| columns.iter().map(|column| column.name.clone()).collect();
    effect.named = (names(old), names(new));
}

/// Rows before and after that are worth showing: changed ones, else the first; some that were made or are gone.
fn shown_rows(around: &Around<'_>, touched: &[(Sides, u64)]) -> Vec<(Option<usize>, Option<usize>)> {
    let both: Vec<(Cells<'_>, Cells<'_>)> = touched
        .iter()
        .take(NAMED)
        .filter_map(|((old, new), _)| Some((Cells::of(old.as_deref()?), Cells::of(new.as_deref()?))))
        .collect();
    let rows = around.after.table().rows().min(LOOKED_AT);
    let pairs = || (0..rows).filter_map(|row| Some((around.origin(row)?, row)));
    let differ = |pair: &(usize, usize)| both.iter().any(|(old, new)| old.differs(pair.0, new, pair.1));
    let mut shown: Vec<(usize, usize)> = pairs().filter(differ).take(ROWS.0).collect();
    if shown.is_empty() {
        shown = pairs().take(ROWS.0).collect();
    }
    let mut all: Vec<_> = shown.into_iter().map(|(from, to)| (Some(from), Some(to))).collect();
    if let Some(from) = around.from {
        let kept: BTreeSet<u32> = from.iter().flatten().copied().collect();
        let gone = (0..around.before.table().rows() as u32).filter(|row| !kept.contains(row));
        all.extend(gone.take(ROWS.1).map(|row| (Some(row as usize), None)));
        let made = (0..from.len()).filter(|row| from[*row].is_none());
        all.extend(made.take(ROWS.1).map(|row| (None, Some(row))));
    }
    all
}
