//! How wide intervals are: as wide as errors were on values that the forecast was not fitted to.

use super::Timed;
use super::rolling::{from_origin, origins};
use glasshouse_learn::LearnError;
use glasshouse_learn::forecast::ForecastState;
use glasshouse_spec::{Place, Warning};

/// Errors of a step below which its interval says little.
const FEW: usize = 10;

/// Measures the width of the intervals at each step ahead: the size that the asked share of errors, in the
/// scale of their series, did not exceed from the origins of the validation part, or of the training part
/// where that is empty (split conformal prediction; Vovk and others, 2005). A later step has no narrower
/// one.
///
/// # Errors
/// Those of [`ForecastState::forecast`].
pub async fn measure_intervals(
    state: &mut ForecastState,
    timed: &Timed,
    pause: &impl AsyncFn(f64),
) -> Result<Vec<Warning>, LearnError> {
    let part = if timed.range("validation").is_empty() { "train" } else { "validation" };
    let range = timed.range(part);
    let mut errors: Vec<Vec<f64>> = vec![Vec::new(); state.horizon as usize];
    let origins = origins(range.clone(), state.horizon);
    for (at, &origin) in origins.iter().enumerate() {
        let share = async |done: f64| pause((at as f64 + done) / origins.len() as f64).await;
        for pair in from_origin(state, &timed.panel, [origin, range.end], &share).await? {
            if let Some(actual) = pair.actual.filter(|_| pair.scale > 0.0) {
                let error = (actual - pair.predicted).abs() / pair.scale;
                errors[pair.step as usize - 1].extend(error.is_finite().then_some(error));
            }
        }
        pause((at + 1) as f64 / origins.len() as f64).await;
    }
    let fewest = errors.iter().map(Vec::len).min().unwrap_or(0);
    let mut width: f64 = 0.0;
    let widths: Vec<f64> = errors
        .iter_mut()
        .map(|errors| {
            width = width.max(quantile(errors, state.interval).unwrap_or(0.0));
            width
        })
        .collect();
    // Where nothing was measured at all, there are no intervals rather than such of no width.
    state.spread = if errors.iter().all(Vec::is_empty) { Vec::new() } else { widths };
    let mut warnings = Vec::new();
    if part == "train" {
        let message = "there are no validation rows, so intervals were measured on rows that the model was fitted \
                       to: they are too narrow";
        warnings.push(Warning::new("forecast.intervals", message, Place::parameter("split.validation")));
    }
    if fewest < FEW {
        let message = format!(
            "intervals come from {fewest} errors at some steps ahead: a longer {part} part, or a shorter horizon, \
             would make them surer"
        );
        warnings.push(Warning::new("forecast.intervals", message, Place::parameter("task.horizon")));
    }
    Ok(warnings)
}

/// The size that a share of values does not exceed, one more value counted as the largest; the largest
/// where there are too few for that.
fn quantile(values: &mut [f64], percent: u32) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let rank = ((values.len() as u64 + 1) * u64::from(percent)).div_ceil(100) as usize;
    values.get(rank.min(values.len()).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_errors_is_held() {
        let mut values: Vec<f64> = (1..=19).rev().map(f64::from).collect();
        assert_eq!(quantile(&mut values, 90), Some(18.0));
        assert_eq!(quantile(&mut values[..3], 90), Some(3.0));
        assert_eq!(quantile(&mut [], 90), None);
    }
}
