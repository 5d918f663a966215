//! An estimator for each class that tells it from all others.

use super::bagging::estimator;
use super::chosen::{Chosen, not_in_onnx, only};
use super::committee::{Committee, Seat};
use super::committee_state::{CommitteeKind, CommitteeState, Union};
use super::part::{cells, usable};
use super::reading::Reading;
use super::relay::{Plan, Relay, begin};
use super::voting::about;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, Features, LearnError, Model, Takes, Target, Training};
use glasshouse_spec::{NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use ndarray::Array2;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `OneVsRestClassifier` (Rifkin and Klautau, *In defense of one-vs-all classification*, 2004).
/// Scores decide where the estimator has some, else probabilities; where
/// no estimator claims a row, all classes are equally likely. With two classes there is one estimator. Training
/// takes that of the estimator once a class.
pub struct OneVsRest;

static PARAMS: [ParamSpec; 1] = [estimator(
    NestedDefault::new("logistic_regression"),
    "What tells each class from the rest. Each is trained on all rows, so that it takes as many times as long as \
     there are classes.",
)];

impl EstimatorKind for OneVsRest {
    fn id(&self) -> &'static str {
        CommitteeKind::OneVsRest.id()
    }

    fn title(&self) -> &'static str {
        "One against the rest"
    }

    fn help(&self) -> &'static str {
        "Trains a model for each class that tells it from all others. Shows what speaks for each class by \
         itself; where classes are many, each one has few rows."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let chosen = Rc::new(only(&settings, "estimator", task)?);
        Ok(Box::new(Options { chosen, takes: self.takes_with(task, values) }))
    }
}

struct Options {
    chosen: Rc<Chosen>,
    takes: Takes,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let union = Union::Rest(Reading::Choice);
        let mut about = about(CommitteeKind::OneVsRest, union, TaskKind::Classification, &data)?;
        let mut classes = Vec::new();
        if let Target::Classes { labels, index } = &data.y {
            about.present = (0..labels.len() as u32).filter(|class| index.contains(class)).collect();
            classes = index.clone();
        }
        let (seats, probable) = (Vec::new(), true);
        Ok(Relay::begin(Apart { chosen: self.chosen.clone(), data, classes, seed, about, seats, probable }))
    }

    fn towards_probabilities(&self) -> Option<&'static str> {
        self.chosen.estimator.towards_probabilities()
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&*self.chosen])
    }
}

struct Apart {
    chosen: Rc<Chosen>,
    /// The rows; the target is whether they are of the class whose turn it is.
    data: Arc<Dataset>,
    /// Their classes.
    classes: Vec<u32>,
    seed: u64,
    about: CommitteeState,
    seats: Vec<Seat>,
    probable: bool,
}

impl Plan for Apart {
    fn total(&self) -> usize {
        match self.about.present.len() {
            2 => 1,
            many => many,
        }
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let own = match self.about.present.as_slice() {
            [_, later] => *later,
            many => many[number],
        };
        let index = self.classes.iter().map(|&class| u32::from(class == own)).collect();
        let labels: Arc<[String]> = Arc::new(["rest".to_owned(), "own".to_owned()]);
        Arc::make_mut(&mut self.data).y = Target::Classes { labels, index };
        begin(&*self.chosen.estimator, self.data.clone(), self.seed.wrapping_add(number as u64))
    }

    fn question(&self, _number: usize, rows: Range<usize>) -> Features {
        cells(&self.data.x, &(rows.start as u32..rows.end as u32).collect::<Vec<_>>(), None)
    }

    fn reading(&self, _number: usize, model: &dyn Model) -> Reading {
        Reading::scored(&model.state())
    }

    fn take(
        &mut self,
        number: usize,
        model: Rc<dyn Model>,
        _answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        let state = model.state();
        if number == 0 {
            self.about.union = Union::Rest(Reading::scored(&state));
        }
        self.probable &= state.has_probabilities();
        self.seats.push(Seat { weight: 1.0, columns: None, model });
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Committee { about: self.about.clone(), seats: self.seats.clone(), probable: self.probable })
    }

    fn classes(&self) -> Option<u32> {
        Some(2)
    }
}
