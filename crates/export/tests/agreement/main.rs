//! Exported files, scored by ONNX Runtime, answer as the pipeline does.
#![cfg(feature = "onnxruntime")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod ensembles;
mod features;
mod files;
mod groups;
#[path = "../pipelines/mod.rs"]
mod pipelines;
mod single;
mod steps;
mod ties;
mod trees;

use glasshouse_export::{OnnxCase, run_native, to_onnx};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::{ParamValue, Receipt, StepSpec};
use pipelines::{Question, pipeline, rows, trained, trained_for};

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

/// What is left between numbers of which one is in single precision and the other not.
const ROUNDED: f64 = 1.0 / (1 << 24) as f64;

const FEW_TREES: [(&str, ParamValue); 1] = [("n_estimators", ParamValue::Int(40))];

#[test]
fn every_kind_that_says_onnx_is_among_these_tests() {
    let here = [
        include_str!("ensembles.rs"),
        include_str!("features.rs"),
        include_str!("groups.rs"),
        include_str!("single.rs"),
        include_str!("steps.rs"),
        include_str!("trees.rs"),
        include_str!("../pipelines/mod.rs"),
    ];
    let here = here.concat();
    let steps = glasshouse_prepare::steps().iter().filter(|s| s.onnx).map(|s| s.id);
    let estimators = glasshouse_learn::registry().iter().map(|e| glasshouse_learn::kind_info(*e));
    let estimators = estimators.filter(|e| e.onnx).map(|e| e.id);
    for id in steps.map(str::to_owned).chain(estimators) {
        assert!(here.contains(&format!("\"{id}\"")), "{id} is not proven");
    }
}
