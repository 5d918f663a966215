//! Decision trees and forests as one `TreeEnsembleRegressor` of `ai.onnx.ml` 3, with one target a
//! class or a single one. Nodes branch left on `x <= threshold` in 32 bits, as `learn` does.
//!
//! Classes: leaves hold multiples of a power of two whose sums over all trees are exact in 32
//! bits, so that any order of summing gives the model's own numbers, ties included. Numbers: a
//! forest sums its leaves in double precision.

use super::OutputNames;
use super::estimators::{classes, give, same_classes, wrong_task};
use super::graph::{Graph, ML, Node, doubles, floats, int, ints, text, words};
use super::proto::{AttributeProto, kind};
use crate::ExportError;
use glasshouse_learn::tree::{ForestState, LEAF, Nodes, TreeState};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// How an ensemble computes.
#[derive(Clone, Copy, PartialEq)]
pub enum Precision {
    Single,
    Double,
}

/// What an ensemble sums.
pub struct Sums<'a> {
    /// Numbers that a leaf holds.
    pub width: usize,
    /// Number of sums.
    pub targets: usize,
    /// Sums that the trees add to, one tree after the other and then from the start again; none
    /// where a leaf has a number for each.
    pub outputs: &'a [u32],
    /// What the sums begin with; nothing for zeros.
    pub base: &'a [f64],
    /// In what they are summed.
    pub precision: Precision,
}

impl Sums<'_> {
    fn of(classes: Option<u32>, precision: Precision) -> Self {
        let targets = classes.unwrap_or(1) as usize;
        Self { width: targets, targets, outputs: &[], base: &[], precision }
    }
}

/// A single tree.
pub fn tree(
    graph: &mut Graph,
    state: &PipelineState,
    tree: &TreeState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let trees = std::slice::from_ref(&tree.nodes);
    let sums = Sums::of(tree.classes, Precision::Single);
    let answers = ensemble(graph, trees, &sums, features);
    hand_out(graph, state, tree.classes, &answers, &answers, outputs)
}

/// The mean of the trees.
pub fn forest(
    graph: &mut Graph,
    state: &PipelineState,
    forest: &ForestState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let precision = if forest.classes.is_none() { Precision::Double } else { Precision::Single };
    let sums = ensemble(graph, &forest.trees, &Sums::of(forest.classes, precision), features);
    let count = graph.floats("model/number of trees", &[1, 1], &[forest.trees.len() as f32]);
    let means = graph.op("Div", "model/mean of the trees", &[&sums, &count]);
    hand_out(graph, state, forest.classes, &sums, &means, outputs)
}

/// `known` is the number of classes, none for numbers.
fn hand_out(
    graph: &mut Graph,
    state: &PipelineState,
    known: Option<u32>,
    scores: &str,
    answers: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    if let Some(known) = known {
        same_classes(state, known as usize)?;
        return classes(graph, state, scores, answers, outputs);
    }
    if state.task != TaskKind::Regression {
        return Err(wrong_task("a tree of numbers", "classification"));
    }
    give(graph, "model/prediction", answers, &outputs.numbers, 1);
    Ok(())
}

/// Sums of the leaves that the rows reach, `[N,targets]` of `f32`.
pub fn ensemble(graph: &mut Graph, trees: &[Nodes], sums: &Sums, features: &str) -> String {
    let input = match sums.precision {
        Precision::Single => features.to_owned(),
        Precision::Double => graph.cast("model/double precision", features, kind::DOUBLE),
    };
    let mut attributes = nodes(trees, sums.precision);
    attributes.extend(leaves(trees, sums));
    if !sums.base.is_empty() {
        attributes.push(doubles("base_values_as_tensor", sums.base));
    }
    attributes.push(int("n_targets", sums.targets as i64));
    attributes.push(text("aggregate_function", "SUM"));
    attributes.push(text("post_transform", "NONE"));
    let inputs = [input.as_str()];
    graph.add(Node {
        domain: ML,
        op: "TreeEnsembleRegressor",
        name: "model/sum of the trees",
        inputs: &inputs,
        attributes,
    })
}

/// All nodes of all trees, one after the other.
fn nodes(trees: &[Nodes], precision: Precision) -> Vec<AttributeProto> {
    let all = || trees.iter().enumerate().flat_map(|(t, tree)| (0..tree.len()).map(move |n| (t, tree, n)));
    let of_branch = |f: fn(&Nodes, usize) -> i64| {
        all().map(|(_, tree, n)| if tree.feature[n] == LEAF { 0 } else { f(tree, n) }).collect::<Vec<_>>()
    };
    let mode = |tree: &Nodes, n: usize| if tree.feature[n] == LEAF { "LEAF" } else { "BRANCH_LEQ" };
    vec![
        ints("nodes_treeids", all().map(|(t, _, _)| t as i64).collect()),
        ints("nodes_nodeids", all().map(|(_, _, n)| n as i64).collect()),
        words("nodes_modes", all().map(|(_, tree, n)| mode(tree, n))),
        ints("nodes_featureids", of_branch(|tree, n| i64::from(tree.feature[n]))),
        numbers("nodes_values", all().map(|(_, tree, n)| tree.threshold[n]).collect(), precision),
        ints("nodes_truenodeids", of_branch(|tree, n| i64::from(tree.left[n]))),
        ints("nodes_falsenodeids", of_branch(|tree, n| i64::from(tree.right[n]))),
    ]
}

/// The answers of all leaves. A class without share in a leaf is left out unless the leaf would
/// be empty: runtimes count it as zero.
fn leaves(trees: &[Nodes], sums: &Sums) -> Vec<AttributeProto> {
    let (mut tree_ids, mut node_ids, mut target_ids, mut weights) = (vec![], vec![], vec![], vec![]);
    let width = sums.width;
    for (t, tree) in trees.iter().enumerate() {
        let first = sums.outputs.get(t % sums.outputs.len().max(1)).map_or(0, |&output| output as usize);
        for n in (0..tree.len()).filter(|n| tree.feature[*n] == LEAF) {
            let at = tree.left[n] as usize * width;
            for (target, &weight) in (first..).zip(&tree.values[at..at + width]) {
                if weight != 0.0 || width == 1 {
                    tree_ids.push(t as i64);
                    node_ids.push(n as i64);
                    target_ids.push(target as i64);
                    weights.push(weight);
                }
            }
        }
    }
    vec![
        ints("target_treeids", tree_ids),
        ints("target_nodeids", node_ids),
        ints("target_ids", target_ids),
        numbers("target_weights", weights, sums.precision),
    ]
}

fn numbers(name: &str, values: Vec<f32>, precision: Precision) -> AttributeProto {
    match precision {
        Precision::Single => floats(name, values),
        Precision::Double => {
            let wide: Vec<f64> = values.into_iter().map(f64::from).collect();
            doubles(&format!("{name}_as_tensor"), &wide)
        }
    }
}
