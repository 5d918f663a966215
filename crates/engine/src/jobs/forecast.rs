//! Forecasts: intervals and scores of a new model, and what comes after the last row of a file.

use super::Faults;
use super::judge::Judged;
use crate::control::Control;
use crate::fault::internal;
use crate::state::Trained;
use glasshouse_evaluate::{
    Arranged, Judge, Rolled, Timed, judge_forecasts, measure_intervals, rolling_scores, shown_part,
};
use glasshouse_export::{PredictionWriter, RowPrediction};
use glasshouse_learn::forecast::{ForecastState, Panel};
use glasshouse_learn::{Model, ModelState};
use glasshouse_prepare::{Known, Notes, Pipeline, SeriesColumns, SeriesRead, read_series, tell};
use glasshouse_spec::{Place, Recipe, Warning};
use glasshouse_table::{Table, iso, number_label};

/// Share of the progress at which scoring begins.
const BEGIN: f64 = 0.9;

/// Measures the intervals of a forecast that was just fitted.
pub(super) async fn measure(
    control: &Control,
    model: &mut ModelState,
    timed: &Timed,
) -> Result<Vec<Warning>, Faults> {
    let ModelState::Forecast(state) = model else { return Err(internal("a forecast of rows").into()) };
    let pause = async |done: f64| control.checkpoint("Measuring the intervals", BEGIN + 0.02 * done).await;
    Ok(measure_intervals(state, timed, &pause).await?)
}

/// Names of what a forecast reads of its target.
pub(super) fn features(model: &ModelState, target: &str) -> Vec<String> {
    match model {
        ModelState::Forecast(state) => state.features(target),
        _ => Vec::new(),
    }
}

/// Scores a forecast and the seasonal naive one on every part, from rolling origins.
pub(super) async fn judge(
    control: &Control,
    pipeline: &Pipeline,
    beside: &dyn Model,
    arranged: &Arranged,
    timed: &Timed,
    recipe: &Recipe,
) -> Result<Judged, Faults> {
    let task = &pipeline.state().task_report();
    let (ModelState::Forecast(state), ModelState::Forecast(mut beside)) =
        (&pipeline.state().model, beside.state())
    else {
        return Err(internal("a forecast of rows").into());
    };
    let still = async |_| control.checkpoint("Measuring the intervals", BEGIN + 0.02).await;
    measure_intervals(&mut beside, timed, &still).await?;
    let wanted = recipe.evaluate.metrics.as_deref();
    let of = Judge { timed, state, beside: &beside, task, wanted, seed: recipe.seed };
    let mut judged = Judged::default();
    let shown = shown_part(&arranged.parts);
    let parts = [
        ("train", &mut judged.model.train, &mut judged.baseline.train, &mut judged.intervals.train),
        (
            "validation",
            &mut judged.model.validation,
            &mut judged.baseline.validation,
            &mut judged.intervals.validation,
        ),
        ("test", &mut judged.model.test, &mut judged.baseline.test, &mut judged.intervals.test),
    ];
    for (i, (part, model, baseline, intervals)) in parts.into_iter().enumerate() {
        let pause = async |done: f64| {
            let done = BEGIN + 0.02 + 0.02 * (i as f64 + done);
            control.checkpoint(format!("Scoring the {part} rows"), done).await;
        };
        let scores = judge_forecasts(of, part, part == shown, &pause).await?;
        *model = scores.model.scores;
        *baseline = scores.beside.scores;
        *intervals = scores.intervals;
        judged.warnings.extend(scores.model.notes);
        if part == shown {
            judged.diagnostics = scores.diagnostics;
        }
    }
    Ok(judged)
}

/// What comes after the last value of each series of a table.
pub(super) struct Ahead {
    /// The series: times, names, forecasts and bounds, as CSV.
    pub written: Vec<u8>,
    /// Scores from rolling origins of the last part of the table, where it is long enough.
    pub scores: Option<Rolled>,
    /// What the steps noticed in the columns beside the series.
    pub notes: Notes,
    /// Said where it ends before it should.
    pub short: Option<Warning>,
}

/// Forecasts what comes after a table. `scored` asks for scores as well.
pub(super) async fn ahead(
    control: &Control,
    model: &Trained,
    state: &ForecastState,
    table: &Table,
    scored: bool,
) -> Result<Ahead, Faults> {
    let columns = columns(model);
    let trained = Panel {
        grid: state.grid.clone(),
        season: state.season,
        horizon: state.horizon,
        interval: state.interval,
        columns: Vec::new(),
        series: Vec::new(),
    };
    let SeriesRead { mut panel, .. } = read_series(table, &columns, Known::Trained(&trained))?;
    let notes = told(control, model, state, table, &mut panel).await?;
    let pause = async |done: f64| control.checkpoint("Forecasting", 0.5 + 0.1 * done).await;
    pause(0.0).await;
    // None at all is refused by the forecast itself.
    let told = panel.told_ahead().filter(|told| (1..state.horizon as usize).contains(told));
    let steps = told.map_or(state.horizon, |told| told as u32);
    let forecasts = state.forecast_in_pieces(&panel, steps, &pause).await?;
    let pause = async |done: f64| control.checkpoint("Scoring the forecasts", 0.6 + 0.3 * done).await;
    let wanted = model.recipe.evaluate.metrics.as_deref();
    let scores = match scored {
        true => {
            rolling_scores(state, &panel, &model.report.task, (wanted, model.recipe.seed), &pause).await?
        }
        false => None,
    };
    let short = told.map(|told| ends_early(told, state));
    Ok(Ahead { written: write(&columns, state, &panel, &forecasts)?, scores, notes, short })
}

/// Tells the series the columns beside them, where the model is told such.
async fn told(
    control: &Control,
    model: &Trained,
    state: &ForecastState,
    table: &Table,
    panel: &mut Panel,
) -> Result<Notes, Faults> {
    let known: Vec<bool> = state.columns().iter().map(|column| column.known).collect();
    if known.is_empty() {
        return Ok(Notes::default());
    }
    let still = async |_| control.checkpoint("Preparing the other columns", 0.5).await;
    let preparation = model.pipeline.preparation();
    let prepared = preparation.apply_with_gaps(table, &still).await?;
    let x = prepared.features_in_pieces(&still).await?;
    tell(panel, table, &columns(model), &x, &known, preparation.takes.missing)?;
    Ok(prepared.notes)
}

fn ends_early(told: usize, state: &ForecastState) -> Warning {
    let first = state.columns().iter().find(|column| column.known).map(|column| column.name.clone());
    let message = format!(
        "the rows tell what is known beforehand of {told} times after the last value of some series: forecasts end \
         there, and not after {}",
        state.horizon
    );
    Warning::new("forecast.told", message, Place::column(first.unwrap_or_default()))
}

/// The columns that a model reads, by their places among its inputs.
fn columns(model: &Trained) -> SeriesColumns {
    let state = model.pipeline.state();
    let names: Vec<&String> = state.inputs.iter().map(|input| &input.name).collect();
    SeriesColumns {
        time: names.first().map(ToString::to_string).unwrap_or_default(),
        group: (names.len() > 2 && *names[1] != state.target).then(|| names[1].clone()),
        target: state.target.clone(),
    }
}

fn write(
    columns: &SeriesColumns,
    state: &ForecastState,
    panel: &Panel,
    forecasts: &[Vec<f64>],
) -> Result<Vec<u8>, Faults> {
    let heads: Vec<&String> = [Some(&columns.time), columns.group.as_ref()].into_iter().flatten().collect();
    let mut writer = PredictionWriter::beside(&heads, &["lower".into(), "upper".into()])?;
    for (line, forecast) in panel.series.iter().zip(forecasts) {
        let bounds = state.bounds(line, forecast);
        for (at, &number) in forecast.iter().enumerate() {
            let time = panel.grid.time(line.end() + at as i64);
            let time = if panel.grid.is_of_dates() { iso(time as i64) } else { number_label(time) };
            let cells: Vec<String> = [Some(time), columns.group.as_ref().map(|_| line.name.clone())]
                .into_iter()
                .flatten()
                .collect();
            let bounds = bounds.as_ref().map(|bounds| bounds[at]);
            writer.row(&cells, [RowPrediction::Ahead { number, bounds }])?;
        }
    }
    Ok(writer.finish()?)
}
