//! States inside a state.

use crate::{Dataset, FeatureKind, LearnError, Model, ModelState};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::cell::Cell;

/// The state of an estimator inside an ensemble; never that of an ensemble. Files are refused before their
/// depth can fill the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Inner(Box<ModelState>);

/// What an ensemble takes beside numbers: what it was trained on, which all that is inside took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Missing cells.
    pub missing: bool,
    /// Categories as codes.
    pub categories: bool,
}

impl Beside {
    pub(super) fn of(data: &Dataset) -> Self {
        let category = |kind: &FeatureKind| matches!(kind, FeatureKind::Category { .. });
        Self {
            missing: data.x.kinds.iter().any(|kind| *kind != FeatureKind::Number),
            categories: data.x.kinds.iter().any(category),
        }
    }
}

/// Levels of states inside states that are read: a forecast may be by an ensemble.
const LEVELS: u32 = 2;

thread_local! {
    /// How many states are being read that are inside another.
    static INSIDE: Cell<u32> = const { Cell::new(0) };
}

/// Reads what is inside a state, unless it lies too deep: so a file cannot fill the stack.
pub(crate) fn inside<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    /// Leaves the level, whether it was read or not.
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            INSIDE.set(INSIDE.get() - 1);
        }
    }
    if INSIDE.get() == LEVELS {
        return Err(D::Error::custom(NESTED));
    }
    INSIDE.set(INSIDE.get() + 1);
    let _leave = Leave;
    T::deserialize(from)
}

impl Inner {
    /// What a model has learned.
    pub(super) fn of(model: &dyn Model) -> Self {
        Self(Box::new(model.state()))
    }

    /// The state.
    pub fn state(&self) -> &ModelState {
        &self.0
    }

    /// Whether it can predict from `features` features and has `classes` classes; none for numbers.
    pub(super) fn check(&self, features: usize, classes: Option<usize>) -> Result<(), LearnError> {
        if self.0.is_ensemble() {
            return Err(LearnError::BadState(NESTED));
        }
        self.0.check(features)?;
        match self.0.classes() == classes && self.0.beside().is_none() {
            true => Ok(()),
            false => Err(LearnError::BadState("an estimator inside it answers something else")),
        }
    }
}

const NESTED: &str = "it has an ensemble inside an ensemble";

impl Serialize for Inner {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Inner {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        inside(from).map(|state| Self(Box::new(state)))
    }
}
