//! `smote_tomek` and `smote_enn`: rows of small classes are made, and rows that stand among other classes are
//! left out afterwards (Batista, Prati and Monard, *A study of the behavior of several methods for balancing
//! machine learning training data*, 2004).

use super::leaving_out::{Edited, LeavesOut, Links, nothing_left};
use super::near::Points;
use super::nominal::Nominal;
use super::smote::{Smote, Way, old};
use super::strategy::{Classes, STRATEGY, Strategy};
use crate::paused::{Pauses, paused};
use crate::step::Fitting;
use crate::steps::changed::{Columns, Row, taken};
use crate::steps::draws::{Draws, RANDOM_STATE};
use crate::{Built, Context, PrepareError, Step, StepKind};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static PARAMS: [ParamSpec; 3] = [
    STRATEGY,
    ParamSpec::int(
        "k_neighbors",
        5,
        1,
        1000,
        "Rows of the same class, nearest to a row, of which one is drawn to go towards.",
    ),
    RANDOM_STATE,
];

/// The kind.
pub(super) static SMOTE_TOMEK: StepKind = StepKind {
    id: "smote_tomek",
    title: "Make rows of rare classes, then clear the border",
    help: "Makes training rows of the smaller classes as smote does, then leaves out both rows of every pair of different classes that are each other's nearest. It takes no missing cells. Scores are measured on rows as they are.",
    when: "A class is rare and made rows would blur a border that should be clear.",
    beware: "Probabilities come out too high for rare classes. Standardise first; with categories take smote_nc.",
    example: "90 and 10 rows → 88 and 88",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, "smote_tomek", Then::Links),
};

/// The kind.
pub(super) static SMOTE_ENN: StepKind = StepKind {
    id: "smote_enn",
    title: "Make rows of rare classes, then leave out strangers",
    help: "Makes training rows of the smaller classes as smote does, then leaves out every row of which one of the three nearest is of another class. It takes no missing cells. Scores are measured on rows as they are.",
    when: "A class is rare, and rows are wrongly labelled or lie deep in another class.",
    beware: "It leaves out many rows where classes overlap, and scores on rows as they are may fall. Standardise first.",
    example: "90 and 10 rows → 75 and 84",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, "smote_enn", Then::Edited),
};

/// What leaves out rows afterwards.
#[derive(Debug, Clone, Copy)]
enum Then {
    Links,
    Edited,
}

struct Combined {
    step: &'static str,
    smote: Smote,
    then: Then,
}

fn build(values: &ParamValues, step: &'static str, then: Then) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let near = of("k_neighbors").as_i64().unwrap_or(5) as usize;
    let smote = Smote {
        way: Way::Plain,
        strategy: Strategy::of(&of("sampling_strategy"), Strategy::NotMajority),
        near,
        around: near,
        outwards: false,
        seed: Draws::seed(&of("random_state")),
    };
    Ok(Box::new(Combined { step, smote, then }))
}

impl Step for Combined {
    fn reads_together(&self) -> bool {
        true
    }

    fn changes_rows(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let classes = Classes::of(context, self.step)?;
        let sizes = classes.grown(&self.smote.strategy)?;
        let points = Points::of(train, columns, self.step)?;
        let (smote, then, step) = (self.smote.clone(), self.then, self.step);
        let (train, context) = (train.clone(), context.clone());
        let treated = Columns { numbers: columns.iter().cloned().collect(), categories: Vec::new() };
        Ok(paused(async move |pauses| {
            let mut draws = Draws::new(smote.seed, context.seed);
            let mut rows = old(train.rows());
            let nominal = Nominal::default();
            rows.extend(smote.made(&points, &nominal, &classes, &sizes, &mut draws, &pauses).await?);
            let stays = then.stays(&points.with(&rows), &classes.with(&rows), &pauses).await;
            let rows: Vec<Row> = rows.into_iter().zip(stays).filter(|row| row.1).map(|row| row.0).collect();
            match rows.is_empty() {
                true => Err(nothing_left(step)),
                false => Ok(taken(&train, &context, &rows, &treated, &pauses).await),
            }
        }))
    }
}

impl Then {
    async fn stays(self, points: &Points, classes: &Classes, pauses: &Pauses) -> Vec<bool> {
        let (part, strategy) = ([0.5, 0.8], Strategy::All);
        match self {
            Self::Links => Links { strategy }.stays(points, classes, part, pauses).await,
            Self::Edited => {
                Edited { strategy, near: 3, all: true }.stays(points, classes, part, pauses).await
            }
        }
    }
}
