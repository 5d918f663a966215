//! Pictures of columns before and after a step.

use super::super::{Faults, parts};
use crate::control::Control;
use glasshouse_spec::{ColumnSide, ColumnType, PictureKind, PictureRequest};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Rows of a picture at most.
const ROWS: usize = 50_000;

/// Pictures that were drawn, one a buffer of the answer.
#[derive(Default)]
pub(super) struct Pictures(pub Vec<Vec<u8>>);

impl Pictures {
    /// Draws a column of one side. One of which there is nothing to show has no picture.
    pub async fn draw(
        &mut self,
        control: &Control,
        column: &Arc<Column>,
        side: &mut ColumnSide,
        done: f64,
    ) -> Result<(), Faults> {
        let rows = column.len();
        let kind = match column.kind {
            ColumnType::Numeric | ColumnType::Datetime => PictureKind::Histogram,
            _ => PictureKind::Bar,
        };
        let shown = if rows > ROWS { Arc::new(column.take(&spread(rows))) } else { column.clone() };
        control.checkpoint("Drawing", done).await;
        let table = Table::new(vec![shown], rows.min(ROWS));
        let request = PictureRequest::new(kind, &[&column.name]);
        let draw = parts::exploring().await?.draw;
        if let Ok(picture) = draw(&table, request, (rows > ROWS).then_some(rows as u64)) {
            side.picture = Some(self.0.len() as u32);
            self.0.push(picture);
        }
        Ok(())
    }
}

fn spread(rows: usize) -> Vec<u32> {
    (0..ROWS as u64).map(|at| (at * rows as u64 / ROWS as u64) as u32).collect()
}
