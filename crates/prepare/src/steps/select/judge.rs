//! How well models answer rows that they were not trained on: folds of the training rows, and one score a fold.

use super::draws::Draws;
use super::estimator::Trainer;
use super::pace::Pace;
use crate::{PrepareError, answer};
use glasshouse_learn::{Features, Model, Prediction, Target};
use glasshouse_metrics::{Classified, Regressed, classification_score, metric, regression_score};
use glasshouse_spec::{ParamSpec, ParamValue};
use glasshouse_stats::{k_fold, stratified_k_fold};
use std::borrow::Cow;

const SCORES: &[Cow<'static, str>] = &[
    Cow::Borrowed("auto"),
    Cow::Borrowed("accuracy"),
    Cow::Borrowed("balanced_accuracy"),
    Cow::Borrowed("f1_macro"),
    Cow::Borrowed("f1_weighted"),
    Cow::Borrowed("matthews_corrcoef"),
    Cow::Borrowed("roc_auc"),
    Cow::Borrowed("roc_auc_ovr"),
    Cow::Borrowed("average_precision"),
    Cow::Borrowed("log_loss"),
    Cow::Borrowed("r2"),
    Cow::Borrowed("explained_variance"),
    Cow::Borrowed("mean_squared_error"),
    Cow::Borrowed("root_mean_squared_error"),
    Cow::Borrowed("mean_absolute_error"),
    Cow::Borrowed("median_absolute_error"),
];

/// The parameter that says what models are compared by.
pub(super) const SCORING: ParamSpec = ParamSpec::choice(
    "scoring",
    "auto",
    SCORES,
    "What models are compared by. auto: accuracy of classes, r2 of numbers. Errors count with a minus, so that more is better.",
);

/// The parameter that counts folds.
pub(super) const CV: ParamSpec = ParamSpec::int(
    "cv",
    5,
    2,
    100,
    "Into how many folds the training rows are dealt; each is answered by a model of the others. More take longer.",
);

/// The parameter that says whether rows are shuffled first.
pub(super) const SHUFFLE: ParamSpec = ParamSpec::bool(
    "shuffle",
    false,
    "Whether rows are shuffled before they are dealt out to folds. Needed where the file is sorted by something that matters.",
);

/// A fold: rows to train on, and rows to be answered.
#[derive(Clone)]
pub(super) struct Fold {
    pub train: Vec<u32>,
    pub test: Vec<u32>,
}

/// How the rows are dealt out and what is measured, before the target is known.
#[derive(Debug, Clone)]
pub(super) struct Judging {
    pub folds: usize,
    pub shuffle: bool,
    pub scoring: String,
}

impl Judging {
    /// Of the values of [`CV`], [`SHUFFLE`] and [`SCORING`].
    pub fn of(of: &dyn Fn(&'static str) -> ParamValue) -> Self {
        Self {
            folds: of("cv").as_i64().unwrap_or(5) as usize,
            shuffle: of("shuffle").as_bool().unwrap_or_default(),
            scoring: of("scoring").as_str().unwrap_or("auto").into(),
        }
    }

    /// With the rows and the target of a trainer.
    ///
    /// # Errors
    /// Fewer rows than folds, a score of another kind of target.
    pub fn ready(&self, trainer: Trainer) -> Result<Judge, PrepareError> {
        let rows = trainer.numbers.rows;
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if self.shuffle {
            Draws::new(trainer.seed).shuffle(&mut order);
        }
        let tests = match &*trainer.target {
            Target::Classes { index, .. } => stratified_k_fold(index, &order, self.folds),
            _ => k_fold(&order, self.folds),
        };
        if tests.iter().any(Vec::is_empty) {
            return Err(refused(
                format!("{} deals {rows} rows into {} folds, and some stay empty", trainer.op, self.folds),
                "Set cv to fewer folds.",
            ));
        }
        let folds = tests.into_iter().map(|test| Fold { train: others(&test, rows), test }).collect();
        let scoring = Scoring::of(&self.scoring, &trainer.target)?;
        Ok(Judge { trainer, folds, scoring })
    }
}

fn others(test: &[u32], rows: usize) -> Vec<u32> {
    let mut held = vec![false; rows];
    test.iter().for_each(|row| held[*row as usize] = true);
    (0..rows as u32).filter(|row| !held[*row as usize]).collect()
}

fn refused(message: String, remedy: &str) -> PrepareError {
    PrepareError::Refused { code: "prepare.scoring", column: None, row: None, message, remedy: remedy.into() }
}

/// A score by name, of which more is better.
struct Scoring {
    name: &'static str,
    sign: f64,
}

impl Scoring {
    fn of(name: &str, target: &Target) -> Result<Self, PrepareError> {
        let usual = if matches!(target, Target::Classes { .. }) { "accuracy" } else { "r2" };
        let name = if name == "auto" { usual } else { name };
        let wrong = || {
            refused(
                format!("scoring {name} does not suit the target"),
                "Leave scoring at auto, or choose another score.",
            )
        };
        let info = metric(name).ok_or_else(wrong)?;
        let sign = if info.greater_is_better { 1.0 } else { -1.0 };
        let scoring = Self { name: info.name, sign };
        let fits = match target {
            Target::Classes { labels, .. } => {
                let (truth, classes) = ([0, 1], labels.len().max(2));
                let sample = Classified::new(&truth, &truth, None, classes, None);
                sample.is_ok_and(|sample| classification_score(&sample, name).is_some())
            }
            _ => {
                let numbers = [0.0, 1.0];
                let sample = Regressed::new(&numbers, &numbers);
                sample.is_ok_and(|sample| regression_score(&sample, 0, name).is_some())
            }
        };
        if fits { Ok(scoring) } else { Err(wrong()) }
    }

    fn score(&self, truth: &Target, said: &Prediction) -> Result<f64, PrepareError> {
        let score = match (truth, said) {
            (Target::Classes { labels, index }, Prediction::Classes { probabilities, index: chosen }) => {
                let shares: Vec<f64> = probabilities.iter().map(|p| f64::from(*p)).collect();
                let shares = (!shares.is_empty()).then_some(shares.as_slice());
                Classified::new(index, chosen, shares, labels.len().max(2), None)
                    .and_then(|c| classification_score(&c, self.name).unwrap_or(Ok(f64::NAN)))
            }
            (Target::Numbers(y), Prediction::Numbers(said)) => Regressed::new(y, said)
                .and_then(|r| regression_score(&r, 0, self.name).unwrap_or(Ok(f64::NAN))),
            _ => Ok(f64::NAN),
        };
        match score {
            Ok(score) if !score.is_nan() => Ok(self.sign * score),
            Ok(_) => Err(refused(format!("{} has no value for a fold", self.name), "Choose another score.")),
            Err(why) => Err(refused(
                format!("{} has no value for a fold: {why}", self.name),
                "Choose another score or estimator, or set cv to fewer folds.",
            )),
        }
    }
}

/// A trainer with folds and a score.
pub(super) struct Judge {
    pub trainer: Trainer,
    pub folds: Vec<Fold>,
    scoring: Scoring,
}

impl Judge {
    /// How well a model answers features of some rows.
    ///
    /// # Errors
    /// A score that has no value.
    pub async fn score(
        &self,
        model: &dyn Model,
        x: &Features,
        rows: &[u32],
        pace: &Pace,
    ) -> Result<f64, PrepareError> {
        let said = answer(model, x, &async |done: f64| pace.pause(done).await).await;
        self.scoring.score(&self.trainer.target.take(rows), &said)
    }

    /// The mean over the folds of how well models of some columns answer.
    ///
    /// # Errors
    /// Rows that cannot be learned from, a score that has no value.
    pub async fn mean_score(&self, columns: &[usize], pace: &Pace) -> Result<f64, PrepareError> {
        let mut scores = Vec::with_capacity(self.folds.len());
        for (at, fold) in self.folds.iter().enumerate() {
            let pace = pace.part(at, self.folds.len());
            let x = self.trainer.features(columns, Some(&fold.train));
            let model =
                self.trainer.train(x, Some(&fold.train), self.trainer.seed, &pace.between(0.0, 0.9)).await?;
            let x = self.trainer.features(columns, Some(&fold.test));
            scores.push(self.score(&*model, &x, &fold.test, &pace.between(0.9, 1.0)).await?);
            pace.pause(1.0).await;
        }
        Ok(glasshouse_stats::mean(&scores).unwrap_or_default())
    }
}
