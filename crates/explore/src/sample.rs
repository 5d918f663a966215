//! Rows drawn at random, the same ones on every host and in every run.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// Seed of everything random in this crate, so that the page and the command line draw the same rows.
const SEED: u64 = 42;

/// Random numbers for a purpose: each has a stream of its own.
pub(crate) fn generator(stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(stream);
    rng
}

/// A number below `bound`, every one equally likely (Lemire 2019).
pub(crate) fn below(rng: &mut ChaCha8Rng, bound: u32) -> u32 {
    let reject = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product as u32 >= reject {
            return (product >> 32) as u32;
        }
    }
}

/// A standard normal number (Box and Muller 1958), for data that tests make up.
#[cfg(test)]
pub(crate) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let unit = |rng: &mut ChaCha8Rng| ((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let (a, b) = (unit(rng), unit(rng));
    libm::sqrt(-2.0 * libm::log(a)) * libm::cos(2.0 * std::f64::consts::PI * b)
}

/// At most `most` of `rows` rows, ascending, every choice equally likely; `None` where all rows fit.
/// Takes O(most · log most) (Floyd's algorithm: Bentley and Floyd, *A sample of brilliance*, 1987).
pub(crate) fn rows(rows: u32, most: u32) -> Option<Vec<u32>> {
    if rows <= most {
        return None;
    }
    let mut rng = generator(1);
    let mut chosen = BTreeSet::new();
    for last in rows - most..rows {
        let row = below(&mut rng, last + 1);
        if !chosen.insert(row) {
            chosen.insert(last);
        }
    }
    Some(chosen.into_iter().collect())
}

/// The same for rows that are listed: at most `most` of them, in their order.
pub(crate) fn of(listed: &[u32], most: u32) -> Vec<u32> {
    match rows(listed.len() as u32, most) {
        Some(places) => places.iter().map(|place| listed[*place as usize]).collect(),
        None => listed.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_subsets_of_the_wanted_size() {
        for (n, k) in [(10, 3), (1000, 999), (50_000, 20_000)] {
            let sample = rows(n, k).unwrap();
            assert_eq!(sample.len(), k as usize);
            assert!(sample.windows(2).all(|w| w[0] < w[1]) && sample[k as usize - 1] < n);
        }
        assert_eq!(rows(5, 5), None);
        assert_eq!(rows(9000, 200), rows(9000, 200));
    }

    #[test]
    fn no_part_of_the_rows_is_preferred() {
        let sample = rows(100_000, 10_000).unwrap();
        for tenth in 0..10_u32 {
            let n = sample.iter().filter(|r| **r / 10_000 == tenth).count();
            assert!((900..1100).contains(&n), "{tenth}: {n}");
        }
    }
}
