//! Forecasts beside what came.

use crate::{NO_ROWS, Regressed, Score, Undefined};

/// Forecasts of values that came to be known, checked once.
#[derive(Debug, Clone)]
pub struct Forecasted<'a> {
    truth: &'a [f64],
    predicted: &'a [f64],
    /// Mean error of the seasonal naive forecast in training, of the series of each value.
    scales: &'a [f64],
    /// Whether each value fell into its interval; empty where there were none.
    held: &'a [bool],
}

impl<'a> Forecasted<'a> {
    /// One forecast and one scale for each value. Undefined when there are none, lengths differ or a
    /// number is not finite.
    pub fn new(
        truth: &'a [f64],
        predicted: &'a [f64],
        scales: &'a [f64],
        held: &'a [bool],
    ) -> Result<Self, Undefined> {
        Regressed::new(truth, predicted)?;
        let fits = scales.len() == truth.len() && (held.is_empty() || held.len() == truth.len());
        if !fits {
            return Err(Undefined("the forecasts do not fit the truth: lengths differ"));
        }
        Ok(Self { truth, predicted, scales, held })
    }

    fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        (0..self.truth.len()).map(of).sum::<f64>() / self.truth.len() as f64
    }

    fn error(&self, at: usize) -> f64 {
        (self.truth[at] - self.predicted[at]).abs()
    }

    /// Mean of the absolute errors, each divided by the scale of its series (MASE; Hyndman and Koehler,
    /// 2006). Undefined where a series did not change in training.
    pub fn mean_absolute_scaled_error(&self) -> Score {
        if self.scales.iter().any(|scale| *scale <= 0.0) {
            return Err(Undefined("a series repeats itself exactly in the training part"));
        }
        Ok(self.mean(|at| self.error(at) / self.scales[at]))
    }

    /// Mean of the absolute errors, each divided by the mean size of the true number and the forecast;
    /// 0 where both are 0.
    pub fn symmetric_mean_absolute_percentage_error(&self) -> f64 {
        self.mean(|at| match self.truth[at].abs() + self.predicted[at].abs() {
            0.0 => 0.0,
            size => 2.0 * self.error(at) / size,
        })
    }

    /// Share of the values that fell into their intervals.
    pub fn interval_coverage(&self) -> Score {
        match self.held.len() {
            0 => Err(Undefined("the intervals were not measured")),
            count => Ok(self.held.iter().filter(|held| **held).count() as f64 / count as f64),
        }
    }

    /// One score by its name.
    pub fn score(&self, name: &str) -> Option<Score> {
        match name {
            "mean_absolute_scaled_error" => Some(self.mean_absolute_scaled_error()),
            "symmetric_mean_absolute_percentage_error" => {
                Some(Ok(self.symmetric_mean_absolute_percentage_error()))
            }
            "interval_coverage" => Some(self.interval_coverage()),
            _ => match Regressed::new(self.truth, self.predicted) {
                Ok(regressed) => crate::regression_score(&regressed, 0, name),
                Err(_) => Some(Err(NO_ROWS)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_their_formulas() {
        let (truth, predicted, scales) = ([10.0, 0.0, 4.0], [8.0, 0.0, 5.0], [2.0, 1.0, 4.0]);
        let of = Forecasted::new(&truth, &predicted, &scales, &[true, true, false]).unwrap();
        assert_eq!(of.mean_absolute_scaled_error(), Ok((1.0 + 0.0 + 0.25) / 3.0));
        assert_eq!(of.symmetric_mean_absolute_percentage_error(), (4.0 / 18.0 + 0.0 + 2.0 / 9.0) / 3.0);
        assert_eq!(of.interval_coverage(), Ok(2.0 / 3.0));
        assert_eq!(of.score("mean_absolute_error"), Some(Ok(1.0)));
        assert!(
            Forecasted::new(&truth, &predicted, &[0.0; 3], &[])
                .unwrap()
                .mean_absolute_scaled_error()
                .is_err()
        );
        assert!(Forecasted::new(&truth, &predicted, &scales, &[]).unwrap().interval_coverage().is_err());
    }
}
