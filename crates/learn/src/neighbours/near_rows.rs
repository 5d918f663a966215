//! The rows nearest to rows, for those who ask for nothing else: steps that make or leave out rows.

use super::finder::Finder;
use super::metric::Metric;
use super::model::CELLS;
use super::nearest::Nearest;
use super::tiles::QUERIES;

/// Rows that can be asked which of them are nearest to others by Euclidean distance.
pub struct NearRows {
    rows: Vec<f32>,
    features: usize,
    finder: Finder,
}

impl NearRows {
    /// Of row-major rows without gaps, of at least one feature, to be [built](Self::build).
    pub fn new(rows: Vec<f32>, features: usize) -> Self {
        let tree = Finder::tree_pays(Metric::Euclidean, rows.len() / features, features);
        let finder = Finder::begun(&rows, features, Metric::Euclidean, tree);
        Self { rows, features, finder }
    }

    /// Builds a bounded piece of what speeds the search up: the share that is done, `None` once it is built.
    pub fn build(&mut self) -> Option<f64> {
        self.finder.build(&self.rows).map(|(done, all)| done as f64 / all.max(1) as f64)
    }

    /// How many rows can be asked for so many neighbours in one bounded piece.
    pub fn at_once(&self, wanted: u32) -> usize {
        let (tree, count) = (self.finder.is_tree(), self.rows.len() / self.features);
        (CELLS / Finder::cost(tree, count, self.features, wanted as usize)).clamp(1, QUERIES)
    }

    /// Of each row-major row that is asked the places of its nearest rows, the nearest first; of equally near
    /// ones the earlier. One that is among the rows finds itself, too.
    pub fn of(&self, asked: &[f32], wanted: u32) -> Vec<Vec<u32>> {
        let queries: Vec<&[f32]> = asked.chunks_exact(self.features).collect();
        let mut nearest: Vec<Nearest> = queries.iter().map(|_| Nearest::new(wanted, &[])).collect();
        self.finder.search(&self.rows, &queries, &mut nearest);
        let rows = |found: Nearest| {
            let mut found = found.into_rows();
            found.sort_unstable();
            found.into_iter().map(|near| near.row).collect()
        };
        nearest.into_iter().map(rows).collect()
    }
}
