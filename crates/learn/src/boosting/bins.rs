//! Features as bins of at most 255 values' ranges, four features to a word, a row's words side by
//! side: a row of up to 64 features is read with a line of the cache or two.
//!
//! The ends of the bins are scikit-learn's: the middles between the values where these are few,
//! else quantiles of at most 200,000 rows. They are `f32`, rounded down, which divides all `f32`
//! rows alike.

use crate::FeatureKind;
use crate::threads;
use crate::tree::sample::{bootstrap, generator};
use ndarray::ArrayView2;

/// Bins that a feature may have, and one for missing cells.
pub(super) const BINS: usize = 256;
/// Features in a word of [`Bins::cells`].
pub(super) const LANES: usize = 4;
/// Words of a row that lie side by side.
const SLAB: usize = 16;
/// Rows that quantiles are taken of.
const SAMPLE: usize = 200_000;
/// Stream of the random numbers that draw the rows of the quantiles.
const STREAM: u32 = u32::MAX;

/// The features of some rows, binned.
pub(super) struct Bins {
    rows: usize,
    /// By feature, the largest value of each bin but the last and but that of missing cells.
    pub ends: Vec<Vec<f32>>,
    /// By feature, whether there are missing cells: they are in the last bin.
    gaps: Vec<bool>,
    slabs: Vec<Slab>,
    /// Feature after feature, the bin of each row, where the words are too many to stay in the nearer caches:
    /// nodes are divided by one feature.
    cells: Option<Vec<u8>>,
}

/// Bytes of words up to which a feature's bins are taken from them.
const NEAR: usize = 4 << 20;

/// The bins of a feature by row.
#[derive(Clone, Copy)]
pub(super) enum Column<'a> {
    /// One after the other.
    Bytes(&'a [u8]),
    /// A byte of a word of each row: words from the first row's on, words of a row, bits below the byte.
    Words(&'a [u32], usize, u32),
}

impl Column<'_> {
    /// The bin of a row.
    pub fn bin(self, row: u32) -> u8 {
        match self {
            Self::Bytes(bins) => bins[row as usize],
            Self::Words(words, width, shift) => (words[row as usize * width] >> shift) as u8,
        }
    }
}

/// Up to sixteen groups of four features.
#[derive(Default)]
pub(super) struct Slab {
    /// Groups.
    pub width: usize,
    /// Row after row, a word a group, its bins as bytes.
    pub words: Vec<u32>,
}

/// What bins are made of.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub x: ArrayView2<'a, f32>,
    /// What the features hold.
    pub kinds: &'a [FeatureKind],
    /// Rows that are binned.
    pub rows: &'a [u32],
    /// Weight of each of `rows`.
    pub weights: Option<&'a [f64]>,
    pub max_bins: usize,
}

/// Bins under way.
pub(super) struct Binning {
    bins: Bins,
    features: usize,
    /// Positions in `Source::rows` of which the quantiles are taken, where not of all.
    sample: Option<Vec<u32>>,
}

impl Binning {
    pub fn new(source: &Source, seed: u64) -> Self {
        let (rows, features) = (source.rows.len(), source.x.ncols());
        let sample = (rows > SAMPLE).then(|| {
            let mut rng = generator(seed, STREAM);
            let counts = bootstrap(&mut rng, rows as u32, SAMPLE as u32, source.weights);
            let times = counts.iter().enumerate();
            times.flat_map(|(at, &n)| std::iter::repeat_n(at as u32, n as usize)).collect()
        });
        let far = rows * features.div_ceil(LANES) * LANES > NEAR;
        let cells = far.then(|| Vec::with_capacity(rows * features));
        Self {
            bins: Bins { rows, ends: Vec::new(), gaps: Vec::new(), slabs: Vec::new(), cells },
            features,
            sample,
        }
    }

    /// Bins a few features; the bins once all are. Which are binned at once does not matter.
    pub fn advance(&mut self, source: &Source, budget: &mut i64) -> Option<Bins> {
        while self.bins.ends.len() < self.features && *budget > 0 {
            let first = self.bins.ends.len();
            let last = (first + LANES * threads::count()).min(self.features);
            *budget -= 40 * (source.rows.len() * (last - first).div_ceil(threads::count())) as i64;
            let groups: Vec<_> = (first..last).step_by(LANES).collect();
            let sample = self.sample.as_deref();
            let made = threads::map(groups, |first| {
                group(source, sample, first..(first + LANES).min(self.features))
            });
            for (features, words) in made {
                self.place(&words, features.len());
                for (ends, gaps) in features {
                    self.bins.ends.push(ends);
                    self.bins.gaps.push(gaps);
                }
            }
        }
        let done = self.bins.ends.len() == self.features;
        let none = Bins { rows: 0, ends: Vec::new(), gaps: Vec::new(), slabs: Vec::new(), cells: None };
        done.then(|| std::mem::replace(&mut self.bins, none))
    }

    /// Puts the words of the next group of so many features where they belong.
    fn place(&mut self, words: &[u32], features: usize) {
        if let Some(cells) = &mut self.bins.cells {
            for lane in 0..features {
                cells.extend(words.iter().map(|word| (word >> (8 * lane)) as u8));
            }
        }
        let group = self.bins.ends.len() / LANES;
        if group.is_multiple_of(SLAB) {
            let width = (self.features.div_ceil(LANES) - group).min(SLAB);
            self.bins.slabs.push(Slab { width, words: vec![0; width * words.len()] });
        }
        if let Some(slab) = self.bins.slabs.last_mut() {
            let cells = slab.words.iter_mut().skip(group % SLAB).step_by(slab.width);
            cells.zip(words).for_each(|(cell, word)| *cell = *word);
        }
    }
}

impl Bins {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of features.
    pub fn features(&self) -> usize {
        self.ends.len()
    }

    /// Number of words that a row takes.
    pub fn groups(&self) -> usize {
        self.ends.len().div_ceil(LANES)
    }

    /// Number of bins of a feature, that of missing cells included.
    pub fn count(&self, feature: usize) -> usize {
        self.ends.get(feature).map_or(0, |ends| ends.len() + 1 + usize::from(self.gaps[feature]))
    }

    /// Whether a feature has missing cells.
    pub fn has_gaps(&self, feature: usize) -> bool {
        self.gaps[feature]
    }

    /// Where a group's words lie: the slab, and the group's place in each of its rows.
    pub fn slab(&self, group: usize) -> (&Slab, usize) {
        (&self.slabs[group / SLAB], group % SLAB)
    }

    /// The bin of each row in a feature.
    pub fn column(&self, feature: usize) -> Column<'_> {
        if let Some(cells) = &self.cells {
            return Column::Bytes(&cells[feature * self.rows..(feature + 1) * self.rows]);
        }
        let (slab, place) = self.slab(feature / LANES);
        Column::Words(&slab.words[place..], slab.width, (feature % LANES * 8) as u32)
    }
}

/// The ends of a group of features, whether each has missing cells, and their words.
fn group(
    source: &Source,
    sample: Option<&[u32]>,
    features: std::ops::Range<usize>,
) -> (Vec<(Vec<f32>, bool)>, Vec<u32>) {
    let mut words = vec![0; source.rows.len()];
    let (mut column, mut found) = (Vec::new(), Vec::new());
    for (lane, feature) in features.enumerate() {
        column.clear();
        let values = source.x.column(feature);
        // Zero has two signs and one value.
        column.extend(source.rows.iter().map(|&row| values[row as usize] + 0.0));
        let kind = source.kinds[feature];
        let gaps = kind != FeatureKind::Number && column.iter().any(|v| v.is_nan());
        let ends = match kind {
            FeatureKind::Category { levels } => (1..levels).map(|level| level as f32 - 0.5).collect(),
            _ if gaps => ends_between_gaps(source, sample, &column),
            _ => ends(source, sample, &column),
        };
        let mut table = [f32::INFINITY; BINS];
        table[..ends.len()].copy_from_slice(&ends);
        let missing = ends.len() as u32 + 1;
        for (word, &value) in words.iter_mut().zip(&column) {
            let bin = if gaps && value.is_nan() { missing } else { u32::from(bin(&table, value)) };
            *word |= bin << (lane * 8);
        }
        found.push((ends, gaps));
    }
    (found, words)
}

/// The ends of the bins of numbers.
fn ends(source: &Source, sample: Option<&[u32]>, column: &[f32]) -> Vec<f32> {
    match (sample, source.weights) {
        (None, Some(weights)) => weighed_ends(column, weights, source.max_bins),
        (None, None) => plain_ends(column, source.max_bins),
        (Some(sample), _) => {
            let drawn: Vec<f32> = sample.iter().map(|&at| column[at as usize]).collect();
            plain_ends(&drawn, source.max_bins)
        }
    }
}

/// The same of the numbers that are there.
fn ends_between_gaps(source: &Source, sample: Option<&[u32]>, column: &[f32]) -> Vec<f32> {
    let there = |at: &usize| !column[*at].is_nan();
    let places: Vec<usize> = match sample {
        Some(sample) => sample.iter().map(|&at| at as usize).filter(there).collect(),
        None => (0..column.len()).filter(there).collect(),
    };
    let values: Vec<f32> = places.iter().map(|&at| column[at]).collect();
    match (sample, source.weights) {
        (None, Some(weights)) => {
            let weights: Vec<f64> = places.iter().map(|&at| weights[at]).collect();
            weighed_ends(&values, &weights, source.max_bins)
        }
        _ => plain_ends(&values, source.max_bins),
    }
}

/// Number of ends below a value. Without branches, which would be guessed wrong half the time.
#[inline(always)]
fn bin(ends: &[f32; BINS], value: f32) -> u8 {
    let mut at = 0;
    for step in [128, 64, 32, 16, 8, 4, 2, 1] {
        at += step * usize::from(value > ends[(at + step - 1) % BINS]);
    }
    at as u8
}

/// A number whose order as a whole number is that of the float.
fn key(value: f32) -> u32 {
    let bits = value.to_bits();
    bits ^ ((((bits as i32) >> 31) as u32) | 0x8000_0000)
}

fn value(key: u32) -> f32 {
    f32::from_bits(if key & 0x8000_0000 != 0 { key ^ 0x8000_0000 } else { !key })
}

/// Sorts by eleven bits at a time.
fn sort(keys: &mut Vec<u32>) {
    const DIGITS: usize = 1 << 11;
    let mut other = vec![0; keys.len()];
    for shift in [0, 11, 22] {
        let digit = |key: u32| (key >> shift) as usize % DIGITS;
        let mut places = [0usize; DIGITS];
        keys.iter().for_each(|&key| places[digit(key)] += 1);
        let mut sum = 0;
        for place in &mut places {
            (*place, sum) = (sum, sum + *place);
        }
        for &key in keys.iter() {
            let place = &mut places[digit(key)];
            other[*place] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut other);
    }
}

/// The different values, if they are few enough to have a bin each.
fn few(sorted: impl Iterator<Item = f32>, max_bins: usize) -> Option<Vec<f32>> {
    let mut values = Vec::with_capacity(max_bins + 1);
    for value in sorted {
        if values.last() != Some(&value) {
            if values.len() == max_bins {
                return None;
            }
            values.push(value);
        }
    }
    Some(values)
}

/// The largest `f32` that is not above a number.
fn rounded_down(number: f64) -> f32 {
    let near = number as f32;
    if f64::from(near) > number { near.next_down() } else { near }
}

fn middles(values: &[f32]) -> Vec<f32> {
    values.windows(2).map(|pair| middle(pair[0], pair[1])).collect()
}

fn middle(low: f32, high: f32) -> f32 {
    rounded_down((f64::from(low) + f64::from(high)) / 2.0)
}

/// The places of the quantiles as shares of all, computed as NumPy does: where a quantile falls
/// onto a value is a matter of the last bit.
fn shares(max_bins: usize) -> impl Iterator<Item = f64> {
    let step = 100.0 / max_bins as f64;
    (1..max_bins).map(move |k| k as f64 * step)
}

/// Ends for rows that weigh alike: the quantile is the value above the share, or the middle of two
/// values where the share falls between them (NumPy's `averaged_inverted_cdf`).
fn plain_ends(column: &[f32], max_bins: usize) -> Vec<f32> {
    let mut keys: Vec<u32> = column.iter().map(|&v| key(v)).collect();
    sort(&mut keys);
    if let Some(values) = few(keys.iter().map(|&k| value(k)), max_bins) {
        return middles(&values);
    }
    let at = |place: usize| value(keys[place.min(keys.len() - 1)]);
    let quantile = |percent: f64| {
        let place = (keys.len() as f64 * (percent / 100.0) - 1.0).max(0.0);
        let below = place as usize;
        if place == below as f64 { middle(at(below), at(below + 1)) } else { at(below + 1) }
    };
    let mut ends: Vec<f32> = shares(max_bins).map(quantile).collect();
    ends.dedup();
    ends
}

/// The same for rows of different weights, none of which is zero.
fn weighed_ends(column: &[f32], weights: &[f64], max_bins: usize) -> Vec<f32> {
    let mut rows: Vec<(u32, u32)> = column.iter().map(|&v| key(v)).zip(0..).collect();
    rows.sort_unstable();
    let at = |place: usize| value(rows[place.min(rows.len() - 1)].0);
    if let Some(values) = few(rows.iter().map(|row| value(row.0)), max_bins) {
        return middles(&values);
    }
    let mut sum = 0.0;
    let sums: Vec<f64> = rows
        .iter()
        .map(|row| {
            sum += weights[row.1 as usize];
            sum
        })
        .collect();
    let quantile = |percent: f64| {
        let wanted = percent / 100.0 * sum;
        let place = sums.partition_point(|&s| s < wanted).min(rows.len() - 1);
        let between = sums[place] - wanted <= f64::EPSILON;
        if between { middle(at(place), at(place + 1)) } else { at(place) }
    };
    let mut ends: Vec<f32> = shares(max_bins).map(quantile).collect();
    ends.dedup();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_as_their_values_and_sort() {
        let values = [f32::MIN, -2.5, -1e-40, 0.0, 1e-40, 1.0, 1.5, f32::MAX];
        let mut keys: Vec<u32> = values.iter().rev().map(|&v| key(v)).collect();
        sort(&mut keys);
        assert_eq!(keys.iter().map(|&k| value(k)).collect::<Vec<_>>(), values);
    }

    #[test]
    fn a_value_is_in_the_bin_that_ends_at_or_above_it() {
        let ends = plain_ends(&(0..1000).map(|i| (i * 7 % 1000) as f32).collect::<Vec<_>>(), 255);
        let mut table = [f32::INFINITY; BINS];
        table[..ends.len()].copy_from_slice(&ends);
        for i in -1..1001 {
            let below = ends.iter().filter(|&&end| i as f32 > end).count();
            assert_eq!(usize::from(bin(&table, i as f32)), below);
        }
    }

    #[test]
    fn unit_weights_give_the_ends_of_none() {
        let column: Vec<f32> = (0..3001).map(|i| ((i * i) % 1511) as f32 / 7.0).collect();
        for bins in [2, 3, 10, 100, 255] {
            assert_eq!(weighed_ends(&column, &[1.0; 3001], bins), plain_ends(&column, bins), "{bins}");
        }
    }

    #[test]
    fn the_ends_of_neighbours_divide_them() {
        let low = 1.0f32;
        assert_eq!(plain_ends(&[low, low.next_up()], 255), [low]);
        assert_eq!(plain_ends(&[3.0; 5], 255), []);
    }
}
