//! `iterative_imputer`: fills the gaps of each column from the other columns, round after round (van Buuren and
//! Groothuis-Oudshoorn, *mice: multivariate imputation by chained equations in R*, 2011), as scikit-learn's with
//! Bayesian ridge regression and no draws.

use super::bayesian_ridge::{BayesianRidge, Line, Rows};
use super::filling::{FillsRows, filled, with_values};
use super::simple_imputer::nothing_to_learn;
use crate::fitted::Applying;
use crate::step::{Fit, Fitted, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, moments};
use arrow_array::{Array, Float64Array};
use glasshouse_spec::{
    ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, Place, Warning, check_params, param,
};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

const STRATEGIES: &[Cow<'static, str>] = &[
    Cow::Borrowed("mean"),
    Cow::Borrowed("median"),
    Cow::Borrowed("most_frequent"),
    Cow::Borrowed("constant"),
];
const ORDERS: &[Cow<'static, str>] = &[
    Cow::Borrowed("ascending"),
    Cow::Borrowed("descending"),
    Cow::Borrowed("roman"),
    Cow::Borrowed("arabic"),
];

const fn number(name: &'static str, help: &'static str) -> ParamSpec {
    ParamSpec::new(
        name,
        ParamKind::Float { min: f64::MIN, max: f64::MAX, open: false },
        ParamDefault::Null,
        help,
    )
}

static PARAMS: [ParamSpec; 7] = [
    ParamSpec::int("max_iter", 10, 0, 1000, "How many rounds it goes at most; with 0 the first guess stays."),
    ParamSpec::float(
        "tol",
        1e-3,
        0.0,
        1e9,
        "It stops when no cell changes by more than this share of the largest number. Smaller takes more rounds.",
    ),
    ParamSpec::choice("initial_strategy", "mean", STRATEGIES, "What the gaps are filled with at first."),
    ParamSpec::choice(
        "imputation_order",
        "ascending",
        ORDERS,
        "Which column comes first: that with the fewest gaps (ascending), with the most (descending), the left one (roman), or the right one (arabic).",
    ),
    number("fill_value", "The constant of initial_strategy; 0 when nothing is given."),
    number("min_value", "The smallest number that it fills, of every column: 0 where none can be negative."),
    number("max_value", "The largest number that it fills, of every column."),
];

/// Columns at most: their equations grow with the cube of their number.
const MOST: usize = 500;

/// What `iterative_imputer` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IterativeImputerState {
    /// Columns that are read and filled.
    pub columns: Vec<String>,
    /// Columns without any value in the training rows: they are dropped, as in scikit-learn.
    pub dropped: Vec<String>,
    /// What each column's gaps are filled with at first.
    pub fills: Vec<f64>,
    /// What fills gaps anew, one after the other.
    pub turns: Vec<Turn>,
}

/// What `iterative_imputer` learnt where what it fills has bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundedImputerState {
    /// What fills the gaps.
    pub chain: IterativeImputerState,
    /// The smallest number that a line may fill.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

/// One column's gaps are filled anew by a line over the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The column's place.
    pub column: u32,
    /// The weight of each column; 0 for itself.
    pub weights: Vec<f64>,
    /// What is added.
    pub intercept: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Ascending,
    Descending,
    Roman,
    Arabic,
}

#[derive(Clone, Copy)]
enum First {
    Mean,
    Median,
    MostFrequent,
    Constant(f64),
}

/// The smallest and the largest number that a line may fill.
type Bounds = (f64, f64);

const BOUNDLESS: Bounds = (f64::NEG_INFINITY, f64::INFINITY);

struct IterativeImputer {
    rounds: u32,
    tol: f64,
    first: First,
    order: Order,
    bounds: Bounds,
}

/// The kind.
pub(super) static ITERATIVE_IMPUTER: StepKind = StepKind {
    id: "iterative_imputer",
    title: "Fill missing values from other columns",
    help: "Fills the missing cells of a column by a line over the other columns, round after round until they settle. A column without any value is dropped.",
    when: "Columns that tell of each other, with gaps in several of them.",
    beware: "What it fills follows the lines exactly, so columns look more alike than they are; it may fill numbers that cannot be, such as ages below 0: min_value and max_value hold it back.",
    example: "height 170, weight – → weight 69.4",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let bound = |name, none| of(name).as_f64().unwrap_or(none);
    let bounds = (bound("min_value", BOUNDLESS.0), bound("max_value", BOUNDLESS.1));
    if bounds.0 >= bounds.1 {
        let message =
            format!("min_value must be below max_value, and {} is not below {}", bounds.0, bounds.1);
        return Err(vec![ParamFault { name: "min_value".into(), message }]);
    }
    Ok(Box::new(IterativeImputer {
        rounds: of("max_iter").as_i64().and_then(|n| u32::try_from(n).ok()).unwrap_or(10),
        tol: of("tol").as_f64().unwrap_or(1e-3),
        first: match of("initial_strategy").as_str() {
            Some("median") => First::Median,
            Some("most_frequent") => First::MostFrequent,
            Some("constant") => First::Constant(of("fill_value").as_f64().unwrap_or_default()),
            _ => First::Mean,
        },
        bounds,
        order: match of("imputation_order").as_str() {
            Some("descending") => Order::Descending,
            Some("roman") => Order::Roman,
            Some("arabic") => Order::Arabic,
            _ => Order::Ascending,
        },
    }))
}

impl Step for IterativeImputer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let (kept, dropped) = with_values(train, columns, "iterative_imputer")?;
        if kept.len() > MOST {
            return Err(too_many(kept.len()));
        }
        let arrays: Vec<&Float64Array> = kept.iter().map(|(_, array)| array).collect();
        let fills: Vec<f64> = arrays.iter().map(|array| self.first_fill(array)).collect();
        let columns = arrays
            .iter()
            .zip(&fills)
            .map(|(array, fill)| array.iter().map(|cell| cell.unwrap_or(*fill)).collect())
            .collect();
        let rows_where = |array: &Float64Array, null: bool| {
            (0..array.len()).filter(|row| array.is_null(*row) == null).map(|row| row as u32).collect()
        };
        let largest =
            arrays.iter().flat_map(|array| array.iter().flatten()).fold(0.0, |m, x: f64| x.abs().max(m));
        let rounds = if kept.len() > 1 { self.rounds } else { 0 };
        Ok(Box::new(Chaining {
            known: arrays.iter().map(|array| rows_where(array, false)).collect(),
            gaps: arrays.iter().map(|array| rows_where(array, true)).collect(),
            order: self.turns(&arrays),
            columns,
            tol: self.tol * largest,
            bounds: self.bounds,
            rounds,
            at: 0,
            change: 0.0,
            ridge: None,
            state: IterativeImputerState {
                columns: kept.iter().map(|(name, _)| name.clone()).collect(),
                dropped,
                fills,
                turns: Vec::new(),
            },
        }))
    }
}

fn too_many(columns: usize) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.too_many_columns",
        column: None,
        row: None,
        message: format!("iterative_imputer takes {MOST} columns at most, and these are {columns}"),
        remedy: "Name fewer columns for it, or use simple_imputer.".into(),
    }
}

impl IterativeImputer {
    fn first_fill(&self, array: &Float64Array) -> f64 {
        let values = moments::present(array);
        let fill = match self.first {
            First::Mean => glasshouse_stats::mean(&values),
            First::Median => glasshouse_stats::median(&values),
            First::MostFrequent => moments::mode(values.into_owned()),
            First::Constant(fill) => Some(fill),
        };
        fill.unwrap_or_default()
    }

    /// The columns in the order in which they are filled. Of as many gaps the left one comes first, and last when
    /// the order is turned.
    fn turns(&self, arrays: &[&Float64Array]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..arrays.len()).collect();
        if matches!(self.order, Order::Ascending | Order::Descending) {
            order.sort_by_key(|at| arrays[*at].null_count());
        }
        if matches!(self.order, Order::Descending | Order::Arabic) {
            order.reverse();
        }
        order
    }
}

/// A fit, a piece of one column's line at a time.
struct Chaining {
    /// The columns as they are filled by now.
    columns: Vec<Vec<f64>>,
    /// Rows that have each column, and those that do not.
    known: Vec<Vec<u32>>,
    gaps: Vec<Vec<u32>>,
    order: Vec<usize>,
    bounds: Bounds,
    /// The largest change of a cell in a round at which it stops.
    tol: f64,
    /// Rounds that are left.
    rounds: u32,
    /// Whose turn it is.
    at: usize,
    /// The largest change of a cell in this round.
    change: f64,
    ridge: Option<BayesianRidge>,
    state: IterativeImputerState,
}

impl Fitting for Chaining {
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError> {
        if self.rounds == 0 {
            let step = "iterative_imputer";
            self.state.dropped.iter().for_each(|name| notes.warnings.push(nothing_to_learn(name, step)));
            let (chain, (low, high)) = (self.state.clone(), self.bounds);
            let state = match self.bounds {
                BOUNDLESS => StepState::IterativeImputer(chain),
                _ => StepState::BoundedImputer(BoundedImputerState { chain, low, high }),
            };
            return Ok(Fit::Done(Fitted::from(state)));
        }
        let target = self.order[self.at];
        let rows = Rows { columns: &self.columns, target, known: &self.known[target] };
        let width = self.columns.len();
        if let Some(line) = self.ridge.get_or_insert_with(|| BayesianRidge::new(width)).advance(&rows) {
            self.ridge = None;
            self.take(target, line);
            self.at += 1;
        }
        if self.at == self.order.len() {
            (self.at, self.rounds) = (0, self.rounds - 1);
            let change = std::mem::take(&mut self.change);
            if change < self.tol {
                self.rounds = 0;
            } else if self.rounds == 0 {
                notes.warnings.push(unsettled(change));
            }
        }
        Ok(Fit::Running(self.at as f64 / self.order.len() as f64))
    }
}

fn unsettled(change: f64) -> Warning {
    let message = format!(
        "iterative_imputer stopped before its cells settled: the last round still changed one by {change:.3e}; more rounds (max_iter) or a larger tol end that"
    );
    Warning::new("prepare.not_settled", message, Place::parameter("max_iter"))
}

impl Chaining {
    /// Fills a column's gaps by a line, and keeps the line.
    fn take(&mut self, target: usize, line: Line) {
        let mut weights = line.weights;
        weights.insert(target, 0.0);
        let turn = Turn { column: target as u32, weights, intercept: line.intercept };
        for row in self.gaps[target].iter().map(|row| *row as usize) {
            let value = turn.value(self.bounds, |at| self.columns[at][row]);
            self.change = self.change.max((value - self.columns[target][row]).abs());
            self.columns[target][row] = value;
        }
        self.state.turns.push(turn);
    }
}

impl Turn {
    fn value(&self, (low, high): Bounds, cell: impl Fn(usize) -> f64) -> f64 {
        let sum = self.weights.iter().enumerate().fold(0.0, |sum, (at, weight)| sum + weight * cell(at));
        (sum + self.intercept).max(low).min(high)
    }
}

impl FittedStep for IterativeImputerState {
    fn is_sound(&self) -> bool {
        let width = self.columns.len();
        let sound = |turn: &Turn| (turn.column as usize) < width && turn.weights.len() == width;
        self.fills.len() == width && self.turns.iter().all(sound)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.reads())]
    }

    fn drops(&self) -> &[String] {
        &self.dropped
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.dropped.retain(|dropped| !names.contains(dropped));
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        self.within(table, BOUNDLESS)
    }
}

impl FittedStep for BoundedImputerState {
    fn is_sound(&self) -> bool {
        self.chain.is_sound() && self.low < self.high
    }

    fn reads(&self) -> Vec<&str> {
        self.chain.reads()
    }

    fn fills(&self) -> Vec<&str> {
        self.chain.fills()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        self.chain.makes()
    }

    fn drops(&self) -> &[String] {
        self.chain.drops()
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.chain.forget_dropped(names);
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        self.chain.within(table, (self.low, self.high))
    }
}

impl IterativeImputerState {
    fn within<'a>(
        &'a self,
        table: &'a Table,
        bounds: Bounds,
    ) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let chain = Chain { state: self, bounds };
        filled(chain, "iterative_imputer", &self.columns, &self.dropped, table)
    }
}

/// Lines that fill rows one after the other.
struct Chain<'a> {
    state: &'a IterativeImputerState,
    bounds: Bounds,
}

impl FillsRows for Chain<'_> {
    fn fill(&self, row: &[Option<f64>], filled: &mut Vec<f64>) -> usize {
        filled.extend(row.iter().zip(&self.state.fills).map(|(cell, fill)| cell.unwrap_or(*fill)));
        for turn in &self.state.turns {
            let column = turn.column as usize;
            if row[column].is_none() {
                filled[column] = turn.value(self.bounds, |at| filled[at]);
            }
        }
        row.len() * self.state.turns.len()
    }
}
