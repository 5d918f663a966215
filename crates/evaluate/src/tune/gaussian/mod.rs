//! Bayesian optimisation: a Gaussian process through the trials, and the point where it leads one to expect the
//! largest improvement. D. R. Jones, M. Schonlau, W. J. Welch, "Efficient global optimization of expensive
//! black-box functions", 1998; J. Snoek, H. Larochelle, R. P. Adams, "Practical Bayesian optimization of machine
//! learning algorithms", 2012.

mod process;

use super::space::{Scale, unit};
use super::{Point, Space, Told};
use glasshouse_stats::{Power, PowerSearch, normal_cdf, normal_quantile, weighted_moments};
use libm::{exp, log, sqrt};
use process::{Group, Process};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::PI;

/// Trials at random before anything is learned from them.
const STARTUP: usize = 10;
/// Trials that a process goes through, at most: half of them the best, the others the newest.
const MOST: usize = 100;
/// Points anywhere among which the best is looked for.
const ANYWHERE: usize = 400;
/// Best trials around which more are looked for, and how many around each.
const AROUND: (usize, usize) = (4, 50);
/// Best candidates that are moved about, and how often each.
const MOVED: (usize, usize) = (4, 50);
/// How far a candidate is moved at first, as a share of each range, and what is left of that after a move that
/// gained nothing.
const FAR: f64 = 0.1;
const SHRINKS: f64 = 0.9;
/// Chance that a choice is drawn anew where a point is moved.
const REDRAWN: f64 = 0.2;

/// The next point. O(evaluations of the likelihood · trials³ + candidates · trials²), which is bounded by
/// [`MOST`].
pub(super) fn next(space: &Space, so_far: &[Told], rng: &mut ChaCha8Rng) -> Point {
    if so_far.len() < STARTUP {
        return space.random(rng);
    }
    let looked_at = looked_at(so_far);
    let Some(values) = normal(&looked_at) else { return space.random(rng) };
    let code = Code::of(space);
    let points = looked_at.iter().map(|trial| code.written(space, &trial.point)).collect();
    let Some(process) = Process::fitted(points, &values, code.groups.clone()) else {
        return space.random(rng);
    };
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let mut hunt = Hunt { space, code, process, lowest, so_far, room: Vec::new() };
    hunt.best(&looked_at, rng).unwrap_or_else(|| space.random(rng))
}

/// The trials that the process goes through.
fn looked_at(so_far: &[Told]) -> Vec<&Told> {
    if so_far.len() <= MOST {
        return so_far.iter().collect();
    }
    let newest = so_far.len() - MOST / 2;
    let mut order: Vec<usize> = (0..newest).collect();
    order.sort_by(|a, b| loss(&so_far[*a]).total_cmp(&loss(&so_far[*b])));
    let mut kept = order[..MOST / 2].to_vec();
    kept.sort_unstable();
    kept.into_iter().chain(newest..so_far.len()).map(|at| &so_far[at]).collect()
}

fn loss(trial: &Told) -> f64 {
    trial.loss.unwrap_or(f64::INFINITY)
}

/// The losses brought near a normal distribution of mean 0 and deviation 1, those of trials that failed being as
/// large as the largest; none where all are the same.
fn normal(trials: &[&Told]) -> Option<Vec<f64>> {
    let known = || trials.iter().filter_map(|trial| trial.loss).filter(|loss| loss.is_finite());
    let worst = known().fold(f64::NEG_INFINITY, f64::max);
    let losses: Vec<f64> = trials.iter().map(|trial| loss(trial).min(worst)).collect();
    let even = standard(&losses)?;
    let mut search = PowerSearch::new(&even, None, Power::YeoJohnson);
    let lambda = loop {
        if let Some(lambda) = search.advance() {
            break lambda;
        }
    };
    standard(&even.iter().map(|value| Power::YeoJohnson.raise(*value, lambda)).collect::<Vec<_>>())
}

fn standard(values: &[f64]) -> Option<Vec<f64>> {
    let (mean, variance) = weighted_moments(values, None);
    let deviation = sqrt(variance);
    let usable = deviation.is_finite() && deviation > 1e-12 * mean.abs().max(f64::MIN_POSITIVE);
    usable.then(|| values.iter().map(|value| (value - mean) / deviation).collect())
}

/// How points are written for the process: numbers from 0 to 1 as they are even, a choice as a column of its own
/// for each, and in the middle what is of no matter at a point.
struct Code {
    groups: Vec<Group>,
}

impl Code {
    fn of(space: &Space) -> Self {
        let mut groups: Vec<Group> = Vec::with_capacity(space.len());
        for scale in space.scales() {
            let begin = groups.last().map_or(0, |group| group.end);
            let width = if let Scale::Choices(count) = scale { count } else { 1 };
            groups.push(begin..begin + width);
        }
        Self { groups }
    }

    fn written(&self, space: &Space, point: &[f64]) -> Vec<f64> {
        let mut written = vec![0.0; self.groups.last().map_or(0, |group| group.end)];
        for (axis, (scale, at)) in space.scales().zip(point).enumerate() {
            let group = &self.groups[axis];
            match scale {
                Scale::Numbers { .. } if !space.matters(axis, point) => written[group.start] = 0.5,
                Scale::Choices(_) if !space.matters(axis, point) => {}
                // Two choices are as far apart as the ends of a range.
                Scale::Choices(_) => written[group.start + *at as usize] = sqrt(0.5),
                Scale::Numbers { .. } => written[group.start] = share(scale, *at),
            }
        }
        written
    }
}

/// Where a number stands in its range, from 0 to 1.
fn share(scale: Scale, value: f64) -> f64 {
    let (low, high) = scale.bounds();
    (scale.even(value) - low) / (high - low)
}

/// The hunt for the point with the largest expected improvement.
struct Hunt<'a> {
    space: &'a Space,
    code: Code,
    process: Process,
    lowest: f64,
    so_far: &'a [Told],
    room: Vec<f64>,
}

impl Hunt<'_> {
    /// Among points anywhere and points around the best trials, the best ones being moved about. None where
    /// everything was tried already.
    fn best(&mut self, trials: &[&Told], rng: &mut ChaCha8Rng) -> Option<Point> {
        let mut candidates: Vec<Point> = (0..ANYWHERE).map(|_| self.space.random(rng)).collect();
        let mut order: Vec<&&Told> = trials.iter().collect();
        order.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
        for trial in order.into_iter().take(AROUND.0) {
            for at in 0..AROUND.1 {
                let far = exp(log(FAR) * (0.5 + at as f64 / AROUND.1 as f64));
                candidates.push(self.moved(&trial.point, far, rng));
            }
        }
        let mut judged: Vec<(f64, Point)> =
            candidates.into_iter().filter_map(|point| Some((self.gain(&point)?, point))).collect();
        judged.sort_by(|a, b| b.0.total_cmp(&a.0));
        judged.truncate(MOVED.0);
        let climbed: Vec<(f64, Point)> =
            judged.into_iter().map(|(gain, point)| self.climb(gain, point, rng)).collect();
        climbed.into_iter().reduce(|best, one| if one.0 > best.0 { one } else { best }).map(|best| best.1)
    }

    fn climb(&mut self, mut gain: f64, mut point: Point, rng: &mut ChaCha8Rng) -> (f64, Point) {
        let mut far = FAR;
        for _ in 0..MOVED.1 {
            let other = self.moved(&point, far, rng);
            match self.gain(&other) {
                Some(better) if better > gain => (gain, point) = (better, other),
                _ => far *= SHRINKS,
            }
        }
        (gain, point)
    }

    /// A point near another: some of its parameters are moved by about a share of their range.
    fn moved(&self, point: &[f64], far: f64, rng: &mut ChaCha8Rng) -> Point {
        let chance = (2.0 / point.len() as f64).max(0.4);
        let one = |(scale, at): (Scale, &f64)| {
            let chance = if matches!(scale, Scale::Choices(_)) { REDRAWN } else { chance };
            let (lot, how_far) = (unit(rng), unit(rng));
            match scale {
                _ if lot >= chance => *at,
                Scale::Choices(_) => scale.random(rng),
                Scale::Numbers { .. } => {
                    let step = far * normal_quantile(how_far.clamp(1e-9, 1.0 - 1e-9));
                    let (low, high) = scale.bounds();
                    scale.at_even(low + (share(scale, *at) + step).clamp(0.0, 1.0) * (high - low))
                }
            }
        };
        self.space.plain(self.space.scales().zip(point).map(one).collect())
    }

    /// The logarithm of the improvement that is expected at a point; none where it was tried already.
    fn gain(&mut self, point: &[f64]) -> Option<f64> {
        if self.so_far.iter().any(|trial| trial.point == *point) {
            return None;
        }
        let written = self.code.written(self.space, point);
        let (mean, deviation) = self.process.expect(&written, &mut self.room);
        Some(log(deviation) + log_improvement((self.lowest - mean) / deviation))
    }
}

/// The logarithm of what a standard normal is expected to lie below `z`, without loss where that is tiny
/// (S. Ament and others, "Unexpected improvements to expected improvement for Bayesian optimization", 2023).
fn log_improvement(z: f64) -> f64 {
    let log_density = -0.5 * z * z - 0.5 * log(2.0 * PI);
    match z > -5.0 {
        true => log(exp(log_density) + z * normal_cdf(z)),
        // The first terms of Mills' ratio.
        false => log_density - 2.0 * log(-z) + libm::log1p((15.0 / (z * z) - 3.0) / (z * z)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn improvement_has_no_break_where_it_is_tiny() {
        // log(φ(z) + z Φ(z)) in forty digits, by mpmath.
        for (z, expected) in [(0.0, -0.918_938_533), (-2.0, -4.768_783_524), (-5.0, -16.744_301_163)] {
            let found: f64 = log_improvement(z + 1e-9);
            assert!((found - expected).abs() < 1e-6, "{z}: {found} {expected}");
        }
        assert!((log_improvement(-8.0) + 37.122_364_262).abs() < 2e-3);
        let (above, below) = (log_improvement(-4.999_99), log_improvement(-5.000_01));
        assert!((above - below).abs() < 0.01);
    }

    #[test]
    fn of_many_trials_the_best_and_the_newest_are_looked_at() {
        let trial = |at: usize| Told { point: vec![at as f64], share: 1.0, loss: Some((at % 70) as f64) };
        let trials: Vec<Told> = (0..180).map(trial).collect();
        let kept = looked_at(&trials);
        assert_eq!(kept.len(), MOST);
        assert!(kept[..50].iter().all(|trial| trial.loss.unwrap() < 25.0));
        assert_eq!(kept[50].point, vec![130.0]);
    }
}
