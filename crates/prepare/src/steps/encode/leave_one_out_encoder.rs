//! `leave_one_out_encoder`: a category becomes the average of the target among its rows, for a training row among
//! the others of them (O. Zhang, 2015; category_encoders' `LeaveOneOutEncoder`). A category of one row, and one that the
//! training rows did not have, becomes the mean of all. As in `target_encoder`, more than two classes get a column
//! each.

use super::TargetEncoderState;
use super::looked_up::{ColumnByColumn, Learnt, Seen};
use super::target_encoder::Answers;
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::{mean, normal_quantile};
use glasshouse_table::Table;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;

const OP: &str = "leave_one_out_encoder";

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::new(
        "sigma",
        ParamKind::Float { min: 0.0, max: f64::MAX, open: true },
        ParamDefault::Null,
        "Training cells are multiplied by a draw around 1 with this deviation, so that a model trusts them less: 0.05 to 0.6 is usual. None without a value.",
    ),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "The seed of the draws; the recipe's when there is no value.",
    ),
];

/// The kind.
pub(super) static LEAVE_ONE_OUT_ENCODER: StepKind = StepKind {
    id: OP,
    title: "Encode categories by the target of the other rows",
    help: "Replaces a category by the average of the target among its rows; a training row itself is left out of its own. Missing cells count as a category where the training rows have some; a category of one row, and an unknown one, gets the mean of all.",
    when: "Columns with many categories and enough rows of each.",
    beware: "What is left out tells the target of a row to a model that looks closely: target_encoder is safer, and sigma helps.",
    example: "city: Bern with targets 0, 1, 1 → 1, 0.5, 0.5; new rows get 0.67",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

struct LeaveOneOut {
    sigma: Option<f64>,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let seed = of("random_state").as_i64().and_then(|seed| u64::try_from(seed).ok());
    Ok(Box::new(LeaveOneOut { sigma: of("sigma").as_f64(), seed }))
}

impl Step for LeaveOneOut {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let answers = Answers::of(context, OP)?;
        let means: Vec<f64> = answers.values.iter().map(|y| mean(y).unwrap_or_default()).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed.unwrap_or(context.seed));
        let (sigma, of_all) = (self.sigma, means.clone());
        Ok(Box::new(ColumnByColumn {
            op: OP,
            names: columns.to_vec(),
            train: train.clone(),
            state: TargetEncoderState { columns: Vec::new(), means },
            wrap: StepState::LeaveOneOutEncoder,
            learn: move |name: &str, seen: Seen| learn(name, seen, &answers, &of_all, sigma, &mut rng),
            made: BTreeMap::new(),
        }))
    }
}

fn learn(
    name: &str,
    seen: Seen,
    answers: &Answers,
    means: &[f64],
    sigma: Option<f64>,
    rng: &mut ChaCha8Rng,
) -> Learnt {
    let (sizes, outputs) = (seen.sizes(), answers.outputs(name));
    let (mut encodings, mut made) = (Vec::new(), Vec::new());
    for ((y, all), output) in answers.values.iter().zip(means).zip(&outputs) {
        let sums = seen.sums(|row| y[row]);
        let alone = |place: usize| sizes[place] <= 1.0;
        let encoding = |place: usize| if alone(place) { *all } else { sums[place] / sizes[place] };
        encodings.push((0..sums.len()).map(encoding).collect());
        let mut cell = |(row, place): (usize, &usize)| {
            let others = if alone(*place) { *all } else { (sums[*place] - y[row]) / (sizes[*place] - 1.0) };
            others * sigma.map_or(1.0, |sigma| 1.0 + sigma * normal(rng))
        };
        let cells: Vec<f64> = seen.places.iter().enumerate().map(&mut cell).collect();
        made.push(cells::numeric(output, cells.into()));
    }
    (seen.column(name, outputs, encodings), Some(made))
}

/// A draw of the standard normal distribution.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    normal_quantile(((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64)
}
