//! Which kind of question the target asks.

use super::{Draft, classes, percent};
use crate::PrepareError;
use glasshouse_spec::{ColumnProfile, ColumnType, Place, TableProfile, TaskKind};

/// Most different whole numbers that are taken for classes.
pub const FEW_NUMBERS: u64 = 10;
/// Classes beyond which a person should know.
const MANY: u64 = 50;

/// Decides the kind of question, or checks the one that was chosen.
pub(super) fn decide(
    draft: &mut Draft,
    profile: &TableProfile,
    column: &ColumnProfile,
    chosen: Option<TaskKind>,
) -> Result<TaskKind, PrepareError> {
    suits(column, chosen)?;
    let (kind, why) = guess(profile, column);
    let kind = match chosen {
        None => {
            draft.because("task.kind", why);
            kind
        }
        Some(chosen) => {
            draft.because("task.kind", "You chose it.");
            chosen
        }
    };
    draft.recipe.task.kind = Some(kind);
    warn(draft, profile, column, kind);
    Ok(kind)
}

/// Adds a further target, which must suit the kind of question of the first.
pub(super) fn further(
    draft: &mut Draft,
    profile: &TableProfile,
    column: &ColumnProfile,
    kind: TaskKind,
) -> Result<(), PrepareError> {
    let name = &column.name;
    if draft.recipe.task.all_targets().any(|target| target == name) {
        let message = format!("the target \"{name}\" is named twice");
        return Err(bad(column, message, "Name every column once."));
    }
    suits(column, Some(kind))?;
    let asks = guess_task(column.kind, column.integer, column.unique, profile.rows - column.missing);
    if kind == TaskKind::Classification && asks == TaskKind::Regression {
        let message = format!(
            "\"{name}\" holds amounts, and the first target classes: several targets are all classes or all numbers"
        );
        return Err(bad(column, message, "Choose regression, or other targets."));
    }
    warn(draft, profile, column, kind);
    draft.recipe.task.targets.push(name.clone());
    draft.because("task.targets", format!("\"{name}\" is predicted as well, from the same columns."));
    Ok(())
}

fn bad(column: &ColumnProfile, message: String, remedy: &'static str) -> PrepareError {
    PrepareError::BadTarget { column: column.name.clone(), message, remedy }
}

/// Refuses targets that nothing can be learnt of.
fn suits(column: &ColumnProfile, chosen: Option<TaskKind>) -> Result<(), PrepareError> {
    let name = &column.name;
    let another = "Choose another column as the target.";
    match (column.unique, column.kind) {
        (0, _) => return Err(bad(column, format!("the target \"{name}\" has no value"), another)),
        (1, _) => {
            let message =
                format!("the target \"{name}\" has one value in all rows: there is nothing to tell apart");
            return Err(bad(column, message, another));
        }
        (n, ColumnType::Id) => {
            let message = format!("the target \"{name}\" is an id: its {n} values are all different");
            return Err(bad(column, message, another));
        }
        (n, ColumnType::Text) => {
            let message =
                format!("the target \"{name}\" is free text: {n} different values, which hardly repeat");
            return Err(bad(
                column,
                message,
                "Choose another target, or give the column the type categorical.",
            ));
        }
        (_, ColumnType::Datetime) => {
            let message = format!("the target \"{name}\" is a date, and a date cannot be predicted yet");
            return Err(bad(column, message, another));
        }
        _ => {}
    }
    match chosen {
        Some(TaskKind::Regression) if column.kind != ColumnType::Numeric => {
            let message = format!("the target \"{name}\" holds words, and regression predicts a number");
            Err(bad(column, message, "Choose classification, or a numeric target."))
        }
        _ => Ok(()),
    }
}

/// The kind of question that a target asks, from its type, whether all its numbers are whole, how
/// many different values it has, and in how many rows: words, two values, and at most ten whole
/// numbers that repeat twenty times on average are classes; other numbers are amounts. More different
/// values than [`FEW_NUMBERS`] need not be counted.
pub fn guess_task(kind: ColumnType, integer: bool, unique: u64, rows: u64) -> TaskKind {
    match kind {
        ColumnType::Numeric if unique == 2 => TaskKind::Classification,
        ColumnType::Numeric if integer && unique <= FEW_NUMBERS && unique * 20 <= rows => {
            TaskKind::Classification
        }
        ColumnType::Numeric => TaskKind::Regression,
        _ => TaskKind::Classification,
    }
}

fn guess(profile: &TableProfile, column: &ColumnProfile) -> (TaskKind, String) {
    let (name, unique, rows) = (&column.name, column.unique, profile.rows - column.missing);
    let kind = guess_task(column.kind, column.integer, unique, rows);
    let why = match (kind, column.kind) {
        (TaskKind::Classification, ColumnType::Numeric) if unique == 2 => {
            format!("\"{name}\" has only two different numbers: which one is it?")
        }
        (TaskKind::Classification, ColumnType::Numeric) => format!(
            "\"{name}\" has only {unique} different whole numbers in {rows} rows: they are taken for classes. Choose regression if they are amounts."
        ),
        (TaskKind::Classification, ColumnType::Boolean) => {
            format!("\"{name}\" is true or false: which one is it?")
        }
        (TaskKind::Classification, _) => {
            format!("\"{name}\" holds words, {unique} different ones: which one is it?")
        }
        _ => format!("\"{name}\" is numeric, with {unique} different values in {rows} rows: how much is it?"),
    };
    (kind, why)
}

fn warn(draft: &mut Draft, profile: &TableProfile, column: &ColumnProfile, kind: TaskKind) {
    let at = Place::column(&column.name);
    let rows = profile.rows - column.missing;
    if column.missing > 0 {
        let mut message = format!(
            "{} of {} rows have no target: they are neither trained on nor scored",
            column.missing, profile.rows
        );
        if kind == TaskKind::Forecast {
            message += ", and tell only what columns that are known beforehand are at their times";
        }
        draft.warn("target.missing", message, at.clone());
    }
    if rows < 50 {
        let message = format!("{rows} rows are few: the scores will say little");
        draft.warn("data.few_rows", message, Place::default());
    }
    if kind != TaskKind::Classification {
        return;
    }
    if column.unique > MANY {
        let message =
            format!("the target has {} classes in {rows} rows: many will be hard to learn", column.unique);
        draft.warn("target.many_classes", message, at);
        return;
    }
    let most = classes(column.kind, column.top.clone()).into_iter().max_by_key(|(_, n)| *n);
    if let Some((class, n)) = most.filter(|(_, n)| n * 10 >= rows * 9) {
        let message = format!(
            "{} of the rows are {class}: always saying so would be right that often, so look at balanced_accuracy and f1 rather than accuracy",
            percent(n, rows)
        );
        draft.warn("target.imbalance", message, at);
    }
}
