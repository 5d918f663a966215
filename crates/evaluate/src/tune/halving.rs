//! Successive halving and Hyperband: many trials on few rows, the best third of them on three times as many.
//! K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016;
//! L. Li and others, "Hyperband: a novel bandit-based approach to hyperparameter optimization", 2018.

use super::{Proposal, Space, Told};
use rand_chacha::ChaCha8Rng;

/// Of how many trials one goes on.
const FACTOR: usize = 3;
/// The smallest share of the rows is one over this, at most.
const LEAST: usize = 27;

/// The trials of each rung of one halving, the first on the fewest rows.
pub(super) type Bracket = Vec<usize>;

/// One halving in which about `budget` trials are trained, rungs included. The first trial is not of it.
pub(super) fn one(budget: u32) -> Vec<Bracket> {
    let budget = budget.saturating_sub(1) as usize;
    let rungs = rungs(budget);
    let first = (1..=budget).rev().find(|first| trials(*first, rungs) <= budget).unwrap_or(1);
    vec![bracket(first, rungs)]
}

/// Brackets that begin on ever more rows with ever fewer trials, so that each trains on as many rows in all.
pub(super) fn hyperband(budget: u32) -> Vec<Bracket> {
    let budget = budget.saturating_sub(1) as usize;
    let most = rungs(budget / 2);
    let share = budget as f64 / (most + 1) as f64;
    (0..=most)
        .rev()
        .map(|rungs| {
            let fits = |first: &usize| trials(*first, rungs) as f64 <= share;
            bracket((1..=budget).rev().find(fits).unwrap_or(1), rungs)
        })
        .collect()
}

/// Rungs above the first.
fn rungs(budget: usize) -> usize {
    let mut rungs = 0;
    while FACTOR.pow(rungs as u32 + 1) <= budget.min(LEAST) {
        rungs += 1;
    }
    rungs
}

fn bracket(first: usize, rungs: usize) -> Bracket {
    (0..=rungs).map(|rung| (first / FACTOR.pow(rung as u32)).max(1)).collect()
}

fn trials(first: usize, rungs: usize) -> usize {
    bracket(first, rungs).iter().sum()
}

/// The next trial of brackets, by what came of those so far.
pub(super) fn next(
    space: &Space,
    brackets: &[Bracket],
    so_far: &[Told],
    generator: impl Fn(u64) -> ChaCha8Rng,
) -> Option<Proposal> {
    if so_far.is_empty() {
        return Some(Proposal { point: space.now(), share: 1.0 });
    }
    // The first trial is what the recipe has, on all rows.
    let mut begin = 1;
    for bracket in brackets {
        for (rung, count) in bracket.iter().enumerate() {
            let share = 1.0 / FACTOR.pow((bracket.len() - 1 - rung) as u32) as f64;
            if so_far.len() < begin + count {
                let place = so_far.len().checked_sub(begin)?;
                let point = match rung.checked_sub(1) {
                    None => space.random(&mut generator(so_far.len() as u64)),
                    Some(before) => {
                        let from = begin - bracket[before];
                        best(&so_far[from..begin]).get(place)?.point.clone()
                    }
                };
                return Some(Proposal { point, share });
            }
            begin += count;
        }
    }
    None
}

/// Trials by their loss, the best first; those that failed last.
fn best(trials: &[Told]) -> Vec<&Told> {
    let mut order: Vec<&Told> = trials.iter().collect();
    let loss = |trial: &Told| trial.loss.unwrap_or(f64::INFINITY);
    order.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
    order
}
