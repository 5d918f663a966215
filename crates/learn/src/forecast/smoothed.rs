//! Exponential smoothing as an estimator: which form, and the training of each series.

use super::decomposed::Parting;
use super::smoothing::{FEWEST, Form, Smoothing, Trend, Way};
use super::state::{Trained, panel};
use super::{ForecastState, Line, Method, Panel, decomposed};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Status, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, Place, TaskKind, Warning};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Most values that parameters are looked for in, unless ten seasons are more.
const LATEST: usize = 5000;

/// Exponential smoothing (Holt, 1957; Winters, 1960; Hyndman and others, 2008): level, trend and season
/// of each series, corrected by every new value. Forms that are left open are tried, and the smallest
/// corrected criterion of Akaike decides. Each form takes O(values · 1000); parameters are looked for in
/// the last 5000 values, or ten seasons. Gaps count as filled.
pub struct ExponentialSmoothing;

static ERRORS: [Cow<'static, str>; 3] = [Cow::Borrowed("auto"), Cow::Borrowed("add"), Cow::Borrowed("mul")];
static TRENDS: [Cow<'static, str>; 4] =
    [Cow::Borrowed("auto"), Cow::Borrowed("none"), Cow::Borrowed("add"), Cow::Borrowed("damped")];
static SEASONS: [Cow<'static, str>; 4] =
    [Cow::Borrowed("auto"), Cow::Borrowed("none"), Cow::Borrowed("add"), Cow::Borrowed("mul")];

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::choice(
        "trend",
        "auto",
        &TRENDS,
        "Whether the series rises or falls: damped lets it wear off, which is safer far ahead. auto tries all \
         and keeps what explains the series best for its number of parameters.",
    ),
    ParamSpec::choice(
        "seasonal",
        "auto",
        &SEASONS,
        "Whether the season adds the same each time, or multiplies, which is right where ups and downs grow \
         with the level; that needs values above 0.",
    ),
    ParamSpec::choice(
        "error",
        "auto",
        &ERRORS,
        "Whether chance adds to the values or multiplies them. It decides which values count most when the \
         parameters are looked for.",
    ),
];

impl EstimatorKind for ExponentialSmoothing {
    fn id(&self) -> &'static str {
        "exponential_smoothing"
    }

    fn title(&self) -> &'static str {
        "Exponential smoothing"
    }

    fn help(&self) -> &'static str {
        "Follows level, trend and season of each series and carries them on. Hard to beat with one season and \
         up to some thousand values, and quick."
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
        let errors = match settings.text("error").as_str() {
            "add" => vec![Way::Additive],
            "mul" => vec![Way::Multiplicative],
            _ => vec![Way::Additive, Way::Multiplicative],
        };
        let trends = match settings.text("trend").as_str() {
            "none" => vec![Trend::Without],
            "add" => vec![Trend::Additive],
            "damped" => vec![Trend::Damped],
            _ => vec![Trend::Without, Trend::Additive, Trend::Damped],
        };
        let seasons = match settings.text("seasonal").as_str() {
            "none" => vec![None],
            "add" => vec![Some(Way::Additive)],
            "mul" => vec![Some(Way::Multiplicative)],
            _ => vec![None, Some(Way::Additive), Some(Way::Multiplicative)],
        };
        let chosen = settings.text("error") == "add";
        let mut forms = Vec::new();
        for &season in &seasons {
            for &trend in &trends {
                forms.extend(errors.iter().map(|&error| Form { error, trend, season }));
            }
        }
        // Errors that add and a season that multiplies have variances that run away (Hyndman and others,
        // section 3.3): only for who asks.
        let unstable = |form: &Form| form.error == Way::Additive && form.season == Some(Way::Multiplicative);
        forms.retain(|form| chosen || !unstable(form));
        Ok(Box::new(Choosing { forms, robust: None }))
    }
}

/// Forms that are tried; with `robust`, of what is left of series without their season.
pub(super) struct Choosing {
    pub forms: Vec<Form>,
    pub robust: Option<bool>,
}

impl Estimator for Choosing {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let kind = if self.robust.is_some() { "seasonal_decomposition" } else { "exponential_smoothing" };
        let panel = panel(&data, kind)?.clone();
        let mut forms = self.forms.clone();
        if panel.season < 2 {
            forms.retain(|form| form.season.is_none());
        }
        if forms.is_empty() {
            let message = "the series have no season (task.season is 1), and seasonal asks for one".into();
            return Err(LearnError::Parameter { name: "seasonal", message });
        }
        for line in &panel.series {
            let needs = match self.robust {
                Some(_) => decomposed::fewest(panel.season),
                None => forms.iter().map(|form| form.fewest(panel.season)).min().unwrap_or(FEWEST),
            };
            if line.values.len() < needs {
                let (series, has) = (line.name.clone(), line.values.len());
                return Err(LearnError::ShortSeries { series, has, needs });
            }
        }
        Ok(Box::new(Fitting {
            panel,
            forms,
            robust: self.robust,
            fitted: Vec::new(),
            tried: Vec::new(),
            parting: None,
            values: None,
        }))
    }
}

/// A form of a series at a time, or a piece of taking its season off.
struct Fitting {
    panel: Arc<Panel>,
    forms: Vec<Form>,
    robust: Option<bool>,
    fitted: Vec<Smoothing>,
    /// What the forms came to of the series at hand.
    tried: Vec<Option<Smoothing>>,
    /// The season of the series at hand being taken off.
    parting: Option<Parting>,
    /// The values of the series at hand.
    values: Option<Vec<f64>>,
}

impl Fitting {
    fn line(&self) -> &Line {
        &self.panel.series[self.fitted.len()]
    }

    /// The values that parameters are looked for in; none yet while the season is being taken off.
    fn begin(&mut self) -> Result<Option<Vec<f64>>, LearnError> {
        let (line, season) = (&self.panel.series[self.fitted.len()], self.panel.season);
        let Some(robust) = self.robust else {
            let latest = LATEST.max(10 * season as usize);
            return Ok(Some(line.values[line.values.len().saturating_sub(latest)..].to_vec()));
        };
        let mut parting = match self.parting.take() {
            Some(parting) => parting,
            None => Parting::new(line, robust, season)?,
        };
        let parted = parting.advance();
        if parted.is_none() {
            self.parting = Some(parting);
        }
        Ok(parted.map(|parted| parted.rest))
    }

    fn season(&self) -> u32 {
        if self.robust.is_some() { 1 } else { self.panel.season }
    }

    /// Tries the next form of the series at hand.
    fn one(&mut self) -> Result<Status, LearnError> {
        let values = match self.values.take() {
            Some(values) => values,
            None => match self.begin()? {
                Some(values) => values,
                None => return Ok(Status::Running(self.progress())),
            },
        };
        let fitted = self.forms[self.tried.len()].fit(&values, self.season());
        self.tried.push(fitted);
        if self.tried.len() == self.forms.len() {
            let best = self.best_form(values.len())?;
            self.fitted.push(best);
            self.tried.clear();
        } else {
            self.values = Some(values);
        }
        if self.fitted.len() < self.panel.series.len() {
            return Ok(Status::Running(self.progress()));
        }
        Ok(Status::Done(Box::new(self.done())))
    }

    fn progress(&self) -> Progress {
        let each = self.forms.len() as u64;
        let done = self.fitted.len() as u64 * each + self.tried.len() as u64;
        Progress { done, total: self.panel.series.len() as u64 * each, unit: "form" }
    }

    /// The form of the smallest criterion; of the largest likelihood where there are too few values for
    /// any.
    fn best_form(&self, count: usize) -> Result<Smoothing, LearnError> {
        let season = self.season();
        let tried = || self.tried.iter().flatten();
        let smallest = |of: &dyn Fn(&Smoothing) -> f64| {
            tried().min_by(|a, b| of(a).total_cmp(&of(b))).filter(|best| of(best).is_finite()).cloned()
        };
        let by_criterion = smallest(&|form| form.criterion(count, season));
        let found = by_criterion.or_else(|| smallest(&|form| -form.log_likelihood));
        found.ok_or_else(|| LearnError::NotPositive { series: self.line().name.clone() })
    }

    fn done(&mut self) -> Trained {
        let fitted = std::mem::take(&mut self.fitted);
        let mut warnings = Vec::new();
        let short = |line: &&Line| line.values.len() < decomposed::fewest(self.panel.season);
        let short = self.panel.series.iter().filter(short).count();
        if self.robust.is_none() && self.panel.season > 1 && short > 0 {
            let message = format!(
                "{short} of {} series have fewer than two seasons of {} values and are forecast without a season",
                self.panel.series.len(),
                self.panel.season
            );
            warnings.push(Warning::new("forecast.no_season", message, Place::parameter("task.season")));
        }
        let method = match self.robust {
            None => Method::Smoothing(fitted),
            Some(robust) => Method::Decomposed { robust, rest: fitted },
        };
        Trained { state: ForecastState::new(&self.panel, method), warnings }
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        let status = self.one();
        Box::pin(ready(status))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
