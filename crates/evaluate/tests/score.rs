//! Scores and pictures of predictions whose answers can be told by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{baseline, diagnostics, metric_names, score, shown_part};
use glasshouse_learn::dummy::DummyState;
use glasshouse_learn::{Dataset, Features, ModelState, Prediction, Target};
use glasshouse_prepare::{InputColumn, Pipeline, PipelineState, Preparation};
use glasshouse_spec::{ColumnType, Parts, TaskKind, TaskReport};
use ndarray::{Array2, array};
use std::sync::Arc;

fn two_classes() -> TaskReport {
    TaskReport {
        kind: TaskKind::Classification,
        target: "y".into(),
        classes: vec!["no".into(), "yes".into()],
        positive: Some("yes".into()),
        also: Vec::new(),
    }
}

fn numbers() -> TaskReport {
    TaskReport {
        kind: TaskKind::Regression,
        target: "y".into(),
        classes: Vec::new(),
        positive: None,
        also: Vec::new(),
    }
}

fn truth(index: &[u32]) -> Target {
    Target::Classes { labels: vec!["no".to_string(), "yes".into()].into(), index: index.to_vec() }
}

fn answers() -> Prediction {
    Prediction::Classes {
        probabilities: array![[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.0, 1.0]],
        index: vec![0, 0, 1, 1],
    }
}

fn pipeline(task: TaskReport, model: DummyState) -> Pipeline {
    let input =
        InputColumn { name: "x".into(), kind: ColumnType::Numeric, levels: Vec::new(), missing: false };
    let preparation = Preparation {
        inputs: vec![input],
        steps: Vec::new(),
        features: vec!["x".into()],
        takes: Default::default(),
    };
    Pipeline::new(PipelineState::new(preparation, task, ModelState::Dummy(model))).unwrap()
}

#[test]
fn classes_without_probabilities_are_scored_by_the_classes() {
    let prediction = Prediction::Classes { probabilities: Array2::zeros((4, 0)), index: vec![0, 1, 1, 0] };
    let labels = vec!["no".to_string(), "yes".into()];
    let target = Target::Classes { labels: labels.clone().into(), index: vec![0, 1, 0, 0] };
    let task = TaskReport {
        kind: TaskKind::Classification,
        target: "t".into(),
        classes: labels,
        positive: Some("yes".into()),
        also: Vec::new(),
    };
    let scored = score("test", &prediction, &target, &task, 1, None).unwrap();
    assert_eq!(scored.scores["accuracy"], 0.75);
    assert!(!scored.scores.contains_key("log_loss") && !scored.scores.contains_key("roc_auc"));
    assert_eq!(scored.notes.len(), 1);
    assert_eq!(scored.notes[0].code, "metric.no_probabilities");
    assert!(scored.notes[0].message.contains("log_loss"), "{}", scored.notes[0].message);
}

#[test]
fn scores_bear_their_names_and_values() {
    let scored = score("test", &answers(), &truth(&[0, 1, 1, 1]), &two_classes(), 1, None).unwrap();
    assert_eq!(scored.scores["accuracy"], 0.75);
    assert_eq!(scored.scores["recall"], 2.0 / 3.0);
    assert_eq!(scored.scores["precision"], 1.0);
    assert_eq!(scored.scores["roc_auc"], 1.0);
    assert_eq!(scored.scores["brier_score"], (0.0625 + 0.25 + 0.0625) / 4.0);
    assert!(scored.notes.is_empty());
    assert_eq!(scored.scores.len(), metric_names(&two_classes()).len());
}

#[test]
fn only_the_wanted_metrics_are_given() {
    let wanted = ["log_loss".to_string(), "accuracy".into()];
    let scored = score("test", &answers(), &truth(&[0, 1, 1, 1]), &two_classes(), 1, Some(&wanted)).unwrap();
    assert_eq!(scored.scores.keys().collect::<Vec<_>>(), ["accuracy", "log_loss"]);
    let wrong = ["r2".to_string()];
    let fault = score("test", &answers(), &truth(&[0]), &two_classes(), 1, Some(&wrong)).unwrap_err().fault();
    assert!(fault.remedy.unwrap().contains("balanced_accuracy"));
    assert_eq!(fault.at.parameter.as_deref(), Some("evaluate.metrics[0]"));
}

#[test]
fn what_is_undefined_is_left_out_with_its_reason() {
    let scored = score("validation", &answers(), &truth(&[1, 1, 1, 1]), &two_classes(), 1, None).unwrap();
    assert!(!scored.scores.contains_key("roc_auc"));
    let note = scored.notes.iter().find(|n| n.message.starts_with("roc_auc")).unwrap();
    assert!(note.message.contains("validation"), "{}", note.message);
    let none = Prediction::Numbers(Vec::new());
    assert_eq!(
        score("test", &none, &Target::Numbers(Vec::new()), &numbers(), 1, None).unwrap(),
        Default::default()
    );
}

#[test]
fn numbers_are_scored() {
    let predicted = Prediction::Numbers(vec![1.0, 2.0, 4.0]);
    let actual = Target::Numbers(vec![1.0, 2.0, 3.0]);
    let scored = score("test", &predicted, &actual, &numbers(), 1, None).unwrap();
    assert_eq!(scored.scores["max_error"], 1.0);
    assert_eq!(scored.scores["r2"], 0.5);
    assert!(
        metric_names(&numbers())
            .iter()
            .all(|m| scored.scores.contains_key(*m) || scored.notes.iter().any(|n| n.message.starts_with(m)))
    );
}

#[test]
fn a_percentage_of_zero_is_pointed_out() {
    let predicted = Prediction::Numbers(vec![1.0, 2.0, 4.0]);
    let notes =
        |actual| score("test", &predicted, &Target::Numbers(actual), &numbers(), 1, None).unwrap().notes;
    let found = notes(vec![0.0, 2.0, 3.0]);
    let note = found.iter().find(|n| n.code == "metric.zero_actual").unwrap();
    assert!(note.message.starts_with("1 of the 3 test rows"), "{}", note.message);
    assert!(notes(vec![1.0, 2.0, 3.0]).iter().all(|n| n.code != "metric.zero_actual"));
}

#[test]
fn pictures_show_the_positive_class() {
    let pipeline = pipeline(two_classes(), DummyState::Classes(vec![0.5, 0.5]));
    let shown = diagnostics("test", &answers(), &truth(&[0, 1, 1, 1]), &pipeline);
    assert_eq!(shown.confusion, [[1, 0], [1, 2]]);
    assert_eq!((shown.roc.len(), shown.roc[0].class.as_str(), shown.roc[0].auc), (1, "yes", 1.0));
    assert_eq!(shown.roc[0].points[0], (0.0, 0.0, 2.0));
    assert_eq!(shown.roc[0].points.last().map(|p| (p.0, p.1)), Some((1.0, 1.0)));
    assert!(shown.actual_predicted.is_empty());
}

#[test]
fn many_rows_are_thinned_evenly() {
    let y: Vec<f64> = (0..5001).map(f64::from).collect();
    let pipeline = pipeline(numbers(), DummyState::Number(0.0));
    let shown = diagnostics("test", &Prediction::Numbers(y.clone()), &Target::Numbers(y), &pipeline);
    assert_eq!((shown.actual_predicted.len(), shown.sampled_from), (2000, 5001));
    assert_eq!(shown.actual_predicted[0], (0.0, 0.0));
    assert!(shown.actual_predicted.windows(2).all(|w| w[0].0 < w[1].0 && w[1].0 - w[0].0 <= 3.0));
}

#[test]
fn the_baseline_answers_shares_and_means() {
    let x = Features::new(vec!["x".to_string()], Array2::zeros((4, 1)));
    let classes = Dataset { x: x.clone(), y: truth(&[0, 1, 1, 1]), weights: None };
    let model = baseline(Arc::new(classes), TaskKind::Classification).unwrap();
    let Prediction::Classes { probabilities, index } = model.predict(&x) else { panic!("classes") };
    assert_eq!((probabilities.row(0).to_vec(), index), (vec![0.25, 0.75], vec![1; 4]));
    let amounts = Dataset { x: x.clone(), y: Target::Numbers(vec![1.0, 2.0, 3.0, 6.0]), weights: None };
    let Prediction::Numbers(y) = baseline(Arc::new(amounts), TaskKind::Regression).unwrap().predict(&x)
    else {
        panic!("numbers")
    };
    assert_eq!(y, [3.0; 4]);
}

#[test]
fn pictures_are_of_the_last_part_that_has_rows() {
    let parts = |train, validation, test| Parts {
        train: vec![0; train],
        validation: vec![0; validation],
        test: vec![0; test],
    };
    assert_eq!(shown_part(&parts(1, 1, 1)), "test");
    assert_eq!(shown_part(&parts(1, 1, 0)), "validation");
    assert_eq!(shown_part(&parts(1, 0, 0)), "train");
}
