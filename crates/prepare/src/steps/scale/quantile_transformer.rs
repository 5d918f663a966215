//! `quantile_transformer`: a number becomes the share of the training rows below it, as it is or as the normal
//! distribution has it. As scikit-learn's, but that rows beyond `subsample` are drawn by our own generator.

use crate::step::{Fit, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{normal_quantile, quantile_sorted};
use glasshouse_table::{Column, Table};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const DISTRIBUTIONS: &[Cow<'static, str>] = &[Cow::Borrowed("uniform"), Cow::Borrowed("normal")];

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::int(
        "n_quantiles",
        1000,
        1,
        100_000,
        "How many quantiles of the training rows are kept, at most one a row. Fewer forget finer differences.",
    ),
    ParamSpec::choice(
        "output_distribution",
        "uniform",
        DISTRIBUTIONS,
        "How the numbers are spread afterwards: evenly from 0 to 1 (uniform), or as a bell around 0 (normal).",
    ),
    ParamSpec::new(
        "subsample",
        ParamKind::Int { min: 1, max: u32::MAX as i64, nullable: true },
        ParamDefault::Int(10_000),
        "How many rows the quantiles are taken from, drawn at random; all when there is no value.",
    ),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "The seed of the drawing; the recipe's when there is no value.",
    ),
];

/// Shares nearer to 0 or 1 than this count as so far away.
const NEAR: f64 = 1e-7;

/// What `quantile_transformer` learnt. A missing number stays missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileTransformerState {
    /// Shares of the training rows, ascending.
    pub shares: Vec<f64>,
    /// Whether the shares become numbers of a normal distribution.
    pub normal: bool,
    /// Columns in the order of the fit.
    pub columns: Vec<QuantileColumn>,
}

/// A column and the number below which each of the shares lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantileColumn {
    /// Column.
    pub name: String,
    /// As many numbers as there are shares, ascending; none of a column that was empty, which stays.
    pub quantiles: Vec<f64>,
}

struct QuantileTransformer {
    quantiles: usize,
    normal: bool,
    subsample: Option<usize>,
    seed: Option<u64>,
}

/// The kind.
pub(super) static QUANTILE_TRANSFORMER: StepKind = StepKind {
    id: "quantile_transformer",
    title: "Replace numbers by their rank",
    help: "Replaces a number by the share of the training rows below it, from 0 to 1, or by what a normal distribution has there. Missing cells stay missing; numbers beyond those of the training rows become the ends.",
    when: "Numbers of any shape, with outliers, for linear models, neighbours and networks.",
    beware: "Distances are lost: only the order counts. With few rows it learns noise.",
    example: "1, 2, 3, 4, 1000 → 0, 0.25, 0.5, 0.75, 1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let whole = |name| of(name).as_i64().and_then(|n| usize::try_from(n).ok());
    let (quantiles, subsample) = (whole("n_quantiles").unwrap_or(1000), whole("subsample"));
    if subsample.is_some_and(|rows| rows < quantiles) {
        let message = format!("n_quantiles must be at most subsample, not {quantiles}");
        return Err(vec![ParamFault { name: "n_quantiles".into(), message }]);
    }
    Ok(Box::new(QuantileTransformer {
        quantiles,
        normal: of("output_distribution").as_str() == Some("normal"),
        subsample,
        seed: of("random_state").as_i64().and_then(|seed| u64::try_from(seed).ok()),
    }))
}

impl Step for QuantileTransformer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let rows = train.rows();
        let count = self.quantiles.min(rows).max(1);
        let step = 1.0 / (count.max(2) - 1) as f64;
        let share = |at: usize| if at > 0 && at + 1 == count { 1.0 } else { at as f64 * step };
        let sample = self.subsample.filter(|most| *most < rows);
        Ok(Box::new(Ranking {
            train: train.clone(),
            names: columns.to_vec(),
            sample: sample.map(|most| drawn(rows, most, self.seed.unwrap_or(context.seed))),
            state: QuantileTransformerState {
                shares: (0..count).map(share).collect(),
                normal: self.normal,
                columns: Vec::new(),
            },
        }))
    }
}

/// Some rows, none twice.
fn drawn(rows: usize, most: usize, seed: u64) -> Vec<u32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut all: Vec<u32> = (0..rows as u32).collect();
    for at in 0..most {
        let other = at + (rng.next_u64() % (rows - at) as u64) as usize;
        all.swap(at, other);
    }
    all.truncate(most);
    all
}

/// A fit, a column at a time.
struct Ranking {
    train: Table,
    names: Vec<String>,
    /// The rows that the quantiles are taken from, where they are not all.
    sample: Option<Vec<u32>>,
    state: QuantileTransformerState,
}

impl Fitting for Ranking {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        let Some(name) = self.names.get(self.state.columns.len()) else {
            return Ok(Fit::Done(StepState::QuantileTransformer(self.state.clone()).into()));
        };
        let column = cells::column(&self.train, name)?;
        let numbers = match &self.sample {
            Some(rows) => {
                moments::present(cells::numbers(&column.take(rows), "quantile_transformer")?).into_owned()
            }
            None => moments::present(cells::numbers(column, "quantile_transformer")?).into_owned(),
        };
        let sorted = moments::sorted(numbers);
        // By way of percent, as scikit-learn asks numpy: whether ranks come out whole decides where ties end.
        let quantile = |share: &f64| quantile_sorted(&sorted, share * 100.0 / 100.0);
        let quantiles = self.state.shares.iter().filter_map(quantile);
        self.state.columns.push(QuantileColumn { name: name.clone(), quantiles: quantiles.collect() });
        Ok(Fit::Running(self.state.columns.len() as f64 / self.names.len() as f64))
    }
}

impl QuantileTransformerState {
    /// How near to the first or last quantile a number counts as beyond it.
    pub fn reach(&self) -> f64 {
        if self.normal { NEAR } else { 0.0 }
    }

    /// The smallest share of which a normal distribution is asked; the largest lies as far below 1.
    pub const LEAST: f64 = NEAR - f64::EPSILON;

    /// The share of the training rows below a number.
    fn share(&self, x: f64, quantiles: &[f64]) -> f64 {
        let (first, last) = (quantiles[0], quantiles[quantiles.len() - 1]);
        if x - self.reach() < first || x == first {
            return 0.0;
        }
        if x + self.reach() > last || x == last {
            return if self.normal || x == last { 1.0 } else { self.shares[self.shares.len() - 1] };
        }
        let (from, to) = (quantiles.partition_point(|q| *q < x), quantiles.partition_point(|q| *q <= x));
        if from < to {
            // Of several equal quantiles the middle.
            return 0.5 * (self.shares[from] + self.shares[to - 1]);
        }
        let (a, b) = (to - 1, to);
        let slope = (self.shares[b] - self.shares[a]) / (quantiles[b] - quantiles[a]);
        slope * (x - quantiles[a]) + self.shares[a]
    }

    fn number(&self, x: f64, quantiles: &[f64]) -> f64 {
        if quantiles.is_empty() || x.is_nan() {
            return x;
        }
        let share = self.share(x, quantiles);
        if self.normal { normal_quantile(share.clamp(Self::LEAST, 1.0 - Self::LEAST)) } else { share }
    }
}

impl FittedStep for QuantileTransformerState {
    fn is_sound(&self) -> bool {
        let sound = |column: &QuantileColumn| {
            column.quantiles.is_empty()
                || column.quantiles.len() == self.shares.len() && column.quantiles.is_sorted()
        };
        self.columns.iter().all(sound)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        cells::map_numbers(column, |x| self.number(x, &self.columns[at].quantiles))
    }
}
