//! The series of a recipe, and the times at which its parts begin.

use crate::stratify::sizes;
use crate::{EvaluateError, Split};
use glasshouse_learn::forecast::Panel;
use glasshouse_prepare::{Known, PrepareError, SeriesColumns, read_series};
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
}

impl Timed {
    /// Reads the series of rows that have a target, and parts them by time.
    ///
    /// # Errors
    /// What [`SeriesColumns::of`] and [`read_series`] refuse; a split that is not by time; steps, which
    /// a forecast does not take.
    pub(crate) fn of(
        table: &Table,
        recipe: &Recipe,
        target: &str,
        shares: &Parts<f64>,
    ) -> Result<(Self, Split), EvaluateError> {
        refuse(recipe)?;
        let columns = SeriesColumns::of(table, recipe, target)?;
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
        let timed = Self { panel: Arc::new(read.panel), columns, cuts };
        let warnings = [columns_unread(&timed, table, recipe), timed.gaps()].into_iter().flatten().collect();
        Ok((timed, Split { parts, warnings }))
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
        }
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

fn columns_unread(timed: &Timed, table: &Table, recipe: &Recipe) -> Option<Warning> {
    timed.columns.unread(table, recipe)
}

/// Refuses what a recipe may say of other questions, and not of this.
fn refuse(recipe: &Recipe) -> Result<(), EvaluateError> {
    let refused = |parameter, message: &str, remedy| {
        let (column, rows, message) = (String::new(), Vec::new(), message.to_string());
        Err(PrepareError::Series { parameter, column, rows, message, remedy }.into())
    };
    if recipe.prepare.iter().any(|step| step.enabled) {
        let message =
            "a forecast reads times and values as they are, and the recipe has steps that prepare columns";
        return refused("prepare", message, "Switch the steps off, or take them out.");
    }
    if !matches!(recipe.split.method, None | Some(SplitMethod::Time)) {
        let message = "a forecast is parted by time: the first times train, the last ones judge";
        return refused("split.method", message, "Set split.method to time, or leave it out.");
    }
    Ok(())
}
