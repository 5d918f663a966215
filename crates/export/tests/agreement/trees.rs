//! Trees and sums of trees: gaps, categories, and the last bit.

use super::pipelines::{Question, step, text, trained, usual_steps};
use super::{FEW_TREES, agrees, receipt};
use glasshouse_learn::ModelState;
use glasshouse_spec::ParamValue;

/// Trees on numbers of which some are missing, and others only in new rows.
#[test]
fn gaps_in_trees_agree() {
    let encoded = [
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", text("ignore"))]),
        step("simple_imputer", &["@boolean"], &[("strategy", text("most_frequent"))]),
    ];
    for (kind, params) in [
        ("decision_tree", &[("max_depth", ParamValue::Int(7))][..]),
        ("random_forest", &FEW_TREES),
        ("extra_trees", &FEW_TREES),
    ] {
        for question in [Question::Two, Question::Three, Question::Amount] {
            agrees(kind, question, &encoded, params);
            let state = trained(kind, question, &encoded, params);
            let ModelState::Gappy(model) = &state.model else { panic!("a model with gaps") };
            assert!(model.gaps.iter().any(|gaps| gaps.gaps.iter().any(|word| *word != 0)));
            assert_eq!(state.model.kind(), kind);
        }
    }
}

/// Without an imputer and without an encoder: gaps, unseen categories and all.
#[test]
fn gaps_and_categories_agree() {
    let kind = "hist_gradient_boosting";
    let few = [("min_samples_leaf", ParamValue::Int(5)), ("max_iter", ParamValue::Int(40))];
    for question in [Question::Two, Question::Three, Question::Amount] {
        agrees(kind, question, &[], &few);
    }
    let scaled = [step("standard_scaler", &["@numeric"], &[])];
    agrees(kind, Question::Two, &scaled, &few);
    let state = trained(kind, Question::Amount, &[], &few);
    let ModelState::Branched(model) = &state.model else { panic!("a model with branches") };
    assert!(model.levels.iter().filter(|levels| **levels > 0).count() >= 2);
    assert!(model.branches.iter().any(|branches| !branches.sets.is_empty()));
}

/// The sums are equal; of the softmax the last bit may differ.
#[test]
fn boosted_trees_agree_to_the_last_bit_but_one() {
    for question in [Question::Two, Question::Three] {
        let state = trained("hist_gradient_boosting", question, &usual_steps(), &[]);
        let receipt = receipt(&state);
        assert!(receipt.labels_differ == 0 && receipt.max_difference <= 6e-8, "{receipt:?}");
    }
}

#[test]
fn a_forest_agrees_to_the_last_bit() {
    let state = trained("random_forest", Question::Three, &usual_steps(), &FEW_TREES);
    assert_eq!(receipt(&state).max_difference, 0.0);
}
