//! Where the centres of k-means begin: greedy k-means++ (Arthur and Vassilvitskii, *k-means++: the
//! advantages of careful seeding*, 2007), as scikit-learn does it: of several rows that are drawn by
//! their squared distance from the centres so far, the one that leaves the smallest sum becomes a
//! centre. Or rows at random.

use super::distances::Packed;
use super::lloyd::{BLOCK, Rows};
use crate::threads;
use crate::tree::sample::unit;
use glasshouse_compute::vectorised;
use rand_chacha::ChaCha8Rng;

/// How the first centres are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Init {
    PlusPlus,
    Random,
}

/// Centres being chosen.
pub(crate) struct Seeding {
    init: Init,
    rng: ChaCha8Rng,
    clusters: usize,
    /// Squared distance of each row from the nearest centre so far.
    closest: Vec<f64>,
    /// Rows that are centres.
    chosen: Vec<usize>,
    ended: bool,
    /// Candidates of which not all is known yet.
    looking: Option<Looking>,
}

/// Rows that may become the next centre, and how far the rows looked at so far are from them.
struct Looking {
    candidates: Vec<usize>,
    packed: Packed,
    /// Sums and distances, block by block.
    found: Vec<(Vec<f64>, Vec<f64>)>,
    next: usize,
}

/// Products of a feature and a candidate in one step.
const CHUNK: usize = 60_000_000;

impl Seeding {
    pub fn new(init: Init, clusters: usize, rng: ChaCha8Rng) -> Self {
        Self { init, rng, clusters, closest: Vec::new(), chosen: Vec::new(), ended: false, looking: None }
    }

    /// Whether all centres are chosen, or all different places are centres.
    pub fn is_done(&self) -> bool {
        self.ended || self.chosen.len() == self.clusters
    }

    /// Does a bounded part of choosing the next centre, O(rows · features · log clusters) in all.
    pub fn step(&mut self, rows: &Rows<'_>) {
        if let Some(looking) = self.looking.take() {
            return self.look(rows, looking);
        }
        let weights = |row: usize| rows.weight(row);
        if self.chosen.is_empty() {
            let row = draw(rows.count(), weights, &[unit(&mut self.rng)])[0];
            self.closest = vec![f64::INFINITY; rows.count()];
            return self.take(rows, row);
        }
        let trials = match self.init {
            Init::PlusPlus => 2 + libm::log(self.clusters as f64) as usize,
            Init::Random => 1,
        };
        let shots: Vec<f64> = (0..trials).map(|_| unit(&mut self.rng)).collect();
        let closest = &self.closest;
        if !(0..closest.len()).any(|row| closest[row] > 0.0 && weights(row) > 0.0) {
            self.ended = true;
            return;
        }
        match self.init {
            // A place that is a centre already is not drawn again.
            Init::Random => {
                let free = |row: usize| if closest[row] > 0.0 { weights(row) } else { 0.0 };
                let row = draw(rows.count(), free, &shots)[0];
                self.take(rows, row);
            }
            Init::PlusPlus => {
                let candidates = draw(rows.count(), |row| closest[row] * weights(row), &shots);
                self.take_best(rows, &candidates);
            }
        }
    }

    fn take(&mut self, rows: &Rows<'_>, row: usize) {
        self.take_best(rows, &[row]);
    }

    /// Takes the row that leaves the smallest sum of squared distances, the first of several.
    fn take_best(&mut self, rows: &Rows<'_>, candidates: &[usize]) {
        let points: Vec<f64> =
            candidates.iter().flat_map(|&row| rows.row(row).iter().map(|&v| f64::from(v))).collect();
        let packed = Packed::new(&points, rows.features);
        self.look(rows, Looking { candidates: candidates.to_vec(), packed, found: Vec::new(), next: 0 });
    }

    /// Measures the candidates on some more rows, and takes the best after the last.
    fn look(&mut self, rows: &Rows<'_>, mut looking: Looking) {
        let (packed, closest) = (&looking.packed, &self.closest);
        let width = packed.width();
        let share = (CHUNK / (rows.features * width)).max(1).next_multiple_of(BLOCK);
        let to = rows.count().min(looking.next + share);
        let blocks = (looking.next..to).step_by(BLOCK).collect();
        looking.found.extend(threads::map(blocks, |begin| {
            vectorised(|| {
                let end = to.min(begin + BLOCK);
                let (mut sums, mut all) = (vec![0.0; width], vec![0.0; width * (end - begin)]);
                for (row, distances) in (begin..end).zip(all.chunks_exact_mut(width)) {
                    packed.each(rows.row(row), distances);
                    let (before, weight) = (closest[row], rows.weight(row));
                    for (sum, distance) in sums.iter_mut().zip(distances.iter_mut()) {
                        *distance = distance.min(before);
                        *sum += weight * *distance;
                    }
                }
                (sums, all)
            })
        }));
        looking.next = to;
        if to < rows.count() {
            self.looking = Some(looking);
            return;
        }
        let found = looking.found;
        let left = |k: usize| found.iter().map(|(sums, _)| sums[k]).sum::<f64>();
        let candidates = looking.candidates;
        let best = (0..candidates.len()).reduce(|a, b| if left(b) < left(a) { b } else { a }).unwrap_or(0);
        let all = found.iter().flat_map(|(_, all)| all.iter().skip(best).step_by(width));
        self.closest.iter_mut().zip(all).for_each(|(closest, distance)| *closest = *distance);
        self.chosen.push(candidates[best]);
    }

    /// The centres that were chosen, row-major.
    pub fn centers(&self, rows: &Rows<'_>) -> Vec<f64> {
        self.chosen.iter().flat_map(|&row| rows.row(row).iter().map(|&v| f64::from(v))).collect()
    }
}

/// The rows that shots from 0 to 1 hit where rows lie side by side, each as wide as its weight; never
/// one of weight zero.
fn draw(count: usize, weight: impl Fn(usize) -> f64, shots: &[f64]) -> Vec<usize> {
    let all: f64 = (0..count).map(&weight).sum();
    let mut order: Vec<usize> = (0..shots.len()).collect();
    order.sort_by(|&a, &b| shots[a].total_cmp(&shots[b]));
    let (mut sum, mut last, mut next) = (0.0, 0, 0);
    let mut hit = vec![usize::MAX; shots.len()];
    for row in 0..count {
        let width = weight(row);
        if width > 0.0 {
            (sum, last) = (sum + width, row);
        }
        while next < order.len() && shots[order[next]] * all < sum {
            hit[order[next]] = row;
            next += 1;
        }
    }
    hit.into_iter().map(|row| if row == usize::MAX { last } else { row }).collect()
}
