//! What a projection learnt, and what it makes of rows.

use super::numbers::Numbers;
use crate::fitted::{Applied, Applying, Made};
use crate::{FittedStep, Notes, PrepareError, cells};
use glasshouse_compute::{DEPTH, Matrix, add_product};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

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
    /// A weight for each column. Of `pca` and `truncated_svd` they are of length 1 together, and zeros where the
    /// training rows have no such direction.
    pub weights: Vec<f64>,
    /// What is divided by: 1, or the standard deviation.
    pub scale: f64,
    /// Variance of the training rows along it; of the classes, where those are told apart. Nothing of a random one.
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
}

impl FittedStep for ProjectionState {
    /// Whether its parts fit together and all its numbers are finite.
    fn is_sound(&self) -> bool {
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

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let made = self.components.iter().map(|component| component.name.as_str());
        vec![(self.reads(), made.collect())]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let mut numbers = Numbers::of(table, &self.columns, "a projection")?;
        if !self.centers.is_empty() {
            numbers.centers.clone_from(&self.centers);
        }
        let weights: Vec<f64> = self.components.iter().flat_map(|c| c.weights.iter().copied()).collect();
        let cells = vec![Vec::with_capacity(table.rows()); self.components.len()];
        Ok(Box::new(Projecting { state: self, numbers, weights, cells, rows: table.rows(), done: 0 }))
    }
}

/// Rows that are being projected.
struct Projecting<'a> {
    state: &'a ProjectionState,
    numbers: Numbers,
    /// The weights of each component, one component after the other.
    weights: Vec<f64>,
    /// What is made so far, by component.
    cells: Vec<Vec<f64>>,
    rows: usize,
    done: usize,
}

impl Applying for Projecting<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if self.done < self.rows && !self.cells.is_empty() {
            self.project(self.done..self.rows.min(self.done + ROWS));
            return Ok(Applied::Running(self.done as f64 / self.rows as f64));
        }
        let cells = std::mem::take(&mut self.cells).into_iter();
        let columns = self.state.components.iter().zip(cells);
        let columns = columns.map(|(c, cells)| cells::numeric(&c.name, cells.into())).collect();
        let names = &self.state.columns;
        let mut replaced: BTreeMap<_, _> = names.iter().map(|name| (name.clone(), Vec::new())).collect();
        if let Some(first) = names.first() {
            replaced.insert(first.clone(), columns);
        }
        Ok(Applied::Done(Made { replaced, appended: Vec::new() }))
    }
}

impl Projecting<'_> {
    fn project(&mut self, rows: Range<usize>) {
        let (count, width) = (self.cells.len(), self.numbers.width());
        let weights = Matrix::new(&self.weights, count, width).turned();
        let mut block = Vec::new();
        self.numbers.block(0..width, rows.clone(), &mut block);
        let mut made = vec![0.0; rows.len() * count];
        add_product(Matrix::new(&block, width, rows.len()).turned(), weights, &mut made);
        for (k, (cells, component)) in self.cells.iter_mut().zip(&self.state.components).enumerate() {
            cells.extend(made.iter().skip(k).step_by(count).map(|x| x / component.scale));
        }
        self.done = rows.end;
    }
}
