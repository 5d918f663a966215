//! A fitted Gaussian process of classes.

use super::gp_state::not_found;
use crate::cluster::Packed;
use crate::kernels::Kernel;
use crate::linear::first_largest;
use crate::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_compute::{Work, vectorised};
use glasshouse_spec::{Place, Warning};
use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// Rows that are answered side by side.
const LANES: usize = 8;
/// Work of an answer of about 50 ms.
const ANSWER: usize = 40_000_000;
/// Chances are held away from 0 and 1 by this.
const EDGE: f64 = 1e-10;

/// The mean of the logistic function over a normal distribution as a sum of five error functions (Williams and
/// Barber, *Bayesian classification with Gaussian processes*, 1998, appendix A): how steep each is, and its
/// share. The numbers are scikit-learn's.
pub const CURVES: [(f64, f64); 5] = [
    (0.41, -1854.8214151),
    (0.4, 3516.89893646),
    (0.37, 221.29346712),
    (0.44, 128.12323805),
    (0.39, -2010.49422654),
];

/// Machines of which each tells one class from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GpClassesState {
    /// Number of classes.
    pub classes: u32,
    /// Those that have rows.
    pub present: Vec<u32>,
    /// Number of features.
    pub features: u32,
    /// Row-major: the training rows.
    pub support: Vec<f32>,
    /// Of two classes with rows one, which speaks for the later; else one for each.
    pub machines: Vec<GpMachine>,
    /// Steps after which a search for the parameters was given up.
    pub stopped: Option<u32>,
    /// Steps after which Laplace's approximation was taken as it was.
    pub unsettled: Option<u32>,
}

/// A machine of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GpMachine {
    /// How rows are compared.
    pub kernel: Kernel,
    /// What the kernels are multiplied by: their sum is the mean of the function.
    pub weights: Vec<f64>,
    /// A triangle, row after row, that the kernels are multiplied by: the sum of the squares is what the
    /// training rows take off the variance, which is the amplitude without them.
    pub spread: Vec<f64>,
    /// Amplitude, length, and mixture where there is one.
    pub theta: Vec<f64>,
    /// The logarithm of the likelihood of the classes.
    pub likelihood: f64,
}

impl GpMachine {
    fn is_sound(&self, rows: usize) -> bool {
        let finite = |list: &[f64]| list.iter().all(|v| v.is_finite());
        self.weights.len() == rows
            && Some(self.spread.len())
                == rows.checked_add(1).and_then(|more| rows.checked_mul(more)).map(|n| n / 2)
            && self.theta.first().is_some_and(|amplitude| *amplitude > 0.0)
            && self.kernel.is_sound()
            && self.kernel.is_of_distance()
            && finite(&self.weights)
            && finite(&self.spread)
            && finite(&self.theta)
    }

    /// Chances of some rows from their squared distances from the training rows.
    fn chances(&self, distances: &[[f64; LANES]], kernels: &mut [[f64; LANES]]) -> [f64; LANES] {
        let mut means = [0.0; LANES];
        for ((kernels, distances), weight) in kernels.iter_mut().zip(distances).zip(&self.weights) {
            *kernels = distances.map(|distance| self.kernel.of(distance));
            means.iter_mut().zip(*kernels).for_each(|(mean, kernel)| *mean += weight * kernel);
        }
        let taken = vectorised(Spread { triangle: &self.spread, kernels });
        std::array::from_fn(|lane| chance(means[lane], (self.theta[0] - taken[lane]).max(0.0)))
    }
}

struct Spread<'a> {
    triangle: &'a [f64],
    kernels: &'a [[f64; LANES]],
}

impl Work for Spread<'_> {
    type Output = [f64; LANES];

    #[inline(always)]
    fn call(self) -> [f64; LANES] {
        let (mut all, mut rest) = ([0.0; LANES], self.triangle);
        for row in 0..self.kernels.len() {
            let (cells, later) = rest.split_at(row + 1);
            rest = later;
            let mut sum = [0.0; LANES];
            for (cell, kernels) in cells.iter().zip(self.kernels) {
                sum.iter_mut().zip(kernels).for_each(|(sum, kernel)| *sum += cell * kernel);
            }
            all.iter_mut().zip(sum).for_each(|(all, sum)| *all += sum * sum);
        }
        all
    }
}

/// The mean chance where the function has this mean and variance.
fn chance(mean: f64, variance: f64) -> f64 {
    let each = CURVES.map(|(steep, share)| {
        0.5 * share * (1.0 + libm::erf(steep * mean / (1.0 + 2.0 * steep * steep * variance).sqrt()))
    });
    each.iter().sum::<f64>().clamp(EDGE, 1.0 - EDGE)
}

impl GpClassesState {
    /// Number of training rows.
    pub fn rows(&self) -> usize {
        self.support.len() / (self.features as usize).max(1)
    }

    /// Whether its numbers fit.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        let (rows, present) = (self.rows(), self.present.len());
        let fits = self.features as usize == features
            && features > 0
            && rows > 0
            && self.support.len() == rows * features
            && self.support.iter().all(|v| v.is_finite())
            && present >= 2
            && self.present.windows(2).all(|two| two[0] < two[1])
            && self.present[present - 1] < self.classes
            && self.machines.len() == if present == 2 { 1 } else { present }
            && self.machines.iter().all(|machine| machine.is_sound(rows));
        if fits { Ok(()) } else { Err(LearnError::BadState("a Gaussian process whose numbers do not fit")) }
    }

    /// Answers up to [`LANES`] rows.
    fn answer(&self, room: &mut Room, x: ArrayView2<f32>, probabilities: &mut [f32], index: &mut Vec<u32>) {
        for (lane, row) in x.outer_iter().enumerate() {
            room.row.iter_mut().zip(row).for_each(|(to, &from)| *to = from);
            room.packed.each(&room.row, &mut room.out);
            room.distances.iter_mut().zip(&room.out).for_each(|(lanes, &distance)| lanes[lane] = distance);
        }
        let said: Vec<[f64; LANES]> =
            self.machines.iter().map(|machine| machine.chances(&room.distances, &mut room.kernels)).collect();
        for (lane, out) in probabilities.chunks_exact_mut(self.classes as usize).enumerate() {
            let mut shares: Vec<f64> = said.iter().map(|chances| chances[lane]).collect();
            if let [later] = shares[..] {
                shares.insert(0, 1.0 - later);
            } else {
                let sum: f64 = shares.iter().sum();
                shares.iter_mut().for_each(|share| *share /= sum);
            }
            self.present.iter().zip(&shares).for_each(|(&class, &share)| out[class as usize] = share as f32);
            index.push(self.present[first_largest(&shares) as usize]);
        }
    }
}

/// The training rows laid out to be compared with, and room for some rows.
struct Room {
    packed: Packed,
    row: Vec<f32>,
    out: Vec<f64>,
    distances: Vec<[f64; LANES]>,
    kernels: Vec<[f64; LANES]>,
}

impl Model for GpClassesState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.features as usize, "features of another model");
        let places: Vec<f64> = self.support.iter().map(|&v| f64::from(v)).collect();
        let packed = Packed::new(&places, self.features as usize);
        let (rows, classes) = (self.rows(), self.classes as usize);
        let mut room = Room {
            out: vec![0.0; packed.width()],
            packed,
            row: vec![0.0; self.features as usize],
            distances: vec![[0.0; LANES]; rows],
            kernels: vec![[0.0; LANES]; rows],
        };
        let mut probabilities = vec![0.0; x.data.nrows() * classes];
        let mut index = Vec::with_capacity(x.data.nrows());
        let blocks = x.data.axis_chunks_iter(Axis(0), LANES);
        for (rows, out) in blocks.zip(probabilities.chunks_mut(LANES * classes)) {
            self.answer(&mut room, rows, out, &mut index);
        }
        let probabilities = Array2::from_shape_vec((x.data.nrows(), classes), probabilities);
        Prediction::Classes { probabilities: probabilities.unwrap_or_default(), index }
    }

    fn rows_at_once(&self) -> usize {
        let (rows, features) = (self.rows(), self.features as usize);
        let price = rows * (2 * features + self.machines.len() * (rows / 2 + 30));
        (ANSWER / price.max(1)).max(1).next_multiple_of(LANES)
    }

    fn state(&self) -> ModelState {
        ModelState::GpClasses(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        let unsettled = self.unsettled.map(|steps| {
            let message = format!(
                "gaussian_process stopped after {steps} steps before its classes were the most likely: raise \
                 max_iter_predict"
            );
            Warning::new("model.not_converged", message, Place::parameter("model.params.max_iter_predict"))
        });
        self.stopped.map(not_found).into_iter().chain(unsettled).collect()
    }
}
