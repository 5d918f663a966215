//! The training rows around one step of a recipe: as it found them and as it left them.

use crate::fitting::Fits;
use crate::thin::Thin;
use crate::{Context, PrepareError, StepState};
use glasshouse_spec::{StepSpec, Warning};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Rows as steps left them.
#[derive(Debug, Clone)]
pub struct Snapshot {
    table: Table,
    thin: Thin,
}

impl From<Table> for Snapshot {
    fn from(table: Table) -> Self {
        Self { table, thin: Thin::default() }
    }
}

impl Snapshot {
    fn of(fits: &Fits<'_>) -> Self {
        Self { table: fits.table.clone(), thin: fits.thin.clone() }
    }

    /// Names, types and the number of rows. The cells of a category that became many columns stand as zeros
    /// here: see [`Snapshot::whole`].
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// A column of the table with its cells.
    pub fn whole(&self, column: &Arc<Column>) -> Arc<Column> {
        self.thin.whole(column.clone())
    }
}

/// What a step did to the rows that it was fitted on.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The rows before it.
    pub before: Snapshot,
    /// The training row that each row before it was, `None` of one that was made; nothing where they are the
    /// training rows.
    pub rows: Option<Vec<Option<u32>>>,
    /// The rows after it.
    pub after: Snapshot,
    /// The row before that each row after it was, `None` of one that was made; nothing where they are the same.
    pub from: Option<Vec<Option<u32>>>,
    /// Columns that it made, each time with those that it made them of.
    pub made: Vec<(Vec<String>, Vec<String>)>,
    /// What a person should know of the fit.
    pub warnings: Vec<Warning>,
}

/// What came of fitting steps one after the other.
#[derive(Debug, Clone, Default)]
pub struct Tracing {
    /// The step that is looked at, unless it was not reached or is switched off.
    pub traced: Option<Traced>,
    /// Why a step could not be fitted; those after it were not tried.
    pub failed: Option<PrepareError>,
}

impl From<PrepareError> for Tracing {
    fn from(error: PrepareError) -> Self {
        Self { traced: None, failed: Some(error) }
    }
}

/// Fits the steps as [`Preparation::fit_in_pieces`](crate::Preparation::fit_in_pieces) does, keeps the rows on
/// both sides of the step at a place, and goes on with the steps after it where `on` says so.
pub async fn trace_in_pieces(
    train: &Table,
    features: &[String],
    steps: &[StepSpec],
    (at, on): (usize, bool),
    context: &Context,
    pause: &impl AsyncFn(f64),
) -> Tracing {
    if train.rows() == 0 {
        return PrepareError::NoRows.into();
    }
    let end = if on { steps.len() } else { steps.len().min(at + 1) };
    let (mut fits, end, failed) = match begin(train, features, &steps[..end], context) {
        Ok(begun) => begun,
        Err(error) => return error.into(),
    };
    let mut tracing = Tracing { traced: None, failed };
    for (index, spec) in steps[..end].iter().enumerate().filter(|(_, spec)| spec.enabled) {
        let share = async |done: f64| pause((index as f64 + done) / end as f64).await;
        let around = (index == at).then(|| Around::begin(&mut fits));
        match fits.fit(index, spec, &share).await {
            Ok(state) => tracing.traced = around.map(|around| around.end(&fits, state)).or(tracing.traced),
            Err(error) => {
                tracing.failed = Some(error.in_step("prepare", index));
                break;
            }
        }
    }
    tracing
}

/// Begins with the steps up to the first that cannot be made, and says why that cannot.
fn begin<'a>(
    train: &'a Table,
    features: &[String],
    steps: &[StepSpec],
    context: &Context,
) -> Result<(Fits<'a>, usize, Option<PrepareError>), PrepareError> {
    match Fits::of(train, features, steps, context) {
        Ok(fits) => Ok((fits, steps.len(), None)),
        Err(PrepareError::InStep { list, index, source }) => {
            let end = (index as usize).min(steps.len());
            let fits = Fits::of(train, features, &steps[..end], context)?;
            Ok((fits, end, Some(PrepareError::InStep { list, index, source })))
        }
        Err(error) => Err(error),
    }
}

/// The side before a step, while it is fitted.
struct Around {
    before: Snapshot,
    rows: Option<Vec<Option<u32>>>,
    /// How much was noted before.
    noted: usize,
}

impl Around {
    /// From here on changes of the rows are told in the numbers of the rows before the step.
    fn begin(fits: &mut Fits<'_>) -> Self {
        let rows = fits.changed.take().map(|changed| changed.from);
        Self { before: Snapshot::of(fits), rows, noted: fits.notes.warnings.len() }
    }

    fn end(self, fits: &Fits<'_>, state: Option<StepState>) -> Traced {
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let made = state.iter().flat_map(StepState::makes);
        Traced {
            before: self.before,
            rows: self.rows,
            after: Snapshot::of(fits),
            from: fits.changed.as_ref().map(|changed| changed.from.clone()),
            made: made.map(|(from, made)| (owned(from), owned(made))).collect(),
            warnings: fits.notes.warnings[self.noted..].to_vec(),
        }
    }
}
