//! What would stop a recipe, without training.

use super::{Answer, Bench, Faults, combine};
use glasshouse_spec::{Event, Recipe};

pub(super) async fn run(bench: Bench, recipe: &Recipe) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let data = combine::as_recipe_reads(&bench.control, &others, data, recipe).await?;
    bench.control.checkpoint("Checking the recipe", 0.5).await;
    let checked = glasshouse_evaluate::check(recipe, &data.table);
    let Faults(faults) = checked.faults.into();
    Ok(Event::Checked { faults, warnings: checked.warnings }.into())
}
