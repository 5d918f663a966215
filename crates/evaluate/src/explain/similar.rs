//! The rows that are most alike to one, as the model sees them.

use super::ground::{Ground, dense};
use crate::EvaluateError;
use glasshouse_learn::Features;

/// Rows that are measured at a time.
const BLOCK: usize = 512;

/// The rows of the background that are nearest to the first row of the ground, with their distances, the nearest
/// first: Euclid's over the prepared features, each measured in its standard deviation over the background. Features
/// that do not vary count nothing; a missing cell is equal to another and one deviation from any number. Equals in
/// the order of the background. The row itself is not told. O(rows · features), twice.
///
/// # Errors
/// What the preparation refuses.
pub async fn similar(
    ground: &Ground<'_>,
    wanted: usize,
    pause: &impl AsyncFn(f64),
) -> Result<Vec<(u32, f64)>, EvaluateError> {
    let Some(own) = ground.rows.first().copied() else { return Ok(Vec::new()) };
    let mine = ground.features(&[own], &async |_| pause(0.0).await).await?;
    let x = ground.features(ground.background, &async |done: f64| pause(0.6 * done).await).await?;
    let spreads = spreads(&x, &async || pause(0.7).await).await;
    let mine = dense(&mine).row(0).to_vec();
    let mut near: Vec<(u32, f64)> = Vec::new();
    for begin in (0..x.rows()).step_by(BLOCK) {
        let end = x.rows().min(begin + BLOCK);
        let part = x.slice(begin..end);
        for (row, cells) in ground.background[begin..end].iter().zip(dense(&part).outer_iter()) {
            if *row != own {
                near.push((*row, distance(&mine, cells.iter().copied(), &spreads)));
            }
        }
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(wanted);
        pause(0.8 + 0.2 * end as f64 / x.rows().max(1) as f64).await;
    }
    Ok(near)
}

fn distance(mine: &[f32], other: impl Iterator<Item = f32>, spreads: &[f64]) -> f64 {
    let squares = mine.iter().zip(other).zip(spreads).map(|((a, b), spread)| {
        let away = match (a.is_nan(), b.is_nan()) {
            (true, true) => 0.0,
            (false, false) if *spread > 0.0 => (f64::from(*a) - f64::from(b)) / spread,
            (false, false) => 0.0,
            _ => 1.0,
        };
        away * away
    });
    squares.sum::<f64>().sqrt()
}

/// The standard deviation of each feature; zero where it does not vary.
async fn spreads(x: &Features, pause: &impl AsyncFn()) -> Vec<f64> {
    let width = x.width();
    let (mut counts, mut means, mut squares) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    for begin in (0..x.rows()).step_by(BLOCK) {
        let part = x.slice(begin..x.rows().min(begin + BLOCK));
        for cells in dense(&part).outer_iter() {
            for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_nan()) {
                // Welford's: no large numbers are subtracted from each other.
                counts[at] += 1.0;
                let away = f64::from(*cell) - means[at];
                means[at] += away / counts[at];
                squares[at] += away * (f64::from(*cell) - means[at]);
            }
        }
        pause().await;
    }
    counts.iter().zip(squares).map(|(n, s)| if *n > 1.0 { (s / (n - 1.0)).sqrt() } else { 0.0 }).collect()
}
