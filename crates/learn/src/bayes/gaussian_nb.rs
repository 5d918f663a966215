//! Gaussian naive Bayes: its parameters and its training.

use super::gaussian_state::{ABSENT, GaussianNbState};
use crate::checks::{check_dataset, classes, weight};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, Progress, Share, Status, Target, Training,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Naive Bayes for numbers: within a class every feature is taken for normal and independent of the
/// others, as scikit-learn's `GaussianNB` does; a class is as likely beforehand as its share of the
/// weight. To every variance a share (`var_smoothing`) of the largest variance of a feature is added.
/// Two passes over the rows, time `O(rows · features)`, memory `O(classes · features)`. Features must
/// not be missing. A class without training rows gets the probability zero. Where rows have weights,
/// the largest variance is weighted too, which scikit-learn's is not. (Chan, Golub and LeVeque,
/// *Algorithms for computing the sample variance*, 1983; Zhang, *The optimality of naive Bayes*, 2004.)
pub struct GaussianNb;

static PARAMS: [ParamSpec; 1] = [ParamSpec::float(
    "var_smoothing",
    1e-9,
    0.0,
    1.0,
    "Share of the largest variance of a feature that is added to every variance. Larger values make \
     the model less sure of itself.",
)
.tuned(1e-12, 1e-1, true)];

/// Cells of one chunk, about 50 ms.
const CHUNK: usize = 20_000_000;

impl EstimatorKind for GaussianNb {
    fn id(&self) -> &'static str {
        "gaussian_nb"
    }

    fn title(&self) -> &'static str {
        "Gaussian naive Bayes"
    }

    fn help(&self) -> &'static str {
        "Asks how usual each number is in each class, one feature at a time. Instant, needs few rows and \
         no scaling; its probabilities are often too sure."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { &PARAMS } else { &[] }
    }

    fn build(&self, _task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(&PARAMS, values)?;
        Ok(Box::new(Options { smoothing: settings.float("var_smoothing").unwrap_or(1e-9) }))
    }
}

struct Options {
    smoothing: f64,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        let totals = classes(&data, "gaussian_nb")?.totals;
        let cells = totals.len() * data.x.data.ncols();
        let (means, squares) = (vec![0.0; cells], vec![0.0; cells]);
        Ok(Box::new(Counting {
            smoothing: self.smoothing,
            totals,
            means,
            squares,
            next: 0,
            second: false,
            data,
        }))
    }
}

/// First the means of every class are found, then the squared distances from them.
struct Counting {
    data: Arc<Dataset>,
    smoothing: f64,
    /// Weight of each class.
    totals: Vec<f64>,
    /// A row for each class, a column for each feature: sums, then means.
    means: Vec<f64>,
    squares: Vec<f64>,
    next: usize,
    second: bool,
}

impl Counting {
    fn chunk(&mut self) -> Status {
        let (rows, features) = self.data.x.data.dim();
        let end = rows.min(self.next + (CHUNK / features).max(1));
        (self.next..end).for_each(|row| self.add(row));
        self.next = end;
        if end == rows && self.second {
            return Status::Done(Box::new(self.model()));
        }
        if end == rows {
            self.divide();
            (self.next, self.second) = (0, true);
        }
        Status::Running(Progress { done: self.next as u64, total: rows as u64, unit: "row" })
    }

    fn add(&mut self, row: usize) {
        let (Target::Classes { index, .. }, weight) = (&self.data.y, weight(&self.data, row)) else { return };
        if weight == 0.0 {
            return;
        }
        let features = self.data.x.data.ncols();
        let cells = index[row] as usize * features..(index[row] as usize + 1) * features;
        let (means, squares) = (&mut self.means[cells.clone()], &mut self.squares[cells]);
        for ((mean, square), &value) in means.iter_mut().zip(squares).zip(self.data.x.data.row(row)) {
            if self.second {
                let distance = f64::from(value) - *mean;
                *square += weight * distance * distance;
            } else {
                *mean += weight * f64::from(value);
            }
        }
    }

    fn divide(&mut self) {
        let features = self.data.x.data.ncols();
        for (means, total) in self.means.chunks_exact_mut(features).zip(&self.totals) {
            means.iter_mut().filter(|_| *total > 0.0).for_each(|sum| *sum /= total);
        }
    }

    /// The largest variance of a feature over all rows: within the classes and between their means.
    fn largest_variance(&self) -> f64 {
        let (features, all) = (self.data.x.data.ncols(), self.totals.iter().sum::<f64>());
        let variance = |j: usize| {
            let of =
                |k: usize| (self.totals[k], self.means[k * features + j], self.squares[k * features + j]);
            let mean = (0..self.totals.len()).map(|k| of(k).0 * of(k).1).sum::<f64>() / all;
            let squares =
                (0..self.totals.len()).map(|k| of(k).2 + of(k).0 * (of(k).1 - mean) * (of(k).1 - mean));
            squares.sum::<f64>() / all
        };
        (0..features).map(variance).fold(0.0, f64::max)
    }

    fn model(&self) -> GaussianNbState {
        let (features, all) = (self.data.x.data.ncols(), self.totals.iter().sum::<f64>());
        let added = self.smoothing * self.largest_variance();
        let variance = |(at, square): (usize, &f64)| {
            let total = self.totals[at / features];
            let variance = if total > 0.0 { square / total + added } else { 1.0 };
            // Where nothing varies every value is as usual as any other.
            if variance > 0.0 { variance } else { 1.0 }
        };
        let prior = |total: &f64| if *total > 0.0 { libm::log(total / all) } else { ABSENT };
        GaussianNbState {
            features: features as u32,
            priors: self.totals.iter().map(prior).collect(),
            means: self.means.clone(),
            variances: self.squares.iter().enumerate().map(variance).collect(),
        }
    }
}

impl Training for Counting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn share(&self) -> Option<Share> {
        let rows = self.data.x.data.nrows();
        let done = (self.next + if self.second { rows } else { 0 }) as f64 / (2 * rows) as f64;
        Some(Share { done, steady: true })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}
