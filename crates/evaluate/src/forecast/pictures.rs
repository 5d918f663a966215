//! Pictures of a forecast: what came, what was said, and what is to come; errors by steps ahead.

use super::Timed;
use super::rolling::Pair;
use crate::{EvaluateError, drawing};
use glasshouse_chart::{Axis, AxisScale, ChartSpec, Lines, Series};
use glasshouse_learn::forecast::{ForecastState, Line};
use glasshouse_spec::Drawing;

/// Names of the pictures of the first series, which are those that have one.
const SERIES: [&str; 4] = ["forecast", "forecast_2", "forecast_3", "forecast_4"];
/// Most actual values of a picture.
const POINTS: i64 = 600;

/// The pictures. `row` are forecasts one horizon after the other, `compared` those of the model and of the
/// seasonal naive one from all origins. It pauses between bounded pieces, with the share that is done.
pub async fn pictures(
    timed: &Timed,
    state: &ForecastState,
    row: &[Pair],
    compared: [&[Pair]; 2],
    pause: &impl AsyncFn(f64),
) -> Result<Vec<Drawing>, EvaluateError> {
    let mut drawn = Vec::new();
    let lines: Vec<&Line> = timed.panel.series.iter().take(SERIES.len()).collect();
    for (at, (line, name)) in lines.iter().zip(SERIES).enumerate() {
        let share = async |done: f64| pause((at as f64 + done) / lines.len() as f64).await;
        let pairs: Vec<&Pair> = row.iter().filter(|pair| pair.series == at).collect();
        let next = match line.values.len() >= state.needs() {
            true => ahead(timed, state, line, &share).await?,
            false => None,
        };
        drawn.push(drawing(name, &series(timed, state, line, &pairs, next)));
        share(1.0).await;
    }
    if state.horizon > 1 {
        drawn.push(drawing("error_by_step", &by_step(state.horizon, compared)));
    }
    Ok(drawn)
}

/// A series with its forecasts, those of the part that is shown and those of what comes after it.
fn series(
    timed: &Timed,
    state: &ForecastState,
    line: &Line,
    pairs: &[&Pair],
    next: Option<Series>,
) -> ChartSpec {
    let grid = &timed.panel.grid;
    let first = pairs.first().map_or(line.end(), |pair| pair.number);
    let begin = line.first.max(first - (line.end() - first).max(3 * i64::from(state.season)).max(30));
    let begin = begin.max(line.end() - POINTS);
    let actual = (begin..line.end()).map(|n| (grid.time(n), line.at(n).unwrap_or(f64::NAN)));
    let said = pairs.iter().map(|pair| (grid.time(pair.number), pair.predicted));
    let band = pairs.iter().filter_map(|p| p.bounds.map(|(low, high)| (grid.time(p.number), low, high)));
    let mut drawn = vec![
        Series { name: "Actual".into(), points: actual.collect(), band: Vec::new() },
        Series { name: "Forecast".into(), points: said.collect(), band: band.collect() },
    ];
    drawn.extend(next);
    let x = Axis::named(&timed.columns.time);
    let x = if grid.is_of_dates() { x.scaled(AxisScale::Time) } else { x };
    let y = match line.name.as_str() {
        "" => timed.columns.target.clone(),
        name => format!("{}, {name}", timed.columns.target),
    };
    let aggregated =
        format!("Forecasts of {} steps, one after the other; bands hold {} %", state.horizon, state.interval);
    ChartSpec::Lines(Lines { x, y: Axis::named(y), by: String::new(), series: drawn, aggregated })
}

/// What comes after the last value, as far as what is known beforehand is told.
async fn ahead(
    timed: &Timed,
    state: &ForecastState,
    line: &Line,
    pause: &impl AsyncFn(f64),
) -> Result<Option<Series>, EvaluateError> {
    let mut history = timed.panel.bare();
    history.series.push(line.clone());
    let steps = history.told_ahead().map_or(state.horizon, |told| state.horizon.min(told as u32));
    if steps == 0 {
        return Ok(None);
    }
    let forecast = state.forecast_in_pieces(&history, steps, pause).await?.pop().unwrap_or_default();
    let time = |at: usize| timed.panel.grid.time(line.end() + at as i64);
    let bounds = state.bounds(line, &forecast).unwrap_or_default();
    Ok(Some(Series {
        name: "Next".into(),
        points: forecast.iter().enumerate().map(|(at, value)| (time(at), *value)).collect(),
        band: bounds.iter().enumerate().map(|(at, (low, high))| (time(at), *low, *high)).collect(),
    }))
}

/// Mean absolute errors in the scale of their series, by steps ahead.
fn by_step(horizon: u32, compared: [&[Pair]; 2]) -> ChartSpec {
    let means = |pairs: &[Pair]| {
        let mut sums = vec![(0.0, 0_u32); horizon as usize];
        for pair in pairs {
            if let Some(actual) = pair.actual.filter(|_| pair.scale > 0.0) {
                let sum = &mut sums[pair.step as usize - 1];
                *sum = (sum.0 + (actual - pair.predicted).abs() / pair.scale, sum.1 + 1);
            }
        }
        let there = (1..).zip(sums).filter(|(_, (_, count))| *count > 0);
        there.map(|(step, (sum, count))| (f64::from(step), sum / f64::from(count))).collect()
    };
    let names = ["Forecast", "Seasonal naive"];
    let series = names.iter().zip(compared).map(|(name, pairs)| Series {
        name: (*name).into(),
        points: means(pairs),
        band: Vec::new(),
    });
    ChartSpec::Lines(Lines {
        x: Axis::named("Steps ahead"),
        y: Axis::named("Mean absolute scaled error"),
        series: series.collect(),
        ..Lines::default()
    })
}
