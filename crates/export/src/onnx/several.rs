//! The models of all targets side by side, and chains, in which each is told the targets before it.

use super::OutputNames;
use super::estimators::{self, give, label};
use super::graph::Graph;
use super::inside::{self, Held, side_by_side};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::ModelState;
use glasshouse_learn::ensemble::ChainState;
use glasshouse_prepare::PipelineState;

/// Adds the model of every target, and their outputs.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    features: &str,
    outputs: &[OutputNames],
) -> Result<(), ExportError> {
    let each = each(state);
    if state.model.each().len() != state.also.len() + 1 {
        return Err(ExportError::Inconsistent("it has another number of models than of targets".into()));
    }
    if let ModelState::Chain(model) = &state.model {
        return chain(graph, model, &each, features, outputs);
    }
    for (own, outputs) in each.iter().zip(outputs) {
        estimators::add(graph, own, features, outputs)?;
    }
    Ok(())
}

/// What is predicted of each target, as if it were the only one.
fn each(state: &PipelineState) -> Vec<PipelineState> {
    let of = |(task, model): (glasshouse_spec::TaskReport, &ModelState)| PipelineState {
        inputs: Vec::new(),
        steps: Vec::new(),
        features: Vec::new(),
        target: task.target,
        task: task.kind,
        classes: task.classes,
        positive: task.positive,
        also: Vec::new(),
        model: model.clone(),
    };
    state.task_report().each().into_iter().zip(state.model.each()).map(of).collect()
}

/// The links one after the other: what a link answers is a feature of those after it. Links that are lines,
/// trees or neighbours hand on the bits of the model. Sums of networks and of kernels are in the order of the
/// runtime, so that what they hand on may differ in the last of its 24 bits, and what later links answer by
/// as much as they weigh it.
fn chain(
    graph: &mut Graph,
    model: &ChainState,
    each: &[PipelineState],
    features: &str,
    outputs: &[OutputNames],
) -> Result<(), ExportError> {
    let mut seen = vec![features.to_owned()];
    for &target in &model.order {
        let none = || ExportError::Inconsistent("a link of its chain has no target".into());
        let (own, names) = each.get(target as usize).zip(outputs.get(target as usize)).ok_or_else(none)?;
        let all = side_by_side(graph, &seen);
        let classes = own.model.classes().map(|count| count as u32);
        let held = inside::add(graph, &own.model, classes, &all)?;
        seen.push(told(graph, &held)?);
        hand_out(graph, own, &held, names)?;
    }
    Ok(())
}

/// An answer as later links see it, `[N,1]` of `f32`: the place of the class, or the number within what
/// single precision holds.
fn told(graph: &mut Graph, held: &Held) -> Result<String, ExportError> {
    if let Some(best) = &held.best {
        let axis = graph.integers("model/axis of an earlier target", &[1], &[1]);
        let place = graph.op("Unsqueeze", "model/place of an earlier target", &[best, &axis]);
        return Ok(graph.cast("model/earlier target", &place, kind::FLOAT));
    }
    let lacks = || ExportError::Inconsistent("a link of its chain answers nothing".into());
    let number = held.numbers.as_deref().ok_or_else(lacks)?;
    let bounds = [f32::MIN, f32::MAX].map(|bound| graph.floats("model/bound", &[], &[bound]));
    Ok(graph.op("Clip", "model/earlier target", &[number, &bounds[0], &bounds[1]]))
}

/// Makes what a link answers outputs of the file.
fn hand_out(
    graph: &mut Graph,
    own: &PipelineState,
    held: &Held,
    names: &OutputNames,
) -> Result<(), ExportError> {
    if let Some(best) = &held.best {
        label(graph, own, best, names)?;
    }
    match (&held.numbers, &names.numbers) {
        (Some(numbers), Some(output)) => {
            give(graph, "model/answer", numbers, output, own.classes.len().max(1));
            Ok(())
        }
        (_, None) => Ok(()),
        (None, Some(_)) => Err(ExportError::Inconsistent("a link of its chain gives no numbers".into())),
    }
}
