//! Laws of scores, on arbitrary answers.

use glasshouse_metrics::{Classified, Regressed, Undefined, roc_auc, roc_curve, score_classification};
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_score_is_ever_nan(rows in prop::collection::vec((0u32..4, 0u32..4, 0.0f64..1.0), 1..40)) {
        let truth: Vec<u32> = rows.iter().map(|r| r.0).collect();
        let index: Vec<u32> = rows.iter().map(|r| r.1).collect();
        let p: Vec<f64> = rows.iter().flat_map(|r| [r.2, 1.0 - r.2, 0.0, 0.0]).collect();
        let c = Classified::new(&truth, &index, Some(&p), 4, None).expect("fits");
        for (name, score) in score_classification(&c) {
            prop_assert!(score.is_err() || score.is_ok_and(f64::is_finite), "{name}");
        }
    }

    #[test]
    fn area_is_that_under_the_curve(rows in prop::collection::vec((any::<bool>(), 0u8..6), 2..60)) {
        let truth: Vec<bool> = rows.iter().map(|r| r.0).collect();
        let scores: Vec<f64> = rows.iter().map(|r| f64::from(r.1)).collect();
        if let Ok(curve) = roc_curve(&truth, &scores) {
            let area: f64 = curve.windows(2).map(|w| {
                let width = w[1].false_positive_rate - w[0].false_positive_rate;
                width * (w[1].true_positive_rate + w[0].true_positive_rate) / 2.0
            }).sum();
            prop_assert!((area - roc_auc(&truth, &scores).expect("has a curve")).abs() < 1e-12);
        }
    }

    #[test]
    fn reversed_scores_give_the_complement(rows in prop::collection::vec((any::<bool>(), 0u8..6), 2..60)) {
        let truth: Vec<bool> = rows.iter().map(|r| r.0).collect();
        let scores: Vec<f64> = rows.iter().map(|r| f64::from(r.1)).collect();
        let reversed: Vec<f64> = scores.iter().map(|s| -s).collect();
        if let (Ok(a), Ok(b)) = (roc_auc(&truth, &scores), roc_auc(&truth, &reversed)) {
            prop_assert!((a + b - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn answers_that_do_not_fit_are_named() {
    assert!(Classified::new(&[], &[], None, 2, None).is_err());
    assert!(Classified::new(&[0, 1], &[0], None, 2, None).is_err());
    assert!(Classified::new(&[0, 2], &[0, 1], None, 2, None).is_err());
    assert!(Classified::new(&[0, 1], &[0, 1], Some(&[0.5; 3]), 2, None).is_err());
    assert!(Classified::new(&[0, 1], &[0, 1], Some(&[f64::NAN; 4]), 2, None).is_err());
    assert!(Classified::new(&[0, 1], &[0, 1], None, 2, Some(2)).is_err());
    assert_eq!(Regressed::new(&[], &[]).err(), Some(Undefined("there are no rows")));
    assert!(Regressed::new(&[1.0], &[1.0, 2.0]).is_err());
    assert!(Regressed::new(&[1.0], &[f64::INFINITY]).is_err());
}

#[test]
fn the_positive_class_may_be_the_earlier_one() {
    let (truth, index) = ([0, 0, 0, 1], [0, 1, 1, 1]);
    let c = Classified::new(&truth, &index, None, 2, Some(0)).expect("fits");
    assert_eq!((c.precision(), c.recall(), c.specificity()), (1.0, 1.0 / 3.0, Ok(1.0)));
}

#[test]
fn a_constant_truth_has_no_spread_to_explain() {
    let truth = [0.1; 7];
    let r = Regressed::new(&truth, &[0.2; 7]).expect("fits");
    assert_eq!((r.r2(), r.explained_variance()), (Ok(0.0), 1.0));
}
