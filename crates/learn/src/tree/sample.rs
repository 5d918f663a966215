//! Randomness of a tree and the rows that it is grown on.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// The random numbers of one tree: a stream of their own for each seed and tree.
pub(crate) fn generator(seed: u64, tree: u32) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(u64::from(tree));
    rng
}

/// A number below `bound`, every one equally likely (Lemire, *Fast random integer generation in an
/// interval*, 2019).
pub(crate) fn below(rng: &mut ChaCha8Rng, bound: u32) -> u32 {
    let reject = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product as u32 >= reject {
            return (product >> 32) as u32;
        }
    }
}

/// `count` different numbers below `bound`, ascending, every choice equally likely (Floyd's algorithm:
/// Bentley and Floyd, *A sample of brilliance*, 1987).
pub(crate) fn distinct(rng: &mut ChaCha8Rng, bound: u32, count: u32) -> Vec<u32> {
    let mut drawn = BTreeSet::new();
    for most in bound - count..bound {
        let number = below(rng, most + 1);
        if !drawn.insert(number) {
            drawn.insert(most);
        }
    }
    drawn.into_iter().collect()
}

/// A number from zero to below one.
pub(crate) fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// How often each of `rows` rows is drawn in `draws` draws with replacement. With weights a row is
/// drawn in proportion to its weight, as in scikit-learn.
pub(crate) fn bootstrap(rng: &mut ChaCha8Rng, rows: u32, draws: u32, weights: Option<&[f64]>) -> Vec<f64> {
    let mut counts = vec![0.0; rows as usize];
    let Some(weights) = weights else {
        for _ in 0..draws {
            counts[below(rng, rows) as usize] += 1.0;
        }
        return counts;
    };
    let mut sum = 0.0;
    let upper: Vec<f64> = weights
        .iter()
        .map(|w| {
            sum += w;
            sum
        })
        .collect();
    // The first row whose upper end lies beyond the draw: never one of weight zero.
    let last = upper.partition_point(|&end| end < sum);
    for _ in 0..draws {
        let draw = unit(rng) * sum;
        let row = upper.partition_point(|&end| end <= draw).min(last);
        counts[row] += 1.0;
    }
    counts
}
