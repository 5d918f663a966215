//! The whole fitted pipeline as one ONNX file: raw columns in, labels and probabilities or a
//! number out.
//!
//! One input of shape `[N,1]` bears the name of each raw column: `float` for numbers (missing is
//! NaN), `string` for everything else (missing is the empty text). Steps compute in double
//! precision with the operations of `prepare` in the same order; the features are then rounded
//! to 32 bits and reach the estimator as they do in `learn`. Only the default operator set and
//! `ai.onnx.ml` are used, never `ZipMap`. A graph cannot refuse: a category that the pipeline
//! would refuse becomes zeros, a gap that nothing fills becomes NaN.
//!
//! A column that is itself named `label`, `probabilities` or `prediction` keeps its name as an
//! input; the output of that name then ends in `_2`. Of several targets each has outputs of its own,
//! which end in its name: `label_<target>`. The file's metadata names its outputs.

mod boosted;
mod categories;
mod cells;
mod clusters;
mod combined;
mod committee;
mod estimators;
mod expression;
mod flow;
mod graph;
mod groups;
mod inside;
mod kernels;
mod neighbours;
mod network;
mod outlier;
mod places;
mod process;
pub mod proto;
mod ranks;
mod several;
mod shapes;
mod splines;
mod steps;
mod stochastic;
mod sums;
mod target;
mod trees;
mod tuned;

use crate::ExportError;
use flow::{Cells, Flow, Flows};
use glasshouse_prepare::{InputColumn, PipelineState};
use glasshouse_spec::{ColumnType, TaskKind};
use graph::Graph;
use prost::Message;
use proto::{ModelProto, OperatorSetIdProto, StringStringEntryProto, kind};

/// Version of the default operator set.
const OPSET: i64 = 17;
/// Version of `ai.onnx.ml`.
const ML_OPSET: i64 = 3;
/// Version of the messages that goes with operator set 17.
const IR_VERSION: i64 = 8;

/// Names of the outputs of a target, which differ from the usual ones only where a column bears such a
/// name; of several targets they end in the target's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputNames {
    /// The class or group, `label`; not for regressors.
    pub label: Option<String>,
    /// Probabilities, `probabilities`, or `prediction` of a regressor; of groups that were found
    /// without a target `distance`, `probability` or `score`. None where the model gives classes alone.
    pub numbers: Option<String>,
}

impl OutputNames {
    /// The output of the numbers, for a model that gives some.
    fn numbers(&self) -> Result<&str, ExportError> {
        let none = || ExportError::Inconsistent("its model gives numbers that its output lacks".into());
        self.numbers.as_deref().ok_or_else(none)
    }
}

/// Writes a fitted pipeline as an ONNX file. `name` is the graph's name.
///
/// The same pipeline and name give the same bytes. O(size of the pipeline).
///
/// # Errors
/// [`ExportError::NotInOnnx`] names the step, column or estimator that ONNX cannot express;
/// [`ExportError::Inconsistent`] when the parts of the pipeline do not fit together.
pub fn to_onnx(state: &PipelineState, name: &str) -> Result<Vec<u8>, ExportError> {
    state.model.check(state.features.len()).map_err(|e| ExportError::Inconsistent(e.to_string()))?;
    if state.task == TaskKind::Forecast {
        return Err(estimators::not_in_onnx(state));
    }
    let mut graph = Graph::default();
    let mut flows = inputs(&mut graph, state)?;
    let outputs = reserve(&mut graph, state);
    for (index, step) in state.steps.iter().enumerate() {
        steps::add(&mut graph, &mut flows, step, &format!("{} {}", index + 1, step.op()))?;
    }
    let features = features(&mut graph, &mut flows, state)?;
    several::add(&mut graph, state, &features, &outputs)?;
    let model = ModelProto {
        ir_version: Some(IR_VERSION),
        producer_name: Some("glasshouse".into()),
        producer_version: Some(env!("CARGO_PKG_VERSION").into()),
        doc_string: Some(describe_model(state)),
        graph: Some(graph.finish(name)),
        opset_import: vec![operator_set("", OPSET), operator_set(graph::ML, ML_OPSET)],
        metadata_props: metadata(state, &outputs),
    };
    Ok(model.encode_to_vec())
}

/// Names of the outputs of a pipeline's ONNX file, in the order of its targets; one where it has none.
pub fn output_names(state: &PipelineState) -> Vec<OutputNames> {
    let mut graph = Graph::default();
    for input in &state.inputs {
        graph.input(&input.name, kind::STRING, String::new());
    }
    reserve(&mut graph, state)
}

/// Whether an input takes numbers; all others take text.
pub(crate) fn is_numeric(input: &InputColumn) -> bool {
    input.kind == ColumnType::Numeric
}

/// The outputs of each target. Runtimes end a name at a NUL.
fn reserve(graph: &mut Graph, state: &PipelineState) -> Vec<OutputNames> {
    let models = state.model.each();
    let tasks = state.task_report().each();
    let mut outputs = Vec::with_capacity(models.len());
    for (model, task) in models.iter().zip(&tasks) {
        let mut name = |what: &str| match tasks.len() {
            1 => graph.reserve(what),
            _ => graph.reserve(&format!("{what}_{}", task.target.replace('\0', "\u{fffd}"))),
        };
        outputs.push(if task.kind == TaskKind::Regression {
            OutputNames { label: None, numbers: Some(name("prediction")) }
        } else {
            let label = Some(name("label"));
            let numbers = model.beside().unwrap_or("probabilities");
            OutputNames { label, numbers: model.has_probabilities().then(|| name(numbers)) }
        });
    }
    outputs
}

/// One input for each raw column. Numbers are put side by side and widened at once.
fn inputs(graph: &mut Graph, state: &PipelineState) -> Result<Flows, ExportError> {
    for input in &state.inputs {
        check_name(&input.name)?;
        let element = if is_numeric(input) { kind::FLOAT } else { kind::STRING };
        graph.input(&input.name, element, describe(input));
    }
    let numeric: Vec<&str> = state.inputs.iter().filter(|i| is_numeric(i)).map(|i| i.name.as_str()).collect();
    let mut flows = Flows::default();
    let mut cells = match numeric.as_slice() {
        [] => Vec::new(),
        names => {
            let joined = side_by_side(graph, names);
            let doubles = graph.cast("inputs/double precision", &joined, kind::DOUBLE);
            flows.block(doubles, names.len())
        }
    }
    .into_iter();
    for input in &state.inputs {
        let cells = match input.kind {
            ColumnType::Numeric => cells.next().map(Cells::Numbers),
            ColumnType::Boolean => Some(Cells::Text(categories::only_truths(graph, input))),
            _ => Some(Cells::Text(input.name.clone())),
        };
        let cells = cells.ok_or_else(|| ExportError::Inconsistent("an input has no cells".into()))?;
        flows.push(Flow { name: input.name.clone(), kind: input.kind, cells });
    }
    Ok(flows)
}

fn side_by_side(graph: &mut Graph, names: &[&str]) -> String {
    match names {
        [only] => (*only).to_owned(),
        _ => graph.add(graph::Node {
            domain: "",
            op: "Concat",
            name: "inputs/numbers",
            inputs: names,
            attributes: vec![graph::int("axis", 1)],
        }),
    }
}

/// ONNX takes an empty name for "no value", and runtimes end a name at a NUL.
fn check_name(name: &str) -> Result<(), ExportError> {
    if name.is_empty() || name.contains('\0') {
        return Err(ExportError::NotInOnnx {
            what: format!("column \"{}\"", name.escape_debug()),
            why: "the name of an input may not be empty or hold a NUL character".into(),
        });
    }
    Ok(())
}

fn describe(input: &InputColumn) -> String {
    match input.kind {
        ColumnType::Numeric => "numeric; missing is NaN",
        ColumnType::Categorical => "categorical; missing is the empty text",
        ColumnType::Boolean => "true or false, as the file spells it; missing is the empty text",
        ColumnType::Datetime => "date and time in ISO 8601; missing is the empty text",
        ColumnType::Text | ColumnType::Id => "text; missing is the empty text",
    }
    .into()
}

/// The design matrix: columns as the last step leaves them, in 32 bits.
fn features(graph: &mut Graph, flows: &mut Flows, state: &PipelineState) -> Result<String, ExportError> {
    for column in flows.columns().to_vec() {
        let Cells::Text(tensor) = &column.cells else { continue };
        if column.kind != ColumnType::Boolean {
            let why = format!("column \"{}\" is not a number after the last step", column.name);
            return Err(ExportError::Inconsistent(why));
        }
        let numbers = categories::zeros_and_ones(graph, &column.name, tensor);
        let cell = flows.block(numbers, 1)[0];
        let made = Flow { cells: Cells::Numbers(cell), kind: ColumnType::Numeric, ..column.clone() };
        flows.replace(&column.name, vec![made]);
    }
    let names: Vec<&str> = flows.columns().iter().map(|c| c.name.as_str()).collect();
    if names.is_empty() || names != state.features.iter().map(String::as_str).collect::<Vec<_>>() {
        return Err(ExportError::Inconsistent("its steps do not make its features".into()));
    }
    let doubles = flows.numbers(graph, "features", &names)?;
    Ok(graph.cast("features/single precision", &doubles, kind::FLOAT))
}

fn describe_model(state: &PipelineState) -> String {
    let what = match state.task {
        TaskKind::Clustering => "Finds the cluster of a row".into(),
        TaskKind::Anomaly => "Tells outliers".into(),
        _ => format!("Predicts {}", targets(state).join(", ")),
    };
    format!("{what} from {} columns.", state.inputs.len())
}

fn targets(state: &PipelineState) -> Vec<String> {
    state.task_report().each().into_iter().map(|task| task.target).collect()
}

fn operator_set(domain: &str, version: i64) -> OperatorSetIdProto {
    OperatorSetIdProto { domain: Some(domain.into()), version: Some(version) }
}

/// What a reader of the file wants to know. Of several targets each fact is a list in JSON, in their order.
fn metadata(state: &PipelineState, outputs: &[OutputNames]) -> Vec<StringStringEntryProto> {
    let task = match state.task {
        TaskKind::Classification => "classification",
        TaskKind::Regression => "regression",
        TaskKind::Clustering => "clustering",
        TaskKind::Anomaly => "anomaly",
        TaskKind::Forecast => "forecast",
    };
    let mut entries = vec![
        ("glasshouse_version", env!("CARGO_PKG_VERSION").to_owned()),
        ("model", state.model.kind().to_owned()),
        ("model_sha256", state.sha256()),
        ("task", task.to_owned()),
    ];
    let labels: Vec<&String> = outputs.iter().filter_map(|o| o.label.as_ref()).collect();
    let numbers: Vec<&String> = outputs.iter().filter_map(|o| o.numbers.as_ref()).collect();
    let named = match (labels.is_empty(), state.model.beside()) {
        (true, _) => "output_prediction",
        (_, Some("distance")) => "output_distance",
        (_, Some("probability")) => "output_probability",
        (_, Some(_)) => "output_score",
        (_, None) => "output_probabilities",
    };
    let json = |value: serde_json::Value| value.to_string();
    if state.also.is_empty() {
        entries.push(("target", state.target.clone()));
        entries.extend(labels.iter().map(|name| ("output_label", (*name).clone())));
        entries.extend(numbers.iter().map(|name| (named, (*name).clone())));
        entries.extend(labels.iter().map(|_| ("classes", json(serde_json::json!(state.classes)))));
    } else {
        let classes: Vec<Vec<String>> = state.task_report().each().into_iter().map(|t| t.classes).collect();
        entries.push(("targets", json(serde_json::json!(targets(state)))));
        if !labels.is_empty() {
            entries.push(("output_labels", json(serde_json::json!(labels))));
            entries.push(("classes", json(serde_json::json!(classes))));
        }
        if !numbers.is_empty() {
            entries.push((named, json(serde_json::json!(numbers))));
        }
    }
    let entry =
        |(key, value): (&str, String)| StringStringEntryProto { key: Some(key.into()), value: Some(value) };
    entries.into_iter().map(entry).collect()
}
