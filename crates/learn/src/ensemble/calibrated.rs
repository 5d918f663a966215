//! Probabilities that mean what they say.

use super::bagging::estimator;
use super::calibrated_model::{Calibrated, CalibratedState, Tuned};
use super::chosen::{Chosen, not_in_onnx, only};
use super::curve::{Curve, Told};
use super::inner::Beside;
use super::part::{cells, folds, others, part, usable};
use super::reading::Reading;
use super::relay::{Plan, Relay, begin};
use super::voting::known_classes;
use crate::checks::weight;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, Features, LearnError, Model, Takes, Target, Training};
use glasshouse_spec::{NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use ndarray::{Array2, ArrayView2};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `CalibratedClassifierCV`: what an estimator says of rows that it was not trained on tells how
/// probable its classes are (Platt 1999; Zadrozny and Elkan, *Transforming classifier scores into accurate
/// multiclass probability estimates*, 2002). Scores are read where the estimator has some, else probabilities.
/// Training takes that of the estimator once a fold.
///
/// Its name keeps `cv`: the class is `CalibratedClassifierCV`, in which `Classifier` is no ending.
pub struct CalibratedCv;

const ID: &str = "calibrated_classifier_cv";

/// The declaration of the number of folds.
pub(super) const fn cv(help: &'static str) -> ParamSpec {
    ParamSpec::int("cv", 5, 2, 100, help)
}

static PARAMS: [ParamSpec; 4] = [
    estimator(
        NestedDefault::new("gaussian_nb"),
        "Whose probabilities are corrected, or whose scores become probabilities. Worth it for naive Bayes, \
         trees and lines without probabilities; logistic regression is well calibrated by itself.",
    ),
    ParamSpec::choice(
        "method",
        "sigmoid",
        &[Cow::Borrowed("sigmoid"), Cow::Borrowed("isotonic")],
        "With sigmoid an S-shaped curve with two numbers, which few rows suffice for; isotonic takes any curve \
         that does not fall, follows more closely and needs about a thousand rows.",
    ),
    cv(
        "Into how many parts the rows are dealt: each is answered by the estimator trained on the others. More \
        parts leave more rows to train on and take longer.",
    ),
    ParamSpec::bool(
        "ensemble",
        true,
        "With true the estimators of all parts are kept, each with its curves, and averaged: steadier, and as \
         many times as large. With false one is trained on all rows, with one curve a class.",
    ),
];

impl EstimatorKind for CalibratedCv {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Calibrated classifier"
    }

    fn help(&self) -> &'static str {
        "Corrects the probabilities of another model, so that of rows it calls 80 % likely about 80 % are. For \
         decisions that weigh costs by probabilities."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options {
            chosen: Rc::new(only(&settings, "estimator", task)?),
            isotonic: settings.text("method") == "isotonic",
            folds: settings.int("cv").unwrap_or(5) as usize,
            together: settings.flag("ensemble"),
            takes: self.takes_with(task, values),
        }))
    }
}

struct Options {
    chosen: Rc<Chosen>,
    isotonic: bool,
    folds: usize,
    together: bool,
    takes: Takes,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let classes = known_classes(TaskKind::Classification, &data, ID)?.unwrap_or(2);
        let about = CalibratedState {
            features: data.x.data.ncols() as u32,
            classes,
            kinds: Beside::of(&data),
            members: Vec::new(),
        };
        Ok(Relay::begin(Calibrating {
            chosen: self.chosen.clone(),
            isotonic: self.isotonic,
            together: self.together,
            folds: folds(&data, self.folds)?,
            data,
            seed,
            about,
            members: Vec::new(),
            told: Vec::new(),
        }))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&*self.chosen])
    }
}

struct Calibrating {
    chosen: Rc<Chosen>,
    isotonic: bool,
    together: bool,
    folds: Vec<Vec<u32>>,
    data: Arc<Dataset>,
    seed: u64,
    about: CalibratedState,
    members: Vec<Tuned>,
    /// Of each fold its rows with what was said of them, where one curve a class is found from all.
    told: Vec<(Vec<u32>, Array2<f64>)>,
}

impl Calibrating {
    fn class(&self, row: u32) -> u32 {
        match &self.data.y {
            Target::Classes { index, .. } => index[row as usize],
            _ => 0,
        }
    }

    /// The curves of all classes that are among the rows that were trained on.
    fn curves(&self, told: &[(&[u32], ArrayView2<f64>)], seen: &[u32]) -> Vec<Option<Curve>> {
        let classes = self.about.classes;
        let mut trained = vec![false; classes as usize];
        seen.iter().for_each(|&row| trained[self.class(row) as usize] = true);
        let first = u32::from(classes == 2);
        let one = |class: u32| {
            if !trained[class as usize] {
                return None;
            }
            let column = (class - first) as usize;
            let mut rows: Vec<Told> = Vec::new();
            for (of, said) in told {
                let each = of.iter().zip(said.column(column));
                rows.extend(
                    each.map(|(&row, &x)| (x, self.class(row) == class, weight(&self.data, row as usize))),
                );
            }
            Some(if self.isotonic { Curve::isotonic(&mut rows) } else { Curve::sigmoid(&rows) })
        };
        (first..classes).map(one).collect()
    }

    /// The curves of one estimator that is trained on all rows, from what those of the parts said.
    fn of_all(&self, model: Rc<dyn Model>) -> Tuned {
        let told: Vec<_> = self.told.iter().map(|(rows, said)| (rows.as_slice(), said.view())).collect();
        let all: Vec<u32> = (0..self.data.x.data.nrows() as u32).collect();
        Tuned { reading: Reading::scored(&model.state()), curves: self.curves(&told, &all), model }
    }
}

impl Plan for Calibrating {
    fn total(&self) -> usize {
        self.folds.len() + usize::from(!self.together)
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let seed = self.seed.wrapping_add(number as u64);
        let data = match self.folds.get(number) {
            Some(fold) => {
                let rows = others(fold, self.data.x.data.nrows());
                Arc::new(part(&self.data, &rows, None))
            }
            None => self.data.clone(),
        };
        begin(&*self.chosen.estimator, data, seed)
    }

    fn questions(&self, number: usize) -> usize {
        self.folds.get(number).map_or(0, Vec::len)
    }

    fn question(&self, number: usize, rows: Range<usize>) -> Features {
        cells(&self.data.x, &self.folds[number][rows], None)
    }

    fn reading(&self, _number: usize, model: &dyn Model) -> Reading {
        Reading::scored(&model.state())
    }

    fn take(
        &mut self,
        number: usize,
        model: Rc<dyn Model>,
        answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        let Some(fold) = self.folds.get(number) else {
            self.members = vec![self.of_all(model)];
            return Ok(true);
        };
        if !self.together {
            self.told.push((fold.clone(), answers));
            return Ok(true);
        }
        let seen = others(fold, self.data.x.data.nrows());
        let curves = self.curves(&[(fold.as_slice(), answers.view())], &seen);
        self.members.push(Tuned { reading: Reading::scored(&model.state()), curves, model });
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Calibrated { about: self.about.clone(), members: self.members.clone() })
    }

    fn classes(&self) -> Option<u32> {
        Some(self.about.classes)
    }
}
