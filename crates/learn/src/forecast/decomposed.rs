//! Seasonal decomposition: the season by STL, what is left by exponential smoothing.

use super::Line;
use super::smoothed::Choosing;
use super::smoothing::{FEWEST, Form, Smoothing, Trend, Way};
use crate::settings::Settings;
use crate::{Estimator, EstimatorKind, LearnError};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use glasshouse_stats::stl;

/// Most values that are taken apart, unless twenty seasons are more.
const LATEST: usize = 2000;

/// Season and trend by loess (STL; Cleveland and others, 1990); what is left without the season is
/// smoothed without one, and the last season is added again. Of the last 2000 values, or twenty seasons,
/// O(values · season) each time it looks at a series. Gaps count as filled.
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

/// A series without its season, and the season of its last steps, the next step's first; of its latest
/// values.
pub fn parts(line: &Line, robust: bool, season: u32) -> Result<(Vec<f64>, Vec<f64>), LearnError> {
    let period = season as usize;
    let latest = LATEST.max(20 * period);
    let values = &line.values[line.values.len().saturating_sub(latest)..];
    if period < 2 {
        let message = "the series have no season (task.season is 1) that could be taken off".into();
        return Err(LearnError::Parameter { name: "robust", message });
    }
    let short = || {
        let (series, has) = (line.name.clone(), values.len());
        LearnError::ShortSeries { series, has, needs: fewest(season) }
    };
    let found = stl(values, period, robust).ok_or_else(short)?;
    let rest = values.iter().zip(&found.seasonal).map(|(value, season)| value - season).collect();
    Ok((rest, found.seasonal[found.seasonal.len() - period..].to_vec()))
}

/// What comes after a series.
pub fn forecast(
    by: &Smoothing,
    robust: bool,
    line: &Line,
    season: u32,
    steps: u32,
) -> Result<Vec<f64>, LearnError> {
    let (rest, last) = parts(line, robust, season)?;
    let carried = by.forecast(&line.name, &rest, 1, steps)?;
    Ok(carried.into_iter().zip(last.iter().cycle()).map(|(rest, season)| rest + season).collect())
}
