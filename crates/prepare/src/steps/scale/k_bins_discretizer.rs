//! `k_bins_discretizer`: a number becomes the bin that it falls into. The edges are scikit-learn's but that all
//! rows count, whatever their number: nothing is drawn.

use super::k_bins_edges::{even, grouped, quantiles, wide_enough};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues};
use glasshouse_spec::{Place, Warning, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const STRATEGIES: &[Cow<'static, str>] =
    &[Cow::Borrowed("uniform"), Cow::Borrowed("quantile"), Cow::Borrowed("kmeans")];
const ENCODINGS: &[Cow<'static, str>] = &[Cow::Borrowed("onehot"), Cow::Borrowed("ordinal")];
const METHODS: &[Cow<'static, str>] =
    &[Cow::Borrowed("averaged_inverted_cdf"), Cow::Borrowed("inverted_cdf"), Cow::Borrowed("linear")];

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::int(
        "n_bins",
        5,
        2,
        1000,
        "How many bins a column gets. More keep more detail, and more noise.",
    ),
    ParamSpec::choice(
        "encode",
        "onehot",
        ENCODINGS,
        "onehot makes a column of 0 and 1 of each bin, ordinal replaces the number by that of its bin: 0, 1, 2, ….",
    ),
    ParamSpec::choice(
        "strategy",
        "quantile",
        STRATEGIES,
        "Bins of the same width (uniform), with as many rows each (quantile), or around heaps of rows (kmeans).",
    ),
    ParamSpec::choice(
        "quantile_method",
        "averaged_inverted_cdf",
        METHODS,
        "Where quantile puts an edge between two rows: in their middle, on the one before it, or in proportion (linear).",
    ),
    ParamSpec::new(
        "edges",
        ParamKind::Text,
        ParamDefault::Null,
        "Edges of your own, with commas, the same for all columns: 18, 65 makes the bins below 18, from 18 to below 65, and from 65 on. Then n_bins and strategy do not count.",
    ),
];

/// What `k_bins_discretizer` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KBinsDiscretizerState {
    /// Columns in the order of the fit.
    pub columns: Vec<BinnedColumn>,
    /// Whether each bin becomes a column. A missing number is in none of the bins, and stays missing else.
    pub one_hot: bool,
}

/// A column and its bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BinnedColumn {
    /// Column.
    pub name: String,
    /// Where one bin ends and the next begins, ascending: one less than there are bins. A number on an edge
    /// is in the bin above it.
    pub edges: Vec<f64>,
    /// Names of the columns that replace it.
    pub outputs: Vec<String>,
}

/// How the edges are found.
#[derive(Clone, Copy, PartialEq)]
enum Strategy {
    Uniform,
    Quantile,
    KMeans,
}

/// How a quantile between two rows is taken.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Between {
    Middle,
    Before,
    Linear,
}

struct KBinsDiscretizer {
    bins: usize,
    one_hot: bool,
    strategy: Strategy,
    between: Between,
    edges: Option<Vec<f64>>,
}

/// The kind.
pub(super) static K_BINS_DISCRETIZER: StepKind = StepKind {
    id: "k_bins_discretizer",
    title: "Put numbers into bins",
    help: "Replaces a number by the bin that it falls into, as columns of 0 and 1 or as the bin's number. A missing cell is in no bin: zeros, or still missing.",
    when: "A linear model should follow steps and bends, or exact numbers are not to be trusted.",
    beware: "Numbers on both sides of an edge become as different as any. With quantile, columns with one frequent value get fewer bins.",
    example: "age: 12, 40, 80 → age_0.0: 1, 0, 0; age_1.0: 0, 1, 0; age_2.0: 0, 0, 1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(KBinsDiscretizer {
        bins: of("n_bins").as_i64().unwrap_or(5) as usize,
        one_hot: of("encode").as_str() != Some("ordinal"),
        strategy: match of("strategy").as_str() {
            Some("uniform") => Strategy::Uniform,
            Some("kmeans") => Strategy::KMeans,
            _ => Strategy::Quantile,
        },
        between: match of("quantile_method").as_str() {
            Some("inverted_cdf") => Between::Before,
            Some("linear") => Between::Linear,
            _ => Between::Middle,
        },
        edges: own_edges(&of("edges"))?,
    }))
}

/// Edges as they are written.
fn own_edges(value: &ParamValue) -> Result<Option<Vec<f64>>, Vec<ParamFault>> {
    let text = match value {
        ParamValue::Null => return Ok(None),
        ParamValue::Text(text) if text.trim().is_empty() => return Ok(None),
        ParamValue::Text(text) => text.clone(),
        other => other.to_string(),
    };
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    let rising = |edges: &Vec<f64>| {
        edges.iter().all(|x| x.is_finite()) && edges.windows(2).all(|pair| pair[0] < pair[1])
    };
    numbers.filter(|edges| rising(edges) && edges.len() <= 1000).map(Some).ok_or_else(|| {
        let message =
            format!("edges must be numbers with commas, each larger than the one before, not {text}");
        vec![ParamFault { name: "edges".into(), message }]
    })
}

impl Step for KBinsDiscretizer {
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = KBinsDiscretizerState { columns: Vec::new(), one_hot: self.one_hot };
        for name in columns {
            let sorted = moments::sorted(
                moments::present(cells::scaled(train, name, "k_bins_discretizer")?).into_owned(),
            );
            let edges = self.edges(&sorted);
            if self.edges.is_none() && edges.len() + 1 < self.bins {
                notes.warnings.push(fewer(name, edges.len() + 1, self.bins));
            }
            let output = |bin: usize| format!("{name}_{bin}.0");
            let outputs =
                if self.one_hot { (0..=edges.len()).map(output).collect() } else { vec![name.clone()] };
            state.columns.push(BinnedColumn { name: name.clone(), edges, outputs });
        }
        Ok(StepState::KBinsDiscretizer(state))
    }
}

fn fewer(name: &str, bins: usize, wanted: usize) -> Warning {
    let message = format!(
        "column \"{name}\" gets {bins} bins instead of {wanted}: its numbers are too few or too much the same"
    );
    Warning::new("prepare.fewer_bins", message, Place::column(name))
}

impl KBinsDiscretizer {
    /// Where one bin ends and the next begins; none of a constant.
    fn edges(&self, sorted: &[f64]) -> Vec<f64> {
        if let Some(edges) = &self.edges {
            return edges.clone();
        }
        let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
        if low == high {
            return Vec::new();
        }
        let all = match self.strategy {
            Strategy::Uniform => even(*low, *high, self.bins),
            Strategy::Quantile => wide_enough(&quantiles(sorted, self.bins, self.between)),
            Strategy::KMeans => wide_enough(&grouped(sorted, self.bins)),
        };
        all.get(1..all.len().saturating_sub(1)).unwrap_or_default().to_vec()
    }
}

impl BinnedColumn {
    /// The bin of a number.
    fn bin(&self, x: f64) -> usize {
        self.edges.partition_point(|edge| *edge <= x)
    }
}

impl FittedStep for KBinsDiscretizerState {
    fn is_sound(&self) -> bool {
        !self.one_hot || self.columns.iter().all(|column| column.outputs.len() == column.edges.len() + 1)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        if self.one_hot { self.reads() } else { Vec::new() }
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let outputs = self.columns.iter().map(|c| c.outputs.iter().map(String::as_str).collect());
        self.columns.iter().map(|c| vec![c.name.as_str()]).zip(outputs).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let known = &self.columns[at];
        if !self.one_hot {
            return cells::map_numbers(column, |x| known.bin(x) as f64);
        }
        let array = cells::numbers(&column, "k_bins_discretizer")?;
        let mut made = vec![vec![0.0; array.len()]; known.outputs.len()];
        for (row, x) in array.iter().enumerate() {
            if let Some(x) = x {
                made[known.bin(x)][row] = 1.0;
            }
        }
        let column = |(name, cells): (&String, Vec<f64>)| cells::numeric(name, Float64Array::from(cells));
        Ok(known.outputs.iter().zip(made).map(column).collect())
    }
}
