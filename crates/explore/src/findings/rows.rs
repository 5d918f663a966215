//! Findings about rows: repeated ones, too few.

use super::Facts;
use super::draft::{Draft, step};
use crate::words::{count, grouped, percent};
use glasshouse_spec::{Change, ColumnFigures, ColumnType, Order, Phase, Severity, SplitSpec};
use glasshouse_table::repeated_rows;

/// Rows below which scores say little.
const FEW: u64 = 50;
/// Columns beside names from which rows are not expected to repeat by chance.
const WIDE: usize = 4;

/// What rows show.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let repeated = repeated(facts).or_else(|| repeated_but_names(facts));
    [few(facts), repeated].into_iter().flatten().collect()
}

fn few(facts: &Facts<'_>) -> Option<Draft> {
    let rows = facts.explored.rows;
    (rows < FEW).then(|| {
        let message =
            format!("There {} only {}.", if rows == 1 { "is" } else { "are" }, count(rows, "row", "rows"));
        let advice = "Gather more: figures of so few rows, and scores of a model above all, can be chance.";
        Draft::new("rows.few", Severity::Attention, 95.0, &[]).says(message, advice)
    })
}

fn repeated(facts: &Facts<'_>) -> Option<Draft> {
    let extra: u64 = facts.repeats.iter().map(|size| size - 1).sum();
    (extra > 0).then(|| {
        let message = format!(
            "{} of {} ({}) {} an earlier row.{}",
            grouped(extra),
            count(facts.explored.rows, "row", "rows"),
            percent(extra, facts.explored.rows),
            if extra == 1 { "repeats" } else { "repeat" },
            seen_before(facts.repeats)
        );
        Draft::new("rows.repeated", Severity::Attention, 88.0, &[])
            .says(
                message,
                "Drop the repetitions before the rows are parted, or the model is asked what it was told.",
            )
            .changed(Change::AddStep { phase: Phase::Clean, step: step("drop_duplicates", &[]) })
    })
}

/// About how many rows of a test part would have an equal row in training.
fn seen_before(repeats: &[u64]) -> String {
    let shares = SplitSpec::default();
    let seen =
        |size: &u64| *size as f64 * shares.test * (1.0 - libm::pow(1.0 - shares.train, (*size - 1) as f64));
    let expected: f64 = repeats.iter().map(seen).sum();
    if expected < 0.5 {
        return String::new();
    }
    let rows = count(libm::round(expected) as u64, "test row", "test rows");
    format!(" By a random split about {rows} would also be among the training rows.")
}

/// Rows that are equal but for columns that name or number them.
fn repeated_but_names(facts: &Facts<'_>) -> Option<Draft> {
    let columns = &facts.explored.columns;
    let kept: Vec<String> = columns.iter().filter(|c| !names_rows(c)).map(|c| c.name.clone()).collect();
    if kept.len() == columns.len() || kept.len() < WIDE {
        return None;
    }
    let repeats = repeated_rows(&facts.table.select(&kept).ok()?);
    let extra: u64 = repeats.iter().map(|size| size - 1).sum();
    // Where most rows repeat the columns are too coarse to tell rows apart.
    (extra > 0 && extra * 2 < facts.explored.rows).then(|| {
        let names: Vec<&str> = columns.iter().filter(|c| names_rows(c)).map(|c| c.name.as_str()).collect();
        let message = format!(
            "{} of {} {} an earlier row in everything but {}.{}",
            grouped(extra),
            count(facts.explored.rows, "row", "rows"),
            if extra == 1 { "repeats" } else { "repeat" },
            crate::words::names(&names, 3),
            seen_before(&repeats)
        );
        Draft::new("rows.repeated_but_names", Severity::Attention, 78.0, &names)
            .says(message, "If they are the same thing entered twice, drop the repetitions before the split.")
            .changed(Change::AddStep { phase: Phase::Clean, step: step("drop_duplicates", &kept) })
    })
}

/// Whether a column is different in every row only to name it.
fn names_rows(c: &ColumnFigures) -> bool {
    let numbering = c.numbers.as_ref().is_some_and(|n| {
        n.order == Some(Order::Increasing) && n.range == Some(c.present.saturating_sub(1) as f64)
    });
    c.unique == c.present && (c.kind == ColumnType::Id || (numbering && c.missing == 0))
}
