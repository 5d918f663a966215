//! Features as ranks: computed once, column by column, and shared by all trees of a training.
//!
//! Ranks are kept in as many bits as they need: they are read far more often than they are computed, from
//! places far apart, so that what counts is how much of them the caches hold.

use super::sample::unit;
use crate::Dataset;
use rand_chacha::ChaCha8Rng;

/// What stands for the rank of a missing cell: it is above all ranks.
pub(super) const GAP: u32 = u32::MAX;

/// For each feature and row the number of smaller different values that the feature has.
pub(super) struct Ranks {
    rows: usize,
    columns: Vec<Column>,
    /// Value of each rank, by feature, where they are kept.
    values: Option<Vec<Vec<f32>>>,
    keys: Vec<u64>,
    spare: Vec<u64>,
}

/// Ranks of a feature by row, side by side in as many bits as the largest takes: 17 for 100,000 different
/// values, one for two.
pub(super) struct Column {
    bytes: Vec<u8>,
    bits: usize,
    mask: u32,
    /// What stands for a missing cell here.
    gap: u32,
}

/// Bytes that are read at once, for one rank.
const WORD: usize = 8;

impl Column {
    /// Of so many rows with ranks below `count`, all zero.
    fn new(rows: usize, count: u32, gaps: bool) -> Self {
        let largest = if gaps { count } else { count.saturating_sub(1) };
        let bits = (u32::BITS - largest.leading_zeros()) as usize;
        let mask = ((1_u64 << bits) - 1) as u32;
        let bytes = vec![0; (rows * bits).div_ceil(8) + WORD];
        Self { bytes, bits, mask, gap: if gaps { mask } else { GAP } }
    }

    /// The rank of a row.
    #[inline(always)]
    pub fn rank(&self, row: u32) -> u32 {
        let at = row as usize * self.bits;
        let mut word = [0; WORD];
        word.copy_from_slice(&self.bytes[at / 8..at / 8 + WORD]);
        let rank = (u64::from_le_bytes(word) >> (at % 8)) as u32 & self.mask;
        if rank == self.gap { GAP } else { rank }
    }

    /// Sets the rank of a row that has none yet.
    fn set(&mut self, row: u32, rank: u32) {
        let at = row as usize * self.bits;
        let rank = u64::from(if rank == GAP { self.gap } else { rank }) << (at % 8);
        let bytes = &mut self.bytes[at / 8..at / 8 + WORD];
        bytes.iter_mut().zip(rank.to_le_bytes()).for_each(|(byte, bits)| *byte |= bits);
    }
}

impl Ranks {
    /// `values` says whether the values of the ranks are kept, which [`draw`](Self::draw) needs.
    pub fn new(rows: usize, features: usize, values: bool) -> Self {
        let values = values.then(|| vec![Vec::new(); features]);
        Self { rows, columns: Vec::with_capacity(features), values, keys: Vec::new(), spare: Vec::new() }
    }

    /// Ranks features while the budget of cells lasts; true once all are ranked.
    pub fn advance(&mut self, data: &Dataset, budget: &mut i64) -> bool {
        let features = data.x.data.ncols();
        while self.columns.len() < features && *budget > 0 {
            self.rank(data, self.columns.len());
            *budget -= 3 * self.rows as i64;
        }
        let done = self.columns.len() == features;
        if done {
            self.keys = Vec::new();
            self.spare = Vec::new();
        }
        done
    }

    fn rank(&mut self, data: &Dataset, feature: usize) {
        let column = data.x.data.column(feature);
        self.keys.clear();
        let keyed = column.iter().enumerate().map(|(row, &v)| u64::from(ordered(v)) << 32 | row as u64);
        self.keys.extend(keyed);
        sort_keys(&mut self.keys, &mut self.spare, 0, u32::MAX);
        let different = |pair: &&[u64]| pair[0] >> 32 != pair[1] >> 32;
        let changes = self.keys.windows(2).filter(different).count() as u32;
        let gaps = self.keys.last().is_some_and(|key| is_gap(*key));
        let mut out = Column::new(self.rows, changes + u32::from(!gaps), gaps);
        let (mut rank, mut before) = (0, self.keys.first().map_or(0, |k| k >> 32));
        for key in &self.keys {
            if key >> 32 != before {
                rank += 1;
                before = key >> 32;
            }
            out.set(*key as u32, if is_gap(*key) { GAP } else { rank });
        }
        self.columns.push(out);
        if let Some(values) = &mut self.values {
            let firsts = self.keys.chunk_by(|a, b| a >> 32 == b >> 32).filter_map(|same| same.first());
            let firsts = firsts.filter(|key| !is_gap(**key));
            values[feature] = firsts.map(|key| column[*key as u32 as usize] + 0.0).collect();
        }
    }

    /// A number between the values of two ranks, every one equally likely, never the larger value; and
    /// the largest rank whose value is not above it.
    pub fn draw(&self, feature: usize, low: u32, high: u32, rng: &mut ChaCha8Rng) -> (u32, f32) {
        let values = self.values.as_ref().map_or(&[][..], |values| &values[feature]);
        let (least, most) = (f64::from(values[low as usize]), f64::from(values[high as usize]));
        let drawn = least + unit(rng) * (most - least);
        let near = drawn as f32;
        let down = if f64::from(near) > drawn { near.next_down() } else { near };
        let threshold = if f64::from(down) >= most { values[low as usize] } else { down };
        let span = &values[low as usize..=high as usize];
        let rank = low + span.partition_point(|value| *value <= threshold) as u32 - 1;
        (rank, threshold)
    }

    /// Ranks of a feature by row.
    pub fn column(&self, feature: usize) -> &Column {
        &self.columns[feature]
    }
}

/// Whether a key is that of a missing cell.
#[inline(always)]
pub(super) fn is_gap(key: u64) -> bool {
    (key >> 32) as u32 == GAP
}

/// An integer that orders as the float does, the two zeros being equal; a missing cell comes last.
fn ordered(value: f32) -> u32 {
    if value.is_nan() {
        return GAP;
    }
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// Length from which counting digits beats comparing.
const RADIX_FROM: usize = 400;
/// Most bits of a digit.
const DIGIT: u32 = 11;

/// Sorts keys whose upper halves are from `low` to `high`. Keys are different by their lower half, which
/// ascends in the input: every method gives the same order.
pub(super) fn sort_keys(keys: &mut Vec<u64>, spare: &mut Vec<u64>, low: u32, high: u32) {
    if keys.len() < RADIX_FROM {
        keys.sort_unstable();
        return;
    }
    spare.resize(keys.len(), 0);
    let (bits, low) = (u32::BITS - (high - low).leading_zeros(), u64::from(low) << 32);
    let passes = bits.div_ceil(DIGIT);
    let bits = bits.div_ceil(passes.max(1));
    let mut room = [0u32; 1 << DIGIT];
    for pass in 0..passes {
        let shift = 32 + pass * bits;
        let digit = |key: u64| ((key - low) >> shift) as usize & ((1 << bits) - 1);
        let starts = &mut room[..1 << bits];
        starts.fill(0);
        for &key in keys.iter() {
            starts[digit(key)] += 1;
        }
        let mut at = 0;
        for start in starts.iter_mut() {
            at += std::mem::replace(start, at);
        }
        for &key in keys.iter() {
            let place = &mut starts[digit(key)];
            spare[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, spare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_come_back_as_they_were_set() {
        for (count, gaps) in
            [(1, false), (1, true), (2, false), (3, true), (255, true), (256, false), (70_000, true)]
        {
            let ranks: Vec<u32> = (0..200_u32).map(|row| row.wrapping_mul(2_654_435_761) % count).collect();
            let own = |row: u32| if gaps && row.is_multiple_of(7) { GAP } else { ranks[row as usize] };
            let mut column = Column::new(ranks.len(), count, gaps);
            (0..200).rev().for_each(|row| column.set(row, own(row)));
            assert!((0..200).all(|row| column.rank(row) == own(row)), "{count} {gaps}");
        }
    }
}
