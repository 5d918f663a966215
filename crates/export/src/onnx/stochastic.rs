//! Lines of stochastic descent as graph nodes, with the probabilities that their losses have.

use super::OutputNames;
use super::estimators::{beside_zero, by_feature, classes, give, line, same_classes, softmax};
use super::graph::Graph;
use super::proto::kind;
use super::sums;
use crate::ExportError;
use glasshouse_learn::stochastic::{SgdLoss, SgdState};
use glasshouse_prepare::PipelineState;

/// Adds the lines and what they answer.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &SgdState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let Some(count) = model.classes else {
        let sum = line(graph, features, &model.coefficients, &model.intercepts);
        let rounded = graph.cast("model/single precision", &sum, kind::FLOAT);
        give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
        return Ok(());
    };
    same_classes(state, count as usize)?;
    let (coefficients, intercepts) =
        beside_zero(count, model.features, &model.coefficients, &model.intercepts);
    let x = graph.cast("model/double precision", features, kind::DOUBLE);
    let weights = by_feature(&coefficients, intercepts.len());
    let sums = sums::in_lanes(graph, "model/score", &x, &weights, &intercepts);
    match model.loss {
        SgdLoss::LogLoss if count == 2 => softmax(graph, state, &sums, outputs),
        SgdLoss::LogLoss => {
            // The logarithms of the chances, whose softmax are their shares.
            let zero = graph.doubles("model/none", &[1], &[0.0]);
            let low = graph.op("Min", "model/scores below zero", &[&sums, &zero]);
            let sizes = graph.op("Abs", "model/sizes of scores", &[&sums]);
            let falling = graph.op("Neg", "model/falling sizes", &[&sizes]);
            let powers = graph.op("Exp", "model/powers", &[&falling]);
            let one = graph.doubles("model/one", &[1], &[1.0]);
            let raised = graph.op("Add", "model/powers and one", &[&powers, &one]);
            let logarithms = graph.op("Log", "model/logarithms", &[&raised]);
            let chances = graph.op("Sub", "model/logarithms of chances", &[&low, &logarithms]);
            let attributes = vec![super::graph::int("axis", 1)];
            let shares = graph.op_with("Softmax", "model/shares", &[&chances], attributes);
            let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
            classes(graph, state, &sums, &probabilities, outputs)
        }
        SgdLoss::ModifiedHuber => {
            let shares = clipped(graph, model, &sums, count as usize);
            let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
            classes(graph, state, &sums, &probabilities, outputs)
        }
        _ => classes(graph, state, &sums, &sums, outputs),
    }
}

/// Scores between −1 and 1 as chances, made to sum to one. Of two classes the later one's decides.
fn clipped(graph: &mut Graph, model: &SgdState, sums: &str, count: usize) -> String {
    let numbers = |graph: &mut Graph, name: &str, all: &[f64]| {
        graph.doubles(&format!("model/{name}"), &[1, all.len() as i64], all)
    };
    // The score of the earlier of two classes is zero: that of the other, turned, takes its place.
    let sums = match count {
        2 => {
            let turn = graph.doubles("model/turned", &[2, 2], &[0.0, 0.0, -1.0, 1.0]);
            graph.op("MatMul", "model/both scores", &[sums, &turn])
        }
        _ => sums.to_owned(),
    };
    let (low, high) = (numbers(graph, "least", &[-1.0]), numbers(graph, "most", &[1.0]));
    let above = graph.op("Max", "model/scores above the least", &[&sums, &low]);
    let held = graph.op("Min", "model/scores held", &[&above, &high]);
    let raised = graph.op("Add", "model/scores from zero", &[&held, &high]);
    let present: Vec<f64> = (0..count).map(|k| f64::from(u8::from(model.is_present(k)))).collect();
    let present = numbers(graph, "classes with rows", &present);
    let axis = graph.integers("model/axis", &[1], &[1]);
    let total = graph.op("ReduceSum", "model/total", &[&raised, &axis]);
    let zero = numbers(graph, "none", &[0.0]);
    let none = graph.op("Equal", "model/no chance at all", &[&total, &zero]);
    let chances = graph.op("Where", "model/chances", &[&none, &present, &raised]);
    let total = graph.op("ReduceSum", "model/total of chances", &[&chances, &axis]);
    graph.op("Div", "model/shares", &[&chances, &total])
}
