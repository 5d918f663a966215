//! Estimators that answer together, as plain data.

use super::inner::{Beside, Inner};
use super::reading::Reading;
use crate::LearnError;
use serde::{Deserialize, Serialize};

/// Which estimator it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommitteeKind {
    /// `voting`.
    Voting,
    /// `bagging`.
    Bagging,
    /// `ada_boost`.
    AdaBoost,
    /// `one_vs_rest`.
    OneVsRest,
}

impl CommitteeKind {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::Voting => "voting",
            Self::Bagging => "bagging",
            Self::AdaBoost => "ada_boost",
            Self::OneVsRest => "one_vs_rest",
        }
    }
}

/// How several answers become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Union {
    /// The weighted mean of numbers or probabilities; a class that comes without is a probability of one.
    Mean,
    /// The class with most weight behind it; there are no probabilities.
    Votes,
    /// As votes, with probabilities from how far ahead a class is (`SAMME`).
    Margin,
    /// The weighted median of numbers.
    Median,
    /// Each member tells its class from all others; what is read of it says how sure it is.
    Rest(Reading),
}

/// An estimator among others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// How much it counts.
    pub weight: f64,
    /// The features that it sees, all where there are none named.
    pub columns: Option<Vec<u32>>,
    /// What it has learned.
    pub model: Inner,
}

/// Estimators that answer together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommitteeState {
    /// Which estimator it is of.
    pub kind: CommitteeKind,
    /// How their answers become one.
    pub union: Union,
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for numbers.
    pub classes: Option<u32>,
    /// Classes with training rows, ascending; without `Margin` and `Rest` nobody asks, and it is empty.
    /// With `Rest` there is a member for each, or for two a single one that tells the later.
    pub present: Vec<u32>,
    /// What it takes beside numbers.
    pub kinds: Beside,
    /// The estimators.
    pub members: Vec<Member>,
}

impl CommitteeState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let sound = self.features as usize == features
            && !self.members.is_empty()
            && self.weighs()
            && self.unites()
            && self.knows_present();
        if !sound {
            return Err(LearnError::BadState("its estimators do not fit together"));
        }
        let binary = matches!(self.union, Union::Rest(_));
        let classes = if binary { Some(2) } else { self.classes.map(|classes| classes as usize) };
        self.members.iter().try_for_each(|member| match &member.columns {
            None => member.model.check(features, classes),
            Some(columns) if columns.iter().all(|&column| (column as usize) < features) => {
                member.model.check(columns.len(), classes)
            }
            Some(_) => Err(LearnError::BadState("an estimator sees a feature that is not there")),
        })
    }

    fn weighs(&self) -> bool {
        let weights = || self.members.iter().map(|member| member.weight);
        weights().all(|weight| weight.is_finite() && weight >= 0.0) && {
            let all: f64 = weights().sum();
            all.is_finite() && all > 0.0
        }
    }

    fn unites(&self) -> bool {
        match self.union {
            Union::Mean => true,
            Union::Median => self.classes.is_none(),
            Union::Votes | Union::Margin => self.classes.is_some(),
            Union::Rest(reading) => {
                self.classes.is_some() && self.members.iter().all(|m| reading.fits(m.model.state()))
            }
        }
    }

    fn knows_present(&self) -> bool {
        let classes = self.classes.unwrap_or(0);
        let known = self.present.is_sorted_by(|a, b| a < b) && self.present.iter().all(|&c| c < classes);
        match self.union {
            Union::Margin => known && self.present.len() >= 2,
            Union::Rest(_) if self.present.len() == 2 => known && self.members.len() == 1,
            Union::Rest(_) => known && self.present.len() > 2 && self.members.len() == self.present.len(),
            _ => self.present.is_empty(),
        }
    }

    /// Whether it gives probabilities.
    pub(crate) fn has_probabilities(&self) -> bool {
        match self.union {
            Union::Votes => false,
            Union::Rest(_) => self.members.iter().all(|member| member.model.state().has_probabilities()),
            _ => true,
        }
    }
}
