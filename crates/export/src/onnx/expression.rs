//! Formulas as graph nodes: numbers, comparisons, conditions and logic. A missing number is NaN; truth is 0 for
//! false, 1 for missing and 2 for true, so that `and` is the least and `or` the greatest, as in `table`.

use super::flow::{Cells, Flow, Flows};
use super::graph::{Graph, ML, Node, ints, text, texts};
use super::proto::kind;
use super::steps::label_to_integer;
use super::{categories, combined};
use crate::ExportError;
use glasshouse_prepare::ExpressionState;
use glasshouse_spec::ColumnType;
use glasshouse_table::expression::{Function, Kind, Term, Typed};

/// Adds an `expression`.
pub fn add(
    graph: &mut Graph,
    flows: &mut Flows,
    state: &ExpressionState,
    label: &str,
) -> Result<(), ExportError> {
    let not_in_onnx =
        |why: String| ExportError::NotInOnnx { what: format!("step {label} (\"{}\")", state.name), why };
    let program = state.program().map_err(|error| ExportError::Inconsistent(error.to_string()))?;
    if program.columns().is_empty() {
        return Err(not_in_onnx("its formula reads no column".into()));
    }
    let label = format!("{label} ({})", state.name);
    let made = Writing { graph, flows, label: &label }.part(program.root()).map_err(|error| match error {
        ExportError::NotInOnnx { why, .. } => not_in_onnx(why),
        other => other,
    })?;
    let (kind, cells) = match program.kind() {
        Kind::Number => (ColumnType::Numeric, Cells::Numbers(flows.block(made, 1)[0])),
        Kind::Truth => (ColumnType::Boolean, Cells::Text(spelled(graph, &label, &made))),
        Kind::Text | Kind::Date => {
            return Err(not_in_onnx(format!("its formula is {}", program.kind().words())));
        }
    };
    flows.push(Flow { name: state.name.clone(), kind, cells });
    Ok(())
}

/// Truth as a boolean column holds it: `true`, `false` and the empty text.
fn spelled(graph: &mut Graph, label: &str, truth: &str) -> String {
    let code = graph.cast(&format!("{label}/code"), truth, kind::INT64);
    let attributes = vec![
        ints("keys_int64s", vec![0, 2]),
        texts("values_strings", ["false", "true"]),
        text("default_string", ""),
    ];
    let name = format!("{label}/true or false");
    graph.add(Node { domain: ML, op: "LabelEncoder", name: &name, inputs: &[&code], attributes })
}

/// Truth values.
const FALSE: f64 = 0.0;
const MISSING: f64 = 1.0;
const TRUE: f64 = 2.0;

struct Writing<'a> {
    graph: &'a mut Graph,
    flows: &'a Flows,
    label: &'a str,
}

impl Writing<'_> {
    /// The tensor `[N,1]` of a part, or `[1,1]` of one that is written there.
    fn part(&mut self, part: &Typed) -> Result<String, ExportError> {
        Ok(match &part.term {
            Term::Number(number) => self.constant(*number),
            Term::Truth(truth) => self.constant(if *truth { TRUE } else { FALSE }),
            Term::Column(name) => self.column(name, part.kind)?,
            Term::Call(function, parts) => self.call(*function, parts)?,
            Term::Text(_) | Term::Date(_) => return Err(without(part.kind)),
        })
    }

    fn column(&mut self, name: &str, kind: Kind) -> Result<String, ExportError> {
        match kind {
            Kind::Number => self.flows.numbers(self.graph, self.label, &[name]),
            Kind::Truth => {
                let (x, _) = self.flows.text(name)?;
                Ok(categories::three_valued(self.graph, self.label, &x))
            }
            Kind::Text | Kind::Date => Err(without(kind)),
        }
    }

    fn call(&mut self, function: Function, parts: &[Typed]) -> Result<String, ExportError> {
        use Function as F;
        match (function, parts) {
            (F::Equal | F::Different, [Typed { term: Term::Column(name), kind: Kind::Text }, literal])
            | (F::Equal | F::Different, [literal, Typed { term: Term::Column(name), kind: Kind::Text }]) => {
                return self.compared_with_text(function, name, literal);
            }
            (F::IsMissing, [Typed { term: Term::Column(name), kind: Kind::Text }]) => {
                let (x, _) = self.flows.text(name)?;
                return Ok(self.looked_up(&x, &[("", TRUE as i64)], FALSE as i64));
            }
            _ => {}
        }
        let kind = parts.last().map_or(Kind::Number, |last| last.kind);
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(self.part(part)?);
        }
        let all: Vec<&str> = values.iter().map(String::as_str).collect();
        match (function, all.as_slice()) {
            (F::And, all) => Ok(self.op("Min", all)),
            (F::Or, all) => Ok(self.op("Max", all)),
            (F::Not, [a]) => {
                let two = self.constant(TRUE);
                Ok(self.op("Sub", &[&two, a]))
            }
            (F::If, [condition, then, otherwise]) => Ok(self.chosen(condition, then, otherwise, kind)),
            (F::IsMissing, [a]) => {
                let missing = self.is_missing(a, kind);
                Ok(self.truth(&missing))
            }
            (F::Coalesce, [before @ .., last]) => {
                Ok(before.iter().rev().fold((*last).to_owned(), |rest, value| {
                    let missing = self.is_missing(value, kind);
                    self.op("Where", &[&missing, &rest, value])
                }))
            }
            (F::Equal | F::Different | F::Less | F::LessOrEqual | F::Greater | F::GreaterOrEqual, [a, b]) => {
                Ok(self.compared(function, a, b, kind))
            }
            (F::Min, [first, rest @ ..]) => Ok(self.extreme("Less", first, rest)),
            (F::Max, [first, rest @ ..]) => Ok(self.extreme("Greater", first, rest)),
            (F::Clip, [x, low, high]) => {
                let raised = self.extreme("Greater", x, &[low]);
                Ok(self.extreme("Less", &raised, &[high]))
            }
            (_, [a]) => self.of_one(function, a),
            (_, [a, b]) => self.of_two(function, a, b),
            _ => Err(without(Kind::Text)),
        }
    }

    fn of_one(&mut self, function: Function, x: &str) -> Result<String, ExportError> {
        use Function as F;
        let op = match function {
            F::Negative => "Neg",
            F::Abs => "Abs",
            F::Round => "Round",
            F::Floor => "Floor",
            F::Ceil => "Ceil",
            F::Sqrt => "Sqrt",
            F::Exp => "Exp",
            F::Log => "Log",
            F::Sin => "Sin",
            F::Cos => "Cos",
            F::Log2 => return Ok(self.log_to_base(x, std::f64::consts::LN_2)),
            F::Log10 => return Ok(self.log_to_base(x, std::f64::consts::LN_10)),
            F::Log1p => return Ok(self.log1p(x)),
            _ => return Err(without(Kind::Text)),
        };
        Ok(self.op(op, &[x]))
    }

    fn of_two(&mut self, function: Function, a: &str, b: &str) -> Result<String, ExportError> {
        use Function as F;
        let op = match function {
            F::Add => "Add",
            F::Subtract => "Sub",
            F::Multiply => "Mul",
            F::Divide => "Div",
            F::Remainder => return Ok(combined::remainder(self.graph, self.label, a, b)),
            F::Power => {
                // A runtime answers 1 to a missing number to the power of 0.
                let power = self.op("Pow", &[a, b]);
                return Ok(self.unless_missing(a, b, Kind::Number, &power));
            }
            _ => return Err(without(Kind::Text)),
        };
        Ok(self.op(op, &[a, b]))
    }

    fn op(&mut self, op: &'static str, inputs: &[&str]) -> String {
        self.graph.op(op, &format!("{}/{op}", self.label), inputs)
    }

    fn constant(&mut self, number: f64) -> String {
        self.graph.doubles(&format!("{}/{number}", self.label), &[1, 1], &[number])
    }

    /// What is missing of a kind.
    fn missing(&mut self, kind: Kind) -> String {
        self.constant(if kind == Kind::Truth { MISSING } else { f64::NAN })
    }

    /// Truth of what a node decides.
    fn truth(&mut self, decided: &str) -> String {
        let number = self.graph.cast(&format!("{}/0 or 1", self.label), decided, kind::DOUBLE);
        let two = self.constant(TRUE);
        self.op("Mul", &[&number, &two])
    }

    fn is_missing(&mut self, x: &str, kind: Kind) -> String {
        if kind == Kind::Truth {
            let missing = self.constant(MISSING);
            return self.op("Equal", &[x, &missing]);
        }
        self.op("IsNaN", &[x])
    }

    /// The result, or what is missing of its kind where one of two values is.
    fn unless_missing(&mut self, a: &str, b: &str, of: Kind, result: &str) -> String {
        let (first, second) = (self.is_missing(a, of), self.is_missing(b, of));
        let either = self.op("Or", &[&first, &second]);
        let missing = self.constant(f64::NAN);
        self.op("Where", &[&either, &missing, result])
    }

    fn compared(&mut self, function: Function, a: &str, b: &str, of: Kind) -> String {
        let decided = match function {
            Function::Less => self.op("Less", &[a, b]),
            Function::LessOrEqual => self.op("LessOrEqual", &[a, b]),
            Function::Greater => self.op("Greater", &[a, b]),
            Function::GreaterOrEqual => self.op("GreaterOrEqual", &[a, b]),
            _ => self.op("Equal", &[a, b]),
        };
        let decided = if function == Function::Different { self.op("Not", &[&decided]) } else { decided };
        let (first, second) = (self.is_missing(a, of), self.is_missing(b, of));
        let either = self.op("Or", &[&first, &second]);
        let (truth, missing) = (self.truth(&decided), self.constant(MISSING));
        self.op("Where", &[&either, &missing, &truth])
    }

    /// Whether a column of text is one that is written there.
    fn compared_with_text(
        &mut self,
        function: Function,
        column: &str,
        literal: &Typed,
    ) -> Result<String, ExportError> {
        let Term::Text(literal) = &literal.term else { return Err(without(Kind::Text)) };
        let (x, _) = self.flows.text(column)?;
        let (same, other) = if function == Function::Equal { (TRUE, FALSE) } else { (FALSE, TRUE) };
        // An empty text is a missing one for a graph.
        let known = (!literal.is_empty()).then_some((literal.as_str(), same as i64));
        let map: Vec<(&str, i64)> = known.into_iter().chain([("", MISSING as i64)]).collect();
        Ok(self.looked_up(&x, &map, other as i64))
    }

    fn looked_up(&mut self, x: &str, map: &[(&str, i64)], other: i64) -> String {
        let code = label_to_integer(self.graph, &format!("{}/text", self.label), x, map, other);
        self.graph.cast(&format!("{}/truth of text", self.label), &code, kind::DOUBLE)
    }

    fn chosen(&mut self, condition: &str, then: &str, otherwise: &str, kind: Kind) -> String {
        let (yes, no) = (self.constant(TRUE), self.constant(FALSE));
        let (is_true, is_false) = (self.op("Equal", &[condition, &yes]), self.op("Equal", &[condition, &no]));
        let missing = self.missing(kind);
        let rest = self.op("Where", &[&is_false, otherwise, &missing]);
        self.op("Where", &[&is_true, then, &rest])
    }

    /// The least or the greatest of several numbers.
    fn extreme(&mut self, order: &'static str, first: &str, rest: &[&str]) -> String {
        rest.iter().fold(first.to_owned(), |so_far, next| {
            let before = self.op(order, &[next, &so_far]);
            let chosen = self.op("Where", &[&before, next, &so_far]);
            self.unless_missing(&so_far, next, Kind::Number, &chosen)
        })
    }

    fn log_to_base(&mut self, x: &str, log_of_base: f64) -> String {
        let (log, base) = (self.op("Log", &[x]), self.constant(log_of_base));
        self.op("Div", &[&log, &base])
    }

    /// As the step `log1p` writes it.
    fn log1p(&mut self, x: &str) -> String {
        let one = self.constant(1.0);
        let u = self.op("Add", &[x, &one]);
        let small = self.op("Equal", &[&u, &one]);
        let log = self.op("Log", &[&u]);
        let rounded = self.op("Sub", &[&u, &one]);
        let ratio = self.op("Div", &[x, &rounded]);
        let exact = self.op("Mul", &[&log, &ratio]);
        self.op("Where", &[&small, x, &exact])
    }
}

fn without(kind: Kind) -> ExportError {
    let why = match kind {
        Kind::Date => "its formula computes with dates",
        _ => "its formula computes with text",
    };
    ExportError::NotInOnnx { what: String::new(), why: why.into() }
}
