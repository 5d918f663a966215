//! Of every kind of model that predicts a class or a number: the base and the SHAP values of a row sum to the
//! answer, by whatever way they were computed; and no column that a model does not look at has a value.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::explain::{Ground, attribute};
use glasshouse_learn::{Dataset, EstimatorKind, Features, ModelState, Status, Target, registry};
use glasshouse_prepare::{InputColumn, Pipeline, PipelineState, at_once};
use glasshouse_spec::{ColumnType, ParamValues, ShapApproach, TaskKind};
use glasshouse_table::{Column, Table};
use ndarray::Array2;
use std::sync::Arc;

const ROWS: usize = 72;
/// Names of the columns; the last is the same in every row.
const NAMES: [&str; 4] = ["a", "b", "c", "still"];

fn cell(row: usize, column: usize) -> f64 {
    match column {
        0 => (row * 37 % 72) as f64 / 9.0,
        1 => (row * 11 % 17) as f64,
        2 => f64::from(u8::from(row.is_multiple_of(3))),
        _ => 2.0,
    }
}

fn number(row: usize) -> f64 {
    1.0 + cell(row, 0) * 0.5 + if cell(row, 1) > 8.0 { 3.0 } else { 0.0 } + cell(row, 2)
}

fn target(task: TaskKind, classes: u32) -> Target {
    let all = (0..ROWS).map(number);
    if task == TaskKind::Regression {
        return Target::Numbers(all.collect());
    }
    let labels: Vec<String> = (0..classes).map(|class| format!("class {class}")).collect();
    let index = all.map(|number| ((number - 1.0) / 8.1 * f64::from(classes)) as u32).collect();
    Target::Classes { labels: labels.into(), index }
}

fn trained(kind: &dyn EstimatorKind, task: TaskKind, target: Target) -> Option<ModelState> {
    let cells = Array2::from_shape_fn((ROWS, 4), |(row, column)| cell(row, column) as f32);
    let x = Features::new(NAMES.map(String::from).to_vec(), cells);
    let estimator = kind.build(task, &ParamValues::new()).ok()?;
    let mut training = estimator.start(Arc::new(Dataset { x, y: target, weights: None }), 3).ok()?;
    loop {
        if let Status::Done(model) = at_once(training.advance()).unwrap() {
            return Some(model.state());
        }
    }
}

fn pipeline(model: ModelState, task: TaskKind, classes: u32) -> Pipeline {
    let input = |name: &&str| InputColumn {
        name: name.to_string(),
        kind: ColumnType::Numeric,
        levels: Vec::new(),
        missing: false,
    };
    Pipeline::new(PipelineState {
        inputs: NAMES.iter().map(input).collect(),
        steps: Vec::new(),
        features: NAMES.map(String::from).to_vec(),
        target: "y".into(),
        task,
        classes: (0..classes).map(|class| format!("class {class}")).collect(),
        positive: None,
        also: Vec::new(),
        model,
    })
    .unwrap()
}

fn look(kind: &str, pipeline: &Pipeline, approach: ShapApproach) -> &'static str {
    let columns = (0..4).map(|column| {
        Arc::new(Column::from_numbers(NAMES[column], (0..ROWS).map(|row| Some(cell(row, column))).collect()))
    });
    let table = Table::new(columns.collect(), ROWS);
    let (rows, background): (Vec<u32>, Vec<u32>) = ((0..5).collect(), (0..ROWS as u32).collect());
    let ground = Ground { pipeline, table: &table, rows: &rows, background: &background, seed: 9 };
    let found = at_once(attribute(&ground, approach, Some(8), &async |_| {})).unwrap();
    let outputs = found.outputs.len();
    assert!(outputs > 0 && found.base.len() == outputs, "{kind}");
    for (row, values) in found.values.chunks_exact(found.groups.len() * outputs).enumerate() {
        for output in 0..outputs {
            let own: Vec<f64> = values.iter().skip(output).step_by(outputs).copied().collect();
            let (sum, answer) =
                (found.base[output] + own.iter().sum::<f64>(), found.answers[row * outputs + output]);
            let within = 2e-6 * (1.0 + answer.abs());
            assert!((sum - answer).abs() <= within, "{kind} {}: row {row}: {sum} {answer}", found.method);
            assert!(own[3].abs() < 1e-9, "{kind} {}: {}", found.method, own[3]);
        }
    }
    found.method
}

#[test]
fn base_and_values_sum_to_the_answer() {
    let (mut ways, mut looked) = (std::collections::BTreeSet::new(), 0);
    for kind in registry().iter().filter(|kind| kind.id() != "dummy") {
        for (task, classes) in
            [(TaskKind::Regression, 0), (TaskKind::Classification, 2), (TaskKind::Classification, 3)]
        {
            if !kind.tasks().contains(&task) || kind.chains() {
                continue;
            }
            let Some(model) = trained(*kind, task, target(task, classes)) else { continue };
            let pipeline = pipeline(model, task, classes);
            let way = look(kind.id(), &pipeline, ShapApproach::Auto);
            if way == "tree_path_dependent" {
                ways.insert(look(kind.id(), &pipeline, ShapApproach::Interventional));
            }
            ways.insert(way);
            looked += 1;
        }
    }
    assert!(looked > 30, "{looked}");
    let all: Vec<&str> = ways.into_iter().collect();
    assert_eq!(all, ["exact", "interventional", "linear", "tree_path_dependent"]);
}
