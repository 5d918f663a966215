//! How likely the targets are under a process, and how that changes with its parameters.
//!
//! Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithm 2.1 and equation 5.9.
//! The matrix is factorised, inverted and gone through row by row, so that it can be stopped anywhere.

use super::factor::Factor;
use super::laplace::Laplace;
use super::search::Shape;
use crate::kernels::Kernel;

/// Rows with their targets.
pub(super) struct Problem {
    pub shape: Shape,
    /// Squared distances of each row from those before it.
    pub distances: Vec<Vec<f64>>,
    /// How often each row counts.
    pub weights: Vec<f64>,
    /// Numbers, centred and scaled; of classes one or zero.
    pub y: Vec<f64>,
    pub asked: Asked,
}

/// What the targets are.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// Numbers; what is added to their noise.
    Number { alpha: f64 },
    /// Whether a row is of a class; steps towards what is the most likely, at most.
    Class { most: u32 },
}

/// What was found for some parameters: amplitude, length, mixture where there is one, and of numbers the noise.
#[derive(Clone)]
pub(super) struct Likelihood {
    pub theta: Vec<f64>,
    /// The logarithm of the likelihood, turned; infinite where the matrix cannot be factorised.
    pub value: f64,
    /// Its slopes by the logarithms of the parameters.
    pub slopes: Vec<f64>,
    /// What the kernels with the rows are multiplied by: of numbers the inverse matrix times the targets, of
    /// classes how far they pull.
    pub pulled: Vec<f64>,
}

impl Likelihood {
    pub fn unknown(theta: Vec<f64>, rows: usize) -> Self {
        let slopes = vec![0.0; theta.len()];
        Self { theta, value: f64::INFINITY, slopes, pulled: vec![0.0; rows] }
    }
}

/// An evaluation under way.
pub(super) enum Evaluation {
    Number(Exact),
    Class(Laplace),
}

impl Evaluation {
    /// At some parameters.
    pub fn new(problem: &Problem, theta: Vec<f64>) -> Self {
        match problem.asked {
            Asked::Number { alpha } => Self::Number(Exact::new(problem, theta, alpha)),
            Asked::Class { most } => Self::Class(Laplace::new(problem, theta, most)),
        }
    }

    /// At other parameters, in the same room.
    pub fn renew(&mut self, problem: &Problem, theta: Vec<f64>) {
        match self {
            Self::Number(evaluation) => evaluation.renew(problem, theta),
            Self::Class(evaluation) => evaluation.renew(problem, theta),
        }
    }

    /// Works while the budget of operations lasts; what was found at the end.
    pub fn advance(&mut self, problem: &Problem, budget: &mut i64) -> Option<Likelihood> {
        match self {
            Self::Number(evaluation) => evaluation.advance(problem, budget),
            Self::Class(evaluation) => evaluation.advance(problem, budget),
        }
    }
}

enum Stage {
    Factor(usize),
    Invert(usize),
    Combine(usize),
}

/// Of numbers, whose likelihood is known exactly.
pub(super) struct Exact {
    kernel: Kernel,
    found: Likelihood,
    alpha: f64,
    factor: Factor,
    stage: Stage,
}

impl Exact {
    fn new(problem: &Problem, theta: Vec<f64>, alpha: f64) -> Self {
        let rows = problem.y.len();
        Self {
            kernel: problem.shape.kernel(&theta),
            found: Likelihood::unknown(theta, rows),
            alpha,
            factor: Factor::new(rows),
            stage: Stage::Factor(0),
        }
    }

    fn renew(&mut self, problem: &Problem, theta: Vec<f64>) {
        self.kernel = problem.shape.kernel(&theta);
        self.found = Likelihood::unknown(theta, problem.y.len());
        self.stage = Stage::Factor(0);
    }

    fn advance(&mut self, problem: &Problem, budget: &mut i64) -> Option<Likelihood> {
        let rows = problem.y.len();
        while *budget > 0 {
            match self.stage {
                Stage::Factor(row) if row == rows => {
                    self.solve(problem);
                    self.stage = Stage::Invert(0);
                }
                Stage::Factor(row) => {
                    *budget -= Factor::price(row);
                    if !self.factorise(problem, row) {
                        return Some(self.found.clone());
                    }
                    self.stage = Stage::Factor(row + 1);
                }
                Stage::Invert(column) if column == rows => self.stage = Stage::Combine(0),
                Stage::Invert(column) => {
                    *budget -= self.factor.price_of_inverse(column);
                    self.factor.invert(column);
                    self.stage = Stage::Invert(column + 1);
                }
                Stage::Combine(row) if row == rows => {
                    self.finish(problem);
                    return Some(self.found.clone());
                }
                Stage::Combine(row) => {
                    *budget -= ((row + 1) * (rows - row + 80)) as i64;
                    self.combine(problem, row);
                    self.stage = Stage::Combine(row + 1);
                }
            }
        }
        None
    }

    fn amplitude(&self) -> f64 {
        self.found.theta[0]
    }

    fn noise(&self) -> f64 {
        self.found.theta[self.found.theta.len() - 1]
    }

    /// A row of the matrix, then of its factor; false where it is not positive.
    fn factorise(&mut self, problem: &Problem, row: usize) -> bool {
        let (amplitude, kernel) = (self.amplitude(), self.kernel);
        let own = amplitude + (self.noise() + self.alpha) / problem.weights[row];
        self.factor.factorise(row, own, |below| {
            for (cell, &distance) in below.iter_mut().zip(&problem.distances[row]) {
                *cell = amplitude * kernel.of(distance);
            }
        })
    }

    /// The inverse matrix times the targets, and the value.
    fn solve(&mut self, problem: &Problem) {
        let rows = problem.y.len();
        let mut solved = problem.y.clone();
        let usual = 0.5 * rows as f64 * libm::log(2.0 * std::f64::consts::PI);
        let value = self.factor.divide(&mut solved, usual);
        self.factor.divide_back(&mut solved);
        // A row that counts twice is two rows with the same answer, whose noise is drawn twice.
        let again: f64 = problem.weights.iter().map(|w| w - 1.0).sum();
        self.found.value = value + 0.5 * again * libm::log(self.noise() + self.alpha);
        self.found.pulled = solved;
    }

    /// Adds what a row of the inverse matrix says of the slopes.
    fn combine(&mut self, problem: &Problem, row: usize) {
        let (amplitude, noise) = (self.amplitude(), self.noise());
        let pulled = &self.found.pulled;
        let mut sums = [0.0; 3];
        for (other, &distance) in problem.distances[row].iter().enumerate() {
            let share = self.factor.inverse(row, other) - pulled[row] * pulled[other];
            let [length, mixture] = self.kernel.slopes(distance);
            sums[0] += share * self.kernel.of(distance);
            sums[1] += share * length;
            sums[2] += share * mixture;
        }
        let itself = 0.5 * (self.factor.inverse(row, row) - pulled[row] * pulled[row]);
        sums[0] += itself;
        let last = self.found.slopes.len() - 1;
        self.found.slopes[last] += itself * noise / problem.weights[row];
        for (slope, sum) in self.found.slopes[..last].iter_mut().zip(sums) {
            *slope += amplitude * sum;
        }
    }

    fn finish(&mut self, problem: &Problem) {
        let again: f64 = problem.weights.iter().map(|w| w - 1.0).sum();
        let (noise, last) = (self.noise(), self.found.slopes.len() - 1);
        self.found.slopes[last] += 0.5 * again * noise / (noise + self.alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(shape: Shape, asked: Asked, theta: &[f64]) -> Likelihood {
        let x: [f64; 6] = [0.0, 0.4, 1.1, 1.5, 2.7, 3.1];
        let y = |x: f64| match asked {
            Asked::Number { .. } => (2.0 * x).sin(),
            Asked::Class { .. } => f64::from(u8::from((2.0 * x).sin() > 0.0)),
        };
        let problem = Problem {
            shape,
            distances: (0..6).map(|i| (0..i).map(|j| (x[i] - x[j]) * (x[i] - x[j])).collect()).collect(),
            y: x.iter().map(|&x| y(x)).collect(),
            weights: vec![1.0, 2.0, 1.0, 0.5, 1.0, 3.0],
            asked,
        };
        let mut budget = i64::MAX;
        Evaluation::new(&problem, theta.to_vec()).advance(&problem, &mut budget).unwrap()
    }

    /// The slopes are those of differences.
    #[test]
    fn slopes_are_differences() {
        let shapes =
            [Shape::Rbf, Shape::Matern(1), Shape::Matern(3), Shape::Matern(5), Shape::RationalQuadratic];
        let questions = [Asked::Number { alpha: 1e-3 }, Asked::Class { most: 100 }];
        for (shape, asked) in shapes.into_iter().flat_map(|shape| questions.map(|asked| (shape, asked))) {
            let mut theta = vec![1.3, 0.8];
            theta.extend((shape == Shape::RationalQuadratic).then_some(0.6));
            theta.extend(matches!(asked, Asked::Number { .. }).then_some(0.2));
            let slopes = found(shape, asked, &theta).slopes;
            for at in 0..theta.len() {
                let near = |step: f64| {
                    let mut other = theta.clone();
                    other[at] *= f64::exp(step);
                    found(shape, asked, &other).value
                };
                let difference = (near(1e-5) - near(-1e-5)) / 2e-5;
                assert!(
                    (slopes[at] - difference).abs() < 1e-6,
                    "{shape:?} {at}: {} {difference}",
                    slopes[at]
                );
            }
        }
    }
}
