//! Row-wise cleaning before the split: it looks at rows one by one or for equal ones, never at
//! the target in particular, and learns nothing.

use crate::PrepareError;
use crate::pieces::{at_once, no_pause, take};
use crate::selector::resolve;
use crate::steps::unknown_step;
use glasshouse_spec::{
    KindInfo, ParamDefault, ParamKind, ParamSpec, ParamValue, StepSpec, Warning, check_params, param,
};
use glasshouse_table::expression::{Evaluation, Formula, Kind};
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

static FILTER: [ParamSpec; 1] = [ParamSpec::new(
    "formula",
    ParamKind::Text,
    ParamDefault::Text(Cow::Borrowed("")),
    "A condition over the columns: the rows of which it is true stay. age >= 18 and not is_missing(income)",
)];

/// A kind of cleaning that a recipe can name.
struct CleanKind {
    id: &'static str,
    title: &'static str,
    help: &'static str,
    when: &'static str,
    beware: &'static str,
    example: &'static str,
    params: &'static [ParamSpec],
    drops: Drops,
}

/// What a kind drops.
enum Drops {
    Duplicates,
    Gaps,
    Columns,
    Others,
}

static OPS: [CleanKind; 4] = [
    CleanKind {
        id: "drop_duplicates",
        title: "Drop duplicate rows",
        help: "Drops rows that are equal, or alike, in the named columns, or in all when none is named.",
        when: "The file holds the same thing twice: equal rows in training and test make a model look better than it is.",
        beware: "Rows may be equal by right, as two purchases of the same thing.",
        example: "Ann 31, Ann 31, Bo 40 → Ann 31, Bo 40",
        params: &DUPLICATES,
        drops: Drops::Duplicates,
    },
    CleanKind {
        id: "drop_missing",
        title: "Drop rows with gaps",
        help: "Drops rows with missing cells in the named columns, or in any when none is named.",
        when: "A row without that cell is of no use at all.",
        beware: "New rows with gaps are not dropped when the model is used; simple_imputer serves them.",
        example: "Ann 31, Bo –, Cy 40 → Ann 31, Cy 40",
        params: &MISSING,
        drops: Drops::Gaps,
    },
    CleanKind {
        id: "drop_columns",
        title: "Drop columns",
        help: "Takes the named columns out of the table before anything else sees them.",
        when: "Columns that nothing should see, not even a step.",
        beware: "A split or a step that names the column no longer finds it.",
        example: "name, age, fare → age, fare",
        params: &[],
        drops: Drops::Columns,
    },
    CleanKind {
        id: "filter",
        title: "Keep rows by a condition",
        help: "Keeps the rows of which a formula is true; those of which it is false or missing go.",
        when: "Only some of the rows belong to the question: a country, the years since a change.",
        beware: "New rows are not filtered when the model is used, and it has not learnt of the others. A condition on the target makes the scores speak of those rows alone.",
        example: "age >= 18: Ann 31, Bo 12, Cy – → Ann 31",
        params: &FILTER,
        drops: Drops::Others,
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
            family: String::new(),
            help: self.help.into(),
            when: self.when.into(),
            beware: self.beware.into(),
            example: self.example.into(),
            columns: Vec::new(),
            params: self.params.to_vec(),
            departures: Vec::new(),
            tasks: Vec::new(),
            steps: None,
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
    at_once(clean_in_pieces(table, (0..table.rows() as u32).collect(), ops, &no_pause))
}

/// As [`clean`], of some rows of a table, ascending, in bounded pieces.
///
/// # Errors
/// Those of [`clean`].
pub async fn clean_in_pieces(
    table: &Table,
    rows: Vec<u32>,
    ops: &[StepSpec],
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Cleaned, PrepareError> {
    let table = match rows.len() == table.rows() {
        true => table.clone(),
        false => take(table, &rows, &async |_| pause("Taking the rows", 0.0).await).await,
    };
    let mut cleaned = Cleaned { table, rows, warnings: Vec::new() };
    for (index, spec) in ops.iter().enumerate().filter(|(_, s)| s.enabled) {
        let share = async |what, done| pause(what, (index as f64 + done) / ops.len() as f64).await;
        step(&mut cleaned, spec, index, &share).await.map_err(|e| e.in_step("clean", index))?;
    }
    Ok(cleaned)
}

async fn step(
    cleaned: &mut Cleaned,
    spec: &StepSpec,
    index: usize,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
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
    match kind.drops {
        Drops::Duplicates => drop_duplicates(cleaned, spec, &columns, pause).await?,
        Drops::Gaps => drop_missing(cleaned, spec, &columns, pause).await,
        Drops::Columns => cleaned.table = cleaned.table.drop(&columns),
        Drops::Others => filter(cleaned, spec, pause).await?,
    }
    match cleaned.rows.is_empty() && before > 0 {
        true => Err(PrepareError::AllDropped { op: spec.op.clone(), rows: before as u64 }),
        false => Ok(()),
    }
}

async fn drop_missing(
    cleaned: &mut Cleaned,
    spec: &StepSpec,
    columns: &[String],
    pause: &impl AsyncFn(&'static str, f64),
) {
    const WHAT: &str = "Dropping rows with gaps";
    let any = param(&MISSING, &spec.params, "how").as_str() == Some("any");
    let named: Vec<_> = columns.iter().filter_map(|name| cleaned.table.column(name)).collect();
    let mut gaps = vec![0_u32; cleaned.table.rows()];
    for (at, column) in named.iter().enumerate().filter(|(_, column)| column.missing() > 0) {
        let array = column.array();
        gaps.iter_mut().enumerate().for_each(|(row, gaps)| *gaps += u32::from(array.is_null(row)));
        pause(WHAT, 0.5 * at as f64 / named.len() as f64).await;
    }
    let least = if any { 1 } else { named.len().max(1) };
    let stays: Vec<bool> = gaps.into_iter().map(|gaps| (gaps as usize) < least).collect();
    cleaned.keep(&stays, WHAT, pause).await;
}

async fn filter(
    cleaned: &mut Cleaned,
    spec: &StepSpec,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    const WHAT: &str = "Keeping rows by a condition";
    let formula = match param(&FILTER, &spec.params, "formula") {
        ParamValue::Text(text) => Formula::parse(&text)?,
        other => Formula::parse(&other.to_string())?,
    };
    let columns = cleaned.table.columns().iter();
    let columns: Vec<_> = columns.map(|column| (column.name.as_str(), column.kind)).collect();
    let program = formula.check(&columns)?;
    program.must_be(Kind::Truth, "a condition")?;
    let in_file = |error| PrepareError::Formula(error).in_rows(&cleaned.rows);
    let mut evaluation = Evaluation::new(program, &cleaned.table)?;
    while let Some(done) = evaluation.advance().map_err(in_file)? {
        pause(WHAT, 0.5 * done).await;
    }
    let stays = evaluation.truths();
    cleaned.keep(&stays, WHAT, pause).await;
    Ok(())
}

async fn drop_duplicates(
    cleaned: &mut Cleaned,
    spec: &StepSpec,
    columns: &[String],
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<(), PrepareError> {
    const WHAT: &str = "Dropping duplicate rows";
    let keep = param(&DUPLICATES, &spec.params, "keep");
    let similarity = param(&DUPLICATES, &spec.params, "similarity").as_f64().unwrap_or(1.0);
    let mut finder = Keep::named(keep.as_str().unwrap_or("first"))
        .and_then(|keep| DuplicateFinder::new(&cleaned.table, columns, similarity, keep))
        .map_err(PrepareError::Duplicates)?;
    while !finder.advance().map_err(PrepareError::Duplicates)? {
        pause(WHAT, 0.5 * finder.done()).await;
    }
    pause(WHAT, 0.5).await;
    let mut stays = vec![true; cleaned.table.rows()];
    finder.repeats().into_iter().for_each(|row| stays[row as usize] = false);
    cleaned.keep(&stays, WHAT, pause).await;
    Ok(())
}

impl Cleaned {
    async fn keep(&mut self, stays: &[bool], what: &'static str, pause: &impl AsyncFn(&'static str, f64)) {
        let kept: Vec<u32> = (0..stays.len() as u32).filter(|row| stays[*row as usize]).collect();
        if kept.len() < stays.len() {
            self.table = take(&self.table, &kept, &async |done| pause(what, 0.5 + 0.5 * done).await).await;
            self.rows = kept.iter().map(|row| self.rows[*row as usize]).collect();
        }
    }
}
