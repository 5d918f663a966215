//! Parts of a data set: rows, columns, folds.

use crate::checks::{check_dataset_for, weight};
use crate::{Dataset, Features, LearnError, Takes, Target};
use ndarray::Axis;
use std::sync::Arc;

/// Refuses data that the estimators inside cannot learn from, and leaves out rows without a weight.
pub(super) fn usable(data: Arc<Dataset>, takes: Takes) -> Result<Arc<Dataset>, LearnError> {
    check_dataset_for(&data, takes)?;
    let rows: Vec<u32> =
        (0..data.x.data.nrows() as u32).filter(|&row| weight(&data, row as usize) > 0.0).collect();
    if rows.len() == data.x.data.nrows() {
        return Ok(data);
    }
    Ok(Arc::new(part(&data, &rows, None)))
}

/// Some rows of some columns, of all where none are named.
pub(crate) fn cells(x: &Features, rows: &[u32], columns: Option<&[u32]>) -> Features {
    let rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
    let data = x.data.select(Axis(0), &rows);
    let x = Features::of(x.names.clone(), x.kinds.clone(), data);
    match columns {
        Some(columns) => features(&x, columns),
        None => x,
    }
}

/// Some columns.
pub(super) fn features(x: &Features, columns: &[u32]) -> Features {
    let at: Vec<usize> = columns.iter().map(|&column| column as usize).collect();
    let names: Vec<String> = at.iter().map(|&column| x.names[column].clone()).collect();
    let kinds: Vec<_> = at.iter().map(|&column| x.kinds[column]).collect();
    Features::of(names, kinds, x.data.select(Axis(1), &at))
}

/// Some rows of some columns with what is known of them.
pub(super) fn part(data: &Dataset, rows: &[u32], columns: Option<&[u32]>) -> Dataset {
    let each = || rows.iter().map(|&row| row as usize);
    let weights = data.weights.as_ref().map(|weights| each().map(|row| weights[row]).collect());
    Dataset { x: cells(&data.x, rows, columns), y: data.y.take(rows), weights }
}
/// Rows of each fold. They are dealt out in turn, class after class, so that every fold has its share of
/// each class and of the whole file. There are no more folds than the most frequent class has rows.
pub(super) fn folds(data: &Dataset, wanted: usize) -> Result<Vec<Vec<u32>>, LearnError> {
    let mut rows: Vec<u32> = (0..data.x.data.nrows() as u32).collect();
    let mut most = rows.len();
    if let Target::Classes { labels, index } = &data.y {
        rows.sort_by_key(|&row| index[row as usize]);
        let mut counts = vec![0; labels.len()];
        index.iter().for_each(|&class| counts[class as usize] += 1);
        most = counts.into_iter().max().unwrap_or_default();
    }
    let count = wanted.min(most);
    if count < 2 {
        let message = "cv needs at least two rows, and with classes two of one class".to_owned();
        return Err(LearnError::Parameter { name: "cv", message });
    }
    let mut folds = vec![Vec::new(); count];
    rows.into_iter().enumerate().for_each(|(turn, row)| folds[turn % count].push(row));
    folds.iter_mut().for_each(|fold| fold.sort_unstable());
    Ok(folds)
}

/// The rows that are not of a fold.
pub(super) fn others(fold: &[u32], rows: usize) -> Vec<u32> {
    let mut held = vec![false; rows];
    fold.iter().for_each(|&row| held[row as usize] = true);
    (0..rows as u32).filter(|&row| !held[row as usize]).collect()
}
