//! Points laid out so that the distances of one from many are computed side by side, each in a lane of its
//! own: the sum over the features has one order on every host. Points can be moved and dropped.

/// Points of a tile.
pub(super) const LANES: usize = 16;

/// Points, feature by feature within each tile.
pub(super) struct Tiled {
    features: usize,
    count: usize,
    cells: Vec<[f64; LANES]>,
}

impl Tiled {
    /// Of row-major rows.
    pub fn new(rows: &[f32], features: usize) -> Self {
        let count = rows.len() / features;
        let mut cells = vec![[0.0; LANES]; count.div_ceil(LANES) * features];
        for (at, row) in rows.chunks_exact(features).enumerate() {
            let tile = &mut cells[at / LANES * features..][..features];
            tile.iter_mut().zip(row).for_each(|(cell, &value)| cell[at % LANES] = f64::from(value));
        }
        Self { features, count, cells }
    }

    /// Number of points.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Number of tiles.
    pub fn tiles(&self) -> usize {
        self.count.div_ceil(LANES)
    }

    /// A point.
    pub fn point(&self, at: usize) -> Vec<f64> {
        let tile = &self.cells[at / LANES * self.features..][..self.features];
        tile.iter().map(|cell| cell[at % LANES]).collect()
    }

    /// Moves a point.
    pub fn set(&mut self, at: usize, point: &[f64]) {
        let tile = &mut self.cells[at / LANES * self.features..][..self.features];
        tile.iter_mut().zip(point).for_each(|(cell, &value)| cell[at % LANES] = value);
    }

    /// Drops a point; the last takes its place.
    pub fn swap_remove(&mut self, at: usize) {
        let last = self.point(self.count - 1);
        self.set(at, &last);
        self.count -= 1;
    }

    /// Squared distances of a point from those of a tile; past the last point they mean nothing.
    #[inline(always)]
    pub fn squares(&self, tile: usize, point: &[f64]) -> [f64; LANES] {
        let mut sums = [0.0; LANES];
        let cells = &self.cells[tile * self.features..][..self.features];
        for (cells, value) in cells.iter().zip(point) {
            for (sum, cell) in sums.iter_mut().zip(cells) {
                let difference = value - cell;
                *sum += difference * difference;
            }
        }
        sums
    }
}
