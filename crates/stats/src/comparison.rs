//! Whether one model is better than another, from their scores on the same rows. Scores of folds that share
//! training rows are not independent; each of these tests allows for that in its own way.

use crate::distributions::{chi_squared_sf, fisher_f_sf, student_t_sf};
use crate::special::beta_integral;
use crate::{mean, sample_std};

/// Rows on which only one of two is right, up to which McNemar's test is exact.
const EXACT: u64 = 25;

/// A test's statistic and the probability of one as far from zero, were there no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom; two for an F.
    pub df: [Option<f64>; 2],
    /// Of both sides.
    pub p_value: f64,
}

/// How probable it is that the mean difference is below, within and above the region of practical equivalence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    /// Below it: the second is better.
    pub below: f64,
    /// Within it: it does not matter which.
    pub within: f64,
    /// Above it: the first is better.
    pub above: f64,
}

/// The corrected resampled t-test of differences over folds; `ratio` is the number of test rows of a fold over that of
/// its training rows. `None` of fewer than two, or where all are equal. O(differences).
///
/// C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52 (2003).
pub fn corrected_resampled_t(differences: &[f64], ratio: f64) -> Option<Compared> {
    let (centre, deviation) = (mean(differences)?, sample_std(differences)?);
    let n = differences.len() as f64;
    let error = deviation * (1.0 / n + ratio).sqrt();
    (error > 0.0).then(|| student(centre / error, n - 1.0))
}

/// The 5×2-fold t-test: the two differences of each of five repeats of two folds. `None` where no repeat varies.
///
/// T. G. Dietterich, "Approximate statistical tests for comparing supervised classification learning algorithms",
/// Neural Computation 10 (1998).
pub fn five_by_two_t(differences: &[[f64; 2]; 5]) -> Option<Compared> {
    let variance = variances(differences).iter().sum::<f64>() / 5.0;
    (variance > 0.0).then(|| student(differences[0][0] / variance.sqrt(), 5.0))
}

/// The combined 5×2-fold F-test, which does not hang on which difference comes first. `None` where no repeat varies.
///
/// E. Alpaydin, "Combined 5×2 cv F test for comparing supervised classification learning algorithms", Neural
/// Computation 11 (1999).
pub fn five_by_two_f(differences: &[[f64; 2]; 5]) -> Option<Compared> {
    let squares: f64 = differences.iter().flatten().map(|one| one * one).sum();
    let twice: f64 = 2.0 * variances(differences).iter().sum::<f64>();
    (twice > 0.0).then(|| {
        let statistic = squares / twice;
        Compared { statistic, df: [Some(10.0), Some(5.0)], p_value: fisher_f_sf(statistic, 10.0, 5.0) }
    })
}

fn variances(differences: &[[f64; 2]; 5]) -> [f64; 5] {
    differences.map(|[one, other]| {
        let centre = (one + other) / 2.0;
        (one - centre) * (one - centre) + (other - centre) * (other - centre)
    })
}

/// McNemar's test of the rows on which only the first, or only the second, of two classifiers is right: exact up to 25 of
/// them, else chi-squared with Edwards' correction. The statistic is the smaller count where it is exact.
///
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
/// Psychometrika 12 (1947). O(1).
pub fn mcnemar(only_first: u64, only_second: u64) -> Compared {
    let (all, less) = (only_first + only_second, only_first.min(only_second));
    if all < EXACT {
        // P(X ≤ less) of `all` throws of a fair coin, as an integral of the beta function.
        let tail = match all > less {
            true => beta_integral((all - less) as f64, less as f64 + 1.0, 0.5, 0.5).0,
            false => 1.0,
        };
        return Compared { statistic: less as f64, df: [None; 2], p_value: (2.0 * tail).min(1.0) };
    }
    let distance = only_first.abs_diff(only_second).saturating_sub(1) as f64;
    let statistic = distance * distance / all as f64;
    Compared { statistic, df: [Some(1.0), None], p_value: chi_squared_sf(statistic, 1.0) }
}

/// The Bayesian correlated t-test: where the mean of the differences lies, having seen them over folds, and whether that is
/// beyond `rope`, a difference that does not matter. `share` is the share of the rows that a fold tests. `None` of fewer
/// than two differences. O(differences).
///
/// G. Corani and A. Benavoli, "A Bayesian approach for comparing cross-validated algorithms on multiple data sets", Machine
/// Learning 100 (2015).
pub fn correlated_t(differences: &[f64], share: f64, rope: f64) -> Option<Posterior> {
    let (centre, deviation) = (mean(differences)?, sample_std(differences)?);
    let n = differences.len() as f64;
    let scale = deviation * (1.0 / n + share / (1.0 - share)).sqrt();
    let beyond = |bound: f64| match scale > 0.0 {
        true => student_t_sf((bound - centre) / scale, n - 1.0),
        false => f64::from(u8::from(centre > bound)),
    };
    let (above, not_below) = (beyond(rope), beyond(-rope));
    Some(Posterior { below: 1.0 - not_below, within: (not_below - above).max(0.0), above })
}

fn student(statistic: f64, df: f64) -> Compared {
    let p_value = (2.0 * student_t_sf(statistic.abs(), df)).min(1.0);
    Compared { statistic, df: [Some(df), None], p_value }
}
