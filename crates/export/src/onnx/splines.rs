//! B-splines of one column: the humps of degree 0, each 1 in its interval, and then each degree from the one
//! before it, all humps at once.

use super::graph::{Graph, text};
use glasshouse_prepare::{Extrapolation, SplineColumn, SplineTransformerState};

/// The humps at `x`, `[N,1]`: `[N,outputs]`.
pub fn humps(
    graph: &mut Graph,
    label: &str,
    x: &str,
    column: &SplineColumn,
    state: &SplineTransformerState,
) -> String {
    let degree = state.degree as usize;
    let (low, high) = column.ends(degree);
    let humps = match state.extrapolation {
        Extrapolation::Continue | Extrapolation::Error => at(graph, label, x, &column.knots, degree, degree),
        Extrapolation::Constant => {
            let x = between(graph, label, x, low, high);
            at(graph, label, &x, &column.knots, degree, degree)
        }
        Extrapolation::Periodic => {
            let x = wrapped(graph, label, x, low, high);
            let all = at(graph, label, &x, &column.knots, degree, degree);
            begun_anew(graph, label, &all, column.knots.len() - degree - 1, degree)
        }
        Extrapolation::Linear => {
            let inside = between(graph, label, x, low, high);
            let flat = at(graph, label, &inside, &column.knots, degree, degree);
            if degree == 0 {
                flat
            } else {
                straight(graph, label, (x, &inside, &flat), &column.knots, degree)
            }
        }
    };
    let width = column.outputs.len() as i64;
    slice(graph, &format!("{label}/kept"), &humps, 0, width)
}

/// Refuses what lies beyond the knots as the step does: a row that cannot be answered.
pub fn refused(graph: &mut Graph, label: &str, x: &str, humps: &str, (low, high): (f64, f64)) -> String {
    let inside = between(graph, &format!("{label}/inside"), x, low, high);
    let within = graph.op("Equal", &format!("{label}/within"), &[x, &inside]);
    let none = graph.doubles(&format!("{label}/no answer"), &[1, 1], &[f64::NAN]);
    graph.op("Where", &format!("{label}/answered"), &[&within, humps, &none])
}

/// The humps of a degree on knots that have `most` more beyond each end.
fn at(graph: &mut Graph, label: &str, x: &str, knots: &[f64], most: usize, degree: usize) -> String {
    let last = knots.len() - most - 1;
    let mut humps = intervals(graph, label, x, &knots[most + 1..last]);
    for step in 1..=degree {
        // Of each hump of the degree before, from which knot to which it reaches.
        let first = most + 1 - step;
        let widths: Vec<f64> = (first..last).map(|k| knots[k + step] - knots[k]).collect();
        let name = format!("{label}/degree {step}");
        let share = over(graph, &name, &humps, &widths);
        let mut part = |what: &str, ends: Vec<f64>, up: bool| {
            let ends = graph.doubles(&format!("{name}/{what}"), &[1, ends.len() as i64], &ends);
            let pair = if up { [x, &ends] } else { [&ends, x] };
            let way = graph.op("Sub", &format!("{name}/way {what}"), &pair);
            let part = graph.op("Mul", &format!("{name}/{what} part"), &[&share, &way]);
            let pads = if up { [0, 1, 0, 0] } else { [0, 0, 0, 1] };
            pad(graph, &format!("{name}/{what} of the next"), &part, pads)
        };
        let rising = part("from", (first..last).map(|k| knots[k]).collect(), true);
        let falling = part("to", (first..last).map(|k| knots[k + step]).collect(), false);
        humps = graph.op("Add", &format!("{name}/humps"), &[&falling, &rising]);
    }
    humps
}

/// Humps divided by how wide they are; those without any width count for nothing.
fn over(graph: &mut Graph, name: &str, humps: &str, widths: &[f64]) -> String {
    let row = [1, widths.len() as i64];
    let safe: Vec<f64> = widths.iter().map(|w| if *w > 0.0 { *w } else { f64::INFINITY }).collect();
    let safe = graph.doubles(&format!("{name}/widths"), &row, &safe);
    graph.op("Div", &format!("{name}/by width"), &[humps, &safe])
}

/// A column for each interval between knots: 1 where the number is in it, which it is in the first or the last
/// where it is beyond.
fn intervals(graph: &mut Graph, label: &str, x: &str, inner: &[f64]) -> String {
    let bounds = |beyond: f64, front: bool| {
        let mut all = inner.to_vec();
        all.insert(if front { 0 } else { inner.len() }, beyond);
        all
    };
    let width = inner.len() as i64 + 1;
    let low = graph.doubles(&format!("{label}/from"), &[1, width], &bounds(f64::NEG_INFINITY, true));
    let high = graph.doubles(&format!("{label}/to"), &[1, width], &bounds(f64::INFINITY, false));
    let from = graph.op("GreaterOrEqual", &format!("{label}/from there"), &[x, &low]);
    let to = graph.op("Less", &format!("{label}/to there"), &[x, &high]);
    let both = graph.op("And", &format!("{label}/in the interval"), &[&from, &to]);
    graph.cast(&format!("{label}/degree 0"), &both, super::proto::kind::DOUBLE)
}

/// Goes straight on from the ends by the slopes there.
fn straight(
    graph: &mut Graph,
    label: &str,
    (x, inside, flat): (&str, &str, &str),
    knots: &[f64],
    degree: usize,
) -> String {
    let lower = at(graph, &format!("{label}/slopes"), inside, knots, degree, degree - 1);
    let last = knots.len() - degree - 1;
    let widths: Vec<f64> = (1..last).map(|k| (knots[k + degree] - knots[k]) / degree as f64).collect();
    let share = over(graph, &format!("{label}/slope"), &lower, &widths);
    let way = graph.op("Sub", &format!("{label}/way beyond"), &[x, inside]);
    let more = graph.op("Mul", &format!("{label}/rise"), &[&share, &way]);
    let rising = pad(graph, &format!("{label}/rising"), &more, [0, 1, 0, 0]);
    let falling = pad(graph, &format!("{label}/falling"), &more, [0, 0, 0, 1]);
    let change = graph.op("Sub", &format!("{label}/change"), &[&rising, &falling]);
    graph.op("Add", &format!("{label}/straight on"), &[flat, &change])
}

/// Adds the humps beyond the last to the first ones.
fn begun_anew(graph: &mut Graph, label: &str, humps: &str, count: usize, degree: usize) -> String {
    let kept = (count - degree) as i64;
    let first = slice(graph, &format!("{label}/of one period"), humps, 0, kept);
    let rest = slice(graph, &format!("{label}/of the next"), humps, kept, count as i64);
    let rest = pad(graph, &format!("{label}/anew"), &rest, [0, 0, 0, kept - degree as i64]);
    graph.op("Add", &format!("{label}/periodic"), &[&first, &rest])
}

/// Numbers cut to two ends by comparisons, which leave a missing one missing.
fn between(graph: &mut Graph, label: &str, x: &str, low: f64, high: f64) -> String {
    let low = graph.doubles(&format!("{label}/first knot"), &[1, 1], &[low]);
    let high = graph.doubles(&format!("{label}/last knot"), &[1, 1], &[high]);
    let under = graph.op("Less", &format!("{label}/below"), &[x, &low]);
    let x = graph.op("Where", &format!("{label}/from the first"), &[&under, &low, x]);
    let over = graph.op("Greater", &format!("{label}/above"), &[&x, &high]);
    graph.op("Where", &format!("{label}/to the last"), &[&over, &high, &x])
}

/// Numbers moved by whole periods to between two ends.
fn wrapped(graph: &mut Graph, label: &str, x: &str, low: f64, high: f64) -> String {
    let constant =
        |graph: &mut Graph, what: &str, x: f64| graph.doubles(&format!("{label}/{what}"), &[1, 1], &[x]);
    let zero = constant(graph, "0", 0.0);
    if high <= low {
        return graph.op("Mul", &format!("{label}/no period"), &[x, &zero]);
    }
    let (first, period) = (constant(graph, "first knot", low), constant(graph, "period", high - low));
    let way = graph.op("Sub", &format!("{label}/from the first knot"), &[x, &first]);
    let fmod = vec![super::graph::int("fmod", 1)];
    let rest = graph.op_with("Mod", &format!("{label}/in the period"), &[&way, &period], fmod);
    let under = graph.op("Less", &format!("{label}/before it"), &[&rest, &zero]);
    let raised = graph.op("Add", &format!("{label}/moved up"), &[&rest, &period]);
    let rest = graph.op("Where", &format!("{label}/within"), &[&under, &raised, &rest]);
    graph.op("Add", &format!("{label}/within the knots"), &[&first, &rest])
}

fn slice(graph: &mut Graph, name: &str, x: &str, from: i64, to: i64) -> String {
    let mut whole = |what: &str, n: i64| graph.integers(&format!("{name}/{what}"), &[1], &[n]);
    let (from, to, axis) = (whole("from", from), whole("to", to), whole("axis", 1));
    graph.op("Slice", name, &[x, &from, &to, &axis])
}

fn pad(graph: &mut Graph, name: &str, x: &str, pads: [i64; 4]) -> String {
    let pads = graph.integers(&format!("{name}/zeros"), &[4], &pads);
    graph.op_with("Pad", name, &[x, &pads], vec![text("mode", "constant")])
}
