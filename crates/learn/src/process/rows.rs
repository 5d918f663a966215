//! The rows of a process, and how far they are from each other.

use crate::checks::{check_dataset, weight};
use crate::cluster::Packed;
use crate::{Dataset, LearnError};

/// Operations of one chunk, about 50 ms.
pub(super) const CHUNK: i64 = 30_000_000;
/// Rows beyond which the matrices would take hours.
pub(super) const MOST_ROWS: usize = 3000;

/// The rows that have weight.
pub(super) struct Rows {
    /// Where they are in the data.
    pub kept: Vec<usize>,
    /// Row-major.
    pub x: Vec<f32>,
    pub features: usize,
    pub weights: Vec<f64>,
    packed: Packed,
}

impl Rows {
    /// Checks the data, then asks how many rows there may be at most: more are refused before they are copied.
    pub fn new(data: &Dataset, most: impl FnOnce() -> Result<usize, LearnError>) -> Result<Self, LearnError> {
        check_dataset(data)?;
        let most = most()?;
        let kept: Vec<usize> = (0..data.x.data.nrows()).filter(|&row| weight(data, row) > 0.0).collect();
        if kept.len() > most {
            let what = format!(
                "a Gaussian process of {} rows, whose work grows with their cube (it takes at most {most} of them \
                 here),",
                kept.len()
            );
            return Err(LearnError::TooLarge(what));
        }
        let x: Vec<f32> = kept.iter().flat_map(|&row| data.x.data.row(row).into_iter().copied()).collect();
        let features = data.x.data.ncols();
        let places: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
        let weights = kept.iter().map(|&row| weight(data, row)).collect();
        Ok(Self { packed: Packed::new(&places, features), kept, x, features, weights })
    }

    /// Appends squared distances of the next rows from those before them; true after the last.
    pub fn measure(&self, distances: &mut Vec<Vec<f64>>, budget: &mut i64) -> bool {
        let mut out = vec![0.0; self.packed.width()];
        while *budget > 0 && distances.len() < self.kept.len() {
            let row = distances.len();
            self.packed.each(&self.x[row * self.features..][..self.features], &mut out);
            distances.push(out[..row].to_vec());
            *budget -= (out.len() * (2 * self.features + 2)) as i64;
        }
        distances.len() == self.kept.len()
    }
}
