//! A recipe that trains as it stands.

use super::{Answer, Bench, Faults};
use glasshouse_spec::{Event, TaskKind};

pub(super) async fn run(bench: Bench, target: &str, kind: Option<TaskKind>) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    bench.control.checkpoint("Choosing a recipe", 0.1).await;
    let mut suggestion =
        glasshouse_prepare::suggest(&data.table, &data.profile, target, kind).map_err(|e| e.faults())?;
    suggestion.recipe.data = data.options.clone();
    Ok(Event::Suggested { suggestion: Box::new(suggestion) }.into())
}
