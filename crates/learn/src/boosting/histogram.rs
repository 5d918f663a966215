//! Sums of gradients, hessians and rows by bin, in whole numbers.
//!
//! Gradients and hessians become whole numbers in a unit that is a power of two, as small as their
//! sums over all rows allow in 64 bits: finer than the 32-bit floats of other libraries. Sums are
//! then exact in any order, for any number of threads and with or without SIMD, and a parent's less
//! a child's are the other child's, to the last bit. One addition of 128 bits counts a cell.

use super::bins::{BINS, Bins, LANES};
use crate::threads;
use std::ops::Range;

/// A sum over rows: of gradients; and of hessians, with the number of rows in the high bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C, align(16))]
pub(super) struct Sum {
    pub gradient: i64,
    pub mass: i64,
}

impl Sum {
    #[inline(always)]
    pub fn add(&mut self, other: Self) {
        self.gradient = self.gradient.wrapping_add(other.gradient);
        self.mass = self.mass.wrapping_add(other.mass);
    }

    #[inline(always)]
    pub fn less(self, other: Self) -> Self {
        Self {
            gradient: self.gradient.wrapping_sub(other.gradient),
            mass: self.mass.wrapping_sub(other.mass),
        }
    }
}

/// Gradient and hessian of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C, align(8))]
pub(super) struct Slope {
    pub gradient: f32,
    pub hessian: f32,
}

/// What the whole numbers of [`Sum`] mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    factor: [f64; 2],
    /// Of gradients and hessians: powers of two.
    unit: [f64; 2],
    /// Bits below the number of rows.
    shift: u32,
    /// Whether every row's hessian is one, so that the number of rows is their sum.
    constant: bool,
}

/// Added to and taken off a number of less than 2⁵¹ it leaves the nearest whole number.
const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;

/// Largest whole number of a row.
const ROW_BITS: i32 = 50;

/// The power of two that brings `number` just below two to the power of `bits`.
fn factor(number: f64, bits: i32) -> i32 {
    let (_, exponent) = libm::frexp(number);
    bits - exponent
}

impl Scale {
    /// A scale for `rows` rows whose gradients and hessians have these sums of magnitudes and
    /// largest magnitudes.
    pub fn new(rows: usize, sums: [f64; 2], largest: [f64; 2], constant: bool) -> Self {
        let shift = 63 - (usize::BITS - rows.leading_zeros());
        let power = |at: usize, bits: i32| {
            let bits = factor(sums[at], bits).min(factor(largest[at], ROW_BITS));
            libm::ldexp(1.0, bits.clamp(-1000, 1000))
        };
        let factor = [power(0, 61), power(1, shift as i32 - 1)];
        Self { factor, unit: factor.map(|f| 1.0 / f), shift, constant }
    }

    /// A row's gradient and hessian in whole numbers.
    #[inline(always)]
    fn whole(&self, row: Slope) -> Sum {
        let whole = |number: f32, factor: f64| {
            let shifted = f64::from(number) * factor + ROUNDER;
            (shifted.to_bits() as i64).wrapping_sub(ROUNDER.to_bits() as i64)
        };
        let hessian = if self.constant { 0 } else { whole(row.hessian, self.factor[1]) };
        Sum { gradient: whole(row.gradient, self.factor[0]), mass: hessian + (1 << self.shift) }
    }

    /// A number of rows as [`Sum::mass`] has it. Masses with fewer rows are smaller.
    pub fn mass_of_rows(&self, rows: u32) -> i64 {
        i64::from(rows).checked_mul(1 << self.shift).unwrap_or(i64::MAX)
    }

    /// The bits of [`Sum::mass`] that are hessians, or zero where every row's is one.
    pub fn hessian_mask(&self) -> i64 {
        if self.constant { 0 } else { (1 << self.shift) - 1 }
    }

    /// Bits below the number of rows.
    pub fn shift(&self) -> u32 {
        self.shift
    }

    /// What a unit of gradients and one of hessians is, as [`hessian_mask`](Self::hessian_mask) or
    /// the number of rows gives them.
    pub fn units(&self) -> (f64, f64) {
        (self.unit[0], if self.constant { 1.0 } else { self.unit[1] })
    }

    /// Number of rows of a sum.
    #[inline(always)]
    pub fn rows(&self, sum: Sum) -> u32 {
        (sum.mass >> self.shift) as u32
    }

    /// Sum of the gradients.
    #[inline(always)]
    pub fn gradient(&self, sum: Sum) -> f64 {
        sum.gradient as f64 * self.unit[0]
    }

    /// Sum of the hessians.
    #[inline(always)]
    pub fn hessian(&self, sum: Sum) -> f64 {
        if self.constant {
            return f64::from(self.rows(sum));
        }
        (sum.mass & ((1 << self.shift) - 1)) as f64 * self.unit[1]
    }
}

/// Sums by bin of four features.
pub(super) type Group = [[Sum; BINS]; LANES];

/// Sums by feature and bin.
pub(super) struct Histogram(Vec<Group>);

/// Rows whose sums are gathered at once: they fit the nearest cache.
const BLOCK: usize = 512;

impl Histogram {
    pub fn new(bins: &Bins) -> Self {
        Self(vec![[[Sum::default(); BINS]; LANES]; bins.groups()])
    }

    /// The bins of a feature.
    pub fn feature(&self, feature: usize, bins: usize) -> &[Sum] {
        &self.0[feature / LANES][feature % LANES][..bins]
    }

    pub fn clear(&mut self, bins: &Bins) {
        for feature in 0..bins.features() {
            self.0[feature / LANES][feature % LANES][..bins.count(feature)].fill(Sum::default());
        }
    }

    /// The groups of four features.
    pub fn groups(&self) -> &[Group] {
        &self.0
    }

    /// The groups, to be changed.
    pub fn groups_mut(&mut self) -> &mut [Group] {
        &mut self.0
    }

    /// Adds rows to the sums: shared out by rows where they are many, else by features.
    /// `spare` are other histograms, whose sums are lost.
    pub fn add(
        &mut self,
        bins: &Bins,
        rows: &Rows,
        slopes: &[Slope],
        scale: &Scale,
        spare: &mut Vec<Histogram>,
    ) {
        let tasks = threads::count().min(rows.len() * bins.features() / SHARE).max(1);
        let each = bins.groups().div_ceil(tasks).max(1);
        if tasks > 1 && (rows.len() > tasks * MANY || uneven(rows.len(), bins.groups(), tasks)) {
            while spare.len() < tasks - 1 {
                spare.push(Self::new(bins));
            }
            let (own, others) = (std::iter::once(&mut *self), spare[..tasks - 1].iter_mut());
            let shares = own.chain(others).enumerate().zip(rows.shares(tasks)).collect();
            threads::map(shares, |((place, part), rows): ((usize, &mut Self), Rows)| {
                if place > 0 {
                    part.clear(bins);
                }
                add_groups(&mut part.0, 0, bins, &rows, slopes, scale);
            });
            spare[..tasks - 1].iter().for_each(|part| self.merge(part, bins));
            return;
        }
        let parts: Vec<_> = self.0.chunks_mut(each).enumerate().collect();
        threads::map(parts, |(part, groups)| add_groups(groups, part * each, bins, rows, slopes, scale));
    }

    fn merge(&mut self, part: &Self, bins: &Bins) {
        for feature in 0..bins.features() {
            let (group, lane, count) = (feature / LANES, feature % LANES, bins.count(feature));
            let own = &mut self.0[group][lane][..count];
            own.iter_mut().zip(&part.0[group][lane][..count]).for_each(|(a, b)| a.add(*b));
        }
    }
}

/// Cells that are worth the attention of another thread.
const SHARE: usize = 50_000;
/// Rows that are worth sums of their own.
const MANY: usize = 8192;

/// Whether rows are better shared out than groups of features, of which some threads would have more than
/// others: it takes emptying and adding up bins as often as there are threads.
fn uneven(rows: usize, groups: usize, tasks: usize) -> bool {
    let idle = groups.div_ceil(tasks) * tasks - groups;
    rows * idle > 2 * BINS * groups * tasks
}

/// Takes the sums of one child of a node off its own, in some groups from `first` on: the other's are left.
pub(super) fn subtract(groups: &mut [Group], child: &[Group], first: usize, bins: &Bins) {
    for (place, (own, child)) in groups.iter_mut().zip(child).enumerate() {
        for (lane, (own, child)) in own.iter_mut().zip(child).enumerate() {
            let count = bins.count((first + place) * LANES + lane);
            own[..count].iter_mut().zip(&child[..count]).for_each(|(a, b)| *a = a.less(*b));
        }
    }
}

/// Rows of a node.
pub(super) enum Rows<'a> {
    /// One after the other.
    Range(Range<usize>),
    /// Any.
    List(&'a [u32]),
}

impl Rows<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::List(list) => list.len(),
        }
    }

    /// Parts of about the same length.
    fn shares(&self, count: usize) -> Vec<Self> {
        let each = self.len().div_ceil(count);
        match self {
            Self::Range(range) => {
                let starts = range.clone().step_by(each);
                starts.map(|start| Self::Range(start..(start + each).min(range.end))).collect()
            }
            Self::List(list) => list.chunks(each).map(Self::List).collect(),
        }
    }
}

fn add_groups(groups: &mut [Group], first: usize, bins: &Bins, rows: &Rows, slopes: &[Slope], scale: &Scale) {
    match rows {
        Rows::Range(range) => add_range(groups, first, bins, range.clone(), slopes, scale),
        Rows::List(list) => add_list(groups, first, bins, list, slopes, scale),
    }
}

/// Adds rows to the groups from `first` on, block by block.
fn add_range(
    groups: &mut [Group],
    first: usize,
    bins: &Bins,
    rows: Range<usize>,
    slopes: &[Slope],
    scale: &Scale,
) {
    let mut near = [Sum::default(); BLOCK];
    for start in rows.clone().step_by(BLOCK) {
        let block = start..(start + BLOCK).min(rows.end);
        let near = &mut near[..block.len()];
        near.iter_mut().zip(&slopes[block.clone()]).for_each(|(sum, slope)| *sum = scale.whole(*slope));
        for (place, group) in groups.iter_mut().enumerate() {
            let (slab, column) = bins.slab(first + place);
            let words = slab.words[block.start * slab.width..block.end * slab.width].chunks_exact(slab.width);
            add_words(group, words.map(|row| row[column]).zip(near.iter()));
        }
    }
}

fn add_list(groups: &mut [Group], first: usize, bins: &Bins, rows: &[u32], slopes: &[Slope], scale: &Scale) {
    let mut near = [Sum::default(); BLOCK];
    for block in rows.chunks(BLOCK) {
        let near = &mut near[..block.len()];
        near.iter_mut().zip(block).for_each(|(sum, &row)| *sum = scale.whole(slopes[row as usize]));
        for (place, group) in groups.iter_mut().enumerate() {
            let (slab, column) = bins.slab(first + place);
            let words = block.iter().map(|&row| slab.words[row as usize * slab.width + column]);
            add_words(group, words.zip(near.iter()));
        }
    }
}

/// Four features side by side: their sums seldom wait for one another, even where a feature has one
/// bin only.
#[inline(always)]
fn add_words<'a>(group: &mut Group, rows: impl Iterator<Item = (u32, &'a Sum)>) {
    let [a, b, c, d] = group;
    for (word, &sum) in rows {
        let [i, j, k, l] = word.to_le_bytes();
        a[i as usize].add(sum);
        b[j as usize].add(sum);
        c[k as usize].add(sum);
        d[l as usize].add(sum);
    }
}
