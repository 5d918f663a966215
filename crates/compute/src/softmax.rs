//! Scores to probabilities.

use crate::activation::exp;

/// Turns the scores of a row into probabilities, in place, and gives the logarithm of the sum of their
/// exponentials. Sums run from the first to the last; a probability is right to 1e-6, and at least
/// 1e-38 over the number of scores.
pub fn softmax(scores: &mut [f32]) -> f32 {
    let largest = scores.iter().fold(f32::NEG_INFINITY, |m, &s| if s > m { s } else { m });
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - largest);
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    largest + libm::logf(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_however_large_the_scores() {
        for scores in [[0.0, 1.0, -2.0], [1000.0, 1001.0, 998.0], [-3e4, 5.0, 3e4]] {
            let mut shares = scores;
            let log = softmax(&mut shares);
            let wide = scores.map(f64::from);
            let most = wide.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = wide.iter().map(|s| libm::exp(s - most)).sum();
            assert!((f64::from(log) - most - libm::log(sum)).abs() <= 1e-6 * most.abs().max(1.0));
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            for (share, score) in shares.iter().zip(wide) {
                assert!((f64::from(*share) - libm::exp(score - most) / sum).abs() < 1e-6);
            }
        }
    }
}
