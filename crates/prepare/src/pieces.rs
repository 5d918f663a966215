//! Long work in bounded pieces: it pauses between them, and whoever polls it decides when it goes on.
//!
//! Such work is an async function that is given a `pause`, which is awaited with what is being done
//! and the share of it that is done, 0 to 1.

pub use glasshouse_stats::at_once;
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Rows of the design matrix that are made or answered at a time.
pub(crate) const ROWS: usize = 8192;

/// The pause of work that need not pause.
pub async fn no_pause(_what: &'static str, _done: f64) {}

/// As [`Table::take`], column by column.
pub async fn take(table: &Table, rows: &[u32], pause: &impl AsyncFn(f64)) -> Table {
    let all = table.columns();
    let mut columns: Vec<Arc<Column>> = Vec::with_capacity(all.len());
    for column in all {
        columns.push(Arc::new(column.take(rows)));
        pause(columns.len() as f64 / all.len() as f64).await;
    }
    Table::new(columns, rows.len())
}
