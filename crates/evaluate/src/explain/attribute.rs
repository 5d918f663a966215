//! SHAP values of rows of a table, by raw columns.

use super::ground::{Ground, Moved, dense, spread};
use super::linear::{Lines, means};
use super::outputs::{Outputs, positive, raw_unit};
use super::sampled::Questions;
use super::trees::{Against, Columns, Ensemble, TreeShap};
use crate::EvaluateError;
use glasshouse_learn::Features;
use glasshouse_spec::{ExplainUnit, ShapApproach, TaskKind};
use std::collections::BTreeMap;

/// Scores below which a class is one that no training row had.
const ABSENT: f64 = -1e29;
/// Rows of the background: by their ways through trees, and against each of them.
const WAYS: usize = 10_000;
const ROWS: usize = 100;
/// Rows that any model is asked about beside each row, and orders against each.
const ASKED: usize = 32;
const ROUNDS: usize = 2;
/// Bounds the cells that are made for a row: of many columns fewer rows are asked about.
const CELLS: usize = 1_000_000;
/// Answers that are asked for at a time.
const AT_ONCE: usize = 16_384;
/// Rows of a linear model at a time.
const LINES: usize = 1024;

/// SHAP values of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// How: `tree_path_dependent`, `interventional`, `linear`, `exact` or `sampled`.
    pub method: &'static str,
    /// What the numbers are.
    pub unit: ExplainUnit,
    /// What is explained.
    pub outputs: Vec<String>,
    /// Raw columns, by their places among the pipeline's inputs.
    pub groups: Vec<Vec<u32>>,
    /// By output.
    pub base: Vec<f64>,
    /// Row after row, in each group after group, in each output after output.
    pub values: Vec<f64>,
    /// Row after row, by output: what the model answers, in the same unit.
    pub answers: Vec<f64>,
    /// Rows of the background.
    pub background: usize,
}

impl Attribution {
    /// Keeps some outputs, and turns those of the earlier of two classes around.
    fn shown(mut self, keep: &[bool], turn: bool) -> Self {
        let pick = |all: &[f64], number: &dyn Fn(f64) -> f64| -> Vec<f64> {
            let kept = all.chunks_exact(keep.len().max(1)).flat_map(|row| row.iter().zip(keep));
            kept.filter(|(_, keep)| **keep).map(|(value, _)| number(*value)).collect()
        };
        let probability = self.unit == ExplainUnit::Probability;
        let whole = |value: f64| match (turn, probability) {
            (false, _) => value,
            (true, true) => 1.0 - value,
            (true, false) => -value,
        };
        self.values = pick(&self.values, &|value| if turn { -value } else { value });
        self.base = pick(&self.base, &whole);
        self.answers = pick(&self.answers, &whole);
        self
    }
}

/// Features by the raw columns that they are made of: those of the same columns are one.
fn grouped(ground: &Ground<'_>) -> (Vec<Vec<u32>>, Vec<u32>) {
    let sources = ground.pipeline.preparation().sources();
    let mut groups: Vec<Vec<u32>> = sources.clone();
    groups.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    groups.dedup();
    let places: BTreeMap<&Vec<u32>, u32> = groups.iter().zip(0..).collect();
    let of = sources.iter().map(|source| places[source]).collect();
    (groups.clone(), of)
}

/// SHAP values of the rows that are looked at: those of trees and lines exactly, of what they sum before it
/// becomes a probability; of any other model by asking. `background` bounds the rows that are compared with.
///
/// # Errors
/// What the preparation refuses; an approach that is not the model's.
pub async fn attribute(
    ground: &Ground<'_>,
    approach: ShapApproach,
    background: Option<usize>,
    pause: &impl AsyncFn(f64),
) -> Result<Attribution, EvaluateError> {
    let state = &ground.pipeline.state().model;
    let task = ground.pipeline.state().task_report();
    let plain = matches!(task.kind, TaskKind::Classification | TaskKind::Regression) && task.also.is_empty();
    let (trees, lines) = match plain {
        true => (Ensemble::of(state), Lines::of(state)),
        false => (None, None),
    };
    let attribution = match (approach, trees, lines) {
        (ShapApproach::Sampled, ..) | (ShapApproach::Auto, None, None) => {
            return by_asking(ground, background.unwrap_or(ASKED), pause).await;
        }
        (ShapApproach::Auto | ShapApproach::TreePathDependent, Some(trees), _) => {
            of_trees(ground, &trees, Against::Paths, background.unwrap_or(WAYS), pause).await?
        }
        (ShapApproach::Interventional, Some(trees), _) => {
            of_trees(ground, &trees, Against::Rows, background.unwrap_or(ROWS), pause).await?
        }
        (ShapApproach::Auto, None, Some(lines)) => {
            of_lines(ground, &lines, background.unwrap_or(WAYS), pause).await?
        }
        (ShapApproach::TreePathDependent | ShapApproach::Interventional, None, _) => {
            return Err(EvaluateError::NotExplained {
                message: "the model is not made of trees alone".into(),
                remedy: "Leave the approach out, or set it to sampled.",
            });
        }
    };
    let two = task.classes.len() == 2;
    let names = Outputs::of(ground.pipeline)?.names;
    let keep: Vec<bool> = attribution.base.iter().map(|base| *base > ABSENT).collect();
    let outputs = names.into_iter().zip(&keep).filter(|(_, keep)| **keep).map(|(name, _)| name).collect();
    let turn = two && positive(&task) == 0;
    Ok(Attribution { outputs, ..attribution.shown(&keep, turn) })
}

async fn of_trees(
    ground: &Ground<'_>,
    trees: &Ensemble<'_>,
    against: Against,
    most: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Attribution, EvaluateError> {
    let beside = spread(ground.background, most);
    let x = ground.features(ground.rows, &async |done: f64| pause(0.1 * done).await).await?;
    let others = ground.features(&beside, &async |done: f64| pause(0.1 + 0.1 * done).await).await?;
    let (rows, others) = (Columns::of(&dense(&x)), Columns::of(&dense(&others)));
    let (groups, of_feature) = grouped(ground);
    let mut shap = TreeShap::new(trees, against, of_feature);
    let width = groups.len() * trees.outputs();
    let mut values = vec![0.0; rows.rows() * width];
    for tree in 0..trees.len() {
        let share = async || pause(0.2 + 0.8 * tree as f64 / trees.len() as f64).await;
        let mut covers = Vec::new();
        if against == Against::Paths {
            covers = trees.covers(tree, &others);
            share().await;
        }
        shap.add(trees, &covers, &others).ok_or_else(|| EvaluateError::NotExplained {
            message: "a way through a tree asks for more than 64 features".into(),
            remedy: "Leave the approach out, or set it to tree_path_dependent.",
        })?;
        let block = shap.rows_at_once();
        for begin in (0..rows.rows()).step_by(block) {
            let end = rows.rows().min(begin + block);
            shap.explain(&rows, begin..end, &mut values[begin * width..end * width]);
            share().await;
        }
    }
    let answers = raw_answers(ground, &x, pause).await;
    let method = match against {
        Against::Paths => "tree_path_dependent",
        Against::Rows => "interventional",
    };
    Ok(Attribution {
        method,
        unit: raw_unit(&ground.pipeline.state().model),
        outputs: Vec::new(),
        groups,
        base: shap.base().to_vec(),
        values,
        answers,
        background: beside.len(),
    })
}

async fn of_lines(
    ground: &Ground<'_>,
    lines: &Lines<'_>,
    most: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Attribution, EvaluateError> {
    let beside = spread(ground.background, most);
    let x = ground.features(ground.rows, &async |done: f64| pause(0.3 * done).await).await?;
    let others = ground.features(&beside, &async |done: f64| pause(0.3 + 0.3 * done).await).await?;
    let mut centre = vec![0.0; others.width()];
    for begin in (0..others.rows()).step_by(LINES) {
        let part = others.slice(begin..others.rows().min(begin + LINES));
        let share = part.rows() as f64 / others.rows() as f64;
        centre.iter_mut().zip(means(&dense(&part))).for_each(|(all, mean)| *all += share * mean);
        pause(0.6).await;
    }
    let (groups, of_feature) = grouped(ground);
    let width = groups.len() * lines.outputs();
    let mut values = vec![0.0; x.rows() * width];
    for begin in (0..x.rows()).step_by(LINES) {
        let end = x.rows().min(begin + LINES);
        let part = x.slice(begin..end);
        let values = &mut values[begin * width..end * width];
        lines.explain(&dense(&part), &centre, &of_feature, groups.len(), values);
        pause(0.6 + 0.4 * end as f64 / x.rows() as f64).await;
    }
    let answers = raw_answers(ground, &x, pause).await;
    Ok(Attribution {
        method: "linear",
        unit: raw_unit(&ground.pipeline.state().model),
        outputs: Vec::new(),
        groups,
        base: lines.base(&centre),
        values,
        answers,
        background: beside.len(),
    })
}

/// What the model sums of each row before anything is made of it, by output.
async fn raw_answers(ground: &Ground<'_>, x: &Features, pause: &impl AsyncFn(f64)) -> Vec<f64> {
    let (model, task) = (ground.pipeline.model(), ground.pipeline.state().task_report());
    let unit = raw_unit(&ground.pipeline.state().model);
    let mut answers = Vec::new();
    for begin in (0..x.rows()).step_by(LINES) {
        let part = x.slice(begin..x.rows().min(begin + LINES));
        match (unit, model.scores(&part)) {
            (ExplainUnit::LogOdds | ExplainUnit::Score, Some(scores)) => {
                answers.extend(scores.iter().copied())
            }
            _ => {
                let prediction = model.predict(&part);
                answers.extend(match prediction {
                    glasshouse_learn::Prediction::Classes { probabilities, .. }
                        if task.classes.len() == 2 =>
                    {
                        probabilities.column(1).iter().map(|p| f64::from(*p)).collect()
                    }
                    glasshouse_learn::Prediction::Classes { probabilities, .. } => {
                        probabilities.iter().map(|p| f64::from(*p)).collect()
                    }
                    glasshouse_learn::Prediction::Numbers(numbers) if unit == ExplainUnit::Log => {
                        numbers.iter().map(|number| libm::log(*number)).collect()
                    }
                    glasshouse_learn::Prediction::Numbers(numbers) => numbers,
                    _ => Vec::new(),
                });
            }
        }
        pause(1.0).await;
    }
    answers
}

/// Of any model, of its answers, by raw columns.
async fn by_asking(
    ground: &Ground<'_>,
    most: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Attribution, EvaluateError> {
    ground.may_mix()?;
    let outputs = Outputs::of(ground.pipeline)?;
    let task = ground.pipeline.state().task_report();
    let inputs = &ground.pipeline.state().inputs;
    let columns = inputs.len().max(1);
    let beside = spread(ground.background, most.clamp(1, (CELLS / (columns * columns)).max(1)));
    let questions = Questions::new(inputs.len(), beside.len(), ROUNDS, ground.seed);
    let (each, width) = (questions.len(), outputs.len());
    let at_once = (AT_ONCE / each.max(1)).max(1);
    let (mut values, mut base) = (Vec::new(), vec![0.0; width]);
    for (at, rows) in ground.rows.chunks(at_once).enumerate() {
        let begin = (at * at_once) as f64;
        let share = async |done: f64| {
            pause((begin + done * rows.len() as f64) / ground.rows.len() as f64).await;
        };
        let mut from = vec![Vec::with_capacity(rows.len() * each); inputs.len()];
        for row in rows {
            questions.each(|z, own| {
                for (from, own) in from.iter_mut().zip(own) {
                    from.push(if *own { *row } else { beside[z] });
                }
            });
            share(0.0).await;
        }
        let all = vec![0; rows.len() * each];
        let moved: Moved<'_> = inputs.iter().map(|input| input.name.as_str()).zip(from).collect();
        let prediction = ground.mixed(&all, &moved, &share).await?;
        let numbers = outputs.numbers(&prediction, &task);
        for answers in numbers.chunks_exact(each * width) {
            let mut own = vec![0.0; inputs.len() * width];
            for (output, base) in base.iter_mut().enumerate() {
                let of: Vec<f64> = answers.iter().skip(output).step_by(width).copied().collect();
                let (worths, mean) = questions.values(&of);
                worths.iter().enumerate().for_each(|(i, worth)| own[i * width + output] = *worth);
                *base = mean;
            }
            values.extend(own);
        }
    }
    let prediction = ground.mixed(ground.rows, &Moved::new(), pause).await?;
    Ok(Attribution {
        method: if questions.exact() { "exact" } else { "sampled" },
        unit: outputs.unit,
        answers: outputs.numbers(&prediction, &task),
        outputs: outputs.names,
        groups: (0..inputs.len() as u32).map(|at| vec![at]).collect(),
        base,
        values,
        background: beside.len(),
    })
}
