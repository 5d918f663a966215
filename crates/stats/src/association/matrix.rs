//! Pearson's correlation of every two of many columns.

use crate::moments::mean;

/// Rows that are worked on together: with 20 columns they stay in the second-level cache.
const BLOCK: usize = 1024;
const LANES: usize = 8;

/// Pearson's r of every two columns, row by row of a square matrix: for each pair over the rows
/// where neither is NaN. `None` where [`pearson`](super::pearson()) has none; the diagonal is 1 or
/// `None`. Columns are of equal length. Works through blocks of rows in a fixed order, so the
/// result is the same everywhere. Time O(n p²), memory O(n p).
///
/// # Panics
/// When columns differ in length.
pub fn pearson_matrix(columns: &[&[f64]]) -> Vec<Option<f64>> {
    let p = columns.len();
    let n = columns.first().map_or(0, |c| c.len());
    assert!(columns.iter().all(|c| c.len() == n), "columns of a matrix have one length");
    let centred: Vec<Centred> = columns.iter().map(|c| Centred::new(c)).collect();
    let mut matrix = vec![None; p * p];
    let mut sums: Vec<Sums> = vec![Sums::default(); p * p];
    for start in (0..n).step_by(BLOCK) {
        let rows = start..(start + BLOCK).min(n);
        for i in 0..p {
            for j in 0..=i {
                sums[i * p + j].add(&centred[i], &centred[j], rows.clone());
            }
        }
    }
    for i in 0..p {
        for j in 0..=i {
            let usable = centred[i].usable && centred[j].usable;
            let r = sums[i * p + j].finish(&centred[i], &centred[j]).correlation(i == j).filter(|_| usable);
            matrix[i * p + j] = r;
            matrix[j * p + i] = r;
        }
    }
    matrix
}

/// A column less its mean and divided by its largest deviation, missing cells zero; which cells
/// are there, where some are missing.
struct Centred {
    values: Vec<f64>,
    present: Option<Vec<f64>>,
    sum: f64,
    squares: f64,
    /// Neither empty nor constant nor infinite.
    usable: bool,
}

impl Centred {
    fn new(column: &[f64]) -> Self {
        let found = crate::ranks::present(column);
        let middle = mean(&found).unwrap_or(0.0);
        let largest = found.iter().map(|v| (v - middle).abs()).fold(0.0, f64::max);
        let varied = found.windows(2).any(|pair| pair[0] != pair[1]);
        let usable = varied && largest.is_finite() && middle.is_finite();
        let scale = if usable { largest } else { 1.0 };
        let value = |v: &f64| if v.is_nan() || !usable { 0.0 } else { (v - middle) / scale };
        let missing = found.len() < column.len();
        let present = missing.then(|| column.iter().map(|v| f64::from(u8::from(!v.is_nan()))).collect());
        let values: Vec<f64> = column.iter().map(value).collect();
        let blocks = |of: fn(&[f64]) -> f64| values.chunks(BLOCK).map(of).sum();
        Self { sum: blocks(total), squares: blocks(|v| dot(v, v)), values, present, usable }
    }
}

/// Sums over the rows where both are present.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    /// What depends on the pair: a column's own sums stand wherever the other has no gaps.
    fn add(&mut self, a: &Centred, b: &Centred, rows: std::ops::Range<usize>) {
        let (x, y) = (&a.values[rows.clone()], &b.values[rows.clone()]);
        self.xy += dot(x, y);
        let with_x = a.present.as_ref().map(|present| &present[rows.clone()]);
        let with_y = b.present.as_ref().map(|present| &present[rows]);
        if let Some(with_x) = with_x {
            self.y += dot(y, with_x);
            self.yy += dot3(y, y, with_x);
        }
        if let Some(with_y) = with_y {
            self.x += dot(x, with_y);
            self.xx += dot3(x, x, with_y);
        }
        self.n += match (with_x, with_y) {
            (Some(with_x), Some(with_y)) => dot(with_x, with_y),
            (Some(one), None) | (None, Some(one)) => total(one),
            (None, None) => x.len() as f64,
        };
    }

    fn finish(mut self, a: &Centred, b: &Centred) -> Self {
        if b.present.is_none() {
            (self.x, self.xx) = (a.sum, a.squares);
        }
        if a.present.is_none() {
            (self.y, self.yy) = (b.sum, b.squares);
        }
        self
    }

    fn correlation(&self, same: bool) -> Option<f64> {
        let n = self.n;
        if n < 2.0 {
            return None;
        }
        let xx = self.xx - self.x * self.x / n;
        let yy = self.yy - self.y * self.y / n;
        // What rounding leaves of a column that is constant over the common rows.
        let none = |squares: f64, all: f64| squares <= 1e-14 * all.max(f64::MIN_POSITIVE);
        if none(xx, self.xx) || none(yy, self.yy) {
            return None;
        }
        if same {
            return Some(1.0);
        }
        let r = (self.xy - self.x * self.y / n) / (xx.sqrt() * yy.sqrt());
        Some(r.clamp(-1.0, 1.0))
    }
}

fn lanes<const K: usize>(slices: [&[f64]; K], of: impl Fn([f64; K]) -> f64) -> f64 {
    let n = slices[0].len();
    let whole = n - n % LANES;
    let mut sums = [0.0; LANES];
    let slices = slices.map(|s| &s[..n]);
    for start in (0..whole).step_by(LANES) {
        let chunk = slices.map(|s| &s[start..start + LANES]);
        for lane in 0..LANES {
            sums[lane] += of(chunk.map(|s| s[lane]));
        }
    }
    let rest: f64 = (whole..n).map(|i| of(slices.map(|s| s[i]))).sum();
    sums.iter().sum::<f64>() + rest
}

fn total(a: &[f64]) -> f64 {
    lanes([a], |[a]| a)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    lanes([a, b], |[a, b]| a * b)
}

fn dot3(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
    lanes([a, b, c], |[a, b, c]| a * b * c)
}
