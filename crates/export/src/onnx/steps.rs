//! Steps as graph nodes: the operations of `prepare` in the same order and the same precision.

use super::flow::{Cell, Cells, Flow, Flows};
use super::graph::{Graph, ML, Node, ints, text, texts};
use super::proto::kind;
use super::sums;
use super::{categories, cells, clusters, combined, expression, places, shapes};
use crate::ExportError;
use glasshouse_prepare::{
    Component, Fill, FilledColumn, Log1pState, MinMaxScalerState, MissingIndicatorState, ProjectionState,
    ScaledColumn, SimpleImputerState, StepState,
};
use glasshouse_spec::ColumnType;

/// Adds one step. `label` begins the names of its nodes: its place in the recipe and its kind.
pub fn add(graph: &mut Graph, flows: &mut Flows, step: &StepState, label: &str) -> Result<(), ExportError> {
    match step {
        StepState::SimpleImputer(s) => impute(graph, flows, s, label),
        StepState::MissingIndicator(s) => indicate(graph, flows, s, label),
        StepState::OneHotEncoder(s) => categories::one_hot(graph, flows, s, label),
        StepState::OrdinalEncoder(s) => categories::ordinal(graph, flows, s, label),
        StepState::TargetEncoder(s)
        | StepState::CountEncoder(s)
        | StepState::BinaryEncoder(s)
        | StepState::LeaveOneOutEncoder(s)
        | StepState::WoeEncoder(s) => categories::target(graph, flows, s, label),
        StepState::HashingEncoder(_) => Err(ExportError::NotInOnnx {
            what: format!("step {label}"),
            why: "the standard operators do not hash, and new categories have a place as well".into(),
        }),
        StepState::RareLabelEncoder(s) => categories::rare(graph, flows, s, label),
        StepState::Categories(s) => categories::codes(graph, flows, s, label),
        StepState::StandardScaler(columns)
        | StepState::RobustScaler(columns)
        | StepState::MaxAbsScaler(columns) => scale(graph, flows, columns, label),
        StepState::ZScore(s) | StepState::Iqr(s) | StepState::Winsorizer(s) | StepState::Clip(s) => {
            shapes::bounds(graph, flows, s, label)
        }
        StepState::KnnImputer(_) => Err(ExportError::NotInOnnx {
            what: "knn_imputer".into(),
            why: "the file would hold all training rows; fill the gaps by simple_imputer or iterative_imputer, or use the bundle".into(),
        }),
        StepState::IterativeImputer(s) => shapes::chain(graph, flows, s, None, label),
        StepState::BoundedImputer(s) => shapes::chain(graph, flows, &s.chain, Some([s.low, s.high]), label),
        StepState::Normalizer(s) => shapes::normalise(graph, flows, s, label),
        StepState::Sqrt(s) => shapes::sqrt(graph, flows, s, label),
        StepState::Reciprocal(s) => shapes::reciprocal(graph, flows, s, label),
        StepState::PowerTransformer(s) => shapes::power(graph, flows, s, label),
        StepState::QuantileTransformer(s) => shapes::quantile(graph, flows, s, label),
        StepState::KBinsDiscretizer(s) => shapes::bins(graph, flows, s, label),
        StepState::SplineTransformer(s) => shapes::spline(graph, flows, s, label),
        StepState::MinMaxScaler(s) => min_max(graph, flows, s, label),
        StepState::Log1p(s) => log1p(graph, flows, s, label),
        StepState::Pca(s)
        | StepState::TruncatedSvd(s)
        | StepState::LinearDiscriminantAnalysis(s)
        | StepState::GaussianRandomProjection(s)
        | StepState::SparseRandomProjection(s) => project(graph, flows, s, label),
        StepState::KMeansClusters(s) => clusters::add(graph, flows, s, label),
        StepState::Haversine(s) => places::haversine(graph, flows, s, label),
        StepState::IsolationForest(_) | StepState::LocalOutlierFactor(_) | StepState::Dbscan(_) => {
            Err(ExportError::NotInOnnx {
                what: format!("step {label}"),
                why: "the file would hold a second model; drop the rows in training, or use the bundle".into(),
            })
        }
        StepState::CountVectorizer(_)
        | StepState::TfidfVectorizer(_)
        | StepState::HashingVectorizer(_)
        | StepState::TextFeatures(_) => {
            Err(ExportError::NotInOnnx {
                what: format!("step {label}"),
                why: "the standard operators have no way to take words apart".into(),
            })
        }
        StepState::Expression(s) => expression::add(graph, flows, s, label),
        StepState::VarianceThreshold(s)
        | StepState::CorrelationFilter(s)
        | StepState::SelectKBest(s)
        | StepState::SelectPercentile(s)
        | StepState::SelectFdr(s)
        | StepState::SelectFromModel(s)
        | StepState::Rfe(s)
        | StepState::Rfecv(s)
        | StepState::SequentialFeatureSelector(s)
        | StepState::PermutationSelector(s)
        | StepState::Boruta(s) => {
            drop_all(flows, &s.dropped);
            Ok(())
        }
        StepState::RelativeFeatures(s) => combined::relative(graph, flows, s, label),
        StepState::GroupAggregate(s) => combined::groups(graph, flows, s, label),
        StepState::DatetimeFeatures(_) => Err(ExportError::NotInOnnx {
            what: format!("step {label}"),
            why: "dates would have to be read from text".into(),
        }),
        StepState::ReplaceValues(s) => cells::replace(graph, flows, s, label),
        StepState::NormalizeText(_) | StepState::ParseTypes(_) => Err(ExportError::NotInOnnx {
            what: format!("step {label}"),
            why: "the standard operators cannot take a text apart".into(),
        }),
        StepState::LagFeatures(_)
        | StepState::DifferenceFeatures(_)
        | StepState::WindowFeatures(_)
        | StepState::ExpandingWindowFeatures(_)
        | StepState::ForwardFill(_)
        | StepState::BackwardFill(_) => Err(ExportError::NotInOnnx {
            what: format!("step {label}"),
            why: "it looks along the rows, and a graph sees each row by itself".into(),
        }),
        StepState::PolynomialFeatures(s) => combined::polynomial(graph, flows, s, label),
        StepState::DropColumns(names) => {
            drop_all(flows, names);
            Ok(())
        }
    }
}

pub(super) fn drop_all(flows: &mut Flows, names: &[String]) {
    for name in names {
        flows.replace(name, Vec::new());
    }
}

/// What readers of the graph see: the step, and the first of its columns.
pub fn titled(label: &str, names: &[&str]) -> String {
    match names {
        [] => label.to_owned(),
        [only] => format!("{label} ({only})"),
        [first, rest @ ..] => format!("{label} ({first} and {} more)", rest.len()),
    }
}

fn impute(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &SimpleImputerState,
    label: &str,
) -> Result<(), ExportError> {
    let (mut names, mut fills) = (Vec::new(), Vec::new());
    for FilledColumn { name, fill } in &state.columns {
        match fill {
            Fill::Number(x) => {
                names.push(name.as_str());
                fills.push(*x);
            }
            Fill::Level(level) => impute_text(graph, flows, name, level, label)?,
        }
    }
    if !names.is_empty() {
        let label = titled(label, &names);
        let x = flows.numbers(graph, &label, &names)?;
        let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&x]);
        let fill = graph.doubles(&format!("{label}/fill"), &[1, fills.len() as i64], &fills);
        let filled = graph.op("Where", &format!("{label}/filled"), &[&missing, &fill, &x]);
        flows.put_numbers(&names, filled);
    }
    drop_all(flows, &state.dropped);
    Ok(())
}

fn impute_text(
    graph: &mut Graph,
    flows: &mut Flows,
    name: &str,
    level: &str,
    label: &str,
) -> Result<(), ExportError> {
    let label = titled(label, &[name]);
    let (x, kind) = flows.text(name)?;
    let missing = is_empty(graph, &label, &x);
    let fill = graph.texts(&format!("{label}/fill"), &[1, 1], &[level.to_owned()]);
    let filled = graph.op("Where", &format!("{label}/filled"), &[&missing, &fill, &x]);
    flows.replace(name, vec![Flow { name: name.into(), kind, cells: Cells::Text(filled) }]);
    Ok(())
}

/// Whether each cell of a text column is empty. The operator set's `Equal` knows no text, its
/// `LabelEncoder` does.
fn is_empty(graph: &mut Graph, label: &str, x: &str) -> String {
    let flag = label_to_integer(graph, &format!("{label}/missing or not"), x, &[("", 1)], 0);
    graph.cast(&format!("{label}/is missing"), &flag, kind::BOOL)
}

/// Maps texts to integers, all others to `other`.
pub fn label_to_integer(graph: &mut Graph, name: &str, x: &str, map: &[(&str, i64)], other: i64) -> String {
    let attributes = vec![
        texts("keys_strings", map.iter().map(|(key, _)| *key)),
        ints("values_int64s", map.iter().map(|(_, value)| *value).collect()),
        super::graph::int("default_int64", other),
    ];
    graph.add(Node { domain: ML, op: "LabelEncoder", name, inputs: &[x], attributes })
}

/// Leaves the texts that are known and empties all others.
pub fn only_known(graph: &mut Graph, name: &str, x: &str, known: &[String]) -> String {
    let attributes = vec![
        texts("keys_strings", known.iter().map(String::as_str)),
        texts("values_strings", known.iter().map(String::as_str)),
        text("default_string", ""),
    ];
    graph.add(Node { domain: ML, op: "LabelEncoder", name, inputs: &[x], attributes })
}

fn indicate(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &MissingIndicatorState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let label = titled(label, &[&column.name]);
        let missing = if flows.is_number(&column.name)? {
            let x = flows.numbers(graph, &label, &[&column.name])?;
            graph.op("IsNaN", &format!("{label}/is missing"), &[&x])
        } else {
            let (x, _) = flows.text(&column.name)?;
            is_empty(graph, &label, &x)
        };
        let flag = graph.cast(&format!("{label}/indicator"), &missing, kind::DOUBLE);
        let cell = flows.block(flag, 1)[0];
        let name = column.output.clone();
        flows.push(Flow { name, kind: ColumnType::Numeric, cells: Cells::Numbers(cell) });
    }
    Ok(())
}

fn scale(
    graph: &mut Graph,
    flows: &mut Flows,
    columns: &[ScaledColumn],
    label: &str,
) -> Result<(), ExportError> {
    if columns.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let label = titled(label, &names);
    let mut x = flows.numbers(graph, &label, &names)?;
    let row = [1, columns.len() as i64];
    // Subtracting 0 and dividing by 1 change no number, so columns without them join the others.
    if columns.iter().any(|c| c.center.is_some()) {
        let center: Vec<f64> = columns.iter().map(|c| c.center.unwrap_or(0.0)).collect();
        let center = graph.doubles(&format!("{label}/center"), &row, &center);
        x = graph.op("Sub", &format!("{label}/centered"), &[&x, &center]);
    }
    if columns.iter().any(|c| c.scale.is_some()) {
        let scale: Vec<f64> = columns.iter().map(|c| c.scale.unwrap_or(1.0)).collect();
        let scale = graph.doubles(&format!("{label}/scale"), &row, &scale);
        x = graph.op("Div", &format!("{label}/scaled"), &[&x, &scale]);
    }
    flows.put_numbers(&names, x);
    Ok(())
}

fn project(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &ProjectionState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    let Some((first, others)) = names.split_first() else { return Ok(()) };
    let label = titled(label, &names);
    let mut x = flows.numbers(graph, &label, &names)?;
    if !state.centers.is_empty() {
        let center = graph.doubles(&format!("{label}/center"), &[1, names.len() as i64], &state.centers);
        x = graph.op("Sub", &format!("{label}/centered"), &[&x, &center]);
    }
    let of_column = |j: usize| state.components.iter().map(move |c| c.weights[j]);
    let weights: Vec<f64> = (0..names.len()).flat_map(of_column).collect();
    x = sums::in_blocks(graph, &format!("{label}/components"), &x, &weights, state.components.len());
    if state.components.iter().any(|c| c.scale != 1.0) {
        let scale: Vec<f64> = state.components.iter().map(|c| c.scale).collect();
        let scale = graph.doubles(&format!("{label}/scale"), &[1, scale.len() as i64], &scale);
        x = graph.op("Div", &format!("{label}/whitened"), &[&x, &scale]);
    }
    let cells = flows.block(x, state.components.len());
    let flow = |(c, cell): (&Component, Cell)| Flow {
        name: c.name.clone(),
        kind: ColumnType::Numeric,
        cells: Cells::Numbers(cell),
    };
    flows.replace(first, state.components.iter().zip(cells).map(flow).collect());
    others.iter().for_each(|name| flows.replace(name, Vec::new()));
    Ok(())
}

fn min_max(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &MinMaxScalerState,
    label: &str,
) -> Result<(), ExportError> {
    if state.columns.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = state.columns.iter().map(|c| c.name.as_str()).collect();
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let row = [1, names.len() as i64];
    let scale: Vec<f64> = state.columns.iter().map(|c| c.scale).collect();
    let min: Vec<f64> = state.columns.iter().map(|c| c.min).collect();
    let scale = graph.doubles(&format!("{label}/scale"), &row, &scale);
    let min = graph.doubles(&format!("{label}/min"), &row, &min);
    let scaled = graph.op("Mul", &format!("{label}/scaled"), &[&x, &scale]);
    let mut moved = graph.op("Add", &format!("{label}/moved"), &[&scaled, &min]);
    if state.clip {
        moved = clip(graph, &label, &moved);
    }
    flows.put_numbers(&names, moved);
    Ok(())
}

/// Cuts to 0 and 1 by comparisons, which leave a missing number missing; `Clip` need not.
fn clip(graph: &mut Graph, label: &str, x: &str) -> String {
    let raised = at_least_zero(graph, label, x);
    let one = graph.doubles(&format!("{label}/1"), &[1, 1], &[1.0]);
    let high = graph.op("Greater", &format!("{label}/above 1"), &[&raised, &one]);
    graph.op("Where", &format!("{label}/at most 1"), &[&high, &one, &raised])
}

/// Lifts negative numbers to 0 and leaves a missing one missing.
pub fn at_least_zero(graph: &mut Graph, label: &str, x: &str) -> String {
    let zero = graph.doubles(&format!("{label}/0"), &[1, 1], &[0.0]);
    let low = graph.op("Less", &format!("{label}/below 0"), &[x, &zero]);
    graph.op("Where", &format!("{label}/at least 0"), &[&low, &zero, x])
}

fn log1p(graph: &mut Graph, flows: &mut Flows, state: &Log1pState, label: &str) -> Result<(), ExportError> {
    if state.columns.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let x = at_least_zero(graph, &label, &x);
    let result = ln_1p(graph, &label, &x);
    flows.put_numbers(&names, result);
    Ok(())
}

/// The operator set has no `log1p`, and `log(1 + x)` forgets small numbers. With `u = 1 + x` as it
/// is rounded, `log(u) * x / (u - 1)` is right within a few units in the last place, and x itself
/// where u is 1 (Kahan; Goldberg, "What every computer scientist should know about floating-point
/// arithmetic", theorem 4).
pub fn ln_1p(graph: &mut Graph, label: &str, x: &str) -> String {
    let one = graph.doubles(&format!("{label}/1"), &[1, 1], &[1.0]);
    let u = graph.op("Add", &format!("{label}/1 + x"), &[x, &one]);
    let small = graph.op("Equal", &format!("{label}/too small to add"), &[&u, &one]);
    let log = graph.op("Log", &format!("{label}/log"), &[&u]);
    let rounded = graph.op("Sub", &format!("{label}/x as added"), &[&u, &one]);
    let ratio = graph.op("Div", &format!("{label}/x by x as added"), &[x, &rounded]);
    let exact = graph.op("Mul", &format!("{label}/log of 1 + x"), &[&log, &ratio]);
    graph.op("Where", &format!("{label}/log1p"), &[&small, x, &exact])
}
