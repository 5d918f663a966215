//! Decision trees and forests as one `TreeEnsembleRegressor` of `ai.onnx.ml` 3, with one target a
//! class or a single one. Nodes branch left on `x <= threshold` in 32 bits, as `learn` does; a missing
//! cell goes where the node says, a category along a chain of nodes that ask for one each.
//!
//! Classes: leaves hold multiples of a power of two whose sums over all trees are exact in 32
//! bits, so that any order of summing gives the model's own numbers, ties included. Numbers: a
//! forest sums its leaves in double precision.

use super::OutputNames;
use super::estimators::{classes, give, same_classes, wrong_task};
use super::graph::{Graph, ML, Node, doubles, floats, int, ints, text, words};
use super::proto::{AttributeProto, kind};
use crate::ExportError;
use glasshouse_learn::tree::{Branches, ForestState, LEAF, Nodes, Set, TreeState};
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
    /// Where nodes send categories and missing cells, if there are any.
    pub turns: Option<Turns<'a>>,
}

/// Where the nodes of an ensemble send what has no place along a number.
pub struct Turns<'a> {
    /// By feature the number of categories, zero for numbers.
    pub levels: &'a [u32],
    /// Of each tree.
    pub branches: &'a [Branches],
}

impl Sums<'_> {
    fn of(classes: Option<u32>, precision: Precision) -> Self {
        let targets = classes.unwrap_or(1) as usize;
        Self { width: targets, targets, outputs: &[], base: &[], precision, turns: None }
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
    turns: Option<Turns>,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let precision = if forest.classes.is_none() { Precision::Double } else { Precision::Single };
    let sums = Sums { turns, ..Sums::of(forest.classes, precision) };
    let sums = ensemble(graph, &forest.trees, &sums, features);
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
    give(graph, "model/prediction", answers, outputs.numbers()?, 1);
    Ok(())
}

/// Sums of the leaves that the rows reach, `[N,targets]` of `f32`.
pub fn ensemble(graph: &mut Graph, trees: &[Nodes], sums: &Sums, features: &str) -> String {
    let input = match sums.precision {
        Precision::Single => features.to_owned(),
        Precision::Double => graph.cast("model/double precision", features, kind::DOUBLE),
    };
    let mut attributes = nodes(trees, sums.turns.as_ref(), sums.precision);
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
fn nodes(trees: &[Nodes], turns: Option<&Turns>, precision: Precision) -> Vec<AttributeProto> {
    let mut rows = Vec::new();
    for (tree, nodes) in trees.iter().enumerate() {
        match turns {
            None => rows.extend((0..nodes.len()).map(|node| Row::of(tree, nodes, node))),
            Some(turns) => branched(&mut rows, tree, nodes, turns),
        }
    }
    let whole = |name: &str, f: fn(&Row) -> i64| ints(name, rows.iter().map(f).collect());
    let mut attributes = vec![
        whole("nodes_treeids", |row| row.tree),
        whole("nodes_nodeids", |row| row.id),
        words("nodes_modes", rows.iter().map(|row| row.mode)),
        whole("nodes_featureids", |row| row.feature),
        numbers("nodes_values", rows.iter().map(|row| row.value).collect(), precision),
        whole("nodes_truenodeids", |row| row.yes),
        whole("nodes_falsenodeids", |row| row.no),
    ];
    if turns.is_some() {
        attributes.push(whole("nodes_missing_value_tracks_true", |row| row.gap));
    }
    attributes
}

/// A node as the operator has it.
#[derive(Clone, Copy)]
struct Row {
    tree: i64,
    id: i64,
    mode: &'static str,
    feature: i64,
    value: f32,
    yes: i64,
    no: i64,
    /// 1 where a missing cell goes on at `yes`.
    gap: i64,
}

impl Row {
    fn of(tree: usize, nodes: &Nodes, node: usize) -> Self {
        let (tree, id, value) = (tree as i64, node as i64, nodes.threshold[node]);
        if nodes.feature[node] == LEAF {
            return Self { tree, id, mode: "LEAF", feature: 0, value, yes: 0, no: 0, gap: 0 };
        }
        let feature = i64::from(nodes.feature[node]);
        let (yes, no) = (i64::from(nodes.left[node]), i64::from(nodes.right[node]));
        Self { tree, id, mode: "BRANCH_LEQ", feature, value, yes, no, gap: 0 }
    }
}

/// The nodes of a tree whose features have categories or gaps. A node that asks for a category becomes
/// a chain of nodes that ask for one each, with one node where all lead if they say yes; the last of
/// the chain leads elsewhere.
fn branched(rows: &mut Vec<Row>, tree: usize, nodes: &Nodes, turns: &Turns) {
    let branches = &turns.branches[tree];
    let mut next = nodes.len() as i64;
    for (node, set) in branches.nodes(nodes, turns.levels) {
        let plain = Row { gap: i64::from(branches.gap_goes_left(node)), ..Row::of(tree, nodes, node) };
        match set {
            None => rows.push(plain),
            Some(set) => {
                let levels = turns.levels[nodes.feature[node] as usize];
                chain(rows, plain, set, levels, &mut next);
            }
        }
    }
}

/// A chain for the smaller of the set and of the other categories. Where that is none, the categories
/// go one way and only missing cells may go the other.
fn chain(rows: &mut Vec<Row>, plain: Row, set: &Set, levels: u32, next: &mut i64) {
    let (inside, outside): (Vec<u32>, Vec<u32>) =
        (0..levels).partition(|level| set[*level as usize / 32] >> (level % 32) & 1 == 1);
    let few = if inside.len() <= outside.len() { &inside } else { &outside };
    let Some((&last, others)) = few.split_last() else {
        let value = if inside.is_empty() { -1.0 } else { levels as f32 };
        return rows.push(Row { value, ..plain });
    };
    let Row { yes, no, gap, .. } = plain;
    let (yes, no, gap) = if inside.len() <= outside.len() { (yes, no, gap) } else { (no, yes, 1 - gap) };
    let mut row = Row { mode: "BRANCH_EQ", yes, gap, ..plain };
    for &category in others {
        rows.push(Row { value: category as f32, no: *next, ..row });
        row.id = *next;
        *next += 1;
    }
    rows.push(Row { value: last as f32, no, ..row });
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
