//! Pipelines of every kind, trained on made-up rows with everything that real tables have.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use arrow_array::types::Int32Type;
use arrow_array::{DictionaryArray, Float64Array};
use glasshouse_learn::{Dataset, Status, Target};
use glasshouse_prepare::{Context, Pipeline, PipelineState, Preparation, at_once, no_pause};
use glasshouse_spec::{ColumnType, ParamValue, StepSpec, TargetReport, TaskKind, TaskReport};
use glasshouse_table::{Column, ColumnData, Table};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

/// Column names that could clash with names inside the graph, break quoting, or both.
pub const NAMES: [&str; 7] = [
    "label",
    "größe.in \"cm\"",
    "1 simple_imputer/filled",
    "features/single precision",
    "färbe'n, ja",
    "yes or no",
    "probabilities",
];

/// Rows of mixed columns. `later` rows have categories and gaps that the training rows lack.
pub fn rows(count: usize, seed: u64, later: bool) -> Table {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let columns = vec![
        numbers(NAMES[0], count, &mut rng, 1.0, 0.1),
        numbers(NAMES[1], count, &mut rng, 1e4, 0.0),
        numbers(NAMES[2], count, &mut rng, 1e-3, 0.3),
        levels(NAMES[3], ColumnType::Categorical, count, &mut rng, &["red", "green", "blue", "ü"], later),
        levels(NAMES[4], ColumnType::Categorical, count, &mut rng, &["a", "b"], false),
        levels(NAMES[5], ColumnType::Boolean, count, &mut rng, &["yes", "No", "TRUE", "f"], false),
        numbers(NAMES[6], count, &mut rng, 5.0, 0.0),
    ];
    Table::new(columns, count)
}

fn numbers(name: &str, count: usize, rng: &mut ChaCha8Rng, scale: f64, missing: f64) -> Arc<Column> {
    let mut cell = || (!rng.random_bool(missing)).then(|| (rng.random::<f64>() - 0.3) * scale);
    let cells: Float64Array = (0..count).map(|_| cell()).collect();
    Arc::new(Column { name: name.into(), kind: ColumnType::Numeric, data: ColumnData::Numbers(cells) })
}

fn levels(
    name: &str,
    kind: ColumnType,
    count: usize,
    rng: &mut ChaCha8Rng,
    known: &[&str],
    later: bool,
) -> Arc<Column> {
    let mut cell = || match rng.random_range(0..20) {
        0 => None,
        1 if later => Some("never seen"),
        _ => Some(known[rng.random_range(0..known.len())]),
    };
    let cells: DictionaryArray<Int32Type> = (0..count).map(|_| cell()).collect();
    Arc::new(Column { name: name.into(), kind, data: ColumnData::Levels(cells) })
}

/// A step with its parameters.
pub fn step(op: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    let mut spec = StepSpec::new(op, columns);
    spec.params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    spec
}

/// Text as a parameter.
pub fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.into())
}

/// What a usual recipe prepares.
pub fn usual_steps() -> Vec<StepSpec> {
    vec![
        step("simple_imputer", &["@numeric"], &[("strategy", text("median"))]),
        step("simple_imputer", &["@categorical", "@boolean"], &[("strategy", text("most_frequent"))]),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", text("ignore"))]),
        step("standard_scaler", &["@numeric"], &[]),
    ]
}

/// What is predicted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Question {
    Two,
    Three,
    Amount,
    Positive,
    /// Which rows are alike?
    Alike,
    /// Which rows are unlike the others?
    Unlike,
}

/// Trains an estimator on 400 rows.
pub fn trained(
    kind: &str,
    question: Question,
    steps: &[StepSpec],
    params: &[(&str, ParamValue)],
) -> PipelineState {
    trained_on(ROWS, kind, question, steps, params)
}

/// The same on some of those rows.
pub fn trained_on(
    count: usize,
    kind: &str,
    question: Question,
    steps: &[StepSpec],
    params: &[(&str, ParamValue)],
) -> PipelineState {
    fitted(kind, count, target(question, count, 99), steps, params)
}

/// Names of targets.
pub const TARGETS: [&str; 3] = ["what", "wie, \"viel\"", "label"];

/// As [`trained`], of several targets.
pub fn trained_for(
    kind: &str,
    questions: &[Question],
    steps: &[StepSpec],
    params: &[(&str, ParamValue)],
) -> PipelineState {
    let each = (99..).zip(questions).map(|(seed, question)| target(*question, ROWS, seed));
    let (tasks, targets): (Vec<TaskReport>, Vec<Target>) = each.unzip();
    let mut task = tasks[0].clone();
    let further = TARGETS.iter().zip(tasks).skip(1);
    task.also = further
        .map(|(name, of)| TargetReport { name: (*name).into(), classes: of.classes, positive: None })
        .collect();
    fitted(kind, ROWS, (task, Target::Several(targets)), steps, params)
}

/// Rows to train on.
const ROWS: usize = 400;

fn fitted(
    kind: &str,
    count: usize,
    (task, y): (TaskReport, Target),
    steps: &[StepSpec],
    params: &[(&str, ParamValue)],
) -> PipelineState {
    let train = rows(count, 1, false);
    let features: Vec<String> = train.columns().iter().map(|c| c.name.clone()).collect();
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let takes = glasshouse_learn::find(kind).unwrap().takes_with(task.kind, &params);
    let context = Context { seed: 3, task: task.kind, target: Arc::new(y.clone()), ..Context::default() };
    let fit = Preparation::fit_in_pieces(&train, &features, steps, takes, &context, &no_pause);
    let (preparation, prepared) = at_once(fit).unwrap();
    let y = prepared.changed.as_ref().map_or(y, |changed| Target::clone(&changed.target));
    let data = Dataset { x: prepared.features().unwrap(), y, weights: None };
    let estimator = glasshouse_learn::find(kind).unwrap().build(task.kind, &params).unwrap();
    let mut training = estimator.start(Arc::new(data), 7).unwrap();
    let model = loop {
        match pollster::block_on(training.advance()).unwrap() {
            Status::Running(_) => {}
            Status::Done(model) => break model,
        }
    };
    PipelineState::new(preparation, task, model.state())
}

fn target(question: Question, count: usize, seed: u64) -> (TaskReport, Target) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let classes: Vec<String> = match question {
        Question::Two => vec!["no".into(), "ja, \"wirklich\"".into()],
        Question::Three => vec!["0".into(), "1".into(), "2.5".into()],
        Question::Alike | Question::Unlike => {
            let kind = if question == Question::Alike { TaskKind::Clustering } else { TaskKind::Anomaly };
            let task = TaskReport {
                kind,
                target: String::new(),
                classes: Vec::new(),
                positive: None,
                also: Vec::new(),
            };
            return (task, Target::None);
        }
        Question::Amount | Question::Positive => Vec::new(),
    };
    let lowest = if question == Question::Positive { 0.5 } else { -30.0 };
    let kind = if classes.is_empty() { TaskKind::Regression } else { TaskKind::Classification };
    let y = match classes.len() {
        0 => Target::Numbers((0..count).map(|_| 100.0 * rng.random::<f64>() + lowest).collect()),
        n => Target::Classes {
            labels: classes.clone().into(),
            index: (0..count).map(|_| rng.next_u32() % n as u32).collect(),
        },
    };
    (TaskReport { kind, target: "what".into(), classes, positive: None, also: Vec::new() }, y)
}

/// A pipeline that predicts.
pub fn pipeline(state: &PipelineState) -> Pipeline {
    Pipeline::new(state.clone()).unwrap()
}
