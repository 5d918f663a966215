//! Steps before the model.

use super::pipelines::{NAMES, Question, step, text, usual_steps};
use super::{FEW_TREES, agrees};
use glasshouse_spec::{ParamValue, StepSpec};

#[test]
fn unscaled_numbers_and_category_options_agree() {
    let limit = ("max_categories", ParamValue::Int(3));
    let drop = ("drop", text("first"));
    let infrequent = ("handle_unknown", text("infrequent_if_exist"));
    let fill = ("fill_value", text("YES"));
    let steps = [
        step("missing_indicator", &["@numeric"], &[]),
        step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]),
        step("simple_imputer", &["@boolean"], &[("strategy", text("constant")), fill]),
        step("one_hot_encoder", &["@categorical"], &[limit, drop, infrequent]),
    ];
    agrees("decision_tree", Question::Three, &steps, &[]);
    agrees("logistic_regression", Question::Two, &steps, &[]);
}

#[test]
fn ordinals_and_other_scalers_agree() {
    let unknown = ("unknown_value", ParamValue::Int(-7));
    let use_it = ("handle_unknown", text("use_encoded_value"));
    let steps = [
        step("ordinal_encoder", &["@categorical"], &[unknown, use_it]),
        step("min_max_scaler", &["@numeric"], &[("clip", ParamValue::Bool(true))]),
        step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]),
        step("robust_scaler", &["@numeric"], &[]),
        step("one_hot_encoder", &["@boolean"], &[("handle_unknown", text("ignore"))]),
        step("drop_columns", &["probabilities"], &[]),
    ];
    agrees("logistic_regression", Question::Three, &steps, &[]);
    agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
}

/// Components of few columns and of one, whitened or not, behind each other.
#[test]
fn components_agree() {
    let usual = usual_steps();
    let kept = |count: f64| ("n_components", ParamValue::Float(count));
    for (op, params) in [
        ("pca", vec![kept(0.9)]),
        ("pca", vec![("whiten", ParamValue::Bool(true)), kept(3.0)]),
        ("truncated_svd", vec![]),
    ] {
        let last = step("pca", &[NAMES[1], NAMES[6]], &[]);
        let all: Vec<StepSpec> = usual.iter().cloned().chain([step(op, &["@numeric"], &params)]).collect();
        let some: Vec<StepSpec> = usual.iter().cloned().chain([last]).collect();
        for steps in [all, some] {
            agrees("logistic_regression", Question::Three, &steps, &[]);
            agrees("linear_regression", Question::Amount, &steps, &[]);
            agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
        }
    }
}

/// Every label and every number to the last bit where rounding decides: lines that are level but for it,
/// and components that hold nothing else, which are blown up to the size of the others.
#[test]
fn what_rounding_left_agrees() {
    let blown_up = [step("pca", &["@numeric"], &[]), step("standard_scaler", &["@numeric"], &[])];
    let steps: Vec<StepSpec> = usual_steps().into_iter().chain(blown_up).collect();
    for kind in ["linear_svm", "logistic_regression", "decision_tree", "random_forest"] {
        agrees(kind, Question::Three, &steps, &[]);
    }
    let flat = [("loss", text("hinge")), ("C", ParamValue::Float(1e-12))];
    agrees("linear_svm", Question::Three, &usual_steps(), &flat);
    for loss in ["hinge", "log_loss"] {
        let flat = [("loss", text(loss)), ("alpha", ParamValue::Float(1e9))];
        agrees("sgd", Question::Three, &usual_steps(), &flat);
    }
}

/// Logarithms of gaps, of numbers near 0 and of negative ones that the training rows lacked.
#[test]
fn logarithms_agree() {
    let onto_zero_to_one = step("min_max_scaler", &["@numeric"], &[("clip", ParamValue::Bool(true))]);
    let filled = step("simple_imputer", &["@numeric"], &[("strategy", text("mean"))]);
    let unclipped = step("min_max_scaler", &["@numeric"], &[]);
    let rest = [
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step(
            "ordinal_encoder",
            &["@categorical"],
            &[("unknown_value", ParamValue::Int(-7)), ("handle_unknown", text("use_encoded_value"))],
        ),
    ];
    for first in [onto_zero_to_one, unclipped] {
        let log = step("log1p", &[NAMES[0], NAMES[1], NAMES[6]], &[]);
        let scaled = step("standard_scaler", &["@numeric"], &[]);
        let steps: Vec<StepSpec> =
            [first, log, filled.clone(), scaled].into_iter().chain(rest.clone()).collect();
        agrees("logistic_regression", Question::Three, &steps, &[]);
        agrees("linear_regression", Question::Amount, &steps, &[]);
        agrees("random_forest", Question::Amount, &steps, &FEW_TREES);
    }
}

/// Averages of the target, a column of each category or one for each class, of rows of which some are repeated
/// or left out.
#[test]
fn averages_of_the_target_agree() {
    let usual = usual_steps();
    let of = |smooth: ParamValue, op: &str| {
        let encoder = step("target_encoder", &["@categorical", "@boolean"], &[("smooth", smooth)]);
        let fill = step("simple_imputer", &["@numeric"], &[]);
        [encoder, step(op, &[], &[]), fill]
    };
    for (smooth, op) in
        [(text("auto"), "random_over_sampler"), (ParamValue::Float(3.0), "random_under_sampler")]
    {
        let steps = of(smooth, op);
        agrees("logistic_regression", Question::Two, &steps, &[]);
        agrees("random_forest", Question::Three, &steps, &FEW_TREES);
    }
    let encoder = step("target_encoder", &["@categorical"], &[]);
    let steps: Vec<StepSpec> = [encoder].into_iter().chain(usual).collect();
    agrees("ridge", Question::Amount, &steps, &[]);
}

/// Steps that change which rows are trained on leave nothing for rows that are scored.
#[test]
fn rows_that_were_made_or_left_out_leave_no_trace() {
    let balances = [
        "smote",
        "smote_nc",
        "borderline_smote",
        "adasyn",
        "tomek_links",
        "edited_nearest_neighbours",
        "smote_tomek",
        "smote_enn",
        "noise_augmentation",
    ];
    for op in balances {
        let scaled =
            [step("simple_imputer", &["@numeric"], &[]), step("standard_scaler", &["@numeric"], &[])];
        let rest = [
            step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
            step(op, &[], &[]),
            step("one_hot_encoder", &["@categorical", "@boolean"], &[("handle_unknown", text("ignore"))]),
        ];
        let steps: Vec<StepSpec> = scaled.into_iter().chain(rest).collect();
        // Where classes lie apart adasyn has nothing to do, and says so.
        let question = if op == "adasyn" { Question::Two } else { Question::Three };
        agrees("logistic_regression", question, &steps, &[]);
    }
}
