//! Models that weigh each feature by a number: least squares, plain or held back, and logistic regression.
//!
//! Both compute in `f64` on features that are centred, so that large offsets (years, time
//! stamps) cost no precision, and sum in a fixed order. Rows of more than 256 features of which at most one
//! cell in eight is not zero are worked on as they are, centred in the sums: see
//! [`Features::is_thin`](crate::Features::is_thin).

mod aim;
mod columns;
mod conjugate;
mod coordinates;
mod descent;
mod folding;
mod huber;
mod least_squares;
mod linear_regression;
mod linear_svm;
mod logistic_model;
mod logistic_regression;
mod logistic_training;
mod loss;
mod margin_model;
mod minimise;
mod moments;
mod multipliers;
mod newton;
mod penalised;
mod quasi_newton;
mod ridge_classes;
mod sparse;
mod squares;
mod triangle;

pub use huber::{Huber, HuberState};
pub use linear_regression::{LinearRegression, LinearState};
pub use linear_svm::{LinearSvm, SvmLineState};
pub use logistic_model::LogisticState;
pub use logistic_regression::LogisticRegression;
pub use margin_model::{MarginKind, MarginState};
pub use minimise::minimise;
pub use penalised::{Penalised, PenalisedState, Penalty};

pub(crate) use descent::{Answer, Descent, Found};
pub(crate) use logistic_model::{ABSENT, by_feature, first_largest, logistic, softmax};
pub(crate) use margin_model::not_converged;
pub(crate) use newton::Newton;
pub(crate) use penalised::CLASS_WEIGHT;
pub(crate) use quasi_newton::QuasiNewton;

/// Sum of products in a fixed order: four running sums, so that it can be vectorised.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (left, right) = (a.chunks_exact(4), b.chunks_exact(4));
    let tail: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in left.zip(right) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

/// Adds `factor` times `b` to `a`.
pub(crate) fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    for (x, y) in a.iter_mut().zip(b) {
        *x += factor * y;
    }
}
