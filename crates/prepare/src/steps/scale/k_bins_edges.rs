//! Edges of bins: of the same width, with as many rows each, or around heaps of rows.

use super::k_bins_discretizer::Between;

/// The narrowest bin that quantiles and heaps leave.
const NARROW: f64 = 1e-8;
/// Rounds in which heaps are looked for, at most.
const ROUNDS: u32 = 300;

/// Numbers at the same distance from each other, ends included.
pub(super) fn even(low: f64, high: f64, parts: usize) -> Vec<f64> {
    let step = (high - low) / parts as f64;
    (0..=parts).map(|at| if at == parts { high } else { at as f64 * step + low }).collect()
}

/// Numbers between which as many rows lie, ends included; by the rules of Hyndman and Fan (*Sample quantiles
/// in statistical packages*, 1996) that numpy names so.
pub(super) fn quantiles(sorted: &[f64], parts: usize, between: Between) -> Vec<f64> {
    let last = sorted.len() - 1;
    // As scikit-learn asks numpy, in percent: so ranks that are whole numbers come out as the same numbers.
    let level = |at: usize| if at == parts { 1.0 } else { at as f64 * (100.0 / parts as f64) / 100.0 };
    let quantile = |at: usize| {
        let rank = match between {
            Between::Linear => level(at) * last as f64,
            _ => level(at) * sorted.len() as f64 - 1.0,
        };
        let below = rank.floor();
        let share = match between {
            Between::Linear => rank - below,
            Between::Middle => {
                if rank == below {
                    0.5
                } else {
                    1.0
                }
            }
            Between::Before => {
                if rank == below {
                    0.0
                } else {
                    1.0
                }
            }
        };
        let place = |rank: f64| (rank.max(0.0) as usize).min(last);
        let (a, b) = (sorted[place(below)], sorted[place(below + 1.0)]);
        match share {
            _ if rank < 0.0 => sorted[0],
            _ if rank >= last as f64 => sorted[last],
            share if share < 0.5 => a + (b - a) * share,
            share => b - (b - a) * (1.0 - share),
        }
    };
    (0..=parts).map(quantile).collect()
}

/// Without the edges that are hardly above the one before.
pub(super) fn wide_enough(edges: &[f64]) -> Vec<f64> {
    let wide = |at: usize| at == 0 || edges[at] - edges[at - 1] > NARROW;
    (0..edges.len()).filter(|at| wide(*at)).map(|at| edges[at]).collect()
}

/// The middles between the centres of heaps (Lloyd, *Least squares quantization in PCM*, 1982), and the ends.
/// The heaps begin at the middles of bins of the same width.
pub(super) fn grouped(sorted: &[f64], parts: usize) -> Vec<f64> {
    let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
    let ends = even(low, high, parts);
    let mut different = sorted.to_vec();
    different.dedup();
    if different.len() <= parts {
        return around(&different, low, high);
    }
    let begin = ends.windows(2).map(|pair| (pair[1] + pair[0]) * 0.5).collect();
    around(&Heaps::new(sorted).centers(begin), low, high)
}

/// The middles between centres, and the ends.
fn around(centers: &[f64], low: f64, high: f64) -> Vec<f64> {
    let middles = centers.windows(2).map(|pair| (pair[1] + pair[0]) * 0.5);
    std::iter::once(low).chain(middles).chain([high]).collect()
}

/// Numbers in order, less their mean, and the sums of those before each.
struct Heaps {
    numbers: Vec<f64>,
    sums: Vec<f64>,
    mean: f64,
    /// The squared way of all centres together that counts as standing still.
    still: f64,
}

impl Heaps {
    fn new(sorted: &[f64]) -> Self {
        let mean = glasshouse_stats::mean(sorted).unwrap_or_default();
        let numbers: Vec<f64> = sorted.iter().map(|x| x - mean).collect();
        let mut sums = vec![0.0];
        let mut so_far = 0.0;
        sums.extend(numbers.iter().map(|x| {
            so_far += x;
            so_far
        }));
        let squares: Vec<f64> = numbers.iter().map(|x| x * x).collect();
        let still = 1e-4 * glasshouse_stats::mean(&squares).unwrap_or_default();
        Self { numbers, sums, mean, still }
    }

    /// Where the centres come to rest, ascending.
    fn centers(&self, begin: Vec<f64>) -> Vec<f64> {
        let mut centers: Vec<f64> = begin.into_iter().map(|x| x - self.mean).collect();
        let mut ends_before = Vec::new();
        for _ in 0..ROUNDS {
            let ends = self.ends(&centers);
            let next = self.means(&centers, &ends);
            let way: f64 = next.iter().zip(&centers).map(|(a, b)| (a - b) * (a - b)).sum();
            centers = next;
            centers.sort_unstable_by(f64::total_cmp);
            if ends == ends_before || way <= self.still {
                break;
            }
            ends_before = ends;
        }
        centers.iter().map(|x| x + self.mean).collect()
    }

    /// Where the numbers end that are nearest to each centre; one as near to two belongs to the lower.
    fn ends(&self, centers: &[f64]) -> Vec<usize> {
        let nearer = |pair: &[f64]| {
            self.numbers.partition_point(|x| (x - pair[0]) * (x - pair[0]) <= (pair[1] - x) * (pair[1] - x))
        };
        centers.windows(2).map(nearer).chain([self.numbers.len()]).collect()
    }

    /// The mean of the numbers of each centre. Centres without any take the numbers that lie farthest from
    /// their own.
    fn means(&self, centers: &[f64], ends: &[usize]) -> Vec<f64> {
        let begins = std::iter::once(0).chain(ends.iter().copied());
        let mut heaps: Vec<(f64, f64)> = begins
            .zip(ends)
            .map(|(from, to)| {
                let to = (*to).max(from);
                (self.sums[to] - self.sums[from], (to - from) as f64)
            })
            .collect();
        let empty: Vec<usize> = (0..heaps.len()).filter(|at| heaps[*at].1 == 0.0).collect();
        if !empty.is_empty() {
            self.move_far(centers, ends, &empty, &mut heaps);
        }
        let mean = |((sum, size), old): (&(f64, f64), &f64)| if *size > 0.0 { sum / size } else { *old };
        heaps.iter().zip(centers).map(mean).collect()
    }

    /// Gives each empty heap one of the numbers that lie farthest from their centre.
    fn move_far(&self, centers: &[f64], ends: &[usize], empty: &[usize], heaps: &mut [(f64, f64)]) {
        let heap = |at: usize| ends.partition_point(|end| *end <= at).min(centers.len() - 1);
        let mut far: Vec<(f64, usize)> = (0..self.numbers.len())
            .map(|at| ((self.numbers[at] - centers[heap(at)]) * (self.numbers[at] - centers[heap(at)]), at))
            .collect();
        far.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        if far[0].0 == 0.0 {
            return;
        }
        for (to, (_, at)) in empty.iter().zip(far) {
            let from = heap(at);
            heaps[from].0 -= self.numbers[at];
            heaps[from].1 -= 1.0;
            heaps[*to] = (self.numbers[at], 1.0);
        }
    }
}
