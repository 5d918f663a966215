//! What curves of scores say: whether more rows would help, and where a parameter is best.

use glasshouse_spec::{CurveReading, MeanScore};

/// Shares of what is to be gained: below it a gain or a gap is not worth words.
const WORTH: f64 = 0.02;

/// What a learning curve says. `train` and `held` have a score for each number of rows, ascending.
///
/// A gain is the score's on held out rows from the last point but one to the last; a gap is between training rows and
/// held out rows at the last. Both count from a fiftieth of the distance between the worst held out score and the
/// best training score on, and a gain only where it is larger than the deviation of folds leaves it unsure
/// (one standard error of the difference of the means). O(points).
pub fn read_learning(train: &[MeanScore], held: &[MeanScore], greater_is_better: bool) -> CurveReading {
    let sign = if greater_is_better { 1.0 } else { -1.0 };
    let [Some(last_train), Some(last), Some(before)] =
        [train.last(), held.last(), held.len().checked_sub(2).and_then(|at| held.get(at))]
    else {
        return CurveReading::Settled;
    };
    let worst = held.iter().map(|score| sign * score.mean).fold(f64::INFINITY, f64::min);
    let best = train.iter().map(|score| sign * score.mean).fold(f64::NEG_INFINITY, f64::max);
    let worth = WORTH * (best - worst).max(0.0);
    let gain = sign * (last.mean - before.mean);
    let gap = sign * (last_train.mean - last.mean);
    let error = |score: &MeanScore| score.std.map_or(0.0, |std| std * std / f64::from(score.folds));
    let unsure = (error(last) + error(before)).sqrt();
    if gain > worth && gain > unsure {
        CurveReading::MoreRows { gain }
    } else if gap > 0.1 * (best - worst).max(0.0) && gap > unsure && gap > worth {
        CurveReading::Overfits { gap }
    } else {
        CurveReading::Settled
    }
}

/// Where a parameter is best on held out rows; of equals the first.
pub fn read_validation(held: &[MeanScore], greater_is_better: bool, is_range: bool) -> CurveReading {
    let sign = if greater_is_better { 1.0 } else { -1.0 };
    let mut best = 0;
    for (place, score) in held.iter().enumerate() {
        if sign * score.mean > sign * held[best].mean {
            best = place;
        }
    }
    let at_end = is_range && (best == 0 || best + 1 == held.len());
    CurveReading::Best { place: best as u32, at_end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(means: &[f64], std: f64) -> Vec<MeanScore> {
        let score = |mean: &f64| MeanScore { mean: *mean, std: Some(std), folds: 5, ..MeanScore::default() };
        means.iter().map(score).collect()
    }

    #[test]
    fn a_curve_that_still_rises_asks_for_rows_and_one_with_a_gap_for_a_simpler_model() {
        let rising = scores(&[0.6, 0.7, 0.8], 0.01);
        let flat = scores(&[0.79, 0.8, 0.8], 0.01);
        let (perfect, close) = (scores(&[1.0, 1.0, 1.0], 0.0), scores(&[0.82, 0.81, 0.81], 0.01));
        assert!(
            matches!(read_learning(&perfect, &rising, true), CurveReading::MoreRows { gain } if (gain - 0.1).abs() < 1e-12)
        );
        assert!(
            matches!(read_learning(&perfect, &flat, true), CurveReading::Overfits { gap } if (gap - 0.2).abs() < 1e-12)
        );
        assert_eq!(read_learning(&close, &scores(&[0.8, 0.81, 0.81], 0.02), true), CurveReading::Settled);
        let falling: Vec<f64> = [6.0, 5.0, 4.0].to_vec();
        assert!(matches!(
            read_learning(&scores(&[0.1; 3], 0.0), &scores(&falling, 0.1), false),
            CurveReading::MoreRows { .. }
        ));
        assert_eq!(read_learning(&[], &[], true), CurveReading::Settled);
    }

    #[test]
    fn noise_is_no_gain() {
        let noisy = scores(&[0.6, 0.7, 0.75], 0.2);
        assert!(!matches!(
            read_learning(&scores(&[0.8; 3], 0.0), &noisy, true),
            CurveReading::MoreRows { .. }
        ));
    }

    #[test]
    fn the_best_value_at_an_end_is_told_of() {
        let held = scores(&[0.6, 0.8, 0.8, 0.7], 0.01);
        assert_eq!(read_validation(&held, true, true), CurveReading::Best { place: 1, at_end: false });
        assert_eq!(read_validation(&held, false, true), CurveReading::Best { place: 0, at_end: true });
        assert_eq!(read_validation(&held, false, false), CurveReading::Best { place: 0, at_end: false });
    }
}
