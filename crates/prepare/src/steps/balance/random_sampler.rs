//! `random_over_sampler` and `random_under_sampler`: rows of small classes are repeated, or rows of large
//! classes left out, drawn at random.

use super::strategy::{Classes, STRATEGY, Strategy};
use crate::paused::paused;
use crate::step::Fitting;
use crate::steps::changed::{Columns, Row, taken};
use crate::steps::draws::{Draws, RANDOM_STATE};
use crate::{Built, Context, PrepareError, Step, StepKind};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static OVER: [ParamSpec; 2] = [STRATEGY, RANDOM_STATE];
static UNDER: [ParamSpec; 3] = [
    STRATEGY,
    ParamSpec::bool("replacement", false, "Whether a row may be drawn more than once."),
    RANDOM_STATE,
];

/// The kind.
pub(super) static RANDOM_OVER_SAMPLER: StepKind = StepKind {
    id: "random_over_sampler",
    title: "Repeat rows of rare classes",
    help: "Repeats randomly drawn training rows of the smaller classes until they are as many as of the largest. Scores are measured on rows as they are.",
    when: "A class is so rare that a model passes over it.",
    beware: "Probabilities come out too high for rare classes, and repeated rows are easily learnt by heart; a threshold or class weights may serve better.",
    example: "90 rows \"no\", 10 rows \"yes\" → 90 and 90",
    params: &OVER,
    columns: &["@all"],
    onnx: true,
    build: |values| build(values, &OVER, false),
};

/// The kind.
pub(super) static RANDOM_UNDER_SAMPLER: StepKind = StepKind {
    id: "random_under_sampler",
    title: "Leave out rows of frequent classes",
    help: "Leaves out randomly drawn training rows of the larger classes until they are as few as of the smallest. Scores are measured on rows as they are.",
    when: "There are rows in plenty, one class is rare, and training should be quick.",
    beware: "What the rows left out could teach is lost, and probabilities come out too high for rare classes.",
    example: "90 rows \"no\", 10 rows \"yes\" → 10 and 10",
    params: &UNDER,
    columns: &["@all"],
    onnx: true,
    build: |values| build(values, &UNDER, true),
};

struct RandomSampler {
    strategy: Strategy,
    /// Whether rows are left out; else rows are repeated.
    leaves_out: bool,
    replacement: bool,
    seed: Option<u64>,
}

fn build(values: &ParamValues, specs: &'static [ParamSpec], leaves_out: bool) -> Built {
    check_params(specs, values)?;
    let of = |name| param(specs, values, name);
    let auto = if leaves_out { Strategy::NotMinority } else { Strategy::NotMajority };
    Ok(Box::new(RandomSampler {
        strategy: Strategy::of(&of("sampling_strategy"), auto),
        leaves_out,
        replacement: leaves_out && of("replacement").as_bool().unwrap_or_default(),
        seed: Draws::seed(&of("random_state")),
    }))
}

impl Step for RandomSampler {
    fn reads_together(&self) -> bool {
        true
    }

    fn changes_rows(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        _columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let step = if self.leaves_out { "random_under_sampler" } else { "random_over_sampler" };
        let classes = Classes::of(context, step)?;
        let sizes = match self.leaves_out {
            true => classes.shrunk(&self.strategy)?,
            false => classes.grown(&self.strategy)?,
        };
        let mut draws = Draws::new(self.seed, context.seed);
        let rows = match self.leaves_out {
            true => self.kept(&classes, &sizes, &mut draws),
            false => repeated(train.rows(), &classes, &sizes, &mut draws),
        };
        let (train, context) = (train.clone(), context.clone());
        Ok(paused(async move |pauses| {
            let rows: Vec<Row> = rows.into_iter().map(Row::Old).collect();
            let none = Columns::default();
            Ok(taken(&train, &context, &rows, &none, &pauses).await)
        }))
    }
}

/// All rows, and behind them those that are drawn again, class after class.
fn repeated(rows: usize, classes: &Classes, sizes: &[usize], draws: &mut Draws) -> Vec<u32> {
    let mut all: Vec<u32> = (0..rows as u32).collect();
    for (own, size) in classes.rows.iter().zip(sizes) {
        all.extend((own.len()..*size).map(|_| own[draws.below(own.len())]));
    }
    all
}

impl RandomSampler {
    /// The rows that stay, in their order.
    fn kept(&self, classes: &Classes, sizes: &[usize], draws: &mut Draws) -> Vec<u32> {
        let mut kept = Vec::new();
        for (own, size) in classes.rows.iter().zip(sizes) {
            if *size == own.len() {
                kept.extend(own);
            } else if self.replacement {
                kept.extend((0..*size).map(|_| own[draws.below(own.len())]));
            } else {
                let mut own = own.clone();
                for at in 0..*size {
                    let other = at + draws.below(own.len() - at);
                    own.swap(at, other);
                }
                kept.extend(&own[..*size]);
            }
        }
        kept.sort_unstable();
        kept
    }
}
