//! The minimum of a smooth function of a few numbers, for whoever can compute it at once.

use super::{Answer, Descent, Found, QuasiNewton};

/// Where the largest slope ends the search, as a share of the value.
const FLAT: f64 = 1e-5;

/// Goes downhill from a point by L-BFGS for at most `steps` evaluations of a function, which gives its value and
/// its gradient; answers the lowest point with its value. A value that is not finite is a wall. O(steps) evaluations.
///
/// D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale optimization", 1989.
pub fn minimise(
    start: Vec<f64>,
    steps: u32,
    mut of: impl FnMut(&[f64]) -> (f64, Vec<f64>),
) -> (Vec<f64>, f64) {
    let mut best = (start.clone(), f64::INFINITY);
    let mut descent = QuasiNewton::new(start, Vec::new());
    for _ in 0..steps {
        let (value, gradient) = of(descent.point());
        if value < best.1 {
            best = (descent.point().to_vec(), value);
        }
        let wall = !value.is_finite() || gradient.iter().any(|slope| !slope.is_finite());
        if wall && best.1 == f64::INFINITY {
            break;
        }
        let value = if wall { f64::NAN } else { value };
        let steepest = gradient.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        let answer = descent.tell(Found { value, gradient, curvature: None });
        let flat = answer == Answer::Accepted && steepest <= FLAT * value.abs().max(1.0);
        if flat || answer == Answer::Stalled {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_valley_is_found() {
        let valley = |x: &[f64]| {
            let bend = x[1] - x[0] * x[0];
            let value = (1.0 - x[0]).powi(2) + 100.0 * bend * bend;
            (value, vec![-2.0 * (1.0 - x[0]) - 400.0 * x[0] * bend, 200.0 * bend])
        };
        let (at, value) = minimise(vec![-1.2, 1.0], 200, valley);
        assert!(value < 1e-8 && (at[0] - 1.0).abs() < 1e-3, "{at:?} {value}");
    }

    #[test]
    fn a_wall_is_not_walked_through() {
        let of = |x: &[f64]| match x[0] < 0.5 {
            true => (f64::NAN, vec![f64::NAN]),
            false => (x[0], vec![1.0]),
        };
        let (at, value) = minimise(vec![2.0], 60, of);
        assert!((0.5..2.0).contains(&at[0]) && value == at[0]);
    }
}
