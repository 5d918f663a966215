//! What answer is wished for, and how far another is from it.

use crate::EvaluateError;
use glasshouse_learn::Prediction;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::TaskKind;

/// The answer that is wished for.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// A class, by its place; any other than the row's own where none is named.
    Class(Option<u32>),
    /// A number from one to another, both included; either end may be open.
    Range(Option<f64>, Option<f64>),
    /// Any class but this.
    Not(u32),
}

/// How a pipeline answers.
pub struct Answers {
    classes: bool,
}

impl Answers {
    /// Of a pipeline that answers with one class or one number.
    ///
    /// # Errors
    /// Any other.
    pub fn of(pipeline: &Pipeline) -> Result<Self, EvaluateError> {
        let task = pipeline.state().task_report();
        let refused = |message: &str| EvaluateError::NotExplained {
            message: message.into(),
            remedy: "Train a model that predicts one class or one number.",
        };
        match task.kind {
            _ if !task.also.is_empty() => Err(refused("the model has several targets")),
            TaskKind::Classification => Ok(Self { classes: true }),
            TaskKind::Regression => Ok(Self { classes: false }),
            _ => Err(refused("the model predicts neither a class nor a number")),
        }
    }

    /// The wish for a row with this answer: any other class becomes one that is not its own.
    pub(super) fn fixed(&self, wish: &Wish, own: &Prediction) -> Wish {
        match (wish, own) {
            (Wish::Class(None), Prediction::Classes { index, .. }) if self.classes => {
                Wish::Not(index.first().copied().unwrap_or_default())
            }
            (wish, _) => wish.clone(),
        }
    }

    /// How far the answer to a row is from what is wished: zero or less where it is that.
    pub fn gap(&self, wish: &Wish, prediction: &Prediction, row: usize) -> f64 {
        match (prediction, wish) {
            (Prediction::Classes { index, probabilities }, Wish::Class(Some(_)) | Wish::Not(_)) => {
                let reached = match wish {
                    Wish::Class(Some(wanted)) => index[row] == *wanted,
                    Wish::Not(own) => index[row] != *own,
                    _ => false,
                };
                if reached {
                    return 0.0;
                }
                if probabilities.ncols() == 0 {
                    return 1.0;
                }
                let of = |class: u32| f64::from(probabilities[[row, class as usize]]);
                let others = |not: u32| (0..probabilities.ncols() as u32).filter(move |class| *class != not);
                let short = match wish {
                    Wish::Class(Some(wanted)) => of(index[row]) - of(*wanted),
                    Wish::Not(own) => of(*own) - others(*own).map(of).fold(0.0, f64::max),
                    _ => 1.0,
                };
                // A tie that went the other way is no answer yet.
                short.max(f64::MIN_POSITIVE)
            }
            (Prediction::Numbers(numbers), Wish::Range(low, high)) => {
                let below = low.map_or(0.0, |low| low - numbers[row]);
                let above = high.map_or(0.0, |high| numbers[row] - high);
                below.max(above).max(0.0)
            }
            _ => f64::INFINITY,
        }
    }
}
