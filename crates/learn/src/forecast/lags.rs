//! What a regressor is told of a series: earlier values, means of the last ones, and the calendar.

use super::Grid;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// Most lags that are chosen without being asked for.
const CHOSEN: u32 = 24;

/// Which earlier values are features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lags {
    /// Values so many steps before, ascending.
    pub lags: Vec<u32>,
    /// Means of so many of the last values, ascending.
    pub windows: Vec<u32>,
    /// Whether hour, day of the week and month are features.
    pub calendar: bool,
    /// Whether everything is told as the difference from the last value, the answer too.
    pub difference: bool,
}

impl Lags {
    /// Those that were asked for; where none were, the last ones up to a season, and the season.
    pub fn new(lags: Vec<u32>, windows: Vec<u32>, calendar: bool, difference: bool, season: u32) -> Self {
        let tidy = |mut numbers: Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let usual = || (1..=season.clamp(3, CHOSEN)).chain((season > CHOSEN).then_some(season)).collect();
        let lags = if lags.is_empty() { usual() } else { tidy(lags) };
        let windows = if windows.is_empty() { vec![season.max(3)] } else { tidy(windows) };
        Self { lags, windows, calendar, difference }
    }

    /// Values that come before the first that has all features.
    pub fn memory(&self) -> usize {
        let longest = |numbers: &[u32]| numbers.last().copied().unwrap_or(0);
        longest(&self.lags).max(longest(&self.windows)).max(1) as usize
    }

    /// Lags as features. The last value itself is nothing where all are told from it.
    fn told(&self) -> impl Iterator<Item = u32> + '_ {
        self.lags.iter().copied().filter(|lag| !self.difference || *lag != 1)
    }

    /// Names of the features.
    pub fn names(&self, target: &str, grid: &Grid) -> Vec<String> {
        let less = if self.difference { format!(" less {target} 1 before") } else { String::new() };
        let lags = self.told().map(|lag| format!("{target} {lag} before{less}"));
        let windows = self.windows.iter().map(|window| format!("{target} mean of the last {window}{less}"));
        let mut names: Vec<String> = lags.chain(windows).collect();
        if self.calendar {
            let cycles = grid.cycles(0).into_iter();
            names.extend(cycles.flat_map(|(name, _)| [format!("{name} (sine)"), format!("{name} (cosine)")]));
        }
        names
    }

    /// What everything is told from, at the end of some values.
    pub fn base(&self, values: &[f64]) -> f64 {
        if self.difference { values.last().copied().unwrap_or_default() } else { 0.0 }
    }

    /// The features at the end of at least [`memory`](Self::memory) values, for a time to come.
    pub fn features(&self, values: &[f64], grid: &Grid, number: i64, out: &mut Vec<f32>) {
        let (count, base) = (values.len(), self.base(values));
        out.extend(self.told().map(|lag| (values[count - lag as usize] - base) as f32));
        for &window in &self.windows {
            let sum: f64 = values[count - window as usize..].iter().sum();
            out.push((sum / f64::from(window) - base) as f32);
        }
        if self.calendar {
            for (_, share) in grid.cycles(number) {
                out.extend([libm::sin(TAU * share) as f32, libm::cos(TAU * share) as f32]);
            }
        }
    }
}
