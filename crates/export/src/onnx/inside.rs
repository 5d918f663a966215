//! Estimators inside others: their answers stay in the graph instead of becoming outputs of the file.

use super::estimators;
use super::graph::{Graph, Node, int};
use super::proto::kind;
use super::{OutputNames, estimators::number_of};
use crate::ExportError;
use glasshouse_learn::ModelState;
use glasshouse_learn::ensemble::Reading;
use glasshouse_prepare::PipelineState;
use glasshouse_spec::TaskKind;

/// What an estimator inside another answers.
#[derive(Default)]
pub struct Held {
    /// The class that it chooses, `[N]` of `i64`.
    pub best: Option<String>,
    /// Probabilities `[N,classes]` or a number `[N,1]`, of `f32`.
    pub numbers: Option<String>,
    /// What decides the class, `[N,classes]`.
    pub scores: Option<String>,
}

/// Adds an estimator that is inside another. `classes` is none for numbers.
pub fn add(
    graph: &mut Graph,
    model: &ModelState,
    classes: Option<u32>,
    features: &str,
) -> Result<Held, ExportError> {
    let task = if classes.is_some() { TaskKind::Classification } else { TaskKind::Regression };
    let state = PipelineState {
        inputs: Vec::new(),
        steps: Vec::new(),
        features: Vec::new(),
        target: String::new(),
        task,
        classes: (0..classes.unwrap_or(0)).map(|class| class.to_string()).collect(),
        positive: None,
        also: Vec::new(),
        model: model.clone(),
    };
    let numbers = model.has_probabilities().then(String::new);
    let outputs = OutputNames { label: classes.map(|_| String::new()), numbers };
    let around = graph.held.replace(Held::default());
    let added = estimators::add(graph, &state, features, &outputs);
    let held = std::mem::replace(&mut graph.held, around);
    added.map_err(|error| match error {
        ExportError::NotInOnnx { what, why } => {
            ExportError::NotInOnnx { what: format!("{what} inside the model"), why }
        }
        other => other,
    })?;
    Ok(held.unwrap_or_default())
}

impl Held {
    /// What is read of the answers, `[N,width]` of `f64`.
    pub fn read(
        &self,
        graph: &mut Graph,
        reading: Reading,
        classes: Option<u32>,
    ) -> Result<String, ExportError> {
        let lacks =
            || ExportError::Inconsistent("an estimator inside it does not answer what is read".into());
        let two = classes == Some(2);
        match reading {
            Reading::Number => {
                let value = self.numbers.as_deref().ok_or_else(lacks)?;
                Ok(graph.cast("model/number inside", value, kind::DOUBLE))
            }
            Reading::Probabilities => {
                let value = self.numbers.as_deref().ok_or_else(lacks)?;
                let value = graph.cast("model/probabilities inside", value, kind::DOUBLE);
                Ok(if two { column(graph, &value, 1) } else { value })
            }
            Reading::Scores => {
                let value = self.scores.as_deref().ok_or_else(lacks)?;
                let value = graph.cast("model/scores inside", value, kind::DOUBLE);
                if !two {
                    return Ok(value);
                }
                let (earlier, later) = (column(graph, &value, 0), column(graph, &value, 1));
                Ok(graph.op("Sub", "model/score inside", &[&later, &earlier]))
            }
            Reading::Choice => {
                let choice = self.choice(graph, classes.unwrap_or(0) as usize)?;
                Ok(if two { column(graph, &choice, 1) } else { choice })
            }
        }
    }

    /// One for the class that it chooses, zero for the others, `[N,classes]` of `f64`.
    pub fn choice(&self, graph: &mut Graph, classes: usize) -> Result<String, ExportError> {
        let best = self.best.as_deref();
        let best =
            best.ok_or_else(|| ExportError::Inconsistent("an estimator inside it has no classes".into()))?;
        let axis = graph.integers("model/axis of choices", &[1], &[1]);
        let best = graph.op("Unsqueeze", "model/choice", &[best, &axis]);
        let all: Vec<i64> = (0..classes as i64).collect();
        let all = graph.integers("model/all classes", &[1, classes as i64], &all);
        let same = graph.op("Equal", "model/chosen", &[&best, &all]);
        Ok(graph.cast("model/choices", &same, kind::DOUBLE))
    }
}

/// A column of a matrix, `[N,1]`.
pub fn column(graph: &mut Graph, matrix: &str, at: usize) -> String {
    columns(graph, matrix, &[at as u32])
}

/// Some columns of a matrix, side by side.
pub fn columns(graph: &mut Graph, matrix: &str, at: &[u32]) -> String {
    let places: Vec<i64> = at.iter().map(|&column| i64::from(column)).collect();
    let places = graph.integers("model/columns", &[places.len() as i64], &places);
    graph.add(Node {
        domain: "",
        op: "Gather",
        name: "model/some columns",
        inputs: &[matrix, &places],
        attributes: vec![int("axis", 1)],
    })
}

/// Matrices side by side.
pub fn side_by_side(graph: &mut Graph, parts: &[String]) -> String {
    if let [only] = parts {
        return only.clone();
    }
    let inputs: Vec<&str> = parts.iter().map(String::as_str).collect();
    graph.add(Node {
        domain: "",
        op: "Concat",
        name: "model/side by side",
        inputs: &inputs,
        attributes: vec![int("axis", 1)],
    })
}

/// A sum, one term after the other, as the model adds.
pub fn sum(graph: &mut Graph, terms: &[String]) -> Result<String, ExportError> {
    let [first, rest @ ..] = terms else {
        return Err(ExportError::Inconsistent("it has no estimators".into()));
    };
    let mut sum = first.clone();
    for term in rest {
        sum = graph.op("Add", "model/sum of the estimators", &[&sum, term]);
    }
    Ok(sum)
}

/// Every number of a tensor with a constant.
pub fn with(graph: &mut Graph, op: &'static str, value: &str, constant: f64) -> String {
    let constant = number_of(graph, constant);
    graph.op(op, "model/with a constant", &[value, &constant])
}

/// The sum of each row, `[N,1]`.
pub fn row_sums(graph: &mut Graph, value: &str) -> String {
    let axis = graph.integers("model/axis of sums", &[1], &[1]);
    graph.op("ReduceSum", "model/sums of rows", &[value, &axis])
}
