//! What a regressor is told of the other columns of a table beside lags.
//!
//! A column that is known beforehand (a price, a holiday) is told as it is at the time that is forecast;
//! of the others only what was there when the forecast begins, so many steps before.

use super::Column;
use crate::FeatureKind;
use serde::{Deserialize, Serialize};

/// A column that a forecast was fitted to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FurtherColumn {
    /// Its name after preparation.
    pub name: String,
    /// Whether its values of times to come are known beforehand.
    pub known: bool,
}

/// The columns, and how far back those that are not known beforehand are told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Further {
    /// The columns.
    pub columns: Vec<FurtherColumn>,
    /// Values so many steps before, ascending; 1 is the last one that was there.
    pub lags: Vec<u32>,
}

impl Further {
    /// Columns at the lags that were asked for; where none were, at the last time and a season before.
    pub fn new(columns: &[Column], mut lags: Vec<u32>, season: u32) -> Self {
        if lags.is_empty() {
            lags = vec![1, season.max(1)];
        }
        lags.sort_unstable();
        lags.dedup();
        let columns = columns.iter().map(|c| FurtherColumn { name: c.name.clone(), known: c.known });
        let columns: Vec<FurtherColumn> = columns.collect();
        if columns.iter().all(|column| column.known) {
            lags.clear();
        }
        Self { columns, lags }
    }

    /// Values that come before the first that has all features.
    pub fn memory(&self) -> usize {
        self.lags.last().copied().unwrap_or(0) as usize
    }

    /// How often a column is told.
    fn each(&self, known: bool, difference: bool) -> usize {
        if known { 1 + usize::from(difference) } else { self.lags.len() }
    }

    /// Names of the features. Where the answer is a difference from the last value, what is known is told
    /// as it was then, too.
    pub fn names(&self, difference: bool) -> Vec<String> {
        let mut names = Vec::new();
        for FurtherColumn { name, known } in &self.columns {
            let before = |lag: &u32| format!("{name} {lag} before");
            match known {
                true => names.extend([name.clone()].into_iter().chain(difference.then(|| before(&1)))),
                false => names.extend(self.lags.iter().map(before)),
            }
        }
        names
    }

    /// What the features hold, of columns as they stand in a panel.
    pub fn kinds(&self, columns: &[Column], difference: bool) -> Vec<FeatureKind> {
        let each = |column: &Column| vec![column.kind; self.each(column.known, difference)];
        columns.iter().flat_map(each).collect()
    }

    /// The features of the value at a place of a series, told when the value at the place `last` was the
    /// last that was there. What is looked up beyond what was told is as it was told last.
    pub fn features(&self, told: &[Vec<f32>], difference: bool, last: usize, at: usize, out: &mut Vec<f32>) {
        for (column, cells) in self.columns.iter().zip(told) {
            let cell = |at: usize| cells.get(at).or(cells.last()).copied().unwrap_or(f32::NAN);
            match column.known {
                true => out.extend([cell(at)].into_iter().chain(difference.then(|| cell(last)))),
                false => {
                    out.extend(self.lags.iter().map(|lag| cell((last + 1).saturating_sub(*lag as usize))))
                }
            }
        }
    }

    /// Whether the numbers and names fit together.
    pub(super) fn is_sound(&self) -> bool {
        let ascends = self.lags.windows(2).all(|pair| pair[0] < pair[1]);
        let told = self.columns.iter().all(|column| column.known) == self.lags.is_empty();
        ascends && told && self.lags.first().is_none_or(|first| *first > 0)
    }

    /// Whether a panel has these columns.
    pub(super) fn fits(&self, columns: &[Column]) -> bool {
        self.columns.len() == columns.len()
            && self.columns.iter().zip(columns).all(|(of, c)| of.name == c.name && of.known == c.known)
    }
}
