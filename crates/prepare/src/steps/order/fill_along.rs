//! `forward_fill` and `backward_fill`: gaps take the nearest value on one side, as pandas' `ffill` and `bfill` fill
//! them.
//!
//! Where they depart: rows are ordered and grouped by columns, and a row without a place keeps its gap.

use super::along::{Along, PIECE};
use super::lag_features::{beware_of_the_past, read};
use super::looking::{Looking, Looks};
use super::moved::moved;
use super::row_order::{GROUP_BY, RowOrder, SORT_BY};
use crate::fitted::{Applying, Made};
use crate::paused::{Pauses, applied};
use crate::{Built, Context, FittedStep, PrepareError, StepKind, StepState, cells};
use glasshouse_spec::{ParamSpec, ParamValues, TaskKind, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::optional_int(
        "limit",
        1,
        1_000_000,
        "The most gaps in a row that are filled, from the value on; all by default.",
    ),
    GROUP_BY,
    SORT_BY,
];

/// The kind.
pub(super) static FORWARD_FILL: StepKind = StepKind {
    id: "forward_fill",
    title: "Fill gaps from the row before",
    help: "A missing cell takes the last value before it, in columns of any type. Gaps before the first value stay.",
    when: "A value holds until another is written: a price, a state, a thermometer that reports changes only.",
    beware: beware_of_the_past!("What is long ago need not hold any more: set a limit. "),
    example: "price: 3, –, –, 4 → 3, 3, 3, 4",
    params: &PARAMS,
    columns: &["@all"],
    onnx: false,
    build: build_forward,
};

/// The kind.
pub(super) static BACKWARD_FILL: StepKind = StepKind {
    id: "backward_fill",
    title: "Fill gaps from the row after",
    help: "A missing cell takes the next value after it, in columns of any type. Gaps after the last value stay.",
    when: "The order is not that of time, or what comes after is known when a row is asked about.",
    beware: "It looks ahead: in time it tells a row what was not known yet, and scores are better than the model will be. Training rows see training rows only; others see every row of their table. The last rows have nothing after them. Not for forecasts. Cannot be written as ONNX, which sees one row at a time.",
    example: "price: 3, –, –, 4 → 3, 4, 4, 4",
    params: &PARAMS,
    columns: &["@all"],
    onnx: false,
    build: build_backward,
};

/// What `forward_fill` and `backward_fill` fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FillAlongState {
    /// Which rows come before which.
    pub order: Box<RowOrder>,
    /// Columns whose gaps are filled.
    pub columns: Vec<String>,
    /// Whether from the row after.
    pub backward: bool,
    /// The most gaps in a row that are filled.
    pub limit: Option<u32>,
}

struct FillAlong {
    backward: bool,
    limit: Option<u32>,
}

fn build_forward(values: &ParamValues) -> Built {
    build(values, false)
}

fn build_backward(values: &ParamValues) -> Built {
    build(values, true)
}

fn build(values: &ParamValues, backward: bool) -> Built {
    check_params(&PARAMS, values)?;
    let limit = param(&PARAMS, values, "limit").as_i64().and_then(|limit| u32::try_from(limit).ok());
    Ok(Box::new(Looking { order: RowOrder::asked(&PARAMS, values), at: FillAlong { backward, limit } }))
}

impl Looks for FillAlong {
    fn op(&self) -> &'static str {
        if self.backward { "backward_fill" } else { "forward_fill" }
    }

    fn reads_numbers(&self) -> bool {
        false
    }

    fn state(&self, order: RowOrder, columns: Vec<String>, _outputs: Vec<String>) -> StepState {
        let (backward, limit) = (self.backward, self.limit);
        let state = FillAlongState { order: Box::new(order), columns, backward, limit };
        match backward {
            true => StepState::BackwardFill(state),
            false => StepState::ForwardFill(state),
        }
    }

    fn refuse(&self, context: &Context) -> Result<(), PrepareError> {
        match self.backward && context.task == TaskKind::Forecast {
            true => Err(looks_ahead()),
            false => Ok(()),
        }
    }
}

fn looks_ahead() -> PrepareError {
    PrepareError::Refused {
        code: "prepare.looks_ahead",
        column: None,
        row: None,
        message: "backward_fill looks ahead, and a forecast may not be told what comes after".into(),
        remedy: "Use forward_fill, or simple_imputer.".into(),
    }
}

impl FittedStep for FillAlongState {
    fn reads(&self) -> Vec<&str> {
        read(&self.columns, &self.order)
    }

    fn looks_along(&self) -> bool {
        true
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        Ok(applied(move |pauses| self.made(table, pauses)))
    }
}

impl FillAlongState {
    /// O(rows) for each column, once the rows are in order.
    async fn made(&self, table: &Table, pauses: Pauses) -> Result<Made, PrepareError> {
        let along = Along::of(table, &self.order, &pauses).await?;
        let mut made = Made::default();
        for (at, name) in self.columns.iter().enumerate() {
            let column = cells::column(table, name)?;
            if column.missing() > 0 {
                let from = self.sources(&along, column, &pauses).await;
                made.replaced.insert(name.clone(), vec![moved(column, name, &from)]);
            }
            pauses.at((at + 1) as f64 / self.columns.len() as f64).await;
        }
        Ok(made)
    }

    /// The row that each cell comes from.
    async fn sources(&self, along: &Along, column: &Column, pauses: &Pauses) -> Vec<u32> {
        let mut from: Vec<u32> = (0..column.len() as u32).collect();
        let most = self.limit.unwrap_or(u32::MAX);
        let mut looked_at = 0;
        for group in along.groups() {
            let (mut last, mut filled) = (None, 0);
            let mut look = |row: &u32| {
                if !column.is_missing(*row as usize) {
                    (last, filled) = (Some(*row), 0);
                } else if let Some(last) = last.filter(|_| filled < most) {
                    from[*row as usize] = last;
                    filled += 1;
                }
            };
            match self.backward {
                false => group.iter().for_each(&mut look),
                true => group.iter().rev().for_each(&mut look),
            }
            looked_at += group.len();
            if looked_at > PIECE {
                looked_at = 0;
                pauses.at(0.0).await;
            }
        }
        from
    }
}
