//! Features as ranks: computed once, column by column, and shared by all trees of a training.

use super::sample::unit;
use crate::Dataset;
use rand_chacha::ChaCha8Rng;

/// What stands for the rank of a missing cell: it is above all ranks.
pub(super) const GAP: u32 = u32::MAX;

/// For each feature and row the number of smaller different values that the feature has.
/// Column-major; four bytes a cell.
pub(super) struct Ranks {
    rows: usize,
    cells: Vec<u32>,
    /// Value of each rank, by feature, where they are kept.
    values: Option<Vec<Vec<f32>>>,
    done: usize,
    keys: Vec<u64>,
    spare: Vec<u64>,
}

impl Ranks {
    /// `values` says whether the values of the ranks are kept, which [`draw`](Self::draw) needs.
    pub fn new(rows: usize, features: usize, values: bool) -> Self {
        let values = values.then(|| vec![Vec::new(); features]);
        Self { rows, cells: vec![0; rows * features], values, done: 0, keys: Vec::new(), spare: Vec::new() }
    }

    /// Ranks features while the budget of cells lasts; true once all are ranked.
    pub fn advance(&mut self, data: &Dataset, budget: &mut i64) -> bool {
        let features = data.x.data.ncols();
        while self.done < features && *budget > 0 {
            self.rank(data, self.done);
            *budget -= 3 * self.rows as i64;
            self.done += 1;
        }
        if self.done == features {
            self.keys = Vec::new();
            self.spare = Vec::new();
        }
        self.done == features
    }

    fn rank(&mut self, data: &Dataset, feature: usize) {
        let column = data.x.data.column(feature);
        self.keys.clear();
        let keyed = column.iter().enumerate().map(|(row, &v)| u64::from(ordered(v)) << 32 | row as u64);
        self.keys.extend(keyed);
        sort_keys(&mut self.keys, &mut self.spare, 32);
        let out = &mut self.cells[feature * self.rows..(feature + 1) * self.rows];
        let (mut rank, mut before) = (0, self.keys.first().map_or(0, |k| k >> 32));
        for key in &self.keys {
            if key >> 32 != before {
                rank += 1;
                before = key >> 32;
            }
            out[*key as u32 as usize] = if is_gap(*key) { GAP } else { rank };
        }
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
    pub fn column(&self, feature: usize) -> &[u32] {
        &self.cells[feature * self.rows..(feature + 1) * self.rows]
    }
}

fn is_gap(key: u64) -> bool {
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
const RADIX_FROM: usize = 1500;
/// Bits of a digit.
const DIGIT: u32 = 11;

/// Sorts keys whose upper half uses `bits` bits. Keys are different by their lower half, which
/// ascends in the input: every method gives the same order.
pub(super) fn sort_keys(keys: &mut Vec<u64>, spare: &mut Vec<u64>, bits: u32) {
    if keys.len() < RADIX_FROM {
        keys.sort_unstable();
        return;
    }
    spare.resize(keys.len(), 0);
    for pass in 0..bits.div_ceil(DIGIT) {
        let shift = 32 + pass * DIGIT;
        let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
        let mut starts = [0u32; 1 << DIGIT];
        for &key in keys.iter() {
            starts[digit(key)] += 1;
        }
        let mut at = 0;
        for start in &mut starts {
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
