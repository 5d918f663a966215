//! What the pictures of an explanation show: what columns contribute to answers.

use super::{null, same};
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// Dots of many rows, one below another by name: what each column contributes to each row's answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Swarm {
    /// What the dots' places are, as `SHAP value`.
    pub what: String,
    /// What the names are; may be empty.
    pub by: String,
    /// What the colours are; empty where dots have none.
    pub color: String,
    /// The lines of dots, from top to bottom.
    pub lines: Vec<SwarmLine>,
    /// Number of each row, as people count them; as many as each line has dots, or none.
    pub rows: Vec<u64>,
    /// Lines that are not shown.
    #[serde(default)]
    pub left_out: u64,
}

/// A line of dots. What is not finite is not drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SwarmLine {
    /// Its name.
    pub name: String,
    /// Place of each dot.
    #[serde(with = "null")]
    pub values: Vec<f64>,
    /// Colour of each, 0 to 1; muted where it is no number.
    #[serde(with = "null")]
    pub colors: Vec<f64>,
    /// What is told beside each: numbers, or places among `names`.
    #[serde(with = "null")]
    pub cells: Vec<f64>,
    /// What the cells are; empty where there are none.
    pub cell: String,
    /// Cells that are words.
    pub names: Vec<String>,
}

/// What leads from a base to an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contributions {
    /// What the numbers are.
    pub what: String,
    /// What is answered where nothing is known.
    #[serde(with = "null")]
    pub base: f64,
    /// What is answered. The base and all values together, rounding aside.
    #[serde(with = "null")]
    pub answer: f64,
    /// Name with its cell, and value, the largest first.
    #[serde(with = "null")]
    pub items: Vec<(String, f64)>,
}

impl Swarm {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        self.lines.iter().try_for_each(|line| {
            let n = line.values.len();
            same("colours of dots", line.colors.len(), "dots", n)?;
            if !line.cell.is_empty() {
                same("cells", line.cells.len(), "dots", n)?;
            }
            if self.rows.is_empty() { Ok(()) } else { same("rows", self.rows.len(), "dots", n) }
        })
    }

    /// Dots that have a place.
    pub(crate) fn dots(&self) -> usize {
        self.lines.iter().flat_map(|line| &line.values).filter(|value| value.is_finite()).count()
    }
}

impl Contributions {
    /// Items with a finite value.
    pub(crate) fn finite(&self) -> impl Iterator<Item = (&str, f64)> {
        self.items.iter().map(|(name, value)| (name.as_str(), *value)).filter(|item| item.1.is_finite())
    }
}
