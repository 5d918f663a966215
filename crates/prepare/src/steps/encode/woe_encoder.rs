//! `woe_encoder`: a category becomes its weight of evidence, the logarithm of how much more frequent it is among the
//! rows of the later class than among those of the other (category_encoders' `WOEEncoder`; I. J. Good, "Probability and
//! the weighing of evidence", 1950). A category of one row, and one that the training rows did not have, becomes 0.

use super::TargetEncoderState;
use super::looked_up::{ColumnByColumn, Learnt, Seen};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_learn::Target;
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

const OP: &str = "woe_encoder";

static PARAMS: [ParamSpec; 1] = [ParamSpec::positive(
    "regularization",
    1.0,
    "Rows of each class that are added to every category, so that none is divided by zero. More draws rare categories towards 0.",
)];

/// The kind.
pub(super) static WOE_ENCODER: StepKind = StepKind {
    id: OP,
    title: "Encode categories by their weight of evidence",
    help: "Replaces a category by the logarithm of how much more frequent it is among the training rows of the later of two classes than among the others: above 0 it speaks for that class. Missing cells count as a category where the training rows have some; a category of one row, and an unknown one, becomes 0.",
    when: "Two classes and a linear model, as in credit scoring: the column then adds up to a score.",
    beware: "Training rows see their own target: with few rows a category the model trusts the column too much. target_encoder avoids that.",
    example: "job: 8 of 10 \"yes\", where half of all are → about 1.2",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

struct Woe {
    regularization: f64,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let regularization = param(&PARAMS, values, "regularization").as_f64().unwrap_or(1.0);
    Ok(Box::new(Woe { regularization }))
}

impl Step for Woe {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let Target::Classes { labels, index } = &*context.target else { return Err(two_classes()) };
        if labels.len() != 2 {
            return Err(two_classes());
        }
        let later: Arc<[f64]> = index.iter().map(|class| f64::from(*class)).collect();
        let added = self.regularization;
        Ok(Box::new(ColumnByColumn {
            op: OP,
            names: columns.to_vec(),
            train: train.clone(),
            state: TargetEncoderState { columns: Vec::new(), means: vec![0.0] },
            wrap: StepState::WoeEncoder,
            learn: move |name: &str, seen: Seen| learn(name, seen, &later, added),
            made: BTreeMap::new(),
        }))
    }
}

fn two_classes() -> PrepareError {
    PrepareError::Refused {
        code: "prepare.needs_two_classes",
        column: None,
        row: None,
        message: "woe_encoder compares two classes, and the target has not two".into(),
        remedy: "Use target_encoder instead.".into(),
    }
}

fn learn(name: &str, seen: Seen, later: &[f64], added: f64) -> Learnt {
    let (sizes, sums) = (seen.sizes(), seen.sums(|row| later[row]));
    let (all, rows) = (later.iter().sum::<f64>(), later.len() as f64);
    let evidence = |(size, sum): (&f64, &f64)| {
        if *size <= 1.0 {
            return 0.0;
        }
        let here = (sum + added) / (all + 2.0 * added);
        let there = (size - sum + added) / (rows - all + 2.0 * added);
        libm::log(here / there)
    };
    let encoding = sizes.iter().zip(&sums).map(evidence).collect();
    (seen.column(name, vec![name.into()], vec![encoding]), None)
}
