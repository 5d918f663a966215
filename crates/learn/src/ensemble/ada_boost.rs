//! Estimators that each look harder at the rows that the ones before got wrong.

use super::bagging::{estimator, trained};
use super::chosen::{Chosen, not_in_onnx, only};
use super::committee::{Committee, Seat, median};
use super::committee_state::{CommitteeKind, CommitteeState, Union};
use super::part::{cells, part, usable};
use super::reading::Reading;
use super::relay::{Plan, Ready, Relay, begin};
use super::voting::about;
use crate::dummy::DummyState;
use crate::settings::Settings;
use crate::tree::sample::{bootstrap, generator};
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Takes, Target, Training,
};
use glasshouse_spec::{LearningCurve, NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use ndarray::Array2;
use rand_chacha::rand_core::Rng;
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `AdaBoostClassifier` (SAMME: Zhu, Zou, Rosset and Hastie, *Multi-class AdaBoost*, 2009) and
/// `AdaBoostRegressor` (R2: Drucker, *Improving regressors using boosting techniques*, 1997), which draws rows
/// in proportion to their weights. It ends where an estimator is right everywhere, and before one that is no
/// better than chance. Training takes the sum of the estimators' times.
pub struct AdaBoost;

/// Rows by which the curve is measured, at most.
const MEASURED: usize = 2048;

const COUNT: ParamSpec = ParamSpec::int(
    "n_estimators",
    50,
    1,
    10_000,
    "How many are trained at most. More fit more closely, and in the end too closely where labels are wrong.",
)
.tuned(20.0, 500.0, true);

const RATE: ParamSpec = ParamSpec::positive(
    "learning_rate",
    1.0,
    "How far each estimator moves the weights of the rows. Smaller values need more estimators and overfit less.",
)
.tuned(0.01, 2.0, true);

static CLASSIFIER: [ParamSpec; 3] = [
    estimator(
        NestedDefault::with("decision_tree", &[(Cow::Borrowed("max_depth"), 1)]),
        "What is trained in turn. A weak one is best, such as a tree of one or two questions.",
    ),
    COUNT,
    RATE,
];

static REGRESSOR: [ParamSpec; 4] = [
    estimator(
        NestedDefault::with("decision_tree", &[(Cow::Borrowed("max_depth"), 3)]),
        "What is trained in turn. A weak one is best, such as a tree of a few questions.",
    ),
    COUNT,
    RATE,
    ParamSpec::choice(
        "loss",
        "linear",
        &[Cow::Borrowed("linear"), Cow::Borrowed("square"), Cow::Borrowed("exponential")],
        "How an error counts, as a share of the largest: as it is, squared, which looks at the largest alone, or \
         levelling off, which does not.",
    ),
];

impl EstimatorKind for AdaBoost {
    fn id(&self) -> &'static str {
        CommitteeKind::AdaBoost.id()
    }

    fn title(&self) -> &'static str {
        "AdaBoost"
    }

    fn help(&self) -> &'static str {
        "Trains weak models in turn, each on the rows that those before got wrong, and lets the good ones count \
         for more. Simple and often accurate; wrong labels mislead it."
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

    fn steps(&self) -> Option<&'static str> {
        Some("n_estimators")
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let loss = match task {
            TaskKind::Regression => settings.text("loss"),
            _ => String::new(),
        };
        Ok(Box::new(Options {
            chosen: Rc::new(only(&settings, "estimator", task)?),
            count: settings.int("n_estimators").unwrap_or(50) as usize,
            rate: settings.float("learning_rate").unwrap_or(1.0),
            loss: match loss.as_str() {
                "square" => Loss::Square,
                "exponential" => Loss::Exponential,
                _ => Loss::Linear,
            },
            task,
            takes: self.takes_with(task, values),
        }))
    }
}

#[derive(Clone, Copy)]
enum Loss {
    Linear,
    Square,
    Exponential,
}

#[derive(Clone)]
struct Options {
    chosen: Rc<Chosen>,
    count: usize,
    rate: f64,
    loss: Loss,
    task: TaskKind,
    takes: Takes,
}

impl Options {
    fn stages(&self, data: Arc<Dataset>, seed: u64) -> Result<Stages, LearnError> {
        let data = usable(data, self.takes)?;
        let union = if self.task == TaskKind::Classification { Union::Margin } else { Union::Median };
        let mut about = about(CommitteeKind::AdaBoost, union, self.task, &data)?;
        if let Target::Classes { labels, index } = &data.y {
            about.present = (0..labels.len() as u32).filter(|class| index.contains(class)).collect();
        }
        let rows = data.x.data.nrows();
        let given = data.weights.clone().unwrap_or_else(|| vec![1.0; rows]);
        let step = rows.div_ceil(MEASURED);
        Ok(Stages {
            options: self.clone(),
            weights: evened(given).unwrap_or_default(),
            measured: (0..rows).step_by(step).map(|row| (row, Vec::new())).collect(),
            data,
            seed,
            about,
            seats: Vec::new(),
            trained: Vec::new(),
            curve: Vec::new(),
        })
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Relay::begin(self.stages(data, seed)?))
    }

    /// The weights of the rows are found again from what the estimators answer.
    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let mut stages = self.stages(data, seed)?;
        stages.trained = trained(state, &stages.about, self.count)?;
        Ok(Relay::begin(stages))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&*self.chosen])
    }
}

struct Stages {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    about: CommitteeState,
    /// Of the rows, with a sum of one.
    weights: Vec<f64>,
    seats: Vec<Seat>,
    /// Estimators of a model that goes on.
    trained: Vec<Box<dyn Model>>,
    /// Rows by which the curve is measured, each with what was answered so far and its weight.
    measured: Vec<(usize, Vec<(f64, f64)>)>,
    curve: Vec<f64>,
}

/// What an estimator came to.
struct Judged {
    /// How much it counts; none where it is no better than chance.
    weight: Option<f64>,
    /// Whether nothing is left to learn.
    perfect: bool,
    /// By what the weight of each row is multiplied.
    factors: Vec<f64>,
}

/// Weights with a sum of one and none that vanishes; none where there is no such sum.
fn evened(mut weights: Vec<f64>) -> Option<Vec<f64>> {
    let sum: f64 = weights.iter().sum();
    let sound = sum > 0.0 && sum.is_finite();
    weights.iter_mut().for_each(|weight| *weight = (*weight / sum).max(f64::EPSILON));
    sound.then_some(weights)
}

impl Stages {
    fn judge(&self, answers: &Array2<f64>) -> Judged {
        match &self.data.y {
            Target::Numbers(y) => self.judge_numbers(answers, y),
            Target::Classes { index, .. } => self.judge_classes(answers, index),
            _ => Judged { weight: None, perfect: false, factors: Vec::new() },
        }
    }

    fn judge_classes(&self, answers: &Array2<f64>, index: &[u32]) -> Judged {
        let wrong = |row: usize| self.answer(answers, row) != f64::from(index[row]);
        let all: f64 = self.weights.iter().sum();
        let error =
            (0..index.len()).filter(|&row| wrong(row)).map(|row| self.weights[row]).sum::<f64>() / all;
        let classes = self.about.present.len() as f64;
        if error <= 0.0 {
            return Judged { weight: Some(1.0), perfect: true, factors: Vec::new() };
        }
        if error >= 1.0 - 1.0 / classes {
            return Judged { weight: None, perfect: false, factors: Vec::new() };
        }
        let weight = self.options.rate * (libm::log((1.0 - error) / error) + libm::log(classes - 1.0));
        let grown = libm::exp(weight);
        let factors = (0..index.len()).map(|row| if wrong(row) { grown } else { 1.0 }).collect();
        Judged { weight: Some(weight), perfect: false, factors }
    }

    fn judge_numbers(&self, answers: &Array2<f64>, y: &[f64]) -> Judged {
        let errors: Vec<f64> =
            answers.column(0).iter().zip(y).map(|(answer, y)| (answer - y).abs()).collect();
        let largest = errors.iter().copied().fold(0.0, f64::max);
        let counted = |error: f64| {
            let share = if largest > 0.0 { error / largest } else { 0.0 };
            match self.options.loss {
                Loss::Linear => share,
                Loss::Square => share * share,
                Loss::Exponential => 1.0 - libm::exp(-share),
            }
        };
        let losses: Vec<f64> = errors.into_iter().map(counted).collect();
        let error: f64 = losses.iter().zip(&self.weights).map(|(loss, weight)| loss * weight).sum();
        if error <= 0.0 {
            return Judged { weight: Some(1.0), perfect: true, factors: Vec::new() };
        }
        if error >= 0.5 {
            return Judged { weight: None, perfect: false, factors: Vec::new() };
        }
        let odds = error / (1.0 - error);
        let rate = self.options.rate;
        let factors = losses.iter().map(|loss| libm::pow(odds, (1.0 - loss) * rate)).collect();
        Judged { weight: Some(rate * libm::log(1.0 / odds)), perfect: false, factors }
    }

    /// A number, or the place of the class that was chosen.
    fn answer(&self, answers: &Array2<f64>, row: usize) -> f64 {
        match self.about.classes {
            None | Some(0..=2) => answers[[row, 0]],
            Some(_) => answers.row(row).iter().position(|&chosen| chosen > 0.5).map_or(0.0, |at| at as f64),
        }
    }

    /// The loss of what all say together, on the rows by which it is measured.
    fn measure(&mut self, answers: &Array2<f64>, weight: f64) {
        let told: Vec<f64> = self.measured.iter().map(|(row, _)| self.answer(answers, *row)).collect();
        let (mut sum, count) = (0.0, self.measured.len() as f64);
        for ((row, so_far), answer) in self.measured.iter_mut().zip(told) {
            match &self.data.y {
                Target::Numbers(y) => {
                    so_far.push((answer, weight));
                    sum += (median(so_far) - y[*row]).abs();
                }
                Target::Classes { index, .. } => {
                    match so_far.iter_mut().find(|(class, _)| *class == answer) {
                        Some((_, votes)) => *votes += weight,
                        None => so_far.push((answer, weight)),
                    }
                    let best = so_far.iter().copied().fold((0.0, f64::NEG_INFINITY), |best, class| {
                        if class.1 > best.1 || class.1 == best.1 && class.0 < best.0 { class } else { best }
                    });
                    sum += f64::from(u8::from(best.0 != f64::from(index[*row])));
                }
                _ => {}
            }
        }
        self.curve.push(sum / count);
    }
}

impl Plan for Stages {
    fn total(&self) -> usize {
        self.options.count
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        if number < self.trained.len() {
            let stand_in: Box<dyn Model> = Box::new(DummyState::Number(0.0));
            return Ok(Box::new(Ready(Some(std::mem::replace(&mut self.trained[number], stand_in)))));
        }
        let mut rng = generator(self.seed, number as u32);
        let seed = rng.next_u64();
        if self.about.classes.is_some() {
            Arc::make_mut(&mut self.data).weights = Some(self.weights.clone());
            return begin(&*self.options.chosen.estimator, self.data.clone(), seed);
        }
        let rows = self.weights.len() as u32;
        let counts = bootstrap(&mut rng, rows, rows, Some(&self.weights));
        let drawn: Vec<u32> = (0..rows).filter(|&row| counts[row as usize] > 0.0).collect();
        let mut data = part(&self.data, &drawn, None);
        data.weights = Some(drawn.iter().map(|&row| counts[row as usize]).collect());
        begin(&*self.options.chosen.estimator, Arc::new(data), seed)
    }

    fn questions(&self, _number: usize) -> usize {
        self.data.x.data.nrows()
    }

    fn question(&self, _number: usize, rows: Range<usize>) -> Features {
        cells(&self.data.x, &(rows.start as u32..rows.end as u32).collect::<Vec<_>>(), None)
    }

    fn reading(&self, _number: usize, _model: &dyn Model) -> Reading {
        if self.about.classes.is_some() { Reading::Choice } else { Reading::Number }
    }

    fn take(
        &mut self,
        _number: usize,
        model: Rc<dyn Model>,
        answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        let judged = self.judge(&answers);
        // The first is kept whatever it is worth: there is nothing else.
        let Some(weight) = judged.weight.or(self.seats.is_empty().then_some(1.0)) else { return Ok(false) };
        self.measure(&answers, weight);
        self.seats.push(Seat { weight, columns: None, model });
        if judged.perfect || judged.weight.is_none() {
            return Ok(false);
        }
        let moved = self.weights.iter().zip(&judged.factors).map(|(weight, factor)| weight * factor);
        match evened(moved.collect()) {
            Some(weights) => self.weights = weights,
            None => return Ok(false),
        }
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Committee { about: self.about.clone(), seats: self.seats.clone(), probable: true })
    }

    fn has_best(&self) -> bool {
        !self.seats.is_empty()
    }

    fn classes(&self) -> Option<u32> {
        self.about.classes
    }

    fn curve(&self) -> Option<LearningCurve> {
        let loss = if self.about.classes.is_some() { "zero_one_loss" } else { "mean_absolute_error" };
        Some(LearningCurve {
            unit: "model".into(),
            loss: loss.into(),
            at: (1..=self.curve.len() as u64).collect(),
            train: self.curve.clone(),
            ..LearningCurve::default()
        })
    }
}
