//! Models made of models, and of several targets.

use super::pipelines::{Question, text, trained_for, usual_steps};
use super::{ROUNDED, agrees, all_agree, receipt};
use glasshouse_spec::ParamValue;

/// Kinds inside others, each with a few parameters.
fn inside(kinds: &[&str]) -> ParamValue {
    let few = |kind: &&str| match *kind {
        "random_forest" => [("n_estimators".to_owned(), ParamValue::Int(9))].into(),
        "mlp" => [("max_iter".to_owned(), ParamValue::Int(9))].into(),
        _ => Default::default(),
    };
    ParamValue::List(kinds.iter().map(|kind| ParamValue::nested(kind, few(kind))).collect())
}

#[test]
fn votes_agree() {
    let all = [
        "logistic_regression",
        "gaussian_nb",
        "decision_tree",
        "k_neighbors",
        "random_forest",
        "mlp",
        "dummy",
    ];
    for question in [Question::Two, Question::Three] {
        agrees("voting", question, &usual_steps(), &[("estimators", inside(&all))]);
        let hard =
            [("voting", text("hard")), ("estimators", inside(&["ridge", "decision_tree", "bernoulli_nb"]))];
        agrees("voting", question, &usual_steps(), &hard);
    }
    let lines = ["ridge", "huber", "decision_tree", "hist_gradient_boosting", "mlp"];
    agrees("voting", Question::Amount, &usual_steps(), &[("estimators", inside(&lines))]);
}

#[test]
fn bags_agree() {
    let fewer = [("max_features", ParamValue::Float(0.6)), ("max_samples", ParamValue::Float(0.5))];
    for question in [Question::Two, Question::Three, Question::Amount] {
        agrees("bagging", question, &usual_steps(), &fewer);
    }
    let of = |kind: &str| [("estimator", text(kind)), ("bootstrap_features", ParamValue::Bool(true))];
    agrees("bagging", Question::Three, &usual_steps(), &of("ridge"));
    agrees("bagging", Question::Two, &usual_steps(), &of("gaussian_nb"));
    let boosted = [("estimator", text("hist_gradient_boosting")), ("n_estimators", ParamValue::Int(3))];
    agrees("bagging", Question::Two, &[], &boosted);
    agrees("bagging", Question::Amount, &[], &boosted);
}

#[test]
fn boosts_agree() {
    let few = [("n_estimators", ParamValue::Int(12))];
    for question in [Question::Two, Question::Three, Question::Amount] {
        agrees("ada_boost", question, &usual_steps(), &few);
    }
    let line = [few[0].clone(), ("estimator", text("ridge")), ("loss", text("square"))];
    agrees("ada_boost", Question::Amount, &usual_steps(), &line);
    agrees("ada_boost", Question::Three, &usual_steps(), &[few[0].clone(), ("estimator", text("ridge"))]);
}

#[test]
fn calibrated_probabilities_agree() {
    for question in [Question::Two, Question::Three] {
        for method in ["sigmoid", "isotonic"] {
            let lines = ["gaussian_nb", "logistic_regression", "ridge", "decision_tree"];
            let scored = ["svm", "sgd", "linear_svm", "hist_gradient_boosting"];
            for kind in lines.into_iter().chain(scored) {
                let params =
                    [("estimator", text(kind)), ("method", text(method)), ("cv", ParamValue::Int(3))];
                agrees("calibrated_classifier_cv", question, &usual_steps(), &params);
            }
            let single = [("ensemble", ParamValue::Bool(false)), ("method", text(method))];
            agrees("calibrated_classifier_cv", question, &usual_steps(), &single);
        }
    }
}

#[test]
fn piles_agree() {
    let through = [("passthrough", ParamValue::Bool(true)), ("cv", ParamValue::Int(3))];
    for question in [Question::Two, Question::Three, Question::Amount] {
        agrees("stacking", question, &usual_steps(), &[]);
        agrees("stacking", question, &usual_steps(), &through);
    }
    let without = [
        ("estimators", inside(&["ridge", "gaussian_nb", "svm"])),
        ("final_estimator", text("decision_tree")),
    ];
    agrees("stacking", Question::Two, &usual_steps(), &without);
    agrees("stacking", Question::Three, &usual_steps(), &without);
}

#[test]
fn transformed_targets_agree() {
    for shape in ["yeo-johnson", "box-cox", "log1p", "log", "sqrt", "standard"] {
        for kind in ["ridge", "random_forest", "hist_gradient_boosting", "mlp", "svm"] {
            let params = [("regressor", text(kind)), ("transformer", text(shape))];
            agrees("transformed_target", Question::Positive, &usual_steps(), &params);
            if ["yeo-johnson", "standard"].contains(&shape) {
                agrees("transformed_target", Question::Amount, &usual_steps(), &params);
            }
        }
    }
}

#[test]
fn one_against_the_rest_agrees() {
    for question in [Question::Two, Question::Three] {
        let kinds = ["logistic_regression", "gaussian_nb", "ridge", "random_forest"];
        for kind in kinds.into_iter().chain(["svm", "sgd", "hist_gradient_boosting"]) {
            agrees("one_vs_rest", question, &usual_steps(), &[("estimator", text(kind))]);
        }
    }
}

#[test]
fn several_targets_agree() {
    let classes = [Question::Three, Question::Two];
    for kind in
        ["logistic_regression", "ridge", "random_forest", "k_neighbors", "gaussian_nb", "mlp", "dummy"]
    {
        all_agree(kind, &classes, &usual_steps(), &[]);
    }
    let numbers = [Question::Amount, Question::Positive, Question::Amount];
    for kind in ["linear_regression", "decision_tree", "mlp", "svm"] {
        all_agree(kind, &numbers, &usual_steps(), &[]);
    }
    for questions in [&classes[..], &numbers] {
        all_agree("hist_gradient_boosting", questions, &[], &[("max_iter", ParamValue::Int(20))]);
        all_agree("bagging", questions, &usual_steps(), &[("n_estimators", ParamValue::Int(4))]);
    }
}

/// What a line tells the links after it has the bits that the model tells them.
#[test]
fn chains_of_lines_agree_to_the_last_bit() {
    let numbers = [Question::Amount, Question::Positive, Question::Amount];
    for kind in ["ridge", "linear_regression", "decision_tree"] {
        let state = trained_for("regressor_chain", &numbers, &usual_steps(), &[("estimator", text(kind))]);
        assert!(receipt(&state).max_difference <= ROUNDED, "{kind}");
    }
}

/// Links that see what those before them answered, in any order, and a link that is alone.
#[test]
fn chains_agree() {
    let classes = [Question::Three, Question::Two, Question::Three];
    let numbers = [Question::Amount, Question::Positive, Question::Amount];
    let of = |kind: &str| ("estimator", text(kind));
    let random = ("order", text("random"));
    for kind in ["logistic_regression", "ridge", "decision_tree", "gaussian_nb", "k_neighbors"] {
        all_agree("classifier_chain", &classes, &usual_steps(), &[of(kind), random.clone()]);
    }
    all_agree("classifier_chain", &classes, &usual_steps(), &[("cv", ParamValue::Int(3))]);
    all_agree("classifier_chain", &classes, &[], &[of("hist_gradient_boosting")]);
    for kind in ["linear_regression", "random_forest", "mlp"] {
        all_agree("regressor_chain", &numbers, &usual_steps(), &[of(kind), random.clone()]);
    }
    agrees("classifier_chain", Question::Two, &usual_steps(), &[]);
    agrees("regressor_chain", Question::Amount, &usual_steps(), &[]);
}
