//! Forecasts from several times on, beside what came.

use glasshouse_learn::LearnError;
use glasshouse_learn::forecast::{ForecastState, Line, Panel};
use std::ops::Range;

/// Most origins of a part.
const ORIGINS: i64 = 20;

/// A forecast of one value, beside what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Position of the series.
    pub series: usize,
    /// Number of its time.
    pub number: i64,
    /// Steps ahead, from 1.
    pub step: u32,
    /// What came; none where that is not known.
    pub actual: Option<f64>,
    /// What was said.
    pub predicted: f64,
    /// The scale of the series as it was known then.
    pub scale: f64,
    /// Bounds of the interval.
    pub bounds: Option<(f64, f64)>,
}

/// Times of a part to forecast from: at most twenty, evenly spread, each with a whole horizon in the
/// part where that is possible.
pub fn origins(part: Range<i64>, horizon: u32) -> Vec<i64> {
    if part.is_empty() {
        return Vec::new();
    }
    let room = (part.end - part.start - i64::from(horizon)).max(0);
    let count = ORIGINS.min(room + 1);
    (0..count).map(|at| part.start + if count > 1 { at * room / (count - 1) } else { 0 }).collect()
}

/// Times of a part to forecast from, one horizon after the other; the last `most` of them.
pub fn in_a_row(part: Range<i64>, horizon: u32, most: usize) -> Vec<i64> {
    let all: Vec<i64> = part.step_by(horizon.max(1) as usize).collect();
    all[all.len().saturating_sub(most)..].to_vec()
}

/// What a forecast says from one time on, up to the end of a part. Series that are too short then are
/// passed over, and so are those that begin later. It pauses between bounded pieces, with the share that is
/// done.
///
/// # Errors
/// Those of [`ForecastState::forecast`].
pub async fn from_origin(
    state: &ForecastState,
    panel: &Panel,
    [origin, end]: [i64; 2],
    pause: &impl AsyncFn(f64),
) -> Result<Vec<Pair>, LearnError> {
    let needs = state.needs();
    let begun = |line: &&Line| origin - line.first >= needs as i64 && origin < line.end();
    let places: Vec<usize> = (0..panel.series.len()).filter(|at| begun(&&panel.series[*at])).collect();
    let steps = (end - origin).clamp(0, i64::from(panel.horizon)) as u32;
    // A series that ends before the others is told nothing of the times after it: those are not scored.
    let until = |at: &usize| panel.series[*at].until(origin, &panel.columns).carried(steps as usize);
    let history = Panel { series: places.iter().map(until).collect(), ..panel.bare() };
    let forecasts = state.forecast_in_pieces(&history, steps, pause).await?;
    let mut pairs = Vec::new();
    for ((series, line), forecast) in places.into_iter().zip(&history.series).zip(forecasts) {
        let (scale, bounds) = (line.scale(state.season), state.bounds(line, &forecast));
        for (at, &predicted) in forecast.iter().enumerate() {
            let number = origin + at as i64;
            let bounds = bounds.as_ref().map(|bounds| bounds[at]);
            let actual = panel.series[series].at(number);
            pairs.push(Pair { series, number, step: at as u32 + 1, actual, predicted, scale, bounds });
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_leave_room_for_a_horizon() {
        assert_eq!(origins(100..122, 12), [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110]);
        assert_eq!(origins(100..105, 12), [100]);
        let many = origins(0..1000, 10);
        assert_eq!((many.len(), many[0], many[19]), (20, 0, 990));
        assert!(origins(5..5, 3).is_empty());
        assert_eq!(in_a_row(0..10, 4, 2), [4, 8]);
    }
}
