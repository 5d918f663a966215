//! `spline_transformer`: a number becomes a few smooth humps that add up to 1, of which a linear model makes a
//! curve (de Boor, *A practical guide to splines*, 1978; knots beyond the ends at the distance of the last two,
//! as Eilers and Marx, *Flexible smoothing with B-splines and penalties*, 1996).

use super::splines::{Extrapolation, SplineColumn};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use arrow_array::Float64Array;
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::quantile_sorted;
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const KNOTS: &[Cow<'static, str>] = &[Cow::Borrowed("uniform"), Cow::Borrowed("quantile")];
const BEYOND: &[Cow<'static, str>] = &[
    Cow::Borrowed("constant"),
    Cow::Borrowed("linear"),
    Cow::Borrowed("continue"),
    Cow::Borrowed("error"),
    Cow::Borrowed("periodic"),
];
const GAPS: &[Cow<'static, str>] = &[Cow::Borrowed("error"), Cow::Borrowed("zeros")];

static PARAMS: [ParamSpec; 6] = [
    ParamSpec::int(
        "n_knots",
        5,
        2,
        1000,
        "Where the curve may bend, ends included. More follow finer bends, and noise.",
    ),
    ParamSpec::int(
        "degree",
        3,
        0,
        10,
        "How smooth the curve is: 1 is made of lines, 2 of parabolas, 3 has no visible joints.",
    ),
    ParamSpec::choice(
        "knots",
        "uniform",
        KNOTS,
        "Whether the knots lie at the same distance (uniform) or with as many rows between them (quantile).",
    ),
    ParamSpec::choice(
        "extrapolation",
        "constant",
        BEYOND,
        "What becomes of numbers beyond those of the training rows: the curve stays level (constant), goes straight on (linear), bends on (continue), begins anew (periodic), or the rows are refused (error).",
    ),
    ParamSpec::bool(
        "include_bias",
        true,
        "Whether the last hump is kept. All of them add up to 1, which a model with an intercept need not be told.",
    ),
    ParamSpec::choice(
        "handle_missing",
        "error",
        GAPS,
        "Whether missing cells are refused, or become zeros in all humps.",
    ),
];

/// What `spline_transformer` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplineTransformerState {
    /// Columns in the order of the fit.
    pub columns: Vec<SplineColumn>,
    /// Degree of the polynomials.
    pub degree: u32,
    /// What becomes of numbers beyond the knots.
    pub extrapolation: Extrapolation,
    /// Whether a missing cell becomes zeros; else it is refused.
    pub zeros: bool,
}

struct SplineTransformer {
    knots: usize,
    degree: u32,
    quantile: bool,
    extrapolation: Extrapolation,
    bias: bool,
    zeros: bool,
}

/// The kind.
pub(super) static SPLINE_TRANSFORMER: StepKind = StepKind {
    id: "spline_transformer",
    title: "Make a curve of numbers",
    help: "Replaces a number by a few smooth humps along its range, of which a linear model makes a curve. Missing cells are refused, or become zeros.",
    when: "A linear model should follow a bend that is known to be smooth, or a season (periodic).",
    beware: "Beyond the training rows the curve is a guess. Many knots learn noise.",
    example: "hour: 0, 12 → hour_sp_0: 0.17, 0; hour_sp_1: 0.67, 0.17; …",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let extrapolation = match of("extrapolation").as_str() {
        Some("linear") => Extrapolation::Linear,
        Some("continue") => Extrapolation::Continue,
        Some("error") => Extrapolation::Error,
        Some("periodic") => Extrapolation::Periodic,
        _ => Extrapolation::Constant,
    };
    let (knots, degree) = (of("n_knots").as_i64().unwrap_or(5), of("degree").as_i64().unwrap_or(3));
    if extrapolation == Extrapolation::Periodic && knots <= degree {
        let message = format!("n_knots must be larger than degree for periodic curves, not {knots}");
        return Err(vec![ParamFault { name: "n_knots".into(), message }]);
    }
    Ok(Box::new(SplineTransformer {
        knots: knots as usize,
        degree: degree as u32,
        quantile: of("knots").as_str() == Some("quantile"),
        extrapolation,
        bias: of("include_bias").as_bool().unwrap_or(true),
        zeros: of("handle_missing").as_str() == Some("zeros"),
    }))
}

impl Step for SplineTransformer {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = SplineTransformerState {
            columns: Vec::with_capacity(columns.len()),
            degree: self.degree,
            extrapolation: self.extrapolation,
            zeros: self.zeros,
        };
        for name in columns {
            let array = cells::scaled(train, name, "spline_transformer")?;
            if !self.zeros {
                cells::complete(cells::column(train, name)?, "spline_transformer")?;
            }
            let inner = self.inner(&moments::sorted(moments::present(array).into_owned()));
            state.columns.push(SplineColumn::new(
                name,
                &inner,
                self.degree as usize,
                self.extrapolation,
                self.bias,
            ));
        }
        Ok(StepState::SplineTransformer(state))
    }
}

impl SplineTransformer {
    /// Knots from the smallest number to the largest.
    fn inner(&self, sorted: &[f64]) -> Vec<f64> {
        let (low, high) = sorted.first().zip(sorted.last()).map_or((0.0, 0.0), |(low, high)| (*low, *high));
        let all = super::k_bins_edges::even(low, high, self.knots - 1);
        if !self.quantile || sorted.is_empty() {
            return all;
        }
        let level = |at: usize| at as f64 * (1.0 / (self.knots - 1) as f64);
        let quantile =
            |at: usize| quantile_sorted(sorted, if at + 1 == self.knots { 1.0 } else { level(at) });
        (0..self.knots).filter_map(quantile).collect()
    }
}

impl FittedStep for SplineTransformerState {
    fn is_sound(&self) -> bool {
        let degree = self.degree as usize;
        let sound = |column: &SplineColumn| {
            let knots = column.knots.len();
            degree < knots / 2
                && knots >= 2 * degree + 2
                && column.knots.is_sorted()
                && (self.extrapolation != Extrapolation::Periodic || knots > 2 * degree + 1)
                && column.outputs.len() <= column.count(degree, self.extrapolation)
        };
        self.columns.iter().all(sound)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
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
        let array = match self.zeros {
            true => cells::numbers(&column, "spline_transformer")?.clone(),
            false => cells::complete(&column, "spline_transformer")?,
        };
        let degree = self.degree as usize;
        let mut made = vec![vec![0.0; array.len()]; known.outputs.len()];
        let mut humps = vec![0.0; known.count(degree, self.extrapolation)];
        for (row, x) in array.iter().enumerate() {
            let Some(x) = x else { continue };
            if self.extrapolation == Extrapolation::Error && !known.holds(x, degree) {
                return Err(beyond(&known.name, row, x));
            }
            known.humps(x, degree, self.extrapolation, &mut humps);
            made.iter_mut().zip(&humps).for_each(|(cells, hump)| cells[row] = *hump);
        }
        let column = |(name, cells): (&String, Vec<f64>)| cells::numeric(name, Float64Array::from(cells));
        Ok(known.outputs.iter().zip(made).map(column).collect())
    }
}

fn beyond(name: &str, row: usize, x: f64) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.beyond",
        column: Some(name.into()),
        row: Some(row as u64),
        message: format!("column \"{name}\" has the number {x}, beyond the numbers of the training rows"),
        remedy: "Correct the number, or set extrapolation to constant or linear.".into(),
    }
}
