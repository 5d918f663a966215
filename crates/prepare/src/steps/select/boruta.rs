//! `boruta`: columns stay that weigh more in a forest than any column would by chance, which shuffled copies of all
//! columns show round after round (M. B. Kursa and W. R. Rudnicki, "Feature selection with the Boruta package",
//! 2010). Names and decisions are those of BorutaPy; the weight is the forest's importance, as there, and not the
//! loss by shuffling of the R package. The forest has 100 trees of depth 5 unless told otherwise, where BorutaPy
//! has 1000: the copies are drawn anew in each round all the same.

use super::draws::{Draws, RANDOM_STATE, seed};
use super::estimator::{Chosen, Trainer, sizes};
use super::numbers::Numbers;
use super::pace::{Pace, in_pieces};
use super::univariate::few_by_chance;
use super::{JudgedColumn, Measure, SelectionState};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_learn::Features;
use glasshouse_spec::{ParamSpec, ParamValue, ParamValues, check_params, param};
use glasshouse_stats::{median, quantile};
use glasshouse_table::Table;
use ndarray::{Array2, Axis, concatenate};

const OP: &str = "boruta";

/// Shuffled copies at least.
const SHADOWS: usize = 5;

static PARAMS: [ParamSpec; 8] = [
    ParamSpec::int(
        "n_estimators",
        100,
        1,
        10_000,
        "Trees of the forest of each round. More make the weights steadier and take longer.",
    ),
    ParamSpec::optional_int("max_depth", 1, 100, "How deep its trees may grow; 5 when there is no value."),
    ParamSpec::int(
        "max_iter",
        100,
        7,
        1000,
        "Rounds at most. Columns that are undecided by then go, unless weak keeps them.",
    ),
    ParamSpec::float(
        "perc",
        100.0,
        0.0,
        100.0,
        "What a column has to beat: this percentile of the weights of the shuffled copies, 100 being the largest. Lower keeps more columns, and more that are chance.",
    ),
    ParamSpec::float(
        "alpha",
        0.05,
        0.0,
        1.0,
        "How sure a decision has to be: smaller is surer and takes more rounds.",
    ),
    ParamSpec::bool(
        "two_step",
        true,
        "Whether decisions allow for many columns and many rounds, one after the other; else for many columns alone, by Bonferroni, as in the paper.",
    ),
    ParamSpec::bool(
        "weak",
        false,
        "Whether undecided columns stay that beat the shuffled copies in more than half of the rounds.",
    ),
    RANDOM_STATE,
];

/// The kind.
pub(super) static BORUTA: StepKind = StepKind {
    id: OP,
    title: "Keep all columns that are not chance (Boruta)",
    help: "Trains random forests on the columns beside shuffled copies of them, round after round, and keeps the columns that weigh more than the best copy surely more often than by chance. Missing cells are taken.",
    when: "You want every column that tells something, those that repeat each other among them.",
    beware: "It trains up to max_iter forests.",
    example: "age beats the best copy in 58 of 60 rounds, seat in 3 → age stays, seat goes",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

#[derive(Clone)]
struct Boruta {
    forest: Chosen,
    rounds: usize,
    percentile: f64,
    rule: Rule,
    weak: bool,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let depth = of("max_depth").as_i64().unwrap_or(5);
    let trees = [("n_estimators", of("n_estimators")), ("max_depth", ParamValue::Int(depth))];
    let trees = trees.map(|(name, value)| (name.to_owned(), value));
    Ok(Box::new(Boruta {
        forest: Chosen::checked(ParamValue::nested("random_forest", ParamValues::from(trees)))?,
        rounds: of("max_iter").as_i64().unwrap_or(100) as usize,
        percentile: of("perc").as_f64().unwrap_or(100.0),
        rule: Rule {
            alpha: of("alpha").as_f64().unwrap_or(0.05),
            two_step: of("two_step").as_bool().unwrap_or(true),
        },
        weak: of("weak").as_bool().unwrap_or_default(),
        seed: seed(&of("random_state")),
    }))
}

impl Step for Boruta {
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
        let trainer = Trainer::new(OP, &self.forest, numbers, self.seed, context)?;
        let plan = self.clone();
        Ok(in_pieces(OP, StepState::Boruta, move |pace| async move { plan.choose(&trainer, &pace).await }))
    }
}

/// What is decided of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Open,
    Stays,
    Goes,
}

/// When a column is decided.
#[derive(Debug, Clone, Copy)]
struct Rule {
    alpha: f64,
    two_step: bool,
}

impl Rule {
    /// Decides what is open after some rounds, from how often each column won.
    fn decide(self, verdicts: &mut [Verdict], wins: &[usize], rounds: usize) {
        let active: Vec<usize> = (0..wins.len()).filter(|at| verdicts[*at] != Verdict::Goes).collect();
        let (below, above) = tails(rounds);
        let stays = self.sure(active.iter().map(|at| above[wins[*at]]).collect(), wins.len(), rounds);
        let goes = self.sure(active.iter().map(|at| below[wins[*at]]).collect(), wins.len(), rounds);
        for (number, at) in
            active.iter().enumerate().filter(|(_, at)| verdicts[**at] == Verdict::Open).collect::<Vec<_>>()
        {
            if goes[number] {
                verdicts[*at] = Verdict::Goes;
            } else if stays[number] {
                verdicts[*at] = Verdict::Stays;
            }
        }
    }

    fn sure(self, p_values: Vec<f64>, columns: usize, rounds: usize) -> Vec<bool> {
        if !self.two_step {
            return p_values.iter().map(|p| *p <= self.alpha / columns as f64).collect();
        }
        let few = few_by_chance(&p_values, self.alpha);
        p_values.iter().zip(few).map(|(p, few)| few && *p <= self.alpha / rounds as f64).collect()
    }
}

/// For each number of wins of so many rounds, how likely it is by chance to win at most, and at least, so many.
fn tails(rounds: usize) -> (Vec<f64>, Vec<f64>) {
    let mut term = libm::pow(0.5, rounds as f64);
    let mut below = Vec::with_capacity(rounds + 1);
    let mut sum = 0.0;
    for wins in 0..=rounds {
        sum += term;
        below.push(f64::min(sum, 1.0));
        term = term * (rounds - wins) as f64 / (wins + 1) as f64;
    }
    let above = below.iter().rev().copied().collect();
    (below, above)
}

impl Boruta {
    async fn choose(&self, trainer: &Trainer, pace: &Pace) -> Result<SelectionState, PrepareError> {
        let width = trainer.width();
        let mut verdicts = vec![Verdict::Open; width];
        let mut wins = vec![0; width];
        let (mut weights, mut copies) = (vec![Vec::new(); width], Vec::new());
        let mut draws = Draws::new(trainer.seed);
        let mut round = 0;
        while round + 1 < self.rounds && verdicts.contains(&Verdict::Open) {
            let active: Vec<usize> = (0..width).filter(|at| verdicts[*at] != Verdict::Goes).collect();
            let here = pace.part(round, self.rounds);
            let own = self.round(trainer, &active, &mut draws, round, &here).await?;
            round += 1;
            for (at, weight) in active.iter().zip(&own.weights) {
                wins[*at] += usize::from(*weight > own.limit);
                weights[*at].push(*weight);
            }
            copies.push(own.limit);
            self.rule.decide(&mut verdicts, &wins, round);
            here.pause(1.0).await;
        }
        let usual = median(&copies).unwrap_or_default();
        let columns = trainer.numbers.names.iter().enumerate().map(|(at, name)| {
            let close = self.weak && verdicts[at] == Verdict::Open && median(&weights[at]) > Some(usual);
            let seen = weights[at].len().max(1) as f64;
            JudgedColumn::new(name, Some(wins[at] as f64 / seen), verdicts[at] == Verdict::Stays || close)
        });
        Ok(SelectionState::new(Measure::Hits, columns.collect()))
    }

    /// Trains a forest on some columns and their shuffled copies.
    async fn round(
        &self,
        trainer: &Trainer,
        active: &[usize],
        draws: &mut Draws,
        round: usize,
        pace: &Pace,
    ) -> Result<Round, PrepareError> {
        let x = trainer.features(active, None);
        let mut copies: Vec<usize> = (0..active.len()).collect();
        while copies.len() < SHADOWS {
            copies.extend_from_within(..);
        }
        let mut shuffled: Array2<f32> = x.data.select(Axis(1), &copies);
        for mut column in shuffled.columns_mut() {
            let mut cells = column.to_vec();
            draws.shuffle(&mut cells);
            column.iter_mut().zip(cells).for_each(|(to, cell)| *to = cell);
        }
        let data = concatenate![Axis(1), x.data, shuffled];
        let copied = |at: &usize| (format!("{} shuffled", x.names[*at]), x.kinds[*at]);
        let (mut names, mut kinds) = (x.names.to_vec(), x.kinds.to_vec());
        for (name, kind) in copies.iter().map(copied) {
            names.push(name);
            kinds.push(kind);
        }
        let seed = trainer.seed.wrapping_add(round as u64);
        let model = trainer.train(Features::of(names, kinds, data), None, seed, pace).await?;
        let mut weights = sizes(&trainer.weights(&*model)?);
        let copies = weights.split_off(active.len());
        Ok(Round { weights, limit: quantile(&copies, self.percentile / 100.0).unwrap_or_default() })
    }
}

/// What a forest made of the columns.
struct Round {
    weights: Vec<f64>,
    /// What they have to beat.
    limit: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decisions by scipy's binomial distribution as BorutaPy takes them: `tests/reference/selection_more.py`.
    #[test]
    fn decisions_are_boruta_pys() {
        let answers: serde_json::Value =
            serde_json::from_str(include_str!("../../../../../tests/reference/selection_more.json")).unwrap();
        let cases = answers["decisions"].as_array().unwrap();
        assert!(cases.len() > 10);
        for case in cases {
            let wins: Vec<usize> = serde_json::from_value(case["wins"].clone()).unwrap();
            let rule = Rule {
                alpha: case["alpha"].as_f64().unwrap(),
                two_step: case["two_step"].as_bool().unwrap(),
            };
            let verdict = |code: i64| match code {
                1 => Verdict::Stays,
                -1 => Verdict::Goes,
                _ => Verdict::Open,
            };
            let read = |list: &serde_json::Value| -> Vec<Verdict> {
                list.as_array().unwrap().iter().map(|code| verdict(code.as_i64().unwrap())).collect()
            };
            let mut verdicts = read(&case["before"]);
            rule.decide(&mut verdicts, &wins, case["rounds"].as_u64().unwrap() as usize);
            assert_eq!(verdicts, read(&case["after"]), "{case}");
        }
    }
}
