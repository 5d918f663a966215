//! Squared Euclidean distances of a row from several points at once, and products, in double precision.
//!
//! Differences are squared as they are: multiplied out, large numbers would lose their distances.
//! Each point has a lane of its own, so the sum over the features has one order on every host.

/// Points that are looked at together.
const LANES: usize = 4;

/// Points laid out for [`Packed::each`].
pub(crate) struct Packed {
    features: usize,
    count: usize,
    /// Blocks of [`LANES`] points, feature by feature; what fills the last block is infinitely far.
    cells: Vec<[f64; LANES]>,
}

impl Packed {
    /// Of row-major points.
    pub fn new(points: &[f64], features: usize) -> Self {
        let count = points.len() / features;
        let mut cells = vec![[f64::INFINITY; LANES]; count.div_ceil(LANES) * features];
        for (point, values) in points.chunks_exact(features).enumerate() {
            let block = &mut cells[point / LANES * features..][..features];
            block.iter_mut().zip(values).for_each(|(cell, value)| cell[point % LANES] = *value);
        }
        Self { features, count, cells }
    }

    /// Numbers that [`each`](Self::each) writes: those of the points, then infinities.
    pub fn width(&self) -> usize {
        self.count.next_multiple_of(LANES)
    }

    /// The squared distance of a row from each point.
    #[inline(always)]
    pub fn each(&self, row: &[f32], out: &mut [f64]) {
        let blocks = self.cells.chunks_exact(self.features);
        for (block, out) in blocks.zip(out.as_chunks_mut::<LANES>().0) {
            *out = block_distances(block, row);
        }
    }

    /// The product of a row with each point. What fills the last block gives numbers that mean nothing.
    #[inline(always)]
    pub fn products(&self, row: &[f32], out: &mut [f64]) {
        let blocks = self.cells.chunks_exact(self.features);
        for (block, out) in blocks.zip(out.as_chunks_mut::<LANES>().0) {
            *out = [0.0; LANES];
            for (points, &value) in block.iter().zip(row) {
                for (sum, point) in out.iter_mut().zip(points) {
                    *sum += f64::from(value) * point;
                }
            }
        }
    }

    /// The nearest point, the first of several, and the squared distance from it.
    #[inline(always)]
    pub fn nearest(&self, row: &[f32]) -> (u32, f64) {
        let (mut best, mut least) = (0, f64::INFINITY);
        for (at, block) in self.cells.chunks_exact(self.features).enumerate() {
            let sums = block_distances(block, row);
            for (lane, &sum) in sums.iter().enumerate() {
                if sum < least {
                    (best, least) = (at * LANES + lane, sum);
                }
            }
        }
        (best as u32, least)
    }
}

#[inline(always)]
fn block_distances(block: &[[f64; LANES]], row: &[f32]) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for (points, &value) in block.iter().zip(row) {
        let value = f64::from(value);
        for (sum, point) in sums.iter_mut().zip(points) {
            let difference = value - point;
            *sum += difference * difference;
        }
    }
    sums
}
