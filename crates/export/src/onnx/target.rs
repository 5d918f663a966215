//! A regressor whose answers are brought back from the scale of the target that it learned.

use super::OutputNames;
use super::estimators::{give, number_of};
use super::graph::Graph;
use super::inside::{self, with};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::ensemble::{Reading, TargetScale, TargetShape, TransformedTargetState};

/// Adds the regressor and the way back.
pub fn add(
    graph: &mut Graph,
    model: &TransformedTargetState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let held = inside::add(graph, model.model.state(), None, features)?;
    let answer = held.read(graph, Reading::Number, None)?;
    let scaled = with(graph, "Mul", &answer, model.scale.scale);
    let shaped = with(graph, "Add", &scaled, model.scale.center);
    let target = back(graph, &model.scale, &shaped);
    let most = f64::from(f32::MAX);
    let (low, high) = (number_of(graph, -most), number_of(graph, most));
    let target = graph.op("Clip", "model/target within bounds", &[&target, &low, &high]);
    let rounded = graph.cast("model/single precision", &target, kind::FLOAT);
    give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The inverse of a shape.
fn back(graph: &mut Graph, scale: &TargetScale, shaped: &str) -> String {
    match scale.shape {
        TargetShape::Standard => shaped.to_owned(),
        TargetShape::Log => graph.op("Exp", "model/target", &[shaped]),
        TargetShape::Log1p => exp_m1(graph, shaped),
        TargetShape::Sqrt => {
            let zero = number_of(graph, 0.0);
            let root = graph.op("Max", "model/root from 0 up", &[shaped, &zero]);
            graph.op("Mul", "model/target", &[&root, &root])
        }
        TargetShape::BoxCox => {
            let log = log(graph, shaped, scale.lambda);
            graph.op("Exp", "model/target", &[&log])
        }
        TargetShape::YeoJohnson => {
            let zero = number_of(graph, 0.0);
            let size = graph.op("Abs", "model/size of the power", &[shaped]);
            let up = log(graph, &size, scale.lambda);
            let up = exp_m1(graph, &up);
            let down = log(graph, &size, 2.0 - scale.lambda);
            let down = exp_m1(graph, &down);
            let down = graph.op("Neg", "model/target below 0", &[&down]);
            let below = graph.op("Less", "model/is below 0", &[shaped, &zero]);
            graph.op("Where", "model/target", &[&below, &down, &up])
        }
    }
}

/// The logarithm of the number that has a power; at the end of the powers that there are, without bound.
fn log(graph: &mut Graph, power: &str, lambda: f64) -> String {
    if lambda.abs() < f64::EPSILON {
        return power.to_owned();
    }
    let product = with(graph, "Mul", power, lambda);
    let least = number_of(graph, -1.0);
    let inside = graph.op("Max", "model/powers that there are", &[&product, &least]);
    let sum = with(graph, "Add", &inside, 1.0);
    let log = graph.op("Log", "model/log", &[&sum]);
    with(graph, "Div", &log, lambda)
}

fn exp_m1(graph: &mut Graph, exponent: &str) -> String {
    let exp = graph.op("Exp", "model/exp", &[exponent]);
    with(graph, "Sub", &exp, 1.0)
}
