//! Random draws of the selections, from one seed.

use glasshouse_spec::{ParamSpec, ParamValue};
use glasshouse_stats::normal_quantile;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The parameter that says where draws begin.
pub(super) const RANDOM_STATE: ParamSpec = ParamSpec::optional_int(
    "random_state",
    0,
    u32::MAX as i64,
    "The seed of what is drawn at random; the recipe's when there is no value.",
);

/// The seed of a value of [`RANDOM_STATE`].
pub(super) fn seed(value: &ParamValue) -> Option<u64> {
    value.as_i64().and_then(|seed| u64::try_from(seed).ok())
}

/// A source of draws.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Brings values into a random order (Fisher and Yates, as Durstenfeld does it).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, (self.0.next_u64() % (last as u64 + 1)) as usize);
        }
    }

    /// A draw of the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        let uniform = ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        normal_quantile(uniform)
    }
}
