//! What `hashing_vectorizer` knows: how a text is taken apart, and into how many columns its terms are counted.

use super::analyzer::Analyzer;
use super::cells::Texts;
use super::murmur::murmur;
use super::terms::{Norm, divided};
use crate::thin::ThinRows;
use crate::{FittedStep, Notes, PrepareError};
use glasshouse_table::Column;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Rows that are read between two pauses.
pub(super) const ROWS: usize = 2048;

/// What `hashing_vectorizer` knows. A missing text is one without terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HashedTextsState {
    /// Columns in the order of the fit.
    pub columns: Vec<HashedTextColumn>,
    /// How a text is taken apart.
    pub analyzer: Analyzer,
    /// Columns that each becomes.
    pub n_features: u32,
    /// Whether half of the terms count as −1.
    pub alternate_sign: bool,
    /// Whether a column is 1 where any of its terms occurs.
    pub binary: bool,
    /// What each row is divided by.
    pub norm: Norm,
}

/// A column of texts, and the numeric columns that replace it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HashedTextColumn {
    /// Column.
    pub name: String,
    /// Names of the columns that replace it, by place.
    pub outputs: Vec<String>,
    /// Places of a training row that are not zero, on average and rounded up.
    pub usual: u32,
}

impl HashedTextsState {
    /// The cells of the column at a place, by rows, a block of rows at a time.
    pub(crate) async fn rows(
        &self,
        at: usize,
        column: &Column,
        pause: &impl AsyncFn(f64),
    ) -> Result<ThinRows, PrepareError> {
        let texts = Texts::of(column, "hashing_vectorizer")?;
        let mut rows = ThinRows::new(self.columns[at].usual as usize);
        let mut counts = Vec::new();
        for row in 0..column.len() {
            self.count(texts.get(row), &mut counts);
            divided(&self.norm, &mut counts);
            rows.push(counts.drain(..));
            if row % ROWS == ROWS - 1 {
                pause(row as f64 / column.len() as f64).await;
            }
        }
        Ok(rows)
    }

    /// Counts the terms of a text by ascending place. Terms of one place with other signs may come to 0.
    pub(super) fn count(&self, text: Option<&str>, counts: &mut Vec<(u32, f64)>) {
        let mut tell = |term: &str| counts.push(self.place(term));
        if let Some(text) = text {
            self.analyzer.each(text, &mut tell);
        }
        counts.sort_by_key(|count| count.0);
        counts.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0.0 };
            same
        });
        if self.binary {
            counts.iter_mut().for_each(|count| count.1 = 1.0);
        }
    }

    /// The place of a term, and what it counts for.
    fn place(&self, term: &str) -> (u32, f64) {
        let hash = murmur(term.as_bytes());
        let sign = if self.alternate_sign && hash < 0 { -1.0 } else { 1.0 };
        (hash.unsigned_abs() % self.n_features, sign)
    }
}

impl FittedStep for HashedTextsState {
    /// Whether each of its columns has as many outputs as there are places.
    fn is_sound(&self) -> bool {
        let places = self.n_features > 0 && self.analyzer.is_sound();
        places && self.columns.iter().all(|c| c.outputs.len() == self.n_features as usize)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let outputs = self.columns.iter().map(|c| c.outputs.iter().map(String::as_str).collect());
        self.columns.iter().map(|c| vec![c.name.as_str()]).zip(outputs).collect()
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let rows = crate::at_once(self.rows(at, &column, &async |_| {}))?;
        Ok(rows.columns(&self.columns[at].outputs))
    }
}
