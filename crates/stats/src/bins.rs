//! Bins of a histogram, as numpy's.

use crate::quantiles::quantile_sorted;
use libm::log2;

/// How many bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BinRule {
    /// The more of Sturges's and of Freedman and Diaconis's, whose bins are not narrower than half
    /// those of the square-root rule: numpy's `auto`.
    #[default]
    Auto,
    /// D. Freedman and P. Diaconis, "On the histogram as a density estimator", 1981.
    FreedmanDiaconis,
    /// H. A. Sturges, "The choice of a class interval", 1926.
    Sturges,
    /// So many.
    Count(u32),
}

/// A histogram: `counts[i]` values lie from `edges[i]` to `edges[i + 1]`, the last bin closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Edges, one more than bins, ascending.
    pub edges: Vec<f64>,
    /// Values in each bin.
    pub counts: Vec<u64>,
}

/// Counts the finite values in bins of equal width from the smallest to the largest; equal values
/// get one bin of width one around them. At most `most` bins are made whatever the rule says.
/// Edges and counts are those of `numpy.histogram`. `None` for no finite values, and where they lie
/// so far apart that their range overflows.
/// Time O(n log n) where the rule needs quartiles, else O(n).
pub fn histogram(values: &[f64], rule: BinRule, most: u32) -> Option<Histogram> {
    let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let (low, high) = (crate::quantiles::min(&finite)?, crate::quantiles::max(&finite)?);
    if !(high - low).is_finite() {
        return None;
    }
    let bins = count(&finite, low, high, rule).clamp(1, most.max(1));
    let (low, high) = if low == high { (low - 0.5, high + 0.5) } else { (low, high) };
    let edges = even_edges(low, high, bins as usize);
    let mut counts = vec![0; bins as usize];
    finite.iter().for_each(|v| counts[bin_of(*v, &edges)] += 1);
    Some(Histogram { edges, counts })
}

/// Edges between `bins` bins of equally many of the values, which ascend: each is the smallest value of its bin.
/// Fewer where values are equal. O(bins).
pub fn equal_count_edges(sorted: &[f64], bins: usize) -> Vec<f64> {
    let mut edges: Vec<f64> =
        (1..bins).filter_map(|bin| sorted.get(bin * sorted.len() / bins)).copied().collect();
    edges.dedup();
    edges
}

/// The bin that a value is in: so many edges are not above it. O(log edges).
pub fn bin_from(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value)
}

fn count(values: &[f64], low: f64, high: f64, rule: BinRule) -> u32 {
    let n = values.len() as f64;
    let range = high - low;
    let sturges = || range / (log2(n) + 1.0);
    let width = match rule {
        BinRule::Count(bins) => return bins,
        _ if range == 0.0 => return 1,
        BinRule::Sturges => sturges(),
        BinRule::FreedmanDiaconis => freedman_diaconis(values),
        BinRule::Auto => freedman_diaconis(values).max(range / n.sqrt() / 2.0).min(sturges()),
    };
    if width > 0.0 { (range / width).ceil().min(f64::from(u32::MAX)) as u32 } else { 1 }
}

fn freedman_diaconis(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |q| quantile_sorted(&sorted, q).unwrap_or(0.0);
    2.0 * (at(0.75) - at(0.25)) / libm::pow(values.len() as f64, 1.0 / 3.0)
}

/// Edges of `bins` bins of equal width, as `numpy.linspace` computes them.
pub(crate) fn even_edges(low: f64, high: f64, bins: usize) -> Vec<f64> {
    let step = (high - low) / bins as f64;
    let mut edges: Vec<f64> = (0..=bins).map(|i| i as f64 * step + low).collect();
    edges[bins] = high;
    edges
}

/// The bin of a value that lies within the edges: the edges decide, not the division.
pub(crate) fn bin_of(value: f64, edges: &[f64]) -> usize {
    let bins = edges.len() - 1;
    let (low, high) = (edges[0], edges[bins]);
    let mut bin = (((value - low) / (high - low) * bins as f64) as usize).min(bins - 1);
    if value < edges[bin] && bin > 0 {
        bin -= 1;
    } else if bin + 1 < bins && value >= edges[bin + 1] {
        bin += 1;
    }
    bin
}
