//! Text as numbers: one-hot and ordinal codes, and the spellings of true and false. All by the
//! operator set's `LabelEncoder`, which looks a text up in a table, with a default for all
//! others; a missing cell is the empty text.

use super::flow::{Cells, Flow, Flows};
use super::graph::{Graph, ML, Node, text, texts};
use super::proto::kind;
use super::steps::{label_to_integer, only_known};
use crate::ExportError;
use glasshouse_prepare::{
    CategoriesState, FALSE_SPELLINGS, InputColumn, OneHotColumn, OneHotEncoderState, OrdinalColumn,
    OrdinalEncoderState, RareLabelState, TRUE_SPELLINGS, TargetEncoderState,
};
use glasshouse_spec::ColumnType;

/// The code of a cell whose outputs are all zero.
const NONE: i64 = -1;
/// The ordinal code of a missing cell.
const MISSING: i64 = -1;
/// The ordinal code of a category that is not known.
const UNKNOWN: i64 = -2;

/// Adds a `one_hot_encoder`. A category that the pipeline would refuse gives all zeros: a graph
/// cannot refuse.
pub fn one_hot(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &OneHotEncoderState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        one_hot_column(graph, flows, column, &format!("{label} ({})", column.name))?;
    }
    Ok(())
}

fn one_hot_column(
    graph: &mut Graph,
    flows: &mut Flows,
    column: &OneHotColumn,
    label: &str,
) -> Result<(), ExportError> {
    let (x, _) = flows.text(&column.name)?;
    if column.outputs.is_empty() {
        flows.replace(&column.name, Vec::new());
        return Ok(());
    }
    let map = one_hot_codes(column)?;
    let unknown = column.unknown.map_or(NONE, i64::from);
    let code = label_to_integer(graph, &format!("{label}/category"), &x, &map, unknown);
    let width = column.outputs.len();
    let places: Vec<i64> = (0..width as i64).collect();
    let places = graph.integers(&format!("{label}/categories"), &[1, width as i64], &places);
    let equal = graph.op("Equal", &format!("{label}/is it"), &[&code, &places]);
    let numbers = graph.cast(&format!("{label}/encoded"), &equal, kind::DOUBLE);
    let cells = flows.block(numbers, width);
    let made = column.outputs.iter().zip(cells).map(|(name, cell)| Flow {
        name: name.clone(),
        kind: ColumnType::Numeric,
        cells: Cells::Numbers(cell),
    });
    flows.replace(&column.name, made.collect());
    Ok(())
}

/// The output of each category, and of a missing cell where that is a category.
fn one_hot_codes(column: &OneHotColumn) -> Result<Vec<(&str, i64)>, ExportError> {
    let names: Vec<&str> =
        column.categories.iter().map(String::as_str).chain(column.missing.then_some("")).collect();
    if names.len() != column.output_of.len() {
        let why = format!("one_hot_encoder has no output for each category of column \"{}\"", column.name);
        return Err(ExportError::Inconsistent(why));
    }
    let codes = column.output_of.iter().map(|output| output.map_or(NONE, i64::from));
    let last_empty = names.iter().rposition(|name| name.is_empty());
    let pairs = names.into_iter().zip(codes).enumerate();
    Ok(pairs
        .filter(|(i, (name, _))| !name.is_empty() || Some(*i) == last_empty)
        .map(|(_, pair)| pair)
        .collect())
}

/// Adds an `ordinal_encoder`.
pub fn ordinal(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &OrdinalEncoderState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let label = format!("{label} ({})", column.name);
        let numbers = ordinal_column(graph, flows, column, state.unknown, &label)?;
        let cell = flows.block(numbers, 1)[0];
        let name = column.name.clone();
        let made = Flow { name, kind: ColumnType::Numeric, cells: Cells::Numbers(cell) };
        flows.replace(&column.name, vec![made]);
    }
    Ok(())
}

/// Adds a `target_encoder`, or another that looks categories up: a table with a row for each category, and a last one for those that are not known.
pub fn target(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &TargetEncoderState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let label = format!("{label} ({})", column.name);
        let (x, _) = flows.text(&column.name)?;
        let unknown = column.categories.len() + usize::from(column.missing);
        let known = column.categories.iter().map(String::as_str).zip(0..);
        let known = known.filter(|(name, _)| !column.missing || !name.is_empty());
        let gap = column.missing.then_some(("", column.categories.len() as i64));
        let map: Vec<(&str, i64)> = known.chain(gap).collect();
        let place = label_to_integer(graph, &format!("{label}/place"), &x, &map, unknown as i64);
        let width = column.outputs.len();
        let of_place = |place: usize| {
            let outputs = column.encodings.iter().zip(&state.means);
            outputs.map(move |(encoding, mean)| encoding.get(place).copied().unwrap_or(*mean))
        };
        let cells: Vec<f64> = (0..=unknown).flat_map(of_place).collect();
        let table = graph.doubles(&format!("{label}/averages"), &[unknown as i64 + 1, width as i64], &cells);
        let found = graph.op("Gather", &format!("{label}/average"), &[&table, &place]);
        let shape = graph.integers(&format!("{label}/shape"), &[2], &[-1, width as i64]);
        let numbers = graph.op("Reshape", &format!("{label}/encoded"), &[&found, &shape]);
        let cells = flows.block(numbers, width);
        let made = column.outputs.iter().zip(cells).map(|(name, cell)| Flow {
            name: name.clone(),
            kind: ColumnType::Numeric,
            cells: Cells::Numbers(cell),
        });
        flows.replace(&column.name, made.collect());
    }
    Ok(())
}

/// Adds a `rare_label_encoder`: what stays stays, a missing cell does, and all else becomes one category.
pub fn rare(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &RareLabelState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let (x, kind) = flows.text(&column.name)?;
        let known =
            || column.categories.iter().map(String::as_str).filter(|name| !name.is_empty()).chain([""]);
        let attributes = vec![
            texts("keys_strings", known()),
            texts("values_strings", known()),
            text("default_string", &state.replace_with),
        ];
        let name = format!("{label} ({})/frequent or not", column.name);
        let kept = graph.add(Node { domain: ML, op: "LabelEncoder", name: &name, inputs: &[&x], attributes });
        let made = Flow { name: column.name.clone(), kind, cells: Cells::Text(kept) };
        flows.replace(&column.name, vec![made]);
    }
    Ok(())
}

/// Adds the codes of categories that reach the estimator as such: NaN where the cell is missing or its
/// category not known.
pub fn codes(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &CategoriesState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let label = format!("{label} ({})", column.name);
        let (x, _) = flows.text(&column.name)?;
        let known = column.categories.iter().map(String::as_str).zip(0..);
        let map: Vec<(&str, i64)> = known.chain([("", UNKNOWN)]).collect();
        let code = label_to_integer(graph, &format!("{label}/place"), &x, &map, UNKNOWN);
        let place = graph.cast(&format!("{label}/number"), &code, kind::DOUBLE);
        let numbers = instead(graph, &label, &code, UNKNOWN, f64::NAN, &place);
        let cell = flows.block(numbers, 1)[0];
        let name = column.name.clone();
        let made = Flow { name, kind: ColumnType::Numeric, cells: Cells::Numbers(cell) };
        flows.replace(&column.name, vec![made]);
    }
    Ok(())
}

fn ordinal_column(
    graph: &mut Graph,
    flows: &Flows,
    column: &OrdinalColumn,
    unknown: Option<f64>,
    label: &str,
) -> Result<String, ExportError> {
    let (x, _) = flows.text(&column.name)?;
    let mut map: Vec<(&str, i64)> =
        column.categories.iter().zip(0..).map(|(category, place)| (category.as_str(), place)).collect();
    if column.missing && !column.categories.iter().any(String::is_empty) {
        map.push(("", MISSING));
    }
    let code = label_to_integer(graph, &format!("{label}/place"), &x, &map, UNKNOWN);
    let place = graph.cast(&format!("{label}/number"), &code, kind::DOUBLE);
    let known = instead(graph, label, &code, UNKNOWN, unknown.unwrap_or(f64::NAN), &place);
    Ok(instead(graph, label, &code, MISSING, f64::NAN, &known))
}

/// The number of each cell, or `number` where its code is the special one.
fn instead(graph: &mut Graph, label: &str, code: &str, special: i64, number: f64, otherwise: &str) -> String {
    let name = if special == MISSING { "missing" } else { "unknown" };
    let special = graph.integers(&format!("{label}/code of {name}"), &[1, 1], &[special]);
    let is_special = graph.op("Equal", &format!("{label}/is {name}"), &[code, &special]);
    let number = graph.doubles(&format!("{label}/number of {name}"), &[1, 1], &[number]);
    graph.op("Where", &format!("{label}/{name} or not"), &[&is_special, &number, otherwise])
}

/// Empties the cells of a boolean input that say neither true nor false.
pub fn only_truths(graph: &mut Graph, input: &InputColumn) -> String {
    let mut known: Vec<String> = truths().into_iter().map(|(spelling, _)| spelling).collect();
    for level in &input.levels {
        if !known.contains(level) {
            known.push(level.clone());
        }
    }
    only_known(graph, &format!("input ({})/true or false", input.name), &input.name, &known)
}

/// A boolean column as 0 for false, 2 for true and 1 for everything else, as formulas compute with it.
pub fn three_valued(graph: &mut Graph, label: &str, x: &str) -> String {
    let truths = truths();
    let map: Vec<(&str, i64)> = truths.iter().map(|(s, truth)| (s.as_str(), 2 * i64::from(*truth))).collect();
    let code = label_to_integer(graph, &format!("{label}/true or false"), x, &map, 1);
    graph.cast(&format!("{label}/0, 1 or 2"), &code, kind::DOUBLE)
}

/// A boolean feature as 0 and 1; a cell that says neither as NaN.
pub fn zeros_and_ones(graph: &mut Graph, name: &str, x: &str) -> String {
    let label = format!("features ({name})");
    let truths = truths();
    let map: Vec<(&str, i64)> = truths.iter().map(|(s, truth)| (s.as_str(), i64::from(*truth))).collect();
    let code = label_to_integer(graph, &format!("{label}/true or false"), x, &map, UNKNOWN);
    let number = graph.cast(&format!("{label}/0 or 1"), &code, kind::DOUBLE);
    instead(graph, &label, &code, UNKNOWN, f64::NAN, &number)
}

/// Every spelling of true and false in every mixture of cases, as `prepare::truth` reads them.
fn truths() -> Vec<(String, bool)> {
    let mut all = Vec::new();
    for (spellings, truth) in [(TRUE_SPELLINGS, true), (FALSE_SPELLINGS, false)] {
        for spelling in spellings {
            all.extend(cases(spelling).into_iter().map(|s| (s, truth)));
        }
    }
    all
}

/// The word in every mixture of lower and upper case, each once.
fn cases(word: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for letter in word.chars() {
        let upper = letter.to_ascii_uppercase();
        let longer = |end: char| all.iter().map(move |start| format!("{start}{end}")).collect::<Vec<_>>();
        let mut next = longer(letter);
        if upper != letter {
            next.extend(longer(upper));
        }
        all = next;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_table::truth;
    use std::collections::BTreeSet;

    #[test]
    fn every_case_of_every_spelling_is_there_once() {
        let all = truths();
        let different: BTreeSet<&String> = all.iter().map(|(s, _)| s).collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(cases("yes").len(), 8);
        assert_eq!(cases("1"), ["1"]);
        for (spelling, meaning) in all {
            assert_eq!(truth(&spelling), Some(meaning));
        }
    }
}
