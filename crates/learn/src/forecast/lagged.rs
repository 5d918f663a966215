//! Any regressor as a forecast: it learns a value from the values before it, of all series at once.
//!
//! Recursively one model tells the next value, which is then taken for known, and so on; directly there
//! is a model for each step ahead, which never builds on its own answers but is trained as often.

use super::lags::Lags;
use super::state::{Trained, panel};
use super::{ForecastState, Grid, Line, Method, Panel};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Progress, Status,
    Takes, Target, Training,
};
use glasshouse_spec::{
    LearningCurve, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind, Warning,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A regressor of lags, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaggedState {
    /// The features.
    pub lags: Lags,
    /// The regressor: one, or one for each step ahead.
    #[serde(deserialize_with = "crate::ensemble::inside")]
    pub models: Vec<ModelState>,
}

static STRATEGIES: [Cow<'static, str>; 2] = [Cow::Borrowed("recursive"), Cow::Borrowed("direct")];

const fn numbers(name: &'static str, help: &'static str) -> ParamSpec {
    let kind = ParamKind::Integers { min: 1, max: 100_000, most: 200 };
    ParamSpec::new(name, kind, ParamDefault::Integers(Cow::Borrowed(&[])), help)
}

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::choice(
        "strategy",
        "recursive",
        &STRATEGIES,
        "recursive trains one model for the next step and takes its answers for known; direct trains one for \
         each step ahead, which takes as many times as long and does not add up its own mistakes.",
    ),
    numbers(
        "lags",
        "The values so many steps before that it is told. Left empty: one after the other up to a season (24 at \
         most), and the season. More of them tell more and need longer series.",
    ),
    numbers("windows", "It is told the means of so many of the last values. Left empty: of a season."),
    ParamSpec::bool(
        "calendar",
        true,
        "Whether it is told the hour, the day of the week and the month, as far as they are longer than a step.",
    ),
    ParamSpec::bool(
        "difference",
        true,
        "Whether values are told, and answered, as differences from the last one. Trees need it where a series \
         grows: they cannot answer what they have not seen.",
    ),
];

/// A regressor that forecasts as well.
struct OverTime {
    inner: &'static dyn EstimatorKind,
    tasks: &'static [TaskKind],
    params: &'static [ParamSpec],
}

/// A kind as it is, or, where it serves regression, one that forecasts as well. Called once for each
/// kind of the registry, which lives as long as the program.
pub(crate) fn over_time(kind: &'static dyn EstimatorKind) -> &'static dyn EstimatorKind {
    if !kind.tasks().contains(&TaskKind::Regression) || kind.chains() || kind.id() == "dummy" {
        return kind;
    }
    let params: Vec<ParamSpec> = PARAMS.iter().chain(kind.params(TaskKind::Regression)).cloned().collect();
    let tasks: Vec<TaskKind> = kind.tasks().iter().copied().chain([TaskKind::Forecast]).collect();
    Box::leak(Box::new(OverTime { inner: kind, tasks: tasks.leak(), params: params.leak() }))
}

impl EstimatorKind for OverTime {
    fn id(&self) -> &'static str {
        self.inner.id()
    }

    fn title(&self) -> &'static str {
        self.inner.title()
    }

    fn help(&self) -> &'static str {
        self.inner.help()
    }

    fn tasks(&self) -> &'static [TaskKind] {
        self.tasks
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Forecast { self.params } else { self.inner.params(task) }
    }

    fn takes(&self) -> Takes {
        self.inner.takes()
    }

    fn steps(&self) -> Option<&'static str> {
        self.inner.steps()
    }

    fn onnx(&self) -> bool {
        self.inner.onnx()
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        if task != TaskKind::Forecast {
            return self.inner.build(task, values);
        }
        let settings = Settings::checked(self.params, values)?;
        let ours = |name: &String| PARAMS.iter().any(|spec| spec.name == name.as_str());
        let inner: ParamValues =
            values.iter().filter(|(name, _)| !ours(name)).map(|(k, v)| (k.clone(), v.clone())).collect();
        self.inner.build(TaskKind::Regression, &inner)?;
        let numbers = |name: &str| settings.integers(name).into_iter().map(|n| n as u32).collect();
        Ok(Box::new(Lagging {
            kind: self.inner,
            inner,
            direct: settings.text("strategy") == "direct",
            lags: Lags {
                lags: numbers("lags"),
                windows: numbers("windows"),
                calendar: settings.flag("calendar"),
                difference: settings.flag("difference"),
            },
        }))
    }
}

/// Checked parameters.
struct Lagging {
    kind: &'static dyn EstimatorKind,
    inner: ParamValues,
    direct: bool,
    /// As they were asked for.
    lags: Lags,
}

impl Estimator for Lagging {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let panel = panel(&data, self.kind.id())?.clone();
        let Lags { lags, windows, calendar, difference } = self.lags.clone();
        let lags = Lags::new(lags, windows, calendar, difference, panel.season);
        let models = if self.direct { panel.horizon } else { 1 };
        let mut fitting = Fitting {
            estimator: self
                .kind
                .build(TaskKind::Regression, &self.inner)
                .map_err(|_| LearnError::Task { kind: self.kind.id(), task: "regression" })?,
            panel,
            lags,
            seed,
            models: Vec::new(),
            wanted: models as usize,
            warnings: Vec::new(),
            training: None,
        };
        // Refused here, before any work.
        fitting.training = Some(fitting.begin()?);
        Ok(Box::new(fitting))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        Some("a forecast")
    }
}

/// A model at a time.
struct Fitting {
    estimator: Box<dyn Estimator>,
    panel: Arc<Panel>,
    lags: Lags,
    seed: u64,
    models: Vec<ModelState>,
    wanted: usize,
    warnings: Vec<Warning>,
    training: Option<Box<dyn Training>>,
}

impl Fitting {
    /// Starts the next model.
    fn begin(&self) -> Result<Box<dyn Training>, LearnError> {
        let step = self.models.len() + 1;
        let (mut cells, mut y) = (Vec::new(), Vec::new());
        for line in &self.panel.series {
            for at in self.lags.rows(line, step) {
                let before = &line.values[..at + 1 - step];
                self.lags.features(before, &self.panel.grid, line.first + at as i64, &mut cells);
                y.push(line.values[at] - self.lags.base(before));
            }
        }
        if y.is_empty() {
            let longest = self.panel.series.iter().max_by_key(|line| line.values.len());
            let (series, has) = longest.map_or((String::new(), 0), |l| (l.name.clone(), l.values.len()));
            return Err(LearnError::ShortSeries { series, has, needs: self.lags.memory() + step });
        }
        let names = self.lags.names("value", &self.panel.grid);
        let shape = (y.len(), names.len());
        let x = Array2::from_shape_vec(shape, cells).map_err(|_| LearnError::Shape {
            what: "the table of lags",
            found: y.len(),
            expected: shape.0,
        })?;
        let data = Dataset { x: Features::new(names, x), y: Target::Numbers(y), weights: None };
        self.estimator.start(Arc::new(data), self.seed)
    }

    fn state(&self, models: Vec<ModelState>) -> ForecastState {
        ForecastState::new(&self.panel, Method::Lagged(LaggedState { lags: self.lags.clone(), models }))
    }

    async fn one(&mut self) -> Result<Status, LearnError> {
        let mut training = match self.training.take() {
            Some(training) => training,
            None => self.begin()?,
        };
        let done = self.models.len() as u64;
        match training.advance().await? {
            Status::Running(progress) => {
                self.training = Some(training);
                Ok(Status::Running(match self.wanted {
                    1 => progress,
                    wanted => Progress { done, total: wanted as u64, unit: "step" },
                }))
            }
            Status::Done(model) => {
                let new = model.warnings().into_iter().filter(|warning| !self.warnings.contains(warning));
                let new: Vec<Warning> = new.collect();
                self.warnings.extend(new);
                self.models.push(model.state());
                if self.models.len() < self.wanted {
                    return Ok(Status::Running(Progress {
                        done: done + 1,
                        total: self.wanted as u64,
                        unit: "step",
                    }));
                }
                let (models, warnings) =
                    (std::mem::take(&mut self.models), std::mem::take(&mut self.warnings));
                Ok(Status::Done(Box::new(Trained { state: self.state(models), warnings })))
            }
        }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(self.one())
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        let best = self.training.as_ref().filter(|_| self.wanted == 1)?.best()?;
        Some(Box::new(self.state(vec![best.state()])))
    }

    fn curve(&self) -> Option<LearningCurve> {
        self.training.as_ref().filter(|_| self.wanted == 1)?.curve()
    }

    fn has_best(&self) -> bool {
        self.wanted == 1 && self.training.as_ref().is_some_and(|training| training.has_best())
    }
}

impl LaggedState {
    /// The next `steps` values of each series. Direct models that were trained for `horizon` steps are
    /// asked again for what comes after those, their answers taken for known.
    pub(super) fn forecast(
        &self,
        series: &[Line],
        grid: &Grid,
        horizon: u32,
        steps: u32,
    ) -> Result<Vec<Vec<f64>>, LearnError> {
        let needs = self.lags.memory();
        if let Some(line) = series.iter().find(|line| line.values.len() < needs) {
            let (series, has) = (line.name.clone(), line.values.len());
            return Err(LearnError::ShortSeries { series, has, needs });
        }
        let keep = |line: &Line| line.values[line.values.len() - needs..].to_vec();
        let mut values: Vec<Vec<f64>> = series.iter().map(keep).collect();
        let models: Vec<Box<dyn Model>> = self.models.iter().map(ModelState::restore).collect();
        let mut answers = vec![Vec::new(); series.len()];
        let block = if models.len() == 1 { 1 } else { horizon as usize };
        while answers.first().is_some_and(|answers: &Vec<f64>| answers.len() < steps as usize) {
            let done = answers[0].len() as i64;
            for (step, model) in models.iter().take(block).enumerate() {
                let numbers = series.iter().map(|line| line.end() + done + step as i64);
                let next = self.answer(model.as_ref(), &values, grid, numbers)?;
                answers.iter_mut().zip(next).for_each(|(answers, next)| answers.push(next));
            }
            for (values, answers) in values.iter_mut().zip(&answers) {
                values.extend(&answers[done as usize..]);
            }
        }
        answers.iter_mut().for_each(|answers| answers.truncate(steps as usize));
        Ok(answers)
    }

    /// What a model answers at the end of each series for a time to come.
    fn answer(
        &self,
        model: &dyn Model,
        values: &[Vec<f64>],
        grid: &Grid,
        numbers: impl Iterator<Item = i64>,
    ) -> Result<Vec<f64>, LearnError> {
        const DAMAGED: LearnError = LearnError::BadState("a regressor of lags that gives no numbers");
        let mut cells = Vec::new();
        for (values, number) in values.iter().zip(numbers) {
            self.lags.features(values, grid, number, &mut cells);
        }
        let names = self.lags.names("value", grid);
        let width = names.len();
        let data = Array2::from_shape_vec((values.len(), width), cells).map_err(|_| DAMAGED)?;
        let answers = match model.predict(&Features::new(names, data)) {
            Prediction::Numbers(answers) if answers.len() == values.len() => answers,
            _ => return Err(DAMAGED),
        };
        Ok(answers.into_iter().zip(values).map(|(answer, values)| answer + self.lags.base(values)).collect())
    }

    pub(super) fn check(&self, grid: &Grid, horizon: u32, features: usize) -> Result<(), LearnError> {
        let ascends = |numbers: &[u32]| {
            numbers.first().is_some_and(|first| *first > 0)
                && numbers.windows(2).all(|pair| pair[0] < pair[1])
        };
        let sound = (self.models.len() == 1 || self.models.len() == horizon as usize)
            && ascends(&self.lags.lags)
            && ascends(&self.lags.windows)
            && self.lags.names("", grid).len() == features;
        if !sound {
            return Err(LearnError::BadState("a regressor of lags that does not fit them"));
        }
        self.models.iter().try_for_each(|model| model.check(features))
    }
}
