//! The smallest changes of a row that give another answer.

use super::Looked;
use super::what_if::{answer, no_column, probabilities, written};
use crate::control::Control;
use crate::fault::did_you_mean;
use crate::jobs::Faults;
use crate::state::Trained;
use glasshouse_evaluate::explain::{Ground, May, Wish, counterfactuals, spread};
use glasshouse_spec::{
    CellChange, Counterfactual, CounterfactualReport, CounterfactualRequest, Fault, MayChange, Place,
    TaskKind, Warning,
};
use glasshouse_table::{Column, Table, number_label};
use std::sync::Arc;

/// Rows that new cells are taken from.
const BACKGROUND: usize = 2000;
/// How many are told, and at most.
const COUNT: u32 = 4;
const MOST: u32 = 20;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &CounterfactualRequest,
) -> Result<CounterfactualReport, Faults> {
    looked.ground(model, &looked.rows).may_mix()?;
    let (wish, wished) = wish(model, ask)?;
    let row = looked.asked(ask.row)?;
    let inputs = &model.pipeline.state().inputs;
    if let Some(name) = ask.may.keys().find(|name| inputs.iter().all(|input| input.name != **name)) {
        return Err(no_column(name).into());
    }
    let may = inputs.iter().map(|input| ask.may.get(&input.name).copied().unwrap_or_default());
    let may: Vec<May> = may.map(told).collect();
    let mut from = vec![row];
    from.extend(spread(&looked.background, BACKGROUND));
    let table = written(control, model, looked, &ask.cells, &from).await?;
    let background: Vec<u32> = (1..from.len() as u32).collect();
    let (pipeline, seed) = (&model.pipeline, model.recipe.seed);
    let ground = Ground { pipeline, table: &table, rows: &[0], background: &background, seed };
    let pause = async |done: f64| control.checkpoint("Looking for other answers", 0.1 + 0.85 * done).await;
    let wanted = ask.count.unwrap_or(COUNT).clamp(1, MOST) as usize;
    let found = counterfactuals(&ground, &wish, &may, wanted, &pause).await?;
    // The changed rows themselves, answered by the whole pipeline, after the row as it is.
    let changed = with_changes(&table, &found.found, model);
    let still = async |_| control.checkpoint("Looking for other answers", 0.97).await;
    let predicted = model.pipeline.predict_in_pieces(&changed, &still).await?;
    let of = |(at, one): (usize, &glasshouse_evaluate::explain::Counterfactual)| Counterfactual {
        changes: changes(one, &table, model),
        distance: one.distance,
        answer: answer(model, &predicted.prediction, at + 1),
        probabilities: probabilities(model, &predicted.prediction, at + 1),
    };
    let spreads = inputs.iter().zip(&found.spreads);
    let known = spreads.filter_map(|(input, spread)| Some((input.name.clone(), (*spread)?)));
    Ok(CounterfactualReport {
        row: Some(looked.number(row)),
        before: answer(model, &predicted.prediction, 0),
        wished,
        found: found.found.iter().enumerate().map(of).collect(),
        spreads: known.collect(),
        background: background.len() as u64,
        asked: found.asked,
        warnings: warnings(found.found.is_empty(), looked),
    })
}

fn warnings(nothing: bool, looked: &Looked) -> Vec<Warning> {
    let mut warnings = looked.warnings.clone();
    if nothing {
        let message =
            "no change of up to 6 columns to values that were seen was found that gives this answer";
        warnings.push(Warning::new("explain.no_counterfactual", message, Place::default()));
    }
    warnings
}

fn told(may: MayChange) -> May {
    match may {
        MayChange::Any => May::Change,
        MayChange::Fixed => May::Stay,
        MayChange::Up => May::Rise,
        MayChange::Down => May::Fall,
    }
}

/// What is wished for, and in words.
fn wish(model: &Trained, ask: &CounterfactualRequest) -> Result<(Wish, String), Faults> {
    let task = &model.report.task;
    let refused = |parameter: &str, message: String, remedy: String| -> Faults {
        Fault::new("explain.wish", message).with_place(Place::parameter(parameter)).with_remedy(remedy).into()
    };
    match (task.kind, &ask.class) {
        (TaskKind::Classification, None) => Ok((Wish::Class(None), "another class".into())),
        (TaskKind::Classification, Some(name)) => match task.classes.iter().position(|class| class == name) {
            Some(at) => Ok((Wish::Class(Some(at as u32)), name.clone())),
            None => Err(refused(
                "class",
                format!("{} has no class \"{name}\"", task.target),
                did_you_mean(name, &task.classes.iter().map(String::as_str).collect::<Vec<_>>()),
            )),
        },
        _ => match (ask.at_least, ask.at_most) {
            (None, None) => Err(refused(
                "at_least",
                "it is not said which number is wished for".into(),
                "say at least or at most how much it should be".into(),
            )),
            (Some(low), Some(high)) if low > high => Err(refused(
                "at_most",
                format!("no number is at least {low} and at most {high}"),
                "give a smaller number first".into(),
            )),
            (low, high) => {
                let words = [("at least", low), ("at most", high)];
                let words =
                    words.iter().filter_map(|(word, end)| Some(format!("{word} {}", number_label((*end)?))));
                Ok((Wish::Range(low, high), words.collect::<Vec<_>>().join(" and ")))
            }
        },
    }
}

/// The row as it is, and each changed one.
fn with_changes(
    table: &Table,
    found: &[glasshouse_evaluate::explain::Counterfactual],
    model: &Trained,
) -> Table {
    let column = |(at, input): (usize, &glasshouse_prepare::InputColumn)| -> Option<Arc<Column>> {
        let rows: Vec<u32> = std::iter::once(0)
            .chain(found.iter().map(|one| one.changes.get(&at).copied().unwrap_or(0)))
            .collect();
        Some(Arc::new(table.column(&input.name)?.take(&rows)))
    };
    let columns = model.pipeline.state().inputs.iter().enumerate().filter_map(column).collect();
    Table::new(columns, found.len() + 1)
}

fn changes(
    one: &glasshouse_evaluate::explain::Counterfactual,
    table: &Table,
    model: &Trained,
) -> Vec<CellChange> {
    let change = |(column, row): (&usize, &u32)| {
        let name = &model.pipeline.state().inputs[*column].name;
        let cell = |row: u32| table.column(name).and_then(|column| column.label(row as usize));
        CellChange { column: name.clone(), from: cell(0), to: cell(*row) }
    };
    one.changes.iter().map(change).collect()
}
