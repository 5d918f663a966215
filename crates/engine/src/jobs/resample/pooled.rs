//! The answers of all folds together, each row's by the model that had not seen it.

use super::super::Faults;
use super::super::trial::Trial;
use glasshouse_evaluate::score_in_pieces;
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{Recipe, Scores, TaskReport};
use ndarray::{Array2, Axis, concatenate};

/// Answers that were gathered.
pub(super) struct Pooled {
    rows: usize,
    answered: usize,
    features: usize,
    targets: Vec<Target>,
    predictions: Vec<Prediction>,
}

impl Pooled {
    /// For so many rows in all.
    pub fn new(rows: usize) -> Self {
        Self { rows, answered: 0, features: 0, targets: Vec::new(), predictions: Vec::new() }
    }

    /// Adds what a fold answers of its rows.
    pub fn add(&mut self, rows: &[u32], trial: Trial) {
        self.answered += rows.len();
        self.features = self.features.max(trial.pipeline.state().features.len());
        self.targets.push(trial.target);
        self.predictions.push(trial.prediction);
    }

    /// Scores of all rows; none where some are not answered.
    ///
    /// # Errors
    /// A metric that is not known.
    pub async fn score(
        self,
        recipe: &Recipe,
        task: &TaskReport,
        pause: &impl AsyncFn(f64),
    ) -> Result<Scores, Faults> {
        if self.answered != self.rows {
            return Ok(Scores::new());
        }
        let (Some(prediction), Some(target)) = (answers(self.predictions), truths(self.targets)) else {
            return Ok(Scores::new());
        };
        let wanted = recipe.evaluate.metrics.as_deref();
        let scored =
            score_in_pieces("pooled", &prediction, &target, task, self.features, wanted, pause).await?;
        Ok(scored.scores)
    }
}

/// Answers below one another; none where they are of different kinds.
fn answers(each: Vec<Prediction>) -> Option<Prediction> {
    match each.first()? {
        Prediction::Numbers(_) => {
            let numbers = each.into_iter().map(|one| match one {
                Prediction::Numbers(numbers) => Some(numbers),
                _ => None,
            });
            Some(Prediction::Numbers(numbers.collect::<Option<Vec<_>>>()?.concat()))
        }
        Prediction::Classes { .. } => {
            let parts: Option<Vec<(Array2<f32>, Vec<u32>)>> = each
                .into_iter()
                .map(|one| match one {
                    Prediction::Classes { probabilities, index } => Some((probabilities, index)),
                    _ => None,
                })
                .collect();
            let (probabilities, index): (Vec<_>, Vec<_>) = parts?.into_iter().unzip();
            let views: Vec<_> = probabilities.iter().map(|part| part.view()).collect();
            let probabilities = concatenate(Axis(0), &views).ok()?;
            Some(Prediction::Classes { probabilities, index: index.concat() })
        }
        Prediction::Several(first) => {
            let mut of_target = vec![Vec::new(); first.len()];
            for one in each {
                let Prediction::Several(answers) = one else { return None };
                of_target.iter_mut().zip(answers).for_each(|(all, answer)| all.push(answer));
            }
            of_target.into_iter().map(answers).collect::<Option<_>>().map(Prediction::Several)
        }
        Prediction::Groups { .. } => None,
    }
}

/// Targets below one another; none where they are of different kinds.
fn truths(each: Vec<Target>) -> Option<Target> {
    match each.first()? {
        Target::Numbers(_) => {
            let numbers = each.into_iter().map(|one| match one {
                Target::Numbers(numbers) => Some(numbers),
                _ => None,
            });
            Some(Target::Numbers(numbers.collect::<Option<Vec<_>>>()?.concat()))
        }
        Target::Classes { labels, .. } => {
            let labels = labels.clone();
            let index = each.into_iter().map(|one| match one {
                Target::Classes { index, .. } => Some(index),
                _ => None,
            });
            Some(Target::Classes { labels, index: index.collect::<Option<Vec<_>>>()?.concat() })
        }
        Target::Several(first) => {
            let mut of_target = vec![Vec::new(); first.len()];
            for one in each {
                let Target::Several(truths) = one else { return None };
                of_target.iter_mut().zip(truths).for_each(|(all, truth)| all.push(truth));
            }
            of_target.into_iter().map(truths).collect::<Option<_>>().map(Target::Several)
        }
        Target::None | Target::Series(_) => None,
    }
}
