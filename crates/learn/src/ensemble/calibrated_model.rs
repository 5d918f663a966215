//! Estimators whose answers become probabilities by curves.

use super::committee::{even_out, rows_at_once, shaped, warnings};
use super::curve::Curve;
use super::inner::{Beside, Inner};
use super::reading::Reading;
use crate::linear::first_largest;
use crate::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_spec::Warning;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// An estimator with the curves of its classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibratedMember {
    /// What is read of its answers.
    pub reading: Reading,
    /// One for each class, of two for the later alone; none for a class that it never saw.
    pub curves: Vec<Option<Curve>>,
    /// The estimator.
    pub model: Inner,
}

/// Estimators whose calibrated probabilities are averaged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibratedState {
    /// Number of features.
    pub features: u32,
    /// Number of classes.
    pub classes: u32,
    /// What it takes beside numbers.
    pub kinds: Beside,
    /// The estimators.
    pub members: Vec<CalibratedMember>,
}

impl CalibratedState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let width = self.members.first().map_or(0, |member| member.reading.width(Some(self.classes)));
        let fits = |member: &CalibratedMember| {
            member.curves.len() == width && member.reading.fits(member.model.state())
        };
        if self.classes < 2
            || self.features as usize != features
            || !self.members.iter().all(fits)
            || width == 0
        {
            return Err(LearnError::BadState("its estimators do not fit together"));
        }
        self.members.iter().try_for_each(|member| {
            member.model.check(features, Some(self.classes as usize))?;
            member.curves.iter().flatten().try_for_each(Curve::check)
        })
    }
}

/// An estimator with its curves, ready to predict.
#[derive(Clone)]
pub(crate) struct Tuned {
    pub(super) reading: Reading,
    pub(super) curves: Vec<Option<Curve>>,
    pub(super) model: Rc<dyn Model>,
}

/// What they answer together.
pub(crate) struct Calibrated {
    pub(super) about: CalibratedState,
    pub(super) members: Vec<Tuned>,
}

impl Calibrated {
    pub fn restore(mut state: CalibratedState) -> Self {
        let restored = |member: CalibratedMember| Tuned {
            reading: member.reading,
            model: member.model.state().restore().into(),
            curves: member.curves,
        };
        let members = std::mem::take(&mut state.members).into_iter().map(restored).collect();
        Self { about: state, members }
    }

    /// Adds the probabilities of one estimator.
    fn add(&self, member: &Tuned, x: &Features, sums: &mut [f64]) {
        let classes = self.about.classes as usize;
        let said = member.reading.read(&*member.model, x, Some(self.about.classes));
        let mut own = vec![0.0; classes];
        for (row, sums) in said.outer_iter().zip(sums.chunks_exact_mut(classes)) {
            let tuned = row.iter().zip(&member.curves);
            let tuned = tuned.map(|(&x, curve)| curve.as_ref().map_or(0.0, |curve| curve.at(x)));
            if classes == 2 {
                own[1] = tuned.sum();
                own[0] = 1.0 - own[1];
            } else {
                own.iter_mut().zip(tuned).for_each(|(own, p)| *own = p);
                even_out(&mut own);
            }
            sums.iter_mut().zip(&own).for_each(|(sum, p)| *sum += p);
        }
    }
}

impl Model for Calibrated {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.about.features as usize, "features of another model");
        let classes = self.about.classes as usize;
        let mut sums = vec![0.0; x.data.nrows() * classes];
        self.members.iter().for_each(|member| self.add(member, x, &mut sums));
        let count = self.members.len() as f64;
        sums.iter_mut().for_each(|sum| *sum /= count);
        let index = sums.chunks_exact(classes).map(first_largest).collect();
        Prediction::Classes { probabilities: shaped(&sums, classes), index }
    }

    fn rows_at_once(&self) -> usize {
        rows_at_once(&self.members.iter().map(|member| member.model.clone()).collect::<Vec<_>>())
    }

    fn state(&self) -> ModelState {
        let stored = |member: &Tuned| CalibratedMember {
            reading: member.reading,
            curves: member.curves.clone(),
            model: Inner::of(&*member.model),
        };
        let members = self.members.iter().map(stored).collect();
        ModelState::Calibrated(CalibratedState { members, ..self.about.clone() })
    }

    fn warnings(&self) -> Vec<Warning> {
        warnings(self.members.iter().map(|member| &member.model))
    }
}
