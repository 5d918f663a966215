//! What the model answers to a row that is written by hand.

use super::{Looked, report, values};
use crate::control::Control;
use crate::fault::internal;
use crate::jobs::Faults;
use crate::state::Trained;
use glasshouse_evaluate::explain::{Ground, attribute, spread};
use glasshouse_learn::Prediction;
use glasshouse_prepare::InputColumn;
use glasshouse_spec::{ColumnType, Fault, Place, ShapApproach, WhatIfField, WhatIfReport, WhatIfRequest};
use glasshouse_table::{Column, DateOrder, Table, number_label, parse_date, parse_number};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that it is compared with.
const BACKGROUND: usize = 1000;
/// Values of a column that are offered.
const LEVELS: usize = 200;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &WhatIfRequest,
) -> Result<WhatIfReport, Faults> {
    looked.ground(model, &looked.rows).may_mix()?;
    let row = looked.asked(ask.row)?;
    let inputs = &model.pipeline.state().inputs;
    // The row as it is written, as it is in the file, and those that it is compared with.
    let mut from = vec![row, row];
    from.extend(spread(&looked.background, BACKGROUND));
    let table = written(control, model, looked, &ask.cells, &from).await?;
    let pause = async |done: f64| control.checkpoint("Asking the model", 0.1 + 0.3 * done).await;
    let predicted = model.pipeline.predict_in_pieces(&table.take(&[0, 1]), &pause).await?;
    let background: Vec<u32> = (2..from.len() as u32).collect();
    let (pipeline, seed) = (&model.pipeline, model.recipe.seed);
    let ground = Ground { pipeline, table: &table, rows: &[0], background: &background, seed };
    let pause = async |done: f64| control.checkpoint("Asking the model", 0.4 + 0.6 * done).await;
    let found = attribute(&ground, ShapApproach::Auto, None, &pause).await?;
    let shap = report(&ground, found, &[None], &background, looked);
    Ok(WhatIfReport {
        row: Some(looked.number(row)),
        fields: inputs.iter().map(|input| field(input, &table, looked)).collect(),
        answer: answer(model, &predicted.prediction, 0),
        before: answer(model, &predicted.prediction, 1),
        probabilities: probabilities(model, &predicted.prediction, 0),
        shap,
        warnings: predicted.notes.warnings,
    })
}

/// Some rows of the columns that the model reads, the first of them with other cells.
pub(super) async fn written(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    cells: &BTreeMap<String, Option<String>>,
    from: &[u32],
) -> Result<Table, Faults> {
    let inputs = &model.pipeline.state().inputs;
    if let Some(name) = cells.keys().find(|name| inputs.iter().all(|input| input.name != **name)) {
        return Err(no_column(name).into());
    }
    let mut columns = Vec::with_capacity(inputs.len());
    for input in inputs {
        let column =
            looked.table.column(&input.name).ok_or_else(|| internal("a column is not there"))?.take(from);
        columns.push(Arc::new(match cells.get(&input.name) {
            Some(cell) => with_cell(&column, cell.as_deref())?,
            None => column,
        }));
        control.checkpoint("Asking the model", 0.1).await;
    }
    Ok(Table::new(columns, from.len()))
}

/// A column that the model does not read.
pub(super) fn no_column(name: &str) -> Fault {
    Fault::new("explain.column", format!("the model does not read a column \"{name}\""))
        .with_place(Place::column(name))
        .with_remedy("name only columns that the model reads")
}

/// A column with another first cell.
fn with_cell(column: &Column, cell: Option<&str>) -> Result<Column, Faults> {
    let refused = |wanted: &str| -> Faults {
        Fault::new("explain.cell", format!("\"{}\" is not {wanted}", cell.unwrap_or_default()))
            .with_place(Place::column(&column.name))
            .with_remedy(format!("write {wanted}, or leave the cell empty"))
            .into()
    };
    let cell = cell.map(str::trim).filter(|cell| !cell.is_empty());
    let others = 1..column.len();
    Ok(match column.kind {
        ColumnType::Numeric => {
            let number = match cell {
                Some(text) => Some(parse_number(text, '.').ok_or_else(|| refused("a number"))?.0),
                None => None,
            };
            Column::from_numbers(
                &column.name,
                std::iter::once(number).chain(others.map(|row| column.number(row))).collect(),
            )
        }
        ColumnType::Datetime => {
            let time = match cell {
                Some(text) => Some(parse_date(text, DateOrder::DayFirst).ok_or_else(|| refused("a date"))?),
                None => None,
            };
            let times = column.times().ok_or_else(|| internal("a column of dates without times"))?;
            let of = |row: usize| (!column.is_missing(row)).then(|| times.value(row));
            Column::from_times(&column.name, std::iter::once(time).chain(others.map(of)).collect())
        }
        kind => {
            let cells = std::iter::once(cell.map(String::from)).chain(others.map(|row| column.label(row)));
            Column::from_labels(&column.name, kind, cells)
        }
    })
}

fn field(input: &InputColumn, table: &Table, looked: &Looked) -> WhatIfField {
    let cell = |row: usize| table.column(&input.name).and_then(|column| column.label(row));
    let known = values(&looked.table, std::slice::from_ref(&input.name), &looked.background);
    WhatIfField {
        name: input.name.clone(),
        kind: input.kind,
        cell: cell(0),
        from: cell(1),
        levels: input.levels.iter().take(LEVELS).cloned().collect(),
        range: known.first().zip(known.last()).map(|(low, high)| [*low, *high]),
    }
}

/// The class that is chosen for a row, or the number; of several targets with commas.
pub(super) fn answer(model: &Trained, prediction: &Prediction, row: usize) -> String {
    let answers = match prediction {
        Prediction::Several(answers) => answers.as_slice(),
        one => std::slice::from_ref(one),
    };
    let tasks = model.report.task.each();
    let of = |(answer, task): (&Prediction, &glasshouse_spec::TaskReport)| match answer {
        Prediction::Classes { index, .. } | Prediction::Groups { index, .. } => {
            task.classes.get(index[row] as usize).cloned().unwrap_or_default()
        }
        Prediction::Numbers(numbers) => number_label(numbers[row]),
        Prediction::Several(_) => String::new(),
    };
    answers.iter().zip(&tasks).map(of).collect::<Vec<_>>().join(", ")
}

pub(super) fn probabilities(model: &Trained, prediction: &Prediction, row: usize) -> Vec<(String, f64)> {
    match prediction {
        Prediction::Classes { probabilities, .. } if probabilities.ncols() > 0 => {
            let of_row = probabilities.row(row);
            model.report.task.classes.iter().cloned().zip(of_row.iter().map(|p| f64::from(*p))).collect()
        }
        _ => Vec::new(),
    }
}
