//! A threshold for each group, such that the groups are alike in a rate: M. Hardt, E. Price and N. Srebro,
//! "Equality of opportunity in supervised learning", 2016, as fairlearn's `ThresholdOptimizer` does it.
//!
//! Every group has a curve of what its thresholds come to. Between two neighbours on the upper hull of that curve a
//! lot decides, so that any point of the hull can be had; the point is chosen at which the groups have the
//! same rate and the objective is greatest.

use crate::{GroupCounts, NO_ROWS, Score, Undefined};

/// Steps of the rate that are tried.
const GRID: usize = 1000;

/// What groups are to be alike in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// The share that is called positive: demographic parity.
    SelectionRate,
    /// The share of the positive rows that is called positive: equal opportunity.
    TruePositiveRate,
    /// That and the share of the negative rows: equalised odds.
    EqualizedOdds,
}

/// What is to be great.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Share of the rows that is called as it is.
    Accuracy,
    /// Mean of the shares of positive and negative rows.
    BalancedAccuracy,
}

/// How the rows of a group are called: with probability `p0` by whether the score is above `threshold0`, with
/// `p1` by `threshold1`; with probability `ignore` neither counts, and a row is called positive with probability
/// `constant`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupThreshold {
    /// Probability of the first threshold.
    pub p0: f64,
    /// First threshold; infinite for calling none.
    pub threshold0: f64,
    /// Probability of the second threshold.
    pub p1: f64,
    /// Second threshold.
    pub threshold1: f64,
    /// Probability that the score does not count.
    pub ignore: f64,
    /// Probability of being called positive then.
    pub constant: f64,
}

impl GroupThreshold {
    /// Probability that a row with this score is called positive.
    pub fn called(&self, score: f64) -> f64 {
        let above = |threshold: f64| f64::from(u8::from(score > threshold));
        let by_score = self.p0 * above(self.threshold0) + self.p1 * above(self.threshold1);
        self.ignore * self.constant + (1.0 - self.ignore) * by_score
    }
}

/// A threshold for each group, in order; each group is its rows' truths and scores.
///
/// Undefined where a group lacks rows with or without the class. O(rows · log rows + groups · grid).
pub fn group_thresholds(
    groups: &[(Vec<bool>, Vec<f64>)],
    parity: Parity,
    objective: Objective,
) -> Result<Vec<GroupThreshold>, Undefined> {
    let curves: Vec<Vec<Mix>> = groups
        .iter()
        .map(|group| Ok(along(&hull(points(group, parity, objective)?))))
        .collect::<Result<_, _>>()?;
    let rows: f64 = groups.iter().map(|(truth, _)| truth.len() as f64).sum();
    let positive = |truth: &Vec<bool>| truth.iter().filter(|has| **has).count() as f64;
    let positives: f64 = groups.iter().map(|(truth, _)| positive(truth)).sum();
    if curves.is_empty() {
        return Err(NO_ROWS);
    }
    let lowest = |at: usize| curves.iter().map(|curve| curve[at].y).fold(f64::INFINITY, f64::min);
    let worth = |at: usize| -> Score {
        if parity == Parity::EqualizedOdds {
            let (x, y, negatives) = (at as f64 / GRID as f64, lowest(at), rows - positives);
            let counts = GroupCounts {
                true_positives: positives * y,
                false_negatives: positives * (1.0 - y),
                false_positives: negatives * x,
                true_negatives: negatives * (1.0 - x),
            };
            // As fairlearn: what differs by rounding only is the same, and the first of them is taken.
            return measured(&counts, objective).map(|worth| (worth * 1e15).round_ties_even() / 1e15);
        }
        let share = |(truth, _): &(Vec<bool>, Vec<f64>)| truth.len() as f64 / rows;
        Ok(groups.iter().zip(&curves).map(|(group, curve)| share(group) * curve[at].y).sum())
    };
    let mut best = (0, f64::NEG_INFINITY);
    for at in 0..=GRID {
        let worth = worth(at)?;
        if worth > best.1 {
            best = (at, worth);
        }
    }
    let (at, least) = (best.0, lowest(best.0));
    let x = at as f64 / GRID as f64;
    let chosen = |curve: &Vec<Mix>| {
        let Mix { y, p0, threshold0, threshold1 } = curve[at];
        let off = parity == Parity::EqualizedOdds && y != x;
        let (ignore, constant) = if off { ((y - least) / (y - x), x) } else { (0.0, 0.0) };
        GroupThreshold { p0, threshold0, p1: 1.0 - p0, threshold1, ignore, constant }
    };
    Ok(curves.iter().map(chosen).collect())
}

/// What a threshold comes to.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
    threshold: f64,
}

/// A lot between two thresholds at a value of the rate.
#[derive(Debug, Clone, Copy)]
struct Mix {
    y: f64,
    p0: f64,
    threshold0: f64,
    threshold1: f64,
}

fn measured(counts: &GroupCounts, objective: Objective) -> Score {
    match objective {
        Objective::Accuracy => counts.accuracy(),
        Objective::BalancedAccuracy => counts.balanced_accuracy(),
    }
}

/// Every threshold of a group by the rate and the objective, ascending.
fn points(
    (truth, scores): &(Vec<bool>, Vec<f64>),
    parity: Parity,
    objective: Objective,
) -> Result<Vec<Point>, Undefined> {
    let positives = truth.iter().filter(|has| **has).count() as f64;
    let negatives = truth.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return Err(Undefined("a group lacks rows with or without the class"));
    }
    let mut order: Vec<usize> = (0..truth.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    let mut counts =
        GroupCounts { true_negatives: negatives, false_negatives: positives, ..GroupCounts::default() };
    let mut points = Vec::new();
    let mut tell = |counts: &GroupCounts, threshold: f64| -> Result<(), Undefined> {
        let (x, y) = match parity {
            Parity::SelectionRate => (counts.selection_rate()?, measured(counts, objective)?),
            Parity::TruePositiveRate => (counts.true_positive_rate()?, measured(counts, objective)?),
            Parity::EqualizedOdds => (counts.false_positive_rate()?, counts.true_positive_rate()?),
        };
        points.push(Point { x, y, threshold });
        Ok(())
    };
    tell(&counts, f64::INFINITY)?;
    for (place, row) in order.iter().enumerate() {
        match truth[*row] {
            true => {
                (counts.true_positives, counts.false_negatives) =
                    (counts.true_positives + 1.0, counts.false_negatives - 1.0)
            }
            false => {
                (counts.false_positives, counts.true_negatives) =
                    (counts.false_positives + 1.0, counts.true_negatives - 1.0)
            }
        }
        let next = order.get(place + 1).map_or(f64::NEG_INFINITY, |next| scores[*next]);
        if next < scores[*row] {
            tell(&counts, (scores[*row] + next) / 2.0)?;
        }
    }
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    Ok(points)
}

/// The points above every line between others: A. M. Andrew, "Another efficient algorithm for convex hulls in two
/// dimensions", 1979.
fn hull(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for c in points {
        while let [.., a, b] = kept.as_slice() {
            if (b.y - a.y) * (c.x - a.x) > (c.y - a.y) * (b.x - a.x) {
                break;
            }
            kept.pop();
        }
        kept.push(c);
    }
    kept
}

/// The hull at every step of the rate. It goes from 0 to 1.
fn along(hull: &[Point]) -> Vec<Mix> {
    let mut at = 0;
    while at + 2 < hull.len() && hull[at + 1].x == hull[0].x {
        at += 1;
    }
    let step = |step: usize| {
        let x = step as f64 / GRID as f64;
        while at + 2 < hull.len() && x > hull[at + 1].x {
            at += 1;
        }
        let (a, b) = (hull[at], hull[at + 1]);
        let p0 = (b.x - x) / (b.x - a.x);
        Mix { y: p0 * a.y + (1.0 - p0) * b.y, p0, threshold0: a.threshold, threshold1: b.threshold }
    };
    (0..=GRID).map(step).collect()
}
