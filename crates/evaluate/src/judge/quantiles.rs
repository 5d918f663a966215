//! Intervals between two predicted quantiles, as they are and conformalised.
//!
//! Y. Romano, E. Patterson and E. J. Candès, "Conformalized quantile regression", 2019: the score of a row is how far
//! its truth lies outside the interval (below zero inside), and every interval is moved outwards by the score that as
//! many rows as promised stay below. Ends that cross are put in order first (V. Chernozhukov, I. Fernández-Val and
//! A. Galichon, "Quantile and probability curves without crossing", 2010).

use super::plain::quantile;
use super::{conformal_quantile, interval_of_share};
use glasshouse_spec::Conformal;

/// Shares of the intervals whose greatest width is told.
const SHARES: [f64; 3] = [0.1, 0.5, 0.9];

/// Intervals of rows beside the truth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bands {
    low: Vec<f64>,
    high: Vec<f64>,
    truth: Vec<f64>,
}

impl Bands {
    /// Between two predicted numbers of each row, whichever is the lower. O(rows).
    pub fn new(one: &[f64], other: &[f64], truth: &[f64]) -> Self {
        let ends = || one.iter().zip(other);
        Self {
            low: ends().map(|(a, b)| a.min(*b)).collect(),
            high: ends().map(|(a, b)| a.max(*b)).collect(),
            truth: truth.to_vec(),
        }
    }

    /// How far the truth of each row lies outside its interval; below zero inside.
    fn scores(&self) -> Vec<f64> {
        let ends = self.low.iter().zip(&self.high).zip(&self.truth);
        ends.map(|((low, high), truth)| (low - truth).max(truth - high)).collect()
    }

    /// Widths where both ends are moved outwards by so much; one whose ends then cross is empty and holds nothing.
    fn widths(&self, by: f64) -> Vec<f64> {
        self.low.iter().zip(&self.high).map(|(low, high)| (high - low + 2.0 * by).max(0.0)).collect()
    }

    /// The share that is held, and the mean width, where both ends are moved outwards by so much; `None` without rows.
    fn measured(&self, method: &str, (level, of_interval): (f64, f64), by: f64) -> Option<Conformal> {
        let rows = self.truth.len() as u64;
        let held = self.scores().iter().filter(|score| **score <= by).count() as u64;
        Some(Conformal {
            method: method.into(),
            level,
            quantile: by,
            calibrated_on: 0,
            measured_on: rows,
            coverage: held as f64 / rows as f64,
            interval: interval_of_share(held, rows, of_interval)?,
            size: self.widths(by).iter().sum::<f64>() / rows as f64,
            sets: Vec::new(),
        })
    }
}

/// The intervals as they are (`quantile_boosting`), and where `calibration` has rows enough to promise so much
/// conformalised on them (`conformalised_quantile`), both measured on other rows; with the widths of the last. Time
/// O(rows log rows).
pub fn by_quantiles(
    calibration: &Bands,
    measured: &Bands,
    level: f64,
    level_of_interval: f64,
) -> (Vec<Conformal>, Vec<(f64, f64)>) {
    let levels = (level, level_of_interval);
    let mut found: Vec<Conformal> = measured.measured("quantile_boosting", levels, 0.0).into_iter().collect();
    let mut by = 0.0;
    if let Some(moved) = conformal_quantile(&calibration.scores(), level) {
        let told = measured.measured("conformalised_quantile", levels, moved);
        found.extend(told.map(|told| Conformal { calibrated_on: calibration.truth.len() as u64, ..told }));
        by = moved;
    }
    let widths = measured.widths(by);
    let widths =
        SHARES.iter().filter(|_| !widths.is_empty()).map(|share| (*share, quantile(&widths, *share)));
    (found, widths.collect())
}
