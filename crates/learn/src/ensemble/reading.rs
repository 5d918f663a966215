//! What is read of the answers of an estimator inside an ensemble.

use crate::{Features, Model, ModelState, Prediction};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Numbers that are read of a model for each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// The number that it answers.
    Number,
    /// The probability of each class; of two that of the later.
    Probabilities,
    /// The score of each class; of two that of the later.
    Scores,
    /// One for the class that it chooses; of two whether it is the later.
    Choice,
}

impl Reading {
    /// The probabilities, where the model has some, or what comes next to them.
    pub(super) fn probable(state: &ModelState) -> Self {
        match state.classes() {
            None => Self::Number,
            Some(_) if state.has_probabilities() => Self::Probabilities,
            Some(_) if state.has_scores() => Self::Scores,
            Some(_) => Self::Choice,
        }
    }

    /// The scores, which tell more rows apart than probabilities do, or what comes next to them.
    pub(super) fn scored(state: &ModelState) -> Self {
        if state.has_scores() { Self::Scores } else { Self::probable(state) }
    }

    /// Numbers a row.
    pub(super) fn width(self, classes: Option<u32>) -> usize {
        match classes {
            None | Some(0..=2) => 1,
            Some(classes) => classes as usize,
        }
    }

    /// Whether a model has what is to be read.
    pub(super) fn fits(self, state: &ModelState) -> bool {
        match self {
            Self::Number => state.classes().is_none(),
            Self::Probabilities => state.classes().is_some() && state.has_probabilities(),
            Self::Scores => state.has_scores(),
            Self::Choice => state.classes().is_some(),
        }
    }

    /// Reads `rows × width`.
    pub(super) fn read(self, model: &dyn Model, x: &Features, classes: Option<u32>) -> Array2<f64> {
        let rows = x.data.nrows();
        if self == Self::Scores
            && let Some(scores) = model.scores(x)
        {
            return scores;
        }
        let (probabilities, index) = match model.predict(x) {
            Prediction::Numbers(numbers) => {
                return Array2::from_shape_fn((rows, 1), |(row, _)| numbers[row]);
            }
            Prediction::Classes { probabilities, index } => (probabilities, index),
            Prediction::Groups { index, .. } => (Array2::zeros((rows, 0)), index),
            Prediction::Several(_) => return Array2::zeros((rows, self.width(classes))),
        };
        let width = self.width(classes);
        // Of two classes the later is read alone.
        let first = usize::from(classes == Some(2));
        Array2::from_shape_fn((rows, width), |(row, column)| match self {
            Self::Probabilities => f64::from(probabilities[[row, first + column]]),
            _ => f64::from(u8::from(index[row] as usize == first + column)),
        })
    }
}
