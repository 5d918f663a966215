//! The local outlier factor as graph nodes: the search of nearest neighbours, and sums over what was found.

use super::OutputNames;
use super::estimators::{give, label, same_classes};
use super::graph::Graph;
use super::neighbours::{counted, held, search, sum};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::anomaly::{MET, OutlierFactorState, SOME};
use glasshouse_learn::neighbours::{Answers, Metric, NeighborsState, Search};
use glasshouse_prepare::PipelineState;

/// The factor of a row among its neighbours, or that of the training row that it is.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &OutlierFactorState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, state.model.groups().len())?;
    held(state, &model.rows, model.count())?;
    let asked = neighbours(model);
    let [ranks, places] = search(graph, &asked, features);
    let weights = counted(graph, &asked, &ranks, &places);
    let distances = match model.metric {
        Metric::Euclidean => graph.op("Sqrt", "model/distances", &[&ranks]),
        _ => ranks,
    };
    let reaches = theirs(graph, "reaches", &model.reaches, &places);
    let apart = graph.op("Max", "model/reachabilities", &[&distances, &reaches]);
    let apart = mean(graph, "reachability", &apart, &weights);
    let some = graph.doubles("model/some", &[1], &[SOME]);
    let apart = graph.op("Add", "model/inverse density", &[&apart, &some]);
    let densities = theirs(graph, "densities", &model.densities, &places);
    let density = mean(graph, "density of the neighbours", &densities, &weights);
    let factor = graph.op("Mul", "model/relative density", &[&density, &apart]);
    let factor = graph.op("Neg", "model/factor", &[&factor]);
    let factor = met(graph, model, &factor, [&distances, &reaches, &places]);
    let offset = graph.doubles("model/offset", &[1], &[model.offset]);
    let score = graph.op("Sub", "model/score", &[&factor, &offset]);
    let zero = graph.doubles("model/usual", &[1], &[0.0]);
    let marked = graph.op("Less", "model/less dense", &[&score, &zero]);
    let marked = graph.cast("model/mark", &marked, kind::INT64);
    let axis = graph.integers("model/axis of marks", &[1], &[1]);
    let marked = graph.op("Squeeze", "model/marks", &[&marked, &axis]);
    label(graph, state, &marked, outputs)?;
    let rounded = graph.cast("model/single precision", &score, kind::FLOAT);
    give(graph, "model/score out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The search for the neighbours.
fn neighbours(model: &OutlierFactorState) -> NeighborsState {
    NeighborsState {
        features: model.features,
        n_neighbors: model.n_neighbors,
        metric: model.metric,
        by_distance: false,
        search: Search::Brute,
        rows: model.rows.clone(),
        answers: Answers::Numbers(Vec::new()),
        weights: model.weights.clone(),
    }
}

/// A number of each of the nearest, `[N,k]`.
fn theirs(graph: &mut Graph, what: &str, values: &[f64], places: &str) -> String {
    let all = graph.doubles(&format!("model/{what} of the rows"), &[values.len() as i64], values);
    graph.op("Gather", &format!("model/{what} of the nearest"), &[&all, places])
}

/// The weighted mean over the neighbours, `[N,1]`.
fn mean(graph: &mut Graph, what: &str, values: &str, weights: &str) -> String {
    let weighed = graph.op("Mul", &format!("model/{what} as it counts"), &[values, weights]);
    let all = sum(graph, &format!("model/sum of {what}"), &weighed, 1, true);
    let weight = sum(graph, &format!("model/weight of {what}"), weights, 1, true);
    graph.op("Div", &format!("model/mean {what}"), &[&all, &weight])
}

/// The factor of the nearest row where that is met. `near` are distances, reaches and places.
fn met(graph: &mut Graph, model: &OutlierFactorState, factor: &str, near: [&str; 3]) -> String {
    let [begin, end, axis] = [("begin", 0), ("end", 1), ("axis", 1)]
        .map(|(name, at)| graph.integers(&format!("model/first/{name}"), &[1], &[at]));
    let [distance, reach, place] =
        near.map(|all| graph.op("Slice", "model/first", &[all, &begin, &end, &axis]));
    let share = graph.doubles("model/met", &[1], &[MET]);
    let limit = graph.op("Mul", "model/met within", &[&share, &reach]);
    let away = graph.op("Greater", "model/not met", &[&distance, &limit]);
    let own = theirs(graph, "factors", &model.factors, &place);
    graph.op("Where", "model/factor or that of the row", &[&away, factor, &own])
}
