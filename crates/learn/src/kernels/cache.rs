//! Rows of the matrix of kernels, made when they are asked for and kept while there is room.

use super::kernel::Points;

/// Room for rows, in numbers: 128 MB. They are doubles, as everything that they are added to: rounded to
/// single precision, as in libsvm, kernels of numbers that nobody scaled would overflow, and the optimum of
/// strongly pulled models would move.
const ROOM: usize = 1 << 24;
/// The mark of a row that is not kept.
const ABSENT: u32 = u32::MAX;

/// The last rows that were asked for.
pub(super) struct Cache {
    width: usize,
    most: usize,
    rows: Vec<Vec<f64>>,
    /// Whose row each is, and when it was last asked for.
    owner: Vec<u32>,
    used: Vec<u64>,
    place: Vec<u32>,
    clock: u64,
}

impl Cache {
    /// For `count` rows of `width` numbers.
    pub fn new(count: usize, width: usize) -> Self {
        Self {
            width,
            most: (ROOM / width.max(1)).max(2),
            rows: Vec::new(),
            owner: Vec::new(),
            used: Vec::new(),
            place: vec![ABSENT; count],
            clock: 0,
        }
    }

    /// Where the row of `row` lies, and whether it had to be made of `points`. It lies there until others
    /// are asked for.
    pub fn fetch(&mut self, row: u32, points: &Points, x: &[f32]) -> (usize, bool) {
        self.clock += 1;
        let known = self.place[row as usize];
        if known != ABSENT {
            self.used[known as usize] = self.clock;
            return (known as usize, false);
        }
        let place = self.room();
        points.each(x, &mut self.rows[place]);
        (self.owner[place], self.used[place]) = (row, self.clock);
        self.place[row as usize] = place as u32;
        (place, true)
    }

    /// The row that lies at a place.
    pub fn at(&self, place: usize) -> &[f64] {
        &self.rows[place]
    }

    /// A free place: a new one, or that of the row that nobody asked for the longest.
    fn room(&mut self) -> usize {
        if self.rows.len() < self.most {
            self.rows.push(vec![0.0; self.width]);
            self.owner.push(ABSENT);
            self.used.push(0);
            return self.rows.len() - 1;
        }
        let oldest = (0..self.used.len()).min_by_key(|&place| self.used[place]).unwrap_or(0);
        self.place[self.owner[oldest] as usize] = ABSENT;
        oldest
    }
}
