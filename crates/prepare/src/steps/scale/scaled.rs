//! Columns that are moved and divided: what several scalers learn.

use crate::{FittedStep, Notes, PrepareError, cells};
use glasshouse_table::Column;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A numeric column that becomes `(x - center) / scale`, in this order and in double precision.
/// A missing number stays missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaledColumn {
    /// Column.
    pub name: String,
    /// What is subtracted; nothing when `None`.
    pub center: Option<f64>,
    /// What is divided by afterwards; nothing when `None`.
    pub scale: Option<f64>,
}

impl FittedStep for Vec<ScaledColumn> {
    fn reads(&self) -> Vec<&str> {
        self.iter().map(|c| c.name.as_str()).collect()
    }

    fn join(&mut self, more: Self) {
        self.extend(more);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let ScaledColumn { center, scale, .. } = self[at];
        cells::map_numbers(column, |x| {
            let centered = center.map_or(x, |c| x - c);
            scale.map_or(centered, |s| centered / s)
        })
    }
}
