//! Measures with categories: of two categories, and of a category with a number.

use crate::hypothesis::CrossTable;
use crate::special::ln;

/// Cramér's V with Bergsma's correction for bias: 0 for independent categories, 1 where one tells
/// the other. `None` where a category has fewer than two values, or so few rows that nothing is
/// left after the correction. W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T",
/// 2013. Time O(cells).
pub fn cramers_v(table: &CrossTable) -> Option<f64> {
    let table = table.occupied();
    let (rows, columns) = table.shape();
    let n = table.total() as f64;
    if rows < 2 || columns < 2 || n < 2.0 {
        return None;
    }
    let (r, c) = (rows as f64, columns as f64);
    let phi = (table.chi_squared(0.0) / n - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
    let shrunk = |k: f64| k - (k - 1.0) * (k - 1.0) / (n - 1.0);
    let least = shrunk(r).min(shrunk(c)) - 1.0;
    (least > 0.0).then(|| (phi / least).sqrt().min(1.0))
}

/// The correlation ratio η: the root of the share of the spread of the numbers that lies between
/// the categories; 0 where all means are equal, 1 where a category tells the number. Rows without
/// a category or a number are dropped. `None` for fewer than two rows and where all numbers are
/// equal or one is infinite. K. Pearson, "On the general theory of skew correlation", 1905.
/// Time O(n + categories).
pub fn correlation_ratio(categories: &[Option<u32>], values: &[f64]) -> Option<f64> {
    let rows =
        || categories.iter().zip(values).filter_map(|(c, v)| c.filter(|_| !v.is_nan()).map(|c| (c, *v)));
    let kinds = rows().map(|(c, _)| c as usize + 1).max()?;
    let n = rows().count() as f64;
    let whole = crate::moments::compensated(rows().map(|(_, v)| v)) / n;
    let rest = crate::moments::compensated(rows().map(|(_, v)| v - whole)) / n;
    let mut sums = vec![(0.0, 0.0); kinds];
    let mut all = 0.0;
    for (category, value) in rows() {
        let deviation = value - whole - rest;
        sums[category as usize].0 += deviation;
        sums[category as usize].1 += 1.0;
        all += deviation * deviation;
    }
    let between: f64 = sums.iter().filter(|(_, n)| *n > 0.0).map(|(sum, n)| sum * sum / n).sum();
    let spread = n >= 2.0 && all > f64::EPSILON * f64::EPSILON * whole * whole * n;
    (spread && all.is_finite()).then(|| (between / all).clamp(0.0, 1.0).sqrt())
}

/// The mutual information of two categories in nats, as scikit-learn's `mutual_info_score`: how
/// much knowing one tells of the other. `None` for an empty table. Numbers are put into bins first
/// ([`equal_width_bins`]). C. E. Shannon, 1948. Time O(cells).
pub fn mutual_information(table: &CrossTable) -> Option<f64> {
    let total = table.total() as f64;
    if total == 0.0 {
        return None;
    }
    let (rows, columns) = table.margins();
    let width = table.shape().1;
    let term = |(i, count): (usize, &u64)| {
        let count = *count as f64;
        let expected = rows[i / width] as f64 * columns[i % width] as f64 / total;
        count / total * ln(count / expected)
    };
    let sum: f64 = table.counts().iter().enumerate().filter(|(_, c)| **c > 0).map(term).sum();
    Some(sum.max(0.0))
}

/// The bin of each number among `bins` of equal width from the smallest to the largest finite one,
/// as numpy's histogram assigns them; NaN and infinite numbers have none. All are in the first bin
/// where they are equal or their range overflows. Time O(n).
pub fn equal_width_bins(values: &[f64], bins: u32) -> Vec<Option<u32>> {
    let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let edges = match (crate::quantiles::min(&finite), crate::quantiles::max(&finite)) {
        (Some(low), Some(high)) if low < high && bins > 0 => {
            crate::bins::even_edges(low, high, bins as usize)
        }
        _ => return values.iter().map(|v| v.is_finite().then_some(0)).collect(),
    };
    values.iter().map(|v| v.is_finite().then(|| crate::bins::bin_of(*v, &edges) as u32)).collect()
}
