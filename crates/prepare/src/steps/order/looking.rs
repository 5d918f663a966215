//! What the steps of the family have in common before they are fitted: the order in which they look at the rows.

use super::holes::refuse_holes;
use super::row_order::RowOrder;
use crate::matrix::MOST_CELLS;
use crate::paused::paused;
use crate::step::{Fitted, Fitting};
use crate::steps::features::is_free;
use crate::{Context, PrepareError, Step, StepState, cells};
use glasshouse_table::Table;

/// What a step makes of rows in an order.
pub(super) trait Looks {
    /// The step's name.
    fn op(&self) -> &'static str;

    /// Whether it leaves out a column by which rows are ordered or grouped.
    fn leaves_out(&self, order: &RowOrder, column: &String) -> bool {
        order.columns().any(|other| other == column)
    }

    /// Whether it reads numbers and dates only.
    fn reads_numbers(&self) -> bool {
        true
    }

    /// Names of the columns that it appends.
    fn names(&self, _columns: &[String]) -> Vec<String> {
        Vec::new()
    }

    /// What it knows, of the columns that it reads and the names of those that it appends.
    fn state(&self, order: RowOrder, columns: Vec<String>, outputs: Vec<String>) -> StepState;

    /// Whether it may not be asked for in such a task.
    fn refuse(&self, _context: &Context) -> Result<(), PrepareError> {
        Ok(())
    }
}

/// A step that looks at the rows in an order.
pub(super) struct Looking<L> {
    pub order: RowOrder,
    pub at: L,
}

impl<L: Looks> Step for Looking<L> {
    fn reads_together(&self) -> bool {
        true
    }

    fn looks_along(&self) -> bool {
        true
    }

    fn beside(&self, context: &Context) -> Vec<String> {
        self.order.known(context).columns().cloned().collect()
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        self.at.refuse(context)?;
        let (op, order) = (self.at.op(), self.order.known(context));
        order.check(train, context, op)?;
        let treated = columns.iter().filter(|name| !self.at.leaves_out(&order, name));
        let columns: Vec<String> = treated.cloned().collect();
        for name in &columns {
            match self.at.reads_numbers() {
                true => cells::scaled(train, name, op).map(|_| ())?,
                false => cells::column(train, name).map(|_| ())?,
            }
        }
        let outputs = self.at.names(&columns);
        has_room(train, &outputs)?;
        let (state, context) = (self.at.state(order.clone(), columns, outputs), context.clone());
        // It learns nothing, once the past of the training rows was found to be whole.
        Ok(paused(move |pauses| async move {
            refuse_holes(&order, &context, op, &pauses).await?;
            Ok(Fitted::from(state))
        }))
    }
}

/// Whether columns of such names may be appended.
fn has_room(table: &Table, outputs: &[String]) -> Result<(), PrepareError> {
    outputs.iter().try_for_each(|name| is_free(table, name))?;
    let (rows, features) = (table.rows() as u64, outputs.len() as u64);
    match rows.saturating_mul(features) > MOST_CELLS / 2 {
        true => Err(PrepareError::TooWide { rows, features, most: MOST_CELLS / 2 }),
        false => Ok(()),
    }
}
