//! `expression`: a column computed of others by a formula that somebody writes (`glasshouse_table::expression`).

use super::{Known, is_free};
use crate::fitted::{Applied, Applying, Made};
use crate::step::Fitting;
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{
    ColumnType, ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues, check_params, param,
};
use glasshouse_table::Table;
use glasshouse_table::expression::{Evaluation, Formula, FormulaError, Program};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::new(
        "name",
        ParamKind::Text,
        ParamDefault::Text(Cow::Borrowed("")),
        "What the new column is called; the formula itself when nothing is given.",
    ),
    ParamSpec::new(
        "formula",
        ParamKind::Text,
        ParamDefault::Text(Cow::Borrowed("")),
        "How it is computed of other columns: numbers, text in quotes, names of columns (in backticks where they are no single word), + - * / % ^, comparisons, and, or, not, and functions such as if(c, a, b), coalesce(a, b), log(x), lower(text), year(date).",
    ),
];

/// The kind.
pub(super) static EXPRESSION: StepKind = StepKind {
    id: "expression",
    title: "Compute a column by a formula",
    help: "Appends a column that a formula makes of others: a number, true or false, text or a date. It reads the columns that the formula names. What is computed of a missing cell is missing, unless is_missing, coalesce or if say otherwise.",
    when: "Something that you know of the table: a price by area, an age from two dates, a flag of two conditions.",
    beware: "A number divided by 0 is infinite, which no model takes: if(area = 0, 0, price / area). Formulas of text or dates cannot be written as ONNX.",
    example: "price / area: 300, 20 → 15",
    params: &PARAMS,
    columns: &[],
    onnx: true,
    build,
};

/// What `expression` knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpressionState {
    /// The column that it appends.
    pub name: String,
    /// How that is computed.
    pub formula: String,
    /// The columns that the formula reads, and their types.
    pub columns: Vec<(String, ColumnType)>,
}

impl ExpressionState {
    /// The formula, checked against the types of its columns.
    ///
    /// # Errors
    /// A formula that is none, which only a bundle made by hand holds.
    pub fn program(&self) -> Result<Program, FormulaError> {
        let columns: Vec<(&str, ColumnType)> =
            self.columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        Formula::parse(&self.formula)?.check(&columns)
    }
}

struct Expression {
    name: String,
    /// A formula that is none is refused when it is to be computed, with the place in it.
    formula: Result<Formula, FormulaError>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    // A formula may be a number alone, which TOML and JSON write without quotes.
    let [name, formula] = ["name", "formula"].map(|name| match param(&PARAMS, values, name) {
        ParamValue::Text(text) => text,
        ParamValue::Null => String::new(),
        other => other.to_string(),
    });
    let name = if name.trim().is_empty() { formula.trim().to_owned() } else { name };
    Ok(Box::new(Expression { name, formula: Formula::parse(&formula) }))
}

impl Step for Expression {
    fn reads_together(&self) -> bool {
        true
    }

    fn columns(&self) -> Option<Vec<String>> {
        let columns = self.formula.iter().flat_map(Formula::columns);
        Some(columns.map(String::from).collect())
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let formula = self.formula.as_ref().map_err(Clone::clone)?;
        is_free(train, &self.name)?;
        let all: Vec<(&str, ColumnType)> =
            train.columns().iter().map(|column| (column.name.as_str(), column.kind)).collect();
        formula.check(&all)?;
        let state = ExpressionState {
            name: self.name.clone(),
            formula: formula.text().into(),
            columns: columns
                .iter()
                .map(|name| Ok((name.clone(), cells::column(train, name)?.kind)))
                .collect::<Result<_, PrepareError>>()?,
        };
        Ok(Box::new(Known(Some(StepState::Expression(state)))))
    }
}

impl FittedStep for ExpressionState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), vec![self.name.as_str()])]
    }

    fn opens(&self) -> Vec<&str> {
        vec![self.name.as_str()]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        Ok(Box::new(Computing {
            name: &self.name,
            evaluation: Some(Evaluation::new(self.program()?, table)?),
        }))
    }
}

/// Rows of which a formula is being computed.
struct Computing<'a> {
    name: &'a str,
    evaluation: Option<Evaluation<'a>>,
}

impl Applying for Computing<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if let Some(evaluation) = &mut self.evaluation
            && let Some(done) = evaluation.advance()?
        {
            return Ok(Applied::Running(done));
        }
        let column = self.evaluation.take().map(|evaluation| Arc::new(evaluation.finish(self.name)));
        Ok(Applied::Done(Made { appended: column.into_iter().collect(), ..Made::default() }))
    }
}
