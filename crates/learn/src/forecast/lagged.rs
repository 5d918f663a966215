//! Any regressor as a forecast: it learns a value from the values before it, of all series at once, and from
//! further columns where the series have such.
//!
//! Recursively one model tells the next value, which is then taken for known, and so on; directly there
//! is a model for each step ahead, which never builds on its own answers but is trained as often.

use super::lags::Lags;
use super::state::{Trained, panel};
use super::{Column, ForecastState, Further, Grid, Line, Method, Panel};
use crate::{
    Dataset, Estimator, EstimatorKind, FeatureKind, Features, LearnError, Model, ModelState, Prediction,
    Progress, Status, Target, Training,
};
use glasshouse_spec::{LearningCurve, ParamValues, TaskKind, Warning};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Most rows that a training looks at.
const WATCHED: usize = 4096;

/// A regressor of lags, fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaggedState {
    /// The features.
    pub lags: Lags,
    /// The regressor: one, or one for each step ahead.
    #[serde(deserialize_with = "crate::ensemble::inside")]
    pub models: Vec<ModelState>,
}

/// Checked parameters.
pub(super) struct Lagging {
    pub kind: &'static dyn EstimatorKind,
    pub inner: ParamValues,
    pub direct: bool,
    /// As they were asked for.
    pub lags: Lags,
    /// Of further columns, as they were asked for.
    pub column_lags: Vec<u32>,
}

impl Lagging {
    fn fitting(&self, data: &Dataset, seed: u64) -> Result<Fitting, LearnError> {
        let panel = panel(data, self.kind.id())?.clone();
        if let Some(column) = panel.columns.iter().find(|column| !self.direct && !column.known) {
            let message = format!(
                "a recursive forecast cannot be told the column {}, whose values of times to come are not known",
                column.name
            );
            return Err(LearnError::Parameter { name: "strategy", message });
        }
        let Lags { lags, windows, calendar, difference } = self.lags.clone();
        let models = if self.direct { panel.horizon } else { 1 };
        Ok(Fitting {
            estimator: self
                .kind
                .build(TaskKind::Regression, &self.inner)
                .map_err(|_| LearnError::Task { kind: self.kind.id(), task: "regression" })?,
            lags: Lags::new(lags, windows, calendar, difference, panel.season),
            further: Further::new(&panel.columns, self.column_lags.clone(), panel.season),
            panel,
            seed,
            earlier: Vec::new(),
            models: Vec::new(),
            wanted: models as usize,
            warnings: Vec::new(),
            curve: None,
            watched: None,
            training: None,
        })
    }
}

impl Estimator for Lagging {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let mut fitting = self.fitting(&data, seed)?;
        // Refused here, before any work.
        fitting.training = Some(fitting.begin()?);
        Ok(Box::new(fitting))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        const OTHER: LearnError = LearnError::Resume("it forecasts other series, or by other lags");
        let ModelState::Forecast(earlier) = state else { return Err(OTHER) };
        let mut fitting = self.fitting(&data, seed)?;
        let models = earlier.lagged().map(|(lagged, _)| lagged.models.clone()).unwrap_or_default();
        let same = ForecastState { spread: earlier.spread.clone(), ..fitting.state(models.clone()) };
        if models.len() != fitting.wanted || same != *earlier {
            return Err(OTHER);
        }
        fitting.earlier = models;
        fitting.training = Some(fitting.begin()?);
        Ok(Box::new(fitting))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        Some("a forecast")
    }
}

/// What a regressor is told of the series of a panel.
struct Told<'a> {
    lags: &'a Lags,
    further: &'a Further,
    grid: &'a Grid,
    columns: &'a [Column],
}

impl Told<'_> {
    /// The features of the value at a place of a series, told when the value at `last`, the end of
    /// `before`, was the last that was there.
    fn features(&self, before: &[f64], line: &Line, (last, at): (usize, usize), out: &mut Vec<f32>) {
        self.lags.features(before, self.grid, line.first + at as i64, out);
        self.further.features(&line.told, self.lags.difference, last, at, out);
    }

    /// A table of rows of features.
    fn table(&self, rows: usize, cells: Vec<f32>) -> Result<Features, LearnError> {
        let mut names = self.lags.names("value", self.grid);
        let mut kinds = vec![FeatureKind::Number; names.len()];
        names.extend(self.further.names(self.lags.difference));
        kinds.extend(self.further.kinds(self.columns, self.lags.difference));
        let (found, expected) = (cells.len(), rows * names.len());
        let x = Array2::from_shape_vec((rows, names.len()), cells);
        let x = x.map_err(|_| LearnError::Shape { what: "the table of lags", found, expected })?;
        Ok(Features::of(names, kinds, x))
    }
}

/// A model at a time.
struct Fitting {
    estimator: Box<dyn Estimator>,
    panel: Arc<Panel>,
    lags: Lags,
    further: Further,
    seed: u64,
    /// The models of an earlier training.
    earlier: Vec<ModelState>,
    models: Vec<ModelState>,
    wanted: usize,
    warnings: Vec<Warning>,
    /// How the loss of the first model fell, once it is trained.
    curve: Option<LearningCurve>,
    /// The series with values that are only looked at.
    watched: Option<Arc<Panel>>,
    training: Option<Box<dyn Training>>,
}

impl Fitting {
    fn memory(&self) -> usize {
        self.lags.memory().max(self.further.memory())
    }

    /// What a model of so many steps ahead learns from: the values of a series from some place on that
    /// were there, with all features before them.
    fn rows(&self, panel: &Panel, step: usize, from: impl Fn(&Line) -> usize) -> Result<Dataset, LearnError> {
        let told =
            Told { lags: &self.lags, further: &self.further, grid: &panel.grid, columns: &panel.columns };
        let first = self.memory() + step - 1;
        let (mut cells, mut y) = (Vec::new(), Vec::new());
        for line in &panel.series {
            for at in (first.max(from(line))..line.values.len()).filter(|&at| line.known[at]) {
                let before = &line.values[..at + 1 - step];
                told.features(before, line, (at - step, at), &mut cells);
                y.push(line.values[at] - self.lags.base(before));
            }
        }
        Ok(Dataset { x: told.table(y.len(), cells)?, y: Target::Numbers(y), weights: None })
    }

    /// Starts the next model, or goes on with it.
    fn begin(&self) -> Result<Box<dyn Training>, LearnError> {
        let step = self.models.len() + 1;
        let data = self.rows(&self.panel, step, |_| 0)?;
        if data.x.data.nrows() == 0 {
            let longest = self.panel.series.iter().max_by_key(|line| line.values.len());
            let (series, has) = longest.map_or((String::new(), 0), |l| (l.name.clone(), l.values.len()));
            return Err(LearnError::ShortSeries { series, has, needs: self.memory() + step });
        }
        let data = Arc::new(data);
        let mut training = match self.earlier.get(step - 1) {
            Some(state) => self.estimator.resume(state, data, self.seed)?,
            None => self.estimator.start(data, self.seed)?,
        };
        self.look(training.as_mut());
        Ok(training)
    }

    /// Gives the values to come to the first model, which tells how it answers them.
    fn look(&self, training: &mut dyn Training) {
        let Some(panel) = self.watched.as_ref().filter(|_| self.models.is_empty()) else { return };
        let learnt = |line: &Line| {
            let same = self.panel.series.iter().find(|own| own.name == line.name && own.first == line.first);
            same.map_or(line.values.len(), |own| own.values.len())
        };
        if let Ok(Dataset { x, y: Target::Numbers(y), .. }) = self.rows(panel, 1, learnt)
            && !y.is_empty()
        {
            let some: Vec<usize> = (0..y.len()).step_by(y.len().div_ceil(WATCHED)).collect();
            let data = x.data.select(ndarray::Axis(0), &some);
            let y = Target::Numbers(some.iter().map(|row| y[*row]).collect());
            training.watch(&Dataset { x: Features { data, ..x }, y, weights: None });
        }
    }

    fn state(&self, models: Vec<ModelState>) -> ForecastState {
        let lagged = LaggedState { lags: self.lags.clone(), models };
        let method = match self.further.columns.is_empty() {
            true => Method::Lagged(lagged),
            false => Method::Further { lagged, further: self.further.clone() },
        };
        ForecastState::new(&self.panel, method)
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
                if self.models.is_empty() {
                    self.curve = training.curve();
                }
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

    /// The training of the last model that is missing.
    fn last(&self) -> Option<&dyn Training> {
        self.training.as_deref().filter(|_| self.models.len() + 1 == self.wanted)
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(self.one())
    }

    /// There is none before the last of several models.
    fn best(&self) -> Option<Box<dyn Model>> {
        let best = self.last()?.best()?;
        let models = self.models.iter().cloned().chain([best.state()]);
        Some(Box::new(self.state(models.collect())))
    }

    fn watch(&mut self, rows: &Dataset) {
        let Target::Series(panel) = &rows.y else { return };
        self.watched = Some(panel.clone());
        if let Some(mut training) = self.training.take() {
            self.look(training.as_mut());
            self.training = Some(training);
        }
    }

    /// Of several models that of the first step ahead.
    fn curve(&self) -> Option<LearningCurve> {
        self.curve.clone().or_else(|| self.training.as_ref().filter(|_| self.models.is_empty())?.curve())
    }

    fn has_best(&self) -> bool {
        self.last().is_some_and(|training| training.has_best())
    }
}

impl LaggedState {
    /// The next `steps` values of each series of a panel. Direct models that were trained for `horizon`
    /// steps are asked again for what comes after those, their answers taken for known. It pauses after
    /// each step.
    pub(super) async fn forecast(
        &self,
        further: &Further,
        history: &Panel,
        [horizon, steps]: [u32; 2],
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Vec<f64>>, LearnError> {
        let (series, steps) = (&history.series, steps as usize);
        let needs = self.lags.memory().max(further.memory());
        self.told_enough(further, history, needs, steps)?;
        let told = Told { lags: &self.lags, further, grid: &history.grid, columns: &history.columns };
        let keep = |line: &Line| line.values[line.values.len() - self.lags.memory()..].to_vec();
        let mut values: Vec<Vec<f64>> = series.iter().map(keep).collect();
        let models: Vec<Box<dyn Model>> = self.models.iter().map(ModelState::restore).collect();
        let mut answers = vec![Vec::new(); series.len()];
        let block = if models.len() == 1 { 1 } else { horizon as usize };
        while answers.first().is_some_and(|answers: &Vec<f64>| answers.len() < steps) {
            let done = answers[0].len();
            for (step, model) in models.iter().take(block).enumerate() {
                let next = self.answer(model.as_ref(), &told, series, &values, [done, done + step])?;
                answers.iter_mut().zip(next).for_each(|(answers, next)| answers.push(next));
                pause(((done + step + 1) as f64 / steps as f64).min(1.0)).await;
            }
            for (values, answers) in values.iter_mut().zip(&answers) {
                values.extend(&answers[done..]);
            }
        }
        answers.iter_mut().for_each(|answers| answers.truncate(steps));
        Ok(answers)
    }

    /// Refuses series that are too short, and such as lack what the models are told beside them.
    fn told_enough(
        &self,
        further: &Further,
        history: &Panel,
        needs: usize,
        steps: usize,
    ) -> Result<(), LearnError> {
        if let Some(line) = history.series.iter().find(|line| line.values.len() < needs) {
            let (series, has) = (line.name.clone(), line.values.len());
            return Err(LearnError::ShortSeries { series, has, needs });
        }
        let whole = |line: &Line| line.told.len() == further.columns.len();
        if !further.fits(&history.columns) || !history.series.iter().all(whole) {
            return Err(LearnError::Shape {
                what: "the columns beside the series",
                found: history.columns.len(),
                expected: further.columns.len(),
            });
        }
        match history.told_ahead() {
            Some(told) if told < steps => Err(LearnError::NotTold { told, steps }),
            _ => Ok(()),
        }
    }

    /// What a model answers at the end of each series, so many steps after the last value that was there,
    /// for the time so many steps after it; steps from 0.
    fn answer(
        &self,
        model: &dyn Model,
        told: &Told<'_>,
        series: &[Line],
        values: &[Vec<f64>],
        [done, ahead]: [usize; 2],
    ) -> Result<Vec<f64>, LearnError> {
        const DAMAGED: LearnError = LearnError::BadState("a regressor of lags that gives no numbers");
        let mut cells = Vec::new();
        for (values, line) in values.iter().zip(series) {
            let count = line.values.len();
            told.features(values, line, (count + done - 1, count + ahead), &mut cells);
        }
        let answers = match model.predict(&told.table(series.len(), cells)?) {
            Prediction::Numbers(answers) if answers.len() == values.len() => answers,
            _ => return Err(DAMAGED),
        };
        Ok(answers.into_iter().zip(values).map(|(answer, values)| answer + self.lags.base(values)).collect())
    }

    pub(super) fn check(
        &self,
        further: &Further,
        grid: &Grid,
        horizon: u32,
        features: usize,
    ) -> Result<(), LearnError> {
        let ascends = |numbers: &[u32]| {
            numbers.first().is_some_and(|first| *first > 0)
                && numbers.windows(2).all(|pair| pair[0] < pair[1])
        };
        let names = self.lags.names("", grid).len() + further.names(self.lags.difference).len();
        let sound = (self.models.len() == 1 || self.models.len() == horizon as usize)
            && ascends(&self.lags.lags)
            && ascends(&self.lags.windows)
            && further.is_sound()
            && names == features;
        if !sound {
            return Err(LearnError::BadState("a regressor of lags that does not fit them"));
        }
        self.models.iter().try_for_each(|model| model.check(features))
    }
}
