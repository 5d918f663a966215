//! An estimator that answers from what others answer.

use super::committee::{rows_at_once, warnings};
use super::inner::{Beside, Inner};
use super::reading::Reading;
use crate::{FeatureKind, Features, LearnError, Model, ModelState, Prediction};
use glasshouse_spec::Warning;
use ndarray::{Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// An estimator whose answers another learns from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StackedMember {
    /// What is read of its answers.
    pub reading: Reading,
    /// The estimator.
    pub model: Inner,
}

/// Estimators, and one that answers from their answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StackedState {
    /// Number of features.
    pub features: u32,
    /// Number of classes; none for numbers.
    pub classes: Option<u32>,
    /// What it takes beside numbers.
    pub kinds: Beside,
    /// Whether the last estimator sees the features after the answers.
    pub passthrough: bool,
    /// The estimators.
    pub members: Vec<StackedMember>,
    /// The one that answers.
    pub last: Inner,
}

impl StackedState {
    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let classes = self.classes.map(|classes| classes as usize);
        let fits = |member: &StackedMember| member.reading.fits(member.model.state());
        if self.features as usize != features || self.members.is_empty() || !self.members.iter().all(fits) {
            return Err(LearnError::BadState("its estimators do not fit together"));
        }
        self.members.iter().try_for_each(|member| member.model.check(features, classes))?;
        let answers: usize = self.members.iter().map(|member| member.reading.width(self.classes)).sum();
        self.last.check(answers + if self.passthrough { features } else { 0 }, classes)
    }
}

/// Largest number that the last estimator sees; a class without rows has a score far below.
const LARGEST: f64 = f32::MAX as f64;

/// What the last estimator sees: the answers, and after them the features where they pass through.
pub(super) fn seen(answers: &[Array2<f64>], x: Option<&Features>) -> Features {
    let (mut names, mut kinds, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (member, answer) in answers.iter().enumerate() {
        names.extend((0..answer.ncols()).map(|column| format!("estimators[{member}] {column}")));
        kinds.extend(vec![FeatureKind::Number; answer.ncols()]);
        parts.push(answer.mapv(|v| v.clamp(-LARGEST, LARGEST) as f32));
    }
    if let Some(x) = x {
        names.extend(x.names.iter().cloned());
        kinds.extend(x.kinds.iter().copied());
        parts.push(x.data.clone());
    }
    let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
    let data = concatenate(Axis(1), &views).unwrap_or_default();
    Features::of(names, kinds, data)
}

/// Estimators, and one that answers from their answers, ready to predict.
pub(crate) struct Stacked {
    pub(super) about: Above,
    pub(super) members: Vec<(Reading, Rc<dyn Model>)>,
    pub(super) last: Rc<dyn Model>,
}

/// All but the estimators.
#[derive(Clone, Copy)]
pub(super) struct Above {
    pub features: u32,
    pub classes: Option<u32>,
    pub kinds: Beside,
    pub passthrough: bool,
}

impl Stacked {
    pub fn restore(state: StackedState) -> Self {
        let StackedState { features, classes, kinds, passthrough, members, last } = state;
        let restored = |member: StackedMember| (member.reading, member.model.state().restore().into());
        Self {
            about: Above { features, classes, kinds, passthrough },
            members: members.into_iter().map(restored).collect(),
            last: last.state().restore().into(),
        }
    }
}

impl Model for Stacked {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.about.features as usize, "features of another model");
        let read =
            |(reading, model): &(Reading, Rc<dyn Model>)| reading.read(&**model, x, self.about.classes);
        let answers: Vec<Array2<f64>> = self.members.iter().map(read).collect();
        self.last.predict(&seen(&answers, self.about.passthrough.then_some(x)))
    }

    fn rows_at_once(&self) -> usize {
        let all = self.members.iter().map(|(_, model)| model.clone()).chain([self.last.clone()]);
        rows_at_once(&all.collect::<Vec<_>>())
    }

    fn state(&self) -> ModelState {
        let Above { features, classes, kinds, passthrough } = self.about;
        let stored = |(reading, model): &(Reading, Rc<dyn Model>)| StackedMember {
            reading: *reading,
            model: Inner::of(&**model),
        };
        let members = self.members.iter().map(stored).collect();
        let last = Inner::of(&*self.last);
        ModelState::Stacked(StackedState { features, classes, kinds, passthrough, members, last })
    }

    fn warnings(&self) -> Vec<Warning> {
        warnings(self.members.iter().map(|(_, model)| model).chain([&self.last]))
    }
}
