//! `sequential_feature_selector`: columns are taken, or left out, one at a time, always the one with which held-out
//! folds are answered best (scikit-learn's `SequentialFeatureSelector`; F. J. Ferri, P. Pudil, M. Hatef and
//! J. Kittler, "Comparative study of techniques for large-scale feature selection", 1994).

use super::draws::{RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, estimator};
use super::judge::{CV, Judge, Judging, SCORING, SHUFFLE};
use super::numbers::Numbers;
use super::options::Amount;
use super::pace::{Pace, in_pieces};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{
    NestedDefault, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues,
};
use glasshouse_spec::{check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

const OP: &str = "sequential_feature_selector";

static PARAMS: [ParamSpec; 8] = [
    estimator(
        NestedDefault::new("ridge"),
        "The model whose answers are compared. It is trained very often: choose a quick one, or the one that will be used.",
    ),
    ParamSpec::new(
        "n_features_to_select",
        ParamKind::ChoiceOrFloat {
            options: Cow::Borrowed(&[Cow::Borrowed("auto")]),
            min: 0.0,
            max: f64::MAX,
        },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "How many columns stay; below 1 a share of all. auto: half of them, or with tol as many as make the score better.",
    ),
    ParamSpec::choice(
        "direction",
        "forward",
        &[Cow::Borrowed("forward"), Cow::Borrowed("backward")],
        "forward begins without columns and takes them; backward begins with all and leaves them out, which sees them together and takes longer.",
    ),
    ParamSpec::new(
        "tol",
        ParamKind::ChoiceOrFloat {
            options: Cow::Borrowed(&[Cow::Borrowed("none")]),
            min: f64::MIN,
            max: f64::MAX,
        },
        ParamDefault::Text(Cow::Borrowed("none")),
        "With n_features_to_select auto: it ends when the score gets better by less. Backward it may be below 0, which allows the score to get worse by so much.",
    ),
    SCORING,
    CV,
    SHUFFLE,
    RANDOM_STATE,
];

/// The kind.
pub(super) static SEQUENTIAL_FEATURE_SELECTOR: StepKind = StepKind {
    id: OP,
    title: "Take columns one at a time",
    help: "Takes, or leaves out, one column after the other: always the one with which a model answers held-out training rows best. Missing cells are taken where that model takes them.",
    when: "Few columns, and a model without coefficients or importances, such as k_neighbors.",
    beware: "It trains cv models for each column of each round: 20 columns take about a thousand. What was taken early stays, even if others make it useless.",
    example: "fare first (accuracy 0.71), then age (0.78), then class (0.81)",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

#[derive(Clone)]
struct Sequential {
    chosen: Chosen,
    wanted: Option<Amount>,
    backward: bool,
    tol: Option<f64>,
    judging: Judging,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let backward = of("direction").as_str() == Some("backward");
    let tol = of("tol").as_f64();
    if !backward && tol.is_some_and(|tol| tol < 0.0) {
        return Err(refused("tol", "tol must not be below 0 with direction forward"));
    }
    let wanted = Amount::of("n_features_to_select", &of("n_features_to_select"))?;
    if wanted == Some(Amount::Share(0.0)) {
        return Err(refused("n_features_to_select", "n_features_to_select must be above 0"));
    }
    Ok(Box::new(Sequential {
        chosen: Chosen::checked(of("estimator"))?,
        wanted,
        backward,
        tol,
        judging: Judging::of(&|name| -> ParamValue { of(name) }),
        seed: seed(&of("random_state")),
    }))
}

fn refused(name: &str, message: &str) -> Vec<ParamFault> {
    vec![ParamFault { name: name.into(), message: message.into() }]
}

impl Step for Sequential {
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
        let plan = self.clone();
        Ok(in_pieces(OP, StepState::SequentialFeatureSelector, move |pace| async move {
            plan.choose(&judge, &pace).await
        }))
    }
}

impl Sequential {
    /// Rounds at most.
    fn rounds(&self, width: usize) -> usize {
        let wanted = match (self.wanted, self.tol) {
            (None, Some(_)) => return width.saturating_sub(1),
            (None, None) => return width / 2,
            (Some(wanted), _) => wanted.among(width).min(width),
        };
        if self.backward { width - wanted } else { wanted }
    }

    async fn choose(&self, judge: &Judge, pace: &Pace) -> Result<SelectionState, PrepareError> {
        let names = &judge.trainer.numbers.names;
        let rounds = self.rounds(names.len());
        let ends_by_itself = self.wanted.is_none().then_some(self.tol).flatten();
        let mut columns: Vec<JudgedColumn> =
            names.iter().map(|name| JudgedColumn::new(name, None, self.backward)).collect();
        let mut before = f64::NEG_INFINITY;
        for round in 0..rounds {
            let (at, score) = self.best(judge, &columns, &pace.part(round, rounds)).await?;
            if ends_by_itself.is_some_and(|tol| score - before < tol) {
                break;
            }
            before = score;
            columns[at].kept = !self.backward;
            columns[at].score = Some(score);
        }
        Ok(SelectionState::new(Measure::Score, columns))
    }

    /// The column to be taken or left out next, and the score with that: of equal ones the earlier.
    async fn best(
        &self,
        judge: &Judge,
        columns: &[JudgedColumn],
        pace: &Pace,
    ) -> Result<(usize, f64), PrepareError> {
        let open: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].kept == self.backward).collect();
        let mut best = (0, f64::NEG_INFINITY);
        for (number, at) in open.iter().copied().enumerate() {
            let stays = |other: &usize| columns[*other].kept != (*other == at);
            let tried: Vec<usize> = (0..columns.len()).filter(stays).collect();
            let score = judge.mean_score(&tried, &pace.part(number, open.len())).await?;
            if number == 0 || score > best.1 {
                best = (at, score);
            }
        }
        Ok(best)
    }
}
