//! Encoders that look a category up in a table of numbers: what they share of their fits.

use super::one_hot_encoder::categories;
use super::{TargetColumn, TargetEncoderState};
use crate::cells::Coded;
use crate::step::{Fit, Fitted, Fitting, TrainRows};
use crate::{Notes, PrepareError, StepState, cells};
use glasshouse_table::{Column, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The categories of a column in the training rows.
pub(super) struct Seen {
    /// Sorted by code points.
    pub categories: Vec<String>,
    /// Whether a missing cell is a category too, which comes after the others.
    pub missing: bool,
    /// The place of each row's category.
    pub places: Vec<usize>,
}

impl Seen {
    /// Of a column.
    pub fn of(column: &Column, step: &str) -> Result<Self, PrepareError> {
        let coded = categories(column, step)?;
        let known: Vec<String> = coded.sorted_counts().keys().map(ToString::to_string).collect();
        Ok(Self { places: places(&coded, &known), missing: coded.missing() > 0, categories: known })
    }

    /// The number of categories.
    pub fn count(&self) -> usize {
        self.categories.len() + usize::from(self.missing)
    }

    /// For each category the number of its rows.
    pub fn sizes(&self) -> Vec<f64> {
        self.sums(|_| 1.0)
    }

    /// For each category the sum of something of its rows, in their order.
    pub fn sums(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.count()];
        self.places.iter().enumerate().for_each(|(row, place)| sums[*place] += of(row));
        sums
    }

    /// The column with a table of numbers for each output.
    pub fn column(self, name: &str, outputs: Vec<String>, encodings: Vec<Vec<f64>>) -> TargetColumn {
        TargetColumn {
            name: name.into(),
            categories: self.categories,
            missing: self.missing,
            outputs,
            encodings,
        }
    }
}

/// The place of each row's category; a missing cell's comes after the others.
pub(super) fn places(coded: &Coded, categories: &[String]) -> Vec<usize> {
    let known: Vec<usize> = coded
        .values
        .iter()
        .map(|value| categories.binary_search(value).unwrap_or(categories.len()))
        .collect();
    coded.codes.iter().map(|code| code.map_or(categories.len(), |code| known[code as usize])).collect()
}

/// A column that was learnt, and the training rows where they are not what it makes of them.
pub(super) type Learnt = (TargetColumn, Option<Vec<Arc<Column>>>);

/// A fit of a column at a time.
pub(super) struct ColumnByColumn<L> {
    pub op: &'static str,
    pub names: Vec<String>,
    pub train: Table,
    pub state: TargetEncoderState,
    pub wrap: fn(TargetEncoderState) -> StepState,
    pub learn: L,
    pub made: BTreeMap<String, Vec<Arc<Column>>>,
}

impl<L: FnMut(&str, Seen) -> Learnt> Fitting for ColumnByColumn<L> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        let Some(name) = self.names.get(self.state.columns.len()) else {
            let made = std::mem::take(&mut self.made);
            let train = (!made.is_empty())
                .then(|| TrainRows { table: cells::replace(&self.train, made), changed: None });
            return Ok(Fit::Done(Fitted { state: Some((self.wrap)(self.state.clone())), train }));
        };
        let seen = Seen::of(cells::column(&self.train, name)?, self.op)?;
        let (column, made) = (self.learn)(name, seen);
        self.made.extend(made.map(|made| (name.clone(), made)));
        self.state.columns.push(column);
        Ok(Fit::Running(self.state.columns.len() as f64 / self.names.len() as f64))
    }
}
