//! A Gaussian process with a length of its own along each parameter: what is expected between points that were
//! tried, and how sure that is. C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning",
//! 2006, chapters 2 and 5.

use glasshouse_learn::linear::minimise;
use glasshouse_stats::dot;
use libm::{exp, log, sqrt};

/// Evaluations of the likelihood from each beginning.
const STEPS: u32 = 30;
/// Logarithms of the noise's share of the variance, at least; and what is likely beforehand, with its deviation.
const LEAST_NOISE: f64 = -16.0;
const NOISE: (f64, f64) = (-9.0, 3.0);
/// Logarithms of lengths that are allowed, and the deviation of what is likely beforehand: with more parameters,
/// longer ones (C. Hvarfner, E. O. Hellsten, L. Nardi, "Vanilla Bayesian optimization performs great in high
/// dimensions", 2024).
const LENGTHS: (f64, f64) = (-4.0, 5.0);
const LIKELY_LENGTH: f64 = -0.7;
const LENGTH_DEVIATION: f64 = 1.0;

/// Columns of a point that share a length.
pub(super) type Group = std::ops::Range<usize>;

/// A fitted process, for values of mean zero.
pub(super) struct Process {
    points: Vec<Vec<f64>>,
    groups: Vec<Group>,
    /// One over the square of each group's length.
    scales: Vec<f64>,
    /// The variance of the values.
    height: f64,
    /// Row-major: Cholesky's factor of the points' likeness, noise included.
    factor: Vec<f64>,
    /// The inverse of the likeness, times the values.
    pull: Vec<f64>,
}

impl Process {
    /// The process whose lengths and noise make the values most likely, weighed by what is likely beforehand. None
    /// where no factor is found. O(evaluations · points³).
    pub fn fitted(points: Vec<Vec<f64>>, values: &[f64], groups: Vec<Group>) -> Option<Self> {
        let problem = Problem::new(points, values, groups);
        let count = problem.groups.len();
        let usual = likely_length(count);
        let begin = |length: f64, noise: f64| {
            let mut start = vec![length; count];
            start.push(noise);
            minimise(start, STEPS, |theta| problem.misfit(theta))
        };
        let (one, other) = (begin(usual, NOISE.0), begin(usual - 1.2, -3.0));
        let (theta, value) = if other.1 < one.1 { other } else { one };
        value.is_finite().then(|| problem.at(&theta))?
    }

    /// Mean and deviation of what is expected at a point. O(points²).
    pub fn expect(&self, point: &[f64], room: &mut Vec<f64>) -> (f64, f64) {
        room.clear();
        room.extend(self.points.iter().map(|other| {
            let far = squares(point, other, &self.groups, &self.scales);
            likeness(far).0
        }));
        let mean = dot(room, &self.pull);
        let rows = self.points.len();
        let mut known = 0.0;
        for row in 0..rows {
            let factor = &self.factor[row * rows..=row * rows + row];
            let z = (room[row] - dot(&factor[..row], &room[..row])) / factor[row];
            room[row] = z;
            known += z * z;
        }
        (mean, sqrt(self.height * (1.0 - known).max(1e-12)))
    }
}

fn likely_length(groups: usize) -> f64 {
    LIKELY_LENGTH + 0.5 * log(groups as f64)
}

/// The sum of squared differences, each group's by its scale.
fn squares(one: &[f64], other: &[f64], groups: &[Group], scales: &[f64]) -> f64 {
    let apart = |group: &Group| -> f64 { group.clone().map(|at| (one[at] - other[at]).powi(2)).sum() };
    groups.iter().zip(scales).map(|(group, scale)| scale * apart(group)).sum()
}

/// Matérn's likeness of smoothness 5/2 for a squared distance, and its slope along that.
fn likeness(far: f64) -> (f64, f64) {
    let root = sqrt(5.0 * far);
    let fall = exp(-root);
    ((1.0 + root + 5.0 / 3.0 * far) * fall, -5.0 / 6.0 * (1.0 + root) * fall)
}

/// Points, values, and what is computed once of them.
struct Problem {
    points: Vec<Vec<f64>>,
    values: Vec<f64>,
    groups: Vec<Group>,
    /// Of each pair below the diagonal, each group's squared distance.
    apart: Vec<f64>,
}

impl Problem {
    fn new(points: Vec<Vec<f64>>, values: &[f64], groups: Vec<Group>) -> Self {
        let mut apart = Vec::with_capacity(points.len() * points.len() / 2 * groups.len());
        for (row, one) in points.iter().enumerate() {
            for other in &points[..row] {
                apart.extend(
                    groups
                        .iter()
                        .map(|group| group.clone().map(|at| (one[at] - other[at]).powi(2)).sum::<f64>()),
                );
            }
        }
        Self { points, values: values.to_vec(), groups, apart }
    }

    /// The factor of the likeness at logarithms of lengths and noise, and the slope of each pair's likeness.
    fn factor(&self, theta: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        let (rows, count) = (self.points.len(), self.groups.len());
        let scales: Vec<f64> = theta[..count].iter().map(|length| exp(-2.0 * length)).collect();
        let diagonal = 1.0 + exp(theta[count].max(LEAST_NOISE));
        let (mut factor, mut slopes) = (vec![0.0; rows * rows], Vec::with_capacity(rows * rows / 2));
        let mut pairs = self.apart.chunks_exact(count);
        for row in 0..rows {
            let (above, below) = factor.split_at_mut(row * rows);
            for column in 0..row {
                let far = dot(pairs.next().unwrap_or_default(), &scales);
                let (like, slope) = likeness(far);
                slopes.push(slope);
                let other = &above[column * rows..=column * rows + column];
                below[column] = (like - dot(&below[..column], &other[..column])) / other[column];
            }
            let rest = diagonal - dot(&below[..row], &below[..row]);
            if rest.is_nan() || rest <= 0.0 {
                return None;
            }
            below[row] = sqrt(rest);
        }
        Some((factor, slopes))
    }

    /// How unlikely the values are, up to a constant, and its slopes: the negative logarithm of the likelihood, of
    /// the height that makes it largest, and of what is likely beforehand.
    fn misfit(&self, theta: &[f64]) -> (f64, Vec<f64>) {
        let (rows, count) = (self.points.len(), self.groups.len());
        let outside = |length: &f64| *length < LENGTHS.0 || *length > LENGTHS.1;
        let wall = (f64::INFINITY, vec![f64::NAN; count + 1]);
        if theta[..count].iter().any(outside) || theta[count] > 2.0 || theta[count] < LEAST_NOISE {
            return wall;
        }
        let Some((factor, slopes)) = self.factor(theta) else { return wall };
        let inverse = inverted(&factor, rows);
        let pull: Vec<f64> =
            (0..rows).map(|row| dot(&inverse[row * rows..(row + 1) * rows], &self.values)).collect();
        let height = dot(&pull, &self.values) / rows as f64;
        let determinant: f64 = (0..rows).map(|row| log(factor[row * rows + row])).sum();
        let mut value = 0.5 * rows as f64 * log(height) + determinant;
        let mut gradient = self.slopes(theta, &slopes, &inverse, &pull, height);
        for (at, slope) in gradient.iter_mut().enumerate() {
            let (middle, deviation) =
                if at < count { (likely_length(count), LENGTH_DEVIATION) } else { NOISE };
            let z = (theta[at] - middle) / deviation;
            value += 0.5 * z * z;
            *slope += z / deviation;
        }
        (value, gradient)
    }

    /// The slopes of the likelihood along the logarithms.
    fn slopes(&self, theta: &[f64], slopes: &[f64], inverse: &[f64], pull: &[f64], height: f64) -> Vec<f64> {
        let (rows, count) = (self.points.len(), self.groups.len());
        let mut gradient = vec![0.0; count + 1];
        let mut pairs = self.apart.chunks_exact(count).zip(slopes);
        for row in 0..rows {
            for column in 0..row {
                let Some((apart, slope)) = pairs.next() else { continue };
                let share = inverse[row * rows + column] - pull[row] * pull[column] / height;
                gradient.iter_mut().zip(apart).for_each(|(sum, far)| *sum += share * slope * far);
            }
            gradient[count] += 0.5 * (inverse[row * rows + row] - pull[row] * pull[row] / height);
        }
        for (at, slope) in gradient[..count].iter_mut().enumerate() {
            *slope *= -2.0 * exp(-2.0 * theta[at]);
        }
        gradient[count] *= exp(theta[count]);
        gradient
    }

    fn at(self, theta: &[f64]) -> Option<Process> {
        let rows = self.points.len();
        let (factor, _) = self.factor(theta)?;
        let inverse = inverted(&factor, rows);
        let pull: Vec<f64> =
            (0..rows).map(|row| dot(&inverse[row * rows..(row + 1) * rows], &self.values)).collect();
        let height = dot(&pull, &self.values) / rows as f64;
        let scales = theta[..self.groups.len()].iter().map(|length| exp(-2.0 * length)).collect();
        Some(Process { points: self.points, groups: self.groups, scales, height, factor, pull })
    }
}

/// The inverse of the matrix of a factor, row-major.
fn inverted(factor: &[f64], rows: usize) -> Vec<f64> {
    // Row c holds column c of the inverse factor.
    let mut columns = vec![0.0; rows * rows];
    for column in 0..rows {
        let own = &mut columns[column * rows..(column + 1) * rows];
        for row in column..rows {
            let line = &factor[row * rows..=row * rows + row];
            let known = dot(&line[column..row], &own[column..row]);
            own[row] = (f64::from(u8::from(row == column)) - known) / line[row];
        }
    }
    let mut inverse = vec![0.0; rows * rows];
    for row in 0..rows {
        for column in 0..=row {
            let of = |at: usize| &columns[at * rows + row..(at + 1) * rows];
            let cell = dot(of(row), of(column));
            inverse[row * rows + column] = cell;
            inverse[column * rows + row] = cell;
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        let points: Vec<Vec<f64>> =
            (0..12).map(|at| vec![f64::from(at) / 12.0, f64::from(at * 5 % 12) / 12.0, 0.3]).collect();
        let values: Vec<f64> = points.iter().map(|x| libm::sin(6.0 * x[0]) + 0.4 * x[1]).collect();
        Problem::new(points, &values, vec![0..1, 1..3])
    }

    #[test]
    fn slopes_are_those_of_the_misfit() {
        let problem = problem();
        let theta = [-0.8, 0.2, -6.0];
        let (_, gradient) = problem.misfit(&theta);
        for at in 0..3 {
            let moved = |by: f64| {
                let mut theta = theta;
                theta[at] += by;
                problem.misfit(&theta).0
            };
            let measured = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((measured - gradient[at]).abs() < 1e-5, "{at}: {measured} {}", gradient[at]);
        }
    }

    #[test]
    fn what_is_expected_goes_through_the_points_and_is_unsure_between_them() {
        let problem = problem();
        let (points, values) = (problem.points.clone(), problem.values.clone());
        let process = Process::fitted(points.clone(), &values, vec![0..1, 1..3]).unwrap();
        let mut room = Vec::new();
        for (point, value) in points.iter().zip(&values) {
            let (mean, deviation) = process.expect(point, &mut room);
            assert!((mean - value).abs() < 0.05 && deviation < 0.1, "{mean} {value} {deviation}");
        }
        let (_, far) = process.expect(&[5.0, -4.0, 3.0], &mut room);
        let (_, near) = process.expect(&[0.04, 0.2, 0.3], &mut room);
        assert!(far > 3.0 * near, "{far} {near}");
    }
}
