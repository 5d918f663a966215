//! Scores of columns by what a straight comparison with the target says: F of an analysis of variance, F of a
//! line, and chi-squared of counts; scikit-learn's `f_classif`, `f_regression` and `chi2`. What is infinite is the
//! largest number instead.

use crate::moments;
use glasshouse_stats::distributions::{chi_squared_sf, fisher_f_sf};
use glasshouse_stats::{mean, pearson, sum};

/// A score and its p-value.
pub(super) type Scored = (Option<f64>, Option<f64>);

/// Rows by class: the rows of each class that occurs.
pub(super) fn by_class(index: &[u32]) -> Vec<Vec<usize>> {
    let most = index.iter().max().map_or(0, |class| *class as usize + 1);
    let mut rows = vec![Vec::new(); most];
    index.iter().enumerate().for_each(|(row, class)| rows[*class as usize].push(row));
    rows.retain(|rows| !rows.is_empty());
    rows
}

/// Whether the means of the classes differ (R. A. Fisher, "Statistical methods for research workers", 1925):
/// none of a constant column, of one class, and where no class has two rows. Time O(n).
pub(super) fn f_classif(cells: &[f64], classes: &[Vec<usize>]) -> Scored {
    if classes.len() < 2 || cells.len() <= classes.len() {
        return (None, None);
    }
    let whole = mean(cells).unwrap_or_default();
    let (mut between, mut within) = (Vec::new(), Vec::new());
    for rows in classes {
        let own: Vec<f64> = rows.iter().map(|row| cells[*row]).collect();
        let center = mean(&own).unwrap_or_default();
        let same = own.windows(2).all(|pair| pair[0] == pair[1]);
        between.push(own.len() as f64 * (center - whole) * (center - whole));
        within.push(if same { 0.0 } else { own.len() as f64 * moments::variance(&own, center) });
    }
    if cells.windows(2).all(|pair| pair[0] == pair[1]) {
        return (None, None);
    }
    let (above, below) = ((classes.len() - 1) as f64, (cells.len() - classes.len()) as f64);
    let f = (sum(&between) / above) / (sum(&within) / below);
    (Some(f.min(f64::MAX)), Some(fisher_f_sf(f, above, below)))
}

/// Whether a line through the target leans: of a constant column 0. Time O(n).
pub(super) fn f_regression(cells: &[f64], target: &[f64]) -> Scored {
    let degrees = cells.len() as f64 - 2.0;
    let r = pearson(cells, target).unwrap_or_default();
    if degrees <= 0.0 || r == 0.0 {
        return (Some(0.0), Some(1.0));
    }
    let f = r * r / (1.0 - r * r) * degrees;
    if !f.is_finite() || f < 0.0 {
        return (Some(f64::MAX), Some(0.0));
    }
    (Some(f), Some(fisher_f_sf(f, 1.0, degrees)))
}

/// Whether a column of counts is spread over the classes as their rows are: none of a column of zeros.
/// Time O(n).
pub(super) fn chi2(cells: &[f64], classes: &[Vec<usize>]) -> Scored {
    let whole = sum(cells);
    if whole <= 0.0 || classes.len() < 2 {
        return (None, None);
    }
    let parts: Vec<f64> = classes
        .iter()
        .map(|rows| {
            let observed = sum(&rows.iter().map(|row| cells[*row]).collect::<Vec<f64>>());
            let expected = whole * (rows.len() as f64 / cells.len() as f64);
            (observed - expected) * (observed - expected) / expected
        })
        .collect();
    let score = sum(&parts);
    (Some(score), Some(chi_squared_sf(score, (classes.len() - 1) as f64)))
}
