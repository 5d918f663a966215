//! Exported files, scored by ONNX Runtime, answer as the pipeline does.
#![cfg(feature = "onnxruntime")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod pipelines;

use glasshouse_export::{OnnxCase, run_native, to_onnx};
use glasshouse_learn::ModelState;
use glasshouse_prepare::PipelineState;
use glasshouse_spec::{ParamValue, Receipt, StepSpec};
use pipelines::{NAMES, Question, pipeline, rows, step, text, trained, trained_for, usual_steps};

fn receipt(state: &PipelineState) -> Receipt {
    let onnx = to_onnx(state, "test").unwrap();
    let fresh = rows(5000, 2, true);
    let case = OnnxCase::new(&pipeline(state), &onnx, &fresh, "test").unwrap();
    run_native(&onnx, &case)
}

fn agrees(kind: &str, question: Question, steps: &[StepSpec], params: &[(&str, ParamValue)]) {
    is_equal(&format!("{kind} {question:?}"), &trained(kind, question, steps, params));
}

/// Of several targets.
fn all_agree(kind: &str, questions: &[Question], steps: &[StepSpec], params: &[(&str, ParamValue)]) {
    is_equal(&format!("{kind} {questions:?}"), &trained_for(kind, questions, steps, params));
}

fn is_equal(what: &str, state: &PipelineState) {
    let receipt = receipt(state);
    assert!(receipt.fault.is_none(), "{what}: {:?}", receipt.fault);
    assert!(receipt.equal, "{what}: {receipt:?}");
    assert_eq!(receipt.rows, 5000);
    let runtime = receipt.runtime.unwrap_or_default();
    assert!(runtime.starts_with("ONNX Runtime 1."), "{runtime}");
}

const FEW_TREES: [(&str, ParamValue); 1] = [("n_estimators", ParamValue::Int(40))];

#[test]
fn classifiers_agree() {
    let mut counts = usual_steps();
    counts.push(step("min_max_scaler", &["@numeric"], &[]));
    for question in [Question::Two, Question::Three] {
        agrees("dummy", question, &usual_steps(), &[]);
        agrees("logistic_regression", question, &usual_steps(), &[]);
        agrees("gaussian_nb", question, &usual_steps(), &[]);
        agrees("ridge", question, &usual_steps(), &[("class_weight", text("balanced"))]);
        for loss in ["hinge", "squared_hinge"] {
            agrees("linear_svm", question, &usual_steps(), &[("loss", text(loss))]);
        }
        agrees("bernoulli_nb", question, &usual_steps(), &[]);
        for counted in ["multinomial_nb", "complement_nb"] {
            agrees(counted, question, &counts, &[]);
        }
        agrees("k_neighbors", question, &usual_steps(), &[]);
        agrees("decision_tree", question, &usual_steps(), &[]);
        agrees("random_forest", question, &usual_steps(), &FEW_TREES);
        agrees("extra_trees", question, &usual_steps(), &FEW_TREES);
        agrees("hist_gradient_boosting", question, &usual_steps(), &[]);
        agrees("mlp", question, &usual_steps(), &[]);
    }
}

#[test]
fn networks_of_any_kind_agree() {
    let layers = ParamValue::List(vec![ParamValue::Int(20), ParamValue::Int(7)]);
    for activation in ["relu", "tanh", "logistic", "gelu", "identity"] {
        let params = [
            ("activation", text(activation)),
            ("hidden_layer_sizes", layers.clone()),
            ("batch_norm", ParamValue::Bool(true)),
            ("max_iter", ParamValue::Int(20)),
        ];
        agrees("mlp", Question::Three, &usual_steps(), &params);
        agrees("mlp", Question::Amount, &usual_steps(), &params);
    }
    agrees("mlp", Question::Two, &usual_steps(), &[("hidden_layer_sizes", ParamValue::List(Vec::new()))]);
}

#[test]
fn regressors_agree() {
    agrees("dummy", Question::Amount, &usual_steps(), &[]);
    for line in ["linear_regression", "ridge", "lasso", "elastic_net", "huber", "linear_svm"] {
        agrees(line, Question::Amount, &usual_steps(), &[]);
    }
    agrees("decision_tree", Question::Amount, &usual_steps(), &[]);
    agrees("random_forest", Question::Amount, &usual_steps(), &FEW_TREES);
    agrees("mlp", Question::Amount, &usual_steps(), &[]);
    agrees("extra_trees", Question::Amount, &usual_steps(), &FEW_TREES);
    for loss in ["squared_error", "absolute_error"] {
        agrees("hist_gradient_boosting", Question::Amount, &usual_steps(), &[("loss", text(loss))]);
    }
    for loss in ["poisson", "gamma"] {
        agrees("hist_gradient_boosting", Question::Positive, &usual_steps(), &[("loss", text(loss))]);
    }
}

#[test]
fn groups_agree() {
    for clusters in [1, 2, 8] {
        let params = [("n_clusters", ParamValue::Int(clusters))];
        agrees("k_means", Question::Alike, &usual_steps(), &params);
        agrees("mini_batch_k_means", Question::Alike, &usual_steps(), &params);
    }
    for shape in ["full", "tied", "diag", "spherical"] {
        let params = [("n_components", ParamValue::Int(5)), ("covariance_type", text(shape))];
        agrees("gaussian_mixture", Question::Alike, &usual_steps(), &params);
    }
}

#[test]
fn anchors_agree() {
    for (metric, eps) in [("euclidean", 1.3), ("manhattan", 2.5), ("chebyshev", 0.9), ("cosine", 0.1)] {
        let least = ("min_samples", ParamValue::Int(3));
        let params = [("metric", text(metric)), ("eps", ParamValue::Float(eps)), least];
        agrees("dbscan", Question::Alike, &usual_steps(), &params);
    }
    for linkage in ["ward", "complete", "average", "single"] {
        let params = [("linkage", text(linkage)), ("n_clusters", ParamValue::Int(6))];
        agrees("agglomerative", Question::Alike, &usual_steps(), &params);
    }
}

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

/// Classes alone, of more rows than are answered at a time.
#[test]
fn classes_without_probabilities_agree() {
    for question in [Question::Two, Question::Three] {
        let state = trained("ridge", question, &usual_steps(), &[]);
        let onnx = to_onnx(&state, "test").unwrap();
        let case = OnnxCase::new(&pipeline(&state), &onnx, &rows(9000, 2, true), "test").unwrap();
        assert_eq!(case.reading()[0].numbers, None);
        let receipt = run_native(&onnx, &case);
        assert!(receipt.equal && receipt.rows == 9000, "{receipt:?}");
    }
}

/// Every metric, and rows at the same distance, of which there are many without numbers.
#[test]
fn neighbours_agree() {
    let number = ("n_neighbors", ParamValue::Int(12));
    let near = ("weights", text("distance"));
    let flags = [
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", text("ignore"))]),
        step("drop_columns", &["@numeric"], &[]),
    ];
    for metric in ["minkowski", "euclidean", "manhattan", "chebyshev", "cosine"] {
        let options = [number.clone(), ("metric", text(metric)), ("p", ParamValue::Float(3.0))];
        agrees("k_neighbors", Question::Three, &usual_steps(), &options);
        let options = [near.clone(), ("metric", text(metric)), ("p", ParamValue::Float(1.5))];
        agrees("k_neighbors", Question::Amount, &usual_steps(), &options);
        agrees("k_neighbors", Question::Three, &flags, &options);
    }
}

/// Numbers with every kernel; classes, which take longer, with one that has an exponential and one that has none.
#[test]
fn processes_agree() {
    let kernels = [
        ("rbf", "1.5"),
        ("matern", "0.5"),
        ("matern", "1.5"),
        ("matern", "2.5"),
        ("rational_quadratic", "1.5"),
    ];
    for (kernel, nu) in kernels {
        let options = [("kernel", text(kernel)), ("nu", text(nu))];
        agrees("gaussian_process", Question::Amount, &usual_steps(), &options);
    }
    for (kernel, question) in [("rbf", Question::Three), ("rational_quadratic", Question::Two)] {
        let fixed = [("optimizer", text("none")), ("length_scale", ParamValue::Float(2.0))];
        let sized = [("kernel", text(kernel)), ("constant_value", ParamValue::Float(30.0))];
        agrees("gaussian_process", question, &usual_steps(), &[&fixed[..], &sized].concat());
    }
}

#[test]
fn stochastic_descent_agrees() {
    for loss in ["hinge", "log_loss", "modified_huber"] {
        agrees("sgd", Question::Two, &usual_steps(), &[("loss", text(loss))]);
        agrees("sgd", Question::Three, &usual_steps(), &[("loss", text(loss))]);
    }
    agrees("sgd", Question::Amount, &usual_steps(), &[]);
}

/// Every kernel, with votes and with the chances of pairs.
#[test]
fn support_vector_machines_agree() {
    for kernel in ["rbf", "linear", "poly", "sigmoid"] {
        for probability in [false, true] {
            let options = [("kernel", text(kernel)), ("probability", ParamValue::Bool(probability))];
            agrees("svm", Question::Two, &usual_steps(), &options);
            agrees("svm", Question::Three, &usual_steps(), &options);
        }
        agrees("svm", Question::Amount, &usual_steps(), &[("kernel", text(kernel))]);
        agrees("one_class_svm", Question::Unlike, &usual_steps(), &[("kernel", text(kernel))]);
    }
    // So wide a tube that no row has a say.
    agrees("svm", Question::Amount, &usual_steps(), &[("epsilon", ParamValue::Float(1e6))]);
}

/// Categories that no step encodes, unseen and missing ones among them.
#[test]
fn places_of_categories_agree() {
    let steps = [
        step("simple_imputer", &["@numeric"], &[("strategy", text("median"))]),
        step("simple_imputer", &["@boolean"], &[("strategy", text("most_frequent"))]),
        step("standard_scaler", &["@numeric"], &[]),
    ];
    for question in [Question::Two, Question::Three, Question::Amount] {
        let options = [("max_iter", ParamValue::Int(20))];
        agrees("mlp", question, &steps, &options);
        let state = trained("mlp", question, &steps, &options);
        let ModelState::Embedded(model) = &state.model else { panic!("a model with categories") };
        assert_eq!(model.embeddings.iter().filter(|e| e.levels > 0).count(), 2);
    }
}

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

#[test]
fn outlier_factors_agree() {
    for metric in ["euclidean", "manhattan", "chebyshev", "cosine"] {
        for contamination in [text("auto"), ParamValue::Float(0.07)] {
            let params = [("metric", text(metric)), ("contamination", contamination)];
            agrees("local_outlier_factor", Question::Unlike, &usual_steps(), &params);
        }
    }
}

#[test]
fn marks_agree() {
    for contamination in [text("auto"), ParamValue::Float(0.1)] {
        agrees("isolation_forest", Question::Unlike, &usual_steps(), &[("contamination", contamination)]);
    }
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

#[test]
fn a_wrong_file_is_found_out() {
    let right = trained("decision_tree", Question::Two, &usual_steps(), &[]);
    let other = trained("logistic_regression", Question::Two, &usual_steps(), &[]);
    let onnx = to_onnx(&other, "test").unwrap();
    let case = OnnxCase::new(&pipeline(&right), &onnx, &rows(500, 2, true), "test").unwrap();
    let receipt = run_native(&onnx, &case);
    assert!(!receipt.equal && receipt.labels_differ > 0 && receipt.max_difference > 0.01);
}

#[test]
fn a_file_that_is_no_model_is_a_fault() {
    let state = trained("dummy", Question::Two, &usual_steps(), &[]);
    let case = OnnxCase::new(&pipeline(&state), b"nonsense", &rows(5, 2, true), "test").unwrap();
    let receipt = run_native(b"nonsense", &case);
    assert_eq!(receipt.fault.map(|f| f.code), Some("onnx.refused".to_owned()));
    assert!(!receipt.equal);
}

#[test]
fn the_same_pipeline_gives_the_same_file() {
    let state = trained("random_forest", Question::Two, &usual_steps(), &FEW_TREES);
    assert_eq!(to_onnx(&state, "a").unwrap(), to_onnx(&state, "a").unwrap());
}

#[test]
fn every_kind_that_says_onnx_is_among_these_tests() {
    let here = include_str!("agreement.rs").to_owned() + include_str!("pipelines/mod.rs");
    let steps = glasshouse_prepare::steps().iter().filter(|s| s.onnx()).map(|s| s.id());
    let estimators = glasshouse_learn::registry().iter().map(|e| glasshouse_learn::kind_info(*e));
    let estimators = estimators.filter(|e| e.onnx).map(|e| e.id);
    for id in steps.map(str::to_owned).chain(estimators) {
        assert!(here.contains(&format!("\"{id}\"")), "{id} is not proven");
    }
}
