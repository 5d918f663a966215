//! Estimators that answer together: their graphs side by side, and what makes their answers one.

use super::OutputNames;
use super::estimators::{classes, give, label, number_of, same_classes, wrong_task};
use super::graph::{Graph, Node, int};
use super::inside::{self, Held, columns, row_sums, side_by_side, sum, with};
use super::proto::kind;
use crate::ExportError;
use glasshouse_learn::ensemble::{CommitteeState, Reading, Union};
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// Adds the estimators and the union of their answers.
pub fn add(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CommitteeState,
    features: &str,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let inner = if matches!(model.union, Union::Rest(_)) { Some(2) } else { model.classes };
    let mut held = Vec::with_capacity(model.members.len());
    for member in &model.members {
        let seen = match &member.columns {
            Some(at) => columns(graph, features, at),
            None => features.to_owned(),
        };
        held.push(inside::add(graph, member.model.state(), inner, &seen)?);
    }
    match model.classes {
        None if state.task != TaskKind::Regression => {
            Err(wrong_task("an ensemble of numbers", "classification"))
        }
        None => numbers(graph, model, &held, outputs),
        Some(count) => {
            same_classes(state, count as usize)?;
            match model.union {
                Union::Rest(reading) => rest(graph, state, model, &held, reading, outputs),
                _ => votes(graph, state, model, &held, outputs),
            }
        }
    }
}

fn total(model: &CommitteeState) -> f64 {
    model.members.iter().map(|member| member.weight).sum()
}

fn numbers(
    graph: &mut Graph,
    model: &CommitteeState,
    held: &[Held],
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let all = total(model);
    let mut answers = Vec::with_capacity(held.len());
    for one in held {
        answers.push(one.read(graph, Reading::Number, None)?);
    }
    let answer = if model.union == Union::Median {
        median(graph, model, &answers)
    } else {
        let weighed = answers.iter().zip(&model.members);
        let terms: Vec<String> =
            weighed.map(|(answer, member)| with(graph, "Mul", answer, member.weight)).collect();
        let sums = sum(graph, &terms)?;
        with(graph, "Div", &sums, all)
    };
    let rounded = graph.cast("model/single precision", &answer, kind::FLOAT);
    give(graph, "model/prediction", &rounded, outputs.numbers()?, 1);
    Ok(())
}

/// The answers of a row in order, and the first at which half of the weight is reached.
fn median(graph: &mut Graph, model: &CommitteeState, answers: &[String]) -> String {
    let count = answers.len() as i64;
    let joined = side_by_side(graph, answers);
    let [sorted, places] = graph.smallest("model/answers in order", &joined, count);
    let weights: Vec<f64> = model.members.iter().map(|member| member.weight).collect();
    let weights = graph.doubles("model/weights of the estimators", &[count], &weights);
    let theirs = graph.op("Gather", "model/weights in order", &[&weights, &places]);
    let axis = graph.integers("model/axis of estimators", &[], &[1]);
    let sums = graph.op("CumSum", "model/weight from below", &[&theirs, &axis]);
    let all = columns(graph, &sums, &[model.members.len() as u32 - 1]);
    let half = with(graph, "Mul", &all, 0.5);
    let reached = graph.op("GreaterOrEqual", "model/half is reached", &[&sums, &half]);
    let reached = graph.cast("model/where half is reached", &reached, kind::FLOAT);
    let attributes = vec![int("axis", 1), int("keepdims", 1), int("select_last_index", 0)];
    let inputs = [reached.as_str()];
    let first = graph.add(Node {
        domain: "",
        op: "ArgMax",
        name: "model/median's place",
        inputs: &inputs,
        attributes,
    });
    let attributes = vec![int("axis", 1)];
    let inputs = [sorted.as_str(), first.as_str()];
    graph.add(Node { domain: "", op: "GatherElements", name: "model/median", inputs: &inputs, attributes })
}

fn votes(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CommitteeState,
    held: &[Held],
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let all = total(model);
    let mut terms = Vec::with_capacity(held.len());
    for (one, member) in held.iter().zip(&model.members) {
        let own = match &one.numbers {
            Some(shares) if model.union == Union::Mean => graph.cast("model/shares", shares, kind::DOUBLE),
            _ => one.choice(graph, state.classes.len())?,
        };
        terms.push(if member.weight == 1.0 { own } else { with(graph, "Mul", &own, member.weight) });
    }
    let sums = sum(graph, &terms)?;
    let shares = with(graph, "Div", &sums, all);
    let shares = match model.union {
        Union::Margin => ahead(graph, model, &shares),
        _ => shares,
    };
    let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
    classes(graph, state, &sums, &probabilities, outputs)
}

/// Probabilities from how far the votes of a class are ahead.
fn ahead(graph: &mut Graph, model: &CommitteeState, shares: &str) -> String {
    let others = model.present.len() as f64 - 1.0;
    let own = columns(graph, shares, &model.present);
    let one = number_of(graph, 1.0);
    let against = graph.op("Sub", "model/votes against", &[&one, &own]);
    let against = with(graph, "Div", &against, others);
    let lead = graph.op("Sub", "model/lead", &[&own, &against]);
    let lead = with(graph, "Div", &lead, others);
    let attributes = vec![int("axis", 1)];
    let node = Node { domain: "", op: "Softmax", name: "model/softmax", inputs: &[&lead], attributes };
    let shares = graph.add(node);
    spread(graph, model, &shares)
}

/// Numbers of the classes that had training rows among those of all classes; zero for the others.
fn spread(graph: &mut Graph, model: &CommitteeState, present: &str) -> String {
    let (few, all) = (model.present.len(), model.classes.unwrap_or(0) as usize);
    if few == all {
        return present.to_owned();
    }
    let mut places = vec![0.0; few * all];
    model.present.iter().enumerate().for_each(|(row, &class)| places[row * all + class as usize] = 1.0);
    let places = graph.doubles("model/places of the classes", &[few as i64, all as i64], &places);
    graph.op("MatMul", "model/among all classes", &[present, &places])
}

fn rest(
    graph: &mut Graph,
    state: &PipelineState,
    model: &CommitteeState,
    held: &[Held],
    reading: Reading,
    outputs: &OutputNames,
) -> Result<(), ExportError> {
    let mut sure = Vec::with_capacity(held.len());
    for one in held {
        sure.push(one.read(graph, reading, Some(2))?);
    }
    let sure = side_by_side(graph, &sure);
    let place = if model.present.len() == 2 {
        let later = number_of(graph, if reading == Reading::Scores { 0.0 } else { 0.5 });
        let later = graph.op("Greater", "model/later class", &[&sure, &later]);
        let later = graph.cast("model/place of the class", &later, kind::INT64);
        let axis = graph.integers("model/axis of places", &[1], &[1]);
        graph.op("Squeeze", "model/places of the class", &[&later, &axis])
    } else {
        let attributes = vec![int("axis", 1), int("keepdims", 0), int("select_last_index", 0)];
        let inputs = [sure.as_str()];
        graph.add(Node { domain: "", op: "ArgMax", name: "model/surest", inputs: &inputs, attributes })
    };
    let present: Vec<i64> = model.present.iter().map(|&class| i64::from(class)).collect();
    let present = graph.integers("model/classes with rows", &[present.len() as i64], &present);
    let best = graph.op("Gather", "model/best class", &[&present, &place]);
    label(graph, state, &best, outputs)?;
    if outputs.numbers.is_none() {
        return Ok(());
    }
    let mut own = Vec::with_capacity(held.len());
    for one in held {
        own.push(one.read(graph, Reading::Probabilities, Some(2))?);
    }
    if let [later] = own.as_slice() {
        let one = number_of(graph, 1.0);
        let earlier = graph.op("Sub", "model/earlier class", &[&one, later]);
        own.insert(0, earlier);
    }
    let own = side_by_side(graph, &own);
    let even = evened_out(graph, &own, model.present.len());
    let shares = spread(graph, model, &even);
    let probabilities = graph.cast("model/single precision", &shares, kind::FLOAT);
    give(graph, "model/probabilities", &probabilities, outputs.numbers()?, state.classes.len());
    Ok(())
}

/// Rows made to sum to one; a row of zeros becomes equal shares.
pub fn evened_out(graph: &mut Graph, shares: &str, width: usize) -> String {
    let sums = row_sums(graph, shares);
    let (zero, one) = (number_of(graph, 0.0), number_of(graph, 1.0));
    let some = graph.op("Greater", "model/some share", &[&sums, &zero]);
    let divisor = graph.op("Where", "model/divisor", &[&some, &sums, &one]);
    let even = graph.op("Div", "model/even", &[shares, &divisor]);
    let equal = number_of(graph, 1.0 / width as f64);
    graph.op("Where", "model/even or equal", &[&some, &even, &equal])
}
