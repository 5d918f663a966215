//! Several estimators that vote.

use super::chosen::{Chosen, chosen, not_in_onnx};
use super::committee::{Committee, Seat};
use super::committee_state::{CommitteeKind, CommitteeState, Union};
use super::inner::Beside;
use super::part::{cells, usable};
use super::reading::Reading;
use super::relay::{Plan, Relay, begin};
use crate::checks::{classes, numbers};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, Features, LearnError, Model, Takes, Training};
use glasshouse_spec::{NestedDefault, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind};
use ndarray::Array2;
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `VotingClassifier` and `VotingRegressor`: every estimator is trained on all rows, and
/// their answers are averaged, or counted. Weights stand beside the estimators instead of in a list of
/// their own. Training takes the sum of the estimators' times.
pub struct Voting;

/// Most estimators of a list.
pub(super) const MOST: u32 = 50;

/// The declaration of a list of estimators.
pub(super) const fn estimators(
    default: &'static [NestedDefault],
    weighed: bool,
    help: &'static str,
) -> ParamSpec {
    let kind = ParamKind::Estimators { most: MOST, weighed };
    ParamSpec::new("estimators", kind, ParamDefault::Estimators(Cow::Borrowed(default)), help)
}

const HELP: &str = "The estimators that vote, each with its parameters and the weight of its vote. Different kinds \
                    make different mistakes, which cancel out; each one costs its own training time.";

pub(super) static CLASSES: [NestedDefault; 3] = [
    NestedDefault::new("logistic_regression"),
    NestedDefault::new("decision_tree"),
    NestedDefault::new("gaussian_nb"),
];

pub(super) static NUMBERS: [NestedDefault; 3] =
    [NestedDefault::new("ridge"), NestedDefault::new("decision_tree"), NestedDefault::new("k_neighbors")];

static CLASSIFIER: [ParamSpec; 2] = [
    estimators(&CLASSES, true, HELP),
    ParamSpec::choice(
        "voting",
        "soft",
        &[Cow::Borrowed("soft"), Cow::Borrowed("hard")],
        "With soft the probabilities are averaged, which lets a sure estimator count for more; with hard each \
         has one vote for its class, and there are no probabilities.",
    ),
];

static REGRESSOR: [ParamSpec; 1] = [estimators(&NUMBERS, true, HELP)];

impl EstimatorKind for Voting {
    fn id(&self) -> &'static str {
        CommitteeKind::Voting.id()
    }

    fn title(&self) -> &'static str {
        "Voting"
    }

    fn help(&self) -> &'static str {
        "Trains several different models and averages what they answer. Steadier than each of them where \
         they are about equally good."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match task {
            TaskKind::Classification => &CLASSIFIER,
            TaskKind::Regression => &REGRESSOR,
            _ => &[],
        }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let chosen = chosen(&settings, "estimators", task)?;
        let hard = task == TaskKind::Classification && settings.text("voting") == "hard";
        if task == TaskKind::Classification && !hard {
            without_probabilities(&chosen)?;
        }
        Ok(Box::new(Options { chosen: chosen.into(), hard, task, takes: self.takes_with(task, values) }))
    }
}

struct Options {
    chosen: Rc<[Chosen]>,
    hard: bool,
    task: TaskKind,
    takes: Takes,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let union = if self.hard { Union::Votes } else { Union::Mean };
        let about = about(CommitteeKind::Voting, union, self.task, &data)?;
        Ok(Relay::begin(Ballot { chosen: self.chosen.clone(), data, seed, about, seats: Vec::new() }))
    }

    fn towards_probabilities(&self) -> Option<&'static str> {
        self.hard.then_some("set voting to soft")
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx(&*self.chosen)
    }
}

/// Refuses estimators of which there would be nothing to average.
fn without_probabilities(chosen: &[Chosen]) -> Result<(), Vec<ParamFault>> {
    let refused = |(number, chosen): (usize, &Chosen)| {
        let message = format!(
            "estimators[{number}] ({}) gives classes without probabilities, which soft voting averages: {}, or set \
             voting to hard",
            chosen.kind.id(),
            chosen.estimator.towards_probabilities()?
        );
        Some(ParamFault { name: format!("estimators[{number}].kind"), message })
    };
    let faults: Vec<ParamFault> = chosen.iter().enumerate().filter_map(refused).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// All that a committee is but for its members. Refuses a target that is neither classes nor numbers.
pub(super) fn about(
    kind: CommitteeKind,
    union: Union,
    task: TaskKind,
    data: &Dataset,
) -> Result<CommitteeState, LearnError> {
    let known = known_classes(task, data, kind.id())?;
    Ok(CommitteeState {
        kind,
        union,
        features: data.x.data.ncols() as u32,
        classes: known,
        present: Vec::new(),
        kinds: Beside::of(data),
        members: Vec::new(),
    })
}

/// Number of classes, none for numbers; refuses the other kind of target.
pub(super) fn known_classes(
    task: TaskKind,
    data: &Dataset,
    kind: &'static str,
) -> Result<Option<u32>, LearnError> {
    match task {
        TaskKind::Classification => Ok(Some(classes(data, kind)?.count as u32)),
        _ => numbers(data, kind).map(|_| None),
    }
}

struct Ballot {
    chosen: Rc<[Chosen]>,
    data: Arc<Dataset>,
    seed: u64,
    about: CommitteeState,
    seats: Vec<Seat>,
}

impl Plan for Ballot {
    fn total(&self) -> usize {
        self.chosen.len()
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let seed = self.seed.wrapping_add(number as u64);
        begin(&*self.chosen[number].estimator, self.data.clone(), seed)
    }

    fn is_even(&self) -> bool {
        false
    }

    fn question(&self, _number: usize, rows: Range<usize>) -> Features {
        cells(&self.data.x, &(rows.start as u32..rows.end as u32).collect::<Vec<_>>(), None)
    }

    fn reading(&self, _number: usize, model: &dyn Model) -> Reading {
        Reading::probable(&model.state())
    }

    fn take(
        &mut self,
        number: usize,
        model: Rc<dyn Model>,
        _answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        self.seats.push(Seat { weight: self.chosen[number].weight, columns: None, model });
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Committee { about: self.about.clone(), seats: self.seats.clone(), probable: true })
    }

    fn classes(&self) -> Option<u32> {
        self.about.classes
    }
}
