//! What the parts of a recipe's split hold, without training.

use super::{Answer, Bench, Faults, rules};
use glasshouse_evaluate::arrange_in_pieces;
use glasshouse_spec::{Event, Recipe};

/// Share of the progress at which the rows are parted.
const PARTED: f64 = 0.5;

pub(super) async fn run(bench: Bench, recipe: &Recipe) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(control, &others, data, recipe).await?;
    control.checkpoint("Splitting the rows", 0.05).await;
    let pause = async |what, done: f64| control.checkpoint(what, 0.05 + (PARTED - 0.05) * done).await;
    let arranged = arrange_in_pieces(ruled.given(), recipe, &pause).await?;
    let pause = async |what, done: f64| control.checkpoint(what, PARTED + (1.0 - PARTED) * done).await;
    let report = arranged.report_parts(recipe, ruled.table.rows() as u64, &pause).await;
    Ok(Event::Parts { report: Box::new(report) }.into())
}
