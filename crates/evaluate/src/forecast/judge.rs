//! Scores of forecasts from rolling origins.

use super::Timed;
use super::blocks::{self, Draws};
use super::pictures::pictures;
use super::rolling::{Pair, from_origin, in_a_row, origins};
use crate::diagnostics::{SCATTER, heaviest, thinned};
use crate::judge::LEVEL;
use crate::score::{divided_by_zero, undefined};
use crate::{EvaluateError, Scored, check_metrics};
use glasshouse_learn::Model;
use glasshouse_learn::forecast::{ForecastState, Line, Panel};
use glasshouse_metrics::{Forecasted, Score, Undefined};
use glasshouse_spec::{Diagnostics, Intervals, Place, Scores, TaskReport, Warning};
use std::ops::Range;

/// Most forecasts in a row of a picture.
const IN_A_ROW: usize = 60;

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The series and their parts.
    pub timed: &'a Timed,
    /// The forecast.
    pub state: &'a ForecastState,
    /// The seasonal naive one beside it.
    pub beside: &'a ForecastState,
    /// The question.
    pub task: &'a TaskReport,
    /// The recipe's metrics.
    pub wanted: Option<&'a [String]>,
    /// Seed of the draws that intervals are from.
    pub seed: u64,
}

/// Scores of one part.
#[derive(Debug, Clone, Default)]
pub struct SeriesJudged {
    /// Of the forecast.
    pub model: Scored,
    /// Intervals of its scores; none in the training part, which it was fitted to.
    pub intervals: Intervals,
    /// Of the seasonal naive one.
    pub beside: Scored,
    /// The pictures, of the part that is shown.
    pub diagnostics: Diagnostics,
}

/// Scores forecasts from the origins of a part; a part without times has no scores. In the training part
/// they are of values that the model was fitted to, from its last half on.
///
/// # Errors
/// A metric that is not known; those of [`ForecastState::forecast`].
pub async fn judge_forecasts(
    of: Judge<'_>,
    part: &str,
    shown: bool,
    pause: &impl AsyncFn(f64),
) -> Result<SeriesJudged, EvaluateError> {
    let mut range = of.timed.range(part);
    if part == "train" {
        range.start += (range.end - range.start) / 2;
    }
    let share = async |done: f64| pause(0.4 * done).await;
    let model = roll(of.state, &of.timed.panel, range.clone(), &share).await?;
    let share = async |done: f64| pause(0.4 + 0.2 * done).await;
    let beside = roll(of.beside, &of.timed.panel, range.clone(), &share).await?;
    let train = of.timed.train();
    let of_name = |name: &str| train.series.iter().find(|line| line.name == name);
    let scale = |line: &Line| of_name(&line.name).map(|line| line.scale(of.state.season));
    let scales: Vec<Option<f64>> = of.timed.panel.series.iter().map(scale).collect();
    let pairs = |pairs| Pairs::new(pairs, part, &scales, of.state.interval);
    let mut judged = SeriesJudged {
        model: scored(pairs(&model), of.task, of.wanted)?,
        beside: scored(pairs(&beside), of.task, of.wanted)?,
        intervals: Intervals::new(),
        diagnostics: Diagnostics::default(),
    };
    judged.beside.notes.clear();
    if part != "train" {
        let with = Draws { horizon: of.state.horizon, level: LEVEL, seed: of.seed };
        let still = async |_| pause(0.6).await;
        let (intervals, why) = blocks::intervals(pairs(&model), &judged.model.scores, with, &still).await;
        judged.intervals = intervals;
        judged.model.notes.extend(why);
    }
    if shown {
        let mut row = Vec::new();
        let origins = in_a_row(range.clone(), of.state.horizon, IN_A_ROW);
        for (at, &origin) in origins.iter().enumerate() {
            let share = async |done: f64| pause(0.6 + 0.35 * (at as f64 + done) / origins.len() as f64).await;
            row.extend(from_origin(of.state, &of.timed.panel, [origin, range.end], &share).await?);
            share(1.0).await;
        }
        judged.diagnostics = diagnostics(&of, part, &model);
        let share = async |done: f64| pause(0.95 + 0.05 * done).await;
        judged.diagnostics.pictures = pictures(of.timed, of.state, &row, [&model, &beside], &share).await?;
    }
    Ok(judged)
}

/// Scores of a model on the last part of new series, as long as a fifth of them and at least a horizon, from
/// rolling origins. `None` where nothing can be scored.
///
/// # Errors
/// A metric that is not known; those of [`ForecastState::forecast`].
pub async fn rolling_scores(
    state: &ForecastState,
    panel: &Panel,
    task: &TaskReport,
    (wanted, seed): (Option<&[String]>, u64),
    pause: &impl AsyncFn(f64),
) -> Result<Option<Rolled>, EvaluateError> {
    let (first, end) = panel.ends();
    let begin = end - ((end - first) / 5).max(i64::from(state.horizon));
    let pairs = roll(state, panel, begin.max(first)..end, pause).await?;
    let history = panel.until(begin);
    let of_name = |name: &str| history.series.iter().find(|line| line.name == name);
    let scale = |line: &Line| of_name(&line.name).map(|line| line.scale(state.season));
    let scales: Vec<Option<f64>> = panel.series.iter().map(scale).collect();
    let of = Pairs::new(&pairs, "scored", &scales, state.interval);
    let scores = scored(of, task, wanted)?.scores;
    let values = pairs.iter().filter(|pair| pair.actual.is_some()).count() as u64;
    let with = Draws { horizon: state.horizon, level: LEVEL, seed };
    let still = async |_| pause(1.0).await;
    let (intervals, why) = blocks::intervals(of, &scores, with, &still).await;
    Ok((values > 0).then_some(Rolled { scores, intervals, values, why }))
}

/// Scores of a model on new series.
#[derive(Debug, Clone, Default)]
pub struct Rolled {
    /// The scores.
    pub scores: Scores,
    /// Their intervals.
    pub intervals: Intervals,
    /// Values that they are of.
    pub values: u64,
    /// Why there are no intervals.
    pub why: Option<Warning>,
}

/// Forecasts from each origin of a range.
async fn roll(
    state: &ForecastState,
    panel: &Panel,
    range: Range<i64>,
    pause: &impl AsyncFn(f64),
) -> Result<Vec<Pair>, EvaluateError> {
    let mut pairs = Vec::new();
    let origins = origins(range.clone(), state.horizon);
    for (at, &origin) in origins.iter().enumerate() {
        let share = async |done: f64| pause((at as f64 + done) / origins.len() as f64).await;
        pairs.extend(from_origin(state, panel, [origin, range.end], &share).await?);
        share(1.0).await;
    }
    Ok(pairs)
}

/// Forecasts of values, and what they are scored by.
#[derive(Clone, Copy)]
pub(super) struct Pairs<'a> {
    pub pairs: &'a [Pair],
    pub part: &'a str,
    /// Of each series, the scale in training; none for one that was not there.
    pub scales: &'a [Option<f64>],
    pub interval: u32,
}

impl<'a> Pairs<'a> {
    /// Forecasts of a part, with the scales of the series in training and the share that intervals are to hold.
    pub fn new(pairs: &'a [Pair], part: &'a str, scales: &'a [Option<f64>], interval: u32) -> Self {
        Self { pairs, part, scales, interval }
    }
}

/// The values that came, and what was said of them.
struct Values {
    truth: Vec<f64>,
    predicted: Vec<f64>,
    scales: Vec<f64>,
    held: Vec<bool>,
}

impl Values {
    fn of(of: Pairs<'_>) -> Self {
        let known = || of.pairs.iter().filter_map(|pair| Some((pair, pair.actual?)));
        let holds =
            |(pair, actual): (&Pair, f64)| pair.bounds.map(|(low, high)| (low..=high).contains(&actual));
        Self {
            truth: known().map(|(_, actual)| actual).collect(),
            predicted: known().map(|(pair, _)| pair.predicted).collect(),
            scales: known().map(|(pair, _)| of.scales[pair.series].unwrap_or(pair.scale)).collect(),
            held: known().filter_map(holds).collect(),
        }
    }

    fn forecasted(&self) -> Result<Forecasted<'_>, Undefined> {
        Forecasted::new(&self.truth, &self.predicted, &self.scales, &self.held)
    }
}

/// Some scores of forecasts, in the order of their names.
pub(super) fn figures<'a>(of: Pairs<'_>, names: impl Iterator<Item = &'a str>) -> Vec<Option<f64>> {
    let values = Values::of(of);
    let score = |name| values.forecasted().ok()?.score(name)?.ok();
    names.map(score).collect()
}

fn scored(of: Pairs<'_>, task: &TaskReport, wanted: Option<&[String]>) -> Result<Scored, EvaluateError> {
    let (part, names) = (of.part, check_metrics(wanted, task)?);
    let mut scored = Scored::default();
    let truth: Vec<f64> = of.pairs.iter().filter_map(|pair| pair.actual).collect();
    if truth.is_empty() {
        return Ok(scored);
    }
    let values = Values::of(of);
    let forecasted = match values.forecasted() {
        Ok(forecasted) => forecasted,
        Err(why) => return Ok(Scored { notes: vec![undefined(part, "the scores", why)], ..scored }),
    };
    let told: Vec<Option<Score>> = names.iter().map(|name| forecasted.score(name)).collect();
    for (name, score) in names.into_iter().zip(told) {
        match score {
            Some(Ok(value)) => drop(scored.scores.insert(name.into(), value)),
            Some(Err(why)) => scored.notes.push(undefined(part, name, why)),
            None => {}
        }
    }
    scored.notes.extend(divided_by_zero(part, &values.truth, &scored.scores));
    if part == "test" {
        scored.notes.extend(not_held(of.interval, &scored));
    }
    Ok(scored)
}

/// Says where intervals hold far fewer values than they promise.
fn not_held(interval: u32, scored: &Scored) -> Option<Warning> {
    let coverage = *scored.scores.get("interval_coverage")?;
    let promised = f64::from(interval) / 100.0;
    let message = format!(
        "intervals of {interval} % held {:.0} % of the values of the test part: the series changed, or the \
         validation part tells too little",
        100.0 * coverage
    );
    let far = coverage < promised - 0.1;
    far.then(|| Warning::new("forecast.coverage", message, Place::parameter("task.interval")))
}

fn diagnostics(of: &Judge<'_>, part: &str, pairs: &[Pair]) -> Diagnostics {
    let mut shown = Diagnostics { part: part.into(), ..Diagnostics::default() };
    let known: Vec<(f64, f64)> = pairs.iter().filter_map(|p| Some((p.actual?, p.predicted))).collect();
    shown.sampled_from = known.len() as u64;
    shown.actual_predicted = thinned(&known, SCATTER);
    if let Some((kind, values)) = of.state.weights() {
        shown.weights_are = kind.name().into();
        shown.weights = heaviest(&of.state.features(&of.task.target), &values);
    }
    shown
}
