//! Naive Bayes of counts and of flags: parameters and training.

use super::discrete_state::DiscreteNbState;
use super::gaussian_state::ABSENT;
use crate::checks::{SPARSE, check_dataset_for, classes, weight};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Status, Takes, Target, Training,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use serde::{Deserialize, Serialize};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// What the features of a class are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draws {
    /// How often each of many things was drawn: scikit-learn's `MultinomialNB`.
    Multinomial,
    /// The same, told from how rarely the other classes draw it: scikit-learn's `ComplementNB` (Rennie
    /// and others, *Tackling the poor assumptions of naive Bayes text classifiers*, 2003).
    Complement,
    /// Whether each is there: scikit-learn's `BernoulliNB`.
    Bernoulli,
}

/// Naive Bayes for counts or flags: the score of a class is a sum over the features, each times the
/// logarithm of its share in the class, smoothed by `alpha` (Manning, Raghavan and Schütze, *Introduction
/// to Information Retrieval*, 2008, chapter 13). One pass over the rows, time `O(rows · features)`, memory
/// `O(classes · features)`. Features must not be missing, and not negative where they are counts. A class
/// without training rows gets the probability zero.
pub struct DiscreteNb(pub Draws);

const ALPHA: ParamSpec = ParamSpec::float(
    "alpha",
    1.0,
    0.0,
    1e9,
    "Counts that are added to every feature of every class, so that what was never seen is not impossible. \
     Larger values make the classes more alike.",
)
.tuned(1e-3, 10.0, true);
const FORCE_ALPHA: ParamSpec = ParamSpec::bool(
    "force_alpha",
    true,
    "Whether an alpha below 1e-10 is taken as it is; else it is raised to 1e-10.",
);
const FIT_PRIOR: ParamSpec = ParamSpec::bool(
    "fit_prior",
    true,
    "Whether frequent classes are likelier beforehand. Without it all classes are equally likely.",
);
static MULTINOMIAL: [ParamSpec; 3] = [ALPHA, FIT_PRIOR, FORCE_ALPHA];
static COMPLEMENT: [ParamSpec; 3] = [
    ALPHA,
    ParamSpec::bool(
        "norm",
        false,
        "Whether the weights of each class are brought to the same sum, so that classes with much in them do \
         not weigh more.",
    ),
    FORCE_ALPHA,
];
static BERNOULLI: [ParamSpec; 4] = [
    ALPHA,
    ParamSpec::float(
        "binarize",
        0.0,
        -1e9,
        1e9,
        "A feature is there where its number is above this. Choose it between the numbers for no and yes.",
    ),
    FIT_PRIOR,
    FORCE_ALPHA,
];

/// Cells of one chunk, about 50 ms.
const CHUNK: usize = 20_000_000;
/// The least that `alpha` becomes without `force_alpha`.
const LEAST_ALPHA: f64 = 1e-10;

impl EstimatorKind for DiscreteNb {
    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn title(&self) -> &'static str {
        match self.0 {
            Draws::Multinomial => "Multinomial naive Bayes",
            Draws::Complement => "Complement naive Bayes",
            Draws::Bernoulli => "Bernoulli naive Bayes",
        }
    }

    fn help(&self) -> &'static str {
        match self.0 {
            Draws::Multinomial => {
                "Compares how often things are counted with their shares in each class: words, clicks, goods. \
                 Instant. The features must be counts, none below zero."
            }
            Draws::Complement => {
                "As multinomial naive Bayes, but learns each class from the rows of the others: steadier where \
                 classes are of very different size. The features must be counts, none below zero."
            }
            Draws::Bernoulli => {
                "Asks of each feature only whether it is there, and counts absence as evidence too. Instant; \
                 right for flags and one-hot columns."
            }
        }
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { self.0.specs() } else { &[] }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, _task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.0.specs(), values)?;
        let alpha = settings.float("alpha").unwrap_or(1.0);
        let bernoulli = self.0 == Draws::Bernoulli;
        Ok(Box::new(Options {
            draws: self.0,
            alpha: if settings.flag("force_alpha") { alpha } else { alpha.max(LEAST_ALPHA) },
            even: self.0 != Draws::Complement && !settings.flag("fit_prior"),
            norm: self.0 == Draws::Complement && settings.flag("norm"),
            above: if bernoulli { settings.float("binarize") } else { None },
        }))
    }
}

impl Draws {
    /// Name of the estimator.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Multinomial => "multinomial_nb",
            Self::Complement => "complement_nb",
            Self::Bernoulli => "bernoulli_nb",
        }
    }

    fn specs(self) -> &'static [ParamSpec] {
        match self {
            Self::Multinomial => &MULTINOMIAL,
            Self::Complement => &COMPLEMENT,
            Self::Bernoulli => &BERNOULLI,
        }
    }
}

#[derive(Clone, Copy)]
struct Options {
    draws: Draws,
    alpha: f64,
    /// Whether all classes are equally likely beforehand.
    even: bool,
    norm: bool,
    /// What a number must be above to count as one.
    above: Option<f64>,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let totals = classes(&data, self.draws.id())?.totals;
        if self.above.is_none() {
            refuse_negative(&data, self.draws.id())?;
        }
        let counts = vec![0.0; totals.len() * data.x.width()];
        Ok(Box::new(Counting { options: *self, totals, counts, next: 0, data }))
    }
}

fn refuse_negative(data: &Dataset, kind: &'static str) -> Result<(), LearnError> {
    if let Some(sparse) = &data.x.sparse {
        for row in 0..sparse.rows() {
            let (columns, values) = sparse.row(row);
            if let Some(at) = values.iter().position(|v| *v < 0.0) {
                let feature = data.x.names[columns[at] as usize].clone();
                return Err(LearnError::Negative { kind, feature, row });
            }
        }
    }
    for (row, values) in data.x.data.outer_iter().enumerate() {
        if let Some(column) = values.iter().position(|v| *v < 0.0) {
            return Err(LearnError::Negative { kind, feature: data.x.names[column].clone(), row });
        }
    }
    Ok(())
}

struct Counting {
    data: Arc<Dataset>,
    options: Options,
    /// Weight of each class.
    totals: Vec<f64>,
    /// A row for each class, a column for each feature.
    counts: Vec<f64>,
    next: usize,
}

impl Counting {
    fn chunk(&mut self) -> Status {
        let rows = self.data.x.rows();
        let cells = match &self.data.x.sparse {
            Some(sparse) => sparse.kept() / rows + 1,
            None => self.data.x.width(),
        };
        let end = rows.min(self.next + (CHUNK / cells).max(1));
        (self.next..end).for_each(|row| self.add(row));
        self.next = end;
        if end == rows {
            return Status::Done(Box::new(self.model()));
        }
        Status::Running(Progress { done: end as u64, total: rows as u64, unit: "row" })
    }

    fn add(&mut self, row: usize) {
        let (Target::Classes { index, .. }, weight) = (&self.data.y, weight(&self.data, row)) else { return };
        if weight == 0.0 {
            return;
        }
        let features = self.data.x.width();
        let cells = &mut self.counts[index[row] as usize * features..][..features];
        let number = |value: f32| number(value, self.options.above);
        match &self.data.x.sparse {
            None => cells.iter_mut().zip(self.data.x.data.row(row)).for_each(|(count, &value)| {
                *count += weight * number(value);
            }),
            Some(sparse) => {
                let (columns, values) = sparse.row(row);
                let before: Vec<f64> = columns.iter().map(|&j| cells[j as usize]).collect();
                // Where zeros count, they do so in every cell that is not kept.
                if number(0.0) != 0.0 {
                    cells.iter_mut().for_each(|count| *count += weight * number(0.0));
                }
                for ((&j, &value), before) in columns.iter().zip(values).zip(before) {
                    cells[j as usize] = before + weight * number(value);
                }
            }
        }
    }

    fn model(&self) -> DiscreteNbState {
        let (features, alpha) = (self.data.x.width(), self.options.alpha);
        let all: f64 = self.totals.iter().sum();
        let present = self.totals.iter().filter(|total| **total > 0.0).count() as f64;
        let mut whole = vec![0.0; features];
        for counts in self.counts.chunks_exact(features) {
            whole.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let (mut weights, mut heights) = (Vec::with_capacity(self.counts.len()), Vec::new());
        for (counts, &total) in self.counts.chunks_exact(features).zip(&self.totals) {
            let prior = if self.options.even { 1.0 / present } else { total / all };
            let mut height = libm::log(prior.max(f64::MIN_POSITIVE));
            match self.options.draws {
                Draws::Multinomial => weights.extend(logarithms(counts.iter().map(|count| count + alpha))),
                Draws::Complement => {
                    let others = whole.iter().zip(counts).map(|(all, own)| (all - own).max(0.0) + alpha);
                    weights.extend(rarities(logarithms(others), self.options.norm));
                    height = 0.0;
                }
                Draws::Bernoulli => {
                    for count in counts {
                        let whole = total + 2.0 * alpha;
                        let absent = share(whole - (count + alpha), whole);
                        weights.push(share(count + alpha, whole) - absent);
                        height += absent;
                    }
                }
            }
            heights.push(if total > 0.0 { height } else { ABSENT });
        }
        let above = self.options.above;
        DiscreteNbState { draws: self.options.draws, features: features as u32, weights, heights, above }
    }
}

/// What a cell counts: as it is, or one where it is above a number.
pub(super) fn number(value: f32, above: Option<f64>) -> f64 {
    let value = f64::from(value);
    above.map_or(value, |above| f64::from(u8::from(value > above)))
}

/// Logarithm of a share; of none that of the smallest number, so that scores stay finite.
fn share(part: f64, whole: f64) -> f64 {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    libm::log(share.max(f64::MIN_POSITIVE))
}

fn logarithms(counts: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let sum: f64 = counts.clone().sum();
    counts.map(|count| share(count, sum)).collect()
}

/// What is rare in the other classes speaks for a class.
fn rarities(logarithms: Vec<f64>, norm: bool) -> Vec<f64> {
    let sum: f64 = logarithms.iter().sum();
    let divisor = match norm {
        true if sum < 0.0 => sum,
        _ => -1.0,
    };
    logarithms.into_iter().map(|log| log / divisor).collect()
}

impl Training for Counting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
