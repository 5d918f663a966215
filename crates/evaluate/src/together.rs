//! Several targets of the same rows: those rows count that have all of them.

use crate::EvaluateError;
use crate::target::Labelled;
use glasshouse_learn::Target;
use glasshouse_spec::{Place, TargetReport, TaskReport, TaskSpec, Warning};
use glasshouse_table::Table;

/// Refuses a column that is named twice.
pub(crate) fn refuse_repeated(task: &TaskSpec) -> Result<(), EvaluateError> {
    for (index, name) in task.targets.iter().enumerate() {
        let before = task.all_targets().take(index + 1);
        if before.into_iter().any(|earlier| earlier == name) {
            let error = EvaluateError::RepeatedTarget { column: name.clone() };
            return Err(error.in_targets(index));
        }
    }
    Ok(())
}

/// Targets that were read one by one as one target. O(rows · targets).
///
/// # Errors
/// No row that has all of them.
pub(crate) fn together(each: Vec<Labelled>, rows: usize) -> Result<Labelled, EvaluateError> {
    let mut lacks = vec![each.len() as u32; rows];
    each.iter().flat_map(|one| &one.rows).for_each(|row| lacks[*row as usize] -= 1);
    let common: Vec<u32> = (0..rows as u32).filter(|row| lacks[*row as usize] == 0).collect();
    if common.is_empty() {
        return Err(EvaluateError::NoCommonRows);
    }
    let mut warnings: Vec<Warning> = each.iter().flat_map(|one| one.warnings.clone()).collect();
    if each.iter().filter(|one| one.rows.len() < rows).count() > 1 {
        let message = format!(
            "{} of {rows} rows lack at least one of the {} targets and are left out",
            rows - common.len(),
            each.len()
        );
        warnings.push(Warning::new("target.missing", message, Place::parameter("task.targets")));
    }
    let target =
        Target::Several(each.iter().map(|one| one.target.take(&places(&one.rows, &common))).collect());
    let mut tasks = each.into_iter().map(|one| one.task);
    let first = tasks.next().unwrap_or_default();
    let also =
        tasks.map(|task| TargetReport { name: task.target, classes: task.classes, positive: task.positive });
    let task = TaskReport { also: also.collect(), ..first };
    Ok(Labelled { table: Table::new(Vec::new(), 0), rows: common, target, task, warnings })
}

/// Where some of the rows stand among all; both ascend.
fn places(all: &[u32], some: &[u32]) -> Vec<u32> {
    let mut wanted = some.iter().copied().peekable();
    let places = (0_u32..).zip(all).filter(|(_, row)| wanted.next_if_eq(*row).is_some());
    places.map(|(place, _)| place).collect()
}
