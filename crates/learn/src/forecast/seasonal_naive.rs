//! The baseline of forecasts: the last season again.

use super::state::{Trained, panel};
use super::{ForecastState, Line, Method};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Status, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Each step ahead is what was there a whole number of seasons before; without a season, the last value.
/// Gaps count as filled. Training does nothing; a forecast is O(steps).
pub struct SeasonalNaive;

impl EstimatorKind for SeasonalNaive {
    fn id(&self) -> &'static str {
        "seasonal_naive"
    }

    fn title(&self) -> &'static str {
        "Seasonal naive"
    }

    fn help(&self) -> &'static str {
        "Says that the last season comes again, or without a season the last value. Every other forecast is \
         compared with it."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Forecast]
    }

    fn params(&self, _task: TaskKind) -> &'static [ParamSpec] {
        &[]
    }

    fn onnx(&self) -> bool {
        false
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        Settings::checked(self.params(task), values)?;
        Ok(Box::new(Repeating))
    }
}

/// What comes after a series.
pub fn forecast(line: &Line, season: u32, steps: u32) -> Result<Vec<f64>, LearnError> {
    let count = line.values.len();
    let period = if count < season as usize { 1 } else { season as usize };
    if count == 0 {
        return Err(LearnError::ShortSeries { series: line.name.clone(), has: 0, needs: 1 });
    }
    Ok((0..steps as usize).map(|step| line.values[count - period + step % period]).collect())
}

struct Repeating;

impl Estimator for Repeating {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let state = ForecastState::new(panel(&data, "seasonal_naive")?, Method::SeasonalNaive);
        Ok(Box::new(Ready(state)))
    }
}

struct Ready(ForecastState);

impl Training for Ready {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        let model = Trained { state: self.0.clone(), warnings: Vec::new() };
        Box::pin(ready(Ok(Status::Done(Box::new(model)))))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        Some(Box::new(self.0.clone()))
    }
}
