//! `select_from_model`: columns that weigh much in a model stay (scikit-learn's `SelectFromModel`). The weight is
//! the size of a coefficient, of several classes the sum of the sizes, or an importance.

use super::draws::{RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, estimator, sizes};
use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{NestedDefault, ParamDefault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{mean, median};
use glasshouse_table::Table;
use std::borrow::Cow;

const OP: &str = "select_from_model";

const LIMITS: &[Cow<'static, str>] = &[Cow::Borrowed("auto"), Cow::Borrowed("mean"), Cow::Borrowed("median")];

static PARAMS: [ParamSpec; 4] = [
    estimator(
        NestedDefault::new("random_forest"),
        "The model that weighs the columns: one with coefficients or importances. Coefficients depend on the units, so scale the columns before them.",
    ),
    ParamSpec::new(
        "threshold",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(LIMITS), min: f64::MIN, max: f64::MAX },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "Columns that weigh at least so much stay: as much as the mean or the median of all, or a number. auto is the mean, and 0.00001 of models that leave columns out themselves, as lasso does.",
    ),
    ParamSpec::optional_int(
        "max_features",
        0,
        u32::MAX as i64,
        "The most columns that stay, the heaviest first; without a limit when there is no value.",
    ),
    RANDOM_STATE,
];

/// The kind.
pub(super) static SELECT_FROM_MODEL: StepKind = StepKind {
    id: OP,
    title: "Keep what weighs in a model",
    help: "Trains a model on the training rows and keeps the columns that weigh much in it. Missing cells are taken where that model takes them.",
    when: "A quick choice that sees columns together, before a model that suffers from many of them.",
    beware: "Columns that repeat each other share their weight, so that all of them may go.",
    example: "importances: age 0.5, fare 0.4, seat 0.1 → age, fare",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

#[derive(Debug, Clone, Copy)]
enum Limit {
    Mean,
    Median,
    Number(f64),
}

struct SelectFromModel {
    chosen: Chosen,
    limit: Limit,
    most: Option<usize>,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let chosen = Chosen::checked(of("estimator"))?;
    let threshold = of("threshold");
    let limit = match (threshold.as_str(), threshold.as_f64()) {
        (Some("mean"), _) => Limit::Mean,
        (Some("median"), _) => Limit::Median,
        (_, Some(number)) => Limit::Number(number),
        _ if leaves_out(&chosen) => Limit::Number(1e-5),
        _ => Limit::Mean,
    };
    let most = of("max_features").as_i64().and_then(|n| usize::try_from(n).ok());
    Ok(Box::new(SelectFromModel { chosen, limit, most, seed: seed(&of("random_state")) }))
}

/// Whether a model's penalty makes coefficients zero.
fn leaves_out(chosen: &Chosen) -> bool {
    let Some(nested) = chosen.nested() else { return false };
    let text = |name: &str| nested.params.get(name).and_then(|value| value.as_str());
    let ratio = nested.params.get("l1_ratio").and_then(glasshouse_spec::ParamValue::as_f64) == Some(1.0);
    nested.kind == "lasso"
        || text("penalty") == Some("l1")
        || (ratio && (nested.kind == "elastic_net" || text("penalty") == Some("elasticnet")))
}

impl Step for SelectFromModel {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let numbers = Numbers::of(train, columns, OP)?;
        let trainer = Trainer::new(OP, &self.chosen, numbers, self.seed, context)?;
        let (limit, most) = (self.limit, self.most);
        Ok(in_pieces(OP, StepState::SelectFromModel, move |pace| choose(trainer, limit, most, pace)))
    }
}

async fn choose(
    trainer: Trainer,
    limit: Limit,
    most: Option<usize>,
    pace: Pace,
) -> Result<SelectionState, PrepareError> {
    let all: Vec<usize> = (0..trainer.width()).collect();
    let weights = match all.is_empty() {
        true => Vec::new(),
        false => {
            let model = trainer.train(trainer.features(&all, None), None, trainer.seed, &pace).await?;
            sizes(&trainer.weights(&*model)?)
        }
    };
    let limit = match limit {
        Limit::Mean => mean(&weights).unwrap_or_default(),
        Limit::Median => median(&weights).unwrap_or_default(),
        Limit::Number(number) => number,
    };
    let mut order = all;
    // Of equal ones the earlier.
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    order.truncate(most.unwrap_or(usize::MAX));
    let columns = trainer.numbers.names.iter().zip(&weights).enumerate().map(|(at, (name, weight))| {
        JudgedColumn::new(name, Some(*weight), *weight >= limit && order.contains(&at))
    });
    Ok(SelectionState::new(Measure::Weight, columns.collect()))
}
