//! From a table and a recipe to rows with a target and the parts that they belong to: everything
//! that comes before the first fit, in one place for training, preparing and checking.

use crate::{EvaluateError, split, target, weights};
use glasshouse_learn::Target;
use glasshouse_prepare::{clean, feature_columns};
use glasshouse_spec::{Parts, Recipe, Role, SplitMethod, SplitSpec, TaskReport, TaskSpec, Warning};
use glasshouse_table::Table;

/// Rows that are ready to be prepared and learnt from.
#[derive(Debug, Clone)]
pub struct Arranged {
    /// The rows that were neither dropped nor without a target, in their order.
    pub table: Table,
    /// Position of each row in the table that was given: its data row in the file.
    pub rows: Vec<u32>,
    /// Target of each row.
    pub target: Target,
    /// What is predicted, as it was decided.
    pub task: TaskReport,
    /// Rows of `table` in each part, ascending.
    pub parts: Parts<Vec<u32>>,
    /// The columns that the model may learn from.
    pub features: Vec<String>,
    /// Weight of each row, where a column has that role.
    pub weights: Option<Vec<f64>>,
    /// Rows that were dropped by cleaning or for want of a target.
    pub dropped: u64,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// Cleans, leaves out rows without a target, and parts the rest.
///
/// # Errors
/// What [`clean`], [`target`](crate::target()) and [`split`](crate::split()) refuse.
pub fn arrange(table: &Table, recipe: &Recipe) -> Result<Arranged, EvaluateError> {
    let cleaned = clean(table, &recipe.clean)?;
    let labelled = target(&cleaned.table, &task_spec(recipe))?;
    let rows: Vec<u32> = labelled.rows.iter().map(|row| cleaned.rows[*row as usize]).collect();
    let split = split(&labelled.table, &split_spec(recipe), &labelled.target, recipe.seed)
        .map_err(|error| error.in_rows(&rows))?;
    let weights = weights(&labelled.table, recipe).map_err(|error| error.in_rows(&rows))?;
    let features = feature_columns(&labelled.table, recipe);
    let mut warnings = cleaned.warnings;
    warnings.extend(labelled.warnings);
    warnings.extend(split.warnings);
    Ok(Arranged {
        dropped: (table.rows() - rows.len()) as u64,
        table: labelled.table,
        rows,
        target: labelled.target,
        task: labelled.task,
        parts: split.parts,
        features,
        weights,
        warnings,
    })
}

/// The task, with the column that has the role of the target where none is named.
fn task_spec(recipe: &Recipe) -> TaskSpec {
    let mut task = recipe.task.clone();
    task.target = task.target.or_else(|| with_role(recipe, Role::Target));
    task
}

/// The first column of a role, by name.
fn with_role(recipe: &Recipe, role: Role) -> Option<String> {
    recipe.columns.iter().find(|(_, c)| c.role == Some(role)).map(|(name, _)| name.clone())
}

/// The split, with the column that has the fitting role where none is named.
fn split_spec(recipe: &Recipe) -> SplitSpec {
    let mut spec = recipe.split.clone();
    let role = match spec.method {
        Some(SplitMethod::Time) => Role::Time,
        Some(SplitMethod::Group) => Role::Group,
        Some(SplitMethod::Column) => Role::Split,
        _ => return spec,
    };
    spec.column = spec.column.or_else(|| with_role(recipe, role));
    spec
}
