//! What an axis measures, and what points are coloured and sized by.

use super::null;
use crate::ChartError;
use serde::{Deserialize, Serialize};

/// How values are laid along an axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AxisScale {
    /// Numbers at equal distances.
    #[default]
    Linear,
    /// Equal ratios at equal distances. Values that are not above zero are left out and counted.
    Log,
    /// Microseconds since 1970-01-01 UTC, written as dates.
    Time,
}

/// What an axis measures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What stands beside it.
    pub name: String,
    /// The table's column whose values it has. Only such an axis can be brushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How values are laid along it.
    #[serde(default)]
    pub scale: AxisScale,
    /// Whether its values count something, so that nothing stands between whole numbers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// Which class each of several things belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classes {
    /// What the classes are of: a column's name.
    pub column: String,
    /// Classes in order; the order gives the colours.
    pub names: Vec<String>,
    /// Position among `names`, for each thing; none where it is missing.
    pub codes: Vec<Option<u32>>,
}

/// An amount for each of several things.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Amounts {
    /// What the amounts measure.
    pub axis: Axis,
    /// The amount of each thing; what is not finite is missing.
    #[serde(with = "null")]
    pub values: Vec<f64>,
}

/// What things are coloured by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coloring {
    /// By class.
    Classes(Classes),
    /// By amount.
    Amounts(Amounts),
}

impl Axis {
    /// An axis that bears the values of a column and its name.
    pub fn column(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { column: Some(name.clone()), name, scale: AxisScale::Linear, whole: false }
    }

    /// An axis of something that is no column of the table.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Laid out in another way.
    pub fn scaled(self, scale: AxisScale) -> Self {
        Self { scale, ..self }
    }
}

impl Classes {
    /// Whether there is a code for each of `n` things, and a name for each code.
    pub(crate) fn check(&self, n: usize) -> Result<(), ChartError> {
        same("classes of things", self.codes.len(), "things", n)?;
        match self.codes.iter().flatten().find(|code| **code as usize >= self.names.len()) {
            Some(code) => Err(ChartError::Data(format!("no name for class {code} of {}", self.column))),
            None => Ok(()),
        }
    }
}

impl Coloring {
    /// Whether there is a colour for each of `n` things.
    pub(crate) fn check(&self, n: usize) -> Result<(), ChartError> {
        match self {
            Self::Classes(classes) => classes.check(n),
            Self::Amounts(amounts) => same("amounts", amounts.values.len(), "things", n),
        }
    }

    /// What is shown by colour.
    pub fn name(&self) -> &str {
        match self {
            Self::Classes(classes) => &classes.column,
            Self::Amounts(amounts) => &amounts.axis.name,
        }
    }
}

/// An error where two lengths differ.
pub(crate) fn same(what: &str, n: usize, other: &str, m: usize) -> Result<(), ChartError> {
    if n == m { Ok(()) } else { Err(ChartError::Data(format!("{n} {what}, but {m} {other}"))) }
}
