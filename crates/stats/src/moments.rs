//! Mean, spread and shape, in two passes.

/// Sum with Neumaier's compensation: the rounding error does not grow with the length.
/// 0 for no values. Time O(n).
pub fn sum(values: &[f64]) -> f64 {
    compensated(values.iter().copied())
}

pub(crate) fn compensated(values: impl Iterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    values.for_each(|value| sum.add(value));
    sum.total()
}

/// A sum that keeps what rounding loses: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
/// Summation endlicher Summen", 1974.
#[derive(Default)]
struct Sum {
    whole: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let (total, next) = (self.whole, self.whole + value);
        self.lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        self.whole = next;
    }

    fn total(&self) -> f64 {
        if self.lost.is_finite() { self.whole + self.lost } else { self.whole }
    }
}

/// What rounding left out of the mean of some values; far from zero it is what spoils their shape.
pub(crate) fn residue(values: &[f64], mean: f64) -> f64 {
    let rest = compensated(values.iter().map(|v| v - mean)) / values.len() as f64;
    if rest.is_finite() { rest } else { 0.0 }
}

/// Arithmetic mean; `None` for no values. Time O(n).
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values) / values.len() as f64)
}

/// Sums of the deviations from a number and of their squares, in one pass. Time O(n).
pub fn deviation_sums(values: &[f64], from: f64) -> [f64; 2] {
    let (mut sum, mut squares) = (Sum::default(), Sum::default());
    for value in values {
        let deviation = value - from;
        sum.add(deviation);
        squares.add(deviation * deviation);
    }
    [sum.total(), squares.total()]
}

/// Sample standard deviation (divisor n − 1); `None` for fewer than two values. Time O(n).
pub fn sample_std(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    (values.len() > 1).then(|| (sum_of_squares(values, mean) / (values.len() - 1) as f64).sqrt())
}

/// Sum of the squared deviations from `mean`. Time O(n).
pub(crate) fn sum_of_squares(values: &[f64], mean: f64) -> f64 {
    compensated(values.iter().map(|v| (v - mean) * (v - mean)))
}

/// Mean, spread and shape of some values.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// Arithmetic mean; undefined for no values.
    pub mean: Option<f64>,
    /// Sample standard deviation (divisor n − 1); undefined for fewer than two values.
    pub std: Option<f64>,
    /// Adjusted Fisher–Pearson skewness; undefined for fewer than three values and where all are equal.
    pub skew: Option<f64>,
    /// Bias-corrected excess kurtosis; undefined for fewer than four values and where all are equal.
    pub kurtosis: Option<f64>,
}

/// Mean, sample standard deviation, skewness and excess kurtosis in three passes, with the bias
/// corrections that pandas applies (Joanes and Gill, "Comparing measures of sample skewness and
/// kurtosis", 1998: G1 and G2). Time O(n).
pub fn moments(values: &[f64]) -> Moments {
    let Some(mean) = mean(values) else { return Moments::default() };
    let n = values.len() as f64;
    let rest = residue(values, mean);
    let (mut squares, mut cubes, mut fourths) = (Sum::default(), Sum::default(), Sum::default());
    for value in values {
        let d = value - mean - rest;
        squares.add(d * d);
        cubes.add(d * d * d);
        fourths.add((d * d) * (d * d));
    }
    let (m2, m3, m4) = (squares.total(), cubes.total(), fourths.total());
    let std = (values.len() > 1).then(|| (m2 / (n - 1.0)).sqrt());
    // Equal values whose mean was rounded have no shape.
    let spread = m2 > f64::EPSILON * f64::EPSILON * mean * mean * n;
    let skew =
        (spread && values.len() > 2).then(|| n * (n - 1.0).sqrt() / (n - 2.0) * (m3 / (m2 * m2.sqrt())));
    let kurtosis = (spread && values.len() > 3).then(|| excess_kurtosis(n, m2, m4));
    Moments { mean: Some(mean), std, skew, kurtosis }
}

fn excess_kurtosis(n: f64, m2: f64, m4: f64) -> f64 {
    let bias = 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
    let scale = n * (n + 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
    scale * (m4 / (m2 * m2)) - bias
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_leave_undefined() {
        assert_eq!(moments(&[]), Moments::default());
        assert_eq!(moments(&[3.0]), Moments { mean: Some(3.0), ..Moments::default() });
        let two = moments(&[1.0, 3.0]);
        assert_eq!((two.mean, two.std, two.skew), (Some(2.0), Some(2.0_f64.sqrt()), None));
    }

    #[test]
    fn equal_values_have_no_shape() {
        let m = moments(&[0.1; 7]);
        assert_eq!((m.std.map(|s| s < 1e-16), m.skew, m.kurtosis), (Some(true), None, None));
    }

    #[test]
    fn sums_do_not_cancel() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        let shifted: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i)).collect();
        let plain: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(sample_std(&shifted), sample_std(&plain));
    }
}
