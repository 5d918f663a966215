//! `drop_missing_columns`: takes out the columns of which too many cells are missing (pandas' `dropna(axis=1,
//! thresh=…)`, by a share). All rows count, before the split: whether a cell is there says nothing of the target.

use super::kind::{CleanKind, Does};
use super::{Cleaned, Operation, listed};
use glasshouse_spec::{ParamSpec, param};

static PARAMS: [ParamSpec; 1] = [ParamSpec::float(
    "threshold",
    0.5,
    0.0,
    1.0,
    "A column goes when more than this share of its cells is missing: 0 for any gap at all.",
)];

/// The kind.
pub(super) static DROP_MISSING_COLUMNS: CleanKind = CleanKind {
    id: "drop_missing_columns",
    title: "Drop columns with many gaps",
    help: "Takes out columns with more than a share of missing cells among the rows that are left, of the named ones or of all. What is predicted, and columns that weigh, group, order or part the rows, stay.",
    when: "Columns that hardly anybody filled in: what fills the gaps would outweigh what is known.",
    beware: "That a cell is missing may tell something; missing_indicator keeps that. With other rows other columns may go.",
    example: "with 0.5: fax –, –, 17, – → gone; age 31, –, 40, 28 → stays",
    params: &PARAMS,
    does: Does::DropMissingColumns,
};

pub(super) fn run(cleaned: &mut Cleaned, of: &Operation<'_>) {
    let most = param(&PARAMS, &of.spec.params, "threshold").as_f64().unwrap_or(0.5);
    let rows = cleaned.table.rows().max(1) as f64;
    let shares = of.columns.iter().filter(|name| !of.spared.contains(name)).filter_map(|name| {
        let share = cleaned.table.column(name)?.missing() as f64 / rows;
        (share > most).then(|| (name.clone(), share))
    });
    let (gone, told): (Vec<String>, Vec<String>) = shares
        .map(|(name, share)| {
            let words = format!("\"{name}\" ({:.1} % missing)", 100.0 * share);
            (name, words)
        })
        .unzip();
    if gone.is_empty() {
        return;
    }
    let columns = if gone.len() == 1 { "1 column".into() } else { format!("{} columns", gone.len()) };
    let message = format!("drop_missing_columns takes out {columns}: {}", listed(&told));
    cleaned.note(of, "clean.columns_dropped", message);
    cleaned.table = cleaned.table.drop(&gone);
}
