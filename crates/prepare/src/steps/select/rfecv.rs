//! `rfecv`: as `rfe`, with as many columns as answer held-out folds best (scikit-learn's `RFECV`).

use super::SelectionState;
use super::draws::{RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, squares};
use super::judge::{CV, Fold, Judge, Judging, SCORING, SHUFFLE};
use super::numbers::Numbers;
use super::options::Amount;
use super::pace::{Pace, in_pieces};
use super::rfe::{ESTIMATOR, Elimination, STEP, eliminate, ranked};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

const OP: &str = "rfecv";

static PARAMS: [ParamSpec; 7] = [
    ESTIMATOR,
    ParamSpec::int("min_features_to_select", 1, 1, u32::MAX as i64, "The fewest columns that stay."),
    STEP,
    CV,
    SCORING,
    SHUFFLE,
    RANDOM_STATE,
];

/// The kind.
pub(super) static RFECV: StepKind = StepKind {
    id: OP,
    title: "Leave out the weakest columns, as many as is best",
    help: "Leaves out the column that weighs least in a model, again and again, in each of several folds, and keeps as many columns as answer the held-out rows best. Missing cells are taken where that model takes them.",
    when: "You want to know how many columns are worth having.",
    beware: "It trains a model for each round of each fold: start with a quick estimator and a larger step.",
    example: "10 columns: accuracy with 10 is 0.81, with 4 0.84, with 2 0.79 → 4 columns",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Rfecv {
    chosen: Chosen,
    fewest: usize,
    step: Amount,
    judging: Judging,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(Rfecv {
        chosen: Chosen::checked(of("estimator"))?,
        fewest: of("min_features_to_select").as_i64().unwrap_or(1) as usize,
        step: Amount::of("step", &of("step"))?.unwrap_or(Amount::Count(1)),
        judging: Judging::of(&of),
        seed: seed(&of("random_state")),
    }))
}

impl Step for Rfecv {
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
        let judge = self.judging.ready(Trainer::new(OP, &self.chosen, numbers, self.seed, context)?)?;
        let (fewest, step) = (self.fewest, self.step);
        Ok(in_pieces(OP, StepState::Rfecv, move |pace| choose(judge, fewest, step, pace)))
    }
}

async fn choose(
    judge: Judge,
    fewest: usize,
    step: Amount,
    pace: Pace,
) -> Result<SelectionState, PrepareError> {
    let trainer = &judge.trainer;
    let parts = judge.folds.len() + 1;
    let mut sums: Vec<(usize, f64)> = Vec::new();
    for (at, fold) in judge.folds.iter().enumerate() {
        let scores = rounds(&judge, fold, fewest, step, &pace.part(at, parts)).await?;
        match sums.is_empty() {
            true => sums = scores,
            false => sums.iter_mut().zip(scores).for_each(|(sum, (_, score))| sum.1 += score),
        }
    }
    // Of equally good ones the fewest columns.
    let mut best = (trainer.width(), f64::NEG_INFINITY);
    for (count, sum) in sums.into_iter().rev() {
        if sum > best.1 {
            best = (count, sum);
        }
    }
    let ranks = eliminate(trainer, best.0, step, &pace.part(parts - 1, parts)).await?;
    Ok(ranked(&trainer.numbers.names, &ranks))
}

/// Of each round of a fold how many columns were left and how well they answered its rows.
async fn rounds(
    judge: &Judge,
    fold: &Fold,
    fewest: usize,
    step: Amount,
    pace: &Pace,
) -> Result<Vec<(usize, f64)>, PrepareError> {
    let trainer = &judge.trainer;
    let mut elimination = Elimination::new(trainer.width(), fewest.min(trainer.width()), step);
    let mut scores = Vec::new();
    loop {
        let (left, done) = (elimination.left(), elimination.done());
        if left.is_empty() {
            return Ok(scores);
        }
        let here = pace.between(done, done);
        let x = trainer.features(&left, Some(&fold.train));
        let model = trainer.train(x, Some(&fold.train), trainer.seed, &here).await?;
        let x = trainer.features(&left, Some(&fold.test));
        scores.push((left.len(), judge.score(&*model, &x, &fold.test, &here).await?));
        if !elimination.goes_on() {
            return Ok(scores);
        }
        elimination.take_away(&squares(&trainer.weights(&*model)?));
        pace.pause(elimination.done()).await;
    }
}
