//! One run of k-means from given centres: rows go to the nearest centre, centres to the mean of their
//! rows, until nothing changes (Lloyd, *Least squares quantization in PCM*, 1982).

use super::distances::Packed;
use crate::threads;
use glasshouse_compute::vectorised;

/// Rows whose sums are taken by themselves: whoever takes them, they are added up in this order.
pub(crate) const BLOCK: usize = 2048;
/// Products of a feature and a centre in one chunk.
const CHUNK: usize = 60_000_000;

/// Rows to cluster, row-major, with their weights.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub cells: &'a [f32],
    pub features: usize,
    pub weights: Option<&'a [f64]>,
}

impl<'a> Rows<'a> {
    pub fn count(&self) -> usize {
        self.cells.len() / self.features
    }

    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.cells[row * self.features..(row + 1) * self.features]
    }

    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }
}

/// When a run ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    pub max_iter: u32,
    /// Largest squared move of all centres together that counts as rest.
    pub tolerance: f64,
}

/// A run under way.
pub(crate) struct Run {
    stop: Stop,
    features: usize,
    pub centers: Vec<f64>,
    /// Weight of the rows of each cluster, by the last whole pass.
    pub sizes: Vec<f64>,
    /// Weighted squared distances from the centres, by the last whole pass.
    pub inertia: f64,
    pub iterations: u32,
    pub converged: bool,
    /// Inertia before each iteration.
    pub history: Vec<f64>,
    labels: Vec<u32>,
    pass: Pass,
    /// Whether the centres will not move any more: a last pass tells the inertia.
    ending: bool,
}

/// What a pass over the rows has collected so far.
struct Pass {
    next: usize,
    changed: bool,
    inertia: f64,
    sizes: Vec<f64>,
    sums: Vec<f64>,
}

impl Pass {
    fn new(clusters: usize, features: usize) -> Self {
        let (sizes, sums) = (vec![0.0; clusters], vec![0.0; clusters * features]);
        Self { next: 0, changed: false, inertia: 0.0, sizes, sums }
    }

    fn add(&mut self, part: &Pass) {
        self.changed |= part.changed;
        self.inertia += part.inertia;
        self.sizes.iter_mut().zip(&part.sizes).for_each(|(all, part)| *all += part);
        self.sums.iter_mut().zip(&part.sums).for_each(|(all, part)| *all += part);
    }
}

impl Run {
    pub fn new(rows: &Rows<'_>, centers: Vec<f64>, stop: Stop) -> Self {
        let (features, clusters) = (rows.features, centers.len() / rows.features);
        Self {
            stop,
            features,
            centers,
            sizes: vec![0.0; clusters],
            inertia: f64::INFINITY,
            iterations: 0,
            converged: false,
            history: Vec::new(),
            labels: vec![u32::MAX; rows.count()],
            pass: Pass::new(clusters, features),
            ending: false,
        }
    }

    /// A pass that puts rows to centres that move no more, and tells the inertia and the sizes.
    pub fn settled(rows: &Rows<'_>, centers: Vec<f64>) -> Self {
        let stop = Stop { max_iter: 0, tolerance: 0.0 };
        Self { ending: true, ..Self::new(rows, centers, stop) }
    }

    /// Does a bounded part of a pass over the rows; whether the run has ended.
    pub fn advance(&mut self, rows: &Rows<'_>) -> bool {
        let (count, features, clusters) = (rows.count(), self.features, self.sizes.len());
        let share = (CHUNK / (features * clusters)).max(1).next_multiple_of(BLOCK);
        let (begin, end) = (self.pass.next, count.min(self.pass.next + share));
        let packed = Packed::new(&self.centers, features);
        let blocks = self.labels[begin..end].chunks_mut(BLOCK);
        let blocks = (begin..end).step_by(BLOCK).zip(blocks).collect();
        let parts = threads::map(blocks, |(first, labels): (usize, &mut [u32])| {
            vectorised(|| assign(rows, &packed, first, labels, Pass::new(clusters, features)))
        });
        parts.iter().for_each(|part| self.pass.add(part));
        self.pass.next = end;
        end == count && self.end_of_pass(rows)
    }

    fn end_of_pass(&mut self, rows: &Rows<'_>) -> bool {
        let fresh = Pass::new(self.sizes.len(), self.features);
        let mut pass = std::mem::replace(&mut self.pass, fresh);
        self.inertia = pass.inertia;
        self.sizes.clone_from(&pass.sizes);
        if self.ending {
            return true;
        }
        self.history.push(pass.inertia);
        self.iterations += 1;
        if !pass.changed {
            self.converged = true;
            return true;
        }
        self.relocate(rows, &mut pass);
        let moved = self.move_centers(&pass);
        self.converged = moved <= self.stop.tolerance;
        self.ending = self.converged || self.iterations >= self.stop.max_iter;
        false
    }

    /// The mean of the rows of each cluster becomes its centre; the squared move of all.
    fn move_centers(&mut self, pass: &Pass) -> f64 {
        let mut moved = 0.0;
        let centers = self.centers.chunks_exact_mut(self.features);
        for ((center, sums), &size) in centers.zip(pass.sums.chunks_exact(self.features)).zip(&pass.sizes) {
            if size > 0.0 {
                for (value, sum) in center.iter_mut().zip(sums) {
                    let new = sum / size;
                    moved += (new - *value) * (new - *value);
                    *value = new;
                }
            }
        }
        moved
    }

    /// Gives each cluster without rows the row that is furthest from its centre, as scikit-learn does.
    fn relocate(&mut self, rows: &Rows<'_>, pass: &mut Pass) {
        let empty: Vec<usize> = (0..pass.sizes.len()).filter(|&k| pass.sizes[k] == 0.0).collect();
        if empty.is_empty() {
            return;
        }
        let own = |row: usize| &self.centers[self.labels[row] as usize * self.features..][..self.features];
        let distance = |row: usize| {
            let pairs = rows.row(row).iter().zip(own(row));
            pairs.map(|(&x, c)| (f64::from(x) - c) * (f64::from(x) - c)).sum::<f64>()
        };
        let weighty = (0..rows.count()).filter(|&row| rows.weight(row) > 0.0);
        let mut far: Vec<(f64, usize)> = weighty.map(|row| (distance(row), row)).collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (cluster, (_, row)) in empty.into_iter().zip(far) {
            let (old, weight) = (self.labels[row] as usize, rows.weight(row));
            for (j, &x) in rows.row(row).iter().enumerate() {
                pass.sums[old * self.features + j] -= weight * f64::from(x);
                pass.sums[cluster * self.features + j] = weight * f64::from(x);
            }
            pass.sizes[old] -= weight;
            pass.sizes[cluster] = weight;
        }
    }
}

/// Puts the rows of a block to their nearest centres.
#[inline(always)]
fn assign(rows: &Rows<'_>, packed: &Packed, first: usize, labels: &mut [u32], mut part: Pass) -> Pass {
    let features = rows.features;
    for (row, label) in (first..).zip(labels) {
        let (cells, weight) = (rows.row(row), rows.weight(row));
        let (nearest, distance) = packed.nearest(cells);
        part.changed |= *label != nearest;
        *label = nearest;
        part.inertia += weight * distance;
        part.sizes[nearest as usize] += weight;
        let sums = &mut part.sums[nearest as usize * features..][..features];
        sums.iter_mut().zip(cells).for_each(|(sum, &x)| *sum += weight * f64::from(x));
    }
    part
}
