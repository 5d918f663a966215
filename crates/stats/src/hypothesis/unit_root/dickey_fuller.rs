//! The augmented Dickey–Fuller test: D. A. Dickey and W. A. Fuller, "Distribution of the
//! estimators for autoregressive time series with a unit root", 1979.

use super::least_squares::Nested;
use super::{Deterministic, mackinnon};
use crate::hypothesis::error::{TestError, enough, finite, varied};
use crate::hypothesis::outcome::Outcome;
use crate::pieces::Pause;
use crate::ranks::present;
use crate::special::{ln, pow};

/// Most values: with as many the lags number 81, and the regression takes about a second.
const MOST: usize = 200_000;

/// Whether a series wanders (null) or returns to what `terms` allow. The number of lags minimises
/// Akaike's criterion over a common sample, up to Schwert's 12 (n/100)^¼; the regression is then
/// run on all rows that the lags leave. p-value and critical values are MacKinnon's; `n` counts
/// the values. Values are in their order; NaN is dropped, which joins its neighbours.
/// Time O(n · lags²).
///
/// # Errors
/// A series too short for its terms or of more than 200 000 values; infinite values; a constant
/// series; a series that the regression fits without error.
pub async fn adfuller(series: &[f64], terms: Deterministic, pause: Pause<'_>) -> Result<Outcome, TestError> {
    const EXACT: TestError =
        TestError::Undefined("the series follows its own past without error, so there is nothing to test");
    let series = present(series);
    let count = terms.terms();
    enough(&series, 2 * (count + 1) + 2)?;
    if series.len() > MOST {
        return Err(TestError::TooMany { found: series.len(), most: MOST });
    }
    finite(&series)?;
    varied(&series)?;
    let n = series.len();
    let schwert = libm::ceil(12.0 * pow(n as f64 / 100.0, 0.25)) as usize;
    let most = schwert.min(n / 2 - count - 1);
    let longest = Regression { series: &series, lags: most, terms: count };
    let nested = longest.by_lags(&|done| pause(0.5 * done)).await.ok_or(EXACT)?;
    let rows = longest.rows() as f64;
    let criterion = |lags: usize| {
        let columns = count + 1 + lags;
        rows * ln(nested.residual(columns) / rows) + 2.0 * columns as f64
    };
    let best = (0..=most).fold(0, |best, lags| if criterion(lags) < criterion(best) { lags } else { best });
    let last = Regression { lags: best, ..longest };
    let last = last.level_last(&|done| pause(0.5 + 0.5 * done)).await.ok_or(EXACT)?;
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
struct Regression<'a> {
    series: &'a [f64],
    lags: usize,
    terms: usize,
}

impl Regression<'_> {
    fn rows(&self) -> usize {
        self.series.len() - 1 - self.lags
    }

    fn difference(&self, at: usize) -> f64 {
        self.series[at + 1] - self.series[at]
    }

    /// A row's value of a term, the level, a lag or the target, in this order.
    fn cell(&self, row: usize, column: usize) -> f64 {
        let now = row + self.lags;
        match column.checked_sub(self.terms) {
            None => std::iter::repeat_n((row + 1) as f64, column).product(),
            Some(0) => self.series[now],
            Some(lag) if lag <= self.lags => self.difference(now - lag),
            Some(_) => self.difference(now),
        }
    }

    /// With the lags last, to compare numbers of them.
    async fn by_lags(&self, pause: Pause<'_>) -> Option<Nested> {
        Nested::of(self.rows(), self.terms + 1 + self.lags, |row, column| self.cell(row, column), pause).await
    }

    /// With the level last, to test it.
    async fn level_last(&self, pause: Pause<'_>) -> Option<Nested> {
        let last = self.terms + self.lags;
        let place = |column: usize| match column {
            c if c == last => self.terms,
            c if c >= self.terms && c < last => c + 1,
            c => c,
        };
        Nested::of(self.rows(), last + 1, |row, column| self.cell(row, place(column)), pause).await
    }
}
