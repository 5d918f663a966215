//! Several targets of one recipe: which rows count, how they are parted and scored.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{arrange, check, check_metrics, known_target, metric_names, score};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{ColumnType, Recipe, Role, Scores, SplitMethod, TargetReport, TaskKind, TaskReport};
use glasshouse_table::{Column, Table};
use ndarray::Array2;
use serde_json::Value;
use std::sync::Arc;

const ROWS: usize = 60;

/// A feature, a colour of three with a gap, whether it is ripe with another, its weight with a third.
fn table() -> Table {
    let text = |name: &str, cell: &dyn Fn(usize) -> Option<&'static str>| {
        Column::from_labels(name, ColumnType::Categorical, (0..ROWS).map(cell))
    };
    let columns = vec![
        Column::from_numbers("size", (0..ROWS).map(|row| Some(row as f64)).collect()),
        text("colour", &|row| (row != 3).then_some(["red", "green", "blue"][row % 3])),
        text("ripe", &|row| (row != 3 && row != 8).then_some(if row % 4 == 0 { "yes" } else { "no" })),
        Column::from_numbers("weight", (0..ROWS).map(|row| (row != 5).then_some(row as f64 * 1.5)).collect()),
        Column::from_numbers("price", (0..ROWS).map(|row| Some((row * row) as f64)).collect()),
    ];
    Table::new(columns.into_iter().map(Arc::new).collect(), ROWS)
}

fn recipe(task: &str) -> Recipe {
    serde_json::from_str(&format!(r#"{{"version": 1, "task": {task}}}"#)).unwrap()
}

#[test]
fn rows_have_all_targets_and_no_target_is_a_feature() {
    let arranged = arrange(&table(), &recipe(r#"{"target": "colour", "targets": ["ripe"]}"#)).unwrap();
    assert_eq!((arranged.dropped, arranged.rows.len()), (2, ROWS - 2));
    assert!(!arranged.rows.contains(&3) && !arranged.rows.contains(&8));
    assert_eq!(arranged.features, ["size", "weight", "price"]);
    let Target::Several(targets) = &arranged.target else { panic!("several targets") };
    let Target::Classes { labels, index } = &targets[1] else { panic!("classes") };
    for (row, class) in arranged.rows.iter().zip(index) {
        assert_eq!(labels[*class as usize], if row % 4 == 0 { "yes" } else { "no" }, "row {row}");
    }
    let task = &arranged.task;
    assert_eq!((task.target.as_str(), task.classes.len(), task.positive.as_deref()), ("colour", 3, None));
    let ripe = TargetReport {
        name: "ripe".into(),
        classes: vec!["no".into(), "yes".into()],
        positive: Some("yes".into()),
    };
    assert_eq!(task.also, [ripe]);
    let codes: Vec<&str> = arranged.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "target.missing").count(), 3, "{codes:?}");
    assert!(codes.contains(&"split.first_target"), "{codes:?}");
}

#[test]
fn a_positive_class_is_of_every_target_that_has_it() {
    let mut recipe = recipe(r#"{"target": "ripe", "targets": ["colour"], "positive": "no"}"#);
    recipe.split.method = Some(SplitMethod::Random);
    let arranged = arrange(&table(), &recipe).unwrap();
    assert_eq!(arranged.task.positive.as_deref(), Some("no"));
    assert_eq!(arranged.task.also[0].positive, None);
    assert!(arranged.warnings.iter().all(|warning| warning.code != "split.first_target"));
}

#[test]
fn numbers_go_with_numbers() {
    let arranged = arrange(&table(), &recipe(r#"{"target": "weight", "targets": ["price"]}"#)).unwrap();
    assert_eq!((arranged.task.kind, arranged.dropped), (TaskKind::Regression, 1));
    let Target::Several(targets) = &arranged.target else { panic!("several targets") };
    let (Target::Numbers(weight), Target::Numbers(price)) = (&targets[0], &targets[1]) else {
        panic!("numbers")
    };
    assert!(weight.iter().zip(price).all(|(w, p)| (w / 1.5).powi(2) == *p));
    assert_eq!(arranged.features, ["size", "colour", "ripe"]);
}

#[test]
fn faults_stand_at_the_target_that_is_meant() {
    let fault = |task: &str| {
        let fault = check(&recipe(task), &table()).faults.remove(0);
        (fault.code, fault.at.parameter.unwrap_or_default())
    };
    let at = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    let twice = fault(r#"{"target": "ripe", "targets": ["colour", "ripe"]}"#);
    assert_eq!(twice, at("task.repeated_target", "task.targets[1]"));
    assert_eq!(
        fault(r#"{"target": "ripe", "targets": ["color"]}"#),
        at("task.unknown_target", "task.targets[0]")
    );
    assert_eq!(fault(r#"{"target": "ripe", "targets": ["price"]}"#), at("task.target", "task.targets[0]"));
    assert_eq!(fault(r#"{"target": "price", "targets": ["ripe"]}"#), at("task.target", "task.targets[0]"));
    let forecast = r#"{"kind": "forecast", "target": "price", "targets": ["weight"]}"#;
    assert_eq!(fault(forecast), at("task.targets", "task.targets"));
    assert_eq!(fault(r#"{"kind": "anomaly", "targets": ["weight"]}"#), at("task.target", "task.target"));
}

#[test]
fn a_target_is_nothing_else() {
    for role in ["weight", "group", "time", "split", "ignore", "feature"] {
        let fault = |column: &str| {
            let mut recipe = recipe(r#"{"target": "price", "targets": ["weight"]}"#);
            recipe.columns.entry(column.into()).or_default().role =
                serde_json::from_str(&format!("\"{role}\"")).unwrap();
            let fault = check(&recipe, &table()).faults.remove(0);
            assert!(fault.message.contains(column) && fault.message.contains(role), "{fault:?}");
            assert_eq!((fault.code.as_str(), fault.at.column.as_deref()), ("task.target", Some(column)));
            fault.at.parameter.unwrap()
        };
        assert_eq!(
            (fault("price"), fault("weight")),
            ("task.target".into(), "task.targets[0]".into()),
            "{role}"
        );
    }
    let mut sound = recipe(r#"{"target": "price", "targets": ["weight"]}"#);
    sound.columns.entry("weight".into()).or_default().role = Some(Role::Target);
    assert!(check(&sound, &table()).faults.iter().all(|fault| fault.code != "task.target"));
}

#[test]
fn new_rows_count_where_they_have_all_known_classes() {
    let task = arrange(&table(), &recipe(r#"{"target": "colour", "targets": ["ripe"]}"#)).unwrap().task;
    let column = |name: &str, cells: [Option<&'static str>; 4]| {
        Arc::new(Column::from_labels(name, ColumnType::Categorical, cells))
    };
    let rows = Table::new(
        vec![
            column("ripe", [Some("no"), None, Some("yes"), Some("yes")]),
            column("colour", [Some("blue"), Some("red"), Some("pink"), Some("green")]),
        ],
        4,
    );
    let known = known_target(&rows, &task).unwrap();
    assert_eq!(known.rows, [0, 3]);
    let Target::Several(targets) = &known.target else { panic!("several targets") };
    let classes = |at: usize| match &targets[at] {
        Target::Classes { index, .. } => index.clone(),
        _ => panic!("classes"),
    };
    assert_eq!((classes(0), classes(1)), (vec![0, 1], vec![0, 1]));
}

fn reference(key: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/several.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all["scores"][key].clone()
}

fn columns(of: &Value) -> Vec<Vec<f64>> {
    let floats = |column: &Value| column.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    of.as_array().unwrap().iter().map(floats).collect()
}

fn close(scores: &Scores, name: &str, expected: &Value) {
    let (ours, theirs) = (scores[name], expected.as_f64().unwrap());
    assert!((ours - theirs).abs() < 1e-9 * theirs.abs().max(1.0), "{name}: {ours} is not {theirs}");
}

fn task(kind: TaskKind, classes: [u8; 3]) -> TaskReport {
    let named = |count: u8| (0..count).map(|class| class.to_string()).collect::<Vec<_>>();
    let positive = |count: u8| (count == 2).then(|| "1".to_owned());
    let also = |at: usize| TargetReport {
        name: format!("y{at}"),
        classes: named(classes[at]),
        positive: positive(classes[at]),
    };
    TaskReport {
        kind,
        target: "y0".into(),
        classes: named(classes[0]),
        positive: positive(classes[0]),
        also: vec![also(1), also(2)],
    }
}

#[test]
fn means_over_numbers_are_scikit_learns() {
    let case = reference("numbers");
    let truth = Target::Several(columns(&case["truth"]).into_iter().map(Target::Numbers).collect());
    let told = Prediction::Several(columns(&case["told"]).into_iter().map(Prediction::Numbers).collect());
    let scored = score("test", &told, &truth, &task(TaskKind::Regression, [0; 3]), 4, None).unwrap();
    for (name, mean) in case["means"].as_object().unwrap() {
        close(&scored.scores, name, mean);
        for (at, expected) in case["each"][name].as_array().unwrap().iter().enumerate() {
            close(&scored.targets[at], name, expected);
        }
    }
    assert!(!scored.scores.contains_key("subset_accuracy"));
}

fn classes(columns: Vec<Vec<f64>>) -> Vec<Vec<u32>> {
    columns.into_iter().map(|column| column.into_iter().map(|class| class as u32).collect()).collect()
}

fn told(index: Vec<u32>, width: usize) -> Prediction {
    let rows = index.len();
    let share = |row: usize, class: usize| if index[row] as usize == class { 1.0 } else { 0.0 };
    Prediction::Classes { probabilities: Array2::from_shape_fn((rows, width), |(r, c)| share(r, c)), index }
}

#[test]
fn means_over_classes_are_scikit_learns() {
    let case = reference("labels");
    let task = task(TaskKind::Classification, [2; 3]);
    let labels: Arc<[String]> = task.classes.clone().into();
    let truth = classes(columns(&case["truth"]));
    let truth = truth.into_iter().map(|index| Target::Classes { labels: labels.clone(), index }).collect();
    let answers = classes(columns(&case["told"])).into_iter().map(|index| told(index, 2)).collect();
    let scored =
        score("test", &Prediction::Several(answers), &Target::Several(truth), &task, 4, None).unwrap();
    for name in ["subset_accuracy", "hamming_loss", "f1", "precision", "recall"] {
        close(&scored.scores, name, &case[name]);
    }
}

#[test]
fn a_score_that_not_every_target_has_is_no_mean() {
    let task = task(TaskKind::Classification, [2, 3, 2]);
    let one = |count: u32| {
        let labels: Arc<[String]> = (0..count).map(|class| class.to_string()).collect();
        Target::Classes { labels, index: (0..12).map(|row| row % count).collect() }
    };
    // The last target has one class among these rows: the area under its curve is not defined.
    let last = Target::Classes { labels: Arc::new(["0".into(), "1".into()]), index: vec![1; 12] };
    let truth = Target::Several(vec![one(2), one(3), last]);
    let answers = vec![
        told((0..12).map(|row| row % 2).collect(), 2),
        told((0..12).map(|row| (row + 1) % 3).collect(), 3),
        told(vec![1; 12], 2),
    ];
    let scored = score("test", &Prediction::Several(answers), &truth, &task, 4, None).unwrap();
    assert_eq!((scored.scores["accuracy"], scored.scores["subset_accuracy"]), (2.0 / 3.0, 0.0));
    assert!((scored.scores["hamming_loss"] - 1.0 / 3.0).abs() < 1e-12);
    assert!(scored.targets[0].contains_key("f1") && !scored.scores.contains_key("f1"));
    assert!(scored.targets[1].contains_key("roc_auc_ovr") && !scored.scores.contains_key("roc_auc_ovr"));
    assert!(!scored.targets[2].contains_key("roc_auc"));
    assert!(scored.notes.iter().any(|note| note.at.column.as_deref() == Some("y2")), "{:?}", scored.notes);
}

#[test]
fn metrics_of_several_targets_are_for_several_targets() {
    let several = task(TaskKind::Classification, [2, 3, 2]);
    let names = metric_names(&several);
    assert!(["subset_accuracy", "f1", "roc_auc_ovr"].iter().all(|name| names.contains(name)));
    let one = &several.each()[0];
    assert!(!metric_names(one).contains(&"subset_accuracy"));
    let wanted = ["hamming_loss".to_owned()];
    assert!(check_metrics(Some(&wanted), &several).is_ok());
    assert!(check_metrics(Some(&wanted), one).is_err());
    assert!(check_metrics(Some(&wanted), &task(TaskKind::Regression, [0; 3])).is_err());
}
