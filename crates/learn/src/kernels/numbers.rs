//! A support vector machine of numbers: its training.

use super::expansion::Expansion;
use super::kernel::Kernel;
use super::options::{gather, rows};
use super::smo::{Smo, Solution, Variables};
use super::svm::Options;
use super::svm_state::{SvmAnswers, SvmState};
use crate::checks::{check_dataset, numbers, weight};
use crate::{Dataset, LearnError, Model, Share, Status, Training};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Operations of one chunk, about 50 ms.
pub(super) const CHUNK: i64 = 30_000_000;

/// A training of a number.
pub(super) struct Tube {
    kernel: Kernel,
    x: Vec<f32>,
    features: usize,
    search: Smo,
}

impl Tube {
    pub fn new(data: Arc<Dataset>, options: &Options) -> Result<Self, LearnError> {
        check_dataset(&data)?;
        let y = numbers(&data, "svm")?;
        let rows = rows(&data)?;
        let (kernel, features) = (options.kernel.of(&data), data.x.data.ncols());
        let x = gather(&data, &rows);
        let mut vars = Variables::default();
        // Two variables a row: one for what lies above the tube and one for what lies below it.
        for side in [1.0, -1.0] {
            for (at, &row) in rows.iter().enumerate() {
                let cost = options.strength * weight(&data, row as usize);
                vars.row.push(at as u32);
                vars.pull.push(y[row as usize] - side * options.epsilon);
                vars.low.push(if side > 0.0 { 0.0 } else { -cost });
                vars.high.push(if side > 0.0 { cost } else { 0.0 });
                vars.value.push(0.0);
            }
        }
        let search = Smo::new(kernel, x.clone(), features, vars, options.tol, options.most);
        Ok(Self { kernel, x, features, search })
    }
}

/// The sum that a solution stands for: the rows that have a say, in their order.
pub(super) fn sum(kernel: Kernel, x: &[f32], features: usize, found: &Solution) -> Expansion {
    let mut sum = Expansion {
        kernel,
        features: features as u32,
        support: Vec::new(),
        weights: Vec::new(),
        heights: vec![found.height],
    };
    for (row, &weight) in x.chunks_exact(features).zip(&found.weights) {
        if weight != 0.0 {
            sum.support.extend(row);
            sum.weights.push(weight);
        }
    }
    sum
}

impl Training for Tube {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        let mut budget = CHUNK;
        let status = match self.search.advance(&mut budget) {
            false => Status::Running(self.search.progress()),
            true => {
                let found = self.search.solution();
                let sums = sum(self.kernel, &self.x, self.features, &found);
                let model = SvmState { sums, answers: SvmAnswers::Number, stopped: found.stopped };
                Status::Done(Box::new(model))
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
