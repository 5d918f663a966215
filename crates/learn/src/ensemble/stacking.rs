//! Estimators, and one that learns from what they answer.

use super::bagging::named;
use super::calibrated::cv;
use super::chosen::{Chosen, chosen, not_in_onnx, only};
use super::inner::Beside;
use super::part::{cells, folds, others, part, usable};
use super::reading::Reading;
use super::relay::{Plan, Relay, begin};
use super::stacked_model::{Above, Stacked, seen};
use super::voting::{CLASSES, NUMBERS, estimators, known_classes};
use crate::dummy::DummyState;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, Features, LearnError, Model, Takes, Training};
use glasshouse_spec::{NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use ndarray::Array2;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `StackingClassifier` and `StackingRegressor` (Wolpert, *Stacked generalization*, 1992): the
/// last estimator learns from what the others answer to rows that they were not trained on, and answers from
/// what they answer once they are trained on all rows. Training takes the others' times `cv` + 1 times.
pub struct Stacking;

const ID: &str = "stacking";

const HELP: &str = "The estimators whose answers are learned from, each with its parameters. Different kinds make \
                    different mistakes, from which the last one learns whom to trust.";

const LAST: &str =
    "What learns from the answers. A simple one is best: it sees few columns that say nearly the same.";

const CV: ParamSpec =
    cv("Into how many parts the rows are dealt, so that the last estimator learns from answers to \
                          rows that were not trained on. More parts are more faithful and take longer.");

const PASSTHROUGH: ParamSpec = ParamSpec::bool(
    "passthrough",
    false,
    "Whether the last estimator sees the features beside the answers. It can then learn where to trust whom, and \
     learns by heart more easily.",
);

static CLASSIFIER: [ParamSpec; 4] = [
    estimators(&CLASSES, false, HELP),
    named("final_estimator", NestedDefault::new("logistic_regression"), LAST),
    CV,
    PASSTHROUGH,
];

static REGRESSOR: [ParamSpec; 4] = [
    estimators(&NUMBERS, false, HELP),
    named("final_estimator", NestedDefault::new("ridge"), LAST),
    CV,
    PASSTHROUGH,
];

impl EstimatorKind for Stacking {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Stacking"
    }

    fn help(&self) -> &'static str {
        "Trains several different models and one more that learns how much to trust each of them. Often a little \
         more accurate than the best of them; takes several times as long."
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
        Ok(Box::new(Options {
            first: chosen(&settings, "estimators", task)?.into(),
            last: Rc::new(only(&settings, "final_estimator", task)?),
            folds: settings.int("cv").unwrap_or(5) as usize,
            passthrough: settings.flag("passthrough"),
            task,
            takes: self.takes_with(task, values),
        }))
    }
}

struct Options {
    first: Rc<[Chosen]>,
    last: Rc<Chosen>,
    folds: usize,
    passthrough: bool,
    task: TaskKind,
    takes: Takes,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let about = Above {
            features: data.x.data.ncols() as u32,
            classes: known_classes(self.task, &data, ID)?,
            kinds: Beside::of(&data),
            passthrough: self.passthrough,
        };
        Ok(Relay::begin(Pile {
            first: self.first.clone(),
            last: self.last.clone(),
            folds: folds(&data, self.folds)?,
            data,
            seed,
            about,
            members: Vec::new(),
            answers: Vec::new(),
            top: None,
        }))
    }

    fn towards_probabilities(&self) -> Option<&'static str> {
        self.last.estimator.towards_probabilities()
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx(self.first.iter().chain([&*self.last]))
    }
}

/// First every estimator is trained on all rows, then each of them on the rows of all parts but one, and at
/// last the one that learns from what those answered.
struct Pile {
    first: Rc<[Chosen]>,
    last: Rc<Chosen>,
    folds: Vec<Vec<u32>>,
    data: Arc<Dataset>,
    seed: u64,
    about: Above,
    members: Vec<(Reading, Rc<dyn Model>)>,
    /// Of each estimator, what was answered to rows that it was not trained on.
    answers: Vec<Array2<f64>>,
    top: Option<Rc<dyn Model>>,
}

impl Pile {
    /// Which estimator, and which part it is asked; none for those trained on all rows.
    fn place(&self, number: usize) -> (usize, Option<usize>) {
        match number.checked_sub(self.first.len()) {
            None => (number, None),
            Some(rest) => (rest / self.folds.len(), Some(rest % self.folds.len())),
        }
    }
}

impl Plan for Pile {
    fn total(&self) -> usize {
        self.first.len() * (self.folds.len() + 1) + 1
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let (member, fold) = self.place(number);
        let Some(chosen) = self.first.get(member) else {
            let x = seen(&self.answers, self.about.passthrough.then_some(&self.data.x));
            let data = Dataset { x, y: self.data.y.clone(), weights: self.data.weights.clone() };
            return self.last.estimator.start(Arc::new(data), self.seed);
        };
        let seed = self.seed.wrapping_add(member as u64);
        let data = match fold {
            None => self.data.clone(),
            Some(fold) => {
                let rows = others(&self.folds[fold], self.data.x.data.nrows());
                Arc::new(part(&self.data, &rows, None))
            }
        };
        begin(&*chosen.estimator, data, seed)
    }

    fn questions(&self, number: usize) -> usize {
        let (member, fold) = self.place(number);
        let known = fold.filter(|_| member < self.first.len());
        known.map_or(0, |fold| self.folds[fold].len())
    }

    fn is_even(&self) -> bool {
        false
    }

    fn question(&self, number: usize, rows: Range<usize>) -> Features {
        let fold = self.place(number).1.unwrap_or(0);
        cells(&self.data.x, &self.folds[fold][rows], None)
    }

    /// As of the same estimator trained on all rows.
    fn reading(&self, number: usize, model: &dyn Model) -> Reading {
        match self.place(number) {
            (member, Some(_)) if member < self.first.len() => {
                let reading = self.members[member].0;
                if reading.fits(&model.state()) { reading } else { Reading::Choice }
            }
            _ => Reading::probable(&model.state()),
        }
    }

    fn take(
        &mut self,
        number: usize,
        model: Rc<dyn Model>,
        answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        match self.place(number) {
            (member, _) if member >= self.first.len() => self.top = Some(model),
            (_, None) => {
                let reading = Reading::probable(&model.state());
                let rows = self.data.x.data.nrows();
                self.answers.push(Array2::zeros((rows, reading.width(self.about.classes))));
                self.members.push((reading, model));
            }
            (member, Some(fold)) => {
                for (&row, answer) in self.folds[fold].iter().zip(answers.outer_iter()) {
                    self.answers[member].row_mut(row as usize).assign(&answer);
                }
            }
        }
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        let last = self.top.clone().unwrap_or_else(|| Rc::new(DummyState::Number(0.0)));
        Box::new(Stacked { about: self.about, members: self.members.clone(), last })
    }

    fn classes(&self) -> Option<u32> {
        self.about.classes
    }
}
