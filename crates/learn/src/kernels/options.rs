//! The parameters of support vector machines, declared and read.

use super::kernel::Kernel;
use crate::checks::weight;
use crate::settings::Settings;
use crate::{Dataset, LearnError};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec};
use std::borrow::Cow;

/// Rows beyond which a training would take hours.
const MOST_ROWS: usize = 50_000;

pub(super) const C: ParamSpec = ParamSpec::positive(
    "C",
    1.0,
    "What a row beyond its margin costs. Smaller values make a smoother model that lets more rows lie beyond.",
)
.tuned(1e-2, 1e3, true);

pub(super) const KERNEL: ParamSpec = ParamSpec::choice(
    "kernel",
    "rbf",
    &[Cow::Borrowed("rbf"), Cow::Borrowed("linear"), Cow::Borrowed("poly"), Cow::Borrowed("sigmoid")],
    "How alike two rows are: rbf by their distance, which bends anywhere; linear by their product, which \
     divides by a plane; poly by a power of it; sigmoid by its hyperbolic tangent.",
);

pub(super) const GAMMA: ParamSpec = ParamSpec::new(
    "gamma",
    ParamKind::ChoiceOrFloat {
        options: Cow::Borrowed(&[Cow::Borrowed("scale"), Cow::Borrowed("auto")]),
        min: 0.0,
        max: 1e9,
    },
    ParamDefault::Text(Cow::Borrowed("scale")),
    "How near rows must be to be alike, for rbf, poly and sigmoid. Larger values bend more and overfit sooner. \
     scale is one divided by the number of features and the variance of all numbers, auto one divided by the \
     number of features.",
)
.tuned(1e-4, 1e1, true);

pub(super) const DEGREE: ParamSpec = ParamSpec::int("degree", 3, 0, 20, "The power of the kernel poly.");

pub(super) const COEF0: ParamSpec = ParamSpec::float(
    "coef0",
    0.0,
    -1e9,
    1e9,
    "What is added to the product, for poly and sigmoid. With poly, larger values heed lower powers more.",
);

pub(super) const TOL: ParamSpec = ParamSpec::positive(
    "tol",
    1e-3,
    "Training ends when no pair of rows breaks its conditions by more. Smaller is closer to the optimum and takes \
     longer.",
);

pub(super) const MAX_ITER: ParamSpec = ParamSpec::optional_int(
    "max_iter",
    1,
    1_000_000_000,
    "The largest number of steps, of each pair of classes; none is ten million, or a hundred for each row.",
);

/// A kernel whose gamma may depend on the data.
#[derive(Clone)]
pub(super) struct KernelChoice {
    name: String,
    /// A number, or one of two names.
    gamma: Result<f64, String>,
    degree: u32,
    coef0: f64,
}

impl KernelChoice {
    pub fn read(settings: &Settings) -> Self {
        Self {
            name: settings.text("kernel"),
            gamma: settings.float("gamma").ok_or_else(|| settings.text("gamma")),
            degree: settings.int("degree").unwrap_or(3) as u32,
            coef0: settings.float("coef0").unwrap_or(0.0),
        }
    }

    /// The kernel for these rows.
    pub fn of(&self, data: &Dataset) -> Kernel {
        let features = data.x.data.ncols() as f64;
        let gamma = || match &self.gamma {
            Ok(gamma) => *gamma,
            Err(name) if name == "auto" => 1.0 / features,
            Err(_) => match variance(data) {
                variance if variance > 0.0 => 1.0 / (features * variance),
                _ => 1.0,
            },
        };
        match self.name.as_str() {
            "linear" => Kernel::Linear,
            "poly" => Kernel::Polynomial { gamma: gamma(), coef0: self.coef0, degree: self.degree },
            "sigmoid" => Kernel::Sigmoid { gamma: gamma(), coef0: self.coef0 },
            _ => Kernel::Rbf { gamma: gamma() },
        }
    }
}

/// Weighted variance of all numbers of all features together.
fn variance(data: &Dataset) -> f64 {
    let (mut total, mut sum, mut squares) = (0.0, 0.0, 0.0);
    let first = data.x.data.first().map_or(0.0, |&v| f64::from(v));
    for (at, row) in data.x.data.outer_iter().enumerate() {
        let w = weight(data, at);
        if w > 0.0 {
            for &value in row {
                let offset = f64::from(value) - first;
                total += w;
                sum += w * offset;
                squares += w * (offset * offset);
            }
        }
    }
    let mean = sum / total;
    (squares / total - mean * mean).max(0.0)
}

/// The rows that have weight, unless they are too many.
pub(super) fn rows(data: &Dataset) -> Result<Vec<u32>, LearnError> {
    let rows: Vec<u32> =
        (0..data.x.data.nrows() as u32).filter(|&row| weight(data, row as usize) > 0.0).collect();
    if rows.len() > MOST_ROWS {
        let what = format!(
            "a support vector machine of {} rows, whose work grows with their square (it takes at most \
             {MOST_ROWS}),",
            rows.len()
        );
        return Err(LearnError::TooLarge(what));
    }
    Ok(rows)
}

/// The features of some rows, one row after the other.
pub(super) fn gather(data: &Dataset, rows: &[u32]) -> Vec<f32> {
    rows.iter().flat_map(|&row| data.x.data.row(row as usize).into_iter().copied()).collect()
}
