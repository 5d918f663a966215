//! Batch normalisation of a layer's sums (Ioffe and Szegedy, *Batch Normalization*, 2015).

/// Added to variances, so that constant units do no harm.
pub(super) const SMOOTHING: f32 = 1e-5;
/// Share of a batch in the means and variances that the model uses.
const SHARE: f32 = 0.1;

/// What the way back needs of a batch.
#[derive(Default)]
pub(super) struct Batch {
    /// The sums, centred and scaled.
    scaled: Vec<f32>,
    /// One over the standard deviation of each unit.
    inverse: Vec<f32>,
}

impl Batch {
    /// Centres and scales each unit over the rows, then applies gains and shifts. `running` holds the
    /// means, then the variances, that the model is to use; rows count alike.
    pub fn forward(&mut self, sums: &mut [f32], gains: &[f32], running: &mut [f32]) {
        let units = gains.len() / 2;
        let rows = (sums.len() / units) as f32;
        let mean: Vec<f32> = totals(sums, units, |_, x| x).iter().map(|total| total / rows).collect();
        let squares = totals(sums, units, |unit, x| (x - mean[unit]) * (x - mean[unit]));
        let variance: Vec<f32> = squares.iter().map(|total| total / rows).collect();
        let (means, variances) = running.split_at_mut(units);
        let unbiased = if rows > 1.0 { rows / (rows - 1.0) } else { 1.0 };
        for unit in 0..units {
            means[unit] += SHARE * (mean[unit] - means[unit]);
            variances[unit] += SHARE * (variance[unit] * unbiased - variances[unit]);
        }
        self.inverse.clear();
        self.inverse.extend(variance.iter().map(|v| 1.0 / (v + SMOOTHING).sqrt()));
        for row in sums.chunks_exact_mut(units) {
            for unit in 0..units {
                row[unit] = (row[unit] - mean[unit]) * self.inverse[unit];
            }
        }
        self.scaled.clear();
        self.scaled.extend_from_slice(sums);
        let (gains, shifts) = gains.split_at(units);
        for row in sums.chunks_exact_mut(units) {
            for unit in 0..units {
                row[unit] = row[unit] * gains[unit] + shifts[unit];
            }
        }
    }

    /// Turns slopes of what came out into slopes of what went in, and adds those of gains and
    /// shifts to `gradient`.
    pub fn backward(&self, slopes: &mut [f32], gains: &[f32], gradient: &mut [f32]) {
        let units = gains.len() / 2;
        let rows = (slopes.len() / units) as f32;
        let mut along = vec![0.0; units];
        for (slopes, scaled) in slopes.chunks_exact(units).zip(self.scaled.chunks_exact(units)) {
            for unit in 0..units {
                along[unit] += slopes[unit] * scaled[unit];
            }
        }
        let across = totals(slopes, units, |_, x| x);
        for unit in 0..units {
            gradient[unit] += along[unit];
            gradient[units + unit] += across[unit];
        }
        for (slopes, scaled) in slopes.chunks_exact_mut(units).zip(self.scaled.chunks_exact(units)) {
            for unit in 0..units {
                let rest = slopes[unit] - across[unit] / rows - scaled[unit] * (along[unit] / rows);
                slopes[unit] = gains[unit] * self.inverse[unit] * rest;
            }
        }
    }
}

/// Sums over the rows, from the first to the last.
pub(super) fn totals(rows: &[f32], width: usize, f: impl Fn(usize, f32) -> f32) -> Vec<f32> {
    let mut totals = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        for (unit, (total, &x)) in totals.iter_mut().zip(row).enumerate() {
            *total += f(unit, x);
        }
    }
    totals
}
