//! A network as products, sums and activations in double precision: the weights are stored as they are,
//! in single precision. So a row has the same answer alone and among others, whatever order the
//! runtime adds in.

use super::OutputNames;
use super::estimators::{give, same_classes, softmax, wrong_task};
use super::graph::{Graph, Node, int};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::neural::{Activation, Embedding, Layer, MlpState, normal};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Adds the layers and what makes their outputs the answer.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &MlpState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let low = graph.floats("model/smallest input", &[], &[-model.limit]);
    let high = graph.floats("model/largest input", &[], &[model.limit]);
    let bounded = graph.op("Clip", "model/bounded inputs", &[features, &low, &high]);
    let mut values = graph.cast("model/double precision", &bounded, kind::DOUBLE);
    let (last, hidden) =
        model.layers.split_last().ok_or_else(|| ExportError::Inconsistent("it has no layers".into()))?;
    for layer in hidden {
        let sums = full(graph, layer, &values);
        values = activation(graph, model.activation, &sums);
    }
    if model.classes.is_none() {
        return number(graph, state, model, last, &values, outputs);
    }
    same_classes(state, model.base.len())?;
    let scores = full(graph, &spread(last, model), &values);
    softmax(graph, state, &scores, outputs)
}

/// What goes in for the features: numbers as they are, a category as its place.
pub fn embedded(graph: &mut Graph, embeddings: &[Embedding], features: &str) -> String {
    let mut parts = Vec::new();
    let all: Vec<(i64, &Embedding)> = (0..).zip(embeddings).collect();
    for run in all.chunk_by(|(_, a), (_, b)| a.levels == 0 && b.levels == 0) {
        let (first, embedding) = run[0];
        if embedding.levels == 0 {
            let columns: Vec<i64> = run.iter().map(|(column, _)| *column).collect();
            let columns = graph.integers("model/numbers", &[columns.len() as i64], &columns);
            parts.push(gather(graph, "model/numbers of the row", &[features, &columns], 1));
        } else {
            parts.push(place(graph, embedding, features, first));
        }
    }
    let inputs: Vec<&str> = parts.iter().map(String::as_str).collect();
    let attributes = vec![int("axis", 1)];
    graph.add(Node { domain: "", op: "Concat", name: "model/inputs", inputs: &inputs, attributes })
}

/// The place of a column's category: the last for a missing one, which is not at least 0.
fn place(graph: &mut Graph, embedding: &Embedding, features: &str, column: i64) -> String {
    let column = graph.integers("model/category", &[], &[column]);
    let code = gather(graph, "model/code", &[features, &column], 1);
    let zero = graph.floats("model/0", &[], &[0.0]);
    let known = graph.op("GreaterOrEqual", "model/is known", &[&code, &zero]);
    let last = graph.floats("model/missing category", &[], &[embedding.levels as f32]);
    let code = graph.op("Where", "model/code or missing", &[&known, &code, &last]);
    let code = graph.cast("model/place", &code, kind::INT64);
    let dims = [i64::from(embedding.levels) + 1, i64::from(embedding.width)];
    let places = graph.floats("model/places", &dims, &embedding.places);
    gather(graph, "model/embedding", &[&places, &code], 0)
}

fn gather(graph: &mut Graph, name: &str, inputs: &[&str], axis: i64) -> String {
    graph.add(Node { domain: "", op: "Gather", name, inputs, attributes: vec![int("axis", axis)] })
}

/// `values · weights + biases`.
fn full(graph: &mut Graph, layer: &Layer, values: &str) -> String {
    let columns = layer.biases.len();
    let dims = [(layer.weights.len() / columns.max(1)) as i64, columns as i64];
    let weights = graph.floats("model/weights", &dims, &layer.weights);
    let biases = graph.floats("model/biases", &[1, columns as i64], &layer.biases);
    let [weights, biases] = [weights, biases].map(|w| graph.cast("model/parameters", &w, kind::DOUBLE));
    let product = graph.op("MatMul", "model/weighted sum", &[values, &weights]);
    graph.op("Add", "model/sum", &[&product, &biases])
}

fn activation(graph: &mut Graph, activation: Activation, sums: &str) -> String {
    match activation {
        Activation::Identity => sums.to_owned(),
        Activation::Relu => graph.op("Relu", "model/relu", &[sums]),
        Activation::Tanh => graph.op("Tanh", "model/tanh", &[sums]),
        Activation::Logistic => graph.op("Sigmoid", "model/logistic", &[sums]),
        Activation::Gelu => gelu(graph, sums),
    }
}

/// `x · Φ(x)`, operation for operation as the model computes it: runtimes have the error function in
/// single precision only.
fn gelu(graph: &mut Graph, sums: &str) -> String {
    let mut number = |value: f64| graph.doubles("model/number", &[], &[value]);
    let [zero, one, slope, half] = [0.0, 1.0, normal::SLOPE, -0.5].map(&mut number);
    let terms = normal::TERMS.map(&mut number);
    let size = graph.op("Abs", "model/size", &[sums]);
    let sloped = graph.op("Mul", "model/sloped", &[&size, &slope]);
    let sloped = graph.op("Add", "model/sloped from one", &[&sloped, &one]);
    let t = graph.op("Div", "model/t", &[&one, &sloped]);
    let [mut p, rest @ ..] = [4, 3, 2, 1, 0].map(|at: usize| terms[at].clone());
    for term in rest {
        let power = graph.op("Mul", "model/power", &[&p, &t]);
        p = graph.op("Add", "model/polynomial", &[&power, &term]);
    }
    let p = graph.op("Mul", "model/power", &[&p, &t]);
    let square = graph.op("Mul", "model/square", &[sums, sums]);
    let exponent = graph.op("Mul", "model/exponent", &[&square, &half]);
    let bell = graph.op("Exp", "model/bell", &[&exponent]);
    let tail = graph.op("Mul", "model/tail", &[&p, &bell]);
    let rest = graph.op("Sub", "model/rest", &[&one, &tail]);
    let above = graph.op("Greater", "model/above zero", &[sums, &zero]);
    let share = graph.op("Where", "model/share below", &[&above, &rest, &tail]);
    graph.op("Mul", "model/gelu", &[sums, &share])
}

fn number(
    graph: &mut Graph,
    state: &PipelineState,
    model: &MlpState,
    last: &Layer,
    values: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    if state.task != TaskKind::Regression {
        return Err(wrong_task("a network for numbers", "classification"));
    }
    let output = full(graph, last, values);
    let scale = graph.doubles("model/scale", &[], &[model.scale]);
    let centre = graph.doubles("model/centre", &[], &[model.centre]);
    let scaled = graph.op("Mul", "model/scaled", &[&output, &scale]);
    let number = graph.op("Add", "model/number", &[&scaled, &centre]);
    let rounded = graph.cast("model/single precision", &number, kind::FLOAT);
    give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The last layer with a column for every class: the score of one without an output does not depend on
/// the row.
fn spread(last: &Layer, model: &MlpState) -> Layer {
    let (columns, classes) = (model.outputs.len(), model.base.len());
    let mut wide =
        Layer { weights: vec![0.0; last.weights.len() / columns * classes], biases: model.base.clone() };
    for (row, out) in last.weights.chunks_exact(columns).zip(wide.weights.chunks_exact_mut(classes)) {
        model.outputs.iter().zip(row).for_each(|(&to, &weight)| out[to as usize] = weight);
    }
    model.outputs.iter().zip(&last.biases).for_each(|(&to, &bias)| wide.biases[to as usize] = bias);
    wide
}
