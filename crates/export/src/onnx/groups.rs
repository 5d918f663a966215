//! Models without a target as graph nodes: the group of a row as its label, and a number beside it.

use super::OutputNames;
use super::estimators::{densities, give, label, same_classes};
use super::graph::{Graph, Node, int};
use super::neighbours::{held, search};
use super::proto::kind;
use super::sums::{Measure, distances};
use super::trees::{Precision, Sums, ensemble};
use crate::ExportError;
use glasshouse_learn::anomaly::IsolationState;
use glasshouse_learn::cluster::{AnchorsState, CentersState, Mixture, MixtureState, Shape};
use glasshouse_learn::neighbours::{Answers, Metric, NeighborsState, Search};
use glasshouse_prepare::PipelineState;

/// The nearest centre and the distance from it, to the bit as the model adds: of centres that are equally
/// far the first is chosen.
pub fn nearest(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CentersState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.clusters())?;
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let squared =
        distances(graph, "model/squared distances", &x, &model.centers, model.clusters(), &Measure::Plain);
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

/// The component with the largest share of a row, and that share.
pub fn mixture(
    graph: &mut Graph,
    state: &PipelineState,
    model: &MixtureState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let mixture = &model.mixture;
    let (components, width) = (mixture.components(), mixture.features as usize);
    same_classes(state, components)?;
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let squared = match mixture.shape {
        Shape::Full | Shape::Tied => turned_distances(graph, mixture, &x),
        Shape::Diag | Shape::Spherical => {
            let each = mixture.factors.len() / components.max(1);
            let factors: Vec<f64> = match each == width {
                true => mixture.factors.clone(),
                false => mixture.factors.iter().flat_map(|&one| std::iter::repeat_n(one, width)).collect(),
            };
            let by = Measure::Factors(&factors);
            distances(graph, "model/squared distances", &x, &mixture.means, components, &by)
        }
    };
    let scores = densities(graph, &squared, &mixture.heights());
    let attributes = vec![int("axis", 1), int("select_last_index", 0)];
    let best = reduce(graph, "ArgMax", "model/best component", &[&scores], attributes);
    label(graph, state, &best, outputs)?;
    let shares = graph.op_with("Softmax", "model/shares", &[&scores], vec![int("axis", 1)]);
    let attributes = vec![super::graph::ints("axes", vec![1]), int("keepdims", 1)];
    let largest = graph.op_with("ReduceMax", "model/largest share", &[&shares], attributes);
    let rounded = graph.cast("model/single precision", &largest, kind::FLOAT);
    give(graph, "model/probability out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// Squared distances of rows from the means of components, `[N,components]`, in deviations that are not along
/// the features. Differences from the means come first and are then multiplied by the factors: multiplied
/// out, large numbers would lose their distances.
fn turned_distances(graph: &mut Graph, mixture: &Mixture, x: &str) -> String {
    let (components, width) = (mixture.components() as i64, i64::from(mixture.features));
    let means = graph.doubles("model/means", &[components, 1, width], &mixture.means);
    let differences = graph.op("Sub", "model/differences", &[x, &means]);
    let own = if mixture.shape == Shape::Tied { 1 } else { components };
    let factors = graph.doubles("model/factors", &[own, width, width], &mixture.factors);
    let even = graph.op("MatMul", "model/differences in deviations", &[&differences, &factors]);
    let squares = graph.op("Mul", "model/squares", &[&even, &even]);
    let axis = graph.integers("model/axis of features", &[1], &[2]);
    let squared = reduce(graph, "ReduceSum", "model/squared distances", &[&squares, &axis], Vec::new());
    graph.op_with("Transpose", "model/by row", &[&squared], vec![super::graph::ints("perm", vec![1, 0])])
}

/// The cluster of the nearest of the rows that stand for one, or noise where it is too far, and the
/// distance from it.
pub fn anchors(
    graph: &mut Graph,
    state: &PipelineState,
    model: &AnchorsState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, state.model.groups().len())?;
    held(state, &model.rows, model.clusters.len())?;
    if model.rows.is_empty() {
        let what = format!("{} without a cluster", state.model.kind());
        let why = "it answers every row alike: train it so that there are clusters".into();
        return Err(ExportError::NotInOnnx { what, why });
    }
    let [rank, place] = search(graph, &one_neighbour(model), features);
    let clusters: Vec<i64> = model.clusters.iter().map(|cluster| i64::from(*cluster)).collect();
    let clusters = graph.integers("model/clusters of the rows", &[clusters.len() as i64], &clusters);
    let mut group = graph.op("Gather", "model/cluster of the nearest", &[&clusters, &place]);
    if model.reach.is_some() {
        let limit = graph.doubles("model/reach", &[1], &[model.limit()]);
        let far = graph.op("Greater", "model/too far", &[&rank, &limit]);
        let noise = graph.integers("model/noise", &[1], &[i64::from(model.count)]);
        group = graph.op("Where", "model/cluster or noise", &[&far, &noise, &group]);
    }
    let axis = graph.integers("model/axis of groups", &[1], &[1]);
    let group = graph.op("Squeeze", "model/group", &[&group, &axis]);
    label(graph, state, &group, outputs)?;
    let distance = match model.metric {
        Metric::Euclidean => graph.op("Sqrt", "model/distance", &[&rank]),
        _ => rank,
    };
    let rounded = graph.cast("model/single precision", &distance, kind::FLOAT);
    give(graph, "model/distance out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The search for one nearest row.
fn one_neighbour(model: &AnchorsState) -> NeighborsState {
    NeighborsState {
        features: model.features,
        n_neighbors: 1,
        metric: model.metric,
        by_distance: false,
        search: Search::Brute,
        rows: model.rows.clone(),
        answers: Answers::Numbers(Vec::new()),
        weights: Vec::new(),
    }
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
