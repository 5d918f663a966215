//! Boosted trees as one `TreeEnsembleRegressor` with a target for each score, summed in double
//! precision: leaves and base lie on a grid on which these sums are exact in any order. The
//! operator gives them as `f32`, which is where the model rounds as well.

use super::OutputNames;
use super::estimators::{classes, give, same_classes, wrong_task};
use super::graph::{Graph, Node, int};
use super::proto::kind;
use super::trees::{Precision, Sums, Turns, ensemble};
use crate::ExportError;
use glasshouse_learn::boosting::{BoostedState, LOG_BOUNDS, Link};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Adds the trees and what links their sums to the answer.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &BoostedState,
    turns: Option<Turns>,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let sums = Sums {
        width: 1,
        targets: model.base.len(),
        outputs: &model.outputs,
        base: &model.base,
        precision: Precision::Double,
        turns,
    };
    let scores = ensemble(graph, &model.trees, &sums, features);
    if model.link == Link::Softmax {
        same_classes(state, model.base.len())?;
        let probabilities = softmax(graph, &scores);
        return classes(graph, state, &scores, &probabilities, outputs);
    }
    if state.task != TaskKind::Regression {
        return Err(wrong_task("boosted trees of numbers", "classification"));
    }
    let answers = if model.link == Link::Log { exponential(graph, &scores) } else { scores };
    give(graph, "model/prediction", &answers, outputs.numbers()?, 1);
    Ok(())
}

fn softmax(graph: &mut Graph, scores: &str) -> String {
    let wide = graph.cast("model/scores", scores, kind::DOUBLE);
    let attributes = vec![int("axis", 1)];
    let node = Node { domain: "", op: "Softmax", name: "model/softmax", inputs: &[&wide], attributes };
    let shares = graph.add(node);
    graph.cast("model/single precision", &shares, kind::FLOAT)
}

fn exponential(graph: &mut Graph, scores: &str) -> String {
    let wide = graph.cast("model/logarithm", scores, kind::DOUBLE);
    let low = graph.doubles("model/least logarithm", &[], &[LOG_BOUNDS.0]);
    let high = graph.doubles("model/largest logarithm", &[], &[LOG_BOUNDS.1]);
    let bounded = graph.op("Clip", "model/bounded logarithm", &[&wide, &low, &high]);
    let answers = graph.op("Exp", "model/exponential", &[&bounded]);
    graph.cast("model/single precision", &answers, kind::FLOAT)
}
