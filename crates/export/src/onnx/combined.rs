//! Columns that are made of several others: products, ratios, what groups are like.

use super::flow::{Cells, Flow, Flows};
use super::graph::{Graph, int};
use super::proto::kind;
use super::steps::{drop_all, label_to_integer, titled};
use crate::ExportError;
use glasshouse_prepare::{
    GroupAggregateState, GroupOutput, PolynomialFeaturesState, PolynomialTerm, Relation,
    RelativeFeaturesState,
};
use glasshouse_spec::ColumnType;

/// Adds a `polynomial_features`: the terms of one degree are one product of columns that are put side by side.
pub fn polynomial(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &PolynomialFeaturesState,
    label: &str,
) -> Result<(), ExportError> {
    if state.columns.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let mut made = Vec::with_capacity(state.terms.len());
    for terms in state.terms.chunk_by(|a, b| a.factors.len() == b.factors.len()) {
        let product = match terms[0].factors.len() {
            0 => ones(graph, &label, &x),
            degree => product(graph, &label, &x, terms, degree),
        };
        made.extend(numeric(flows, terms.iter().map(|term| &term.name), product, terms.len()));
    }
    if state.keep {
        made.into_iter().for_each(|flow| flows.push(flow));
    } else {
        // First, for terms of one column bear its name.
        drop_all(flows, &state.columns[1..]);
        flows.replace(names[0], made);
    }
    Ok(())
}

/// A column of ones, as long as the others.
fn ones(graph: &mut Graph, label: &str, x: &str) -> String {
    let first = graph.integers(&format!("{label}/first column"), &[1], &[0]);
    let column = graph.op_with("Gather", &format!("{label}/first"), &[x, &first], vec![int("axis", 1)]);
    let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&column]);
    let present = graph.op("Not", &format!("{label}/is not missing"), &[&missing]);
    let any = graph.op("Or", &format!("{label}/either"), &[&missing, &present]);
    graph.cast(&format!("{label}/ones"), &any, kind::DOUBLE)
}

fn product(graph: &mut Graph, label: &str, x: &str, terms: &[PolynomialTerm], degree: usize) -> String {
    let mut all = Vec::with_capacity(degree);
    for at in 0..degree {
        let places: Vec<i64> = terms.iter().map(|term| i64::from(term.factors[at])).collect();
        let places = graph.integers(&format!("{label}/columns"), &[places.len() as i64], &places);
        all.push(graph.op_with("Gather", &format!("{label}/factor"), &[x, &places], vec![int("axis", 1)]));
    }
    let mut product = all[0].clone();
    for factor in &all[1..] {
        product = graph.op("Mul", &format!("{label}/product"), &[&product, factor]);
    }
    product
}

/// Columns of a tensor of numbers.
pub fn numeric<'a>(
    flows: &mut Flows,
    names: impl Iterator<Item = &'a String>,
    tensor: String,
    width: usize,
) -> Vec<Flow> {
    let cells = flows.block(tensor, width);
    let flow = |(name, cell): (&String, _)| Flow {
        name: name.clone(),
        kind: ColumnType::Numeric,
        cells: Cells::Numbers(cell),
    };
    names.zip(cells).map(flow).collect()
}

/// Adds a `relative_features`: all columns against one other at a time.
pub fn relative(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &RelativeFeaturesState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.variables.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let mut outputs = state.outputs.iter();
    for relation in &state.func {
        for reference in &state.reference {
            let other = flows.numbers(graph, &label, &[reference.as_str()])?;
            let made = related(graph, &label, *relation, [&x, &other], state.fill_value);
            let made = numeric(flows, outputs.by_ref().take(names.len()), made, names.len());
            made.into_iter().for_each(|flow| flows.push(flow));
        }
    }
    if state.drop_original {
        drop_all(flows, &state.variables);
        drop_all(flows, &state.reference);
    }
    Ok(())
}

fn related(
    graph: &mut Graph,
    label: &str,
    relation: Relation,
    [a, b]: [&str; 2],
    fill_value: Option<f64>,
) -> String {
    let name = |what: &str| format!("{label}/{what}");
    let made = match relation {
        Relation::Add => graph.op("Add", &name("sum"), &[a, b]),
        Relation::Sub => graph.op("Sub", &name("difference"), &[a, b]),
        Relation::Mul => graph.op("Mul", &name("product"), &[a, b]),
        Relation::Div => graph.op("Div", &name("quotient"), &[a, b]),
        Relation::FloorDiv => {
            let quotient = graph.op("Div", &name("quotient"), &[a, b]);
            graph.op("Floor", &name("whole quotient"), &[&quotient])
        }
        Relation::Mod => remainder(graph, label, a, b),
        Relation::Pow => graph.op("Pow", &name("power"), &[a, b]),
    };
    let gaps = [a, b].map(|x| graph.op("IsNaN", &name("is missing"), &[x]));
    let missing = graph.op("Or", &name("either is missing"), &[&gaps[0], &gaps[1]]);
    let filled = match relation.divides() {
        true => {
            let zero = graph.doubles(&name("0"), &[1, 1], &[0.0]);
            let by_zero = graph.op("Equal", &name("by 0"), &[b, &zero]);
            let fill = graph.doubles(&name("fill"), &[1, 1], &[fill_value.unwrap_or(f64::NAN)]);
            graph.op("Where", &name("filled"), &[&by_zero, &fill, &made])
        }
        false => made,
    };
    let none = graph.doubles(&name("missing"), &[1, 1], &[f64::NAN]);
    graph.op("Where", &name("made"), &[&missing, &none, &filled])
}

/// What is left of a division, with the sign of the divisor; the operator's has that of the other.
pub fn remainder(graph: &mut Graph, label: &str, a: &str, b: &str) -> String {
    let name = |what: &str| format!("{label}/{what}");
    let rest = graph.op_with("Mod", &name("rest"), &[a, b], vec![int("fmod", 1)]);
    let zero = graph.doubles(&name("0"), &[1, 1], &[0.0]);
    let none = graph.op("Equal", &name("no rest"), &[&rest, &zero]);
    let one = graph.op("Less", &name("rest below 0"), &[&rest, &zero]);
    let other = graph.op("Less", &name("divisor below 0"), &[b, &zero]);
    let same = graph.op("Equal", &name("same sign"), &[&one, &other]);
    let as_it_is = graph.op("Or", &name("as it is"), &[&none, &same]);
    let moved = graph.op("Add", &name("moved"), &[&rest, b]);
    graph.op("Where", &name("remainder"), &[&as_it_is, &rest, &moved])
}

/// Adds a `group_aggregate` of groups that one column of text names: a table with a row for each group, and a
/// last one for all others.
pub fn groups(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &GroupAggregateState,
    label: &str,
) -> Result<(), ExportError> {
    let not_in_onnx = |why: &str| ExportError::NotInOnnx { what: format!("step {label}"), why: why.into() };
    let [by] = state.by.as_slice() else {
        return Err(not_in_onnx("its groups are named by several columns"));
    };
    if flows.is_number(by)? || flows.column(by)?.kind == ColumnType::Datetime {
        return Err(not_in_onnx(&format!("its groups are named by \"{by}\", which is not text")));
    }
    let width = state.outputs.len();
    if width == 0 {
        return Ok(());
    }
    let label = titled(label, &[by]);
    let (x, _) = flows.text(by)?;
    let unknown = state.groups.len();
    let known = state.groups.iter().zip(0..).map(|(labels, at)| (labels[0].as_str(), at));
    // The empty text is a missing one for a graph.
    let map: Vec<(&str, i64)> = known.filter(|(name, _)| !name.is_empty()).collect();
    let place = label_to_integer(graph, &format!("{label}/group"), &x, &map, unknown as i64);
    let of_group = |group: usize| {
        let cell = move |output: &GroupOutput| output.values.get(group).copied().unwrap_or(output.otherwise);
        state.outputs.iter().map(move |output| cell(output).unwrap_or(f64::NAN))
    };
    let cells: Vec<f64> = (0..=unknown).flat_map(of_group).collect();
    let table = graph.doubles(&format!("{label}/groups"), &[unknown as i64 + 1, width as i64], &cells);
    let found = graph.op("Gather", &format!("{label}/of the group"), &[&table, &place]);
    let shape = graph.integers(&format!("{label}/shape"), &[2], &[-1, width as i64]);
    let numbers = graph.op("Reshape", &format!("{label}/told"), &[&found, &shape]);
    let made = numeric(flows, state.outputs.iter().map(|output| &output.name), numbers, width);
    made.into_iter().for_each(|flow| flows.push(flow));
    Ok(())
}
