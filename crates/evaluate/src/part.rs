//! Rows of a part as a fitted preparation makes them: the one place that decides among which rows they stand.

use crate::{Arranged, EvaluateError};
use glasshouse_prepare::{Preparation, PrepareError, Prepared, take};
use std::borrow::Cow;

impl Arranged {
    /// Some rows of one part, ascending, as a preparation makes them; `rounded` as it is scored and exported
    /// ([`Preparation::apply_rounded`]).
    ///
    /// A preparation that looks along the rows makes training rows among the training rows, as they were fitted,
    /// and others among all rows of the table, so that a test row looks back at training rows as it would in truth.
    /// Faults name the rows as the file numbers them.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`].
    pub async fn prepare_rows(
        &self,
        preparation: &Preparation,
        rows: &[u32],
        rounded: bool,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prepared, EvaluateError> {
        let share = async |done: f64| pause(0.2 * done).await;
        let among = match preparation.looks_along() {
            true => self.among(rows),
            false => rows.into(),
        };
        let table = match among.len() == self.table.rows() {
            true => self.table.clone(),
            false => take(&self.table, &among, &share).await,
        };
        let share = async |done: f64| pause(0.2 + 0.6 * done).await;
        let prepared = match rounded {
            true => preparation.apply_rounded_in_pieces(&table, &share).await,
            false => preparation.apply_in_pieces(&table, &share).await,
        };
        let prepared = prepared.map_err(|error| self.refused(error, &among))?;
        if among.len() == rows.len() {
            return Ok(prepared);
        }
        let places: Vec<u32> =
            rows.iter().filter_map(|row| among.binary_search(row).ok()).map(|at| at as u32).collect();
        Ok(prepared.take(&places, &async |done: f64| pause(0.8 + 0.2 * done).await).await)
    }

    /// The rows that rows of a part stand among.
    fn among(&self, rows: &[u32]) -> Cow<'_, [u32]> {
        let train = &self.parts.train;
        match rows.first().is_some_and(|row| train.binary_search(row).is_ok()) {
            true => train.into(),
            false => (0..self.table.rows() as u32).collect(),
        }
    }

    /// A refusal of some rows of the table, with the row as the file numbers it.
    pub fn refused(&self, error: PrepareError, rows: &[u32]) -> EvaluateError {
        let rows: Vec<u32> = rows.iter().map(|row| self.rows[*row as usize]).collect();
        error.in_rows(&rows).into()
    }
}
