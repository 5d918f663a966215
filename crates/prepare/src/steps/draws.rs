//! Random draws, the same for the same seed on every machine.

use glasshouse_spec::{ParamSpec, ParamValue};
use glasshouse_stats::normal_quantile;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The parameter that seeds them.
pub(super) const RANDOM_STATE: ParamSpec = ParamSpec::optional_int(
    "random_state",
    0,
    u32::MAX as i64,
    "The seed of the drawing; the recipe's when there is no value.",
);

/// A sequence of random draws.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// The seed that the parameter names.
    pub fn seed(value: &ParamValue) -> Option<u64> {
        value.as_i64().and_then(|seed| u64::try_from(seed).ok())
    }

    /// Begins with a seed of its own, or the recipe's.
    pub fn new(own: Option<u64>, recipe: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(own.unwrap_or(recipe)))
    }

    /// A number below a limit that is above 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.0.next_u64() % limit as u64) as usize
    }

    /// A number from 0 to 1, 1 not included.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64)
    }
}
