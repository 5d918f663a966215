//! Least squares for nested regressions: one orthogonalisation gives the residuals of all.

/// Columns made orthogonal to one another, with the target beside them.
pub(super) struct Nested {
    /// Sum of squared residuals with the first k + 1 columns.
    pub residuals: Vec<f64>,
    /// Of the last column: its length once made orthogonal to the others, and its product with
    /// the target.
    last: (f64, f64),
    rows: usize,
}

impl Nested {
    /// Modified Gram–Schmidt, each column twice, which keeps it orthogonal to rounding
    /// (L. Giraud et al., "The loss of orthogonality in the Gram–Schmidt process", 2005).
    /// `None` where a column depends on those before it. Time O(rows · columns²).
    pub fn of(mut columns: Vec<Vec<f64>>, target: &[f64]) -> Option<Self> {
        let mut target = target.to_vec();
        let mut residuals = Vec::with_capacity(columns.len());
        let mut last = (0.0, 0.0);
        for k in 0..columns.len() {
            let (done, rest) = columns.split_at_mut(k);
            let column = &mut rest[0];
            let before = dot(column, column).sqrt();
            for _ in 0..2 {
                for q in done.iter() {
                    let product = dot(column, q);
                    subtract(column, q, product);
                }
            }
            let length = dot(column, column).sqrt();
            if length <= 1e-12 * before || length == 0.0 {
                return None;
            }
            column.iter_mut().for_each(|v| *v /= length);
            let product = dot(column, &target);
            subtract(&mut target, column, product);
            residuals.push(dot(&target, &target));
            last = (length, product);
        }
        Some(Self { residuals, last, rows: target.len() })
    }

    /// The t statistic of the last column's coefficient; `None` where nothing is left over.
    pub fn last_t(&self) -> Option<f64> {
        let residual = *self.residuals.last()?;
        let free = (self.rows as f64) - self.residuals.len() as f64;
        let error = (residual / free).sqrt();
        (free > 0.0 && error > 0.0 && self.last.0 > 0.0).then(|| self.last.1 / error)
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = chunks_a.remainder().iter().zip(chunks_b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in chunks_a.zip(chunks_b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

fn subtract(from: &mut [f64], what: &[f64], times: f64) {
    from.iter_mut().zip(what).for_each(|(f, w)| *f -= times * w);
}
