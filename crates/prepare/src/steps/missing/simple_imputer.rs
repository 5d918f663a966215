//! `simple_imputer`: fills missing cells with one value a column.

use crate::cells::{self, Codes};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, moments};
use arrow_array::Int32Array;
use arrow_buffer::NullBuffer;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues, Place, Warning};
use glasshouse_spec::{check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

const STRATEGIES: &[Cow<'static, str>] = &[
    Cow::Borrowed("mean"),
    Cow::Borrowed("median"),
    Cow::Borrowed("most_frequent"),
    Cow::Borrowed("constant"),
];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::choice(
        "strategy",
        "mean",
        STRATEGIES,
        "What fills a gap: the mean or the median of the column (numbers only), its most frequent value (the smallest of several), or a constant.",
    ),
    ParamSpec::new(
        "fill_value",
        ParamKind::Text,
        ParamDefault::Null,
        "The constant. Left out, it is 0 for numbers and missing_value for text.",
    ),
];

/// What `simple_imputer` learnt. A missing cell of a column becomes its fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimpleImputerState {
    /// Columns that are kept, with what fills them.
    pub columns: Vec<FilledColumn>,
    /// Columns without any value in the training rows: they are dropped, as in scikit-learn.
    pub dropped: Vec<String>,
}

/// A column and what fills it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledColumn {
    /// Column.
    pub name: String,
    /// What a missing cell becomes.
    pub fill: Fill,
}

/// What a missing cell becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fill {
    /// A number, in numeric columns.
    Number(f64),
    /// A category or spelling, in all others.
    Level(String),
}

#[derive(Clone, Copy, PartialEq)]
enum Strategy {
    Mean,
    Median,
    MostFrequent,
    Constant,
}

struct SimpleImputer {
    strategy: Strategy,
    fill_value: ParamValue,
}

/// The kind.
pub(super) static SIMPLE_IMPUTER: StepKind = StepKind {
    id: "simple_imputer",
    title: "Fill missing values",
    help: "Fills the missing cells of a column with one value that the training rows decide. A column without any value is dropped.",
    when: "Before models that take no gaps, when few cells are missing.",
    beware: "With many gaps one value for all hides how they differ, and the column varies less than it should.",
    example: "age: 31, –, 41 → 31, 36, 41",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let strategy = match param(&PARAMS, values, "strategy").as_str() {
        Some("median") => Strategy::Median,
        Some("most_frequent") => Strategy::MostFrequent,
        Some("constant") => Strategy::Constant,
        _ => Strategy::Mean,
    };
    Ok(Box::new(SimpleImputer { strategy, fill_value: param(&PARAMS, values, "fill_value") }))
}

impl Step for SimpleImputer {
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = SimpleImputerState { columns: Vec::new(), dropped: Vec::new() };
        for name in columns {
            let column = cells::column(train, name)?;
            match self.fill(column)? {
                Some(fill) => state.columns.push(FilledColumn { name: name.clone(), fill }),
                None => {
                    notes.warnings.push(nothing_to_learn(name, "simple_imputer"));
                    state.dropped.push(name.clone());
                }
            }
        }
        Ok(StepState::SimpleImputer(state))
    }
}

impl SimpleImputer {
    /// What fills a column; `None` where it has no value at all.
    fn fill(&self, column: &Column) -> Result<Option<Fill>, PrepareError> {
        if let Some(array) = column.numbers() {
            return self.number(column, moments::present(array));
        }
        let codes = Codes::of(column).ok_or_else(|| {
            wrong_kind(column, "numbers or categories", "Drop the date column, or give it the role ignore.")
        })?;
        let counts = codes.sorted_counts();
        if counts.is_empty() { Ok(None) } else { self.level(column, &counts).map(Some) }
    }

    fn number(&self, column: &Column, values: Cow<'_, [f64]>) -> Result<Option<Fill>, PrepareError> {
        let number = match self.strategy {
            Strategy::Mean => glasshouse_stats::mean(&values),
            Strategy::Median => glasshouse_stats::quantile_unsorted(&mut values.into_owned(), 0.5),
            Strategy::MostFrequent => moments::mode(values.into_owned()),
            Strategy::Constant if values.is_empty() => None,
            Strategy::Constant => Some(self.constant_number(column)?),
        };
        Ok(number.map(Fill::Number))
    }

    fn constant_number(&self, column: &Column) -> Result<f64, PrepareError> {
        let number = match &self.fill_value {
            ParamValue::Null => Some(0.0),
            ParamValue::Text(t) => t.trim().parse().ok(),
            other => other.as_f64(),
        };
        number.filter(|x| x.is_finite()).ok_or_else(|| PrepareError::Unsuitable {
            parameter: "fill_value",
            column: column.name.clone(),
            message: format!(
                "column \"{}\" is numeric, and fill_value {} is not a number",
                column.name, self.fill_value
            ),
        })
    }

    fn level(&self, column: &Column, counts: &BTreeMap<&str, u64>) -> Result<Fill, PrepareError> {
        let fill = match self.strategy {
            Strategy::Mean | Strategy::Median => {
                let remedy =
                    "Use the strategy most_frequent or constant for it, or name only numeric columns.";
                return Err(wrong_kind(column, "numbers for its strategy", remedy));
            }
            Strategy::MostFrequent => most_frequent(counts).to_string(),
            Strategy::Constant => match &self.fill_value {
                ParamValue::Null => "missing_value".to_string(),
                ParamValue::Text(t) => t.clone(),
                other => other.to_string(),
            },
        };
        Ok(Fill::Level(fill))
    }
}

/// The value with the largest count, the first in order of several.
fn most_frequent<'a>(counts: &BTreeMap<&'a str, u64>) -> &'a str {
    let mut best = ("", 0);
    for (value, n) in counts {
        if *n > best.1 {
            best = (value, *n);
        }
    }
    best.0
}

fn wrong_kind(column: &Column, needs: &'static str, remedy: &'static str) -> PrepareError {
    PrepareError::WrongKind {
        column: column.name.clone(),
        kind: column.kind,
        step: "simple_imputer".into(),
        needs,
        remedy,
    }
}

/// That a column is dropped because nothing can fill it.
pub(super) fn nothing_to_learn(name: &str, step: &str) -> Warning {
    let message = format!(
        "column \"{name}\" has no value in the training rows, so nothing can fill it: {step} drops it"
    );
    Warning::new("prepare.all_missing", message, Place::column(name))
}

impl FittedStep for SimpleImputerState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn drops(&self) -> &[String] {
        &self.dropped
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.dropped.retain(|dropped| !names.contains(dropped));
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
        self.dropped.extend(more.dropped);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        Ok(vec![if column.missing() > 0 { self.columns[at].fill_column(column)? } else { column }])
    }
}

impl FilledColumn {
    fn fill_column(&self, column: Arc<Column>) -> Result<Arc<Column>, PrepareError> {
        let other = |column: &Column| {
            wrong_kind(column, "the type it was fitted on", "Read the column as it was in the training data.")
        };
        match &self.fill {
            Fill::Number(fill) => {
                column.numbers().ok_or_else(|| other(&column))?;
                let (name, mut values, missing) = cells::own_numbers(column, "simple_imputer")?;
                let present = missing.iter().flat_map(NullBuffer::iter);
                values.iter_mut().zip(present).for_each(|(x, is)| *x = if is { *x } else { *fill });
                Ok(cells::numeric(&name, values.into()))
            }
            Fill::Level(level) => {
                let mut codes = Codes::of(&column).ok_or_else(|| other(&column))?;
                let code = codes.code(level);
                let same: Vec<i32> = (0..codes.values.len() as i32).collect();
                let keys = Int32Array::from(codes.map(&same, code));
                Ok(cells::keyed_column(&column.name, column.kind, keys, &codes.values))
            }
        }
    }
}
