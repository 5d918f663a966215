//! Steps that give numbers another shape: powers, ranks, bins, humps and rows of length 1.

use super::flow::{Cell, Cells, Flow, Flows};
use super::graph::{Graph, int, ints};
use super::proto::kind;
use super::steps::{at_least_zero, ln_1p, titled};
use super::{ranks, sums};
use crate::ExportError;
use glasshouse_prepare::{
    BoundsState, Extrapolation, IterativeImputerState, KBinsDiscretizerState, NormalizerState, OutlierAction,
    PowerColumn, PowerMethod, PowerTransformerState, QuantileTransformerState, ReciprocalState, RowNorm,
    SplineTransformerState, SqrtState,
};
use glasshouse_spec::ColumnType;
use glasshouse_stats::{NORMAL_MIDDLE, NORMAL_NEAR, Ratio};

pub fn sqrt(graph: &mut Graph, flows: &mut Flows, state: &SqrtState, label: &str) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let x = at_least_zero(graph, &label, &x);
    let root = graph.op("Sqrt", &format!("{label}/root"), &[&x]);
    flows.put_numbers(&names, root);
    Ok(())
}

pub fn reciprocal(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &ReciprocalState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let [zero, one, none] = [("0", 0.0), ("1", 1.0), ("missing", f64::NAN)]
        .map(|(what, x)| graph.doubles(&format!("{label}/{what}"), &[1, 1], &[x]));
    let is_zero = graph.op("Equal", &format!("{label}/is 0"), &[&x, &zero]);
    let divisor = graph.op("Where", &format!("{label}/divisor"), &[&is_zero, &none, &x]);
    let made = graph.op("Div", &format!("{label}/reciprocal"), &[&one, &divisor]);
    flows.put_numbers(&names, made);
    Ok(())
}

pub fn normalise(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &NormalizerState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let sizes = graph.op("Abs", &format!("{label}/sizes"), &[&x]);
    let ones = vec![1.0; names.len()];
    let length = match state.norm {
        RowNorm::L1 => sums::in_order(graph, &format!("{label}/length"), &sizes, &ones, &[0.0]),
        RowNorm::L2 => {
            let squares = graph.op("Mul", &format!("{label}/squares"), &[&x, &x]);
            let sum = sums::in_order(graph, &format!("{label}/squared length"), &squares, &ones, &[0.0]);
            graph.op("Sqrt", &format!("{label}/length"), &[&sum])
        }
        RowNorm::Max => {
            let settings = vec![ints("axes", vec![1]), int("keepdims", 1)];
            graph.op_with("ReduceMax", &format!("{label}/length"), &[&sizes], settings)
        }
    };
    let least = graph.doubles(&format!("{label}/no length"), &[1, 1], &[NormalizerState::NONE]);
    let one = graph.doubles(&format!("{label}/1"), &[1, 1], &[1.0]);
    let none = graph.op("Less", &format!("{label}/has no length"), &[&length, &least]);
    let divisor = graph.op("Where", &format!("{label}/divisor"), &[&none, &one, &length]);
    let made = graph.op("Div", &format!("{label}/of length 1"), &[&x, &divisor]);
    flows.put_numbers(&names, made);
    Ok(())
}

/// Numbers beyond bounds, by comparisons, which leave a missing one missing.
pub fn bounds(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &BoundsState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(|c| c.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let row = [1, names.len() as i64];
    let x = flows.numbers(graph, &label, &names)?;
    let [lows, highs]: [Vec<f64>; 2] =
        [state.columns.iter().map(|c| c.low).collect(), state.columns.iter().map(|c| c.high).collect()];
    let low = graph.doubles(&format!("{label}/smallest"), &row, &lows);
    let high = graph.doubles(&format!("{label}/largest"), &row, &highs);
    let below = graph.op("Less", &format!("{label}/below"), &[&x, &low]);
    let above = graph.op("Greater", &format!("{label}/above"), &[&x, &high]);
    if state.action == OutlierAction::Cap {
        let raised = graph.op("Where", &format!("{label}/raised"), &[&below, &low, &x]);
        let capped = graph.op("Where", &format!("{label}/drawn in"), &[&above, &high, &raised]);
        flows.put_numbers(&names, capped);
        return Ok(());
    }
    let out = graph.op("Or", &format!("{label}/beyond"), &[&below, &above]);
    if state.action == OutlierAction::Blank {
        let none = graph.doubles(&format!("{label}/missing"), &[1, 1], &[f64::NAN]);
        let made = graph.op("Where", &format!("{label}/blanked"), &[&out, &none, &x]);
        flows.put_numbers(&names, made);
        return Ok(());
    }
    let flags = graph.cast(&format!("{label}/0 or 1"), &out, kind::DOUBLE);
    let cells = flows.block(flags, names.len());
    for (column, cell) in state.columns.iter().zip(cells) {
        let name = column.output.clone();
        flows.push(Flow { name, kind: ColumnType::Numeric, cells: Cells::Numbers(cell) });
    }
    Ok(())
}

/// Gaps filled anew, one column after the other, by a line over all.
pub fn chain(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &IterativeImputerState,
    bounds: Option<[f64; 2]>,
    label: &str,
) -> Result<(), ExportError> {
    state.dropped.iter().for_each(|name| flows.replace(name, Vec::new()));
    let names: Vec<&str> = state.columns.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let row = [1, names.len() as i64];
    let x = flows.numbers(graph, &label, &names)?;
    let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&x]);
    let fills = graph.doubles(&format!("{label}/first fill"), &row, &state.fills);
    let mut filled = graph.op("Where", &format!("{label}/filled at first"), &[&missing, &fills, &x]);
    for (at, turn) in state.turns.iter().enumerate() {
        let label = format!("{label}/turn {}", at + 1);
        let weights = graph.doubles(&format!("{label}/weights"), &[names.len() as i64, 1], &turn.weights);
        let sum = graph.op("MatMul", &format!("{label}/sum"), &[&filled, &weights]);
        let intercept = graph.doubles(&format!("{label}/intercept"), &[1, 1], &[turn.intercept]);
        let mut line = graph.op("Add", &format!("{label}/line"), &[&sum, &intercept]);
        if let Some(bounds) = bounds {
            let [low, high] = bounds.map(|bound| graph.doubles(&format!("{label}/bound"), &[1, 1], &[bound]));
            line = graph.op("Max", &format!("{label}/not below"), &[&line, &low]);
            line = graph.op("Min", &format!("{label}/within"), &[&line, &high]);
        }
        let own: Vec<f64> =
            (0..names.len()).map(|at| f64::from(u8::from(at == turn.column as usize))).collect();
        let own = graph.doubles(&format!("{label}/column"), &row, &own);
        let own = graph.cast(&format!("{label}/is the column"), &own, kind::BOOL);
        let here = graph.op("And", &format!("{label}/is missing there"), &[&missing, &own]);
        filled = graph.op("Where", &format!("{label}/filled"), &[&here, &line, &filled]);
    }
    flows.put_numbers(&names, filled);
    Ok(())
}

/// The powers: `(e^(lambda · log) - 1) / lambda` of the logarithm of x, or of 1 and the size of x. The
/// operator set has no `expm1`: with `u = e^x` as it is rounded, `(u - 1) · x / ln u` is right within a few
/// units in the last place, and x itself where u is 1 (Kahan).
pub fn power(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &PowerTransformerState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(|c| c.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let row = [1, names.len() as i64];
    let x = flows.numbers(graph, &label, &names)?;
    let lambdas: Vec<f64> = state.columns.iter().map(|c| c.lambda).collect();
    let raised = match state.method {
        PowerMethod::BoxCox => {
            let zero = graph.doubles(&format!("{label}/0"), &[1, 1], &[0.0]);
            let none = graph.doubles(&format!("{label}/missing"), &[1, 1], &[f64::NAN]);
            let above = graph.op("Greater", &format!("{label}/above 0"), &[&x, &zero]);
            let x = graph.op("Where", &format!("{label}/x above 0"), &[&above, &x, &none]);
            let log = graph.op("Log", &format!("{label}/log"), &[&x]);
            raise(graph, &label, &log, &lambdas)
        }
        PowerMethod::YeoJohnson => {
            let size = graph.op("Abs", &format!("{label}/size"), &[&x]);
            let log = ln_1p(graph, &label, &size);
            let others: Vec<f64> = lambdas.iter().map(|lambda| 2.0 - lambda).collect();
            let up = raise(graph, &format!("{label}/from 0 up"), &log, &lambdas);
            let down = raise(graph, &format!("{label}/below 0"), &log, &others);
            let down = graph.op("Neg", &format!("{label}/turned"), &[&down]);
            let zero = graph.doubles(&format!("{label}/0"), &[1, 1], &[0.0]);
            let low = graph.op("Less", &format!("{label}/is below 0"), &[&x, &zero]);
            graph.op("Where", &format!("{label}/raised"), &[&low, &down, &up])
        }
    };
    let constant = |what: fn(&PowerColumn) -> f64| state.columns.iter().map(what).collect::<Vec<f64>>();
    let center = graph.doubles(&format!("{label}/center"), &row, &constant(|c| c.center));
    let scale = graph.doubles(&format!("{label}/scale"), &row, &constant(|c| c.scale));
    let centered = graph.op("Sub", &format!("{label}/centered"), &[&raised, &center]);
    let made = graph.op("Div", &format!("{label}/scaled"), &[&centered, &scale]);
    flows.put_numbers(&names, made);
    Ok(())
}

/// `(e^(lambda · log) - 1) / lambda`, or the logarithm itself where a power is nearly 0.
fn raise(graph: &mut Graph, label: &str, log: &str, lambdas: &[f64]) -> String {
    let row = [1, lambdas.len() as i64];
    let plain = |lambda: &f64| lambda.abs() < f64::EPSILON;
    let factors: Vec<f64> = lambdas.iter().map(|l| if plain(l) { 1.0 } else { *l }).collect();
    let flags: Vec<f64> = lambdas.iter().map(|l| if plain(l) { 1.0 } else { 0.0 }).collect();
    let factor = graph.doubles(&format!("{label}/power"), &row, &factors);
    let y = graph.op("Mul", &format!("{label}/power of the log"), &[log, &factor]);
    let one = graph.doubles(&format!("{label}/one"), &[1, 1], &[1.0]);
    let zero = graph.doubles(&format!("{label}/zero"), &[1, 1], &[0.0]);
    let u = graph.op("Exp", &format!("{label}/e to it"), &[&y]);
    let back = graph.op("Log", &format!("{label}/its log"), &[&u]);
    let rest = graph.op("Sub", &format!("{label}/less 1"), &[&u, &one]);
    let none = graph.op("Equal", &format!("{label}/too near to 1"), &[&u, &one]);
    // Where e^y vanishes or overflows there is no ratio.
    let gone = graph.op("Equal", &format!("{label}/vanished"), &[&u, &zero]);
    let over = graph.op("IsInf", &format!("{label}/overflown"), &[&u]);
    let plainly = graph.op("Or", &format!("{label}/without a ratio"), &[&gone, &over]);
    let ratio = graph.op("Div", &format!("{label}/as rounded"), &[&y, &back]);
    let ratio = graph.op("Where", &format!("{label}/ratio"), &[&plainly, &one, &ratio]);
    let exact = graph.op("Mul", &format!("{label}/exactly less 1"), &[&rest, &ratio]);
    let less = graph.op("Where", &format!("{label}/or itself"), &[&none, &y, &exact]);
    let made = graph.op("Div", &format!("{label}/by the power"), &[&less, &factor]);
    if !lambdas.iter().any(plain) {
        return made;
    }
    let flags = graph.doubles(&format!("{label}/powers near 0"), &row, &flags);
    let flags = graph.cast(&format!("{label}/is near 0"), &flags, kind::BOOL);
    graph.op("Where", &format!("{label}/or the log"), &[&flags, log, &made])
}

pub fn quantile(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &QuantileTransformerState,
    label: &str,
) -> Result<(), ExportError> {
    let known: Vec<_> = state.columns.iter().filter(|c| !c.quantiles.is_empty()).collect();
    let names: Vec<&str> = known.iter().map(|c| c.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let quantiles: Vec<&[f64]> = known.iter().map(|c| c.quantiles.as_slice()).collect();
    let shares = share(graph, &label, &x, state, &quantiles);
    let made = if state.normal { normal(graph, &label, &shares) } else { shares };
    let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&x]);
    let made = graph.op("Where", &format!("{label}/or missing"), &[&missing, &x, &made]);
    flows.put_numbers(&names, made);
    Ok(())
}

/// The share of the training rows below each number.
fn share(
    graph: &mut Graph,
    label: &str,
    x: &str,
    state: &QuantileTransformerState,
    quantiles: &[&[f64]],
) -> String {
    let (row, count) = ([1, quantiles.len() as i64], state.shares.len());
    let one = graph.integers(&format!("{label}/one"), &[1], &[1]);
    let first = graph.integers(&format!("{label}/first"), &[1], &[0]);
    let last = graph.integers(&format!("{label}/last"), &[1], &[count.max(2) as i64 - 2]);
    let most = graph.integers(&format!("{label}/most"), &[1], &[count as i64 - 1]);
    let [below, up_to] = [(false, "below"), (true, "up to it")]
        .map(|(with, what)| ranks::counted(graph, &format!("{label}/quantiles {what}"), x, quantiles, with));
    let table = graph.doubles(&format!("{label}/shares"), &[count as i64], &state.shares);
    // Between two quantiles.
    let a = graph.op("Sub", &format!("{label}/place before"), &[&up_to, &one]);
    let a = graph.op("Max", &format!("{label}/place from the first"), &[&a, &first]);
    let a = graph.op("Min", &format!("{label}/place below"), &[&a, &last]);
    let b = graph.op("Add", &format!("{label}/place after"), &[&a, &one]);
    let b = graph.op("Min", &format!("{label}/place above"), &[&b, &most]);
    let [share_a, share_b] =
        [&a, &b].map(|at| graph.op("Gather", &format!("{label}/share there"), &[&table, at]));
    let [low, high] = [&a, &b].map(|at| ranks::number(graph, &format!("{label}/there"), at, quantiles));
    let rise = graph.op("Sub", &format!("{label}/rise"), &[&share_b, &share_a]);
    let run = graph.op("Sub", &format!("{label}/run"), &[&high, &low]);
    let slope = graph.op("Div", &format!("{label}/slope"), &[&rise, &run]);
    let way = graph.op("Sub", &format!("{label}/way"), &[x, &low]);
    let way = graph.op("Mul", &format!("{label}/way up"), &[&slope, &way]);
    let between = graph.op("Add", &format!("{label}/between"), &[&way, &share_a]);
    // On one quantile or several: their middle.
    let from = graph.op("Min", &format!("{label}/from"), &[&below, &most]);
    let to = graph.op("Sub", &format!("{label}/to"), &[&up_to, &one]);
    let to = graph.op("Max", &format!("{label}/to the first"), &[&to, &first]);
    let [from, to] =
        [&from, &to].map(|at| graph.op("Gather", &format!("{label}/share of it"), &[&table, at]));
    let sum = graph.op("Add", &format!("{label}/of both"), &[&from, &to]);
    let half = graph.doubles(&format!("{label}/half"), &[1, 1], &[0.5]);
    let middle = graph.op("Mul", &format!("{label}/middle"), &[&half, &sum]);
    let on = graph.op("Less", &format!("{label}/on a quantile"), &[&below, &up_to]);
    let share = graph.op("Where", &format!("{label}/share"), &[&on, &middle, &between]);
    // Beyond the last one, and then beyond the first.
    let ends = [false, true].map(|high| {
        let end = |q: &&[f64]| if high { q[q.len() - 1] } else { q[0] };
        let all: Vec<f64> = quantiles.iter().map(end).collect();
        graph.doubles(&format!("{label}/end"), &row, &all)
    });
    let reach = graph.doubles(&format!("{label}/reach"), &[1, 1], &[state.reach()]);
    let beyond = |graph: &mut Graph, high: bool| {
        let end = &ends[usize::from(high)];
        let (moves, compares) = if high { ("Add", "Greater") } else { ("Sub", "Less") };
        let moved = graph.op(moves, &format!("{label}/moved"), &[x, &reach]);
        let past = graph.op(compares, &format!("{label}/past the end"), &[&moved, end]);
        let at = graph.op("Equal", &format!("{label}/at the end"), &[x, end]);
        (graph.op("Or", &format!("{label}/beyond"), &[&past, &at]), at)
    };
    let whole = graph.doubles(&format!("{label}/1"), &[1, 1], &[1.0]);
    let end = if state.normal { 1.0 } else { state.shares[count - 1] };
    let top = graph.doubles(&format!("{label}/share of the last"), &[1, 1], &[end]);
    let (above, at) = beyond(graph, true);
    let share = graph.op("Where", &format!("{label}/up to the last"), &[&above, &top, &share]);
    let share = graph.op("Where", &format!("{label}/up to 1"), &[&at, &whole, &share]);
    let zero = graph.doubles(&format!("{label}/0"), &[1, 1], &[0.0]);
    let (under, _) = beyond(graph, false);
    graph.op("Where", &format!("{label}/from the first"), &[&under, &zero, &share])
}

/// What a normal distribution has at a share: the rational functions of [`glasshouse_stats::normal_quantile`].
fn normal(graph: &mut Graph, label: &str, share: &str) -> String {
    let constant =
        |graph: &mut Graph, what: &str, x: f64| graph.doubles(&format!("{label}/{what}"), &[1, 1], &[x]);
    let least = constant(graph, "least share", QuantileTransformerState::LEAST);
    let most = constant(graph, "largest share", 1.0 - QuantileTransformerState::LEAST);
    let share = graph.op("Max", &format!("{label}/share from"), &[share, &least]);
    let share = graph.op("Min", &format!("{label}/share to"), &[&share, &most]);
    let half = constant(graph, "0.5", 0.5);
    let one = constant(graph, "whole", 1.0);
    let q = graph.op("Sub", &format!("{label}/off the middle"), &[&share, &half]);
    let square = graph.op("Mul", &format!("{label}/its square"), &[&q, &q]);
    let edge = constant(graph, "of the middle", 0.180_625);
    let r = graph.op("Sub", &format!("{label}/within"), &[&edge, &square]);
    let middle = ratio(graph, &format!("{label}/middle"), &r, &NORMAL_MIDDLE);
    let middle = graph.op("Mul", &format!("{label}/in the middle"), &[&q, &middle]);
    let rest = graph.op("Sub", &format!("{label}/rest"), &[&one, &share]);
    let tail = graph.op("Min", &format!("{label}/tail"), &[&share, &rest]);
    let log = graph.op("Log", &format!("{label}/log of the tail"), &[&tail]);
    let log = graph.op("Neg", &format!("{label}/turned"), &[&log]);
    let r = graph.op("Sqrt", &format!("{label}/its root"), &[&log]);
    let near = constant(graph, "1.6", 1.6);
    let r = graph.op("Sub", &format!("{label}/its root less"), &[&r, &near]);
    let outer = ratio(graph, &format!("{label}/outside"), &r, &NORMAL_NEAR);
    let sign = graph.op("Sign", &format!("{label}/side"), &[&q]);
    let outer = graph.op("Mul", &format!("{label}/on its side"), &[&outer, &sign]);
    let size = graph.op("Abs", &format!("{label}/how far off"), &[&q]);
    let width = constant(graph, "width of the middle", 0.425);
    let inside = graph.op("LessOrEqual", &format!("{label}/is in the middle"), &[&size, &width]);
    graph.op("Where", &format!("{label}/of a normal distribution"), &[&inside, &middle, &outer])
}

fn ratio(graph: &mut Graph, label: &str, r: &str, (above, below): &Ratio) -> String {
    let mut polynomial = |coefficients: &[f64; 8]| {
        let constant =
            |graph: &mut Graph, c: f64| graph.doubles(&format!("{label}/coefficient"), &[1, 1], &[c]);
        let mut sum = constant(graph, coefficients[7]);
        for c in coefficients.iter().rev().skip(1) {
            let c = constant(graph, *c);
            let product = graph.op("Mul", &format!("{label}/product"), &[&sum, r]);
            sum = graph.op("Add", &format!("{label}/sum"), &[&product, &c]);
        }
        sum
    };
    let (above, below) = (polynomial(above), polynomial(below));
    graph.op("Div", &format!("{label}/ratio"), &[&above, &below])
}

pub fn bins(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &KBinsDiscretizerState,
    label: &str,
) -> Result<(), ExportError> {
    let names: Vec<&str> = state.columns.iter().map(|c| c.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let label = titled(label, &names);
    let x = flows.numbers(graph, &label, &names)?;
    let edges: Vec<&[f64]> = state.columns.iter().map(|c| c.edges.as_slice()).collect();
    let bins = ranks::counted(graph, &format!("{label}/edges"), &x, &edges, true);
    let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&x]);
    if !state.one_hot {
        let bins = graph.cast(&format!("{label}/bin"), &bins, kind::DOUBLE);
        let made = graph.op("Where", &format!("{label}/or missing"), &[&missing, &x, &bins]);
        flows.put_numbers(&names, made);
        return Ok(());
    }
    let none = graph.integers(&format!("{label}/in no bin"), &[1], &[-1]);
    let bins = graph.op("Where", &format!("{label}/bin or none"), &[&missing, &none, &bins]);
    for (at, column) in state.columns.iter().enumerate() {
        let place = graph.integers(&format!("{label}/column"), &[1], &[at as i64]);
        let own =
            graph.op_with("Gather", &format!("{label}/own bin"), &[&bins, &place], vec![int("axis", 1)]);
        let width = column.outputs.len();
        let all: Vec<i64> = (0..width as i64).collect();
        let all = graph.integers(&format!("{label}/bins"), &[1, width as i64], &all);
        let is = graph.op("Equal", &format!("{label}/is in"), &[&own, &all]);
        let flags = graph.cast(&format!("{label}/0 or 1"), &is, kind::DOUBLE);
        replace(flows, &column.name, &column.outputs, flags);
    }
    Ok(())
}

/// Puts columns of a tensor in the place of one.
fn replace(flows: &mut Flows, name: &str, outputs: &[String], tensor: String) {
    let cells = flows.block(tensor, outputs.len());
    let flow = |(name, cell): (&String, Cell)| Flow {
        name: name.clone(),
        kind: ColumnType::Numeric,
        cells: Cells::Numbers(cell),
    };
    flows.replace(name, outputs.iter().zip(cells).map(flow).collect());
}

/// The humps by the recursion over all of them, each column by itself.
pub fn spline(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &SplineTransformerState,
    label: &str,
) -> Result<(), ExportError> {
    for column in &state.columns {
        let label = titled(label, &[&column.name]);
        let x = flows.numbers(graph, &label, &[&column.name])?;
        let missing = graph.op("IsNaN", &format!("{label}/is missing"), &[&x]);
        let made = super::splines::humps(graph, &label, &x, column, state);
        let gap = if state.zeros { 0.0 } else { f64::NAN };
        let gap = graph.doubles(&format!("{label}/missing"), &[1, 1], &[gap]);
        let mut made = graph.op("Where", &format!("{label}/or missing"), &[&missing, &gap, &made]);
        if state.extrapolation == Extrapolation::Error {
            made = super::splines::refused(graph, &label, &x, &made, column.ends(state.degree as usize));
        }
        replace(flows, &column.name, &column.outputs, made);
    }
    Ok(())
}
