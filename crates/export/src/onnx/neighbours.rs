//! Nearest neighbours: all training rows as a constant, and a loop over the rows that are asked, so that
//! the distances of one row to all training rows are the most that is held at a time.
//!
//! Distances are computed in double precision and rounded as `learn` rounds them, to where the order of
//! a runtime's sums does not show; `TopK` takes the earlier of equal ones, as `learn` does.

use super::OutputNames;
use super::estimators::{classes, give, same_classes, wrong_task};
use super::graph::{Graph, int, ints};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::neighbours::{Answers, GRID, Metric, NeighborsState, STEP};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Cells of training rows that a file may hold: 80 MB, and about a tenth of a second for each row asked.
const CELLS: usize = 20_000_000;

/// Adds the rows, the search and the answers.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &NeighborsState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    held(state, &model.rows, model.count())?;
    let [ranks, places] = search(graph, model, features);
    let voices = voices(graph, model, &ranks, &places);
    match &model.answers {
        Answers::Numbers(_) if state.task != TaskKind::Regression => {
            Err(wrong_task("neighbours with numbers", "classification"))
        }
        Answers::Numbers(y) => {
            let y = graph.doubles("model/answers of the rows", &[y.len() as i64], y);
            let theirs = graph.op("Gather", "model/answers of the nearest", &[&y, &places]);
            let products = graph.op("Mul", "model/answers as they count", &[&theirs, &voices]);
            let (sum, total) = (
                sum(graph, "model/sum of the answers", &products, 1, true),
                sum(graph, "model/sum of the voices", &voices, 1, true),
            );
            let mean = graph.op("Div", "model/mean", &[&sum, &total]);
            let rounded = graph.cast("model/single precision", &mean, kind::FLOAT);
            give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
            Ok(())
        }
        Answers::Classes { count, index } => {
            same_classes(state, *count as usize)?;
            let votes = votes(graph, *count, index, &places, &voices);
            let total = sum(graph, "model/sum of the votes", &votes, 1, true);
            let shares = graph.op("Div", "model/shares", &[&votes, &total]);
            let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
            classes(graph, state, &votes, &probabilities, outputs)
        }
    }
}

/// Refuses more training rows than a file may hold.
pub(super) fn held(state: &PipelineState, rows: &[f32], count: usize) -> Result<(), ExportError> {
    if rows.len() <= CELLS {
        return Ok(());
    }
    let (kind, features) = (state.model.kind(), rows.len() / count);
    Err(ExportError::NotInOnnx {
        what: format!("{kind} with {count} training rows of {features} features"),
        why: format!(
            "the file would hold them all, and at most {CELLS} numbers are written; train on a sample of \
             the rows, or use the bundle"
        ),
    })
}

/// Ranks and places of the nearest rows, nearest first: two values `[N,k]`.
pub(super) fn search(graph: &mut Graph, model: &NeighborsState, features: &str) -> [String; 2] {
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let dims = [model.count() as i64, i64::from(model.features)];
    let rows = if model.metric == Metric::Cosine {
        let norms = model.norms();
        let divisors = norms.iter().map(|norm| if *norm == 0.0 { 1.0 } else { *norm });
        let cells = model.rows.chunks_exact(model.features as usize).zip(divisors);
        let directions: Vec<f64> =
            cells.flat_map(|(row, norm)| row.iter().map(move |&v| f64::from(v) / norm)).collect();
        graph.doubles("model/directions of the rows", &dims, &directions)
    } else {
        let rows = graph.floats("model/rows", &dims, &model.rows);
        graph.cast("model/rows in double precision", &rows, kind::DOUBLE)
    };
    let x = if model.metric == Metric::Cosine { directions(graph, &x) } else { x };
    graph.each_row("model/search", &x, |graph, x| {
        let ranks = ranks(graph, model, &rows, x);
        let [ranks, places] = graph.smallest("model/nearest", &ranks, model.reach() as i64);
        [(ranks, kind::DOUBLE), (places, kind::INT64)]
    })
}

/// Rows divided by their length; zeros stay.
fn directions(graph: &mut Graph, x: &str) -> String {
    let squares = graph.op("Mul", "model/squares of the features", &[x, x]);
    let square = sum(graph, "model/squared length", &squares, 1, true);
    let length = graph.op("Sqrt", "model/length", &[&square]);
    let zero = graph.doubles("model/no length", &[1], &[0.0]);
    let none = graph.op("Equal", "model/has no length", &[&length, &zero]);
    let one = graph.doubles("model/one length", &[1], &[1.0]);
    let divisor = graph.op("Where", "model/divisor", &[&none, &one, &length]);
    graph.op("Div", "model/direction", &[x, &divisor])
}

/// The ranks of all training rows for one row `x`.
fn ranks(graph: &mut Graph, model: &NeighborsState, rows: &str, x: &str) -> String {
    let differences = graph.op("Sub", "model/differences", &[rows, x]);
    let absolute = |graph: &mut Graph| graph.op("Abs", "model/sizes", &[&differences]);
    let lengths = match model.metric {
        Metric::Euclidean | Metric::Cosine => {
            let squares = graph.op("Mul", "model/squares", &[&differences, &differences]);
            sum(graph, "model/squared distances", &squares, 1, false)
        }
        Metric::Manhattan => {
            let sizes = absolute(graph);
            sum(graph, "model/distances", &sizes, 1, false)
        }
        Metric::Chebyshev => {
            let sizes = absolute(graph);
            largest(graph, "model/distances", &sizes, false)
        }
        Metric::Minkowski(p) => {
            let sizes = absolute(graph);
            powers(graph, &sizes, p)
        }
    };
    match model.metric {
        Metric::Cosine => angles(graph, model, &lengths, x),
        _ => coarse(graph, &lengths),
    }
}

/// `m · (Σ (size / m)^p)^(1/p)` with the largest size `m`, so that nothing overflows.
fn powers(graph: &mut Graph, sizes: &str, p: f64) -> String {
    let most = largest(graph, "model/largest differences", sizes, true);
    let zero = graph.doubles("model/no difference", &[1], &[0.0]);
    let one = graph.doubles("model/one", &[1], &[1.0]);
    let same = graph.op("Equal", "model/the same", &[&most, &zero]);
    let divisor = graph.op("Where", "model/divisor", &[&same, &one, &most]);
    let shares = graph.op("Div", "model/relative differences", &[sizes, &divisor]);
    let power = graph.doubles("model/power", &[1], &[p]);
    let powers = graph.op("Pow", "model/powers", &[&shares, &power]);
    let sums = sum(graph, "model/sums of powers", &powers, 1, true);
    let root = graph.doubles("model/root", &[1], &[1.0 / p]);
    let roots = graph.op("Pow", "model/roots", &[&sums, &root]);
    let lengths = graph.op("Mul", "model/distances", &[&roots, &most]);
    let axis = graph.integers("model/axis", &[1], &[1]);
    graph.op("Squeeze", "model/distances in a row", &[&lengths, &axis])
}

/// Half the squares on a grid; one where a row has no direction.
fn angles(graph: &mut Graph, model: &NeighborsState, squares: &str, x: &str) -> String {
    let half = graph.doubles("model/half", &[1], &[0.5]);
    let angles = graph.op("Mul", "model/angles", &[squares, &half]);
    let grid = graph.doubles("model/grid", &[1], &[GRID]);
    let raised = graph.op("Add", "model/angles above the grid", &[&angles, &grid]);
    let angles = graph.op("Sub", "model/angles on the grid", &[&raised, &grid]);
    let lost = model.norms().iter().map(|norm| if *norm == 0.0 { 1.0 } else { 0.0 }).collect::<Vec<_>>();
    let lost = graph.doubles("model/rows without a direction", &[lost.len() as i64], &lost);
    let sizes = graph.op("Abs", "model/sizes of the row", &[x]);
    let size =
        graph.op_with("ReduceMax", "model/size", &[&sizes], vec![ints("axes", vec![0]), int("keepdims", 1)]);
    let zero = graph.doubles("model/no size", &[1], &[0.0]);
    let none = graph.op("Equal", "model/no direction", &[&size, &zero]);
    let other = graph.op("Greater", "model/no direction there", &[&lost, &zero]);
    let either = graph.op("Or", "model/no angle", &[&none, &other]);
    let one = graph.doubles("model/right angle", &[1], &[1.0]);
    graph.op("Where", "model/distances", &[&either, &one, &angles])
}

/// As `learn` keeps the upper bits of a number.
fn coarse(graph: &mut Graph, x: &str) -> String {
    let step = graph.doubles("model/step", &[1], &[STEP]);
    let high = graph.op("Mul", "model/upper bits", &[x, &step]);
    let rest = graph.op("Sub", "model/lower bits", &[&high, x]);
    graph.op("Sub", "model/rounded", &[&high, &rest])
}

/// How much each of the nearest says, `[N,k]`.
fn voices(graph: &mut Graph, model: &NeighborsState, ranks: &str, places: &str) -> String {
    let counted = counted(graph, model, ranks, places);
    if !model.by_distance {
        return counted;
    }
    let distances = match model.metric {
        Metric::Euclidean => graph.op("Sqrt", "model/distances of the nearest", &[ranks]),
        _ => ranks.to_owned(),
    };
    let zero = graph.doubles("model/no distance", &[1], &[0.0]);
    let one = graph.doubles("model/one distance", &[1], &[1.0]);
    let met = graph.op("Equal", "model/met", &[&distances, &zero]);
    let met_here = graph.cast("model/met or not", &met, kind::DOUBLE);
    let met_once = largest(graph, "model/met among them", &met_here, true);
    let met_once = graph.op("Greater", "model/some are met", &[&met_once, &zero]);
    let divisor = graph.op("Where", "model/distance or one", &[&met, &one, &distances]);
    let inverse = graph.op("Div", "model/inverse distance", &[&one, &divisor]);
    let factor = graph.op("Where", "model/say of the distance", &[&met_once, &met_here, &inverse]);
    graph.op("Mul", "model/voices", &[&counted, &factor])
}

/// The weight at which each of the nearest counts: its own as long as those before it did not come to the
/// number that is asked, the last with what is missing.
pub(super) fn counted(graph: &mut Graph, model: &NeighborsState, ranks: &str, places: &str) -> String {
    let one = graph.doubles("model/counts as one", &[1], &[1.0]);
    if model.weights.is_empty() {
        let zero = graph.doubles("model/nothing", &[1], &[0.0]);
        let zeros = graph.op("Mul", "model/of each", &[ranks, &zero]);
        return graph.op("Add", "model/one of each", &[&zeros, &one]);
    }
    let weights = graph.doubles("model/weights", &[model.weights.len() as i64], &model.weights);
    let own = graph.op("Gather", "model/weights of the nearest", &[&weights, places]);
    let axis = graph.integers("model/axis of the nearest", &[], &[1]);
    let before = graph.op_with("CumSum", "model/weight before", &[&own, &axis], vec![int("exclusive", 1)]);
    let wanted = graph.doubles("model/wanted", &[1], &[f64::from(model.n_neighbors)]);
    let left = graph.op("Sub", "model/missing", &[&wanted, &before]);
    let zero = graph.doubles("model/none missing", &[1], &[0.0]);
    let left = graph.op("Max", "model/still missing", &[&left, &zero]);
    graph.op("Min", "model/counted", &[&own, &left])
}

/// The voices for each class, `[N,classes]`.
fn votes(graph: &mut Graph, count: u32, index: &[u32], places: &str, voices: &str) -> String {
    let index: Vec<i64> = index.iter().map(|&class| i64::from(class)).collect();
    let of_rows = graph.integers("model/classes of the rows", &[index.len() as i64], &index);
    let theirs = graph.op("Gather", "model/classes of the nearest", &[&of_rows, places]);
    let last = graph.integers("model/last axis", &[1], &[2]);
    let theirs = graph.op("Unsqueeze", "model/classes by themselves", &[&theirs, &last]);
    let all: Vec<i64> = (0..i64::from(count)).collect();
    let all = graph.integers("model/all classes", &[1, 1, i64::from(count)], &all);
    let own = graph.op("Equal", "model/own class", &[&theirs, &all]);
    let own = graph.cast("model/own class or not", &own, kind::DOUBLE);
    let voices = graph.op("Unsqueeze", "model/voices by themselves", &[voices, &last]);
    let said = graph.op("Mul", "model/said for each class", &[&own, &voices]);
    let votes = sum(graph, "model/votes", &said, 1, false);
    coarse(graph, &votes)
}

pub(super) fn sum(graph: &mut Graph, name: &str, x: &str, axis: i64, keep: bool) -> String {
    let axis = graph.integers(&format!("{name}/axis"), &[1], &[axis]);
    graph.op_with("ReduceSum", name, &[x, &axis], vec![int("keepdims", i64::from(keep))])
}

fn largest(graph: &mut Graph, name: &str, x: &str, keep: bool) -> String {
    let attributes = vec![ints("axes", vec![1]), int("keepdims", i64::from(keep))];
    graph.op_with("ReduceMax", name, &[x], attributes)
}
