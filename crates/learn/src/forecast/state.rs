//! A fitted forecast as plain data.

use super::{Further, FurtherColumn, Grid, LaggedState, Line, Panel, Smoothing, decomposed};
use crate::checks::SEVERAL;
use crate::{Dataset, Features, LearnError, Model, ModelState, Prediction, Takes, Target, WeightKind};
use glasshouse_spec::Warning;
use glasshouse_stats::at_once;
use serde::{Deserialize, Serialize};

/// Longest season, and most steps ahead.
const MOST: u32 = 100_000;

/// What a forecast was fitted to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastState {
    /// The times.
    pub grid: Grid,
    /// Steps after which a series is like itself; 1 for none.
    pub season: u32,
    /// Steps ahead that were asked for.
    pub horizon: u32,
    /// Share of the actual values that intervals are to hold, in percent.
    pub interval: u32,
    /// The series that were learned from.
    pub names: Vec<String>,
    /// How it forecasts.
    pub method: Method,
    /// Half the width of the interval at each step ahead, in the scale of a series
    /// ([`Line::scale`]); empty where it was not measured.
    pub spread: Vec<f64>,
}

/// How a forecast is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// The last season again.
    SeasonalNaive,
    /// Exponential smoothing, of each series its own.
    Smoothing(Vec<Smoothing>),
    /// The season taken off, and what is left smoothed, of each series its own.
    Decomposed {
        /// Whether outliers have little say in the season.
        robust: bool,
        /// What the rest is smoothed by.
        rest: Vec<Smoothing>,
    },
    /// A regressor of lags, one for all series.
    Lagged(LaggedState),
    /// A regressor of lags and further columns, one for all series.
    Further {
        /// The regressor.
        lagged: LaggedState,
        /// The columns.
        further: Further,
    },
}

/// No further columns.
static NOTHING: Further = Further { columns: Vec::new(), lags: Vec::new() };

/// The series of a data set.
pub(super) fn panel<'a>(
    data: &'a Dataset,
    kind: &'static str,
) -> Result<&'a std::sync::Arc<Panel>, LearnError> {
    match &data.y {
        Target::Series(panel) if panel.series.iter().all(|line| line.values.is_empty()) => {
            Err(LearnError::NoRows)
        }
        Target::Series(panel) => Ok(panel),
        Target::Numbers(_) => Err(LearnError::Task { kind, task: "regression" }),
        Target::Classes { .. } => Err(LearnError::Task { kind, task: "classification" }),
        Target::None => Err(LearnError::Task { kind, task: "questions without a target" }),
        Target::Several(_) => Err(LearnError::Task { kind, task: SEVERAL }),
    }
}

impl ForecastState {
    /// A forecast of the series of a panel, its intervals not measured yet.
    pub(super) fn new(panel: &Panel, method: Method) -> Self {
        Self {
            grid: panel.grid.clone(),
            season: panel.season,
            horizon: panel.horizon,
            interval: panel.interval,
            names: panel.series.iter().map(|line| line.name.clone()).collect(),
            method,
            spread: Vec::new(),
        }
    }

    /// Name of the estimator.
    pub fn kind(&self) -> &'static str {
        match &self.method {
            Method::SeasonalNaive => "seasonal_naive",
            Method::Smoothing(_) => "exponential_smoothing",
            Method::Decomposed { .. } => "seasonal_decomposition",
            Method::Lagged(lagged) | Method::Further { lagged, .. } => {
                lagged.models.first().map_or("ridge", ModelState::kind)
            }
        }
    }

    /// The regressor of lags, with what it is told beside them.
    pub(super) fn lagged(&self) -> Option<(&LaggedState, &Further)> {
        match &self.method {
            Method::Lagged(lagged) => Some((lagged, &NOTHING)),
            Method::Further { lagged, further } => Some((lagged, further)),
            _ => None,
        }
    }

    /// The columns that it is told beside the series.
    pub fn columns(&self) -> &[FurtherColumn] {
        self.lagged().map_or(&[], |(_, further)| &further.columns)
    }

    /// What its regressor takes beside numbers, where it is told further columns.
    pub(crate) fn takes(&self) -> Takes {
        let Some((lagged, _)) = self.lagged() else { return Takes::default() };
        let all = |takes: fn(Takes) -> bool| lagged.models.iter().all(|model| takes(model.takes()));
        Takes {
            missing: all(|takes| takes.missing),
            categories: all(|takes| takes.categories),
            sparse: false,
        }
    }

    /// What it reads of a series whose values bear a name.
    pub fn features(&self, target: &str) -> Vec<String> {
        match self.lagged() {
            Some((lagged, further)) => {
                let mut names = lagged.lags.names(target, &self.grid);
                names.extend(further.names(lagged.lags.difference));
                names
            }
            None => vec![target.to_string()],
        }
    }

    /// Fewest values of a series that it can look at.
    pub fn needs(&self) -> usize {
        match &self.method {
            Method::SeasonalNaive => 1,
            Method::Smoothing(each) => each.iter().map(|by| by.form.fewest(self.season)).max().unwrap_or(1),
            Method::Decomposed { .. } => decomposed::fewest(self.season),
            Method::Lagged(lagged) => lagged.lags.memory(),
            Method::Further { lagged, further } => lagged.lags.memory().max(further.memory()),
        }
    }

    /// The next `steps` values of each series of a panel after its end, in their order. O(values), of
    /// lags O(series · steps).
    ///
    /// # Errors
    /// A series that is too short, or that a model of each series was not trained on; times to come of
    /// which what is known beforehand is not told.
    pub fn forecast(&self, history: &Panel, steps: u32) -> Result<Vec<Vec<f64>>, LearnError> {
        at_once(self.forecast_in_pieces(history, steps, &async |_| ()))
    }

    /// [`forecast`](Self::forecast), which awaits a pause between bounded pieces with the share of it that
    /// is done.
    ///
    /// # Errors
    /// As there.
    pub async fn forecast_in_pieces(
        &self,
        history: &Panel,
        steps: u32,
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Vec<f64>>, LearnError> {
        if let Some((lagged, further)) = self.lagged() {
            return lagged.forecast(further, history, [self.horizon, steps], pause).await;
        }
        let mut forecasts = Vec::with_capacity(history.series.len());
        for (at, line) in history.series.iter().enumerate() {
            let still = async || pause(at as f64 / history.series.len() as f64).await;
            if at > 0 {
                still().await;
            }
            forecasts.push(self.forecast_one(line, steps, &still).await?);
        }
        Ok(forecasts)
    }

    async fn forecast_one(
        &self,
        line: &Line,
        steps: u32,
        pause: &impl AsyncFn(),
    ) -> Result<Vec<f64>, LearnError> {
        let own = |of: &[Smoothing]| {
            let at = self.names.iter().position(|name| *name == line.name);
            let unknown = || LearnError::UnknownSeries(line.name.clone());
            at.and_then(|at| of.get(at).cloned()).ok_or_else(unknown)
        };
        match &self.method {
            Method::Smoothing(each) => own(each)?.forecast(&line.name, &line.values, self.season, steps),
            Method::Decomposed { robust, rest } => {
                decomposed::forecast(&own(rest)?, *robust, line, [self.season, steps], pause).await
            }
            _ => super::seasonal_naive::forecast(line, self.season, steps),
        }
    }

    /// Lower and upper bound of each forecast of a series; `None` where they were not measured. Beyond
    /// the steps that were measured the last width stands.
    pub fn bounds(&self, line: &Line, forecast: &[f64]) -> Option<Vec<(f64, f64)>> {
        let last = *self.spread.last()?;
        let scale = line.scale(self.season);
        let width = |at: usize| scale * self.spread.get(at).copied().unwrap_or(last);
        Some(forecast.iter().enumerate().map(|(at, f)| (f - width(at), f + width(at))).collect())
    }

    /// Whether it can forecast.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let bad = |why| Err(LearnError::BadState(why));
        let within = (1..=MOST).contains(&self.season) && (1..=MOST).contains(&self.horizon);
        if !self.grid.is_sound() || !within || !(1..100).contains(&self.interval) {
            return bad("a forecast without times");
        }
        if self.spread.iter().any(|width| !width.is_finite() || *width < 0.0) {
            return bad("intervals without width");
        }
        match &self.method {
            Method::Smoothing(each) | Method::Decomposed { rest: each, .. } => {
                if each.len() != self.names.len() || !each.iter().all(Smoothing::is_sound) {
                    return bad("a smoothing without its parameters");
                }
            }
            Method::SeasonalNaive => {}
            Method::Lagged(_) | Method::Further { .. } => {}
        }
        if let Some((lagged, further)) = self.lagged() {
            return lagged.check(further, &self.grid, self.horizon, features);
        }
        if features == 1 { Ok(()) } else { bad("a forecast of several columns") }
    }
}

/// A forecast with what is to be known of its training.
pub(super) struct Trained {
    pub state: ForecastState,
    pub warnings: Vec<Warning>,
}

impl Model for Trained {
    fn predict(&self, x: &Features) -> Prediction {
        self.state.predict(x)
    }

    fn state(&self) -> ModelState {
        ModelState::Forecast(self.state.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.state.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        self.warnings.clone()
    }
}

impl Model for ForecastState {
    /// Nothing: a forecast is of series, and has no answer to a row by itself. See
    /// [`ForecastState::forecast`].
    fn predict(&self, _x: &Features) -> Prediction {
        Prediction::Numbers(Vec::new())
    }

    fn state(&self) -> ModelState {
        ModelState::Forecast(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.lagged()?.0.models.first()?.restore().weights()
    }
}
