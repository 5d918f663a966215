//! `correlation_filter`: of columns that say the same, the later one goes (feature-engine's
//! `DropCorrelatedFeatures`). Columns are gone through in their order, which is the table's and not that of the
//! alphabet as there; one that goes takes no other with it. Rows where one of two columns is missing do not count
//! for them.

use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{kendall_tau_b, pearson, spearman};
use glasshouse_table::Table;
use std::borrow::Cow;

const OP: &str = "correlation_filter";

const METHODS: &[Cow<'static, str>] =
    &[Cow::Borrowed("pearson"), Cow::Borrowed("spearman"), Cow::Borrowed("kendall")];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::float(
        "threshold",
        0.8,
        0.0,
        1.0,
        "Of two columns whose correlation is stronger than this, with either sign, the later one goes.",
    ),
    ParamSpec::choice(
        "method",
        "pearson",
        METHODS,
        "What is measured: pearson how closely they lie on a line, spearman and kendall how alike their orders are. kendall takes longest.",
    ),
];

/// The kind.
pub(super) static CORRELATION_FILTER: StepKind = StepKind {
    id: OP,
    title: "Leave out columns that repeat others",
    help: "Of two columns that go together in the training rows, leaves out the later one. Rows where one of them is missing do not count; a column without spread stays.",
    when: "Linear models, whose coefficients are hard to read when columns repeat each other, and wide tables.",
    beware: "Which one stays is the order of the columns, not what it says of the target.",
    example: "cm: 10, 20, 30 and inches: 3.9, 7.9, 11.8 → cm",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct CorrelationFilter {
    threshold: f64,
    correlation: fn(&[f64], &[f64]) -> Option<f64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let correlation = match param(&PARAMS, values, "method").as_str() {
        Some("spearman") => spearman,
        Some("kendall") => kendall_tau_b,
        _ => pearson,
    };
    let threshold = param(&PARAMS, values, "threshold").as_f64().unwrap_or(0.8);
    Ok(Box::new(CorrelationFilter { threshold, correlation }))
}

impl Step for CorrelationFilter {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let numbers = Numbers::of(train, columns, OP)?;
        let (threshold, correlation) = (self.threshold, self.correlation);
        Ok(in_pieces(OP, StepState::CorrelationFilter, move |pace| {
            choose(numbers, threshold, correlation, pace)
        }))
    }
}

async fn choose(
    numbers: Numbers,
    threshold: f64,
    correlation: fn(&[f64], &[f64]) -> Option<f64>,
    pace: Pace,
) -> Result<SelectionState, PrepareError> {
    let mut columns: Vec<JudgedColumn> =
        numbers.names.iter().map(|name| JudgedColumn::new(name, None, true)).collect();
    for later in 1..numbers.width() {
        let cells = numbers.cells(later);
        for earlier in 0..later {
            if columns[earlier].kept {
                let r = correlation(&numbers.cells(earlier), &cells);
                pace.pause(later as f64 * later as f64 / (numbers.width() as f64 * numbers.width() as f64))
                    .await;
                let Some(r) = r.map(f64::abs) else { continue };
                if r > threshold {
                    let like = Some(numbers.names[earlier].clone());
                    columns[later] =
                        JudgedColumn { score: Some(r), like, kept: false, ..columns[later].clone() };
                    break;
                }
                columns[later].score = Some(columns[later].score.map_or(r, |most: f64| most.max(r)));
            }
        }
    }
    Ok(SelectionState::new(Measure::Correlation, columns))
}
