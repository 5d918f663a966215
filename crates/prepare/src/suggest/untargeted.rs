//! A recipe for a question without a target.

use super::{Draft, columns, empty_recipe, steps};
use crate::PrepareError;
use glasshouse_spec::{ModelSpec, Role, SplitMethod, Suggestion, TableProfile, TaskKind, TaskSpec};
use glasshouse_table::Table;

/// Proposes a recipe that groups the rows or marks unusual ones. `known` is a column that is not to be
/// learnt from, because it may know the answer; empty where there is none.
pub(super) fn suggest(
    profile: &TableProfile,
    table: &Table,
    known: &str,
    kind: TaskKind,
) -> Result<Suggestion, PrepareError> {
    let names = || profile.columns.iter().map(|c| c.name.as_str());
    if !known.is_empty() && !names().any(|name| name == known) {
        return Err(PrepareError::no_column(known, names()));
    }
    let name = if kind == TaskKind::Clustering { "find clusters" } else { "find outliers" };
    let task = TaskSpec { kind: Some(kind), ..TaskSpec::default() };
    let recipe = empty_recipe(name.into(), task);
    let mut draft = Draft { recipe, reasons: Vec::new(), warnings: Vec::new() };
    draft.because("task.kind", "You chose it.");
    let features = columns::decide(&mut draft, profile, table, &[known.to_owned()]);
    if features.is_empty() {
        return Err(PrepareError::NoFeatures);
    }
    if !known.is_empty() {
        draft.recipe.columns.entry(known.into()).or_default().role = Some(Role::Target);
        draft.because(
            format!("columns.{known}"),
            "Not learnt from: it was the target, and would give the answer away.",
        );
    }
    steps::decide(&mut draft, &features);
    let split = &mut draft.recipe.split;
    (split.method, split.train, split.validation, split.test) = (Some(SplitMethod::Random), 1.0, 0.0, 0.0);
    draft.because(
        "split",
        "All rows to train: without a target there is nothing to be judged against, and every row gets its \
         group. Give test rows a share to see whether the groups hold on rows that did not make them.",
    );
    let (model, why) = match kind {
        TaskKind::Clustering => (
            "k_means",
            "k-means, because it is fast on any number of rows; the pictures of Evaluate show how the result \
             changes with the number of clusters.",
        ),
        _ => (
            "isolation_forest",
            "An isolation forest, because it is fast on any number of rows and columns and needs no scaling.",
        ),
    };
    draft.recipe.model = ModelSpec { kind: model.into(), params: Default::default() };
    draft.because("model", why);
    Ok(Suggestion { recipe: draft.recipe, reasons: draft.reasons, warnings: draft.warnings })
}
