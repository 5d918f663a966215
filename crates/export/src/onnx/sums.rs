//! Sums of products in the order in which the model adds. A runtime's `MatMul` adds in an order of its own
//! and fuses multiplication with addition, so that a last bit differs: enough for another label where
//! classes are level, or where columns are nothing but what rounding left. These go through the columns
//! one after the other for all rows at once, in a graph that does not grow with them.

use super::graph::{Graph, int, ints};
use super::proto::kind;
use glasshouse_prepare::ProjectionState;

/// `start + x · weights`, `[N,starts]`, of `x` `[N,columns]` of `f64`; `weights` has one row of starts for
/// each column. What is there is added to, column after column.
pub fn in_order(graph: &mut Graph, name: &str, x: &str, weights: &[f64], starts: &[f64]) -> String {
    let width = starts.len() as i64;
    let count = (weights.len() / starts.len().max(1)) as i64;
    let (columns, start) = by_column(graph, name, x, starts);
    let weights = graph.doubles(&format!("{name}/weights"), &[count, width, 1], weights);
    let inputs = [("sum so far", start.as_str()), ("column", columns.as_str()), ("weight", weights.as_str())];
    let [sum] = graph.scan(name, inputs, 2, |graph, [so_far, column, weight]| {
        let product = graph.op("Mul", &format!("{name}/product"), &[column, weight]);
        [(graph.op("Add", &format!("{name}/sum"), &[so_far, &product]), kind::DOUBLE)]
    });
    turned(graph, &format!("{name}/by row"), &sum)
}

/// Columns first, so that sums lie along rows: what is scanned and what is added are then whole runs. And
/// what the sums of all rows begin with.
fn by_column(graph: &mut Graph, name: &str, x: &str, starts: &[f64]) -> (String, String) {
    let columns = turned(graph, &format!("{name}/by column"), x);
    let rows = graph.op_with("Shape", &format!("{name}/rows"), &[&columns], vec![int("start", 1)]);
    let start = graph.doubles(&format!("{name}/start"), &[starts.len() as i64, 1], starts);
    (columns, graph.op("Expand", &format!("{name}/start of all rows"), &[&start, &rows]))
}

/// What a difference from a place is measured by, for each place and column.
pub enum Measure<'a> {
    /// Itself.
    Plain,
    /// Its square is divided.
    Variances(&'a [f64]),
    /// It is multiplied.
    Factors(&'a [f64]),
}

/// Squared distances of the rows of `x`, `[N,columns]` of `f64`, from `places`, a row of columns for each:
/// `[N,places]`. Squares are of differences as they are, since squares multiplied out would lose the distance
/// of large numbers, and are added column after column.
pub fn distances(
    graph: &mut Graph,
    name: &str,
    x: &str,
    places: &[f64],
    count: usize,
    by: &Measure,
) -> String {
    let (width, features) = (count as i64, (places.len() / count.max(1)) as i64);
    let (columns, start) = by_column(graph, name, x, &vec![0.0; count]);
    let mut table = |what: &str, cells: &[f64]| {
        let cells = super::estimators::by_feature(cells, count);
        graph.doubles(&format!("{name}/{what}"), &[features, width, 1], &cells)
    };
    let places = table("places", places);
    let measure = match by {
        Measure::Plain => None,
        Measure::Variances(cells) => Some(table("variances", cells)),
        Measure::Factors(cells) => Some(table("factors", cells)),
    };
    let inputs = [("sum so far", start.as_str()), ("column", columns.as_str()), ("place", places.as_str())];
    let difference = |graph: &mut Graph, column: &str, place: &str| {
        graph.op("Sub", &format!("{name}/difference"), &[column, place])
    };
    let added = |graph: &mut Graph, so_far: &str, square: &str| {
        [(graph.op("Add", &format!("{name}/sum"), &[so_far, square]), kind::DOUBLE)]
    };
    let square = |graph: &mut Graph, d: &str| graph.op("Mul", &format!("{name}/square"), &[d, d]);
    let [sum] = match &measure {
        None => graph.scan(name, inputs, 2, |graph, [so_far, column, place]| {
            let d = difference(graph, column, place);
            let d = square(graph, &d);
            added(graph, so_far, &d)
        }),
        Some(measure) => {
            let [a, b, c] = inputs;
            graph.scan(name, [a, b, c, ("measure", measure)], 3, |graph, [so_far, column, place, measure]| {
                let d = difference(graph, column, place);
                let d = match by {
                    Measure::Factors(_) => {
                        let d = graph.op("Mul", &format!("{name}/in deviations"), &[&d, measure]);
                        square(graph, &d)
                    }
                    _ => {
                        let d = square(graph, &d);
                        graph.op("Div", &format!("{name}/over the variance"), &[&d, measure])
                    }
                };
                added(graph, so_far, &d)
            })
        }
    };
    turned(graph, &format!("{name}/by row"), &sum)
}

/// `x · weights`, `[N,width]`, as [`ProjectionState`] adds: in blocks of columns, and then the blocks.
pub fn in_blocks(graph: &mut Graph, name: &str, x: &str, weights: &[f64], width: usize) -> String {
    let zeros = vec![0.0; width];
    let size = ProjectionState::BLOCK;
    let columns = weights.len() / width.max(1);
    if columns <= size {
        return in_order(graph, name, x, weights, &zeros);
    }
    let blocks = (0..columns).step_by(size).map(|first| (first..columns.min(first + size)).collect());
    let blocks: Vec<Vec<usize>> = blocks.collect();
    let parts: Vec<String> = blocks.iter().map(|at| of_some(graph, name, x, (weights, width), at)).collect();
    added(graph, name, &parts)
}

/// `x · weights + heights`, `[N,heights]`, as lines of stochastic descent add: every fourth column, then
/// these four sums two by two, then what is left of the columns.
pub fn in_lanes(graph: &mut Graph, name: &str, x: &str, weights: &[f64], heights: &[f64]) -> String {
    let columns = weights.len() / heights.len().max(1);
    let whole = columns - columns % 4;
    let weights = (weights, heights.len());
    let mut parts = Vec::new();
    if whole > 0 {
        let [a, b, c, d] =
            [0, 1, 2, 3].map(|lane| of_some(graph, name, x, weights, &every_fourth(lane, whole)));
        let pairs = [added(graph, name, &[a, b]), added(graph, name, &[c, d])];
        parts.push(added(graph, name, &pairs));
    }
    if whole < columns {
        parts.push(of_some(graph, name, x, weights, &(whole..columns).collect::<Vec<_>>()));
    }
    parts.push(graph.doubles(&format!("{name}/intercept"), &[1, heights.len() as i64], heights));
    added(graph, name, &parts)
}

fn every_fourth(first: usize, end: usize) -> Vec<usize> {
    (first..end).step_by(4).collect()
}

/// The sum over some columns, from zero; `weights` has as many a column as the second says.
fn of_some(graph: &mut Graph, name: &str, x: &str, weights: (&[f64], usize), at: &[usize]) -> String {
    let (weights, width) = weights;
    let places: Vec<i64> = at.iter().map(|&column| column as i64).collect();
    let places = graph.integers(&format!("{name}/columns of a part"), &[places.len() as i64], &places);
    let part = graph.op_with("Gather", &format!("{name}/part"), &[x, &places], vec![int("axis", 1)]);
    let weights = at.iter().flat_map(|&column| &weights[column * width..(column + 1) * width]);
    let weights: Vec<f64> = weights.copied().collect();
    in_order(graph, &format!("{name}/of a part"), &part, &weights, &vec![0.0; width])
}

/// Sums one after the other.
fn added(graph: &mut Graph, name: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let first = parts.next().cloned().unwrap_or_default();
    parts.fold(first, |sum, part| graph.op("Add", &format!("{name}/of the parts"), &[&sum, part]))
}

fn turned(graph: &mut Graph, name: &str, value: &str) -> String {
    graph.op_with("Transpose", name, &[value], vec![ints("perm", vec![1, 0])])
}
