//! Seasonal decomposition: the season by STL, what is left by exponential smoothing.

use super::Line;
use super::smoothed::Choosing;
use super::smoothing::{FEWEST, Form, Smoothing, Trend, Way};
use crate::settings::Settings;
use crate::{Estimator, EstimatorKind, LearnError};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use glasshouse_stats::Stl;

/// Most values that are taken apart, unless twenty seasons are more.
const LATEST: usize = 2000;

/// Season and trend by loess (STL; Cleveland and others, 1990); what is left without the season is
/// smoothed without one, and the last season is added again. Of the last 2000 values, or twenty seasons,
/// O(values) each time it looks at a series. Gaps count as filled.
pub struct SeasonalDecomposition;

static PARAMS: [ParamSpec; 1] = [ParamSpec::bool(
    "robust",
    false,
    "Whether outliers have little say in the season. It takes three times as long.",
)];

impl EstimatorKind for SeasonalDecomposition {
    fn id(&self) -> &'static str {
        "seasonal_decomposition"
    }

    fn title(&self) -> &'static str {
        "Seasonal decomposition"
    }

    fn help(&self) -> &'static str {
        "Takes the season off, carries the rest on by exponential smoothing and adds the last season again. For \
         long seasons, and series with outliers."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Forecast]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Forecast { &PARAMS } else { &[] }
    }

    fn onnx(&self) -> bool {
        false
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let form = |trend| Form { error: Way::Additive, trend, season: None };
        let forms = [Trend::Without, Trend::Additive, Trend::Damped].map(form).to_vec();
        Ok(Box::new(Choosing { forms, robust: Some(settings.flag("robust")) }))
    }
}

/// Fewest values of a series with a season.
pub fn fewest(season: u32) -> usize {
    (2 * season as usize).max(FEWEST)
}

/// The season of a series' latest values being taken off, a bounded piece at a time.
pub(super) struct Parting {
    values: Vec<f64>,
    season: usize,
    stl: Stl,
}

/// A series without its season, and the season of its last steps, the next step's first; of its latest
/// values.
pub(super) struct Parted {
    pub rest: Vec<f64>,
    pub season: Vec<f64>,
}

impl Parting {
    pub fn new(line: &Line, robust: bool, season: u32) -> Result<Self, LearnError> {
        let period = season as usize;
        let latest = LATEST.max(20 * period);
        let values = line.values[line.values.len().saturating_sub(latest)..].to_vec();
        if period < 2 {
            let message = "the series have no season (task.season is 1) that could be taken off".into();
            return Err(LearnError::Parameter { name: "robust", message });
        }
        let (series, has) = (line.name.clone(), values.len());
        let short = || LearnError::ShortSeries { series, has, needs: fewest(season) };
        let stl = Stl::new(values.clone(), period, robust).ok_or_else(short)?;
        Ok(Self { values, season: period, stl })
    }

    /// Does a bounded piece; not to be called again after the last one.
    pub fn advance(&mut self) -> Option<Parted> {
        let found = self.stl.advance()?.seasonal;
        let rest = self.values.iter().zip(&found).map(|(value, season)| value - season).collect();
        Some(Parted { rest, season: found[found.len() - self.season..].to_vec() })
    }
}

/// What comes after a series; it pauses between bounded pieces.
pub(super) async fn forecast(
    by: &Smoothing,
    robust: bool,
    line: &Line,
    [season, steps]: [u32; 2],
    pause: &impl AsyncFn(),
) -> Result<Vec<f64>, LearnError> {
    let mut parting = Parting::new(line, robust, season)?;
    let Parted { rest, season } = loop {
        match parting.advance() {
            Some(parted) => break parted,
            None => pause().await,
        }
    };
    let carried = by.forecast(&line.name, &rest, 1, steps)?;
    Ok(carried.into_iter().zip(season.iter().cycle()).map(|(rest, season)| rest + season).collect())
}
