//! Predicted numbers beside the true ones.

use crate::{NO_ROWS, Score, Undefined};

/// Answers of a regressor, checked once. Scores cost one or two passes over the rows.
#[derive(Debug, Clone)]
pub struct Regressed<'a> {
    truth: &'a [f64],
    predicted: &'a [f64],
}

impl<'a> Regressed<'a> {
    /// One true and one predicted number for each row. Undefined when there are no rows, the
    /// lengths differ or a number is not finite.
    pub fn new(truth: &'a [f64], predicted: &'a [f64]) -> Result<Self, Undefined> {
        if truth.is_empty() {
            return Err(NO_ROWS);
        }
        if truth.len() != predicted.len() {
            return Err(Undefined("the predictions do not fit the truth: lengths differ"));
        }
        if truth.iter().chain(predicted).any(|v| !v.is_finite()) {
            return Err(Undefined("a true or predicted number is missing or infinite"));
        }
        Ok(Self { truth, predicted })
    }

    fn errors(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.truth.iter().zip(self.predicted).map(|(t, p)| t - p)
    }

    fn mean(&self, values: impl Iterator<Item = f64>) -> f64 {
        values.sum::<f64>() / self.truth.len() as f64
    }

    /// Mean of the squared errors.
    pub fn mean_squared_error(&self) -> f64 {
        self.mean(self.errors().map(|e| e * e))
    }

    /// Root of the mean of the squared errors, in the units of the target.
    pub fn root_mean_squared_error(&self) -> f64 {
        self.mean_squared_error().sqrt()
    }

    /// Mean of the absolute errors.
    pub fn mean_absolute_error(&self) -> f64 {
        self.mean(self.errors().map(f64::abs))
    }

    /// Median of the absolute errors.
    pub fn median_absolute_error(&self) -> f64 {
        let mut sizes: Vec<f64> = self.errors().map(f64::abs).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let middle = sizes.len() / 2;
        match sizes.len() % 2 {
            1 => sizes[middle],
            _ => sizes[middle - 1] / 2.0 + sizes[middle] / 2.0,
        }
    }

    /// Mean of the absolute errors, each divided by the size of its true number, of which the
    /// machine epsilon counts as the least.
    pub fn mean_absolute_percentage_error(&self) -> f64 {
        self.mean(self.errors().zip(self.truth).map(|(e, t)| e.abs() / t.abs().max(f64::EPSILON)))
    }

    /// Largest absolute error.
    pub fn max_error(&self) -> f64 {
        self.errors().fold(0.0, |m, e| m.max(e.abs()))
    }

    /// The mean; of equal numbers that number itself, without rounding.
    fn level(&self, values: impl Iterator<Item = f64> + Clone) -> f64 {
        let mut all = values.clone();
        match all.next() {
            Some(first) if all.all(|v| v == first) => first,
            _ => self.mean(values),
        }
    }

    /// One minus `part / whole`; without spread in the truth one for a perfect answer, else zero.
    fn explained(part: f64, whole: f64) -> f64 {
        match (part == 0.0, whole == 0.0) {
            (_, false) => 1.0 - part / whole,
            (true, true) => 1.0,
            (false, true) => 0.0,
        }
    }

    /// Share of the squared deviation from the mean that is gone. At least two rows.
    pub fn r2(&self) -> Score {
        if self.truth.len() < 2 {
            return Err(Undefined("it needs at least two rows"));
        }
        let mean = self.level(self.truth.iter().copied());
        let whole: f64 = self.truth.iter().map(|t| (t - mean) * (t - mean)).sum();
        Ok(Self::explained(self.errors().map(|e| e * e).sum(), whole))
    }

    /// `r2` held down by the number of features, with which it grows by chance.
    pub fn adjusted_r2(&self, features: usize) -> Score {
        let rows = self.truth.len();
        if rows <= features + 1 {
            return Err(Undefined("it needs at least two rows more than features"));
        }
        Ok(1.0 - (1.0 - self.r2()?) * (rows - 1) as f64 / (rows - features - 1) as f64)
    }

    /// Share of the variance of the truth that is gone, a constant error not counting.
    pub fn explained_variance(&self) -> f64 {
        let (bias, mean) = (self.level(self.errors()), self.level(self.truth.iter().copied()));
        let part = self.mean(self.errors().map(|e| (e - bias) * (e - bias)));
        Self::explained(part, self.mean(self.truth.iter().map(|t| (t - mean) * (t - mean))))
    }
}
