//! Principal components from a matrix of covariances: its eigenvectors by Jacobi's method (1846), which
//! is deterministic; the sign of each is that of its largest weight.

/// Rounds of rotations after which Jacobi's method has long converged.
const SWEEPS: usize = 60;

/// The components of a matrix that is given up to its diagonal, the one with the most variance first:
/// their variances and weights. O(columns³).
pub fn principal_components(half: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let p = half.len();
    let row = |i: usize| (0..p).map(|j| half[i.max(j)][i.min(j)]).collect();
    let mut matrix: Vec<Vec<f64>> = (0..p).map(row).collect();
    let vectors = diagonalise(&mut matrix);
    let mut found: Vec<(f64, Vec<f64>)> =
        (0..p).map(|k| (matrix[k][k].max(0.0), signed(vectors.iter().map(|row| row[k]).collect()))).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}

/// Turns the largest weight positive.
fn signed(mut weights: Vec<f64>) -> Vec<f64> {
    let largest = weights.iter().copied().reduce(|a, b| if b.abs() > a.abs() + 1e-12 { b } else { a });
    if largest.is_some_and(|w| w < 0.0) {
        weights.iter_mut().for_each(|w| *w = -*w);
    }
    weights
}

/// Jacobi's rotations: the matrix becomes diagonal, and the eigenvectors are the columns of what is
/// returned.
fn diagonalise(matrix: &mut [Vec<f64>]) -> Vec<Vec<f64>> {
    let p = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..p).map(|i| (0..p).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..SWEEPS {
        let off: f64 =
            (0..p).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| matrix[i][j].abs()).sum();
        if off < 1e-14 * p as f64 {
            break;
        }
        for i in 0..p {
            for j in i + 1..p {
                rotate(matrix, &mut vectors, i, j);
            }
        }
    }
    vectors
}

fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], i: usize, j: usize) {
    let entry = matrix[i][j];
    if entry == 0.0 {
        return;
    }
    let theta = (matrix[j][j] - matrix[i][i]) / (2.0 * entry);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    let turn = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for row in matrix.iter_mut() {
        (row[i], row[j]) = turn(row[i], row[j]);
    }
    // `i` stands before `j`.
    let (above, below) = matrix.split_at_mut(j);
    above[i].iter_mut().zip(&mut below[0]).for_each(|(a, b)| (*a, *b) = turn(*a, *b));
    for row in vectors.iter_mut() {
        (row[i], row[j]) = turn(row[i], row[j]);
    }
}
