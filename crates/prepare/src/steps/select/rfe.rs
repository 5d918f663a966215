//! `rfe`: a model is trained, the column that weighs least goes, and so on until few are left (scikit-learn's `RFE`;
//! I. Guyon, J. Weston, S. Barnhill and V. Vapnik, "Gene selection for cancer classification using support vector
//! machines", 2002).

use super::draws::{RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, estimator, squares};
use super::numbers::Numbers;
use super::options::Amount;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{NestedDefault, ParamDefault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

const OP: &str = "rfe";

/// The estimator that weighs the columns round after round.
pub(super) const ESTIMATOR: ParamSpec = estimator(
    NestedDefault::with("random_forest", &[(Cow::Borrowed("n_estimators"), 50)]),
    "The model that weighs the columns in each round: one with coefficients or importances. Coefficients depend on the units, so scale the columns before them.",
);

/// How many columns go in a round.
pub(super) const STEP: ParamSpec = ParamSpec::new(
    "step",
    ParamKind::Float { min: 0.0, max: f64::MAX, open: true },
    ParamDefault::Int(1),
    "How many columns go in a round; below 1 a share of all columns. More is quicker and coarser.",
);

static PARAMS: [ParamSpec; 4] = [
    ESTIMATOR,
    ParamSpec::new(
        "n_features_to_select",
        ParamKind::Float { min: 0.0, max: f64::MAX, open: true },
        ParamDefault::Null,
        "How many columns stay; below 1 a share of all, and half of them when there is no value.",
    ),
    STEP,
    RANDOM_STATE,
];

/// The kind.
pub(super) static RFE: StepKind = StepKind {
    id: OP,
    title: "Leave out the weakest column, again and again",
    help: "Trains a model, leaves out the column that weighs least in it, and goes on until as many are left as are wanted. Missing cells are taken where that model takes them.",
    when: "Columns that repeat each other: what a column weighs is looked at anew once another is gone.",
    beware: "It trains a model for each round, and the number of columns that stay is a guess: rfecv finds it.",
    example: "10 columns with n_features_to_select 3 → the 3 that held out longest",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Rfe {
    chosen: Chosen,
    wanted: Option<Amount>,
    step: Amount,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(Rfe {
        chosen: Chosen::checked(of("estimator"))?,
        wanted: Amount::of("n_features_to_select", &of("n_features_to_select"))?,
        step: Amount::of("step", &of("step"))?.unwrap_or(Amount::Count(1)),
        seed: seed(&of("random_state")),
    }))
}

impl Step for Rfe {
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
        let wanted = self.wanted.map_or(trainer.width() / 2, |wanted| wanted.among(trainer.width()));
        let step = self.step;
        Ok(in_pieces(OP, StepState::Rfe, move |pace| async move {
            let ranks = eliminate(&trainer, wanted, step, &pace).await?;
            Ok(ranked(&trainer.numbers.names, &ranks))
        }))
    }
}

/// Columns by rank, of which the first stay.
pub(super) fn ranked(names: &[String], ranks: &[usize]) -> SelectionState {
    let column = |(name, rank): (&String, &usize)| JudgedColumn::new(name, Some(*rank as f64), *rank == 1);
    SelectionState::new(Measure::Rank, names.iter().zip(ranks).map(column).collect())
}

/// Columns that are being eliminated.
pub(super) struct Elimination {
    /// 1 of those that are left, and for the others in which round from the end they went, from 2.
    pub ranks: Vec<usize>,
    wanted: usize,
    step: usize,
}

impl Elimination {
    /// Of some columns, until so many are left.
    pub fn new(columns: usize, wanted: usize, step: Amount) -> Self {
        Self { ranks: vec![1; columns], wanted, step: step.among(columns).max(1) }
    }

    /// The columns that are left.
    pub fn left(&self) -> Vec<usize> {
        (0..self.ranks.len()).filter(|at| self.ranks[*at] == 1).collect()
    }

    /// Whether more columns are left than are wanted.
    pub fn goes_on(&self) -> bool {
        self.left().len() > self.wanted
    }

    /// The share of its rounds that is done.
    pub fn done(&self) -> f64 {
        let all = self.ranks.len().saturating_sub(self.wanted).max(1);
        1.0 - self.left().len().saturating_sub(self.wanted) as f64 / all as f64
    }

    /// Takes away those that weigh least of those that are left; of equal ones the earlier.
    pub fn take_away(&mut self, weights: &[f64]) {
        let left = self.left();
        let mut order: Vec<usize> = (0..left.len()).collect();
        order.sort_by(|a, b| weights[*a].total_cmp(&weights[*b]));
        let gone = self.step.min(left.len() - self.wanted);
        order[..gone].iter().for_each(|at| self.ranks[left[*at]] = 0);
        self.ranks.iter_mut().filter(|rank| **rank != 1).for_each(|rank| *rank = (*rank + 1).max(2));
    }
}

/// The ranks of all columns.
pub(super) async fn eliminate(
    trainer: &Trainer,
    wanted: usize,
    step: Amount,
    pace: &Pace,
) -> Result<Vec<usize>, PrepareError> {
    let mut elimination = Elimination::new(trainer.width(), wanted, step);
    while elimination.goes_on() {
        let (left, done) = (elimination.left(), elimination.done());
        let x = trainer.features(&left, None);
        let model = trainer.train(x, None, trainer.seed, &pace.between(done, done)).await?;
        elimination.take_away(&squares(&trainer.weights(&*model)?));
        pace.pause(elimination.done()).await;
    }
    Ok(elimination.ranks)
}
