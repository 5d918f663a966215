//! `lag_features`, as feature-engine's `LagFeatures` makes and names them, and `difference_features`, as pandas'
//! `diff` computes them.
//!
//! Where they depart: rows are ordered and grouped by columns instead of by an index, a column of any type may lag
//! where it is named, and no row is dropped (`drop_na`) or refused for its gaps (`missing_values`).

use super::along::{Along, NONE, PIECE};
use super::looking::{Looking, Looks};
use super::moved::moved;
use super::row_order::{GROUP_BY, RowOrder, SORT_BY, integers, twice};
use crate::fitted::{Applying, Made};
use crate::paused::{Pauses, applied};
use crate::steps::features::made;
use crate::{Built, FittedStep, PrepareError, StepKind, StepState, cells};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};

const PERIODS: ParamSpec = ParamSpec::new(
    "periods",
    ParamKind::Integers { min: 1, max: 1_000_000, most: 100 },
    ParamDefault::Int(1),
    "How many rows before: one number or several, each of which makes a column.",
);
pub(super) const DROP_ORIGINAL: ParamSpec =
    ParamSpec::bool("drop_original", false, "Whether the columns go that others are made of.");

static PARAMS: [ParamSpec; 4] = [PERIODS, GROUP_BY, SORT_BY, DROP_ORIGINAL];

/// What is said of all steps that look back.
macro_rules! beware_of_the_past {
    ($more:literal) => {
        concat!(
            $more,
            "The first rows have no past, and neither has a row that is looked at alone: a new file should begin with the rows before those that are asked about. Training rows see training rows only, so split by time, or by group with the group in group_by. Cannot be written as ONNX, which sees one row at a time."
        )
    };
}
pub(super) use beware_of_the_past;

/// The kind.
pub(super) static LAG_FEATURES: StepKind = StepKind {
    id: "lag_features",
    title: "Tell the values of earlier rows",
    help: "Appends the cells of the row one or several places before: temperature_lag_1. Missing where there is no such row, or where its cell is.",
    when: "Rows are moments of something that goes on, and what was before tells of what is: the weather of yesterday, the visit before.",
    beware: beware_of_the_past!(
        "The target cannot lag: for that choose the task forecast. Lags count rows and not hours: where rows are lacking, a lag is longer. "
    ),
    example: "sales: 3, 5, 4 → sales_lag_1: –, 3, 5",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: false,
    build: build_lags,
};

/// The kind.
pub(super) static DIFFERENCE_FEATURES: StepKind = StepKind {
    id: "difference_features",
    title: "Tell the change since earlier rows",
    help: "Appends the number less that of the row one or several places before: temperature_diff_1. Missing where either is.",
    when: "The change tells more than the level: a price that rises, a meter that counts up.",
    beware: beware_of_the_past!("Differences of noise are noisier. "),
    example: "sales: 3, 5, 4 → sales_diff_1: –, 2, −1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: false,
    build: build_differences,
};

/// What `lag_features` and `difference_features` make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LagFeaturesState {
    /// Which rows come before which.
    pub order: Box<RowOrder>,
    /// Columns that lag.
    pub columns: Vec<String>,
    /// By how many rows.
    pub periods: Vec<u32>,
    /// Whether the lag is taken off the number.
    pub difference: bool,
    /// Names of the columns that are made: by period, then by column.
    pub outputs: Vec<String>,
    /// Whether the columns themselves go.
    pub drop_original: bool,
}

struct Lags {
    periods: Vec<u32>,
    difference: bool,
    drop_original: bool,
}

fn build_lags(values: &ParamValues) -> Built {
    build(values, false)
}

fn build_differences(values: &ParamValues) -> Built {
    build(values, true)
}

fn build(values: &ParamValues, difference: bool) -> Built {
    check_params(&PARAMS, values)?;
    let periods = integers(&param(&PARAMS, values, "periods"));
    if let Some(period) = twice(&periods) {
        let message = format!("periods has {period} twice");
        return Err(vec![ParamFault { name: "periods".into(), message }]);
    }
    let drop_original = param(&PARAMS, values, "drop_original").as_bool().unwrap_or_default();
    let at = Lags { periods, difference, drop_original };
    Ok(Box::new(Looking { order: RowOrder::asked(&PARAMS, values), at }))
}

impl Looks for Lags {
    fn op(&self) -> &'static str {
        if self.difference { "difference_features" } else { "lag_features" }
    }

    /// The change of a time is the time since the row before; its lag says nothing.
    fn leaves_out(&self, order: &RowOrder, column: &String) -> bool {
        order.group_by.contains(column) || (order.sort_by.contains(column) && !self.difference)
    }

    fn reads_numbers(&self) -> bool {
        self.difference
    }

    fn names(&self, columns: &[String]) -> Vec<String> {
        let word = if self.difference { "diff" } else { "lag" };
        let named = |period: &u32| {
            let name = move |column: &String| format!("{column}_{word}_{period}");
            columns.iter().map(name).collect::<Vec<String>>()
        };
        self.periods.iter().flat_map(named).collect()
    }

    fn state(&self, order: RowOrder, columns: Vec<String>, outputs: Vec<String>) -> StepState {
        let state = LagFeaturesState {
            order: Box::new(order),
            columns,
            periods: self.periods.clone(),
            difference: self.difference,
            outputs,
            drop_original: self.drop_original,
        };
        match self.difference {
            true => StepState::DifferenceFeatures(state),
            false => StepState::LagFeatures(state),
        }
    }
}

impl FittedStep for LagFeaturesState {
    /// Whether it has a name for each column that it makes.
    fn is_sound(&self) -> bool {
        self.outputs.len() == self.columns.len() * self.periods.len()
    }

    fn reads(&self) -> Vec<&str> {
        read(&self.columns, &self.order)
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let from = self.periods.iter().flat_map(|_| &self.columns);
        from.zip(&self.outputs).map(|(from, made)| (vec![from.as_str()], vec![made.as_str()])).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.outputs.iter().map(String::as_str).collect()
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

impl LagFeaturesState {
    /// O(rows) for each column that is made, once the rows are in order.
    async fn made(&self, table: &Table, pauses: Pauses) -> Result<Made, PrepareError> {
        let along = Along::of(table, &self.order, &pauses).await?;
        let mut made = Made::default();
        let mut outputs = self.outputs.iter();
        for period in &self.periods {
            let from = lagged(&along, *period as usize, table.rows(), &pauses).await;
            for (name, output) in self.columns.iter().zip(&mut outputs) {
                let column = cells::column(table, name)?;
                made.appended.push(match self.difference {
                    false => moved(column, output, &from),
                    true => {
                        made::column(output, less(made::numbers(table, name, "difference_features")?, &from))
                    }
                });
                pauses.at(made.appended.len() as f64 / self.outputs.len() as f64).await;
            }
        }
        if self.drop_original {
            made.replaced.extend(self.columns.iter().map(|name| (name.clone(), Vec::new())));
        }
        Ok(made)
    }
}

/// Of each row the one that stands so many before it in its group, [`NONE`] where there is none.
async fn lagged(along: &Along, period: usize, rows: usize, pauses: &Pauses) -> Vec<u32> {
    let mut from = vec![NONE; rows];
    let mut looked_at = 0;
    for group in along.groups() {
        let pairs = group.iter().zip(group.iter().skip(period));
        pairs.for_each(|(before, row)| from[*row as usize] = *before);
        looked_at += group.len();
        if looked_at > PIECE {
            looked_at = 0;
            pauses.at(0.0).await;
        }
    }
    from
}

/// Numbers less those of the rows that are told; missing is NaN.
fn less(numbers: Vec<f64>, from: &[u32]) -> Vec<f64> {
    let before = |row: &u32| numbers.get(*row as usize).copied().unwrap_or(f64::NAN);
    numbers.iter().zip(from).map(|(x, row)| x - before(row)).collect()
}

/// The columns that a step reads, each once: those that it treats, and those that order them.
pub(super) fn read<'a>(columns: &'a [String], order: &'a RowOrder) -> Vec<&'a str> {
    let mut names: Vec<&str> = columns.iter().map(String::as_str).collect();
    for name in order.columns() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}
