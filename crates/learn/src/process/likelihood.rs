//! How likely the targets are under a process, and how that changes with its parameters.
//!
//! Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithm 2.1 and equation 5.9.
//! The matrix is factorised, inverted and gone through row by row, so that it can be stopped anywhere.

use super::search::Shape;
use crate::kernels::Kernel;
use crate::linear::dot;

/// Rows with their targets.
pub(super) struct Problem {
    pub shape: Shape,
    /// Squared distances of each row from those before it.
    pub distances: Vec<Vec<f64>>,
    /// Targets, centred and scaled.
    pub y: Vec<f64>,
    /// How often each row counts.
    pub weights: Vec<f64>,
    /// What is added to the noise.
    pub alpha: f64,
}

/// What was found for some parameters: amplitude, length, mixture where there is one, and noise.
#[derive(Clone)]
pub(super) struct Likelihood {
    pub theta: Vec<f64>,
    /// The logarithm of the likelihood, turned; infinite where the matrix cannot be factorised.
    pub value: f64,
    /// Its slopes by the logarithms of the parameters.
    pub slopes: Vec<f64>,
    /// The inverse matrix times the targets.
    pub pulled: Vec<f64>,
}

enum Stage {
    Factor(usize),
    Invert(usize),
    Combine(usize),
}

/// An evaluation under way.
pub(super) struct Evaluation {
    kernel: Kernel,
    found: Likelihood,
    /// Row-major: Cholesky's factor below the diagonal.
    factor: Vec<f64>,
    /// Row-major: columns of the inverse factor.
    inverse: Vec<f64>,
    stage: Stage,
}

impl Evaluation {
    pub fn new(problem: &Problem, theta: Vec<f64>) -> Self {
        let rows = problem.y.len();
        let slopes = vec![0.0; theta.len()];
        Self {
            kernel: problem.shape.kernel(&theta),
            factor: vec![0.0; rows * rows],
            inverse: vec![0.0; rows * rows],
            found: Likelihood { theta, value: f64::INFINITY, slopes, pulled: vec![0.0; rows] },
            stage: Stage::Factor(0),
        }
    }

    /// Works while the budget of operations lasts; what was found at the end.
    pub fn advance(&mut self, problem: &Problem, budget: &mut i64) -> Option<Likelihood> {
        let rows = problem.y.len();
        while *budget > 0 {
            match self.stage {
                Stage::Factor(row) if row == rows => {
                    self.solve(problem);
                    self.stage = Stage::Invert(0);
                }
                Stage::Factor(row) => {
                    *budget -= (row * (row / 2 + 40) + 10) as i64;
                    if !self.factorise(problem, row) {
                        return Some(self.found.clone());
                    }
                    self.stage = Stage::Factor(row + 1);
                }
                Stage::Invert(column) if column == rows => self.stage = Stage::Combine(0),
                Stage::Invert(column) => {
                    *budget -= ((rows - column) * (rows - column) / 2 + 10) as i64;
                    self.invert(column, rows);
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
        let (rows, amplitude, kernel) = (problem.y.len(), self.amplitude(), self.kernel);
        let own = amplitude + (self.noise() + problem.alpha) / problem.weights[row];
        let (above, below) = self.factor.split_at_mut(row * rows);
        let below = &mut below[..=row];
        for (cell, &distance) in below.iter_mut().zip(&problem.distances[row]) {
            *cell = amplitude * kernel.of(distance);
        }
        for column in 0..row {
            let other = &above[column * rows..=column * rows + column];
            let known = dot(&below[..column], &other[..column]);
            below[column] = (below[column] - known) / other[column];
        }
        let rest = own - dot(&below[..row], &below[..row]);
        below[row] = rest.sqrt();
        rest > 0.0
    }

    /// The inverse matrix times the targets, and the value.
    fn solve(&mut self, problem: &Problem) {
        let rows = problem.y.len();
        let mut solved: Vec<f64> = Vec::with_capacity(rows);
        let mut value = 0.5 * rows as f64 * libm::log(2.0 * std::f64::consts::PI);
        for row in 0..rows {
            let factor = &self.factor[row * rows..=row * rows + row];
            let z = (problem.y[row] - dot(&factor[..row], &solved)) / factor[row];
            value += 0.5 * z * z + libm::log(factor[row]);
            solved.push(z);
        }
        for row in (0..rows).rev() {
            let factor = &self.factor[row * rows..=row * rows + row];
            solved[row] /= factor[row];
            let pulled = solved[row];
            solved[..row].iter_mut().zip(factor).for_each(|(z, f)| *z -= pulled * f);
        }
        // A row that counts twice is two rows with the same answer, whose noise is drawn twice.
        let again: f64 = problem.weights.iter().map(|w| w - 1.0).sum();
        self.found.value = value + 0.5 * again * libm::log(self.noise() + problem.alpha);
        self.found.pulled = solved;
    }

    /// A column of the inverse factor.
    fn invert(&mut self, column: usize, rows: usize) {
        let inverse = &mut self.inverse[column * rows..(column + 1) * rows];
        for row in column..rows {
            let factor = &self.factor[row * rows..=row * rows + row];
            let known = dot(&factor[column..row], &inverse[column..row]);
            inverse[row] = (f64::from(u8::from(row == column)) - known) / factor[row];
        }
    }

    /// Adds what a row of the inverse matrix says of the slopes.
    fn combine(&mut self, problem: &Problem, row: usize) {
        let (rows, amplitude, noise) = (problem.y.len(), self.amplitude(), self.noise());
        let of = |at: usize| &self.inverse[at * rows + row..(at + 1) * rows];
        let (own, pulled) = (of(row), &self.found.pulled);
        let mut sums = [0.0; 3];
        for (other, &distance) in problem.distances[row].iter().enumerate() {
            let share = dot(own, of(other)) - pulled[row] * pulled[other];
            let [length, mixture] = self.kernel.slopes(distance);
            sums[0] += share * self.kernel.of(distance);
            sums[1] += share * length;
            sums[2] += share * mixture;
        }
        let itself = 0.5 * (dot(own, own) - pulled[row] * pulled[row]);
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
        self.found.slopes[last] += 0.5 * again * noise / (noise + problem.alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(shape: Shape, theta: &[f64]) -> Likelihood {
        let x: [f64; 6] = [0.0, 0.4, 1.1, 1.5, 2.7, 3.1];
        let problem = Problem {
            shape,
            distances: (0..6).map(|i| (0..i).map(|j| (x[i] - x[j]) * (x[i] - x[j])).collect()).collect(),
            y: x.iter().map(|x| (2.0 * x).sin()).collect(),
            weights: vec![1.0, 2.0, 1.0, 0.5, 1.0, 3.0],
            alpha: 1e-3,
        };
        let mut budget = i64::MAX;
        Evaluation::new(&problem, theta.to_vec()).advance(&problem, &mut budget).unwrap()
    }

    /// The slopes are those of differences.
    #[test]
    fn slopes_are_differences() {
        for shape in
            [Shape::Rbf, Shape::Matern(1), Shape::Matern(3), Shape::Matern(5), Shape::RationalQuadratic]
        {
            let theta = if shape == Shape::RationalQuadratic {
                vec![1.3, 0.8, 0.6, 0.2]
            } else {
                vec![1.3, 0.8, 0.2]
            };
            let slopes = found(shape, &theta).slopes;
            for at in 0..theta.len() {
                let near = |step: f64| {
                    let mut other = theta.clone();
                    other[at] *= f64::exp(step);
                    found(shape, &other).value
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
