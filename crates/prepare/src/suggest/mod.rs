//! A recipe that trains as it stands, with a reason for every choice.
//!
//! The rules are plain and few, so that a person can check them: each reason gives the figures
//! that decided. Nothing is fitted here.

mod columns;
mod lacking;
mod model;
mod over_time;
mod steps;
mod task;
mod untargeted;

pub use lacking::{usual_steps, with_lacking_steps};
pub use task::{FEW_NUMBERS, guess_task};

use crate::PrepareError;
use glasshouse_spec::{
    ColumnProfile, ColumnType, ModelSpec, Place, RECIPE_VERSION, Reason, Recipe, SplitMethod, SplitSpec,
    Suggestion, TableProfile, TaskKind, TaskSpec, Warning,
};
use glasshouse_table::{Table, truth};
use std::collections::BTreeMap;

/// What was decided so far.
struct Draft {
    recipe: Recipe,
    reasons: Vec<Reason>,
    warnings: Vec<Warning>,
}

impl Draft {
    fn new(recipe: Recipe) -> Self {
        Self { recipe, reasons: Vec::new(), warnings: Vec::new() }
    }

    fn because(&mut self, path: impl Into<String>, why: impl Into<String>) {
        self.reasons.push(Reason { path: path.into(), why: why.into() });
    }

    fn warn(&mut self, code: &str, message: String, at: Place) {
        self.warnings.push(Warning::new(code, message, at));
    }
}

/// Proposes a recipe that predicts `target`, from the table and its profile; `kind` is the kind
/// of question where the person chose it. Looks at the target's cells once: O(rows). For a question
/// without a target, `target` may be empty; a column that it names is not learnt from. `targets`
/// are further columns to predict together with it, of the same kind of question.
///
/// # Errors
/// A target that is not there, names rows, is a date, has no or one value, or does not suit `kind`.
pub fn suggest(
    profile: &TableProfile,
    table: &Table,
    target: &str,
    kind: Option<TaskKind>,
    targets: &[String],
) -> Result<Suggestion, PrepareError> {
    let one = kind.is_some_and(|kind| kind.without_target() || kind == TaskKind::Forecast);
    if let Some(further) = targets.first().filter(|_| one) {
        return Err(PrepareError::BadTarget {
            column: further.clone(),
            message: format!(
                "\"{further}\" cannot be a further target: this kind of question has one at most"
            ),
            remedy: "Name one target, or ask for classification or regression.",
        });
    }
    if let Some(kind) = kind.filter(|kind| kind.without_target()) {
        return untargeted::suggest(profile, table, target, kind);
    }
    let find = |name: &str| {
        let names = || profile.columns.iter().map(|c| c.name.as_str());
        profile.columns.iter().find(|c| c.name == name).ok_or_else(|| PrepareError::no_column(name, names()))
    };
    let column = find(target)?;
    if kind == Some(TaskKind::Forecast) {
        return over_time::suggest(profile, table, column);
    }
    let task = TaskSpec { target: Some(target.into()), ..TaskSpec::default() };
    let recipe = empty_recipe(format!("predict {target}"), task);
    let mut draft = Draft::new(recipe);
    let kind = task::decide(&mut draft, profile, column, kind)?;
    for name in targets {
        task::further(&mut draft, profile, find(name)?, kind)?;
    }
    let targeted: Vec<String> = draft.recipe.task.all_targets().map(String::from).collect();
    let features = columns::decide(&mut draft, profile, table, &targeted);
    if features.is_empty() {
        return Err(PrepareError::NoFeatures);
    }
    let (model, why) = model::choose(profile, column, kind, steps::width(&features));
    match model {
        model::BOOSTING => steps::decide_for_boosting(&mut draft, &features),
        _ => steps::decide(&mut draft, &features),
    }
    split(&mut draft, profile, table, target, kind);
    draft.recipe.model = ModelSpec { kind: model.into(), params: Default::default() };
    let several = if targets.is_empty() {
        String::new()
    } else {
        format!(
            " Each of the {} targets gets one; {} tells each the targets before it, where they go together.",
            targets.len() + 1,
            if kind == TaskKind::Regression { "regressor_chain" } else { "classifier_chain" }
        )
    };
    draft.because("model", why + &several);
    Ok(Suggestion { recipe: draft.recipe, reasons: draft.reasons, warnings: draft.warnings })
}

fn empty_recipe(name: String, task: TaskSpec) -> Recipe {
    Recipe {
        version: RECIPE_VERSION,
        name,
        seed: 42,
        data: Default::default(),
        columns: BTreeMap::new(),
        combine: Vec::new(),
        rules: Vec::new(),
        task,
        clean: Vec::new(),
        split: SplitSpec::default(),
        prepare: Vec::new(),
        model: Default::default(),
        evaluate: Default::default(),
        tune: Default::default(),
        card: Default::default(),
    }
}

/// Fewest rows of a class that can be in all three parts.
const PARTS: u64 = 3;

fn split(draft: &mut Draft, profile: &TableProfile, table: &Table, target: &str, kind: TaskKind) {
    let rows = profile.rows;
    let smallest = if kind == TaskKind::Classification { smallest_class(table, target) } else { None };
    let (method, why) = match (kind, smallest) {
        (TaskKind::Classification, Some((class, n))) if n >= PARTS => {
            let why = format!(
                "70 % to train, 15 % to choose, 15 % to judge, with the shares of the classes kept in each: the smallest class, {class}, has {n} of {rows} rows."
            );
            (SplitMethod::Stratified, why)
        }
        (TaskKind::Classification, Some((class, n))) => {
            let why = format!(
                "At random, 70 % to train, 15 % to choose, 15 % to judge: the class {class} has {n} of {rows} rows, too few to have its share in each part."
            );
            (SplitMethod::Random, why)
        }
        _ => {
            let why = "At random, 70 % to train, 15 % to choose, 15 % to judge: a number has no classes whose shares could be kept.";
            (SplitMethod::Random, why.to_string())
        }
    };
    draft.recipe.split.method = Some(method);
    draft.because("split", why);
}

/// The class with the fewest rows, with their number.
fn smallest_class(table: &Table, target: &str) -> Option<(String, u64)> {
    let column = table.column(target)?;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for label in (0..column.len()).filter_map(|row| column.label(row)) {
        *counts.entry(label).or_default() += 1;
    }
    classes(column.kind, counts.into_iter().collect()).into_iter().min_by_key(|(_, n)| *n)
}

/// Values with their rows as classes: those of a boolean column are true and false, each under its most
/// frequent spelling.
fn classes(kind: ColumnType, mut counts: Vec<(String, u64)>) -> Vec<(String, u64)> {
    if kind != ColumnType::Boolean {
        return counts;
    }
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut classes: Vec<(String, u64)> = Vec::new();
    for (label, n) in counts {
        match classes.iter_mut().find(|(known, _)| truth(known) == truth(&label)) {
            Some((_, rows)) => *rows += n,
            None => classes.push((label, n)),
        }
    }
    classes
}

/// A share as text: `3.2 %`.
fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// Whether a column has no value, or only one.
fn is_constant(column: &ColumnProfile) -> bool {
    column.unique <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_and_false_are_two_classes_however_they_are_spelt() {
        let counts =
            || [("NO", 3), ("No", 9), ("Y", 1), ("yes", 40)].map(|(l, n)| (l.to_owned(), n)).to_vec();
        let of = |kind| classes(kind, counts());
        assert_eq!(of(ColumnType::Boolean), [("yes".to_owned(), 41), ("No".to_owned(), 12)]);
        assert_eq!(of(ColumnType::Categorical), counts());
    }
}
