//! One run of k-means from given centres: rows go to the nearest centre, centres to the mean of their
//! rows, until nothing changes (Lloyd, *Least squares quantization in PCM*, 1982).

use super::screen::{Mark, Moves, Screen};
use crate::threads;
use glasshouse_compute::{Work, vectorised};

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
    marks: Vec<Mark>,
    /// How far the centres moved since the last pass; none before the first.
    moves: Option<Moves>,
    /// What rows and centres are compared around: amid the centres that the run began with.
    middle: Vec<f32>,
    /// Weighted squared distances of all rows from the middle, by the first pass.
    spread: f64,
    pass: Pass,
    /// Whether the centres will not move any more: a last pass tells the inertia.
    ending: bool,
}

/// What a pass over the rows has collected so far.
struct Pass {
    next: usize,
    changed: bool,
    /// Counted in the first pass and in the last; of the others the sums tell it.
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
        let mean = |j: usize| centers.iter().skip(j).step_by(features).sum::<f64>() / clusters as f64;
        let middle = (0..features).map(|j| mean(j) as f32).collect();
        Self {
            stop,
            features,
            centers,
            sizes: vec![0.0; clusters],
            inertia: f64::INFINITY,
            iterations: 0,
            converged: false,
            history: Vec::new(),
            marks: vec![Mark::NONE; rows.count()],
            moves: None,
            middle,
            spread: 0.0,
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
        let screen = Screen::new(&self.centers, &self.middle);
        let (centers, moves) = (&self.centers, self.moves.as_ref());
        let centers = (moves.is_none() || self.ending).then_some(centers.as_slice());
        let blocks = self.marks[begin..end].chunks_mut(BLOCK);
        let blocks = (begin..end).step_by(BLOCK).zip(blocks).collect();
        let parts = threads::map(blocks, |(first, marks): (usize, &mut [Mark])| {
            let part = Pass::new(clusters, features);
            vectorised(Assign { rows, screen: &screen, moves, centers, first, marks, part })
        });
        parts.iter().for_each(|part| self.pass.add(part));
        self.pass.next = end;
        end == count && self.end_of_pass(rows)
    }

    fn end_of_pass(&mut self, rows: &Rows<'_>) -> bool {
        let fresh = Pass::new(self.sizes.len(), self.features);
        let mut pass = std::mem::replace(&mut self.pass, fresh);
        let nearer = self.nearer(&pass);
        match self.moves {
            None => self.spread = pass.inertia + nearer,
            Some(_) if !self.ending => pass.inertia = (self.spread - nearer).max(0.0),
            Some(_) => {}
        }
        self.inertia = pass.inertia;
        self.sizes.clone_from(&pass.sizes);
        if self.ending {
            return true;
        }
        self.history.push(pass.inertia);
        self.iterations += 1;
        if !pass.changed {
            (self.converged, self.ending) = (true, true);
            self.moves = Some(Moves::new(&vec![0.0; self.sizes.len()]));
            return false;
        }
        self.relocate(rows, &mut pass);
        let moved = self.move_centers(&pass);
        self.converged = moved <= self.stop.tolerance;
        self.ending = self.converged || self.iterations >= self.stop.max_iter;
        false
    }

    /// How much less the rows' squared distances from their centres are than those from the middle.
    fn nearer(&self, pass: &Pass) -> f64 {
        let mut all = 0.0;
        let centers = self.centers.chunks_exact(self.features);
        for ((center, sums), &size) in centers.zip(pass.sums.chunks_exact(self.features)).zip(&pass.sizes) {
            for ((value, sum), &middle) in center.iter().zip(sums).zip(&self.middle) {
                let (middle, apart) = (f64::from(middle), value - f64::from(middle));
                all += apart * (2.0 * (sum - size * middle) - size * apart);
            }
        }
        all
    }

    /// The mean of the rows of each cluster becomes its centre; the squared move of all.
    fn move_centers(&mut self, pass: &Pass) -> f64 {
        let (mut moved, mut squares) = (0.0, vec![0.0; self.sizes.len()]);
        let centers = self.centers.chunks_exact_mut(self.features).zip(&mut squares);
        for (((center, square), sums), &size) in
            centers.zip(pass.sums.chunks_exact(self.features)).zip(&pass.sizes)
        {
            if size > 0.0 {
                for (value, sum) in center.iter_mut().zip(sums) {
                    let new = sum / size;
                    let way = (new - *value) * (new - *value);
                    (moved, *square) = (moved + way, *square + way);
                    *value = new;
                }
            }
        }
        self.moves = Some(Moves::new(&squares));
        moved
    }

    /// Gives each cluster without rows the row that is furthest from its centre, as scikit-learn does.
    fn relocate(&mut self, rows: &Rows<'_>, pass: &mut Pass) {
        let empty: Vec<usize> = (0..pass.sizes.len()).filter(|&k| pass.sizes[k] == 0.0).collect();
        if empty.is_empty() {
            return;
        }
        let own =
            |row: usize| &self.centers[self.marks[row].label as usize * self.features..][..self.features];
        let distance = |row: usize| {
            let pairs = rows.row(row).iter().zip(own(row));
            pairs.map(|(&x, c)| (f64::from(x) - c) * (f64::from(x) - c)).sum::<f64>()
        };
        let weighty = (0..rows.count()).filter(|&row| rows.weight(row) > 0.0);
        let mut far: Vec<(f64, usize)> = weighty.map(|row| (distance(row), row)).collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (cluster, (_, row)) in empty.into_iter().zip(far) {
            let (old, weight) = (self.marks[row].label as usize, rows.weight(row));
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
struct Assign<'a> {
    rows: &'a Rows<'a>,
    screen: &'a Screen<'a>,
    moves: Option<&'a Moves>,
    /// Where the inertia is counted.
    centers: Option<&'a [f64]>,
    first: usize,
    marks: &'a mut [Mark],
    part: Pass,
}

impl Work for Assign<'_> {
    type Output = Pass;

    #[inline(always)]
    fn call(self) -> Pass {
        let Self { rows, screen, moves, centers, first, marks, mut part } = self;
        let mut wanted: Vec<u32> = (0..marks.len() as u32).collect();
        if let Some(moves) = moves {
            let mut count = 0;
            for (at, mark) in marks.iter_mut().enumerate() {
                wanted[count] = at as u32;
                count += usize::from(!moves.keep(mark));
            }
            wanted.truncate(count);
        }
        part.changed = screen.mark(rows, first, &wanted, marks);
        let features = rows.features;
        for (row, mark) in (first..).zip(marks) {
            let (cells, weight, own) = (rows.row(row), rows.weight(row), mark.label as usize * features);
            part.sizes[mark.label as usize] += weight;
            add(&mut part.sums[own..own + features], cells, weight);
            if let Some(centers) = centers {
                part.inertia += weight * square(cells, &centers[own..own + features]);
            }
        }
        part
    }
}

/// Adds a row to sums, some features at a time whatever their number.
#[inline(always)]
fn add(sums: &mut [f64], cells: &[f32], weight: f64) {
    const LANES: usize = 4;
    let ((all, rest), (rows, cells)) = (sums.as_chunks_mut::<LANES>(), cells.as_chunks::<LANES>());
    for (sums, cells) in all.iter_mut().zip(rows) {
        // All are read before one is written, so that they are added at once.
        *sums = std::array::from_fn(|lane| sums[lane] + weight * f64::from(cells[lane]));
    }
    rest.iter_mut().zip(cells).for_each(|(sum, &x)| *sum += weight * f64::from(x));
}

/// The squared distance of a row from its centre.
#[inline(always)]
fn square(cells: &[f32], center: &[f64]) -> f64 {
    let differences = cells.iter().zip(center).map(|(&x, c)| f64::from(x) - c);
    differences.fold(0.0, |sum, difference| sum + difference * difference)
}
