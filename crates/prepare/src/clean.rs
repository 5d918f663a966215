//! Row-wise cleaning before the split: it looks at rows one by one or for equal ones, never at
//! the target in particular, and learns nothing.

use crate::PrepareError;
use crate::registry::unknown_step;
use crate::selector::resolve;
use arrow_array::Array;
use glasshouse_spec::{KindInfo, ParamSpec, StepSpec, Warning, check_params, param};
use glasshouse_table::{DuplicateFinder, Keep, Table};
use std::borrow::Cow;

const KEEP: &[Cow<'static, str>] =
    &[Cow::Borrowed("first"), Cow::Borrowed("last"), Cow::Borrowed("most_complete"), Cow::Borrowed("none")];
const HOW: &[Cow<'static, str>] = &[Cow::Borrowed("any"), Cow::Borrowed("all")];

/// Least similarity that makes sense: below it, rows that have little in common would be one.
const LEAST_SIMILARITY: f64 = 0.5;

static DUPLICATES: [ParamSpec; 2] = [
    ParamSpec::choice(
        "keep",
        "first",
        KEEP,
        "Which of several equal rows stays: the first, the last, the one with the fewest missing cells, or none of them.",
    ),
    ParamSpec::float(
        "similarity",
        1.0,
        LEAST_SIMILARITY,
        1.0,
        "From which share of equal letters rows count as equal: 1 for rows that are equal in every cell; below 1, text is compared without case, accents and punctuation, and numbers and dates by value.",
    ),
];
static MISSING: [ParamSpec; 1] = [ParamSpec::choice(
    "how",
    "any",
    HOW,
    "Whether a row goes when any of the columns is missing, or only when all of them are.",
)];

/// A kind of cleaning that a recipe can name.
struct CleanKind {
    id: &'static str,
    title: &'static str,
    help: &'static str,
    params: &'static [ParamSpec],
    run: fn(&mut Cleaned, &StepSpec, &[String]) -> Result<(), PrepareError>,
}

static OPS: [CleanKind; 3] = [
    CleanKind {
        id: "drop_duplicates",
        title: "Drop duplicate rows",
        help: "Drops rows that are equal, or alike, in the named columns, or in all when none is named. Equal rows in training and test make a model look better than it is.",
        params: &DUPLICATES,
        run: drop_duplicates,
    },
    CleanKind {
        id: "drop_missing",
        title: "Drop rows with gaps",
        help: "Drops rows with missing cells in the named columns, or in any when none is named. New rows with gaps are not dropped when the model is used; simple_imputer serves them.",
        params: &MISSING,
        run: drop_missing,
    },
    CleanKind {
        id: "drop_columns",
        title: "Drop columns",
        help: "Takes the named columns out of the table before anything else sees them.",
        params: &[],
        run: drop_columns,
    },
];

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

/// What people, forms and the command line are told of the operations.
pub fn clean_ops() -> Vec<KindInfo> {
    OPS.iter().map(CleanKind::info).collect()
}

/// The operation of a name.
pub fn find_clean_op(op: &str) -> Result<KindInfo, PrepareError> {
    find(op).map(CleanKind::info)
}

fn find(op: &str) -> Result<&'static CleanKind, PrepareError> {
    let ids: Vec<&str> = OPS.iter().map(|k| k.id).collect();
    OPS.iter().find(|k| k.id == op).ok_or_else(|| unknown_step(op, &ids))
}

impl CleanKind {
    fn info(&self) -> KindInfo {
        KindInfo {
            id: self.id.into(),
            title: self.title.into(),
            help: self.help.into(),
            params: self.params.to_vec(),
            departures: Vec::new(),
            tasks: Vec::new(),
            onnx: true,
        }
    }
}

/// Applies the operations of the recipe's list one after the other; those that are switched off
/// are passed over. Hashing the rows takes time and memory in proportion to the cells.
///
/// # Errors
/// An operation, a parameter or a column that is not known, and cleaning that leaves no row.
pub fn clean(table: &Table, ops: &[StepSpec]) -> Result<Cleaned, PrepareError> {
    clean_rows(table, (0..table.rows() as u32).collect(), ops)
}

/// As [`clean`], of some rows of a table, ascending.
///
/// # Errors
/// Those of [`clean`].
pub fn clean_rows(table: &Table, rows: Vec<u32>, ops: &[StepSpec]) -> Result<Cleaned, PrepareError> {
    let table = if rows.len() == table.rows() { table.clone() } else { table.take(&rows) };
    let mut cleaned = Cleaned { table, rows, warnings: Vec::new() };
    for (index, spec) in ops.iter().enumerate().filter(|(_, s)| s.enabled) {
        step(&mut cleaned, spec, index).map_err(|e| e.in_step("clean", index))?;
    }
    Ok(cleaned)
}

fn step(cleaned: &mut Cleaned, spec: &StepSpec, index: usize) -> Result<(), PrepareError> {
    let kind = find(&spec.op)?;
    check_params(kind.params, &spec.params).map_err(PrepareError::Params)?;
    let all = || vec!["@all".to_string()];
    let wanted =
        if spec.columns.is_empty() && kind.id != "drop_columns" { all() } else { spec.columns.clone() };
    let (columns, warnings) = resolve(&wanted, &cleaned.table)?;
    cleaned.warnings.extend(warnings.into_iter().map(|mut w| {
        w.at.parameter = Some(format!("clean[{index}].columns"));
        w
    }));
    let before = cleaned.rows.len();
    (kind.run)(cleaned, spec, &columns)?;
    match cleaned.rows.is_empty() && before > 0 {
        true => Err(PrepareError::AllDropped { op: spec.op.clone(), rows: before as u64 }),
        false => Ok(()),
    }
}

fn drop_columns(cleaned: &mut Cleaned, _spec: &StepSpec, columns: &[String]) -> Result<(), PrepareError> {
    let table = &cleaned.table;
    let kept = table.columns().iter().filter(|c| !columns.contains(&c.name)).cloned().collect();
    cleaned.table = Table::new(kept, table.rows());
    Ok(())
}

fn drop_missing(cleaned: &mut Cleaned, spec: &StepSpec, columns: &[String]) -> Result<(), PrepareError> {
    let any = param(&MISSING, &spec.params, "how").as_str() == Some("any");
    let named: Vec<_> = columns.iter().filter_map(|name| cleaned.table.column(name)).collect();
    let arrays: Vec<&dyn Array> = named.iter().map(|c| c.array()).collect();
    let gaps = |row: usize| arrays.iter().filter(|a| a.is_null(row)).count();
    let goes = |row: usize| if any { gaps(row) > 0 } else { !arrays.is_empty() && gaps(row) == arrays.len() };
    let stays: Vec<bool> = (0..cleaned.table.rows()).map(|row| !goes(row)).collect();
    cleaned.keep(&stays);
    Ok(())
}

fn drop_duplicates(cleaned: &mut Cleaned, spec: &StepSpec, columns: &[String]) -> Result<(), PrepareError> {
    let keep = param(&DUPLICATES, &spec.params, "keep");
    let similarity = param(&DUPLICATES, &spec.params, "similarity").as_f64().unwrap_or(1.0);
    let found = Keep::named(keep.as_str().unwrap_or("first"))
        .and_then(|keep| DuplicateFinder::new(&cleaned.table, columns, similarity, keep)?.run())
        .map_err(PrepareError::Duplicates)?;
    let mut stays = vec![true; cleaned.table.rows()];
    found.repeats().into_iter().for_each(|row| stays[row as usize] = false);
    cleaned.keep(&stays);
    Ok(())
}

impl Cleaned {
    fn keep(&mut self, stays: &[bool]) {
        let kept: Vec<u32> = (0..stays.len() as u32).filter(|row| stays[*row as usize]).collect();
        if kept.len() < stays.len() {
            self.table = self.table.take(&kept);
            self.rows = kept.iter().map(|row| self.rows[*row as usize]).collect();
        }
    }
}
