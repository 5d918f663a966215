//! Rows that lie where few others do, by a support vector machine of one class.

use super::expansion::Expansion;
use super::kernel::Kernel;
use super::numbers::{CHUNK, sum};
use super::options::{COEF0, DEGREE, GAMMA, KERNEL, KernelChoice, MAX_ITER, TOL, gather, rows};
use super::smo::{Smo, Variables};
use crate::checks::{check_dataset, untargeted, weight};
use crate::linear::not_converged;
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Share, Status,
    Training,
};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

const KIND: &str = "one_class_svm";

/// scikit-learn's `OneClassSVM`: a border that leaves about a share of `nu` of the rows outside, in the space of
/// a kernel (Schölkopf et al., *Estimating the support of a high-dimensional distribution*, 2001). Features
/// must not be missing and are to be on one scale. Time between `O(rows²)` and `O(rows³)` times the features;
/// more than 50,000 rows are refused.
pub struct OneClassSvm;

const NU: ParamSpec = ParamSpec::new(
    "nu",
    ParamKind::Float { min: 0.0, max: 1.0, open: true },
    ParamDefault::Float(0.5),
    "The share of the training rows that is marked, about: at most that many lie outside the border, and at least \
     that many have a say in where it is.",
)
.tuned(0.01, 0.5, true);

static PARAMS: [ParamSpec; 7] = [NU, KERNEL, GAMMA, DEGREE, COEF0, TOL, MAX_ITER];

impl EstimatorKind for OneClassSvm {
    fn id(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "One-class support vector machine"
    }

    fn help(&self) -> &'static str {
        "Draws a smooth border around most rows and marks those outside. For some thousand rows of numbers on one \
         scale."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Anomaly]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Anomaly { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Options {
            kernel: KernelChoice::read(&settings),
            nu: settings.float("nu").unwrap_or(0.5),
            tol: settings.float("tol").unwrap_or(1e-3),
            most: settings.int("max_iter"),
        }))
    }
}

struct Options {
    kernel: KernelChoice,
    nu: f64,
    tol: f64,
    most: Option<u64>,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset(&data)?;
        untargeted(&data, KIND)?;
        let rows = rows(&data)?;
        let (kernel, features) = (self.kernel.of(&data), data.x.data.ncols());
        let costs: Vec<f64> = rows.iter().map(|&row| weight(&data, row as usize)).collect();
        let mut left = self.nu * costs.iter().sum::<f64>();
        let mut take = |cost: &f64| {
            let value = cost.min(left).max(0.0);
            left -= value;
            value
        };
        let vars = Variables {
            row: (0..rows.len() as u32).collect(),
            pull: vec![0.0; rows.len()],
            low: vec![0.0; rows.len()],
            value: costs.iter().map(&mut take).collect(),
            high: costs,
        };
        let x = gather(&data, &rows);
        let search = Smo::new(kernel, x.clone(), features, vars, self.tol, self.most);
        Ok(Box::new(Border { kernel, x, features, search }))
    }
}

struct Border {
    kernel: Kernel,
    x: Vec<f32>,
    features: usize,
    search: Smo,
}

impl Training for Border {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        let mut budget = CHUNK;
        let status = match self.search.advance(&mut budget) {
            false => Status::Running(self.search.progress()),
            true => {
                let found = self.search.solution();
                let sums = sum(self.kernel, &self.x, self.features, &found);
                Status::Done(Box::new(OneClassState { sums, stopped: found.stopped }))
            }
        };
        Box::pin(ready(Ok(status)))
    }

    fn share(&self) -> Option<Share> {
        Some(Share { done: self.search.share(), steady: false })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}

/// The border: a row is marked where its sum of kernels and the height are below zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneClassState {
    /// The sum.
    pub sums: Expansion,
    /// Steps after which it was given up before it converged.
    pub stopped: Option<u32>,
}

impl Model for OneClassState {
    fn predict(&self, x: &Features) -> Prediction {
        let numbers = self.sums.numbers(x);
        Prediction::Groups { index: numbers.iter().map(|score| u32::from(*score < 0.0)).collect(), numbers }
    }

    fn rows_at_once(&self) -> usize {
        self.sums.rows_at_once()
    }

    fn state(&self) -> ModelState {
        ModelState::OneClass(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged(KIND, self.stopped)
    }
}
