//! A regressor that learned another scale of the target, and the way back.

use super::inner::{Beside, Inner};
use super::reading::Reading;
use crate::{Features, LearnError, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::Warning;
use glasshouse_stats::Power;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What becomes of the target. Each has an inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetShape {
    /// A power of `1 + |y|`.
    YeoJohnson,
    /// A power of targets above 0.
    BoxCox,
    /// `ln(1 + y)`, of targets above −1.
    Log1p,
    /// `ln y`, of targets above 0.
    Log,
    /// The square root, of targets from 0 up.
    Sqrt,
    /// The target as it is, which is standardised then.
    Standard,
}

/// How a target is brought to the scale that is learned: `(shape(y) − center) / scale`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TargetScale {
    /// What becomes of it.
    pub shape: TargetShape,
    /// The power, where there is one.
    pub lambda: f64,
    /// What is subtracted.
    pub center: f64,
    /// What is divided by.
    pub scale: f64,
}

impl TargetShape {
    /// The family of powers, where it is one.
    pub fn power(self) -> Option<Power> {
        match self {
            Self::YeoJohnson => Some(Power::YeoJohnson),
            Self::BoxCox => Some(Power::BoxCox),
            _ => None,
        }
    }
}

impl TargetScale {
    /// A target on the scale that is learned; not finite where the shape does not take it.
    pub fn forth(&self, y: f64) -> f64 {
        let shaped = match self.shape {
            TargetShape::YeoJohnson => Power::YeoJohnson.raise(y, self.lambda),
            TargetShape::BoxCox => Power::BoxCox.raise(y, self.lambda),
            TargetShape::Log1p => libm::log1p(y),
            TargetShape::Log => libm::log(y),
            TargetShape::Sqrt => libm::sqrt(y),
            TargetShape::Standard => y,
        };
        (shaped - self.center) / self.scale
    }

    /// The target of an answer on that scale, within what 32 bits hold. Of a square root nothing below 0.
    pub fn back(&self, answer: f64) -> f64 {
        let shaped = answer * self.scale + self.center;
        let most = f64::from(f32::MAX);
        let y = match self.shape {
            TargetShape::YeoJohnson => Power::YeoJohnson.lower(shaped, self.lambda),
            TargetShape::BoxCox => Power::BoxCox.lower(shaped, self.lambda),
            TargetShape::Log1p => libm::expm1(shaped),
            TargetShape::Log => libm::exp(shaped),
            TargetShape::Sqrt => shaped.max(0.0) * shaped.max(0.0),
            TargetShape::Standard => shaped,
        };
        y.clamp(-most, most)
    }

    fn is_sound(&self) -> bool {
        let known = [self.lambda, self.center, self.scale];
        known.iter().all(|number| number.is_finite()) && self.scale > 0.0
    }
}

/// A regressor with the scale of its target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransformedTargetState {
    /// Number of features.
    pub features: u32,
    /// What it takes beside numbers.
    pub kinds: Beside,
    /// The scale that it learned.
    pub scale: TargetScale,
    /// The regressor.
    pub model: Inner,
}

impl TransformedTargetState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        if self.features as usize != features || !self.scale.is_sound() {
            return Err(LearnError::BadState("the scale of its target is none"));
        }
        self.model.check(features, None)
    }
}

/// A regressor whose answers are brought back, ready to predict.
pub(crate) struct TransformedTarget {
    pub(super) features: u32,
    pub(super) kinds: Beside,
    pub(super) scale: TargetScale,
    pub(super) model: Rc<dyn Model>,
}

impl TransformedTarget {
    pub fn restore(state: &TransformedTargetState) -> Self {
        let TransformedTargetState { features, kinds, scale, .. } = *state;
        Self { features, kinds, scale, model: state.model.state().restore().into() }
    }
}

impl Model for TransformedTarget {
    fn predict(&self, x: &Features) -> Prediction {
        let said = Reading::Number.read(&*self.model, x, None);
        Prediction::Numbers(said.iter().map(|answer| self.scale.back(*answer)).collect())
    }

    fn rows_at_once(&self) -> usize {
        self.model.rows_at_once()
    }

    fn state(&self) -> ModelState {
        ModelState::TransformedTarget(TransformedTargetState {
            features: self.features,
            kinds: self.kinds,
            scale: self.scale,
            model: Inner::of(&*self.model),
        })
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.model.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        self.model.warnings()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_has_a_way_back() {
        for shape in [
            TargetShape::YeoJohnson,
            TargetShape::BoxCox,
            TargetShape::Log1p,
            TargetShape::Log,
            TargetShape::Sqrt,
            TargetShape::Standard,
        ] {
            let scale = TargetScale { shape, lambda: 0.3, center: 1.5, scale: 2.5 };
            for y in [0.01, 1.0, 33.0, 5e6] {
                assert!((scale.back(scale.forth(y)) - y).abs() < 1e-9 * y.max(1.0), "{shape:?} {y}");
            }
            assert!(scale.back(1e9).is_finite() && scale.back(-1e9).is_finite(), "{shape:?}");
        }
    }
}
