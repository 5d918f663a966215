//! What steps learnt, as plain data: what a bundle stores and an export writes down.

use crate::one_hots::OneHots;
use crate::{
    CategoriesState, FittedStep, Log1pState, MinMaxScalerState, MissingIndicatorState, Notes,
    OneHotEncoderState, OrdinalEncoderState, PrepareError, ProjectionState, SimpleImputerState, at_once,
    cells,
};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Everything that a step learnt, as data.
///
/// Columns are named as they stand when the step's turn comes; the columns that a step does not
/// name pass through. A step replaces a column in its place, so that the order of features
/// follows the order of columns; only `missing_indicator` appends, at the end. A projection's
/// components stand where the first of its columns stood.
///
/// A new kind goes last: its position is stored in every bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StepState {
    /// `simple_imputer`.
    SimpleImputer(SimpleImputerState),
    /// `missing_indicator`.
    MissingIndicator(MissingIndicatorState),
    /// `one_hot_encoder`.
    OneHotEncoder(OneHotEncoderState),
    /// `ordinal_encoder`.
    OrdinalEncoder(OrdinalEncoderState),
    /// `standard_scaler`: `(x - center) / scale`.
    StandardScaler(Vec<ScaledColumn>),
    /// `min_max_scaler`: `x * scale + min`.
    MinMaxScaler(MinMaxScalerState),
    /// `robust_scaler`: `(x - center) / scale`.
    RobustScaler(Vec<ScaledColumn>),
    /// `drop_columns`: names.
    DropColumns(Vec<String>),
    /// `log1p`: `ln(1 + x)`.
    Log1p(Log1pState),
    /// Categories for an estimator that takes them as codes: comes last, unasked.
    Categories(CategoriesState),
    /// `pca`.
    Pca(ProjectionState),
    /// `truncated_svd`.
    TruncatedSvd(ProjectionState),
}

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

impl StepState {
    /// Name of the kind of step in the recipe; `categories` stands in none.
    pub fn op(&self) -> &'static str {
        match self {
            Self::SimpleImputer(_) => "simple_imputer",
            Self::MissingIndicator(_) => "missing_indicator",
            Self::OneHotEncoder(_) => "one_hot_encoder",
            Self::OrdinalEncoder(_) => "ordinal_encoder",
            Self::StandardScaler(_) => "standard_scaler",
            Self::MinMaxScaler(_) => "min_max_scaler",
            Self::RobustScaler(_) => "robust_scaler",
            Self::DropColumns(_) => "drop_columns",
            Self::Log1p(_) => "log1p",
            Self::Categories(_) => "categories",
            Self::Pca(_) => "pca",
            Self::TruncatedSvd(_) => "truncated_svd",
        }
    }

    /// Columns whose cells it reads; those that it only drops are not among them.
    pub fn reads(&self) -> Vec<&str> {
        match self {
            Self::SimpleImputer(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::MissingIndicator(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::OneHotEncoder(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::OrdinalEncoder(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::StandardScaler(c) | Self::RobustScaler(c) => c.iter().map(|c| c.name.as_str()).collect(),
            Self::MinMaxScaler(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::Log1p(s) => s.columns.iter().map(String::as_str).collect(),
            Self::Categories(s) => s.columns.iter().map(|c| c.name.as_str()).collect(),
            Self::Pca(s) | Self::TruncatedSvd(s) => s.columns.iter().map(String::as_str).collect(),
            Self::DropColumns(_) => Vec::new(),
        }
    }

    /// Columns in which nothing is missing once it is applied, and those that it replaces by such.
    pub(crate) fn fills(&self) -> Vec<&str> {
        match self {
            Self::SimpleImputer(_) | Self::OneHotEncoder(_) => self.reads(),
            Self::OrdinalEncoder(s) => {
                s.columns.iter().filter(|c| !c.missing).map(|c| c.name.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Columns that it makes under other names, each with those that it makes them of.
    pub(crate) fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        match self {
            Self::OneHotEncoder(s) => {
                let outputs = s.columns.iter().map(|c| c.outputs.iter().map(String::as_str).collect());
                s.columns.iter().map(|c| vec![c.name.as_str()]).zip(outputs).collect()
            }
            Self::MissingIndicator(s) => {
                s.columns.iter().map(|c| (vec![c.name.as_str()], vec![c.output.as_str()])).collect()
            }
            Self::Pca(s) | Self::TruncatedSvd(s) => {
                let made = s.components.iter().map(|component| component.name.as_str());
                vec![(self.reads(), made.collect())]
            }
            _ => Vec::new(),
        }
    }

    /// Columns that it drops without reading them.
    pub fn drops(&self) -> &[String] {
        match self {
            Self::SimpleImputer(s) => &s.dropped,
            Self::DropColumns(names) => names,
            _ => &[],
        }
    }

    /// Takes in what the same step learnt of further columns.
    pub(crate) fn join(&mut self, more: Self) {
        match (self, more) {
            (Self::SimpleImputer(s), Self::SimpleImputer(more)) => {
                s.columns.extend(more.columns);
                s.dropped.extend(more.dropped);
            }
            (Self::MissingIndicator(s), Self::MissingIndicator(more)) => {
                s.columns.extend(more.columns);
                s.refused.extend(more.refused);
            }
            (Self::OneHotEncoder(s), Self::OneHotEncoder(more)) => s.columns.extend(more.columns),
            (Self::OrdinalEncoder(s), Self::OrdinalEncoder(more)) => s.columns.extend(more.columns),
            (Self::StandardScaler(s), Self::StandardScaler(more)) => s.extend(more),
            (Self::MinMaxScaler(s), Self::MinMaxScaler(more)) => s.columns.extend(more.columns),
            (Self::RobustScaler(s), Self::RobustScaler(more)) => s.extend(more),
            (Self::DropColumns(s), Self::DropColumns(more)) => s.extend(more),
            (Self::Log1p(s), Self::Log1p(more)) => s.columns.extend(more.columns),
            (Self::Categories(s), Self::Categories(more)) => s.columns.extend(more.columns),
            (kind, more) => debug_assert!(false, "{} of {}", more.op(), kind.op()),
        }
    }

    /// Forgets dropped columns that are no longer given to it.
    pub(crate) fn forget_dropped(&mut self, names: &[String]) {
        match self {
            Self::SimpleImputer(s) => s.dropped.retain(|d| !names.contains(d)),
            Self::DropColumns(dropped) => dropped.retain(|d| !names.contains(d)),
            _ => {}
        }
    }

    /// Applies to any table that has the columns it was fitted on. The order and the number of
    /// rows stay. What a person should know goes to `notes`.
    ///
    /// # Errors
    /// A column that is not there or has another type, and what the step refuses.
    pub fn apply(&self, table: &Table, notes: &mut Notes) -> Result<Table, PrepareError> {
        at_once(self.apply_in_pieces(table, &mut OneHots::default(), notes, &async |_| {}))
    }

    /// As [`StepState::apply`], a column at a time; `one_hots` keeps what need not be columns.
    ///
    /// # Errors
    /// Those of [`StepState::apply`].
    pub(crate) async fn apply_in_pieces(
        &self,
        table: &Table,
        one_hots: &mut OneHots,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Table, PrepareError> {
        if let Self::Pca(s) | Self::TruncatedSvd(s) = self {
            let whole = one_hots.in_table(table, &s.columns)?;
            s.columns.iter().for_each(|name| one_hots.forget(name));
            return s.apply(&whole, self.op(), pause).await;
        }
        if let Self::MissingIndicator(s) = self {
            s.check(table)?;
        }
        let names = self.reads();
        let all: HashMap<&str, &Arc<Column>> =
            table.columns().iter().map(|column| (column.name.as_str(), column)).collect();
        let mut made = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let share = async |done: f64| pause((at as f64 + done) / names.len() as f64).await;
            let column = match all.get(name) {
                Some(column) => column,
                None => cells::column(table, name)?,
            };
            made.push(match self {
                // Nothing is missing there.
                Self::SimpleImputer(_) if one_hots.holds(name) => vec![column.clone()],
                Self::OneHotEncoder(s) if one_hots.take(s.columns[at].outputs.len()) => {
                    s.codes(at, column, one_hots, notes)?
                }
                _ => self.treat(at, &one_hots.whole(column), notes, &share).await?,
            });
            if !matches!(self, Self::MissingIndicator(_) | Self::SimpleImputer(_)) {
                one_hots.forget(name);
            }
            share(1.0).await;
        }
        Ok(match self {
            Self::DropColumns(names) => table.drop(names),
            Self::MissingIndicator(_) => {
                let columns = table.columns().iter().cloned().chain(made.into_iter().flatten());
                Table::new(columns.collect(), table.rows())
            }
            _ => {
                let dropped = self.drops().iter().map(|name| (name.clone(), Vec::new()));
                let made = names.into_iter().map(String::from).zip(made);
                cells::replace(table, made.chain(dropped).collect())
            }
        })
    }

    /// What becomes of the column at a place among those that it reads.
    async fn treat(
        &self,
        at: usize,
        column: &Arc<Column>,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        match self {
            Self::OneHotEncoder(s) => s.treat(at, column, notes, pause).await,
            Self::SimpleImputer(s) => s.treat(at, column, notes),
            Self::MissingIndicator(s) => s.treat(at, column, notes),
            Self::OrdinalEncoder(s) => s.treat(at, column, notes),
            Self::StandardScaler(columns) | Self::RobustScaler(columns) => {
                columns.as_slice().treat(at, column, notes)
            }
            Self::MinMaxScaler(s) => s.treat(at, column, notes),
            Self::Log1p(s) => s.treat(at, column, notes),
            Self::Categories(s) => s.treat(at, column, notes),
            // These read their columns together: see `apply_in_pieces`.
            Self::DropColumns(_) | Self::Pca(_) | Self::TruncatedSvd(_) => Ok(vec![column.clone()]),
        }
    }
}

impl FittedStep for [ScaledColumn] {
    fn treat(
        &self,
        at: usize,
        column: &Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let ScaledColumn { center, scale, .. } = self[at];
        cells::map_numbers(column, |x| {
            let centered = center.map_or(x, |c| x - c);
            scale.map_or(centered, |s| centered / s)
        })
    }
}
