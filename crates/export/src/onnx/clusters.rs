//! `k_means_clusters` as graph nodes: the squared distances in the order in which the step adds, and the nearest.

use super::flow::{Cells, Flow, Flows};
use super::graph::{Graph, int};
use super::proto::kind;
use super::steps::titled;
use super::sums::{Measure, distances};
use crate::ExportError;
use glasshouse_prepare::{ClusterOutput, KMeansClustersState};
use glasshouse_spec::ColumnType;

/// Appends to which cluster a row belongs, or how far it is from each.
pub fn add(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &KMeansClustersState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let (label, count) = (titled(label, &names), state.clusters());
    let x = flows.numbers(graph, &label, &names)?;
    let squares = distances(graph, &format!("{label}/squares"), &x, &state.centers, count, &Measure::Plain);
    let made = match state.output {
        ClusterOutput::Distances => graph.op("Sqrt", &format!("{label}/distances"), &[&squares]),
        output => {
            let settings = vec![int("axis", 1), int("keepdims", 1), int("select_last_index", 0)];
            let nearest = graph.op_with("ArgMin", &format!("{label}/nearest"), &[&squares], settings);
            match output {
                ClusterOutput::Label => graph.cast(&format!("{label}/number"), &nearest, kind::DOUBLE),
                _ => {
                    let all: Vec<i64> = (0..count as i64).collect();
                    let all = graph.integers(&format!("{label}/clusters"), &[1, count as i64], &all);
                    let own = graph.op("Equal", &format!("{label}/is nearest"), &[&nearest, &all]);
                    graph.cast(&format!("{label}/0 or 1"), &own, kind::DOUBLE)
                }
            }
        }
    };
    for (cell, name) in flows.block(made, state.outputs.len()).into_iter().zip(&state.outputs) {
        flows.push(Flow { name: name.clone(), kind: ColumnType::Numeric, cells: Cells::Numbers(cell) });
    }
    Ok(())
}
