//! Models of several targets, of which each sees the targets before it.

use super::inner::{Beside, Inner};
use crate::{LearnError, ModelState};
use serde::{Deserialize, Serialize};

/// Which estimator it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChainKind {
    /// `classifier_chain`.
    Classifier,
    /// `regressor_chain`.
    Regressor,
}

impl ChainKind {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::Classifier => "classifier_chain",
            Self::Regressor => "regressor_chain",
        }
    }
}

/// A chain of models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChainState {
    /// Which estimator it is of.
    pub kind: ChainKind,
    /// Number of features, without those that the chain adds.
    pub features: u32,
    /// What it takes beside numbers.
    pub kinds: Beside,
    /// The target of each link, in the order of the chain.
    pub order: Vec<u32>,
    /// The links: each sees the features and, after them, the targets of the links before it, classes by
    /// their place among the classes.
    pub models: Vec<Inner>,
}

impl ChainState {
    /// The links in the order of the targets.
    pub(crate) fn each(&self) -> Vec<&ModelState> {
        let mut links: Vec<(u32, &Inner)> = self.order.iter().copied().zip(&self.models).collect();
        links.sort_by_key(|(target, _)| *target);
        links.into_iter().map(|(_, link)| link.state()).collect()
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let mut order = self.order.clone();
        order.sort_unstable();
        let sound = self.features as usize == features
            && !self.models.is_empty()
            && self.models.len() == self.order.len()
            && order.iter().zip(0..).all(|(target, number)| *target == number);
        if !sound {
            return Err(LearnError::BadState("the links of its chain do not fit together"));
        }
        let classes = self.kind == ChainKind::Classifier;
        self.models.iter().enumerate().try_for_each(|(number, link)| {
            let own = link.state().classes();
            match own.is_some() == classes {
                true => link.check(features + number, own),
                false => Err(LearnError::BadState("a link of its chain answers something else")),
            }
        })
    }
}
