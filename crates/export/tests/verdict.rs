//! What the comparison finds, whatever runtime answered; and what stands in the file.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod pipelines;

use glasshouse_export::onnx::proto::ModelProto;
use glasshouse_export::{OnnxBatch, OnnxCase, OnnxCells, OnnxOutputs, TOLERANCE, output_names, to_onnx};
use glasshouse_learn::Prediction;
use glasshouse_prepare::PipelineState;
use pipelines::{NAMES, Question, pipeline, rows, trained, trained_for, usual_steps};
use prost::Message;
use std::collections::BTreeSet;

const ROWS: usize = 9000;

fn case(state: &PipelineState) -> OnnxCase {
    OnnxCase::new(&pipeline(state), b"file", &rows(ROWS, 2, true), "test").unwrap()
}

/// What a perfect runtime answers, batch by batch, of each target.
fn answers(state: &PipelineState, case: &OnnxCase) -> Vec<Vec<OnnxOutputs>> {
    let predicted = pipeline(state).predict(&rows(ROWS, 2, true)).unwrap().prediction;
    let each = match predicted {
        Prediction::Several(each) => each,
        one => vec![one],
    };
    let tasks = state.task_report().each();
    let mut each: Vec<_> = each.iter().zip(&tasks).map(|(one, task)| answer(one, &task.classes)).collect();
    let answered = |batch: OnnxBatch| {
        let cut = |(labels, numbers, width): &mut (Vec<String>, Vec<f32>, usize)| OnnxOutputs {
            labels: labels.drain(..batch.rows.min(labels.len())).collect(),
            numbers: numbers.drain(..batch.rows * *width).collect(),
        };
        each.iter_mut().map(cut).collect()
    };
    case.batches().map(answered).collect()
}

/// Labels, numbers and numbers a row.
fn answer(predicted: &Prediction, classes: &[String]) -> (Vec<String>, Vec<f32>, usize) {
    let named = |index: &[u32]| index.iter().map(|i| classes[*i as usize].clone()).collect();
    let narrow = |numbers: &[f64]| numbers.iter().map(|x| *x as f32).collect();
    match predicted {
        Prediction::Classes { probabilities, index } => {
            (named(index), probabilities.iter().copied().collect(), probabilities.ncols())
        }
        Prediction::Numbers(numbers) => (Vec::new(), narrow(numbers), 1),
        Prediction::Groups { index, numbers } => (named(index), narrow(numbers), 1),
        Prediction::Several(_) => panic!("one target"),
    }
}

#[test]
fn equal_answers_are_equal() {
    for (kind, question) in [
        ("logistic_regression", Question::Three),
        ("linear_regression", Question::Amount),
        ("k_means", Question::Alike),
    ] {
        let state = trained(kind, question, &usual_steps(), &[]);
        let case = case(&state);
        let receipt = case.verdict(&answers(&state, &case), "R 1".into());
        assert!(receipt.equal && receipt.fault.is_none(), "{receipt:?}");
        assert_eq!((receipt.rows, receipt.tolerance), (ROWS as u64, TOLERANCE));
        assert_eq!(receipt.model_sha256, state.sha256());
    }
}

#[test]
fn every_difference_is_counted() {
    let state = trained("logistic_regression", Question::Three, &usual_steps(), &[]);
    let case = case(&state);
    let mut outputs = answers(&state, &case);
    outputs[0][0].labels[3] = "other".into();
    outputs[1][0].labels[0] = "other".into();
    outputs[1][0].numbers[7] += 0.25;
    let receipt = case.verdict(&outputs, "R".into());
    assert_eq!(receipt.labels_differ, 2);
    assert!((receipt.max_difference - 0.25).abs() < 1e-6);
    assert!(!receipt.equal);
}

/// A row counts once however many of its labels differ, and every target must be answered.
#[test]
fn every_target_is_compared() {
    let state = trained_for("ridge", &[Question::Three, Question::Two], &usual_steps(), &[]);
    let case = case(&state);
    let right = answers(&state, &case);
    assert!(case.verdict(&right, "R".into()).equal);
    let mut outputs = right.clone();
    for (target, row) in [(0, 3), (1, 3), (1, 8)] {
        outputs[0][target].labels[row] = "other".into();
    }
    assert_eq!(case.verdict(&outputs, "R".into()).labels_differ, 2);
    let mut outputs = right;
    outputs.iter_mut().for_each(|batch| drop(batch.pop()));
    let receipt = case.verdict(&outputs, "R".into());
    assert_eq!(receipt.fault.map(|f| f.code), Some("onnx.no_proof".into()));
}

#[test]
fn a_number_that_is_none_is_no_agreement() {
    let state = trained("linear_regression", Question::Amount, &usual_steps(), &[]);
    let case = case(&state);
    for nonsense in [f32::NAN, f32::INFINITY] {
        let mut outputs = answers(&state, &case);
        outputs[0][0].numbers[0] = nonsense;
        let receipt = case.verdict(&outputs, "R".into());
        assert!(!receipt.equal);
        let json = serde_json::to_string(&receipt).unwrap();
        assert_eq!(serde_json::from_str::<glasshouse_spec::Receipt>(&json).unwrap(), receipt);
    }
}

#[test]
fn too_few_answers_and_no_rows_prove_nothing() {
    let state = trained("decision_tree", Question::Two, &usual_steps(), &[]);
    let whole = case(&state);
    let mut outputs = answers(&state, &whole);
    outputs.pop();
    let receipt = whole.verdict(&outputs, "R".into());
    assert_eq!(receipt.fault.map(|f| f.code), Some("onnx.no_proof".into()));
    let empty = OnnxCase::new(&pipeline(&state), b"file", &rows(0, 2, true), "test").unwrap();
    assert!(!empty.verdict(&[], "R".into()).equal);
}

#[test]
fn batches_hold_every_row_in_order_with_gaps_as_agreed() {
    let state = trained("dummy", Question::Two, &usual_steps(), &[]);
    let case = case(&state);
    let batches: Vec<_> = case.batches().collect();
    assert_eq!(batches.iter().map(|b| b.rows).sum::<usize>(), ROWS);
    let OnnxCells::Numbers(numbers) = &batches[0].inputs[0].cells else { panic!("numeric") };
    assert!(numbers.iter().any(|x| x.is_nan()));
    let OnnxCells::Texts(texts) = &batches[0].inputs[3].cells else { panic!("text") };
    assert!(texts.iter().any(String::is_empty));
}

#[test]
fn inputs_bear_the_columns_names_and_nothing_clashes() {
    let state = trained("random_forest", Question::Two, &usual_steps(), &[]);
    let file = ModelProto::decode(to_onnx(&state, "test").unwrap().as_slice()).unwrap();
    let graph = file.graph.unwrap();
    let inputs: Vec<&str> = graph.input.iter().map(|i| i.name()).collect();
    assert_eq!(inputs, NAMES);
    let made = graph.node.iter().flat_map(|node| &node.output).map(String::as_str);
    let constants = graph.initializer.iter().map(|tensor| tensor.name());
    let mut all = BTreeSet::new();
    assert!(inputs.into_iter().chain(made).chain(constants).all(|name| all.insert(name.to_owned())));
    let [names] = output_names(&state).try_into().unwrap();
    assert_eq!(
        (names.label.as_deref(), names.numbers.as_deref()),
        (Some("label_2"), Some("probabilities_2"))
    );
    let outputs: Vec<&str> = graph.output.iter().map(|o| o.name()).collect();
    assert_eq!(outputs, ["label_2", "probabilities_2"]);
}

#[test]
fn outputs_of_several_targets_bear_their_names() {
    let state = trained_for("gaussian_nb", &[Question::Three, Question::Two], &usual_steps(), &[]);
    let file = ModelProto::decode(to_onnx(&state, "test").unwrap().as_slice()).unwrap();
    let outputs: Vec<String> = file.graph.unwrap().output.iter().map(|o| o.name().to_owned()).collect();
    let [first, second] = [&state.target, &state.also[0].name];
    let names = [first, second].map(|of| [format!("label_{of}"), format!("probabilities_{of}")]);
    assert_eq!(outputs, names.concat());
    let fact = |key: &str| file.metadata_props.iter().find(|e| e.key() == key).map(|e| e.value().to_owned());
    let labels = serde_json::json!([names[0][0], names[1][0]]);
    assert_eq!(fact("output_labels").unwrap(), labels.to_string());
    assert_eq!(fact("target"), None);

    // A name that runtimes would cut off, and one that a column bears.
    let mut state = trained_for("ridge", &[Question::Two, Question::Two], &usual_steps(), &[]);
    state.target = "a\0b".into();
    state.also[0].name = "c".into();
    state.inputs[0].name = "label_c".into();
    let names: Vec<_> = output_names(&state).into_iter().filter_map(|names| names.label).collect();
    assert_eq!(names, ["label_a\u{fffd}b", "label_c_2"]);
}

#[test]
fn a_column_without_a_name_is_refused_by_name() {
    let mut state = trained("dummy", Question::Two, &usual_steps(), &[]);
    state.inputs[0].name = "a\0b".into();
    let fault = to_onnx(&state, "test").unwrap_err().fault();
    assert_eq!(fault.code, "onnx.not_supported");
    assert!(fault.message.contains("a\\0b"), "{}", fault.message);
}
