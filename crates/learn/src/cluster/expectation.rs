//! One run that fits a mixture of normal densities (Dempster, Laird and Rubin, *Maximum likelihood from
//! incomplete data via the EM algorithm*, 1977): each row is shared out among the components, which then
//! take the mean and the covariance of what they were given, until the likelihood rests.

use super::distances::Packed;
use super::lloyd::{BLOCK, Rows};
use super::mixture_shape::{Shape, deviation_factor, upper_factor};
use super::mixture_state::Mixture;
use crate::linear::softmax;
use crate::threads;
use glasshouse_compute::vectorised;

/// Products in one chunk, about 50 ms.
const CHUNK: usize = 30_000_000;
/// Products that take as long as an exponential.
const EXPONENTIAL: usize = 40;
/// What scikit-learn adds to the weight of every component.
const NO_WEIGHT: f64 = 10.0 * f64::EPSILON;

/// What a run needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub shape: Shape,
    pub reg_covar: f64,
    pub tol: f64,
    pub max_iter: u32,
}

/// What a pass over the rows collects: around the means of before, so that nothing cancels.
struct Pass {
    likelihood: f64,
    weights: Vec<f64>,
    /// Weighted differences from the means.
    shifts: Vec<f64>,
    /// Weighted products of differences, or squares.
    products: Vec<f64>,
}

impl Pass {
    fn new(plan: &Plan, components: usize, features: usize) -> Self {
        let size = if plan.shape.crossed() { features * features } else { features };
        let count = if plan.shape == Shape::Tied { 1 } else { components };
        Self {
            likelihood: 0.0,
            weights: vec![0.0; components],
            shifts: vec![0.0; components * features],
            products: vec![0.0; size * count],
        }
    }

    fn add(&mut self, part: &Self) {
        let add = |all: &mut [f64], part: &[f64]| all.iter_mut().zip(part).for_each(|(a, b)| *a += b);
        self.likelihood += part.likelihood;
        add(&mut self.weights, &part.weights);
        add(&mut self.shifts, &part.shifts);
        add(&mut self.products, &part.products);
    }

    /// Gives a component a share of a row.
    #[inline(always)]
    fn take(&mut self, shape: Shape, component: usize, share: f64, difference: &[f64]) {
        let features = difference.len();
        self.weights[component] += share;
        let shifts = &mut self.shifts[component * features..][..features];
        shifts.iter_mut().zip(difference).for_each(|(sum, d)| *sum += share * d);
        let at = if shape == Shape::Tied { 0 } else { component };
        if !shape.crossed() {
            let squares = &mut self.products[at * features..][..features];
            squares.iter_mut().zip(difference).for_each(|(sum, d)| *sum += share * d * d);
            return;
        }
        let products = &mut self.products[at * features * features..][..features * features];
        for (j, line) in products.chunks_exact_mut(features).enumerate() {
            let factor = share * difference[j];
            line[..=j].iter_mut().zip(difference).for_each(|(sum, d)| *sum += factor * d);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Rows go to the nearest of the first centres.
    Nearest,
    /// Rows are shared out.
    Sharing,
    /// The factor of each component is made, from this one on.
    Fitting(usize),
    /// The likelihood of what was found is measured.
    Measuring,
}

/// A run under way.
pub(super) struct Run {
    plan: Plan,
    stage: Stage,
    next: usize,
    pass: Pass,
    /// What is being made from the last pass.
    coming: Mixture,
    propped_now: bool,
    /// The mixture as it stands; without factors at first.
    pub mixture: Mixture,
    pub propped: bool,
    pub converged: bool,
    pub iterations: u32,
    /// Mean logarithm of the density, before each iteration and at the end.
    pub history: Vec<f64>,
    /// Weight of all rows.
    pub weight: f64,
}

impl Run {
    /// Begins from centres.
    pub fn new(rows: &Rows<'_>, centers: Vec<f64>, plan: Plan) -> Self {
        let (features, components) = (rows.features, centers.len() / rows.features);
        let mixture = Mixture {
            features: features as u32,
            shape: plan.shape,
            shares: vec![0.0; components],
            means: centers,
            factors: Vec::new(),
        };
        Self {
            plan,
            stage: Stage::Nearest,
            next: 0,
            pass: Pass::new(&plan, components, features),
            coming: mixture.clone(),
            propped_now: false,
            mixture,
            propped: false,
            converged: false,
            iterations: 0,
            history: Vec::new(),
            weight: (0..rows.count()).map(|row| rows.weight(row)).sum(),
        }
    }

    /// Does a bounded part; whether the run has ended.
    pub fn advance(&mut self, rows: &Rows<'_>) -> bool {
        if let Stage::Fitting(from) = self.stage {
            self.fit(from);
            return false;
        }
        let (features, components) = (rows.features, self.mixture.components());
        let each = if self.plan.shape.crossed() { features * features } else { 2 * features };
        let share = (CHUNK / ((each + EXPONENTIAL) * components)).max(1).next_multiple_of(BLOCK / 8);
        let (begin, end) = (self.next, rows.count().min(self.next + share));
        let begins: Vec<usize> = (begin..end).step_by(BLOCK / 8).collect();
        let parts = threads::map(begins, |begin| {
            let part = Pass::new(&self.plan, components, features);
            self.part(rows, begin..end.min(begin + BLOCK / 8), part)
        });
        parts.iter().for_each(|part| self.pass.add(part));
        self.next = end;
        end == rows.count() && self.end_of_pass()
    }

    fn part(&self, rows: &Rows<'_>, range: std::ops::Range<usize>, mut part: Pass) -> Pass {
        let (shape, mixture, features) = (self.plan.shape, &self.mixture, rows.features);
        let mut room = vec![0.0; 2 * features];
        if self.stage == Stage::Nearest {
            let packed = Packed::new(&mixture.means, features);
            for row in range.filter(|&row| rows.weight(row) > 0.0) {
                let (nearest, _) = packed.nearest(rows.row(row));
                mixture.difference(nearest as usize, rows.row(row), &mut room[..features]);
                part.take(shape, nearest as usize, rows.weight(row), &room[..features]);
            }
            return part;
        }
        let (heights, measuring) = (mixture.heights(), self.stage == Stage::Measuring);
        let mut scores = vec![0.0; heights.len()];
        vectorised(|| {
            for row in range.filter(|&row| rows.weight(row) > 0.0) {
                let (cells, weight) = (rows.row(row), rows.weight(row));
                mixture.scores(&heights, cells, &mut room, &mut scores);
                part.likelihood += weight * softmax(&mut scores);
                for (k, score) in scores.iter().enumerate().filter(|(_, s)| !measuring && **s > 0.0) {
                    mixture.difference(k, cells, &mut room[..features]);
                    part.take(shape, k, weight * score, &room[..features]);
                }
            }
            part
        })
    }

    /// Turns what was collected into means; the factors follow. Whether the run has ended.
    fn end_of_pass(&mut self) -> bool {
        self.next = 0;
        if self.stage != Stage::Nearest {
            let likelihood = self.pass.likelihood / self.weight;
            let before = self.history.last().copied().unwrap_or(f64::NEG_INFINITY);
            self.history.push(likelihood);
            if self.stage == Stage::Measuring {
                return true;
            }
            self.iterations += 1;
            self.converged = (likelihood - before).abs() < self.plan.tol;
        }
        let features = self.mixture.features as usize;
        self.pass.weights.iter_mut().for_each(|weight| *weight += NO_WEIGHT);
        let all: f64 = self.pass.weights.iter().sum();
        self.coming.shares = self.pass.weights.iter().map(|weight| weight / all).collect();
        self.coming.factors.clear();
        for (at, mean) in self.coming.means.iter_mut().enumerate() {
            *mean = self.mixture.means[at] + self.pass.shifts[at] / self.pass.weights[at / features];
        }
        self.propped_now = false;
        self.stage = Stage::Fitting(0);
        false
    }

    /// Makes some factors of the coming mixture; puts it in place after the last.
    fn fit(&mut self, from: usize) {
        let (features, components) = (self.mixture.features as usize, self.mixture.components());
        let (size, count) = self.plan.shape.sizes(components, features);
        let at_once = (CHUNK / (size * features)).max(1);
        let to = count.min(from + at_once);
        for component in from..to {
            let (factor, propped) = self.factor(component);
            self.coming.factors.extend(factor);
            self.propped_now |= propped;
        }
        self.stage = Stage::Fitting(to);
        if to < count {
            return;
        }
        self.mixture = self.coming.clone();
        self.propped = self.propped_now;
        self.pass = Pass::new(&self.plan, components, features);
        let ended = self.converged || self.iterations >= self.plan.max_iter;
        self.stage = if ended { Stage::Measuring } else { Stage::Sharing };
    }

    fn factor(&self, component: usize) -> (Vec<f64>, bool) {
        let (features, reg) = (self.mixture.features as usize, self.plan.reg_covar);
        let weights = &self.pass.weights;
        let shift = |k: usize, j: usize| self.pass.shifts[k * features + j] / weights[k];
        match self.plan.shape {
            Shape::Full | Shape::Tied => {
                let tied = self.plan.shape == Shape::Tied;
                let given = if tied { 0..weights.len() } else { component..component + 1 };
                let all: f64 = weights[given.clone()].iter().sum();
                let at = if tied { 0 } else { component };
                let mut covariance =
                    self.pass.products[at * features * features..][..features * features].to_vec();
                for (i, line) in covariance.chunks_exact_mut(features).enumerate() {
                    for (j, cell) in line.iter_mut().enumerate().take(i + 1) {
                        let moved: f64 = given.clone().map(|k| weights[k] * shift(k, i) * shift(k, j)).sum();
                        *cell = (*cell - moved) / all + if i == j { reg } else { 0.0 };
                    }
                }
                upper_factor(&mut covariance, features)
            }
            Shape::Diag | Shape::Spherical => {
                let squares = &self.pass.products[component * features..][..features];
                let variance = |(j, square): (usize, &f64)| {
                    let moved = shift(component, j) * shift(component, j);
                    (square / weights[component] - moved).max(0.0) + reg
                };
                let variances = squares.iter().enumerate().map(variance);
                let made: Vec<(f64, bool)> = if self.plan.shape == Shape::Spherical {
                    vec![deviation_factor(variances.sum::<f64>() / features as f64)]
                } else {
                    variances.map(deviation_factor).collect()
                };
                let propped = made.iter().any(|(_, propped)| *propped);
                (made.into_iter().map(|(factor, _)| factor).collect(), propped)
            }
        }
    }
}
