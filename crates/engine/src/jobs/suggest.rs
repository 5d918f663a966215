//! A recipe that trains as it stands.

use super::{Answer, Bench, Faults};
use glasshouse_spec::{Event, TaskKind};

pub(super) async fn run(
    bench: Bench,
    target: &str,
    kind: Option<TaskKind>,
    targets: &[String],
) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    bench.control.checkpoint("Choosing a recipe", 0.1).await;
    let mut suggestion = glasshouse_prepare::suggest(&data.profile, &data.table, target, kind, targets)?;
    // How the file was read is part of the recipe, so that it is read so again.
    suggestion.recipe.data = data.options.clone();
    suggestion.recipe.combine = data.combined.as_ref().map(|c| c.entries.clone()).unwrap_or_default();
    for (name, asked) in data.columns.iter().filter(|(_, asked)| asked.kind.is_some()) {
        suggestion.recipe.columns.entry(name.clone()).or_default().kind = asked.kind;
    }
    Ok(Event::Suggested { suggestion: Box::new(suggestion) }.into())
}
