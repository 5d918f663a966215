//! The numbers of an answer that are explained, and what they are.

use crate::EvaluateError;
use glasshouse_learn::{ModelState, Prediction};
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{ExplainUnit, TaskKind, TaskReport};

/// What of a model's answers is explained: of two classes the probability of the positive one, of more that of
/// each, of numbers themselves; of several targets all of theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs {
    /// Classes, or the target.
    pub names: Vec<String>,
    /// What the numbers are.
    pub unit: ExplainUnit,
    /// Place of the later of two classes' number in the answer; of more than two all.
    chosen: bool,
}

impl Outputs {
    /// Of the answers of a pipeline.
    ///
    /// # Errors
    /// A pipeline whose answers are no numbers: groups, forecasts.
    pub fn of(pipeline: &Pipeline) -> Result<Self, EvaluateError> {
        let task = pipeline.state().task_report();
        let unit = match task.kind {
            TaskKind::Classification if pipeline.state().model.has_probabilities() => {
                ExplainUnit::Probability
            }
            TaskKind::Classification => ExplainUnit::Chosen,
            TaskKind::Regression => ExplainUnit::Number,
            TaskKind::Anomaly => ExplainUnit::Unusual,
            TaskKind::Clustering | TaskKind::Forecast => {
                return Err(EvaluateError::NotExplained {
                    message: "groups that were found without a target, and forecasts, are not explained"
                        .into(),
                    remedy: "Train a model that predicts a class or a number.",
                });
            }
        };
        let names = task.each().iter().flat_map(|one| names(one, !task.also.is_empty())).collect();
        Ok(Self { names, unit, chosen: unit == ExplainUnit::Chosen })
    }

    /// Number of outputs.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The numbers of an answer, row by row.
    pub(super) fn numbers(&self, prediction: &Prediction, task: &TaskReport) -> Vec<f64> {
        let answers = match prediction {
            Prediction::Several(answers) => answers.as_slice(),
            one => std::slice::from_ref(one),
        };
        let parts: Vec<(usize, Vec<f64>)> =
            answers.iter().zip(task.each()).map(|(one, task)| self.of_one(one, &task)).collect();
        let rows = parts.first().map_or(0, |(width, all)| all.len() / width.max(&1));
        let mut numbers = Vec::with_capacity(rows * self.len());
        for row in 0..rows {
            for (width, all) in &parts {
                numbers.extend_from_slice(&all[row * width..(row + 1) * width]);
            }
        }
        numbers
    }

    fn of_one(&self, prediction: &Prediction, task: &TaskReport) -> (usize, Vec<f64>) {
        let classes = task.classes.len();
        let shown: Vec<usize> = if classes == 2 { vec![positive(task)] } else { (0..classes).collect() };
        match prediction {
            Prediction::Numbers(numbers) | Prediction::Groups { numbers, .. } => (1, numbers.clone()),
            Prediction::Classes { index, .. } if self.chosen => {
                let of = |chosen: &u32| -> Vec<f64> {
                    shown.iter().map(|k| f64::from(u8::from(*chosen as usize == *k))).collect()
                };
                (shown.len(), index.iter().flat_map(of).collect())
            }
            Prediction::Classes { probabilities, .. } => {
                let of = |row: ndarray::ArrayView1<'_, f32>| -> Vec<f64> {
                    shown.iter().map(|k| f64::from(row[*k])).collect()
                };
                (shown.len(), probabilities.outer_iter().flat_map(of).collect())
            }
            Prediction::Several(_) => (0, Vec::new()),
        }
    }
}

/// The class of two that is shown: the positive one, else the later.
pub(super) fn positive(task: &TaskReport) -> usize {
    let named = task.positive.as_ref().and_then(|name| task.classes.iter().position(|class| class == name));
    named.unwrap_or(1)
}

fn names(task: &TaskReport, several: bool) -> Vec<String> {
    let classes = match task.classes.len() {
        0 => return vec![task.target.clone()],
        2 => vec![task.classes[positive(task)].clone()],
        _ => task.classes.clone(),
    };
    let named = |class: String| if several { format!("{}: {class}", task.target) } else { class };
    classes.into_iter().map(named).collect()
}

/// What the numbers of a model of trees or lines are, before anything is made of them.
pub(super) fn raw_unit(state: &ModelState) -> ExplainUnit {
    use glasshouse_learn::boosting::Link;
    let boosted = match state {
        ModelState::Boosted(s) => Some(s),
        ModelState::Branched(s) => Some(&s.boosted),
        _ => None,
    };
    match (boosted, state) {
        (Some(boosted), _) => match (boosted.link, boosted.classes) {
            (Link::Identity, _) => ExplainUnit::Number,
            (Link::Log, _) => ExplainUnit::Log,
            (Link::Softmax, Some(2)) => ExplainUnit::LogOdds,
            (Link::Softmax, _) => ExplainUnit::Score,
        },
        (None, ModelState::Logistic(s)) if s.classes == 2 => ExplainUnit::LogOdds,
        (None, ModelState::Logistic(_) | ModelState::Margin(_)) => ExplainUnit::Score,
        (None, ModelState::Sgd(s)) if s.classes.is_some() => ExplainUnit::Score,
        (None, state) if state.classes().is_some() => ExplainUnit::Probability,
        _ => ExplainUnit::Number,
    }
}
