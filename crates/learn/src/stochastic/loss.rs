//! What a score costs beside its target, and how steeply.

use crate::linear::logistic;
use serde::{Deserialize, Serialize};

/// A loss of scikit-learn's stochastic descent. Targets of classes are −1 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SgdLoss {
    /// What a row falls short of a margin of one.
    Hinge,
    /// Logistic regression.
    LogLoss,
    /// The square of what a row falls short of its margin, and a line where it is on the wrong side of the other.
    ModifiedHuber,
    /// The square of what a row falls short of its margin.
    SquaredHinge,
    /// How far a row is on the wrong side.
    Perceptron,
    /// Half the square of an error.
    SquaredError,
    /// Half the square of a small error, and the size of a large one.
    Huber,
    /// The size of an error beyond what is allowed.
    EpsilonInsensitive,
    /// The square of it.
    SquaredEpsilonInsensitive,
}

impl SgdLoss {
    /// All of classes, then all of numbers.
    const ALL: [Self; 9] = [
        Self::Hinge,
        Self::LogLoss,
        Self::ModifiedHuber,
        Self::SquaredHinge,
        Self::Perceptron,
        Self::SquaredError,
        Self::Huber,
        Self::EpsilonInsensitive,
        Self::SquaredEpsilonInsensitive,
    ];

    /// Its name in the recipe.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hinge => "hinge",
            Self::LogLoss => "log_loss",
            Self::ModifiedHuber => "modified_huber",
            Self::SquaredHinge => "squared_hinge",
            Self::Perceptron => "perceptron",
            Self::SquaredError => "squared_error",
            Self::Huber => "huber",
            Self::EpsilonInsensitive => "epsilon_insensitive",
            Self::SquaredEpsilonInsensitive => "squared_epsilon_insensitive",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|loss| loss.name() == name).unwrap_or(Self::Hinge)
    }

    /// Whether its scores have probabilities.
    pub fn has_probabilities(self) -> bool {
        matches!(self, Self::LogLoss | Self::ModifiedHuber)
    }

    /// Whether it is of classes.
    pub fn is_of_classes(self) -> bool {
        matches!(
            self,
            Self::Hinge | Self::LogLoss | Self::ModifiedHuber | Self::SquaredHinge | Self::Perceptron
        )
    }

    /// The loss and its slope by the score.
    pub(super) fn at(self, epsilon: f64, y: f64, score: f64) -> (f64, f64) {
        let (z, error) = (y * score, score - y);
        let beyond = (error.abs() - epsilon).max(0.0);
        let side = if error > 0.0 { 1.0 } else { -1.0 };
        match self {
            Self::Hinge if z <= 1.0 => (1.0 - z, -y),
            Self::Perceptron if z <= 0.0 => (-z, -y),
            Self::Hinge | Self::Perceptron => (0.0, 0.0),
            Self::LogLoss => ((-z).max(0.0) + libm::log1p(libm::exp(-z.abs())), -y * logistic(-z)),
            Self::SquaredHinge if z < 1.0 => ((1.0 - z) * (1.0 - z), -2.0 * y * (1.0 - z)),
            Self::ModifiedHuber if z < -1.0 => (-4.0 * z, -4.0 * y),
            Self::ModifiedHuber if z < 1.0 => ((1.0 - z) * (1.0 - z), -2.0 * y * (1.0 - z)),
            Self::SquaredHinge | Self::ModifiedHuber => (0.0, 0.0),
            Self::SquaredError => (0.5 * error * error, error),
            Self::Huber if beyond == 0.0 => (0.5 * error * error, error),
            Self::Huber => (epsilon * (error.abs() - 0.5 * epsilon), epsilon * side),
            Self::EpsilonInsensitive if beyond == 0.0 => (0.0, 0.0),
            Self::EpsilonInsensitive => (beyond, side),
            Self::SquaredEpsilonInsensitive => (beyond * beyond, 2.0 * beyond * side),
        }
    }
}
