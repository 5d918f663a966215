//! The augmented Dickey–Fuller test: D. A. Dickey and W. A. Fuller, "Distribution of the
//! estimators for autoregressive time series with a unit root", 1979.

use super::least_squares::Nested;
use super::{Deterministic, mackinnon};
use crate::hypothesis::error::{TestError, enough, finite, varied};
use crate::hypothesis::outcome::Outcome;
use crate::ranks::present;
use crate::special::{ln, pow};

/// Whether a series wanders (null) or returns to what `terms` allow. The number of lags minimises
/// Akaike's criterion over a common sample, up to Schwert's 12 (n/100)^¼; the regression is then
/// run on all rows that the lags leave. p-value and critical values are MacKinnon's; `n` counts
/// the values. Values are in their order; NaN is dropped, which joins its neighbours.
/// Time O(n · lags²).
///
/// # Errors
/// A series too short for its terms; infinite values; a constant series; a series that the
/// regression fits without error.
pub fn adfuller(series: &[f64], terms: Deterministic) -> Result<Outcome, TestError> {
    const EXACT: TestError =
        TestError::Undefined("the series follows its own past without error, so there is nothing to test");
    let series = present(series);
    let count = terms.terms();
    enough(&series, 2 * (count + 1) + 2)?;
    finite(&series)?;
    varied(&series)?;
    let n = series.len();
    let schwert = libm::ceil(12.0 * pow(n as f64 / 100.0, 0.25)) as usize;
    let most = schwert.min(n / 2 - count - 1);
    let nested = Regression::new(&series, most, terms).nested(true).ok_or(EXACT)?;
    let rows = (n - 1 - most) as f64;
    let criterion = |lags: usize| {
        let columns = count + 1 + lags;
        rows * ln(nested.residuals[columns - 1] / rows) + 2.0 * columns as f64
    };
    let best = (0..=most).fold(0, |best, lags| if criterion(lags) < criterion(best) { lags } else { best });
    let last = Regression::new(&series, best, terms).nested(false).ok_or(EXACT)?;
    let statistic = last.last_t().ok_or(EXACT)?;
    let used = n - 1 - best;
    Ok(Outcome {
        statistic,
        p_value: mackinnon::p_value(statistic, terms),
        n,
        critical: mackinnon::critical(used, terms),
        method: Some("asymptotic"),
        details: vec![("lags", best as f64), ("rows", used as f64)],
        ..Outcome::default()
    })
}

/// Differences explained by terms, the level before and earlier differences.
struct Regression {
    terms: Vec<Vec<f64>>,
    level: Vec<f64>,
    lags: Vec<Vec<f64>>,
    target: Vec<f64>,
}

impl Regression {
    fn new(series: &[f64], lags: usize, terms: Deterministic) -> Self {
        let differences: Vec<f64> = series.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let rows = differences.len() - lags;
        let power = |k: usize| (1..=rows).map(|t| std::iter::repeat_n(t as f64, k).product()).collect();
        Self {
            terms: (0..terms.terms()).map(power).collect(),
            level: series[lags..lags + rows].to_vec(),
            lags: (1..=lags).map(|lag| differences[lags - lag..][..rows].to_vec()).collect(),
            target: differences[lags..].to_vec(),
        }
    }

    /// Orthogonalised: with the lags last, to compare numbers of them, or with the level last, to
    /// test it.
    fn nested(self, lags_last: bool) -> Option<Nested> {
        let mut columns = self.terms;
        if lags_last {
            columns.push(self.level);
            columns.extend(self.lags);
        } else {
            columns.extend(self.lags);
            columns.push(self.level);
        }
        Nested::of(columns, &self.target)
    }
}
