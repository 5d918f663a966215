//! `score_func`: what a column is scored by against the target, by itself.

use super::draws::Draws;
use super::f_scores::{Scored, by_class, chi2, f_classif, f_regression};
use super::mutual_information::{noisy, of_classes, of_numbers, of_values_and_classes, values};
use super::numbers::Numbers;
use super::pace::Pace;
use super::{JudgedColumn, Measure};
use crate::{Context, PrepareError};
use glasshouse_learn::Target;
use std::sync::Arc;

/// A score of a column against the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ScoreFunc {
    FClassif,
    Chi2,
    MutualInfoClassif,
    FRegression,
    MutualInfoRegression,
}

impl ScoreFunc {
    /// Of a name; none of `auto`.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "f_classif" => Self::FClassif,
            "chi2" => Self::Chi2,
            "mutual_info_classif" => Self::MutualInfoClassif,
            "f_regression" => Self::FRegression,
            "mutual_info_regression" => Self::MutualInfoRegression,
            _ => return None,
        })
    }

    fn measure(self) -> Measure {
        match self {
            Self::FClassif | Self::FRegression => Measure::F,
            Self::Chi2 => Measure::ChiSquared,
            Self::MutualInfoClassif | Self::MutualInfoRegression => Measure::MutualInformation,
        }
    }
}

/// How columns are scored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scoring {
    pub op: &'static str,
    /// The score; by the kind of target when none.
    pub score_func: Option<ScoreFunc>,
    /// Neighbours that mutual information looks at.
    pub neighbours: usize,
    /// Whether mutual information takes numbers for values without an order.
    pub discrete: bool,
    pub seed: Option<u64>,
}

/// The score and the target that it takes, ready to go through the columns.
pub(super) struct Scorer {
    scoring: Scoring,
    score_func: ScoreFunc,
    target: Arc<Target>,
    seed: u64,
}

impl Scoring {
    /// With the target of the training rows.
    ///
    /// # Errors
    /// A target that the score does not take.
    pub fn ready(self, context: &Context) -> Result<Scorer, PrepareError> {
        let of_classes = match &*context.target {
            Target::Classes { .. } => true,
            Target::Numbers(_) => false,
            _ => return Err(PrepareError::needs_target(self.op)),
        };
        let usual = if of_classes { ScoreFunc::FClassif } else { ScoreFunc::FRegression };
        let score_func = self.score_func.unwrap_or(usual);
        let takes_classes =
            matches!(score_func, ScoreFunc::FClassif | ScoreFunc::Chi2 | ScoreFunc::MutualInfoClassif);
        if takes_classes != of_classes {
            return Err(other_target(takes_classes));
        }
        let (target, seed) = (context.target.clone(), self.seed.unwrap_or(context.seed));
        Ok(Scorer { scoring: self, score_func, target, seed })
    }
}

fn other_target(takes_classes: bool) -> PrepareError {
    let (needs, others) = match takes_classes {
        true => ("classes, and the target is a number", "f_regression or mutual_info_regression"),
        false => ("numbers, and the target is a class", "f_classif, chi2 or mutual_info_classif"),
    };
    PrepareError::Refused {
        code: "prepare.score_func",
        column: None,
        row: None,
        message: format!("score_func compares columns with {needs}"),
        remedy: format!("Leave score_func at auto, or choose {others}."),
    }
}

impl Scorer {
    /// The scores of all columns, of which all stay for now.
    ///
    /// # Errors
    /// A negative number, where counts are wanted.
    pub async fn score(
        &self,
        numbers: &Numbers,
        pace: &Pace,
    ) -> Result<(Measure, Vec<JudgedColumn>), PrepareError> {
        let mut draws = Draws::new(self.seed);
        let classes = match &*self.target {
            Target::Classes { index, .. } => by_class(index),
            _ => Vec::new(),
        };
        let noisy_target = match (self.score_func, &*self.target) {
            (ScoreFunc::MutualInfoRegression, Target::Numbers(y)) => noisy(y, &mut draws),
            _ => Vec::new(),
        };
        let mut columns = Vec::with_capacity(numbers.width());
        for (at, name) in numbers.names.iter().enumerate() {
            let cells = numbers.cells(at);
            let part = pace.part(at, numbers.width());
            let (score, p_value) = match (self.score_func, &*self.target) {
                (ScoreFunc::FClassif, _) => f_classif(&cells, &classes),
                (ScoreFunc::Chi2, _) => chi2(counts(name, &cells)?, &classes),
                (ScoreFunc::FRegression, Target::Numbers(y)) => f_regression(&cells, y),
                (ScoreFunc::MutualInfoClassif, Target::Classes { index, .. }) => {
                    self.with_classes(&cells, index, &mut draws, &part).await
                }
                _ => self.with_numbers(&cells, &noisy_target, &mut draws, &part).await,
            };
            let column = JudgedColumn::new(name, score.filter(|x| !x.is_nan()), true);
            columns.push(JudgedColumn { p_value: p_value.filter(|p| !p.is_nan()), ..column });
            part.pause(1.0).await;
        }
        Ok((self.score_func.measure(), columns))
    }

    async fn with_classes(&self, cells: &[f64], index: &[u32], draws: &mut Draws, pace: &Pace) -> Scored {
        let score = match self.scoring.discrete {
            true => of_values_and_classes(cells, index),
            false => of_classes(&noisy(cells, draws), index, self.scoring.neighbours, pace).await,
        };
        (Some(score), None)
    }

    async fn with_numbers(&self, cells: &[f64], target: &[f64], draws: &mut Draws, pace: &Pace) -> Scored {
        let neighbours = self.scoring.neighbours;
        let score = match self.scoring.discrete {
            true => of_classes(target, &values(cells), neighbours, pace).await,
            false => of_numbers(&noisy(cells, draws), target, neighbours, pace).await,
        };
        (Some(score), None)
    }
}

/// The cells, if none is negative.
fn counts<'a>(name: &str, cells: &'a [f64]) -> Result<&'a [f64], PrepareError> {
    match cells.iter().position(|x| *x < 0.0) {
        None => Ok(cells),
        Some(row) => Err(PrepareError::Refused {
            code: "prepare.negative",
            column: Some(name.into()),
            row: Some(row as u64),
            message: format!("column \"{name}\" has a negative number, and chi2 compares counts"),
            remedy: "Choose f_classif, or scale the columns by min_max_scaler first.".into(),
        }),
    }
}
