//! Whether the past of the training rows is whole: what a step that looks along rows may not do without.

use super::RowOrder;
use super::along::{Along, PIECE};
use crate::paused::Pauses;
use crate::step::Among;
use crate::{Context, PrepareError};

/// Refuses training rows that rows of other parts come before within their group: training would see other rows
/// before them than there are, and rows of other parts see them where they are. O(rows · log rows).
pub(super) async fn refuse_holes(
    order: &RowOrder,
    context: &Context,
    step: &'static str,
    pauses: &Pauses,
) -> Result<(), PrepareError> {
    let Some(Among { table, train }) = &context.among else { return Ok(()) };
    if train.len() == table.rows() {
        return Ok(());
    }
    let mut trains = vec![false; table.rows()];
    train.iter().for_each(|row| trains[*row as usize] = true);
    let along = Along::of(table, order, pauses).await?;
    let (mut count, mut first) = (0_u64, u32::MAX);
    let mut looked_at = 0;
    for rows in along.groups() {
        let whole = rows.iter().take_while(|row| trains[**row as usize]).count();
        for row in rows[whole..].iter().filter(|row| trains[**row as usize]) {
            count += 1;
            first = first.min(*row);
        }
        looked_at += rows.len();
        if looked_at > PIECE {
            looked_at = 0;
            pauses.at(0.0).await;
        }
    }
    match train.binary_search(&first) {
        Ok(row) if count > 0 => Err(holes(order, step, [count, train.len() as u64], row as u64)),
        _ => Ok(()),
    }
}

fn holes(order: &RowOrder, step: &str, [count, all]: [u64; 2], row: u64) -> PrepareError {
    let by =
        order.sort_by.first().map_or("in the order of the table".into(), |name| format!("by \"{name}\""));
    let of_group = if order.group_by.is_empty() { "" } else { " of their group" };
    PrepareError::Refused {
        code: "prepare.holes",
        column: order.sort_by.first().cloned(),
        row: Some(row),
        message: format!(
            "{step} looks along the rows, and {count} of {all} training rows stand after rows{of_group} that are \
             held out ({by}): their past has holes"
        ),
        remedy: "Split by time (split.method = \"time\") and sort by the same column; or split by group \
                 (split.method = \"group\") and name the column of the groups in group_by."
            .into(),
    }
}
