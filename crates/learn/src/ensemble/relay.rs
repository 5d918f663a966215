//! Trainings one after the other inside one training.

use super::reading::Reading;
use crate::dummy::DummyState;
use crate::{Dataset, Estimator, Features, LearnError, Model, Progress, Share, Status, Target, Training};
use glasshouse_spec::{LearningCurve, OutOfBag};
use ndarray::{Array2, Axis};
use std::future::{Future, ready};
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// Rows that a fitted estimator is asked in one chunk, if it does not say fewer.
const ROWS: usize = 16_384;

/// What is trained one after the other, and what becomes of it.
pub(super) trait Plan {
    /// Trainings in all, at most.
    fn total(&self) -> usize;
    /// Begins the training of a number.
    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError>;
    /// How many rows the estimator is asked once it is trained.
    fn questions(&self, _number: usize) -> usize {
        0
    }
    /// Some of these rows.
    fn question(&self, number: usize, rows: Range<usize>) -> Features;
    /// What is read of its answers.
    fn reading(&self, number: usize, model: &dyn Model) -> Reading;
    /// Takes the estimator and its answers; whether there is more to train.
    fn take(&mut self, number: usize, model: Rc<dyn Model>, answers: Array2<f64>)
    -> Result<bool, LearnError>;
    /// The ensemble as it stands.
    fn model(&self) -> Box<dyn Model>;
    /// Whether the ensemble as it stands is one that can be kept.
    fn has_best(&self) -> bool {
        false
    }
    /// What it lacks to be kept: see [`Training::lacks`].
    fn lacks(&self) -> Option<String> {
        None
    }
    /// Number of classes; none for numbers.
    fn classes(&self) -> Option<u32>;
    /// How the loss fell.
    fn curve(&self) -> Option<LearningCurve> {
        None
    }
    /// Whether its trainings take about equally long.
    fn is_even(&self) -> bool {
        true
    }
    /// The score on rows that estimators were not trained on.
    fn out_of_bag(&self) -> Option<OutOfBag> {
        None
    }
}

/// A plan that is carried out, a chunk of one of its trainings at a time.
pub(super) struct Relay {
    plan: Box<dyn Plan>,
    number: usize,
    under_way: Option<Box<dyn Training>>,
    /// How far the training under way is, from 0 to 1.
    within: f64,
    asked: Option<Asked>,
}

/// A trained estimator that is being asked.
struct Asked {
    model: Rc<dyn Model>,
    reading: Reading,
    answers: Array2<f64>,
}

impl Relay {
    pub fn begin(plan: impl Plan + 'static) -> Box<dyn Training> {
        Box::new(Self { plan: Box::new(plan), number: 0, under_way: None, within: 0.0, asked: None })
    }

    async fn step(&mut self) -> Result<Status, LearnError> {
        let more = match self.asked.take() {
            Some(asked) => self.ask(asked)?,
            None => self.train().await?,
        };
        if !more {
            return Ok(Status::Done(self.plan.model()));
        }
        let (done, total) = (self.number as u64, self.plan.total() as u64);
        Ok(Status::Running(Progress { done: done.min(total), total, unit: "model" }))
    }

    /// One chunk of the training under way.
    async fn train(&mut self) -> Result<bool, LearnError> {
        let mut training = match self.under_way.take() {
            Some(training) => training,
            None => self.plan.start(self.number)?,
        };
        match training.advance().await? {
            Status::Running(progress) => {
                let counted = progress.done as f64 / progress.total.max(1) as f64;
                self.within = training.share().map_or(counted, |share| share.done);
                self.under_way = Some(training);
                Ok(true)
            }
            Status::Done(model) => {
                self.within = 0.0;
                let reading = self.plan.reading(self.number, model.as_ref());
                let answers = Array2::zeros((0, reading.width(self.plan.classes())));
                self.ask(Asked { model: model.into(), reading, answers })
            }
        }
    }

    /// Asks some rows, and hands the answers over once they are all there.
    fn ask(&mut self, mut asked: Asked) -> Result<bool, LearnError> {
        let (done, all) = (asked.answers.nrows(), self.plan.questions(self.number));
        if done < all {
            let end = all.min(done + asked.model.rows_at_once().clamp(1, ROWS));
            let x = self.plan.question(self.number, done..end);
            let answers = asked.reading.read(&*asked.model, &x, self.plan.classes());
            asked.answers.append(Axis(0), answers.view()).map_err(|_| WIDTH)?;
            if end < all {
                self.asked = Some(asked);
                return Ok(true);
            }
        }
        let more = self.plan.take(self.number, asked.model, asked.answers)?;
        self.number += 1;
        Ok(more && self.number < self.plan.total())
    }
}

const WIDTH: LearnError = LearnError::BadState("an estimator inside it answers something else");

impl Training for Relay {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(self.step())
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        self.plan.has_best().then(|| self.plan.model())
    }

    fn share(&self) -> Option<Share> {
        let total = self.plan.total().max(1) as f64;
        let done = ((self.number as f64 + self.within) / total).clamp(0.0, 1.0);
        Some(Share { done, steady: self.plan.is_even() })
    }

    fn has_best(&self) -> bool {
        self.plan.has_best()
    }

    fn lacks(&self) -> Option<String> {
        self.plan.lacks()
    }

    fn curve(&self) -> Option<LearningCurve> {
        self.plan.curve()
    }

    fn out_of_bag(&self) -> Option<OutOfBag> {
        self.plan.out_of_bag()
    }
}

/// Begins a training. Rows that were drawn may all have one class, which is then the answer.
pub(super) fn begin(
    estimator: &dyn Estimator,
    data: Arc<Dataset>,
    seed: u64,
) -> Result<Box<dyn Training>, LearnError> {
    match (estimator.start(data.clone(), seed), &data.y) {
        (Err(LearnError::OneClass(_)), Target::Classes { labels, index }) => {
            let weighs = |row: &usize| data.weights.as_ref().is_none_or(|weights| weights[*row] > 0.0);
            let class = (0..index.len()).find(weighs).map_or(0, |row| index[row] as usize);
            let shares = (0..labels.len()).map(|k| if k == class { 1.0 } else { 0.0 }).collect();
            Ok(Box::new(Ready(Some(Box::new(DummyState::Classes(shares))))))
        }
        (begun, _) => begun,
    }
}

/// A training that is done before it begins.
pub(super) struct Ready(pub Option<Box<dyn Model>>);

impl Training for Ready {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(self.0.take().map(Status::Done).ok_or(LearnError::NoRows)))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
