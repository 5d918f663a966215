//! A forest judged by the rows that its trees were not grown on.

use super::grower::Grown;
use crate::{Dataset, Target};
use glasshouse_spec::OutOfBag;

/// The sums of the answers to each row, of the trees that were not grown on it.
pub(crate) struct Judge {
    /// Classes, or one for numbers.
    width: usize,
    sums: Vec<f64>,
    /// Trees that have answered, by row.
    trees: Vec<u32>,
    /// Trees that were heard.
    pub heard: usize,
}

impl Judge {
    pub fn new(rows: usize, width: usize) -> Self {
        Self { width, sums: vec![0.0; rows * width], trees: vec![0; rows], heard: 0 }
    }

    /// Adds what the next tree answers to the rows of which it was given none: `counts` has how often
    /// each was drawn.
    pub(super) fn hear(&mut self, data: &Dataset, grown: &Grown, counts: &[f64]) {
        let tree = &grown.nodes;
        let features = data.x.data.ncols();
        let left_out: Vec<usize> = (0..counts.len()).filter(|row| counts[*row] == 0.0).collect();
        let mut block = Vec::new();
        for rows in left_out.chunks(512) {
            block.clear();
            rows.iter().for_each(|&row| block.extend(data.x.data.row(row)));
            let found = |place: usize, leaf: usize| {
                let answer = &tree.values[leaf * self.width..(leaf + 1) * self.width];
                self.add(rows[place], answer.iter().map(|&value| f64::from(value)));
            };
            match &grown.gaps {
                None => tree.for_each_leaf(&block, features, found),
                Some(gaps) => tree.for_each_leaf_with(gaps, &block, features, found),
            }
        }
        self.heard += 1;
    }

    /// Adds what one that was not grown on a row answers to it.
    pub fn add(&mut self, row: usize, answer: impl Iterator<Item = f64>) {
        let sums = &mut self.sums[row * self.width..(row + 1) * self.width];
        sums.iter_mut().zip(answer).for_each(|(sum, value)| *sum += value);
        self.trees[row] += 1;
    }

    /// The score on all rows that some tree was not grown on and that have a say: of classes the share
    /// that is right, of numbers r2. None where there is no such row.
    pub fn score(&self, data: &Dataset) -> Option<OutOfBag> {
        let has_say = |row: &usize| data.weights.as_ref().is_none_or(|weights| weights[*row] > 0.0);
        let rows: Vec<usize> =
            (0..self.trees.len()).filter(|row| self.trees[*row] > 0).filter(has_say).collect();
        let all = rows.len();
        if all == 0 {
            return None;
        }
        let (metric, score) = match &data.y {
            Target::Classes { index, .. } => {
                let right = rows.iter().filter(|row| self.class(**row) == index[**row]).count();
                ("accuracy", right as f64 / all as f64)
            }
            Target::Numbers(y) => ("r2", self.r2(&rows, y)),
            Target::None | Target::Series(_) | Target::Several(_) => return None,
        };
        Some(OutOfBag { metric: metric.into(), score, rows: all as u64 })
    }

    /// The first class of the largest sum.
    fn class(&self, row: usize) -> u32 {
        let sums = &self.sums[row * self.width..(row + 1) * self.width];
        let first = (0..sums.len()).fold(0, |best, at| if sums[at] > sums[best] { at } else { best });
        first as u32
    }

    fn r2(&self, rows: &[usize], y: &[f64]) -> f64 {
        let mean = rows.iter().map(|&row| y[row]).sum::<f64>() / rows.len() as f64;
        let answer = |row: usize| self.sums[row] / f64::from(self.trees[row]);
        let errors: f64 = rows.iter().map(|&row| (y[row] - answer(row)) * (y[row] - answer(row))).sum();
        let spread: f64 = rows.iter().map(|&row| (y[row] - mean) * (y[row] - mean)).sum();
        match (errors == 0.0, spread == 0.0) {
            (true, _) => 1.0,
            (false, true) => 0.0,
            _ => 1.0 - errors / spread,
        }
    }
}
