//! Several treatments of the same subjects: M. Friedman, "The use of ranks to avoid the assumption
//! of normality implicit in the analysis of variance", 1937.

use super::error::{TestError, enough};
use super::outcome::Outcome;
use crate::distributions::chi_squared_sf;
use crate::pieces::Pause;
use crate::ranks::Ranks;

/// Rows that are ranked in one piece.
const ROWS: usize = 1 << 17;

/// Whether some of three or more measurements of the same rows tend to be larger than others;
/// corrected for ties. Effect: Kendall's W, the agreement of the rows. Drops rows with a NaN;
/// `n` counts rows. Time O(n k log k).
///
/// # Errors
/// Fewer than three samples, or of different lengths; no row; equal values within every row.
pub async fn friedmanchisquare(samples: &[&[f64]], pause: Pause<'_>) -> Result<Outcome, TestError> {
    let wanted = "three or more samples";
    let Some((first, rest)) = samples.split_first().filter(|(_, rest)| rest.len() > 1) else {
        return Err(TestError::Samples { found: samples.len(), wanted });
    };
    if rest.iter().any(|s| s.len() != first.len()) {
        return Err(TestError::Lengths);
    }
    let k = samples.len() as f64;
    let (mut sums, mut ties, mut rows) = (vec![0.0; samples.len()], 0.0, Vec::new());
    for row in 0..first.len() {
        if row % ROWS == ROWS - 1 {
            pause(row as f64 / first.len() as f64).await;
        }
        let values: Vec<f64> = samples.iter().map(|s| s[row]).collect();
        if values.iter().any(|v| v.is_nan()) {
            continue;
        }
        let ranks = Ranks::of(&values);
        ties += ranks.tie_term();
        sums.iter_mut().zip(&ranks.ranks).for_each(|(sum, rank)| *sum += rank);
        rows.push(row as f64);
    }
    enough(&rows, 1)?;
    let n = rows.len() as f64;
    let correction = 1.0 - ties / (k * (k * k - 1.0) * n);
    if correction <= 0.0 {
        return Err(TestError::Undefined(
            "within every row all values are equal, so there is nothing to rank",
        ));
    }
    let mean = n * (k + 1.0) / 2.0;
    let between: f64 = sums.iter().map(|s| (s - mean) * (s - mean)).sum();
    let statistic = 12.0 / (k * n * (k + 1.0)) * between / correction;
    Ok(Outcome {
        statistic,
        p_value: chi_squared_sf(statistic, k - 1.0),
        n: rows.len(),
        effect: Some(statistic / (n * (k - 1.0))),
        details: vec![("samples", k)],
        ..Outcome::default()
    })
}
