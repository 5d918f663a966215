//! The series of a recipe, and the times at which its parts begin.

use crate::stratify::sizes;
use crate::{EvaluateError, Split};
use glasshouse_learn::forecast::{Besides, Panel};
use glasshouse_learn::{Features, find};
use glasshouse_prepare::{
    Known, PrepareError, SeriesColumns, ToldColumns, Untargeted, read_series, tell, untargeted,
};
use glasshouse_spec::{ForecastReport, Parts, Place, Recipe, SplitMethod, Warning};
use glasshouse_table::Table;
use std::ops::Range;
use std::sync::Arc;

/// Series with the times of their parts.
#[derive(Debug, Clone)]
pub struct Timed {
    /// All values.
    pub panel: Arc<Panel>,
    /// The columns that they come from.
    pub columns: SeriesColumns,
    /// The first number of the validation part, and of the test part.
    pub cuts: [i64; 2],
    /// Other columns that it is told.
    pub told: Vec<String>,
    /// Of them, those that the recipe says are known beforehand.
    pub known: Vec<String>,
    /// Where it is told some, the rows that tell them, those without a target among them.
    pub rows: Table,
    /// Position of each of these rows in the file.
    pub rows_at: Vec<u32>,
}

/// The rows of a recipe, cleaned.
#[derive(Clone, Copy)]
pub(crate) struct Cleaned<'a> {
    /// Those that have a target.
    pub labelled: &'a Table,
    /// All of them.
    pub all: &'a Table,
    /// Position of each of all in the file.
    pub at: &'a [u32],
}

impl Timed {
    /// Reads the series of rows that have a target, and parts them by time.
    ///
    /// # Errors
    /// What [`SeriesColumns::of`], [`ToldColumns::of`] and [`read_series`] refuse; a split that is not by
    /// time; steps where there are no columns to prepare.
    pub(crate) fn of(
        rows: Cleaned<'_>,
        recipe: &Recipe,
        target: &str,
        shares: &Parts<f64>,
    ) -> Result<(Self, Split), EvaluateError> {
        let (table, cleaned) = (rows.labelled, rows);
        refuse_split(recipe)?;
        let columns = SeriesColumns::of(table, recipe, target)?;
        let besides = find(&recipe.model.kind).map(|kind| kind.besides(&recipe.model.params));
        let told = ToldColumns::of(table, recipe, &columns, besides.unwrap_or(Besides::Nothing))?;
        if told.names.is_empty() {
            refuse_steps(recipe)?;
        }
        let read = read_series(table, &columns, Known::Task(&recipe.task))?;
        let (first, end) = read.panel.ends();
        let sizes = sizes((end - first) as u64, shares);
        let validation = first + sizes.train as i64;
        let cuts = [validation, validation + sizes.validation as i64];
        let mut parts = Parts::<Vec<u32>>::default();
        for (row, number) in (0_u32..).zip(&read.numbers) {
            let part = match (*number < cuts[0], *number < cuts[1]) {
                (true, _) => &mut parts.train,
                (_, true) => &mut parts.validation,
                _ => &mut parts.test,
            };
            part.push(row);
        }
        let (rows, rows_at) = match told.names.is_empty() {
            true => (Table::new(Vec::new(), 0), Vec::new()),
            false => (rows.all.clone(), rows.at.to_vec()),
        };
        let known = told.names.iter().filter(|name| recipe.task.known.contains(name)).cloned().collect();
        let panel = Arc::new(read.panel);
        let timed = Self { panel, columns, cuts, told: told.names, known, rows, rows_at };
        let used = timed.without_target(cleaned)?;
        let warnings = [used, told.unread, timed.gaps()].into_iter().flatten().collect();
        Ok((timed, Split { parts, warnings }))
    }

    /// Tells the series the features of its [`rows`](Self::rows): of each whether it is known beforehand,
    /// and of all whether they may be missing.
    ///
    /// # Errors
    /// Those of [`tell`].
    pub(crate) fn tell(&mut self, x: &Features, known: &[bool], gaps: bool) -> Result<(), PrepareError> {
        let mut panel = Panel::clone(&self.panel);
        tell(&mut panel, &self.rows, &self.columns, x, known, gaps)?;
        self.panel = Arc::new(panel);
        Ok(())
    }

    /// What the training part holds.
    pub fn train(&self) -> Panel {
        self.panel.until(self.cuts[0])
    }

    /// The numbers of a part.
    pub fn range(&self, part: &str) -> Range<i64> {
        let (first, end) = self.panel.ends();
        match part {
            "train" => first..self.cuts[0],
            "validation" => self.cuts[0]..self.cuts[1],
            _ => self.cuts[1]..end,
        }
    }

    /// What was decided, for the report.
    pub fn report(&self) -> ForecastReport {
        let panel = &self.panel;
        let times = || panel.series.iter().map(|line| line.known.len() as u64);
        ForecastReport {
            time: self.columns.time.clone(),
            group: self.columns.group.clone().unwrap_or_default(),
            every: panel.grid.words(),
            season: panel.season,
            horizon: panel.horizon,
            interval: panel.interval,
            series: panel.series.len() as u64,
            times: times().sum(),
            filled: self.filled(),
            told: self.told.clone(),
            known: self.known.clone(),
        }
    }

    /// What becomes of rows without a target, where such tell other columns; none where there are none.
    fn without_target(&self, rows: Cleaned<'_>) -> Result<Option<Warning>, EvaluateError> {
        let (all, count) = (rows.all.rows(), rows.all.rows() - rows.labelled.rows());
        if self.told.is_empty() || count == 0 {
            return Ok(None);
        }
        let Untargeted { within, ahead } = untargeted(&self.panel, rows.all, &self.columns)?;
        let mut message =
            format!("{count} of {all} rows have no target: none of them is trained on or scored");
        if within > 0 {
            let told = self.told.join(", ");
            message += &format!("; {within} within the series still tell the other columns ({told})");
        }
        if !self.known.is_empty() && ahead > 0 {
            let known = self.known.join(", ");
            message += &format!(
                "; {ahead} after the last target tell what is known beforehand ({known}) of the times to be forecast"
            );
        }
        Ok(Some(Warning::new("target.missing", message, Place::column(&self.columns.target))))
    }

    fn filled(&self) -> u64 {
        self.panel.series.iter().flat_map(|line| &line.known).filter(|known| !**known).count() as u64
    }

    fn gaps(&self) -> Option<Warning> {
        let (filled, report) = (self.filled(), self.report());
        let message = format!(
            "{filled} of {} times (one each {}) have no row with a target: they count as the value of a season \
             before, or of the step before, and are not scored",
            report.times, report.every
        );
        (filled > 0).then(|| Warning::new("forecast.gaps", message, Place::column(&self.columns.time)))
    }
}

fn refused<T>(parameter: &'static str, message: &str, remedy: &'static str) -> Result<T, EvaluateError> {
    let (column, rows, message) = (String::new(), Vec::new(), message.to_string());
    Err(PrepareError::Series { parameter, column, rows, message, remedy }.into())
}

/// Refuses steps that would prepare nothing.
fn refuse_steps(recipe: &Recipe) -> Result<(), EvaluateError> {
    if recipe.prepare.iter().all(|step| !step.enabled) {
        return Ok(());
    }
    let message = "a forecast reads times and values as they are, this one is told no other columns, and the recipe \
                   has steps that prepare columns";
    refused(
        "prepare",
        message,
        "Switch the steps off, or name columns that are known beforehand in task.known.",
    )
}

/// Refuses a split that other questions may have, and a forecast may not.
fn refuse_split(recipe: &Recipe) -> Result<(), EvaluateError> {
    if matches!(recipe.split.method, None | Some(SplitMethod::Time)) {
        return Ok(());
    }
    let message = "a forecast is parted by time: the first times train, the last ones judge";
    refused("split.method", message, "Set split.method to time, or leave it out.")
}
