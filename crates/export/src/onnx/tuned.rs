//! Estimators whose answers go through curves, and estimators whose answers another one sees.

use super::OutputNames;
use super::committee::evened_out;
use super::estimators::{self, classes, number_of, same_classes, wrong_task};
use super::graph::Graph;
use super::inside::{self, column, row_sums, side_by_side, sum, with};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::ensemble::{CalibratedState, Curve, StackedState};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Most cells of points that a row is held against at a time.
const POINTS: usize = 100_000;

/// Adds the estimators, their curves and the mean of them.
pub fn calibrated(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CalibratedState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    same_classes(state, model.classes as usize)?;
    let mut terms = Vec::with_capacity(model.members.len());
    for member in &model.members {
        let held = inside::add(graph, member.model.state(), Some(model.classes), features)?;
        let said = held.read(graph, member.reading, Some(model.classes))?;
        let mut own = Vec::with_capacity(member.curves.len());
        for (class, tuned) in member.curves.iter().enumerate() {
            let said = column(graph, &said, class);
            own.push(match tuned {
                Some(tuned) => curve(graph, tuned, &said)?,
                None => with(graph, "Mul", &said, 0.0),
            });
        }
        terms.push(match own.as_slice() {
            [later] => {
                let one = number_of(graph, 1.0);
                let earlier = graph.op("Sub", "model/earlier class", &[&one, later]);
                side_by_side(graph, &[earlier, later.clone()])
            }
            _ => {
                let joined = side_by_side(graph, &own);
                evened_out(graph, &joined, own.len())
            }
        });
    }
    let sums = sum(graph, &terms)?;
    let shares = with(graph, "Div", &sums, terms.len() as f64);
    let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
    classes(graph, state, &shares, &probabilities, outputs)
}

/// A curve on a column `[N,1]`.
fn curve(graph: &mut Graph, curve: &Curve, said: &str) -> Result<String, ExportError> {
    match curve {
        Curve::Sigmoid { slope, height } => {
            let steep = with(graph, "Mul", said, *slope);
            let exponent = with(graph, "Add", &steep, *height);
            let exponent = graph.op("Neg", "model/exponent of the curve", &[&exponent]);
            Ok(graph.op("Sigmoid", "model/curve", &[&exponent]))
        }
        Curve::Isotonic { said: points, probability } => isotonic(graph, points, probability, said),
    }
}

/// How many points lie below says between which two a row is; beyond the ends the curve is level.
fn isotonic(graph: &mut Graph, points: &[f64], levels: &[f64], said: &str) -> Result<String, ExportError> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return Err(ExportError::Inconsistent("a curve has no points".into()));
    };
    if points.len() > POINTS {
        let why = format!("a curve of {} points is more than is compared with every row", points.len());
        return Err(ExportError::NotInOnnx { what: "calibrated_classifier_cv".into(), why });
    }
    let (low, high) = (number_of(graph, first), number_of(graph, last));
    let inside = graph.op("Clip", "model/within the curve", &[said, &low, &high]);
    let count = points.len() as i64;
    let row = graph.doubles("model/points of the curve", &[1, count], points);
    let below = graph.op("Less", "model/points below", &[&row, &inside]);
    let below = graph.cast("model/points below in numbers", &below, kind::FLOAT);
    let place = row_sums(graph, &below);
    let place = graph.cast("model/place on the curve", &place, kind::INT64);
    // Of place `k` the row lies from point `k - 1` to point `k`.
    let before = |k: usize| k.saturating_sub(1);
    let slope = |k: usize| match k {
        0 => 0.0,
        k => (levels[k] - levels[k - 1]) / (points[k] - points[k - 1]),
    };
    let each = || 0..points.len();
    let starts: Vec<f64> = each().map(|k| points[before(k)]).collect();
    let heights: Vec<f64> = each().map(|k| levels[before(k)]).collect();
    let slopes: Vec<f64> = each().map(slope).collect();
    let [start, height, slope] = [starts, heights, slopes].map(|values| {
        let values = graph.doubles("model/pieces of the curve", &[count], &values);
        graph.op("Gather", "model/piece of the curve", &[&values, &place])
    });
    let along = graph.op("Sub", "model/along the piece", &[&inside, &start]);
    let rise = graph.op("Mul", "model/rise", &[&along, &slope]);
    Ok(graph.op("Add", "model/curve", &[&height, &rise]))
}

/// Adds the estimators, and the one that sees their answers.
pub fn stacked(
    graph: &mut Graph,
    state: &PipelineState,
    model: &StackedState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    match model.classes {
        Some(classes) => same_classes(state, classes as usize)?,
        None if state.task != TaskKind::Regression => {
            return Err(wrong_task("an ensemble of numbers", "classification"));
        }
        None => {}
    }
    let mut seen = Vec::with_capacity(model.members.len() + 1);
    for member in &model.members {
        let held = inside::add(graph, member.model.state(), model.classes, features)?;
        let said = held.read(graph, member.reading, model.classes)?;
        let (low, high) = (number_of(graph, -f64::from(f32::MAX)), number_of(graph, f64::from(f32::MAX)));
        let said = graph.op("Clip", "model/answers within bounds", &[&said, &low, &high]);
        seen.push(graph.cast("model/answers in single precision", &said, kind::FLOAT));
    }
    if model.passthrough {
        seen.push(features.to_owned());
    }
    let seen = side_by_side(graph, &seen);
    let last = PipelineState { model: model.last.state().clone(), ..state.clone() };
    estimators::add(graph, &last, &seen, outputs)
}
