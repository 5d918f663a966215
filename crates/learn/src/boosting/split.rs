//! Where a node is best divided.

use super::bins::{BINS, Bins, LANES};
use super::histogram::{Group, Histogram, Scale, Sum, subtract};
use crate::threads;
use crate::tree::{Set, put};

/// Smallest sum of hessians of a child, scikit-learn's.
pub(super) const MIN_HESSIAN: f64 = 1e-3;

/// Gains that differ by less, relative to what they are differences of, are equal.
const EQUAL: f64 = 1e-11;

/// What a category's hessians must be, in rows, to take part, and what smooths its value: `cat_smooth` of
/// LightGBM.
const CATEGORY_SUPPORT: f64 = 10.0;

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
    pub cut: Cut,
    /// Sums of the left child.
    pub left: Sum,
}

/// Which bins of a feature go to the left child.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    /// Those up to one of them; not that of missing cells, which is the last.
    UpTo(u8),
    /// Those up to one of them, and that of missing cells.
    UpToWithGaps(u8),
    /// Those of a set.
    Set(Set),
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

/// A node whose best division is looked for.
pub(super) struct Node<'a> {
    pub view: View<'a>,
    /// The features that are looked at, in their order; all if none are named.
    pub drawn: Option<Vec<u32>>,
}

/// The divisions that lower the loss most, of a node and, where there is one, of its larger sibling, whose
/// histogram is their parent's and becomes its own: the first feature and the smallest value among equals.
/// Of a node that is none there is none. `category` tells which features hold categories.
pub(super) fn best(
    nodes: [Option<Node>; 2],
    histogram: &Histogram,
    sibling: Option<&mut Histogram>,
    bins: &Bins,
    category: impl Fn(usize) -> bool + Sync + Send,
) -> [Option<Split>; 2] {
    let one = |node: &Node, groups: &[Group], first: usize| {
        let features = first * LANES..(first + groups.len()) * LANES;
        let wanted = features.filter(|feature| *feature < bins.features() && node.wants(*feature));
        let of = |feature: usize| {
            let sums = &groups[feature / LANES - first][feature % LANES];
            of_feature(sums, feature, bins, &node.view, category(feature))
        };
        wanted.filter_map(of).collect::<Vec<_>>()
    };
    let both = |(part, (groups, sibling)): (usize, (&[Group], Option<&mut [Group]>)), each: usize| {
        let of = |at: usize, groups: &[Group]| {
            nodes[at].as_ref().map(|node| one(node, groups, part * each)).unwrap_or_default()
        };
        let small = of(0, groups);
        let large = sibling.map(|sibling| {
            subtract(sibling, groups, part * each, bins);
            of(1, sibling)
        });
        [small, large.unwrap_or_default()]
    };
    let tasks = threads::count().min(bins.features() / SHARE).max(1);
    let each = bins.groups().div_ceil(tasks).max(1);
    let siblings: Vec<Option<&mut [Group]>> = match sibling {
        Some(sibling) => sibling.groups_mut().chunks_mut(each).map(Some).collect(),
        None => histogram.groups().chunks(each).map(|_| None).collect(),
    };
    let parts = histogram.groups().chunks(each).zip(siblings).enumerate().collect();
    let found = threads::map(parts, |part| both(part, each));
    // One after the other, however the features were shared out.
    [0, 1].map(|at| better(found.iter().flat_map(|splits| &splits[at]).copied()))
}

impl Node<'_> {
    fn wants(&self, feature: usize) -> bool {
        self.drawn.as_ref().is_none_or(|drawn| drawn.binary_search(&(feature as u32)).is_ok())
    }
}

fn of_feature(sums: &[Sum; BINS], feature: usize, bins: &Bins, view: &View, category: bool) -> Option<Split> {
    let count = bins.count(feature);
    if count < 2 {
        return None;
    }
    let sums = &sums[..count];
    let found = match (category, bins.has_gaps(feature)) {
        (true, _) => categories(sums, view),
        (false, false) => numbers(sums, view, feature),
        (false, true) => better(
            [numbers(sums, view, feature), numbers_and_gaps(sums, view, feature)].into_iter().flatten(),
        ),
    };
    found.map(|found| Split { feature: feature as u32, ..found })
}

fn better(splits: impl Iterator<Item = Split>) -> Option<Split> {
    splits.fold(None, |best, split| match best {
        Some(best) if split.gain <= best.enough => Some(best),
        _ => Some(split),
    })
}

/// A node, and what to keep to in it.
pub(super) struct View<'a> {
    pub scale: &'a Scale,
    pub rules: &'a Rules,
    pub ask: Ask,
}

/// The best division of bins of which one child gets the first few, in the order in which they come.
struct Found {
    /// Place of the last bin of that child.
    place: usize,
    gain: f64,
    enough: f64,
    /// Its sums.
    near: Sum,
}

impl Found {
    fn split(self, cut: Cut, left: Sum) -> Split {
        Split { gain: self.gain, enough: self.enough, feature: 0, cut, left }
    }
}

/// By a number, missing cells to the right.
fn numbers(sums: &[Sum], view: &View, feature: usize) -> Option<Split> {
    let found = scan(sums[..sums.len() - 1].iter(), view, view.rules.direction(feature), false)?;
    let left = found.near;
    let cut = Cut::UpTo(found.place as u8);
    Some(found.split(cut, left))
}

/// By a number, missing cells, in the last bin, to the left: from the largest number down.
fn numbers_and_gaps(sums: &[Sum], view: &View, feature: usize) -> Option<Split> {
    let there = sums.len() - 1;
    let found = scan(sums[1..there].iter().rev(), view, view.rules.direction(feature), true)?;
    let left = view.ask.sum.less(found.near);
    let cut = Cut::UpToWithGaps((there - 2 - found.place) as u8);
    Some(found.split(cut, left))
}

/// By categories, missing cells being one: sorted by what they ask for, as if that were a number
/// (Fisher, *On Grouping for Maximum Homogeneity*, 1958). Those with few rows go right, with at least
/// half of the others.
fn categories(sums: &[Sum], view: &View) -> Option<Split> {
    let scale = view.scale;
    let support = f64::from(scale.rows(view.ask.sum)) / scale.hessian(view.ask.sum);
    let enough =
        |bin: &usize| sums[*bin].mass != 0 && scale.hessian(sums[*bin]) * support >= CATEGORY_SUPPORT;
    let value = |bin: usize| scale.gradient(sums[bin]) / (scale.hessian(sums[bin]) + CATEGORY_SUPPORT);
    let mut order: Vec<(f64, usize)> = (0..sums.len()).filter(enough).map(|bin| (value(bin), bin)).collect();
    if order.len() < 2 {
        return None;
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = order.len().div_ceil(2);
    let up = |place: usize| order[place].1;
    let down = |place: usize| order[order.len() - 1 - place].1;
    let one_way = |bin: &dyn Fn(usize) -> usize, most: usize| {
        let found = scan((0..most).map(|place| &sums[bin(place)]), view, 0, false)?;
        let mut set = Set::default();
        (0..=found.place).for_each(|place| put(&mut set, bin(place) as u32));
        let left = found.near;
        Some(found.split(Cut::Set(set), left))
    };
    better([one_way(&up, half), one_way(&down, half - 1)].into_iter().flatten())
}

/// The best of the divisions after each of some bins, which go to the left child, or to the right one
/// if `mirrored`.
fn scan<'a>(
    sums: impl Iterator<Item = &'a Sum>,
    view: &View,
    direction: i8,
    mirrored: bool,
) -> Option<Found> {
    let free = direction == 0 && view.ask.bounds == (f64::NEG_INFINITY, f64::INFINITY);
    match (free, view.scale.hessian_mask()) {
        (false, _) => scan_bounded(sums, view, direction, mirrored),
        (true, 0) => scan_free::<true>(sums, view),
        (true, _) => scan_free::<false>(sums, view),
    }
}

/// Where nothing but rows and hessians limits a division, all in the whole numbers of the sums.
///
/// With gradients `d` and `u` and hessians (the penalty added) `a` and `b` of both sides and their
/// sums `g` and `s`, the sides have `d²/a + u²/b = (d·s − g·a)² / (a·b·s) + g²/s`: the last term is
/// the same for all, and to see that a division is not the best takes none.
fn scan_free<'a, const CONSTANT: bool>(sums: impl Iterator<Item = &'a Sum>, view: &View) -> Option<Found> {
    let View { scale, rules, ask } = view;
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
    let mut near = Sum::default();
    for (place, &sum) in sums.enumerate() {
        // An empty bin divides as the one before it.
        if sum.mass == 0 {
            continue;
        }
        near.add(sum);
        if small(near) {
            continue;
        }
        if small(ask.sum.less(near)) {
            break;
        }
        let a = own(near) as f64 + more;
        let t = near.gradient as f64 * s - g * a;
        let (above, below) = (t * t, a * (s - a));
        if above > enough * below {
            let gain = above / (below * s) + common;
            enough = (gain + slack(gain) - common) * s;
            best = Some((place, gain, near));
        }
    }
    best.map(|(place, gain, near)| {
        let enough = (gain + slack(gain)) / per_gain;
        Found { place, gain: gain / per_gain, enough, near }
    })
}

/// Where answers must rise or fall with the feature, or stay within bounds.
fn scan_bounded<'a>(
    sums: impl Iterator<Item = &'a Sum>,
    view: &View,
    direction: i8,
    mirrored: bool,
) -> Option<Found> {
    let View { scale, rules, ask } = view;
    let undivided = scale.gradient(ask.sum) * ask.value;
    let all = (scale.rows(ask.sum), scale.hessian(ask.sum));
    let mut best: Option<Found> = None;
    let mut enough = EQUAL * undivided.abs();
    let mut near = Sum::default();
    for (place, &sum) in sums.enumerate() {
        near.add(sum);
        let (rows, low) = (scale.rows(near), scale.hessian(near));
        let high = all.1 - low;
        if sum.mass == 0 || rows < rules.min_samples_leaf || low < MIN_HESSIAN {
            continue;
        }
        if all.0 - rows < rules.min_samples_leaf || high < MIN_HESSIAN {
            break;
        }
        let mut sides = [(scale.gradient(near), low), (scale.gradient(ask.sum.less(near)), high)];
        if mirrored {
            sides.swap(0, 1);
        }
        let [(down, _), (up, _)] = sides;
        let [a, b] = sides.map(|(gradient, hessian)| rules.value(gradient, hessian, ask.bounds));
        let gain = undivided - a * down - b * up;
        let kept = !(direction > 0 && a > b || direction < 0 && a < b);
        if kept && gain > enough {
            enough = gain + EQUAL * (gain + undivided.abs());
            best = Some(Found { place, gain, enough, near });
        }
    }
    best
}
