//! Models without a target as graph nodes: the group of a row as its label, and a number beside it.

use super::OutputNames;
use super::estimators::{give, label, same_classes};
use super::graph::{Graph, Node, int};
use super::proto::kind;
use super::trees::{Precision, Sums, ensemble};
use crate::ExportError;
use glasshouse_learn::anomaly::IsolationState;
use glasshouse_learn::cluster::CentersState;
use glasshouse_prepare::PipelineState;

/// The nearest centre and the distance from it. Differences are squared in double precision as they
/// are: multiplied out, large numbers would lose their distances.
pub fn nearest(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CentersState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.clusters())?;
    let dims = [1, model.clusters() as i64, i64::from(model.features)];
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let axis = graph.integers("model/axis of clusters", &[1], &[1]);
    let x = graph.op("Unsqueeze", "model/for each cluster", &[&x, &axis]);
    let centers = graph.doubles("model/centres", &dims, &model.centers);
    let differences = graph.op("Sub", "model/differences", &[&x, &centers]);
    let squares = graph.op("Mul", "model/squares", &[&differences, &differences]);
    let axis = graph.integers("model/axis of features", &[1], &[2]);
    let squared = reduce(graph, "ReduceSum", "model/squared distances", &[&squares, &axis], Vec::new());
    let attributes = vec![int("axis", 1), int("select_last_index", 0)];
    let best = reduce(graph, "ArgMin", "model/nearest centre", &[&squared], attributes);
    label(graph, state, &best, outputs)?;
    // Opset 17 takes the axes of ReduceMin as an attribute.
    let attributes = vec![super::graph::ints("axes", vec![1]), int("keepdims", 1)];
    let inputs = [squared.as_str()];
    let node = Node { domain: "", op: "ReduceMin", name: "model/least", inputs: &inputs, attributes };
    let least = graph.add(node);
    let distance = graph.op("Sqrt", "model/distance", &[&least]);
    let rounded = graph.cast("model/single precision", &distance, kind::FLOAT);
    give(graph, "model/distance out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The sum of the lengths of a row's paths decides what it is; the score follows from it.
pub fn isolation(
    graph: &mut Graph,
    state: &PipelineState,
    model: &IsolationState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let sums =
        Sums { width: 1, targets: 1, outputs: &[], base: &[], precision: Precision::Double, turns: None };
    let length = ensemble(graph, &model.trees, &sums, features);
    let threshold = graph.floats("model/threshold", &[], &[model.threshold]);
    let marked = graph.op("Less", "model/shorter than usual", &[&length, &threshold]);
    let marked = graph.cast("model/mark", &marked, kind::INT64);
    let axis = graph.integers("model/axis of marks", &[1], &[1]);
    let marked = graph.op("Squeeze", "model/marks", &[&marked, &axis]);
    label(graph, state, &marked, outputs)?;
    let wide = graph.cast("model/length", &length, kind::DOUBLE);
    let scale = graph.doubles("model/usual length", &[], &[-std::f64::consts::LN_2 / model.normal]);
    let exponent = graph.op("Mul", "model/exponent", &[&wide, &scale]);
    let power = graph.op("Exp", "model/power", &[&exponent]);
    let offset = graph.doubles("model/offset", &[], &[-model.offset]);
    let score = graph.op("Sub", "model/score", &[&offset, &power]);
    let rounded = graph.cast("model/single precision", &score, kind::FLOAT);
    give(graph, "model/score out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// A reduction that drops its axis.
fn reduce(
    graph: &mut Graph,
    op: &'static str,
    name: &str,
    inputs: &[&str],
    mut attributes: Vec<super::proto::AttributeProto>,
) -> String {
    attributes.push(int("keepdims", 0));
    graph.add(Node { domain: "", op, name, inputs, attributes })
}
