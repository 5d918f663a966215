//! How far a model can be trusted: intervals of its figures, what thresholds do, promised answers, mistakes and
//! where they gather, and what hints at a leak.

mod classes;
mod conformal;
mod intervals;
mod leaks;
mod mistakes;
mod numbers;
mod pictures;
pub(crate) mod plain;
mod quantiles;
mod segments;

pub use classes::class_report;
pub use conformal::{conformal, conformal_at, conformal_quantile};
pub use intervals::intervals;
pub(crate) use intervals::percentiles;
pub use quantiles::{Bands, by_quantiles};

use crate::Arranged;
use crate::score::{positive, rows};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{
    Interval, IntervalMethod, Judgement, Leak, Parts, Place, Recipe, Scores, TaskReport, Warning,
};
use glasshouse_stats::share_interval;

/// Share of samples in which an interval is meant to hold its figure.
pub const LEVEL: f64 = 0.95;

/// Answers of a model to one target beside the truth.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// What the model says.
    pub prediction: &'a Prediction,
    /// What is true.
    pub target: &'a Target,
    /// The question.
    pub task: &'a TaskReport,
    /// Number of features of the model.
    pub features: usize,
}

impl Answered<'_> {
    /// Number of rows.
    fn rows(&self) -> usize {
        rows(self.target)
    }

    /// The positive of two classes.
    fn positive(&self) -> Option<usize> {
        match self.task.classes.len() {
            2 => Some(positive(self.task).unwrap_or(1)),
            _ => None,
        }
    }

    /// Which rows have a class, and its probability.
    fn against_rest(&self, class: usize) -> (Vec<bool>, Vec<f64>) {
        match (self.prediction, self.target) {
            (Prediction::Classes { probabilities, .. }, Target::Classes { index, .. }) => {
                let has = index.iter().map(|t| *t as usize == class).collect();
                (has, probabilities.column(class).iter().map(|p| f64::from(*p)).collect())
            }
            _ => (Vec::new(), Vec::new()),
        }
    }
}

/// Answers to the rows of one part.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// Name of the part.
    pub part: &'a str,
    /// Rows of the arranged table.
    pub rows: &'a [u32],
    /// The answers.
    pub answered: Answered<'a>,
}

/// What a judgement is made of.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The rows.
    pub arranged: &'a Arranged,
    /// The recipe of the model.
    pub recipe: &'a Recipe,
    /// The target that the answers are to, of all rows of the table.
    pub target: &'a Target,
    /// The answers to each part.
    pub parts: [Held<'a>; 3],
    /// The scores that intervals are wanted of.
    pub scores: &'a Parts<Scores>,
}

/// Judges a model by its answers to training, validation and test rows, in bounded pieces. What cannot be told
/// is left out, and a note says why.
pub async fn judgement(of: &Judging<'_>, pause: &impl AsyncFn(&'static str, f64)) -> Judgement {
    let [train, validation, test] = &of.parts;
    let shown = match (test.rows.is_empty(), validation.rows.is_empty()) {
        (false, _) => test,
        (true, false) => validation,
        (true, true) => train,
    };
    let task = shown.answered.task;
    let mut found = Judgement {
        part: shown.part.into(),
        target: task.target.clone(),
        rows: shown.rows.len() as u64,
        level: LEVEL,
        ..Judgement::default()
    };
    let seed = of.recipe.seed;
    let each = [
        (train, &of.scores.train, &mut found.intervals.train, &mut found.resamples.train),
        (validation, &of.scores.validation, &mut found.intervals.validation, &mut found.resamples.validation),
        (test, &of.scores.test, &mut found.intervals.test, &mut found.resamples.test),
    ];
    for (at, (held, scores, told, resamples)) in each.into_iter().enumerate() {
        let share = async |done: f64| pause("Drawing resamples", 0.2 * (at as f64 + done)).await;
        (*told, *resamples) = intervals(&held.answered, scores, LEVEL, seed, &share).await;
        if *resamples == 0 && told.len() < scores.len() {
            found.notes.push(no_bootstrap(held));
        }
    }
    let share = async |done: f64| pause("Trying thresholds", 0.6 + 0.05 * done).await;
    found.classes = classes::classes(&shown.answered, LEVEL, &share).await;
    found.numbers = numbers::numbers(&shown.answered);
    pause("Calibrating intervals", 0.65).await;
    if validation.rows.is_empty() || test.rows.is_empty() {
        found.notes.push(no_conformal());
    } else {
        let still = async || pause("Calibrating intervals", 0.68).await;
        found.conformal = conformal(&validation.answered, &test.answered, LEVEL, &still).await;
    }
    found.mistakes = mistakes::mistakes(shown, &of.arranged.rows);
    let still = async || pause("Looking for where it fails", 0.72).await;
    still().await;
    found.segments = segments::segments((of.arranged, seed), validation, shown, &still).await;
    let share = async |done: f64| pause("Trying each column alone", 0.8 + 0.1 * done).await;
    found.alone = leaks::alone(of.arranged, of.target, shown, &share).await;
    found.leaks = leaks::leaks(of.arranged, of.recipe.split.method, shown, &found.alone);
    let share = async |what, done: f64| pause(what, 0.9 + 0.05 * done).await;
    let apart = of.arranged.look_at_parts(&share).await;
    found.leaks.extend(apart.into_iter().map(|warning| Leak {
        code: warning.code,
        message: warning.message,
        columns: warning.at.column.into_iter().collect(),
    }));
    pause("Drawing pictures", 0.95).await;
    found.pictures = pictures::pictures(shown, found.classes.as_ref(), of.arranged);
    found
}

/// Wilson's interval of a share of rows.
pub(crate) fn interval_of_share(hits: u64, of: u64, level: f64) -> Option<Interval> {
    let (low, high) = share_interval(hits, of, level)?;
    Some(Interval { low, high, method: IntervalMethod::Wilson, undefined: 0 })
}

fn no_bootstrap(held: &Held<'_>) -> Warning {
    let message = format!(
        "some scores of the {} {} rows have no interval: it would have to be drawn by resampling, and of so many rows \
         or classes it is narrower than what the next data differ by",
        held.rows.len(),
        held.part
    );
    Warning::new("judge.no_bootstrap", message, Place::default())
}

fn no_conformal() -> Warning {
    let message = "answers with a promised share of hits need validation rows to calibrate on and test rows to count \
                   on, and one of the two parts is empty";
    Warning::new("judge.no_conformal", message, Place::parameter("split"))
}
