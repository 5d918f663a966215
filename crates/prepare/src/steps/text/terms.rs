//! What the vectorizers learn: the terms, and what each weighs.

use super::analyzer::Analyzer;
use super::cells::Texts;
use crate::thin::ThinRows;
use crate::{FittedStep, Notes, PrepareError};
use glasshouse_stats::sum;
use glasshouse_table::Column;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows that are read between two pauses.
const ROWS: usize = 2048;

/// What `count_vectorizer` and `tfidf_vectorizer` learn. A missing text is one without terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermsState {
    /// Columns in the order of the fit.
    pub columns: Vec<TermsColumn>,
    /// How a text is taken apart.
    pub analyzer: Analyzer,
    /// Whether a term counts once a row.
    pub binary: bool,
    /// Whether a count becomes 1 plus its logarithm.
    pub sublinear: bool,
    /// What each row is divided by.
    pub norm: Norm,
}

/// A column of texts, and the numeric columns that replace it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermsColumn {
    /// Column.
    pub name: String,
    /// Its terms, sorted by code points.
    pub terms: Vec<String>,
    /// Names of the columns that replace it, a term each.
    pub outputs: Vec<String>,
    /// What the count of each term is multiplied by; nothing where they are plain counts.
    pub idf: Vec<f64>,
    /// Terms that a training row has on average, rounded up.
    pub usual: u32,
}

/// What each row is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Norm {
    /// Nothing.
    None,
    /// The sum.
    L1,
    /// The root of the sum of squares.
    L2,
}

impl TermsState {
    /// The cells of the column at a place, by rows, a block of rows at a time.
    pub(crate) async fn rows(
        &self,
        at: usize,
        column: &Column,
        step: &str,
        pause: &impl AsyncFn(f64),
    ) -> Result<ThinRows, PrepareError> {
        let texts = Texts::of(column, step)?;
        let own = &self.columns[at];
        let places: HashMap<&str, u32> = own.terms.iter().map(String::as_str).zip(0..).collect();
        let mut rows = ThinRows::new(own.usual as usize);
        let mut counts: Vec<(u32, f64)> = Vec::new();
        for row in 0..column.len() {
            self.count(texts.get(row), &places, &mut counts);
            self.weigh(&own.idf, &mut counts);
            rows.push(counts.drain(..));
            if row % ROWS == ROWS - 1 {
                pause(row as f64 / column.len() as f64).await;
            }
        }
        Ok(rows)
    }

    /// Counts the known terms of a text, by ascending place.
    fn count(&self, text: Option<&str>, places: &HashMap<&str, u32>, counts: &mut Vec<(u32, f64)>) {
        let mut known = |term: &str| counts.extend(places.get(term).map(|place| (*place, 1.0)));
        if let Some(text) = text {
            self.analyzer.each(text, &mut known);
        }
        counts.sort_unstable_by_key(|count| count.0);
        counts.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0.0 };
            same
        });
    }

    /// Makes weights of counts.
    fn weigh(&self, idf: &[f64], counts: &mut [(u32, f64)]) {
        for (place, count) in counts.iter_mut() {
            if self.binary {
                *count = 1.0;
            }
            if self.sublinear {
                *count = libm::log(*count) + 1.0;
            }
            *count *= idf.get(*place as usize).copied().unwrap_or(1.0);
        }
        divided(&self.norm, counts);
    }
}

/// Divides the cells of a row.
pub(super) fn divided(norm: &Norm, counts: &mut [(u32, f64)]) {
    let norm = match norm {
        Norm::None => return,
        Norm::L1 => sum(&counts.iter().map(|count| count.1.abs()).collect::<Vec<_>>()),
        Norm::L2 => libm::sqrt(sum(&counts.iter().map(|count| count.1 * count.1).collect::<Vec<_>>())),
    };
    if norm > 0.0 {
        counts.iter_mut().for_each(|count| count.1 /= norm);
    }
}

impl FittedStep for TermsState {
    fn is_sound(&self) -> bool {
        let of = |column: &TermsColumn| (column.terms.len(), column.outputs.len(), column.idf.len());
        let mut columns = self.columns.iter().map(of);
        self.analyzer.is_sound()
            && columns.all(|(terms, outputs, idf)| outputs == terms && (idf == 0 || idf == terms))
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
        let rows = crate::at_once(self.rows(at, &column, "a vectorizer", &async |_| {}))?;
        Ok(rows.columns(&self.columns[at].outputs))
    }
}
