//! The tree-structured Parzen estimator: values that are likely among the best trials and unlikely among the
//! others. J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms for hyper-parameter optimization", 2011; with
//! the numbers that Optuna's `TPESampler` has by default, each parameter by itself.

use super::parzen::Mixture;
use super::{Point, Space, Told};
use rand_chacha::ChaCha8Rng;

/// Trials at random before anything is learned from them.
const STARTUP: usize = 10;
/// Values that are drawn for the best one to be chosen.
const CANDIDATES: usize = 24;
/// Best trials at most.
const BEST: usize = 25;

/// The next point. O(trials · parameters · candidates).
pub(super) fn next(space: &Space, so_far: &[Told], rng: &mut ChaCha8Rng) -> Point {
    if so_far.len() < STARTUP {
        return space.random(rng);
    }
    let chosen = space.scales().enumerate().map(|(axis, scale)| {
        let (best, others) = parted(space, so_far, axis);
        let values =
            |trials: &[&Told]| -> Vec<f64> { trials.iter().map(|trial| trial.point[axis]).collect() };
        let below = Mixture::of(&values(&best), scale);
        let above = Mixture::of(&values(&others), scale);
        let mut most = (f64::NEG_INFINITY, f64::NAN);
        for _ in 0..CANDIDATES {
            let value = below.draw(rng);
            let gain = below.log_density(value) - above.log_density(value);
            if gain > most.0 || most.1.is_nan() {
                most = (gain, value);
            }
        }
        most.1
    });
    space.plain(chosen.collect())
}

/// The best tenth of the trials for which a parameter was of matter, rounded up, and the others of them; each in the
/// order in which they were tried. Trials that failed are the worst.
fn parted<'a>(space: &Space, so_far: &'a [Told], axis: usize) -> (Vec<&'a Told>, Vec<&'a Told>) {
    let so_far: Vec<&Told> = so_far.iter().filter(|trial| space.matters(axis, &trial.point)).collect();
    let count = so_far.len().div_ceil(10).min(BEST);
    let loss = |trial: &Told| trial.loss.unwrap_or(f64::INFINITY);
    let mut order: Vec<usize> = (0..so_far.len()).collect();
    order.sort_by(|a, b| loss(so_far[*a]).total_cmp(&loss(so_far[*b])));
    let mut best = order[..count].to_vec();
    best.sort_unstable();
    let others = (0..so_far.len()).filter(|at| best.binary_search(at).is_err());
    (best.iter().map(|at| so_far[*at]).collect(), others.map(|at| so_far[at]).collect())
}
