//! Where a node is best divided.

use super::bins::Bins;
use super::histogram::{Histogram, Scale, Sum};
use crate::threads;

/// Smallest sum of hessians of a child, scikit-learn's.
pub(super) const MIN_HESSIAN: f64 = 1e-3;

/// Gains that differ by less, relative to what they are differences of, are equal.
const EQUAL: f64 = 1e-11;

/// Features that are worth the attention of another thread.
const SHARE: usize = 8;

/// What a division must keep to.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub min_samples_leaf: u32,
    pub l2: f64,
    /// By feature: 1 where the answer must not fall with it, -1 where it must not rise; empty for
    /// no such wish.
    pub directions: Vec<i8>,
}

/// A node as its division is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub sum: Sum,
    /// Its answer, had it to stay a leaf.
    pub value: f64,
    /// What its children may answer.
    pub bounds: (f64, f64),
}

/// A division.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub gain: f64,
    /// What another division's gain must be above to be better: rounding does not decide among equals.
    enough: f64,
    pub feature: u32,
    /// Last bin of the left child.
    pub bin: u32,
    /// Sums of the left child.
    pub left: Sum,
}

impl Rules {
    /// The answer of a leaf (Chen and Guestrin, *XGBoost*, 2016, equation 5) within bounds.
    #[inline(always)]
    pub fn value(&self, gradient: f64, hessian: f64, bounds: (f64, f64)) -> f64 {
        let value = -gradient / (hessian + self.l2 + 1e-15);
        if value < bounds.0 {
            bounds.0
        } else if value > bounds.1 {
            bounds.1
        } else {
            value
        }
    }

    fn direction(&self, feature: usize) -> i8 {
        self.directions.get(feature).copied().unwrap_or(0)
    }
}

/// The division that lowers the loss most; the first feature and the smallest value among equals.
/// `wanted` tells which features are looked at.
pub(super) fn best(
    histogram: &Histogram,
    bins: &Bins,
    scale: &Scale,
    rules: &Rules,
    ask: &Ask,
    wanted: impl Fn(usize) -> bool + Sync + Send,
) -> Option<Split> {
    let features = bins.features();
    let one = |feature: usize| {
        let count = bins.count(feature);
        let sums = histogram.feature(feature, count);
        let looked_at = count > 1 && wanted(feature);
        let found = looked_at.then(|| scan(sums, scale, rules, ask, rules.direction(feature))).flatten();
        found.map(|found| Split { feature: feature as u32, ..found })
    };
    let tasks = threads::count().min(features / SHARE).max(1);
    let each = features.div_ceil(tasks);
    let parts = (0..features).step_by(each).map(|first| first..(first + each).min(features)).collect();
    let found = threads::map(parts, |part: std::ops::Range<usize>| better(part.filter_map(one)));
    better(found.into_iter().flatten())
}

fn better(splits: impl Iterator<Item = Split>) -> Option<Split> {
    splits.fold(None, |best, split| match best {
        Some(best) if split.gain <= best.enough => Some(best),
        _ => Some(split),
    })
}

/// The best division of one feature.
fn scan(sums: &[Sum], scale: &Scale, rules: &Rules, ask: &Ask, direction: i8) -> Option<Split> {
    let free = direction == 0 && ask.bounds == (f64::NEG_INFINITY, f64::INFINITY);
    match (free, scale.hessian_mask()) {
        (false, _) => scan_bounded(sums, scale, rules, ask, direction),
        (true, 0) => scan_free::<true>(sums, scale, rules, ask),
        (true, _) => scan_free::<false>(sums, scale, rules, ask),
    }
}

/// Where nothing but rows and hessians limits a division, all in the whole numbers of the sums.
///
/// With gradients `d` and `u` and hessians (the penalty added) `a` and `b` of both sides and their
/// sums `g` and `s`, the sides have `d²/a + u²/b = (d·s − g·a)² / (a·b·s) + g²/s`: the last term is
/// the same for all, and to see that a division is not the best takes none.
fn scan_free<const CONSTANT: bool>(sums: &[Sum], scale: &Scale, rules: &Rules, ask: &Ask) -> Option<Split> {
    let (mask, shift, (gradient, hessian)) = (scale.hessian_mask(), scale.shift(), scale.units());
    let per_gain = hessian / (gradient * gradient);
    let more = (rules.l2 + 1e-15) / hessian;
    let own = |sum: Sum| if CONSTANT { sum.mass >> shift } else { sum.mass & mask };
    let (g, s) = (ask.sum.gradient as f64, own(ask.sum) as f64 + 2.0 * more);
    let undivided = scale.gradient(ask.sum) * ask.value * per_gain;
    // What every division has, and what its own part, times `s`, must be above to be better.
    let common = g * g / s + undivided;
    let slack = |gain: f64| EQUAL * (gain + undivided.abs());
    let mut enough = (slack(0.0) - common) * s;
    let least = scale.mass_of_rows(rules.min_samples_leaf);
    let least_hessian = (MIN_HESSIAN / hessian).ceil().max(1.0) as i64;
    let small = |sum: Sum| sum.mass < least || own(sum) < least_hessian;
    let mut best = None;
    let mut left = Sum::default();
    for (bin, &sum) in sums[..sums.len() - 1].iter().enumerate() {
        // An empty bin divides as the one before it.
        if sum.mass == 0 {
            continue;
        }
        left.add(sum);
        if small(left) {
            continue;
        }
        if small(ask.sum.less(left)) {
            break;
        }
        let a = own(left) as f64 + more;
        let t = left.gradient as f64 * s - g * a;
        let (above, below) = (t * t, a * (s - a));
        if above > enough * below {
            let gain = above / (below * s) + common;
            enough = (gain + slack(gain) - common) * s;
            best = Some((bin, gain, left));
        }
    }
    best.map(|(bin, gain, left)| {
        let enough = (gain + slack(gain)) / per_gain;
        Split { gain: gain / per_gain, enough, feature: 0, bin: bin as u32, left }
    })
}

/// Where answers must rise or fall with the feature, or stay within bounds.
fn scan_bounded(sums: &[Sum], scale: &Scale, rules: &Rules, ask: &Ask, direction: i8) -> Option<Split> {
    let all = (scale.rows(ask.sum), scale.hessian(ask.sum));
    let undivided = scale.gradient(ask.sum) * ask.value;
    let mut best: Option<Split> = None;
    let mut enough = EQUAL * undivided.abs();
    let mut left = Sum::default();
    for (bin, &sum) in sums[..sums.len() - 1].iter().enumerate() {
        left.add(sum);
        let (rows, low) = (scale.rows(left), scale.hessian(left));
        let high = all.1 - low;
        if sum.mass == 0 || rows < rules.min_samples_leaf || low < MIN_HESSIAN {
            continue;
        }
        if all.0 - rows < rules.min_samples_leaf || high < MIN_HESSIAN {
            break;
        }
        let (down, up) = (scale.gradient(left), scale.gradient(ask.sum.less(left)));
        let (a, b) = (rules.value(down, low, ask.bounds), rules.value(up, high, ask.bounds));
        let gain = undivided - a * down - b * up;
        let kept = !(direction > 0 && a > b || direction < 0 && a < b);
        if kept && gain > enough {
            enough = gain + EQUAL * (gain + undivided.abs());
            best = Some(Split { gain, enough, feature: 0, bin: bin as u32, left });
        }
    }
    best
}
