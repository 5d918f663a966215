//! Rows in groups that were found without a target: how tight and how far apart the groups are.

use crate::{NO_ROWS, Score, Undefined};

/// Why there are no scores where all rows, or none, are together.
const GROUPS: Undefined =
    Undefined("there must be at least two groups with rows, and fewer groups than rows");

/// Rows beside the numbers of their groups, checked once. Distances are Euclidean.
#[derive(Debug, Clone)]
pub struct Grouped<'a> {
    cells: &'a [f32],
    features: usize,
    index: &'a [u32],
    /// Rows of each group.
    sizes: Vec<usize>,
}

impl<'a> Grouped<'a> {
    /// Of row-major cells and the group of each row. Undefined where there are no rows, lengths
    /// differ, or there are not at least two groups and fewer groups than rows, as in scikit-learn.
    pub fn new(cells: &'a [f32], features: usize, index: &'a [u32]) -> Result<Self, Undefined> {
        if index.is_empty() || features == 0 {
            return Err(NO_ROWS);
        }
        if cells.len() != index.len() * features {
            return Err(Undefined("the groups do not fit the rows: lengths differ"));
        }
        let groups = index.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sizes = vec![0; groups];
        index.iter().for_each(|group| sizes[*group as usize] += 1);
        let with_rows = sizes.iter().filter(|size| **size > 0).count();
        match with_rows >= 2 && with_rows < index.len() {
            true => Ok(Self { cells, features, index, sizes }),
            false => Err(GROUPS),
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.index.len()
    }

    fn row(&self, row: usize) -> &'a [f32] {
        &self.cells[row * self.features..(row + 1) * self.features]
    }

    /// How much nearer a row is to its own group than to the next, from −1 to 1; zero for a row alone
    /// (Rousseeuw, 1987). O(rows · features).
    pub fn silhouette_of(&self, row: usize) -> f64 {
        let own = self.index[row] as usize;
        if self.sizes[own] < 2 {
            return 0.0;
        }
        let mut sums = vec![0.0; self.sizes.len()];
        for (other, group) in self.index.iter().enumerate() {
            sums[*group as usize] += squared(self.row(row), self.row(other)).sqrt();
        }
        let within = sums[own] / (self.sizes[own] - 1) as f64;
        let others = (0..sums.len()).filter(|&group| group != own && self.sizes[group] > 0);
        let nearest =
            others.map(|group| sums[group] / self.sizes[group] as f64).fold(f64::INFINITY, f64::min);
        let larger = within.max(nearest);
        if larger > 0.0 { (nearest - within) / larger } else { 0.0 }
    }

    /// Mean of [`silhouette_of`](Self::silhouette_of) over the rows. O(rows² · features).
    pub fn silhouette_score(&self) -> f64 {
        (0..self.rows()).map(|row| self.silhouette_of(row)).sum::<f64>() / self.rows() as f64
    }

    /// Means of the groups, a row each.
    fn centers(&self) -> Vec<f64> {
        let mut centers = vec![0.0; self.sizes.len() * self.features];
        for (row, group) in self.index.iter().enumerate() {
            let center = &mut centers[*group as usize * self.features..][..self.features];
            center.iter_mut().zip(self.row(row)).for_each(|(sum, x)| *sum += f64::from(*x));
        }
        for (center, size) in centers.chunks_exact_mut(self.features).zip(&self.sizes) {
            center.iter_mut().for_each(|sum| *sum /= (*size).max(1) as f64);
        }
        centers
    }

    /// Mean over the groups of the likeness to the group that is most like it: spreads of both over the
    /// distance of their centres (Davies and Bouldin, 1979). O(rows · features + groups² · features).
    pub fn davies_bouldin_score(&self) -> Score {
        let (centers, groups) = (self.centers(), self.sizes.len());
        let center = |group: usize| &centers[group * self.features..(group + 1) * self.features];
        let mut spreads = vec![0.0; groups];
        for (row, group) in self.index.iter().enumerate() {
            spreads[*group as usize] += from(self.row(row), center(*group as usize)).sqrt();
        }
        spreads.iter_mut().zip(&self.sizes).for_each(|(sum, size)| *sum /= (*size).max(1) as f64);
        let there: Vec<usize> = (0..groups).filter(|&group| self.sizes[group] > 0).collect();
        if there.iter().all(|&group| spreads[group] == 0.0) {
            return Ok(0.0);
        }
        let apart = |a: usize, b: usize| {
            let squares = center(a).iter().zip(center(b)).map(|(a, b)| (a - b) * (a - b));
            squares.sum::<f64>().sqrt()
        };
        // Groups on one place count as endlessly far apart, as in scikit-learn.
        let alike = |a: usize, b: usize| match apart(a, b) {
            0.0 => 0.0,
            distance => (spreads[a] + spreads[b]) / distance,
        };
        let most = |a: usize| there.iter().filter(|&&b| b != a).map(|&b| alike(a, b)).fold(0.0, f64::max);
        finite(there.iter().map(|&group| most(group)).sum::<f64>() / there.len() as f64)
    }

    /// Spread of the groups' centres over the spread within the groups (Calinski and Harabasz, 1974).
    /// O(rows · features).
    pub fn calinski_harabasz_score(&self) -> Score {
        let centers = self.centers();
        let rows = self.rows() as f64;
        let mut mean = vec![0.0; self.features];
        for (center, size) in centers.chunks_exact(self.features).zip(&self.sizes) {
            mean.iter_mut().zip(center).for_each(|(sum, c)| *sum += c * *size as f64 / rows);
        }
        let center = |group: u32| &centers[group as usize * self.features..][..self.features];
        let within: f64 =
            self.index.iter().enumerate().map(|(row, group)| from(self.row(row), center(*group))).sum();
        let between = centers.chunks_exact(self.features).zip(&self.sizes).map(|(center, size)| {
            let squares = center.iter().zip(&mean).map(|(c, m)| (c - m) * (c - m));
            *size as f64 * squares.sum::<f64>()
        });
        let groups = self.sizes.iter().filter(|size| **size > 0).count() as f64;
        let between: f64 = between.sum();
        if within == 0.0 {
            return Ok(1.0);
        }
        finite(between * (rows - groups) / (within * (groups - 1.0)))
    }

    /// One of the scores by its name; `None` for another name.
    pub fn score(&self, name: &str) -> Option<Score> {
        Some(match name {
            "silhouette_score" => Ok(self.silhouette_score()),
            "davies_bouldin_score" => self.davies_bouldin_score(),
            "calinski_harabasz_score" => self.calinski_harabasz_score(),
            _ => return None,
        })
    }
}

fn finite(value: f64) -> Score {
    if value.is_finite() { Ok(value) } else { Err(Undefined("the numbers are too large to sum")) }
}

fn squared(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0; 4];
    let (a, a_rest) = a.as_chunks::<4>();
    let (b, b_rest) = b.as_chunks::<4>();
    for (a, b) in a.iter().zip(b) {
        for (lane, (&a, &b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            let difference = f64::from(a) - f64::from(b);
            *lane += difference * difference;
        }
    }
    let rest = a_rest
        .iter()
        .zip(b_rest)
        .map(|(&a, &b)| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b)));
    lanes.iter().sum::<f64>() + rest.sum::<f64>()
}

fn from(row: &[f32], center: &[f64]) -> f64 {
    row.iter().zip(center).map(|(&x, c)| (f64::from(x) - c) * (f64::from(x) - c)).sum()
}
