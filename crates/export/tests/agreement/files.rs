//! What the comparison itself is worth.

use super::FEW_TREES;
use super::pipelines::{Question, pipeline, rows, trained, usual_steps};
use glasshouse_export::{OnnxCase, run_native, to_onnx};

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
