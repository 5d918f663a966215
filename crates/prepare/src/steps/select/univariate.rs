//! `select_k_best`, `select_percentile` and `select_fdr`: columns are scored against the target one by one, and
//! those with the best scores stay (scikit-learn's classes of these names). Weights of rows do not count. Unlike
//! scikit-learn, `score_func` follows the kind of target unless it is given.

use super::draws::{RANDOM_STATE, seed};
use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::score_func::{ScoreFunc, Scorer, Scoring};
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::quantile;
use glasshouse_table::Table;
use std::borrow::Cow;

const SCORES: &[Cow<'static, str>] = &[
    Cow::Borrowed("auto"),
    Cow::Borrowed("f_classif"),
    Cow::Borrowed("chi2"),
    Cow::Borrowed("mutual_info_classif"),
    Cow::Borrowed("f_regression"),
    Cow::Borrowed("mutual_info_regression"),
];

const SCORES_WITH_P: &[Cow<'static, str>] = &[
    Cow::Borrowed("auto"),
    Cow::Borrowed("f_classif"),
    Cow::Borrowed("chi2"),
    Cow::Borrowed("f_regression"),
];

const SCORE_FUNC: ParamSpec = ParamSpec::choice(
    "score_func",
    "auto",
    SCORES,
    "What a column is scored by. auto: f_classif of classes, whether their means differ, and f_regression of numbers, whether a line fits. chi2 compares counts. Mutual information finds any relation, and takes longer.",
);

const N_NEIGHBORS: ParamSpec = ParamSpec::int(
    "n_neighbors",
    3,
    1,
    1000,
    "Neighbours that mutual information looks at. More vary less from sample to sample, and see less detail.",
);

const DISCRETE: ParamSpec = ParamSpec::bool(
    "discrete_features",
    false,
    "Whether mutual information takes the numbers of a column for values without an order, as codes of categories are.",
);

static K_BEST: [ParamSpec; 5] = [
    ParamSpec::int("k", 10, 0, u32::MAX as i64, "How many columns stay; all where there are fewer."),
    SCORE_FUNC,
    N_NEIGHBORS,
    DISCRETE,
    RANDOM_STATE,
];

static PERCENTILE: [ParamSpec; 5] = [
    ParamSpec::float("percentile", 10.0, 0.0, 100.0, "How many of a hundred columns stay."),
    SCORE_FUNC,
    N_NEIGHBORS,
    DISCRETE,
    RANDOM_STATE,
];

static FDR: [ParamSpec; 2] = [
    ParamSpec::float(
        "alpha",
        0.05,
        0.0,
        1.0,
        "The share of the columns that stay which may have nothing to do with the target. Smaller keeps fewer.",
    ),
    ParamSpec::choice(
        "score_func",
        "auto",
        SCORES_WITH_P,
        "What a column is scored by. auto: f_classif of classes, whether their means differ, and f_regression of numbers, whether a line fits. chi2 compares counts.",
    ),
];

const BEWARE: &str = "Each column is looked at alone: of two that say the same both stay, and one that tells only together with another goes.";

/// The kind.
pub(super) static SELECT_K_BEST: StepKind = StepKind {
    id: "select_k_best",
    title: "Keep the best columns, a number of them",
    help: "Scores each column against the target in the training rows and keeps those with the highest scores. It takes no missing cells.",
    when: "Many columns, of which few can matter, and a model that must be small or quick.",
    beware: BEWARE,
    example: "age (F 52), fare (F 63), seat (F 0.2) with k 2 → age, fare",
    params: &K_BEST,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build("select_k_best", values, &K_BEST),
};

/// The kind.
pub(super) static SELECT_PERCENTILE: StepKind = StepKind {
    id: "select_percentile",
    title: "Keep the best columns, a share of them",
    help: "Scores each column against the target in the training rows and keeps a share of the columns, those with the highest scores. It takes no missing cells.",
    when: "As select_k_best, where the number of columns is not known beforehand.",
    beware: BEWARE,
    example: "100 columns with percentile 10 → the 10 with the highest scores",
    params: &PERCENTILE,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build("select_percentile", values, &PERCENTILE),
};

/// The kind.
pub(super) static SELECT_FDR: StepKind = StepKind {
    id: "select_fdr",
    title: "Keep the columns that are not chance",
    help: "Tests each column against the target in the training rows and keeps those whose p-values are so small that few of them are chance (Benjamini and Hochberg). It takes no missing cells.",
    when: "Hundreds of columns, of which some would look good by chance alone.",
    beware: "With many rows columns that hardly matter stay, too: a small p-value is no strong relation.",
    example: "p-values 0.001, 0.02, 0.6 with alpha 0.05 → the first two",
    params: &FDR,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build("select_fdr", values, &FDR),
};

/// Which columns stay.
#[derive(Debug, Clone, Copy)]
enum Choice {
    Best(usize),
    Percentile(f64),
    Fdr(f64),
}

struct Univariate {
    scoring: Scoring,
    choice: Choice,
    state: fn(SelectionState) -> StepState,
}

fn build(op: &'static str, values: &ParamValues, specs: &'static [ParamSpec]) -> Built {
    check_params(specs, values)?;
    let of = |name| param(specs, values, name);
    let number = |name| of(name).as_f64().unwrap_or_default();
    let (choice, state): (_, fn(SelectionState) -> StepState) = match op {
        "select_k_best" => (Choice::Best(number("k") as usize), StepState::SelectKBest),
        "select_percentile" => (Choice::Percentile(number("percentile")), StepState::SelectPercentile),
        _ => (Choice::Fdr(number("alpha")), StepState::SelectFdr),
    };
    let mutual = !matches!(choice, Choice::Fdr(_));
    let scoring = Scoring {
        op,
        score_func: of("score_func").as_str().and_then(ScoreFunc::of),
        neighbours: if mutual { number("n_neighbors") as usize } else { 3 },
        discrete: mutual && of("discrete_features").as_bool().unwrap_or_default(),
        seed: if mutual { seed(&of("random_state")) } else { None },
    };
    Ok(Box::new(Univariate { scoring, choice, state }))
}

impl Step for Univariate {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let scorer = self.scoring.ready(context)?;
        let numbers = Numbers::complete(train, columns, self.scoring.op)?;
        let choice = self.choice;
        Ok(in_pieces(self.scoring.op, self.state, move |pace| choose(scorer, numbers, choice, pace)))
    }
}

async fn choose(
    scorer: Scorer,
    numbers: Numbers,
    choice: Choice,
    pace: Pace,
) -> Result<SelectionState, PrepareError> {
    let (measure, mut columns): (Measure, Vec<JudgedColumn>) = scorer.score(&numbers, &pace).await?;
    // A score that is not defined is below all others, as scikit-learn has it.
    let scores: Vec<f64> = columns.iter().map(|c| c.score.unwrap_or(f64::MIN)).collect();
    let kept = match choice {
        Choice::Best(k) => best(&scores, k),
        Choice::Percentile(share) => percentile(&scores, share),
        Choice::Fdr(alpha) => {
            let p_values: Vec<f64> = columns.iter().map(|c| c.p_value.unwrap_or(f64::NAN)).collect();
            few_by_chance(&p_values, alpha)
        }
    };
    columns.iter_mut().zip(kept).for_each(|(column, kept)| column.kept = kept);
    Ok(SelectionState::new(measure, columns))
}

/// The largest, of equal ones the later, as scikit-learn's stable sort has it.
fn best(scores: &[f64], k: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let mut kept = vec![false; scores.len()];
    order.iter().rev().take(k).for_each(|at| kept[*at] = true);
    kept
}

/// Those above the percentile, and of those at it the first ones, up to the share.
fn percentile(scores: &[f64], share: f64) -> Vec<bool> {
    if share >= 100.0 {
        return vec![true; scores.len()];
    }
    if share <= 0.0 {
        return vec![false; scores.len()];
    }
    let limit = quantile(scores, (100.0 - share) / 100.0).unwrap_or_default();
    let mut kept: Vec<bool> = scores.iter().map(|score| *score > limit).collect();
    let above = kept.iter().filter(|kept| **kept).count();
    let room = ((scores.len() as f64 * share / 100.0) as usize).saturating_sub(above);
    let at_limit: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] == limit).take(room).collect();
    at_limit.into_iter().for_each(|at| kept[at] = true);
    kept
}

/// Those that Benjamini and Hochberg keep ("Controlling the false discovery rate", 1995). NaN does not stay.
pub(super) fn few_by_chance(p_values: &[f64], alpha: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p_values.iter().copied().filter(|p| !p.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let all = p_values.len() as f64;
    let limit = sorted.iter().enumerate().rfind(|(at, p)| **p <= alpha / all * (at + 1) as f64);
    let limit = limit.map(|(_, p)| *p);
    p_values.iter().map(|p| limit.is_some_and(|limit| *p <= limit)).collect()
}
