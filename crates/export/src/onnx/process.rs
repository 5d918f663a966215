//! Gaussian processes of classes, in double precision and a row at a time.
//!
//! The error function of the runtime is one of single precision, whose rounding the shares of the curves, some
//! thousands of either sign, would make a hundred times what may differ: here it is an integral over the normal
//! distribution, by Gauss and Legendre's points.

use super::OutputNames;
use super::committee::evened_out;
use super::estimators::{classes, number_of, same_classes};
use super::graph::Graph;
use super::inside::{side_by_side, with};
use super::kernels::{kernels, matrix};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::process::{CURVES, GpClassesState, GpMachine};
use glasshouse_prepare::PipelineState;

/// Points of the integral: up to [`FAR`] it is exact to the last digits with these.
const POINTS: usize = 32;
/// Beyond this the error function is one to the last digit.
const FAR: f64 = 6.0;
/// As in the model: chances are held away from 0 and 1 by this.
const EDGE: f64 = 1e-10;

/// Adds the machines and what their chances come to.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &GpClassesState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes as usize)?;
    let rows = graph.floats("model/rows", &[model.rows() as i64, i64::from(model.features)], &model.support);
    let rows = graph.cast("model/rows in double precision", &rows, kind::DOUBLE);
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let chances: Vec<String> =
        model.machines.iter().map(|machine| chance(graph, machine, model.rows(), &rows, &x)).collect();
    let present = model.present.len();
    let shares = match chances.as_slice() {
        [later] => {
            let one = number_of(graph, 1.0);
            let earlier = graph.op("Sub", "model/earlier class", &[&one, later]);
            side_by_side(graph, &[earlier, later.clone()])
        }
        all => {
            let joined = side_by_side(graph, all);
            evened_out(graph, &joined, present)
        }
    };
    let own = model.present.iter().enumerate().map(|(at, &class)| (at, class as usize, 1.0));
    let own = matrix(graph, "model/own columns", present, model.classes as usize, own);
    let all = graph.op("MatMul", "model/shares of all classes", &[&shares, &own]);
    let probabilities = graph.cast("model/single precision", &all, kind::FLOAT);
    classes(graph, state, &all, &probabilities, outputs)
}

/// The chance of a machine's class: `[N,1]`.
fn chance(graph: &mut Graph, machine: &GpMachine, count: usize, rows: &str, x: &str) -> String {
    let weights = graph.doubles("model/weights", &[1, count as i64], &machine.weights);
    let triangle = (0..count).flat_map(|row| (0..=row).map(move |column| (row, column)));
    let cells = triangle.zip(&machine.spread).map(|((row, column), &cell)| (row, column, cell));
    let triangle = matrix(graph, "model/triangle", count, count, cells);
    let [mean, taken] = graph.each_row("model/comparison", x, |graph, x| {
        let kernels = kernels(graph, machine.kernel, rows, x);
        let mean = graph.op("MatMul", "model/mean", &[&weights, &kernels]);
        let parts = graph.op("MatMul", "model/parts of the variance", &[&triangle, &kernels]);
        let squares = graph.op("Mul", "model/squares of the parts", &[&parts, &parts]);
        let axis = graph.integers("model/axis of parts", &[1], &[0]);
        let taken = graph.op("ReduceSum", "model/what the rows take off", &[&squares, &axis]);
        [(mean, kind::DOUBLE), (taken, kind::DOUBLE)]
    });
    let amplitude = number_of(graph, machine.theta[0]);
    let variance = graph.op("Sub", "model/variance", &[&amplitude, &taken]);
    let zero = number_of(graph, 0.0);
    let variance = graph.op("Max", "model/variance above zero", &[&variance, &zero]);
    mean_chance(graph, &mean, &variance)
}

/// The mean of the logistic function over a normal distribution.
fn mean_chance(graph: &mut Graph, mean: &str, variance: &str) -> String {
    let curves = CURVES.len() as i64;
    let steep = graph.doubles("model/how steep", &[1, curves], &CURVES.map(|(steep, _)| steep));
    let squares = graph.doubles("model/twice squared", &[1, curves], &CURVES.map(|(s, _)| 2.0 * s * s));
    let wide = graph.op("Mul", "model/spread of the curves", &[variance, &squares]);
    let wide = with(graph, "Add", &wide, 1.0);
    let wide = graph.op("Sqrt", "model/width of the curves", &[&wide]);
    let place = graph.op("Mul", "model/place on the curves", &[mean, &steep]);
    let place = graph.op("Div", "model/place by width", &[&place, &wide]);
    let errors = error_function(graph, &place);
    let shares =
        graph.doubles("model/shares of the curves", &[curves, 1], &CURVES.map(|(_, share)| 0.5 * share));
    let sum = graph.op("MatMul", "model/sum of the curves", &[&errors, &shares]);
    let chance = with(graph, "Add", &sum, CURVES.iter().map(|(_, share)| 0.5 * share).sum());
    let (low, high) = (number_of(graph, EDGE), number_of(graph, 1.0 - EDGE));
    graph.op("Clip", "model/chance", &[&chance, &low, &high])
}

/// `erf` of each cell of `[N,width]`.
fn error_function(graph: &mut Graph, z: &str) -> String {
    let (low, high) = (number_of(graph, -FAR), number_of(graph, FAR));
    let z = graph.op("Clip", "model/within the integral", &[z, &low, &high]);
    let points = gauss_legendre();
    let squares = graph.op("Mul", "model/squares on the curves", &[&z, &z]);
    let axis = graph.integers("model/axis of points", &[1], &[2]);
    let squares = graph.op("Unsqueeze", "model/for each point", &[&squares, &axis]);
    let falling = graph.doubles("model/points", &[1, 1, POINTS as i64], &points.map(|(x, _)| -x * x));
    let exponents = graph.op("Mul", "model/exponents of the points", &[&squares, &falling]);
    let heights = graph.op("Exp", "model/heights of the points", &[&exponents]);
    let scale = 2.0 / std::f64::consts::PI.sqrt();
    let weights =
        graph.doubles("model/weights of the points", &[POINTS as i64, 1], &points.map(|(_, w)| w * scale));
    let sums = graph.op("MatMul", "model/integrals", &[&heights, &weights]);
    let sums = graph.op("Squeeze", "model/integrals of the curves", &[&sums, &axis]);
    graph.op("Mul", "model/error function", &[&sums, &z])
}

/// Points from 0 to 1 and their weights (Golub and Welsch would do for many; Newton's method does for these).
fn gauss_legendre() -> [(f64, f64); POINTS] {
    std::array::from_fn(|at| {
        let mut x = libm::cos(std::f64::consts::PI * (at as f64 + 0.75) / (POINTS as f64 + 0.5));
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut before, mut value) = (1.0, x);
            for degree in 2..=POINTS {
                let n = degree as f64;
                (before, value) = (value, ((2.0 * n - 1.0) * x * value - (n - 1.0) * before) / n);
            }
            slope = POINTS as f64 * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        (0.5 * (1.0 + x), 1.0 / ((1.0 - x * x) * slope * slope))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against libm's.
    #[test]
    fn the_integral_is_the_error_function() {
        for step in -60..=60 {
            let z = f64::from(step) / 10.0;
            let sum: f64 = gauss_legendre().iter().map(|(x, w)| w * libm::exp(-(z * x) * (z * x))).sum();
            let erf = 2.0 / std::f64::consts::PI.sqrt() * z * sum;
            assert!((erf - libm::erf(z)).abs() < 1e-14, "{z}: {erf} {}", libm::erf(z));
        }
    }
}
