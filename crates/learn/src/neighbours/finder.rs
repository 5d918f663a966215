//! What speeds up the search for near rows, as suits the metric and the size.

use super::metric::{Metric, norm};
use super::nearest::Nearest;
use super::squares::{Packing, Squares};
use super::tiles::{Queries, Tiles};
use super::tree::{Growth, Tree};

/// Features up to which a tree spares looking at rows, and rows from which it is worth building.
const TREE_FEATURES: usize = 8;
const TREE_ROWS: usize = 4096;
/// Cells that are compared in the time that a tree takes for a feature of a query.
const TREE_CELLS: usize = 10_000;

/// Cells that are looked at in one piece while an index is built, about 20 ms.
const PIECE: usize = 4_000_000;

/// An index of rows, which are kept elsewhere. One that is not built to its end looks at all of them.
pub(crate) struct Finder {
    metric: Metric,
    features: usize,
    norms: Vec<f64>,
    way: Way,
}

enum Way {
    Growing(Growth),
    Tree(Tree),
    Packing(Packing),
    Squares(Squares),
    Tiles(Tiles),
    Each,
}

impl Finder {
    /// Whether a tree is quicker than looking at all rows.
    pub fn tree_pays(metric: Metric, rows: usize, features: usize) -> bool {
        metric != Metric::Cosine && features <= TREE_FEATURES && rows >= TREE_ROWS
    }

    /// Of row-major rows.
    pub fn new(rows: &[f32], features: usize, metric: Metric, tree: bool) -> Self {
        Self::begun(rows, features, metric, tree).built(rows)
    }

    /// Built to its end.
    pub fn built(mut self, rows: &[f32]) -> Self {
        while self.build(rows).is_some() {}
        self
    }

    /// Of row-major rows, to be [built](Self::build).
    pub fn begun(rows: &[f32], features: usize, metric: Metric, tree: bool) -> Self {
        let all = rows.chunks_exact(features);
        let norms: Vec<f64> = if metric == Metric::Cosine { all.map(norm).collect() } else { Vec::new() };
        let way = match metric {
            _ if tree => Way::Growing(Growth::new(rows.len() / features, features)),
            Metric::Euclidean | Metric::Cosine => Way::Packing(Packing::new(features, &norms)),
            Metric::Manhattan | Metric::Chebyshev => Way::Tiles(Tiles::new(rows, features)),
            Metric::Minkowski(_) => Way::Each,
        };
        Self { metric, features, norms, way }
    }

    /// Builds a bounded piece of it: how much of it is done, and all; `None` once it is built. `rows` are
    /// always the same.
    pub fn build(&mut self, rows: &[f32]) -> Option<(u64, u64)> {
        let (way, done) = match std::mem::replace(&mut self.way, Way::Each) {
            Way::Growing(mut growth) => match growth.advance(rows, PIECE) {
                true => (Way::Tree(growth.tree(rows)), None),
                false => {
                    let parted = growth.parted();
                    (Way::Growing(growth), Some(parted))
                }
            },
            Way::Packing(mut packing) => match packing.advance(rows, &self.norms, PIECE / self.features) {
                true => (Way::Squares(packing.squares()), None),
                false => {
                    let done = packing.done(rows.len() / self.features);
                    (Way::Packing(packing), Some(done))
                }
            },
            built => (built, None),
        };
        self.way = way;
        done
    }

    /// Of a tree of the rows.
    pub fn of_tree(tree: Tree, features: usize, metric: Metric) -> Self {
        Self { metric, features, norms: Vec::new(), way: Way::Tree(tree) }
    }

    /// Cells that are compared in the time that `wanted` neighbours of a row are found in.
    pub fn cost(tree: bool, rows: usize, features: usize, wanted: usize) -> usize {
        let all = rows.saturating_mul(features);
        let looked = if tree { all.min(TREE_CELLS * features) } else { all };
        looked.saturating_add(wanted.min(rows).saturating_mul(TREE_CELLS / 20)).max(1)
    }

    /// Whether it is a tree.
    pub fn is_tree(&self) -> bool {
        matches!(self.way, Way::Tree(_) | Way::Growing(_))
    }

    /// Offers each query the rows that may be among its nearest; `rows` are those of the index.
    pub fn search(&self, rows: &[f32], queries: &[&[f32]], nearest: &mut [Nearest]) {
        let norms =
            if self.norms.is_empty() { Vec::new() } else { queries.iter().map(|x| norm(x)).collect() };
        let queries = Queries { rows: queries.to_vec(), norms };
        let length = |norms: &[f64], at: usize| norms.get(at).copied().unwrap_or(1.0);
        let rank = |q: usize, row: usize| {
            let norms = (length(&queries.norms, q), length(&self.norms, row));
            self.metric.rank(queries.rows[q], &rows[row * self.features..(row + 1) * self.features], norms)
        };
        match &self.way {
            Way::Squares(squares) => squares.search(&queries, nearest, &rank),
            Way::Tiles(tiles) => tiles.search(self.metric, &queries, nearest),
            Way::Tree(tree) => {
                let each = queries.rows.iter().zip(nearest);
                each.for_each(|(x, found)| tree.search(self.metric, x, found));
            }
            Way::Growing(_) | Way::Packing(_) | Way::Each => {
                for (q, found) in nearest.iter_mut().enumerate() {
                    (0..rows.len() / self.features).for_each(|row| found.offer(rank(q, row), row as u32));
                }
            }
        }
    }
}
