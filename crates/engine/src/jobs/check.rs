//! What would stop a recipe, without training.

use super::{Answer, Bench, Faults, rules};
use glasshouse_prepare::with_lacking_steps;
use glasshouse_spec::{Event, Recipe};

pub(super) async fn run(bench: Bench, recipe: &Recipe) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    let others = bench.state.borrow().others.clone();
    let ruled = rules::as_recipe_reads(&bench.control, &others, data.clone(), recipe).await?;
    bench.control.checkpoint("Checking the recipe", 0.5).await;
    let pause = async |what, done: f64| bench.control.checkpoint(what, 0.5 + 0.5 * done).await;
    let (checked, _) = glasshouse_evaluate::make_ready(recipe, ruled.given(), &pause).await;
    let Faults(faults) = checked.faults.into();
    let codes = faults.iter().map(|fault| fault.code.as_str());
    let steps = with_lacking_steps(&data.profile, recipe, codes);
    let mut warnings = ruled.report.as_ref().map(rules::warnings).unwrap_or_default();
    warnings.extend(checked.warnings);
    Ok(Event::Checked { faults, warnings, steps }.into())
}
