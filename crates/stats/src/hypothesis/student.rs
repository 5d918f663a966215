//! Student's t tests: of one mean, of two means, of the mean of differences.
//!
//! Student, "The probable error of a mean", 1908; B. L. Welch, "The generalization of Student's
//! problem when several different population variances are involved", 1947.

use super::error::{TestError, enough, finite, varied};
use super::outcome::{Alternative, Interval, Outcome};
use crate::distributions::student_t_quantile;
use crate::moments::{mean, sum_of_squares};
use crate::ranks::{present, present_pairs};

/// Level of the confidence intervals.
const LEVEL: f64 = 0.95;

/// Whether two independent samples have one mean. With `equal_var` Student's pooled test, else
/// Welch's. Effect: Cohen's d with the pooled standard deviation. The interval is of the
/// difference of the means. Drops NaN. Time O(n).
///
/// # Errors
/// Fewer than two values in a sample (one is enough for the pooled test if the other has two);
/// infinite values; both samples constant.
pub fn ttest_ind(a: &[f64], b: &[f64], equal_var: bool, side: Alternative) -> Result<Outcome, TestError> {
    let (a, b) = (Sample::new(a).map_err(|e| e.of(0))?, Sample::new(b).map_err(|e| e.of(1))?);
    for (index, sample) in [&a, &b].into_iter().enumerate() {
        let needed = if equal_var && a.n + b.n > 2.0 { 1 } else { 2 };
        enough(&sample.values, needed).map_err(|e| e.of(index))?;
    }
    if varied(&a.values).is_err() && varied(&b.values).is_err() {
        return Err(TestError::Constant { sample: None });
    }
    let pooled = (a.squares + b.squares) / (a.n + b.n - 2.0);
    let (df, error) = if equal_var {
        (a.n + b.n - 2.0, (pooled * (1.0 / a.n + 1.0 / b.n)).sqrt())
    } else {
        let (va, vb) = (a.variance() / a.n, b.variance() / b.n);
        let df = (va + vb) * (va + vb) / (va * va / (a.n - 1.0) + vb * vb / (b.n - 1.0));
        (df, (va + vb).sqrt())
    };
    let difference = a.mean - b.mean;
    let effect = Some(difference / pooled.sqrt());
    Ok(Outcome { n: (a.n + b.n) as usize, effect, ..of_difference(difference, error, df, side) })
}

/// Whether the differences of pairs have mean zero. Effect: Cohen's d of the differences. The
/// interval is of the mean difference. Drops pairs with a NaN. Time O(n).
///
/// # Errors
/// Fewer than two pairs; infinite values; the same difference in every pair.
pub fn ttest_rel(a: &[f64], b: &[f64], side: Alternative) -> Result<Outcome, TestError> {
    if a.len() != b.len() {
        return Err(TestError::Lengths);
    }
    let (a, b) = present_pairs(a, b);
    finite(&a).map_err(|e| e.of(0))?;
    finite(&b).map_err(|e| e.of(1))?;
    let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    enough(&differences, 2)?;
    if varied(&differences).is_err() {
        return Err(TestError::Undefined("the difference is the same in every pair, so it has no spread"));
    }
    ttest_1samp(&differences, 0.0, side)
}

/// Whether the mean is a given one. Effect: Cohen's d. The interval is of the mean. Drops NaN.
/// Time O(n).
///
/// # Errors
/// Fewer than two values; infinite values; a constant sample.
pub fn ttest_1samp(values: &[f64], popmean: f64, side: Alternative) -> Result<Outcome, TestError> {
    let sample = Sample::new(values)?;
    enough(&sample.values, 2)?;
    varied(&sample.values)?;
    let df = sample.n - 1.0;
    let difference = sample.mean - popmean;
    let mut outcome = of_difference(difference, (sample.variance() / sample.n).sqrt(), df, side);
    if let Some(interval) = &mut outcome.interval {
        interval.low += popmean;
        interval.high += popmean;
    }
    let effect = Some(difference / sample.variance().sqrt());
    Ok(Outcome { n: sample.n as usize, effect, ..outcome })
}

struct Sample {
    values: Vec<f64>,
    n: f64,
    mean: f64,
    /// Sum of the squared deviations from the mean.
    squares: f64,
}

impl Sample {
    fn new(values: &[f64]) -> Result<Self, TestError> {
        let values = present(values);
        finite(&values)?;
        let mean = mean(&values).unwrap_or(0.0);
        Ok(Self { n: values.len() as f64, mean, squares: sum_of_squares(&values, mean), values })
    }

    fn variance(&self) -> f64 {
        self.squares / (self.n - 1.0)
    }
}

fn of_difference(difference: f64, error: f64, df: f64, side: Alternative) -> Outcome {
    let t = difference / error;
    let quantile = |p| student_t_quantile(p, df) * error;
    let (low, high) = match side {
        Alternative::TwoSided => {
            let half = quantile(0.5 + LEVEL / 2.0);
            (difference - half, difference + half)
        }
        Alternative::Less => (f64::NEG_INFINITY, difference + quantile(LEVEL)),
        Alternative::Greater => (difference - quantile(LEVEL), f64::INFINITY),
    };
    Outcome {
        statistic: t,
        p_value: side.of_student(t, df),
        df: Some(df),
        interval: Some(Interval { level: LEVEL, low, high }),
        details: vec![("difference", difference), ("standard_error", error)],
        ..Outcome::default()
    }
}
