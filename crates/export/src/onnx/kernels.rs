//! Models that compare a row with training rows: sums of kernels, in double precision and a row at a time, so
//! that the comparisons of one row are the most that is held at a time. `SVMClassifier` and `SVMRegressor`
//! compute in single precision, whose sums decide rows near a border otherwise.

use super::OutputNames;
use super::estimators::{classes, give, label, same_classes};
use super::graph::{Graph, int};
use super::inside::with;
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::kernels::{Expansion, Kernel, OneClassState, SvmAnswers, SvmState};
use glasshouse_prepare::PipelineState;

/// Adds a support vector machine of classes or numbers. Between classes whose probabilities, coupled from the
/// chances of pairs, are equal but for rounding, the model and the graph may choose differently.
pub fn svm(
    graph: &mut Graph,
    state: &PipelineState,
    model: &SvmState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes())?;
    let SvmAnswers::Classes { count, present, curves, .. } = &model.answers else {
        return number(graph, &model.sums, features, outputs);
    };
    let scores = sums(graph, &model.sums, &model.pair_weights(), features);
    if curves.is_empty() {
        let votes = votes(graph, &scores, present, *count as usize);
        classes(graph, state, &votes, &votes, outputs)?;
        decide(graph, &scores, present, *count as usize);
        return Ok(());
    }
    let chances = chances(graph, &scores, curves);
    let shares = coupled(graph, &chances, present.len());
    let own = present.iter().enumerate().map(|(at, &class)| (at, class as usize, 1.0));
    let own = matrix(graph, "model/own columns", present.len(), *count as usize, own);
    let all = graph.op("MatMul", "model/shares of all classes", &[&shares, &own]);
    let probabilities = graph.cast("model/single precision", &all, kind::FLOAT);
    classes(graph, state, &all, &probabilities, outputs)?;
    decide(graph, &scores, present, *count as usize);
    Ok(())
}

/// Inside another estimator, the scores that it may read: the votes of pairs and how clear they are.
fn decide(graph: &mut Graph, scores: &str, present: &[u32], count: usize) {
    if graph.held.is_none() {
        return;
    }
    let number = pairs(present.len()).count();
    let sides = pairs(present.len())
        .flat_map(|(pair, (a, b))| [(pair, present[a] as usize, 1.0), (pair, present[b] as usize, -1.0)]);
    let sides = matrix(graph, "model/sides of the pairs", number, count, sides);
    let clear = graph.op("MatMul", "model/how clear", &[scores, &sides]);
    let decided = if count == 2 {
        // What is read of two classes is the difference.
        with(graph, "Mul", &clear, 0.5)
    } else {
        let votes = votes(graph, scores, present, count);
        let size = graph.op("Abs", "model/size of how clear", &[&clear]);
        let size = with(graph, "Add", &size, 1.0);
        let size = with(graph, "Mul", &size, 3.0);
        let share = graph.op("Div", "model/less than a vote", &[&clear, &size]);
        let sum = graph.op("Add", "model/votes and how clear", &[&votes, &share]);
        let absent = (0..count as u32).filter(|class| !present.contains(class));
        let absent = matrix(graph, "model/absent", 1, count, absent.map(|class| (0, class as usize, ABSENT)));
        graph.op("Add", "model/decision", &[&sum, &absent])
    };
    if let Some(held) = &mut graph.held {
        held.scores = Some(decided);
    }
}

/// The score of a class without training rows.
const ABSENT: f64 = -1e300;

/// Adds a sum of kernels that is the answer.
pub fn number(
    graph: &mut Graph,
    model: &Expansion,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let sum = sums(graph, model, &model.weights, features);
    let rounded = graph.cast("model/single precision", &sum, kind::FLOAT);
    give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// Adds a support vector machine of one class.
pub fn one_class(
    graph: &mut Graph,
    state: &PipelineState,
    model: &OneClassState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let score = sums(graph, &model.sums, &model.sums.weights, features);
    let zero = graph.doubles("model/border", &[1], &[0.0]);
    let marked = graph.op("Less", "model/outside", &[&score, &zero]);
    let marked = graph.cast("model/mark", &marked, kind::INT64);
    let axis = graph.integers("model/axis of marks", &[1], &[1]);
    let marked = graph.op("Squeeze", "model/marks", &[&marked, &axis]);
    label(graph, state, &marked, outputs)?;
    let rounded = graph.cast("model/single precision", &score, kind::FLOAT);
    give(graph, "model/score out", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// Sums of kernels with all rows that have a say, and the heights: `[N,heights]` of `f64`.
fn sums(graph: &mut Graph, sums: &Expansion, weights: &[f64], features: &str) -> String {
    let (width, outputs) = (i64::from(sums.features), sums.heights.len() as i64);
    // Where no row has a say, one of zeros that weighs nothing stands for them.
    let none = sums.support.is_empty();
    let count = if none { 1 } else { sums.count() as i64 };
    let zeros = (vec![0.0; width as usize], vec![0.0; outputs as usize]);
    let (support, weights) = if none { (&zeros.0[..], &zeros.1[..]) } else { (&sums.support[..], weights) };
    let rows = graph.floats("model/rows", &[count, width], support);
    let rows = graph.cast("model/rows in double precision", &rows, kind::DOUBLE);
    let weights = graph.doubles("model/weights", &[outputs, count], weights);
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let [all] = graph.each_row("model/comparison", &x, |graph, x| {
        let kernels = kernels(graph, sums.kernel, &rows, x);
        [(graph.op("MatMul", "model/sums", &[&weights, &kernels]), kind::DOUBLE)]
    });
    let heights = graph.doubles("model/heights", &[1, outputs], &sums.heights);
    graph.op("Add", "model/scores", &[&all, &heights])
}

/// How alike the row `x` is to each of `rows`.
pub fn kernels(graph: &mut Graph, kernel: Kernel, rows: &str, x: &str) -> String {
    if kernel.is_of_distance() {
        let differences = graph.op("Sub", "model/differences", &[rows, x]);
        let squares = graph.op("Mul", "model/squares", &[&differences, &differences]);
        let axis = graph.integers("model/axis of features", &[1], &[1]);
        let attributes = vec![int("keepdims", 0)];
        let distances = graph.op_with("ReduceSum", "model/squared distances", &[&squares, &axis], attributes);
        return of_distance(graph, kernel, &distances);
    }
    let products = graph.op("MatMul", "model/products", &[rows, x]);
    let (Kernel::Polynomial { gamma, coef0, .. } | Kernel::Sigmoid { gamma, coef0 }) = kernel else {
        return products;
    };
    let gamma = graph.doubles("model/gamma", &[1], &[gamma]);
    let scaled = graph.op("Mul", "model/scaled products", &[&products, &gamma]);
    let coef0 = graph.doubles("model/coef0", &[1], &[coef0]);
    let base = graph.op("Add", "model/bases", &[&scaled, &coef0]);
    match kernel {
        Kernel::Polynomial { degree, .. } => {
            let power = graph.doubles("model/degree", &[1], &[f64::from(degree)]);
            graph.op("Pow", "model/kernels", &[&base, &power])
        }
        _ => graph.op("Tanh", "model/kernels", &[&base]),
    }
}

fn of_distance(graph: &mut Graph, kernel: Kernel, distances: &str) -> String {
    match kernel {
        Kernel::Rbf { gamma } => {
            let exponents = times(graph, "exponents", distances, -gamma);
            graph.op("Exp", "model/kernels", &[&exponents])
        }
        Kernel::Matern { length, twice_nu } => matern(graph, distances, length, twice_nu),
        Kernel::RationalQuadratic { length, alpha } => {
            let shares = times(graph, "relative distances", distances, 0.5 / (alpha * length * length));
            let one = graph.doubles("model/one", &[1], &[1.0]);
            let raised = graph.op("Add", "model/distances and one", &[&shares, &one]);
            let power = graph.doubles("model/power", &[1], &[-alpha]);
            graph.op("Pow", "model/kernels", &[&raised, &power])
        }
        _ => distances.to_owned(),
    }
}

fn times(graph: &mut Graph, name: &str, value: &str, factor: f64) -> String {
    let factor = graph.doubles(&format!("model/factor of {name}"), &[1], &[factor]);
    graph.op("Mul", &format!("model/{name}"), &[value, &factor])
}

/// A polynomial of the distance times an exponential of it.
fn matern(graph: &mut Graph, distances: &str, length: f64, twice_nu: u32) -> String {
    let squares = times(graph, "relative squares", distances, f64::from(twice_nu) / (length * length));
    let roots = graph.op("Sqrt", "model/relative distances", &[&squares]);
    let falling = graph.op("Neg", "model/exponents", &[&roots]);
    let powers = graph.op("Exp", "model/powers", &[&falling]);
    if twice_nu == 1 {
        return powers;
    }
    let one = graph.doubles("model/one", &[1], &[1.0]);
    let mut bend = graph.op("Add", "model/distances and one", &[&roots, &one]);
    if twice_nu == 5 {
        let thirds = times(graph, "thirds of squares", &squares, 1.0 / 3.0);
        bend = graph.op("Add", "model/distances, squares and one", &[&bend, &thirds]);
    }
    graph.op("Mul", "model/kernels", &[&bend, &powers])
}

/// The pairs of so many classes, in their order.
fn pairs(count: usize) -> impl Iterator<Item = (usize, (usize, usize))> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second))).enumerate()
}

/// A constant that is zero but for some cells.
pub fn matrix(
    graph: &mut Graph,
    name: &str,
    rows: usize,
    columns: usize,
    cells: impl Iterator<Item = (usize, usize, f64)>,
) -> String {
    let mut all = vec![0.0; rows * columns];
    cells.for_each(|(row, column, value)| all[row * columns + column] += value);
    graph.doubles(name, &[rows as i64, columns as i64], &all)
}

/// For each class, the pairs that speak for it.
fn votes(graph: &mut Graph, scores: &str, present: &[u32], count: usize) -> String {
    let zero = graph.doubles("model/border", &[1], &[0.0]);
    let first = graph.op("Greater", "model/is the first", &[scores, &zero]);
    let first = graph.cast("model/votes of pairs", &first, kind::DOUBLE);
    let number = pairs(present.len()).count();
    let changes = pairs(present.len())
        .flat_map(|(pair, (a, b))| [(pair, present[a] as usize, 1.0), (pair, present[b] as usize, -1.0)]);
    let changes = matrix(graph, "model/whose votes", number, count, changes);
    let seconds = pairs(present.len()).map(|(_, (_, b))| (0, present[b] as usize, 1.0));
    let seconds = matrix(graph, "model/votes of the second", 1, count, seconds);
    let changed = graph.op("MatMul", "model/votes of the first", &[&first, &changes]);
    graph.op("Add", "model/votes", &[&changed, &seconds])
}

/// The chance of the first class of each pair, held away from 0 and 1.
fn chances(graph: &mut Graph, scores: &str, curves: &[(f64, f64)]) -> String {
    let dims = [1, curves.len() as i64];
    let [slopes, heights]: [Vec<f64>; 2] = [
        curves.iter().map(|(slope, _)| -slope).collect(),
        curves.iter().map(|(_, height)| -height).collect(),
    ];
    let slopes = graph.doubles("model/slopes of the curves", &dims, &slopes);
    let heights = graph.doubles("model/heights of the curves", &dims, &heights);
    let steep = graph.op("Mul", "model/scores by slope", &[scores, &slopes]);
    let raised = graph.op("Add", "model/scores on the curves", &[&steep, &heights]);
    let chance = graph.op("Sigmoid", "model/chances", &[&raised]);
    let [low, high] = [1e-7, 1.0 - 1e-7].map(|edge| graph.doubles("model/edge", &[1], &[edge]));
    let above = graph.op("Max", "model/chances above zero", &[&chance, &low]);
    graph.op("Min", "model/chances below one", &[&above, &high])
}

/// Probabilities of the classes from the chances of pairs, as `learn` couples them: `[N,classes]`.
fn coupled(graph: &mut Graph, first: &str, classes: usize) -> String {
    let one = graph.doubles("model/one", &[1], &[1.0]);
    let second = graph.op("Sub", "model/chances of the second", &[&one, first]);
    if classes == 2 {
        let inputs = [first, second.as_str()];
        return graph.op_with("Concat", "model/shares", &inputs, vec![int("axis", 1)]);
    }
    let (width, number) = (classes + 1, pairs(classes).count());
    let part = |graph: &mut Graph, name: &str, [a, b]: [&str; 2], places: &[(usize, usize, f64)]| {
        let product = graph.op("Mul", &format!("model/{name}"), &[a, b]);
        let places = places.iter().copied();
        let places = matrix(graph, &format!("model/places of {name}"), number, classes * width, places);
        graph.op("MatMul", &format!("model/conditions of {name}"), &[&product, &places])
    };
    let own = |second: bool| -> Vec<(usize, usize, f64)> {
        pairs(classes)
            .map(|(p, (a, b))| if second { (p, a * width + a, 1.0) } else { (p, b * width + b, 1.0) })
            .collect()
    };
    let mixed: Vec<_> =
        pairs(classes).flat_map(|(p, (a, b))| [(p, a * width + b, -1.0), (p, b * width + a, -1.0)]).collect();
    let squares = part(graph, "squares of the second", [&second, &second], &own(true));
    let others = part(graph, "squares of the first", [first, first], &own(false));
    let mixed = part(graph, "products", [first, &second], &mixed);
    let sum = graph.op("Add", "model/squares in place", &[&squares, &others]);
    let sum = graph.op("Add", "model/conditions", &[&sum, &mixed]);
    let sum = graph.op("Add", "model/conditions and one", &[&sum, &one]);
    let shape = graph.integers("model/shape", &[3], &[0, classes as i64, width as i64]);
    let square = graph.op("Reshape", "model/square", &[&sum, &shape]);
    solved(graph, square, classes)
}

/// Gauss and Jordan's elimination of `[N,classes,classes + 1]`; the last column, made to sum to one.
fn solved(graph: &mut Graph, mut square: String, classes: usize) -> String {
    let take = |graph: &mut Graph, value: &str, axis: i64, at: i64| {
        let at = graph.integers("model/at", &[], &[at]);
        graph.op_with("Gather", "model/taken", &[value, &at], vec![int("axis", axis)])
    };
    for k in 0..classes as i64 {
        let row = take(graph, &square, 1, k);
        let column = take(graph, &square, 2, k);
        let at = graph.integers("model/at", &[1], &[k]);
        let pivot = graph.op_with("Gather", "model/pivot", &[&row, &at], vec![int("axis", 1)]);
        let row = graph.op("Div", "model/row by its pivot", &[&row, &pivot]);
        let own = matrix(graph, "model/own", 1, classes, std::iter::once((0, k as usize, 1.0)));
        let column = graph.op("Sub", "model/factors", &[&column, &own]);
        let [across, down] = [1, 2].map(|axis| graph.integers("model/axis", &[1], &[axis]));
        let row = graph.op("Unsqueeze", "model/row across", &[&row, &across]);
        let column = graph.op("Unsqueeze", "model/factors down", &[&column, &down]);
        let change = graph.op("Mul", "model/change", &[&column, &row]);
        square = graph.op("Sub", "model/eliminated", &[&square, &change]);
    }
    let last = take(graph, &square, 2, classes as i64);
    let zero = graph.doubles("model/none", &[1], &[0.0]);
    let last = graph.op("Max", "model/not negative", &[&last, &zero]);
    let axis = graph.integers("model/axis", &[1], &[1]);
    let total = graph.op("ReduceSum", "model/total", &[&last, &axis]);
    graph.op("Div", "model/shares", &[&last, &total])
}
