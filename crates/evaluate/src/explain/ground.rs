//! What an explanation stands on: a pipeline, rows of a table, and rows that they are compared with.

use crate::EvaluateError;
use glasshouse_learn::Features;
use glasshouse_learn::Prediction;
use glasshouse_prepare::{Pipeline, take};
use glasshouse_table::Table;
use ndarray::Array2;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A pipeline with the raw rows that it is explained on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// What is explained.
    pub pipeline: &'a Pipeline,
    /// Raw rows.
    pub table: &'a Table,
    /// Those that are looked at.
    pub rows: &'a [u32],
    /// Those that they are compared with: of training, where they are at hand.
    pub background: &'a [u32],
    /// Seed of what is drawn.
    pub seed: u64,
}

/// Of raw columns, the rows that their cells are taken from where these differ from the others'.
pub(super) type Moved<'a> = BTreeMap<&'a str, Vec<u32>>;

/// At most so many of some rows, spread evenly, in their order.
pub fn spread(rows: &[u32], most: usize) -> Vec<u32> {
    let (all, count) = (rows.len() as u64, rows.len().min(most) as u64);
    (0..count).map(|i| rows[(i * all / count) as usize]).collect()
}

impl<'a> Ground<'a> {
    /// The design matrix of some rows, as it is scored. Where steps look along the rows they stand among all.
    pub(super) async fn features(
        &self,
        rows: &[u32],
        pause: &impl AsyncFn(f64),
    ) -> Result<Features, EvaluateError> {
        let preparation = self.pipeline.preparation();
        let share = async |done: f64| pause(0.5 * done).await;
        let prepared = if preparation.looks_along() {
            let all = preparation.apply_rounded_in_pieces(self.table, &share).await?;
            all.take(rows, &share).await
        } else {
            let table = take(self.table, rows, &share).await;
            preparation.apply_rounded_in_pieces(&table, &share).await?
        };
        Ok(prepared.features_in_pieces(&async |done: f64| pause(0.5 + 0.5 * done).await).await?)
    }

    /// Whether raw cells may be changed one by one: not where steps look along the rows, for then a cell would
    /// change what is made of other rows.
    ///
    /// # Errors
    /// Where they may not.
    pub fn may_mix(&self) -> Result<(), EvaluateError> {
        match self.pipeline.preparation().looks_along() {
            false => Ok(()),
            true => Err(EvaluateError::NotExplained {
                message:
                    "the steps look along the rows, so that a changed cell would change what is made of \
                          other rows"
                        .into(),
                remedy: "Ask for SHAP values of a model of trees or a linear model, which need no changed cells.",
            }),
        }
    }

    /// The model's answers to rows of which some columns are taken from other rows.
    pub(super) async fn mixed(
        &self,
        rows: &[u32],
        moved: &Moved<'_>,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prediction, EvaluateError> {
        let inputs = &self.pipeline.state().inputs;
        let mut columns = Vec::with_capacity(inputs.len());
        for input in inputs {
            if let Some(column) = self.table.column(&input.name) {
                let from = moved.get(input.name.as_str()).map_or(rows, Vec::as_slice);
                columns.push(std::sync::Arc::new(column.take(from)));
                pause(0.0).await;
            }
        }
        self.asked(&Table::new(columns, rows.len()), pause).await
    }

    /// The model's answers to rows of a table.
    pub(super) async fn asked(
        &self,
        table: &Table,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prediction, EvaluateError> {
        Ok(self.pipeline.predict_in_pieces(table, pause).await?.prediction)
    }

    /// The raw column of a name, if the model reads it.
    pub(super) fn input(&self, name: &str) -> Result<usize, EvaluateError> {
        let inputs = &self.pipeline.state().inputs;
        inputs.iter().position(|input| input.name == name).ok_or_else(|| EvaluateError::NotExplained {
            message: format!("the model does not read a column \"{name}\""),
            remedy: "Name one of the columns that it reads, as the file writes them.",
        })
    }
}

/// The cells as a dense matrix.
pub(super) fn dense(x: &Features) -> Cow<'_, Array2<f32>> {
    match &x.sparse {
        Some(sparse) => Cow::Owned(sparse.to_dense()),
        None => Cow::Borrowed(&x.data),
    }
}
