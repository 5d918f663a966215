//! Figures of the rows of a group.

use crate::judge::{Answered, interval_of_share};
use glasshouse_learn::{Prediction, Target};
use glasshouse_metrics::{BinRule, GroupCounts, Score, calibration_bins};
use glasshouse_spec::{Figure, GroupFigures, Interval, IntervalMethod};
use glasshouse_stats::distributions::student_t_quantile;
use glasshouse_stats::{mean, sample_std};

/// Rows of a calibration bin at least, and bins of a group at most.
const BIN: usize = 10;
const BINS: usize = 5;

/// What was answered, row by row.
pub(super) enum Answers {
    /// Of one class against the rest.
    Class(Called),
    /// Of numbers.
    Numbers { truth: Vec<f64>, predicted: Vec<f64> },
}

/// Rows that are called of a class.
pub(super) struct Called {
    /// Whether they are.
    pub truth: Vec<bool>,
    /// Probability of being called so: 0 or 1, unless a lot decides.
    pub called: Vec<f64>,
    /// Probability of being called what they are, among all classes.
    pub right: Vec<f64>,
    /// Probability of the class as the model tells it; empty where it tells none.
    pub p: Vec<f64>,
    /// Whether no lot decides.
    pub certain: bool,
}

/// Sums over rows, from which every figure comes: of classes rows, those of the class, those called so and of it,
/// those called so and not of it, and those called right; of numbers rows, predictions, errors and absolute
/// errors.
pub(super) type Sums = [f64; 5];

impl Answers {
    pub fn of(answered: &Answered<'_>, class: usize) -> Option<Self> {
        match (answered.prediction, answered.target) {
            (Prediction::Classes { index, probabilities }, Target::Classes { index: truth, .. }) => {
                let share = |yes: bool| f64::from(u8::from(yes));
                let class_of = |index: &Vec<u32>| -> Vec<bool> {
                    index.iter().map(|own| *own as usize == class).collect()
                };
                Some(Self::Class(Called {
                    truth: class_of(truth),
                    called: class_of(index).into_iter().map(share).collect(),
                    right: truth.iter().zip(index).map(|(t, i)| share(t == i)).collect(),
                    p: match probabilities.ncols() {
                        0 => Vec::new(),
                        _ => probabilities.column(class).iter().map(|p| f64::from(*p)).collect(),
                    },
                    certain: true,
                }))
            }
            (Prediction::Numbers(predicted), Target::Numbers(truth)) => {
                Some(Self::Numbers { truth: truth.clone(), predicted: predicted.clone() })
            }
            _ => None,
        }
    }

    pub fn rows(&self) -> usize {
        match self {
            Self::Class(called) => called.truth.len(),
            Self::Numbers { truth, .. } => truth.len(),
        }
    }

    /// What a row adds to the sums.
    pub fn sums(&self, row: usize) -> Sums {
        match self {
            Self::Class(of) => {
                let (yes, called) = (f64::from(u8::from(of.truth[row])), of.called[row]);
                [1.0, yes, yes * called, (1.0 - yes) * called, of.right[row]]
            }
            Self::Numbers { truth, predicted } => {
                let error = predicted[row] - truth[row];
                [1.0, predicted[row], error, error.abs(), 0.0]
            }
        }
    }

    fn total(&self, rows: &[usize]) -> Sums {
        rows.iter().fold(Sums::default(), |sums, row| added(sums, self.sums(*row)))
    }
}

pub(super) fn added(mut sums: Sums, more: Sums) -> Sums {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    sums
}

/// The counts in the sums of classes.
pub(super) fn counts([rows, yes, caught, false_alarms, _]: Sums) -> GroupCounts {
    GroupCounts {
        true_positives: caught,
        false_positives: false_alarms,
        false_negatives: yes - caught,
        true_negatives: rows - yes - false_alarms,
    }
}

/// The figures of a group's rows; `least` are the rows from which on a group is compared.
pub(super) fn figures(
    answers: &Answers,
    rows: &[usize],
    values: Vec<String>,
    (level, least): (f64, u32),
) -> GroupFigures {
    let mut found = GroupFigures {
        values,
        rows: rows.len() as u64,
        too_small: (rows.len() as u64) < u64::from(least),
        ..GroupFigures::default()
    };
    match answers {
        Answers::Class(of) => of_class(&mut found, answers, of, rows, level),
        Answers::Numbers { truth, predicted } => {
            let column = |of: &[f64]| rows.iter().map(|row| of[*row]).collect::<Vec<f64>>();
            let (truth, predicted) = (column(truth), column(predicted));
            let errors: Vec<f64> = predicted.iter().zip(&truth).map(|(p, t)| p - t).collect();
            let sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
            let whole = (f64::NEG_INFINITY, f64::INFINITY);
            for (name, values, within) in [
                ("mean_prediction", &predicted, whole),
                ("mean_actual", &truth, whole),
                ("mean_error", &errors, whole),
                ("mean_absolute_error", &sizes, (0.0, f64::INFINITY)),
            ] {
                tell_mean(&mut found, name, values, level, within);
            }
        }
    }
    found
}

fn of_class(found: &mut GroupFigures, answers: &Answers, of: &Called, rows: &[usize], level: f64) {
    let sums = answers.total(rows);
    let counts = counts(sums);
    let accuracy = counts.selection_rate().map(|_| sums[4] / sums[0]);
    for (name, share, hits, among) in [
        ("selection_rate", counts.selection_rate(), counts.called(), counts.rows()),
        ("true_positive_rate", counts.true_positive_rate(), counts.true_positives, counts.positives()),
        ("false_positive_rate", counts.false_positive_rate(), counts.false_positives, counts.negatives()),
        ("accuracy", accuracy, sums[4], sums[0]),
        ("base_rate", counts.selection_rate().map(|_| sums[1] / sums[0]), sums[1], sums[0]),
    ] {
        let known = of.certain || name == "base_rate";
        let interval = || interval_of_share(hits as u64, among as u64, level);
        tell(found, name, share, if known { interval() } else { None });
    }
    if of.p.is_empty() {
        return;
    }
    let p: Vec<f64> = rows.iter().map(|row| of.p[*row]).collect();
    tell_mean(found, "mean_probability", &p, level, (0.0, 1.0));
    let bins = (rows.len() / BIN).min(BINS);
    if bins >= 2 {
        let truth: Vec<bool> = rows.iter().map(|row| of.truth[*row]).collect();
        let bins = calibration_bins(&truth, &p, bins, BinRule::Quantile).unwrap_or_default();
        found.calibration = bins.iter().map(|bin| (bin.predicted, bin.observed, bin.rows)).collect();
    }
}

fn tell(found: &mut GroupFigures, name: &str, score: Score, interval: Option<Interval>) {
    match score {
        Ok(value) => drop(found.figures.insert(name.into(), Figure { value, interval })),
        Err(why) => drop(found.undefined.insert(name.into(), why.to_string())),
    }
}

/// A mean with Student's interval, which is wide of few rows; of one row there is none.
fn tell_mean(found: &mut GroupFigures, name: &str, values: &[f64], level: f64, within: (f64, f64)) {
    let Some(value) = mean(values) else {
        found.undefined.insert(name.into(), "there are no rows".into());
        return;
    };
    let interval = sample_std(values).filter(|_| values.len() > 1).map(|std| {
        let rows = values.len() as f64;
        let half = student_t_quantile(0.5 + level / 2.0, rows - 1.0) * std / rows.sqrt();
        let (low, high) = ((value - half).max(within.0), (value + half).min(within.1));
        Interval { low, high, method: IntervalMethod::Student, undefined: 0 }
    });
    found.figures.insert(name.into(), Figure { value, interval });
}
