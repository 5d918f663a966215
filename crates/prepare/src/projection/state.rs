//! What a projection learnt, and what it makes of rows.

use super::numbers::Numbers;
use crate::{PrepareError, cells};
use glasshouse_compute::{DEPTH, Matrix, add_product};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are projected at a time.
const ROWS: usize = 512;

/// Columns and the directions that replace them: component `k` of a row is the sum of
/// `(x - center) * weight` over the columns, divided by its scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectionState {
    /// Columns that it reads.
    pub columns: Vec<String>,
    /// What is subtracted from each; empty for nothing.
    pub centers: Vec<f64>,
    /// The components, that with the most variance first.
    pub components: Vec<Component>,
}

/// A direction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Name of the column that it makes.
    pub name: String,
    /// A weight for each column, of length 1 together; zeros where the training rows have no such direction.
    pub weights: Vec<f64>,
    /// What is divided by: 1, or the standard deviation.
    pub scale: f64,
    /// Variance of the training rows along it.
    pub variance: f64,
    /// Share of the variance of all columns; 0 where nothing varies.
    pub share: f64,
}

impl ProjectionState {
    /// Columns whose products are added up one after the other before their sum is added to that of those
    /// before them.
    pub const BLOCK: usize = DEPTH;

    /// Share of the variance of all columns that the components hold together.
    pub fn share(&self) -> f64 {
        self.components.iter().map(|c| c.share).sum()
    }

    /// Whether its parts fit together and all its numbers are finite.
    pub fn is_sound(&self) -> bool {
        let width = self.columns.len();
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let sound = |c: &Component| {
            c.weights.len() == width && finite(&c.weights) && c.scale.is_finite() && c.scale > 0.0
        };
        (self.centers.is_empty() || self.centers.len() == width)
            && finite(&self.centers)
            && self.components.iter().all(sound)
            && self.columns.is_empty() == self.components.is_empty()
    }

    /// The table with its columns replaced, where the first of them stands.
    pub(crate) async fn apply(
        &self,
        table: &Table,
        step: &str,
        pause: &impl AsyncFn(f64),
    ) -> Result<Table, PrepareError> {
        let Some(first) = self.columns.first() else { return Ok(table.clone()) };
        let mut numbers = Numbers::of(table, &self.columns, step)?;
        if !self.centers.is_empty() {
            numbers.centers.clone_from(&self.centers);
        }
        let weights: Vec<f64> = self.components.iter().flat_map(|c| c.weights.iter().copied()).collect();
        let weights = Matrix::new(&weights, self.components.len(), self.columns.len()).turned();
        let mut cells: Vec<Vec<f64>> = vec![Vec::with_capacity(table.rows()); self.components.len()];
        let (mut block, mut made) = (Vec::new(), Vec::new());
        for begin in (0..table.rows()).step_by(ROWS) {
            let end = table.rows().min(begin + ROWS);
            numbers.block(0..self.columns.len(), begin..end, &mut block);
            made.clear();
            made.resize((end - begin) * self.components.len(), 0.0);
            let rows = Matrix::new(&block, self.columns.len(), end - begin).turned();
            add_product(rows, weights, &mut made);
            for (k, (cells, component)) in cells.iter_mut().zip(&self.components).enumerate() {
                cells.extend(made.iter().skip(k).step_by(self.components.len()).map(|x| x / component.scale));
            }
            pause(end as f64 / table.rows() as f64).await;
        }
        let columns = self.components.iter().zip(cells);
        let columns = columns.map(|(c, cells)| cells::numeric(&c.name, cells.into())).collect();
        let mut made: BTreeMap<String, Vec<Arc<Column>>> =
            self.columns.iter().map(|name| (name.clone(), Vec::new())).collect();
        made.insert(first.clone(), columns);
        Ok(cells::replace(table, made))
    }
}
