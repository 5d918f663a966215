//! `power_transformer`: a power of the numbers, chosen so that they come as near to a bell as they can, by the
//! likelihood of a normal distribution (Box and Cox, *An analysis of transformations*, 1964; Yeo and Johnson,
//! *A new family of power transformations to improve normality or symmetry*, 2000).

use super::log1p::first;
use super::standard_scaler::center_and_scale;
use crate::step::{Fit, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{Power, PowerSearch};
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
            if let Some(lambda) = search.power.advance() {
                let done = self.search.take();
                done.into_iter().for_each(|search| self.finish(search, lambda));
            }
        } else if let Some(name) = self.waiting.pop_front() {
            let values = moments::present(cells::scaled(&self.train, &name, "power_transformer")?);
            let search = Search::new(name, values.into_owned(), self.state.method);
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
        let power = self.state.method.power();
        let raised: Vec<f64> = search.values.iter().map(|x| power.raise(*x, lambda)).collect();
        let standard = if self.standardize { center_and_scale(&raised) } else { None };
        let (center, scale) = standard.unwrap_or((0.0, 1.0));
        self.state.columns.push(PowerColumn { name: search.name, lambda, center, scale });
    }
}

/// The search for the power of one column.
struct Search {
    name: String,
    values: Vec<f64>,
    power: PowerSearch,
}

impl Search {
    fn new(name: String, values: Vec<f64>, method: PowerMethod) -> Self {
        let power = PowerSearch::new(&values, None, method.power());
        Self { name, values, power }
    }

    fn is_constant(&self) -> bool {
        let Some(mean) = glasshouse_stats::mean(&self.values) else { return true };
        moments::is_constant(moments::variance(&self.values, mean), mean, self.values.len())
    }
}

impl PowerMethod {
    /// The family by its name in statistics.
    pub fn power(self) -> Power {
        match self {
            Self::YeoJohnson => Power::YeoJohnson,
            Self::BoxCox => Power::BoxCox,
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
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let PowerColumn { lambda, center, scale, .. } = self.columns[at];
        cells::map_some(&column, "power_transformer", |x| {
            let raised = self.method.power().raise(x, lambda);
            (!raised.is_nan()).then(|| (raised - center) / scale)
        })
    }
}
