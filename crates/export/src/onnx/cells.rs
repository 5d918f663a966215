//! Steps that clean up cells as graph nodes.

use super::flow::{Cells, Flow, Flows};
use super::graph::{Graph, ML, Node, text, texts};
use super::proto::kind;
use super::steps::{label_to_integer, titled};
use crate::ExportError;
use glasshouse_prepare::ReplaceValuesState;

/// Adds a `replace_values`: cells that are named become others, all others stay, those that nobody has seen too.
pub fn replace(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &ReplaceValuesState,
    label: &str,
) -> Result<(), ExportError> {
    let (numbers, words): (Vec<_>, Vec<_>) = state.columns.iter().partition(|column| column.is_number);
    if state.ignore_case && !words.is_empty() {
        return Err(ExportError::NotInOnnx {
            what: format!("step {label}"),
            why: "texts cannot be compared there whatever their case; set ignore_case to false and name every spelling".into(),
        });
    }
    let names: Vec<&str> = numbers.iter().map(|column| column.name.as_str()).collect();
    if !names.is_empty() && !state.numbers.is_empty() {
        replace_numbers(graph, flows, &state.numbers, &names, label)?;
    }
    for column in words.iter().filter(|_| !state.texts.is_empty()) {
        replace_words(graph, flows, &state.texts, &column.name, label)?;
    }
    Ok(())
}

/// Numbers, compared as 32 bits hold them; a missing one equals none.
fn replace_numbers(
    graph: &mut Graph,
    flows: &mut Flows,
    pairs: &[(f64, Option<f64>)],
    names: &[&str],
    label: &str,
) -> Result<(), ExportError> {
    let label = titled(label, names);
    let x = flows.numbers(graph, &label, names)?;
    let narrow = graph.cast(&format!("{label}/in 32 bits"), &x, kind::FLOAT);
    let mut made = x;
    for (at, (from, to)) in pairs.iter().enumerate() {
        let from = graph.floats(&format!("{label}/value {at}"), &[1, 1], &[*from as f32]);
        let is = graph.op("Equal", &format!("{label}/is value {at}"), &[&narrow, &from]);
        let to = graph.doubles(&format!("{label}/for value {at}"), &[1, 1], &[to.unwrap_or(f64::NAN)]);
        made = graph.op("Where", &format!("{label}/without value {at}"), &[&is, &to, &made]);
    }
    flows.put_numbers(names, made);
    Ok(())
}

fn replace_words(
    graph: &mut Graph,
    flows: &mut Flows,
    pairs: &[(String, Option<String>)],
    name: &str,
    label: &str,
) -> Result<(), ExportError> {
    let label = titled(label, &[name]);
    let (x, column) = flows.text(name)?;
    let flags: Vec<(&str, i64)> = pairs.iter().map(|(from, _)| (from.as_str(), 1)).collect();
    let flag = label_to_integer(graph, &format!("{label}/named or not"), &x, &flags, 0);
    let named = graph.cast(&format!("{label}/is named"), &flag, kind::BOOL);
    let attributes = vec![
        texts("keys_strings", pairs.iter().map(|(from, _)| from.as_str())),
        texts("values_strings", pairs.iter().map(|(_, to)| to.as_deref().unwrap_or_default())),
        text("default_string", ""),
    ];
    let node_name = format!("{label}/others");
    let others =
        graph.add(Node { domain: ML, op: "LabelEncoder", name: &node_name, inputs: &[&x], attributes });
    let made = graph.op("Where", &format!("{label}/replaced"), &[&named, &others, &x]);
    flows.replace(name, vec![Flow { name: name.into(), kind: column, cells: Cells::Text(made) }]);
    Ok(())
}
