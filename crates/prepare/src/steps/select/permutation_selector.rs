//! `permutation_selector`: columns whose shuffling does not make a model answer held-out rows worse go (L. Breiman,
//! "Random forests", 2001, section 10; scikit-learn's `permutation_importance`, on the folds of the training rows).

use super::draws::{Draws, RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, estimator};
use super::judge::{CV, Fold, Judge, Judging, SCORING, SHUFFLE};
use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{NestedDefault, ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

const OP: &str = "permutation_selector";

static PARAMS: [ParamSpec; 7] = [
    estimator(NestedDefault::new("random_forest"), "The model that is asked. Any will do."),
    ParamSpec::float(
        "threshold",
        0.0,
        f64::MIN,
        f64::MAX,
        "Columns stay whose shuffling costs more of the score than this.",
    ),
    ParamSpec::int(
        "n_repeats",
        5,
        1,
        1000,
        "How often each column is shuffled in each fold. More make the figures steadier and take longer.",
    ),
    SCORING,
    CV,
    SHUFFLE,
    RANDOM_STATE,
];

/// The kind.
pub(super) static PERMUTATION_SELECTOR: StepKind = StepKind {
    id: OP,
    title: "Keep what a model needs for its answers",
    help: "Trains a model in each of several folds, shuffles one column of the held-out rows after the other, and keeps the columns without which it answers worse. Missing cells are taken where that model takes them.",
    when: "You have a model in mind and want to drop what it does not use, whatever kind it is.",
    beware: "Columns that repeat each other stand in for each other, so that all of them may go: add correlation_filter before.",
    example: "accuracy 0.84; with age shuffled 0.71, with seat shuffled 0.85 → age stays",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Permutation {
    chosen: Chosen,
    threshold: f64,
    repeats: usize,
    judging: Judging,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(Permutation {
        chosen: Chosen::checked(of("estimator"))?,
        threshold: of("threshold").as_f64().unwrap_or_default(),
        repeats: of("n_repeats").as_i64().unwrap_or(5) as usize,
        judging: Judging::of(&of),
        seed: seed(&of("random_state")),
    }))
}

impl Step for Permutation {
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
        let (threshold, repeats) = (self.threshold, self.repeats);
        Ok(in_pieces(OP, StepState::PermutationSelector, move |pace| choose(judge, threshold, repeats, pace)))
    }
}

async fn choose(
    judge: Judge,
    threshold: f64,
    repeats: usize,
    pace: Pace,
) -> Result<SelectionState, PrepareError> {
    let names = &judge.trainer.numbers.names;
    let mut losses: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    let mut draws = Draws::new(judge.trainer.seed);
    if !names.is_empty() {
        for (at, fold) in judge.folds.iter().enumerate() {
            ask(&judge, fold, repeats, &mut draws, &mut losses, &pace.part(at, judge.folds.len())).await?;
        }
    }
    let columns = names.iter().zip(&losses).map(|(name, losses)| {
        let loss = glasshouse_stats::mean(losses);
        JudgedColumn::new(name, loss, loss.is_some_and(|loss| loss > threshold))
    });
    Ok(SelectionState::new(Measure::Loss, columns.collect()))
}

/// Trains a model for a fold and asks it what each column is worth for the fold's rows.
async fn ask(
    judge: &Judge,
    fold: &Fold,
    repeats: usize,
    draws: &mut Draws,
    losses: &mut [Vec<f64>],
    pace: &Pace,
) -> Result<(), PrepareError> {
    let trainer = &judge.trainer;
    let all: Vec<usize> = (0..trainer.width()).collect();
    let x = trainer.features(&all, Some(&fold.train));
    let model = trainer.train(x, Some(&fold.train), trainer.seed, &pace.between(0.0, 0.5)).await?;
    let mut x = trainer.features(&all, Some(&fold.test));
    let asking = pace.between(0.5, 1.0);
    let whole = judge.score(&*model, &x, &fold.test, &asking.between(0.0, 0.0)).await?;
    for (at, losses) in losses.iter_mut().enumerate() {
        let cells = x.data.column(at).to_vec();
        let mut shuffled = cells.clone();
        for _ in 0..repeats {
            draws.shuffle(&mut shuffled);
            x.data.column_mut(at).iter_mut().zip(&shuffled).for_each(|(to, from)| *to = *from);
            let here = asking.part(at, all.len()).between(0.0, 0.0);
            losses.push(whole - judge.score(&*model, &x, &fold.test, &here).await?);
        }
        x.data.column_mut(at).iter_mut().zip(&cells).for_each(|(to, from)| *to = *from);
        asking.part(at, all.len()).pause(1.0).await;
    }
    Ok(())
}
