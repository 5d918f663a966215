//! Categories as codes, for estimators that take them so: what is left of text when the last step is
//! done, where the estimator divides categories itself.

use super::one_hot_encoder::categories;
use crate::{FittedStep, Notes, PrepareError, cells};
use glasshouse_table::Column;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Columns whose categories become their places, as scikit-learn's estimators with
/// `categorical_features="from_dtype"` do it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoriesState {
    /// Columns in the order of the table.
    pub columns: Vec<CategoryColumn>,
}

/// A column whose cells become the place of their category, from 0. A missing cell and a category that
/// the training rows did not have become missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryColumn {
    /// Column.
    pub name: String,
    /// Categories of the training rows, sorted by code points, none of them empty.
    pub categories: Vec<String>,
}

impl CategoriesState {
    /// Takes in what the categories of a column are.
    pub(crate) fn learn(&mut self, column: &Column) -> Result<(), PrepareError> {
        let codes = categories(column, "the model")?;
        let known = codes.sorted_counts().into_keys().filter(|c| !c.is_empty()).map(String::from);
        self.columns.push(CategoryColumn { name: column.name.clone(), categories: known.collect() });
        Ok(())
    }
}

impl FittedStep for CategoriesState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let CategoryColumn { name, categories: all } = &self.columns[at];
        let coded = categories(&column, "the model")?;
        let known: Vec<Option<f64>> = coded
            .values
            .iter()
            .map(|value| all.binary_search(value).ok().map(|place| place as f64))
            .collect();
        let unseen = |code: &u32| known[*code as usize].is_none() && !coded.values[*code as usize].is_empty();
        notes.add_unseen(name, coded.codes.iter().flatten().filter(|code| unseen(code)).count() as u64);
        let place = |code: &Option<u32>| code.and_then(|code| known[code as usize]);
        Ok(vec![cells::number_column(name, coded.codes.iter().map(place))])
    }
}
