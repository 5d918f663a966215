//! Cleaning before the split: operations that leave out rows or columns. They look at the rows one by one, for
//! equal ones or for gaps, never at the target in particular, learn nothing, and are not applied to new rows. What
//! changes cells is a step of preparation (`steps/cells`), so that new rows are treated as the training rows were.

mod drop_columns;
mod drop_duplicates;
mod drop_missing;
mod drop_missing_columns;
mod filter;
mod keep_columns;
mod kind;

use crate::PrepareError;
use crate::pieces::{at_once, no_pause, take};
use crate::selector::resolve;
use glasshouse_spec::{Place, StepSpec, Warning, check_params};
use glasshouse_table::Table;
use kind::{CleanKind, Does, find};

pub use kind::{clean_ops, find_clean_op};

/// A table after cleaning.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// The rows that stay, in their order.
    pub table: Table,
    /// Position of each in the table that was given, ascending.
    pub rows: Vec<u32>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// An operation of a recipe, and what it knows beside the rows.
struct Operation<'a> {
    spec: &'a StepSpec,
    /// Its place in the recipe's list.
    index: usize,
    /// The columns that it names, or all.
    columns: Vec<String>,
    /// Columns that no operation leaves out unless it names them.
    spared: &'a [String],
}

/// Applies the operations of the recipe's list one after the other; those that are switched off
/// are passed over. Hashing the rows takes time and memory in proportion to the cells. `spared` are columns that
/// are needed beside the features ([`spared_columns`](crate::spared_columns)): `keep_columns` and
/// `drop_missing_columns` leave them.
///
/// # Errors
/// An operation, a parameter or a column that is not known, and cleaning that leaves no row.
pub fn clean(table: &Table, ops: &[StepSpec], spared: &[String]) -> Result<Cleaned, PrepareError> {
    at_once(clean_in_pieces(table, (0..table.rows() as u32).collect(), ops, spared, &no_pause))
}

/// As [`clean`], of some rows of a table, ascending, in bounded pieces.
///
/// # Errors
/// Those of [`clean`].
pub async fn clean_in_pieces(
    table: &Table,
    rows: Vec<u32>,
    ops: &[StepSpec],
    spared: &[String],
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Cleaned, PrepareError> {
    let table = match rows.len() == table.rows() {
        true => table.clone(),
        false => take(table, &rows, &async |_| pause("Taking the rows", 0.0).await).await,
    };
    let mut cleaned = Cleaned { table, rows, warnings: Vec::new() };
    for (index, spec) in ops.iter().enumerate().filter(|(_, s)| s.enabled) {
        let share = async |what, done| pause(what, (index as f64 + done) / ops.len() as f64).await;
        step(&mut cleaned, spec, index, spared, &share).await.map_err(|e| e.in_step("clean", index))?;
    }
    Ok(cleaned)
}

async fn step(
    cleaned: &mut Cleaned,
    spec: &StepSpec,
    index: usize,
    spared: &[String],
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    let kind = find(&spec.op)?;
    check_params(kind.params, &spec.params).map_err(PrepareError::Params)?;
    let columns = cleaned.columns(kind, spec, index)?;
    let before = cleaned.rows.len();
    let of = Operation { spec, index, columns, spared };
    match kind.does {
        Does::DropDuplicates => drop_duplicates::run(cleaned, &of, pause).await?,
        Does::DropMissing => drop_missing::run(cleaned, &of, pause).await?,
        Does::Filter => filter::run(cleaned, &of, pause).await?,
        Does::DropColumns => cleaned.table = cleaned.table.drop(&of.columns),
        Does::KeepColumns => keep_columns::run(cleaned, &of),
        Does::DropMissingColumns => drop_missing_columns::run(cleaned, &of),
    }
    match cleaned.rows.is_empty() && before > 0 {
        true => Err(PrepareError::AllDropped { op: spec.op.clone(), rows: before as u64 }),
        false => Ok(()),
    }
}

impl Cleaned {
    /// The columns that an operation is about.
    fn columns(
        &mut self,
        kind: &CleanKind,
        spec: &StepSpec,
        index: usize,
    ) -> Result<Vec<String>, PrepareError> {
        let all = || vec!["@all".to_string()];
        let wanted = match spec.columns.is_empty() && !kind.does.needs_names() {
            true => all(),
            false => spec.columns.clone(),
        };
        let (columns, warnings) = resolve(&wanted, &self.table)?;
        self.warnings.extend(warnings.into_iter().map(|mut w| {
            w.at.parameter = Some(format!("clean[{index}].columns"));
            w
        }));
        Ok(columns)
    }

    /// Keeps the rows of which `stays` is true.
    async fn keep(&mut self, stays: &[bool], what: &'static str, pause: &impl AsyncFn(&'static str, f64)) {
        let kept: Vec<u32> = (0..stays.len() as u32).filter(|row| stays[*row as usize]).collect();
        if kept.len() < stays.len() {
            self.table = take(&self.table, &kept, &async |done| pause(what, 0.5 + 0.5 * done).await).await;
            self.rows = kept.iter().map(|row| self.rows[*row as usize]).collect();
        }
    }

    /// Says something of an operation.
    fn note(&mut self, of: &Operation<'_>, code: &str, message: String) {
        self.warnings.push(Warning::new(code, message, Place::parameter(format!("clean[{}]", of.index))));
    }
}

/// Words between commas, the first few, and how many more there are.
fn listed(names: &[String]) -> String {
    const NAMED: usize = 8;
    let mut words: Vec<String> = names.iter().take(NAMED).cloned().collect();
    if names.len() > NAMED {
        words.push(format!("{} more", names.len() - NAMED));
    }
    words.join(", ")
}
