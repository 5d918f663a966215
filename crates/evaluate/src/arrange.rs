//! From a table and a recipe to rows with a target and the parts that they belong to: everything
//! that comes before the first fit, in one place for training, preparing and checking.

use crate::forecast::Cleaned;
use crate::split::shares;
use crate::target::target_in_pieces;
use crate::{EvaluateError, Split, Timed, split, weights};
use glasshouse_learn::Target;
use glasshouse_prepare::{
    Among, Context, at_once, clean_in_pieces, feature_columns, no_pause, spared_columns,
};
use glasshouse_spec::{Parts, Recipe, Role, SplitMethod, SplitSpec, TaskKind, TaskReport, TaskSpec, Warning};
use glasshouse_table::Table;
use std::sync::Arc;

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
    /// The column that tells when a row was: the one that the split by time reads, else the one with that role.
    pub time: Option<String>,
    /// The series that a forecast learns from.
    pub timed: Option<Timed>,
    /// Rows that were dropped by cleaning or for want of a target.
    pub dropped: u64,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// A table, and the rows of it that the recipe's rules leave out.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The table, all rows of the file.
    pub table: &'a Table,
    /// Rows that are left out before anything else, ascending.
    pub left_out: &'a [u32],
}

impl<'a> From<&'a Table> for Given<'a> {
    fn from(table: &'a Table) -> Self {
        Self { table, left_out: &[] }
    }
}

impl Arranged {
    /// The same rows in other parts; each part's rows ascend. Not for series, whose parts are times. O(rows).
    #[must_use]
    pub fn with_parts(&self, parts: Parts<Vec<u32>>) -> Self {
        Self { parts, ..self.clone() }
    }

    /// The same with some of the rows only, which ascend, all of them training rows.
    #[must_use]
    pub fn with_rows(&self, train: Vec<u32>) -> Self {
        self.with_parts(Parts { train, ..Parts::default() })
    }

    /// What steps that are fitted on the training rows may know beside the columns.
    pub fn context(&self, seed: u64) -> Context {
        let rows = &self.parts.train;
        let weights = self.weights.as_ref();
        Context {
            seed,
            task: self.task.kind,
            target: Arc::new(match self.timed {
                Some(_) => Target::None,
                None => self.target.take(rows),
            }),
            weights: weights.map(|all| rows.iter().map(|row| all[*row as usize]).collect()),
            targets: self
                .task
                .each()
                .into_iter()
                .map(|task| task.target)
                .filter(|name| !name.is_empty())
                .collect(),
            time: self.time.clone(),
            among: Some(Among { table: self.table.clone(), train: rows.as_slice().into() }),
        }
    }
}

impl Given<'_> {
    /// The rows that are not left out.
    fn rows(&self) -> Vec<u32> {
        let mut out = self.left_out.iter().copied().peekable();
        (0..self.table.rows() as u32).filter(|row| out.next_if_eq(row).is_none()).collect()
    }
}

/// Cleans, leaves out rows without a target, and parts the rest.
///
/// # Errors
/// What [`clean_in_pieces`], [`target`](crate::target()) and [`split`](crate::split()) refuse.
pub fn arrange<'a>(given: impl Into<Given<'a>>, recipe: &Recipe) -> Result<Arranged, EvaluateError> {
    at_once(arrange_in_pieces(given, recipe, &no_pause))
}

/// As [`arrange`], in bounded pieces: see [`glasshouse_prepare::take`] and its kin.
///
/// # Errors
/// Those of [`arrange`].
pub async fn arrange_in_pieces<'a>(
    given: impl Into<Given<'a>>,
    recipe: &Recipe,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Arranged, EvaluateError> {
    let given = given.into();
    let table = given.table;
    let share = async |what, done: f64| pause(what, 0.6 * done).await;
    let cleaned =
        clean_in_pieces(table, given.rows(), &recipe.clean, &spared_columns(recipe), &share).await?;
    let share = async |done: f64| pause("Reading the target", 0.6 + 0.3 * done).await;
    let task = task_spec(recipe);
    refuse_other_roles(&task, recipe)?;
    let labelled = target_in_pieces(&cleaned.table, &task, &share).await?;
    pause("Splitting the rows", 0.9).await;
    let rows: Vec<u32> = labelled.rows.iter().map(|row| cleaned.rows[*row as usize]).collect();
    let refused = |error: EvaluateError| error.in_rows(&rows);
    let mut time = time_column(recipe);
    let (timed, split, weights, features) = if labelled.task.kind == TaskKind::Forecast {
        let of = Cleaned { labelled: &labelled.table, all: &cleaned.table, at: &cleaned.rows };
        let (timed, split) = by_time(of, recipe, &labelled.task.target).map_err(refused)?;
        let features = timed.columns.names();
        time = Some(timed.columns.time.clone());
        (Some(timed), split, None, features)
    } else {
        let split = split(&labelled.table, &split_spec(recipe), &labelled.target, recipe.seed);
        let split = split.map_err(refused)?;
        let weights = weights(&labelled.table, recipe).map_err(refused)?;
        (None, split, weights, feature_columns(&labelled.table, recipe))
    };
    // Rows without a target that tell a forecast other columns are not left out: it says so itself.
    let used = timed.as_ref().is_some_and(|timed: &Timed| !timed.told.is_empty());
    let mut warnings = cleaned.warnings;
    warnings.extend(labelled.warnings.into_iter().filter(|w| !used || w.code != "target.missing"));
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
        time,
        timed,
        warnings,
    })
}

/// The series of a forecast, and which rows are in which part.
fn by_time(rows: Cleaned<'_>, recipe: &Recipe, target: &str) -> Result<(Timed, Split), EvaluateError> {
    let shares = shares(&recipe.split)?;
    let (timed, split) = Timed::of(rows, recipe, target, &shares)?;
    if split.parts.train.is_empty() {
        return Err(EvaluateError::NoTrainingRows);
    }
    Ok((timed, split))
}

/// The task, with the column that has the role of the target where none is named.
fn task_spec(recipe: &Recipe) -> TaskSpec {
    let mut task = recipe.task.clone();
    if !task.kind.is_some_and(|kind| kind.without_target()) {
        task.target = task.target.or_else(|| with_role(recipe, Role::Target));
    }
    task
}

/// Refuses a target whose column is said to be something else.
fn refuse_other_roles(task: &TaskSpec, recipe: &Recipe) -> Result<(), EvaluateError> {
    let further = |place: usize| place.checked_sub(usize::from(task.target.is_some()));
    let asked = !task.kind.is_some_and(TaskKind::without_target);
    for (place, name) in task.all_targets().enumerate().filter(|_| asked) {
        let role = match recipe.columns.get(name).and_then(|column| column.role) {
            None | Some(Role::Target) => continue,
            Some(role) => role.name(),
        };
        let error = EvaluateError::TargetRole { column: name.into(), role };
        return Err(further(place).map_or(error.clone(), |index| error.in_targets(index)));
    }
    Ok(())
}

/// The first column of a role, by name.
fn with_role(recipe: &Recipe, role: Role) -> Option<String> {
    recipe.columns.iter().find(|(_, c)| c.role == Some(role)).map(|(name, _)| name.clone())
}

/// The column that tells which rows belong together.
pub(crate) fn group_column(recipe: &Recipe) -> Option<String> {
    let by_group = recipe.split.method == Some(SplitMethod::Group);
    let of_split = split_spec(recipe).column.filter(|_| by_group);
    of_split.or_else(|| with_role(recipe, Role::Group))
}

/// The column that tells when a row was.
pub(crate) fn time_column(recipe: &Recipe) -> Option<String> {
    let by_time = recipe.split.method == Some(SplitMethod::Time);
    let of_split = split_spec(recipe).column.filter(|_| by_time);
    of_split.or_else(|| with_role(recipe, Role::Time))
}

/// The split, with the column that has the fitting role where none is named.
pub(crate) fn split_spec(recipe: &Recipe) -> SplitSpec {
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
