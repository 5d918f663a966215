//! Figures of a numeric column: one pass to count and collect, one sort.

use crate::bins::bins;
use arrow_array::{Array, Float64Array};
use glasshouse_spec::{NumberFigures, NumberSummary, Order, Outliers};
use glasshouse_stats::{moments, quantile_sorted, sum};

/// Quantiles beside the quartiles.
const QUANTILES: [f64; 6] = [0.01, 0.05, 0.1, 0.9, 0.95, 0.99];
/// Standard deviations beyond which a value is an outlier.
const Z: f64 = 3.0;
/// Interquartile ranges beyond the quartiles at which a value is an outlier (Tukey).
const FENCE: f64 = 1.5;

/// The figures of the numbers of a column. Infinite numbers are counted and left out of all else.
pub(crate) fn figures(cells: &Float64Array) -> NumberFigures {
    let all = || cells.iter().flatten();
    let values: Vec<f64> = all().filter(|v| v.is_finite()).map(|v| v + 0.0).collect();
    let infinite = (cells.len() - cells.null_count() - values.len()) as u64;
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let summary = summary(&values, &sorted);
    let iqr = summary.q75.zip(summary.q25).and_then(|(high, low)| finite(high - low));
    NumberFigures {
        summary,
        zeros: values.iter().filter(|v| **v == 0.0).count() as u64,
        negative: all().filter(|v| *v < 0.0).count() as u64,
        infinite,
        sum: (!values.is_empty()).then(|| sum(&values)).and_then(finite),
        range: summary.max.zip(summary.min).and_then(|(high, low)| finite(high - low)),
        iqr,
        mad: summary.median.and_then(|median| median_deviation(&sorted, median)),
        variation: variation(&summary),
        quantiles: quantiles(&sorted),
        bins: bins(&sorted, None),
        z_outliers: by_deviation(&sorted, &summary),
        iqr_outliers: by_quartiles(&sorted, &summary, iqr),
        order: if cells.null_count() == 0 { order(cells.values()) } else { None },
        note: note(&values, infinite, &summary),
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn summary(values: &[f64], sorted: &[f64]) -> NumberSummary {
    let moments = moments(values);
    let quantile = |q| quantile_sorted(sorted, q).and_then(finite);
    NumberSummary {
        mean: moments.mean.and_then(finite),
        std: moments.std.and_then(finite),
        min: sorted.first().copied(),
        q25: quantile(0.25),
        median: quantile(0.5),
        q75: quantile(0.75),
        max: sorted.last().copied(),
        skew: moments.skew.and_then(finite),
        kurtosis: moments.kurtosis.and_then(finite),
    }
}

fn quantiles(sorted: &[f64]) -> Vec<(f64, f64)> {
    QUANTILES.iter().filter_map(|q| Some((*q, quantile_sorted(sorted, *q).and_then(finite)?))).collect()
}

fn variation(summary: &NumberSummary) -> Option<f64> {
    let (mean, std) = (summary.mean?, summary.std?);
    if mean == 0.0 { None } else { finite(std / mean.abs()) }
}

/// Median of the absolute deviations of sorted values from their median, walking outwards from it:
/// O(n).
fn median_deviation(sorted: &[f64], median: f64) -> Option<f64> {
    let mut right = sorted.partition_point(|v| *v < median);
    let mut left = right;
    let mut next = || {
        let below = left.checked_sub(1).map(|i| median - sorted[i]);
        let above = sorted.get(right).map(|v| v - median);
        match (below, above) {
            (Some(b), a) if a.is_none_or(|a| b <= a) => {
                left -= 1;
                Some(b)
            }
            (_, a) => {
                right += 1;
                a
            }
        }
    };
    let n = sorted.len();
    let lower = (0..n.div_ceil(2)).filter_map(|_| next()).last()?;
    let upper = if n.is_multiple_of(2) { next()? } else { lower };
    finite(lower + (upper - lower) / 2.0)
}

fn beyond(sorted: &[f64], low: f64, high: f64) -> Option<Outliers> {
    (low.is_finite() && high.is_finite()).then(|| Outliers {
        low,
        high,
        below: sorted.partition_point(|v| *v < low) as u64,
        above: (sorted.len() - sorted.partition_point(|v| *v <= high)) as u64,
    })
}

fn by_deviation(sorted: &[f64], summary: &NumberSummary) -> Option<Outliers> {
    // Equal values whose mean was rounded have no outliers.
    let (mean, std) = (summary.mean?, summary.std?);
    let spread = std > f64::EPSILON * mean.abs() && summary.min != summary.max;
    if spread { beyond(sorted, mean - Z * std, mean + Z * std) } else { None }
}

fn by_quartiles(sorted: &[f64], summary: &NumberSummary, iqr: Option<f64>) -> Option<Outliers> {
    let (low, high, iqr) = (summary.q25?, summary.q75?, iqr?);
    beyond(sorted, low - FENCE * iqr, high + FENCE * iqr)
}

fn order(values: &[f64]) -> Option<Order> {
    if values.len() < 3 || values.first() == values.last() {
        return None;
    }
    if values.windows(2).all(|w| w[0] <= w[1]) {
        Some(Order::Increasing)
    } else if values.windows(2).all(|w| w[0] >= w[1]) {
        Some(Order::Decreasing)
    } else {
        None
    }
}

/// Why a figure is not there.
fn note(values: &[f64], infinite: u64, summary: &NumberSummary) -> Option<String> {
    let infinite = match infinite {
        0 => None,
        1 => Some("1 infinite value is counted and left out of every other figure.".to_string()),
        n => Some(format!("{n} infinite values are counted and left out of every other figure.")),
    };
    let shape = match values.len() {
        0 => Some("There is no finite value, so no figure is defined.".to_string()),
        1 => Some("One value has no spread and no shape.".to_string()),
        _ if summary.min == summary.max => {
            Some("All values are equal: skewness, kurtosis and outliers are not defined.".to_string())
        }
        n @ (2 | 3) => Some(format!("{n} values are too few for the kurtosis.")),
        _ if summary.mean.is_none() || summary.std.is_none() => {
            Some("The values are so large that their moments overflow.".to_string())
        }
        _ => None,
    };
    match (infinite, shape) {
        (Some(a), Some(b)) => Some(format!("{a} {b}")),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_constant_and_missing_columns_have_defined_figures_with_the_reason() {
        let mixed = Float64Array::from(vec![Some(1.0), None, Some(f64::INFINITY), Some(2.0), Some(-0.0)]);
        let f = figures(&mixed);
        assert_eq!((f.infinite, f.zeros, f.negative, f.summary.max), (1, 1, 0, Some(2.0)));
        assert!(f.note.unwrap().starts_with("1 infinite value"));
        let f = figures(&Float64Array::from(vec![0.1; 9]));
        assert_eq!((f.summary.skew, f.z_outliers, f.mad), (None, None, Some(0.0)));
        assert!(f.note.unwrap().starts_with("All values are equal"));
        let f = figures(&Float64Array::from(vec![None, None]));
        assert_eq!((f.summary, f.quantiles, f.bins.counts.len()), (NumberSummary::default(), vec![], 0));
        assert!(f.note.is_some());
    }

    #[test]
    fn the_median_deviation_is_that_of_sorted_deviations() {
        for n in 1..40_u32 {
            let mut sorted: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % 23).powi(2)).collect();
            sorted.sort_by(f64::total_cmp);
            let median = quantile_sorted(&sorted, 0.5).unwrap();
            let deviations: Vec<f64> = sorted.iter().map(|v| (v - median).abs()).collect();
            assert_eq!(median_deviation(&sorted, median), glasshouse_stats::median(&deviations), "{n}");
        }
    }

    #[test]
    fn huge_values_do_not_become_infinite_figures() {
        let f = figures(&Float64Array::from(vec![-f64::MAX, 0.0, f64::MAX, f64::MAX]));
        assert_eq!(f.range, None);
        let json = serde_json::to_string(&f).unwrap();
        let back: NumberFigures = serde_json::from_str(&json).unwrap();
        assert_eq!(back, f);
    }
}
