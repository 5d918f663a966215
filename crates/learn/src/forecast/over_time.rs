//! The registry's regressors as forecasts: their parameters, and those of the lags.

use super::lagged::Lagging;
use super::lags::Lags;
use crate::ensemble::nested_takes;
use crate::settings::Settings;
use crate::{Estimator, EstimatorKind, Takes};
use glasshouse_spec::{
    ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues, TaskKind, param,
};
use std::borrow::Cow;

/// What a forecast reads beside the times and values of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Besides {
    /// Nothing.
    Nothing,
    /// Columns that are known beforehand.
    Known,
    /// Every column.
    All,
}

static STRATEGIES: [Cow<'static, str>; 2] = [Cow::Borrowed("recursive"), Cow::Borrowed("direct")];

const fn numbers(name: &'static str, help: &'static str) -> ParamSpec {
    let kind = ParamKind::Integers { min: 1, max: 100_000, most: 200 };
    ParamSpec::new(name, kind, ParamDefault::Integers(Cow::Borrowed(&[])), help)
}

static PARAMS: [ParamSpec; 6] = [
    ParamSpec::choice(
        "strategy",
        "recursive",
        &STRATEGIES,
        "recursive trains one model for the next step and takes its answers for known; direct trains one for \
         each step ahead, which takes as many times as long, does not add up its own mistakes, and learns from \
         columns whose future is not known.",
    ),
    numbers(
        "lags",
        "The values so many steps before that it is told. Left empty: one after the other up to a season (24 at \
         most), and the season. More of them tell more and need longer series.",
    ),
    numbers("windows", "It is told the means of so many of the last values. Left empty: of a season."),
    numbers(
        "column_lags",
        "Of direct forecasts: the values of other columns so many steps before that it is told, where those of the \
         future are not known. Left empty: the last one, and that of a season before.",
    ),
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

    /// Lags and what further columns become stand side by side, densely.
    fn takes_with(&self, task: TaskKind, values: &ParamValues) -> Takes {
        let takes = nested_takes(self.params(task), values).unwrap_or_else(|| self.takes());
        Takes { sparse: takes.sparse && task != TaskKind::Forecast, ..takes }
    }

    fn steps(&self) -> Option<&'static str> {
        self.inner.steps()
    }

    fn onnx(&self) -> bool {
        self.inner.onnx()
    }

    fn besides(&self, values: &ParamValues) -> Besides {
        match param(self.params, values, "strategy") {
            ParamValue::Text(strategy) if strategy == "direct" => Besides::All,
            _ => Besides::Known,
        }
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
            column_lags: numbers("column_lags"),
            lags: Lags {
                lags: numbers("lags"),
                windows: numbers("windows"),
                calendar: settings.flag("calendar"),
                difference: settings.flag("difference"),
            },
        }))
    }
}
