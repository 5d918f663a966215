//! How likely classes are under a process: Laplace's approximation.
//!
//! Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithms 3.1 and 5.1, with the
//! logistic function. A row of weight two is two rows, to the last digit.

use super::factor::Factor;
use super::likelihood::{Likelihood, Problem};
use crate::kernels::Kernel;
use crate::linear::{dot, logistic};

/// Steps end where they gain less than this share of the value.
const GAIN: f64 = 1e-10;
/// How often a step that goes too far is halved.
const HALVINGS: u32 = 40;

enum Stage {
    Compare(usize),
    Factor(usize),
    Invert(usize),
    Combine(usize),
}

/// An evaluation under way.
pub(super) struct Laplace {
    kernel: Kernel,
    found: Likelihood,
    /// The matrix below its diagonal, row after row.
    matrix: Vec<f64>,
    factor: Factor,
    /// The function at the rows, and what the matrix makes it of.
    height: Vec<f64>,
    made_of: Vec<f64>,
    /// Chances of the rows, roots of how they bend, and how far their classes pull: where the factor was made.
    chances: Vec<f64>,
    roots: Vec<f64>,
    pulls: Vec<f64>,
    /// What the approximation itself changes.
    bent: Vec<f64>,
    steps: u32,
    most: u32,
    stage: Stage,
}

impl Laplace {
    pub fn new(problem: &Problem, theta: Vec<f64>, most: u32) -> Self {
        let rows = problem.y.len();
        let zeros = vec![0.0; rows];
        Self {
            kernel: problem.shape.kernel(&theta),
            found: Likelihood::unknown(theta, rows),
            matrix: Vec::with_capacity(rows * rows.saturating_sub(1) / 2),
            factor: Factor::new(rows),
            height: zeros.clone(),
            made_of: zeros.clone(),
            chances: zeros.clone(),
            roots: zeros.clone(),
            pulls: zeros.clone(),
            bent: zeros,
            steps: 0,
            most,
            stage: Stage::Compare(0),
        }
    }

    /// Begins at other parameters with what was the most likely at these.
    pub fn renew(&mut self, problem: &Problem, theta: Vec<f64>) {
        self.kernel = problem.shape.kernel(&theta);
        self.found = Likelihood::unknown(theta, problem.y.len());
        self.matrix.clear();
        self.steps = 0;
        self.stage = Stage::Compare(0);
    }

    pub fn advance(&mut self, problem: &Problem, budget: &mut i64) -> Option<Likelihood> {
        let rows = problem.y.len();
        while *budget > 0 {
            match self.stage {
                Stage::Compare(row) if row == rows => {
                    self.begin(problem);
                    *budget -= (8 * rows * rows) as i64;
                    self.stage = Stage::Factor(0);
                }
                Stage::Compare(row) => {
                    *budget -= 40 * row as i64 + 10;
                    let (amplitude, kernel) = (self.found.theta[0], self.kernel);
                    self.matrix.extend(problem.distances[row].iter().map(|&d| amplitude * kernel.of(d)));
                    self.stage = Stage::Compare(row + 1);
                }
                Stage::Factor(row) if row == rows => {
                    *budget -= (16 * rows * rows) as i64;
                    let over = self.step(problem);
                    self.stage = if over { Stage::Invert(0) } else { Stage::Factor(0) };
                }
                Stage::Factor(row) => {
                    *budget -= Factor::price(row);
                    if !self.factorise(row) {
                        self.found.value = f64::INFINITY;
                        return Some(self.found.clone());
                    }
                    self.stage = Stage::Factor(row + 1);
                }
                Stage::Invert(column) if column == rows => {
                    *budget -= (12 * rows * rows) as i64;
                    self.bend();
                    self.stage = Stage::Combine(0);
                }
                Stage::Invert(column) => {
                    *budget -= self.factor.price_of_inverse(column);
                    self.factor.invert(column);
                    self.stage = Stage::Invert(column + 1);
                }
                Stage::Combine(row) if row == rows => return Some(self.found.clone()),
                Stage::Combine(row) => {
                    *budget -= ((row + 1) * (rows - row + 80)) as i64;
                    self.combine(problem, row);
                    self.stage = Stage::Combine(row + 1);
                }
            }
        }
        None
    }

    /// The inverse factor, row after row, as the kernels of a new row are multiplied by it: the sum of the
    /// squares is what the rows take off its variance.
    pub fn spread(&self) -> Vec<f64> {
        let amplitude = self.found.theta[0];
        let rows = 0..self.height.len();
        let cells = rows.flat_map(|row| (0..=row).map(move |column| (row, column)));
        cells
            .map(|(row, column)| self.factor.inverse_factor(row, column) * self.roots[column] * amplitude)
            .collect()
    }

    /// Whether it came to where the classes are the most likely.
    pub fn came_to_rest(&self) -> bool {
        self.steps < self.most
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.matrix[row * row.saturating_sub(1) / 2..][..row]
    }

    /// The matrix times a vector.
    fn times(&self, vector: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = vector.iter().map(|v| self.found.theta[0] * v).collect();
        for at in 0..vector.len() {
            let row = self.row(at);
            out[at] += dot(row, &vector[..at]);
            let own = vector[at];
            out[..at].iter_mut().zip(row).for_each(|(sum, cell)| *sum += own * cell);
        }
        out
    }

    fn begin(&mut self, problem: &Problem) {
        self.height = self.times(&self.made_of);
        // A start that is less likely than none is none.
        let better = self.likely(problem, &self.made_of, &self.height) > self.likely_of_zero(problem);
        if !better {
            self.height.fill(0.0);
            self.made_of.fill(0.0);
        }
        self.look(problem);
    }

    fn likely_of_zero(&self, problem: &Problem) -> f64 {
        -std::f64::consts::LN_2 * problem.weights.iter().sum::<f64>()
    }

    /// The logarithm of how likely classes and function are together.
    fn likely(&self, problem: &Problem, made_of: &[f64], height: &[f64]) -> f64 {
        let each = height.iter().zip(&problem.y).zip(&problem.weights);
        let lost = each.map(|((&f, &y), weight)| {
            let against = if y > 0.5 { -f } else { f };
            weight * (against.max(0.0) + libm::log1p(libm::exp(-against.abs())))
        });
        -0.5 * dot(made_of, height) - lost.sum::<f64>()
    }

    /// Chances, how they bend and how far classes pull, at the function as it is.
    fn look(&mut self, problem: &Problem) {
        for row in 0..self.height.len() {
            let (weight, height) = (problem.weights[row], self.height[row]);
            // Of a chance near one what is missing is what counts.
            let [chance, rest] = [height, -height].map(logistic);
            self.chances[row] = chance;
            self.roots[row] = (weight * chance * rest).sqrt();
            self.pulls[row] = weight * if problem.y[row] > 0.5 { rest } else { -chance };
        }
    }

    fn factorise(&mut self, row: usize) -> bool {
        let (roots, amplitude) = (&self.roots, self.found.theta[0]);
        let matrix = &self.matrix[row * row.saturating_sub(1) / 2..][..row];
        let own = 1.0 + amplitude * roots[row] * roots[row];
        self.factor.factorise(row, own, |below| {
            for ((cell, value), root) in below.iter_mut().zip(matrix).zip(roots) {
                *cell = roots[row] * root * value;
            }
        })
    }

    /// The inverse of the matrix with what bends beside it, times a vector.
    fn bent_inverse(&self, vector: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = vector.iter().zip(&self.roots).map(|(v, root)| v * root).collect();
        self.factor.divide(&mut out, 0.0);
        self.factor.divide_back(&mut out);
        out.iter_mut().zip(&self.roots).for_each(|(v, root)| *v *= root);
        out
    }

    /// One step of Newton's method, halved until it is one upwards; true at the top.
    fn step(&mut self, problem: &Problem) -> bool {
        let parts = self.roots.iter().zip(&self.height).zip(&self.pulls);
        let towards: Vec<f64> = parts.map(|((root, f), pull)| root * root * f + pull).collect();
        let taken = self.bent_inverse(&self.times(&towards));
        let mut made_of: Vec<f64> = towards.iter().zip(&taken).map(|(b, t)| b - t).collect();
        let mut height = self.times(&made_of);
        let before = self.likely(problem, &self.made_of, &self.height);
        let mut likely = self.likely(problem, &made_of, &height);
        let least = before - GAIN * before.abs().max(1.0);
        let mut halvings = 0;
        while (likely.is_nan() || likely < least) && halvings < HALVINGS {
            made_of.iter_mut().zip(&self.made_of).for_each(|(new, old)| *new = 0.5 * (*new + old));
            height.iter_mut().zip(&self.height).for_each(|(new, old)| *new = 0.5 * (*new + old));
            likely = self.likely(problem, &made_of, &height);
            halvings += 1;
        }
        (self.made_of, self.height) = (made_of, height);
        let value = self.factor.height() - likely;
        let still = (self.found.value - value).abs() < GAIN * value.abs().max(1.0);
        self.found.value = value;
        self.found.pulled.clone_from(&self.pulls);
        self.steps += 1;
        if still || self.steps >= self.most {
            self.steps -= u32::from(still);
            return true;
        }
        self.look(problem);
        false
    }

    /// How the approximation changes with the function, brought back to the rows.
    fn bend(&mut self) {
        let rows = self.height.len();
        let change: Vec<f64> = (0..rows)
            .map(|row| -0.5 * (1.0 - self.factor.inverse(row, row)) * (1.0 - 2.0 * self.chances[row]))
            .collect();
        let taken = self.bent_inverse(&self.times(&change));
        self.bent = change.iter().zip(&taken).map(|(c, t)| c - t).collect();
    }

    /// Adds what a row of the matrix says of the slopes.
    fn combine(&mut self, problem: &Problem, row: usize) {
        let (amplitude, made_of, bent, pulls) = (self.found.theta[0], &self.made_of, &self.bent, &self.pulls);
        let mut sums = [0.0; 3];
        for (other, &distance) in problem.distances[row].iter().enumerate() {
            let share = made_of[row] * made_of[other]
                - self.roots[row] * self.roots[other] * self.factor.inverse(row, other)
                + bent[row] * pulls[other]
                + bent[other] * pulls[row];
            let [length, mixture] = self.kernel.slopes(distance);
            sums[0] += share * self.matrix[row * row.saturating_sub(1) / 2 + other];
            sums[1] += share * amplitude * length;
            sums[2] += share * amplitude * mixture;
        }
        let own =
            made_of[row] * made_of[row] - self.roots[row] * self.roots[row] * self.factor.inverse(row, row);
        sums[0] += amplitude * (0.5 * own + bent[row] * pulls[row]);
        self.found.slopes.iter_mut().zip(sums).for_each(|(slope, sum)| *slope -= sum);
    }
}
