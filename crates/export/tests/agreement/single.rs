//! Models of one estimator.

use super::pipelines::{Question, pipeline, rows, step, text, trained, trained_on, usual_steps};
use super::{FEW_TREES, agrees, is_equal};
use glasshouse_export::{OnnxCase, run_native, to_onnx};
use glasshouse_learn::ModelState;
use glasshouse_spec::ParamValue;

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

/// Numbers with every kernel; classes, which take longer, with one that has an exponential and one that has
/// none. Rows are few: what is exported is a sum over them, however many, and training grows with their cube.
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
        of_few(Question::Amount, &options);
    }
    for (kernel, question) in [("rbf", Question::Three), ("rational_quadratic", Question::Two)] {
        let fixed = [("optimizer", text("none")), ("length_scale", ParamValue::Float(2.0))];
        let sized = [("kernel", text(kernel)), ("constant_value", ParamValue::Float(30.0))];
        of_few(question, &[&fixed[..], &sized].concat());
    }
}

fn of_few(question: Question, options: &[(&str, ParamValue)]) {
    let state = trained_on(100, "gaussian_process", question, &usual_steps(), options);
    is_equal(&format!("gaussian_process {question:?} {options:?}"), &state);
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
