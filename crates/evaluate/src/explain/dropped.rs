//! How much worse a model answers where it is trained without a column: drop-column importance, as `rfpimp` has it,
//! with an interval over resamples of the rows that both models answered.

use crate::judge::{LEVEL, percentiles};
use crate::split::below;
use glasshouse_spec::Importance;
use glasshouse_stats::sample_std;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Places of as many rows, drawn with replacement: the same of the same seed and turn. O(rows).
pub fn draw(rows: usize, seed: u64, turn: u32) -> Vec<u32> {
    let mut draws = ChaCha8Rng::seed_from_u64(seed);
    draws.set_stream(u64::from(turn));
    (0..rows).map(|_| below(&mut draws, rows as u64) as u32).collect()
}

/// The importance of a column from the loss on all rows and those on resamples; where the loss was defined on less
/// than half of them, its interval is the point. O(resamples log resamples).
pub fn loss_without(column: String, loss: f64, resampled: Vec<f64>, resamples: usize) -> Importance {
    let std = sample_std(&resampled).unwrap_or(0.0);
    let interval = percentiles(resampled, resamples, LEVEL);
    let (low, high) = interval.map_or((loss, loss), |of| (of.low, of.high));
    Importance { columns: vec![column], mean: loss, std, low, high }
}
