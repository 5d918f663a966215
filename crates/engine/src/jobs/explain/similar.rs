//! The training rows that are most like a row.

use super::Looked;
use super::what_if::{answer, written};
use crate::control::Control;
use crate::jobs::Faults;
use crate::state::Trained;
use glasshouse_evaluate::explain::{Ground, similar};
use glasshouse_learn::Target;
use glasshouse_prepare::take;
use glasshouse_spec::{SimilarReport, SimilarRequest, SimilarRow};
use glasshouse_table::{Table, number_label};

/// How many are told, and at most.
const COUNT: u32 = 5;
const MOST: u32 = 100;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    ask: &SimilarRequest,
) -> Result<SimilarReport, Faults> {
    let row = looked.asked(ask.row)?;
    let pause = async |done: f64| control.checkpoint("Looking for rows that are alike", done).await;
    let (own, near) = nearest(control, model, looked, (row, ask), &pause).await?;
    let rows: Vec<u32> = near.iter().map(|(row, _)| *row).collect();
    let answers = looked.answers(model, &rows, &pause).await?;
    let columns: Vec<String> = model.pipeline.state().inputs.iter().map(|input| input.name.clone()).collect();
    let cells = |table: &Table, row: u32| -> Vec<Option<String>> {
        columns.iter().map(|name| table.column(name)?.label(row as usize)).collect()
    };
    let alike = near.iter().zip(answers).map(|((row, distance), answer)| SimilarRow {
        row: looked.number(*row),
        distance: *distance,
        target: looked.truth(*row),
        answer,
        cells: cells(&looked.table, *row),
    });
    let mine = model.pipeline.predict_in_pieces(&own, &pause).await;
    Ok(SimilarReport {
        row: Some(looked.number(row)),
        // Where steps look along the rows, a row alone has no answer.
        answer: match model.pipeline.preparation().looks_along() {
            true => looked.answers(model, &[row], &pause).await?.remove(0),
            false => answer(model, &mine?.prediction, 0),
        },
        cells: cells(&own, 0),
        rows: alike.collect(),
        columns,
        distance: "euclidean_standardized".into(),
        part: if looked.part == "data" { "data" } else { "train" }.into(),
        among: looked.background.len() as u64,
    })
}

/// The row as it is asked about, and the rows nearest to it with their distances.
async fn nearest(
    control: &Control,
    model: &Trained,
    looked: &Looked,
    (row, ask): (u32, &SimilarRequest),
    pause: &impl AsyncFn(f64),
) -> Result<(Table, Vec<(u32, f64)>), Faults> {
    let wanted = ask.count.unwrap_or(COUNT).clamp(1, MOST) as usize;
    if ask.cells.is_empty() {
        let near = similar(&looked.ground(model, &[row]), wanted, pause).await?;
        Ok((take(&looked.table, &[row], pause).await, near))
    } else {
        looked.ground(model, &looked.rows).may_mix()?;
        let mut from = vec![row];
        from.extend(&looked.background);
        let table = written(control, model, looked, &ask.cells, &from).await?;
        let background: Vec<u32> = (1..from.len() as u32).collect();
        let (pipeline, seed) = (&model.pipeline, model.recipe.seed);
        let ground = Ground { pipeline, table: &table, rows: &[0], background: &background, seed };
        let near = similar(&ground, wanted, pause).await?;
        let own = take(&table, &[0], pause).await;
        Ok((own, near.into_iter().map(|(at, distance)| (from[at as usize], distance)).collect()))
    }
}

impl Looked {
    /// What the model answers to some rows, as they stand among all.
    async fn answers(
        &self,
        model: &Trained,
        rows: &[u32],
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<String>, Faults> {
        let along = model.pipeline.preparation().looks_along();
        let table = if along { self.table.clone() } else { take(&self.table, rows, pause).await };
        let predicted = model.pipeline.predict_in_pieces(&table, pause).await?;
        let place = |(at, row): (usize, &u32)| if along { *row as usize } else { at };
        let of = |row| answer(model, &predicted.prediction, place(row));
        Ok(rows.iter().enumerate().map(of).collect())
    }

    /// The target of a row that others are compared with.
    fn truth(&self, row: u32) -> Option<String> {
        let at = self.background.iter().position(|other| *other == row)?;
        let one = |target: &Target| match target {
            Target::Classes { labels, index } => labels.get(*index.get(at)? as usize).cloned(),
            Target::Numbers(numbers) => numbers.get(at).map(|number| number_label(*number)),
            _ => None,
        };
        match self.compared.as_ref()? {
            Target::Several(targets) => {
                Some(targets.iter().map(one).collect::<Option<Vec<String>>>()?.join(", "))
            }
            target => one(target),
        }
    }
}
