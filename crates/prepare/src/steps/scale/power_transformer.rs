//! `power_transformer`: a power of the numbers, chosen so that they come as near to a bell as they can, by the
//! likelihood of a normal distribution (Box and Cox, *An analysis of transformations*, 1964; Yeo and Johnson,
//! *A new family of power transformations to improve normality or symmetry*, 2000).

use super::log1p::first;
use super::minimum::Minimum;
use super::standard_scaler::center_and_scale;
use crate::step::{Fit, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::sum;
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

const METHODS: &[Cow<'static, str>] = &[Cow::Borrowed("yeo-johnson"), Cow::Borrowed("box-cox")];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::choice(
        "method",
        "yeo-johnson",
        METHODS,
        "yeo-johnson takes any numbers, box-cox only those above 0.",
    ),
    ParamSpec::bool("standardize", true, "Whether the result is brought to mean 0 and standard deviation 1."),
];

/// Which family of powers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PowerMethod {
    /// Of `1 + |x|`, for any numbers.
    YeoJohnson,
    /// Of x itself, for numbers above 0; others become missing.
    BoxCox,
}

/// What `power_transformer` learnt. A missing number stays missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PowerTransformerState {
    /// Which family of powers.
    pub method: PowerMethod,
    /// Columns in the order of the fit.
    pub columns: Vec<PowerColumn>,
}

/// A numeric column that becomes `(power(x) - center) / scale`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PowerColumn {
    /// Column.
    pub name: String,
    /// The power.
    pub lambda: f64,
    /// What is subtracted.
    pub center: f64,
    /// What is divided by.
    pub scale: f64,
}

struct PowerTransformer {
    method: PowerMethod,
    standardize: bool,
}

/// The kind.
pub(super) static POWER_TRANSFORMER: StepKind = StepKind {
    id: "power_transformer",
    title: "Make numbers bell-shaped",
    help: "Raises numbers to the power that makes the training rows most like a normal distribution, and standardises them. Missing cells stay missing; a column with one value only is not raised.",
    when: "Skewed numbers, for linear models, neighbours and networks.",
    beware: "The numbers lose their unit. Two heaps stay two heaps. With box-cox a number in new rows that is not above 0 becomes missing.",
    example: "1, 2, 4, 100 → −1.2, −0.5, 0.2, 1.5",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let method = match param(&PARAMS, values, "method").as_str() {
        Some("box-cox") => PowerMethod::BoxCox,
        _ => PowerMethod::YeoJohnson,
    };
    let standardize = param(&PARAMS, values, "standardize").as_bool().unwrap_or(true);
    Ok(Box::new(PowerTransformer { method, standardize }))
}

impl Step for PowerTransformer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            let array = cells::scaled(train, name, "power_transformer")?;
            let refused = |x: f64| x <= 0.0 && self.method == PowerMethod::BoxCox;
            if let Some((row, x)) = first(array, refused) {
                return Err(not_positive(name, row, x));
            }
        }
        Ok(Box::new(Raising {
            train: train.clone(),
            waiting: columns.iter().cloned().collect(),
            count: columns.len(),
            standardize: self.standardize,
            search: None,
            state: PowerTransformerState { method: self.method, columns: Vec::new() },
        }))
    }
}

fn not_positive(name: &str, row: u64, x: f64) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.not_positive",
        column: Some(name.into()),
        row: Some(row),
        message: format!("column \"{name}\" has the number {x}, and box-cox needs numbers above 0"),
        remedy: format!(
            "Choose the method yeo-johnson, put the step before those that scale, or name columns for it without \"{name}\"."
        ),
    }
}

/// A fit, one value of one column's likelihood at a time.
struct Raising {
    train: Table,
    waiting: VecDeque<String>,
    count: usize,
    standardize: bool,
    search: Option<Search>,
    state: PowerTransformerState,
}

impl Fitting for Raising {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        if let Some(search) = &mut self.search {
            if let Some(lambda) = search.advance() {
                let done = self.search.take();
                done.into_iter().for_each(|search| self.finish(search, lambda));
            }
        } else if let Some(name) = self.waiting.pop_front() {
            let values = moments::present(cells::scaled(&self.train, &name, "power_transformer")?);
            let search = Search::new(name, values, self.state.method);
            match search.is_constant() {
                true => self.finish(search, 1.0),
                false => self.search = Some(search),
            }
        } else {
            return Ok(Fit::Done(StepState::PowerTransformer(self.state.clone()).into()));
        }
        Ok(Fit::Running(self.state.columns.len() as f64 / self.count.max(1) as f64))
    }
}

impl Raising {
    fn finish(&mut self, search: Search, lambda: f64) {
        let method = self.state.method;
        let raised: Vec<f64> = search.values.iter().map(|x| method.raise(*x, lambda)).collect();
        let standard = if self.standardize { center_and_scale(&raised) } else { None };
        let (center, scale) = standard.unwrap_or((0.0, 1.0));
        self.state.columns.push(PowerColumn { name: search.name, lambda, center, scale });
    }
}

/// The search for the power of one column.
struct Search {
    name: String,
    values: Vec<f64>,
    /// `ln(1 + |x|)` with the sign of x, or `ln x` less its mean, which moves no optimum.
    logs: Vec<f64>,
    method: PowerMethod,
    /// The sum of the logarithms.
    total: f64,
    minimum: Minimum,
}

impl Search {
    fn new(name: String, values: Vec<f64>, method: PowerMethod) -> Self {
        let mut logs: Vec<f64> = match method {
            PowerMethod::YeoJohnson => values.iter().map(|x| libm::log1p(x.abs()).copysign(*x)).collect(),
            PowerMethod::BoxCox => values.iter().map(|x| libm::log(*x)).collect(),
        };
        if method == PowerMethod::BoxCox {
            let mean = glasshouse_stats::mean(&logs).unwrap_or_default();
            logs.iter_mut().for_each(|log| *log -= mean);
        }
        let (low, high) = bounds(&values, &logs, method);
        let total = sum(&logs);
        Self { name, values, logs, method, total, minimum: Minimum::between(low, high) }
    }

    fn is_constant(&self) -> bool {
        let Some(mean) = glasshouse_stats::mean(&self.values) else { return true };
        moments::is_constant(moments::variance(&self.values, mean), mean, self.values.len())
    }

    /// Asks for one more value; answers the power once it is found.
    fn advance(&mut self) -> Option<f64> {
        let value = self.misfit(self.minimum.at());
        self.minimum.take(value)
    }

    /// The logarithm of the likelihood, turned round and without what does not depend on the power.
    fn misfit(&self, lambda: f64) -> f64 {
        let raised: Vec<f64> = self.logs.iter().map(|log| raise_log(*log, lambda, self.method)).collect();
        let mean = glasshouse_stats::mean(&raised).unwrap_or_default();
        let variance = moments::variance(&raised, mean);
        if variance.is_nan() || variance < f64::MIN_POSITIVE || variance == f64::INFINITY {
            return f64::INFINITY;
        }
        0.5 * self.values.len() as f64 * libm::log(variance) - (lambda - 1.0) * self.total
    }
}

/// Powers between which the variance of numbers up to twenty times as large neither vanishes nor overflows:
/// where scipy searches.
fn bounds(values: &[f64], logs: &[f64], method: PowerMethod) -> (f64, f64) {
    let epsilon = libm::log(f64::EPSILON);
    let tiny = 0.5 * (libm::log(f64::MIN_POSITIVE) - epsilon);
    let huge = 0.5 * (libm::log(f64::MAX) + epsilon);
    if method == PowerMethod::BoxCox {
        let most = logs.iter().fold(0.0_f64, |most, log| most.max(log.abs())) + libm::log(20.0);
        return (tiny / most, huge / most);
    }
    let most = libm::log1p(20.0 * values.iter().fold(0.0_f64, |most, x| most.max(x.abs())));
    let (low, high) = (tiny / most, huge / most);
    let negative = values.iter().filter(|x| **x < 0.0).count();
    match negative {
        0 => (low, high),
        n if n == values.len() => (2.0 - high, 2.0 - low),
        _ => (low.max(2.0 - high), high.min(2.0 - low)),
    }
}

/// The power of a number of which the logarithm is known.
fn raise_log(log: f64, lambda: f64, method: PowerMethod) -> f64 {
    let of = |log: f64, lambda: f64| match lambda.abs() < f64::EPSILON {
        true => log,
        false => libm::expm1(lambda * log) / lambda,
    };
    match method {
        PowerMethod::YeoJohnson if log < 0.0 => -of(-log, 2.0 - lambda),
        _ => of(log, lambda),
    }
}

impl PowerMethod {
    /// The power of a number; of box-cox NaN where there is none.
    pub fn raise(self, x: f64, lambda: f64) -> f64 {
        match self {
            Self::YeoJohnson => raise_log(libm::log1p(x.abs()).copysign(x), lambda, self),
            Self::BoxCox if x > 0.0 => raise_log(libm::log(x), lambda, self),
            Self::BoxCox => f64::NAN,
        }
    }
}

impl FittedStep for PowerTransformerState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn opens(&self) -> Vec<&str> {
        if self.method == PowerMethod::BoxCox { self.reads() } else { Vec::new() }
    }

    fn treat(
        &self,
        at: usize,
        column: &Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let PowerColumn { lambda, center, scale, .. } = self.columns[at];
        cells::map_some(column, "power_transformer", |x| {
            let raised = self.method.raise(x, lambda);
            (!raised.is_nan()).then(|| (raised - center) / scale)
        })
    }
}
