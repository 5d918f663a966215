//! Probabilities from scores: Platt's curve for two classes, and how pairs of classes come together.

use crate::linear::{Answer, Descent, Found, Newton, logistic};

/// Chances of pairs are held away from 0 and 1 by this.
const EDGE: f64 = 1e-7;
/// Steps towards the curve, at most.
const STEPS: usize = 200;

/// Slope and height of the curve `1 / (1 + exp(slope · score + height))` that makes the weighted log loss of
/// held-back scores least, with targets drawn in from 0 and 1 as if each class had one row more (Platt,
/// *Probabilistic outputs for support vector machines*, 1999; Lin, Lin and Weng, *A note on Platt's
/// probabilistic outputs*, 2007). `rows` are scores, whether the row is of the class that has scores above
/// zero, and weights.
pub(crate) fn curve(rows: &[(f64, bool, f64)]) -> (f64, f64) {
    let total = |of: bool| rows.iter().filter(|row| row.1 == of).map(|row| row.2).sum::<f64>();
    let (above, below) = (total(true), total(false));
    let targets = [1.0 / (below + 2.0), (above + 1.0) / (above + 2.0)];
    // Scores of any size: the curve of scores of the size of one is found.
    let largest = rows.iter().map(|row| row.0.abs()).fold(0.0, f64::max);
    let unit = if largest > 0.0 && largest.is_finite() { largest } else { 1.0 };
    let mut search = Newton::new(vec![0.0, libm::log((below + 1.0) / (above + 1.0))]);
    for _ in 0..STEPS {
        let found = look(rows, unit, targets, search.point());
        if search.tell(found) == Answer::Stalled {
            break;
        }
        if search.gradient().iter().all(|g| g.abs() <= 1e-10 * (above + below)) {
            break;
        }
    }
    (search.best()[0] / unit, search.best()[1])
}

fn look(rows: &[(f64, bool, f64)], unit: f64, targets: [f64; 2], point: &[f64]) -> Found {
    let (mut value, mut gradient, mut curvature) = (0.0, vec![0.0; 2], vec![0.0; 4]);
    for &(score, above, weight) in rows {
        let score = score / unit;
        let z = point[0] * score + point[1];
        let target = targets[usize::from(above)];
        value += weight * (target * z + (-z).max(0.0) + libm::log1p(libm::exp(-z.abs())));
        let (share, rest) = (logistic(-z), logistic(z));
        let (slope, bend) = (weight * (target - share), weight * share * rest);
        gradient[0] += slope * score;
        gradient[1] += slope;
        curvature[0] += bend * score * score;
        curvature[2] += bend * score;
        curvature[3] += bend;
    }
    Found { value, gradient, curvature: Some(curvature) }
}

/// The chance of the class that has scores above zero, held away from 0 and 1.
pub(super) fn chance((slope, height): (f64, f64), score: f64) -> f64 {
    logistic(-(slope * score + height)).clamp(EDGE, 1.0 - EDGE)
}

/// Probabilities of `count` classes from the chances of pairs, in the order (0, 1), (0, 2) … (1, 2) …: those
/// that the chances contradict least, in squares (Wu, Lin and Weng, *Probability estimates for multi-class
/// classification by pairwise coupling*, 2004, their second method), solved exactly.
pub(super) fn coupled(count: usize, chances: &[f64], out: &mut [f64]) {
    if count == 2 {
        (out[0], out[1]) = (chances[0], 1.0 - chances[0]);
        return;
    }
    let width = count + 1;
    // The square of the conditions, one added everywhere, and a column of ones.
    let mut square = vec![1.0; count * width];
    let mut pairs = chances.iter();
    for i in 0..count {
        for j in i + 1..count {
            let Some(&first) = pairs.next() else { return };
            let second = 1.0 - first;
            square[i * width + i] += second * second;
            square[j * width + j] += first * first;
            square[i * width + j] -= first * second;
            square[j * width + i] -= first * second;
        }
    }
    eliminate(&mut square, count);
    let column = (0..count).map(|i| square[i * width + count].max(0.0));
    let total: f64 = column.clone().sum();
    out.iter_mut().zip(column).for_each(|(p, share)| *p = share / total);
}

/// Gauss and Jordan's elimination, without exchanges: the square is positive definite.
fn eliminate(square: &mut [f64], count: usize) {
    let width = count + 1;
    for k in 0..count {
        let pivot = square[k * width + k];
        let own: Vec<f64> = square[k * width..(k + 1) * width].iter().map(|v| v / pivot).collect();
        for i in 0..count {
            let factor = square[i * width + k];
            let row = &mut square[i * width..(i + 1) * width];
            match i == k {
                true => row.copy_from_slice(&own),
                false => row.iter_mut().zip(&own).for_each(|(v, o)| *v -= factor * o),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances that come from probabilities give them back.
    #[test]
    fn chances_that_agree_give_their_probabilities() {
        let p = [0.5, 0.2, 0.1, 0.2];
        let mut chances = Vec::new();
        for i in 0..4 {
            chances.extend((i + 1..4).map(|j| p[i] / (p[i] + p[j])));
        }
        let mut found = [0.0; 4];
        coupled(4, &chances, &mut found);
        assert!(p.iter().zip(found).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    }

    /// Found by BFGS of scipy; `sklearn.calibration` comes to it as well.
    #[test]
    fn the_curve_is_scipys() {
        let scores = [-2.0, -1.2, -0.3, 0.1, 0.4, 0.9, 1.5, -0.8];
        let above = [false, false, false, true, false, true, true, true];
        let rows: Vec<_> = scores.into_iter().zip(above).map(|(s, a)| (s, a, 1.0)).collect();
        let (slope, height) = curve(&rows);
        assert!((slope - SLOPE).abs() < 1e-4 && (height - HEIGHT).abs() < 1e-4, "{slope} {height}");
    }

    const SLOPE: f64 = -0.778_696_89;
    const HEIGHT: f64 = -0.130_971_95;
}
