//! `ordinal_encoder`: the place of the category in sorted order, or in one that is given.

use super::one_hot_encoder::{categories, unseen};
use crate::cells::Coded;
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{
    ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, Place, Warning, check_params, param,
};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

const UNKNOWN: &[Cow<'static, str>] = &[Cow::Borrowed("error"), Cow::Borrowed("use_encoded_value")];

/// Whole numbers up to here are exact in 32 bits.
const UNKNOWN_LIMIT: i64 = 1 << 24;

/// Categories that an order may name.
const MOST: u32 = 10_000;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::new(
        "categories",
        ParamKind::Names { most: MOST },
        ParamDefault::Null,
        "The categories in their order, the first becomes 0: low, mid, high. It holds for all columns of the step; the order of letters when nothing is given.",
    ),
    ParamSpec::choice(
        "handle_unknown",
        "error",
        UNKNOWN,
        "What happens to a category that the training rows did not have: it is refused, or it becomes unknown_value.",
    ),
    ParamSpec::optional_int(
        "unknown_value",
        -UNKNOWN_LIMIT,
        UNKNOWN_LIMIT,
        "The whole number of an unknown category; needed with use_encoded_value, and not the number of a known one.",
    ),
];

/// What `ordinal_encoder` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrdinalEncoderState {
    /// Columns in the order of the fit.
    pub columns: Vec<OrdinalColumn>,
    /// Number of a category that is not known; refused when `None`.
    pub unknown: Option<f64>,
}

/// A column that becomes the place of its category, from 0. A missing cell stays missing if the
/// training rows have one, and else counts as a category that is not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrdinalColumn {
    /// Column.
    pub name: String,
    /// Categories in their order: those of the training rows sorted by code points, or those that were given.
    pub categories: Vec<String>,
    /// Whether the training rows have missing cells.
    pub missing: bool,
}

struct OrdinalEncoder {
    /// The order that was given; none where categories are sorted.
    order: Vec<String>,
    unknown: Option<f64>,
}

/// The kind.
pub(super) static ORDINAL_ENCODER: StepKind = StepKind {
    id: "ordinal_encoder",
    title: "Encode categories as 0, 1, 2",
    help: "Replaces a category by its place in the order that you give, or in that of letters. Missing cells stay missing where the training rows have some. A category outside of the order is refused, or becomes unknown_value.",
    when: "Trees, and categories that have an order: low, mid, high.",
    beware: "A linear model takes the places for amounts, as if the third were three times the first.",
    example: "size: L, M, S → 0, 1, 2; with the order S, M, L → 2, 1, 0",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let order = param(&PARAMS, values, "categories").names();
    if let Some(twice) = order.iter().enumerate().find(|(at, name)| order[..*at].contains(name)) {
        let message = format!("categories names \"{}\" twice", twice.1);
        return Err(vec![ParamFault { name: "categories".into(), message }]);
    }
    let given = param(&PARAMS, values, "unknown_value").as_f64();
    let uses = param(&PARAMS, values, "handle_unknown").as_str() == Some("use_encoded_value");
    let refuse =
        |message: &str| Err(vec![ParamFault { name: "unknown_value".into(), message: message.into() }]);
    match (uses, given) {
        (true, None) => refuse("unknown_value must be given with handle_unknown \"use_encoded_value\""),
        (false, Some(_)) => {
            refuse("unknown_value means nothing unless handle_unknown is \"use_encoded_value\"")
        }
        (_, unknown) => Ok(Box::new(OrdinalEncoder { order, unknown })),
    }
}

impl Step for OrdinalEncoder {
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = OrdinalEncoderState { columns: Vec::new(), unknown: self.unknown };
        for name in columns {
            let coded = categories(cells::column(train, name)?, "ordinal_encoder")?;
            let known = match self.order.is_empty() {
                true => coded.sorted_counts().keys().map(ToString::to_string).collect(),
                false => self.given(name, &coded, notes)?,
            };
            self.check_unknown(name, known.len())?;
            state.columns.push(OrdinalColumn {
                name: name.clone(),
                categories: known,
                missing: coded.missing() > 0,
            });
        }
        Ok(StepState::OrdinalEncoder(state))
    }
}

impl OrdinalEncoder {
    /// The order that was given, once it is known to hold the categories of the training rows: one outside of it
    /// is refused, or told of where it becomes `unknown_value`.
    fn given(&self, name: &str, coded: &Coded, notes: &mut Notes) -> Result<Vec<String>, PrepareError> {
        let known: HashSet<&str> = self.order.iter().map(String::as_str).collect();
        let outside = |code: &Option<u32>| {
            code.map(|code| coded.values[code as usize].as_str()).filter(|value| !known.contains(value))
        };
        let first = coded.codes.iter().enumerate().find_map(|(row, code)| Some((row, outside(code)?)));
        if let Some((row, value)) = first {
            let message = format!(
                "column \"{name}\" holds \"{value}\", which is not among the categories of the order"
            );
            if self.unknown.is_none() {
                return Err(PrepareError::Refused {
                    code: "prepare.unseen_category",
                    column: Some(name.into()),
                    row: Some(row as u64),
                    message,
                    remedy: "Add it to categories, or set handle_unknown to \"use_encoded_value\" and an unknown_value.".into(),
                });
            }
            let message = format!("{message}: it becomes unknown_value");
            notes.warnings.push(Warning::new("prepare.outside_order", message, Place::column(name)));
        }
        Ok(self.order.clone())
    }

    /// The number of the unknown may not be that of a category.
    fn check_unknown(&self, column: &str, categories: usize) -> Result<(), PrepareError> {
        match self.unknown {
            Some(x) if x.fract() == 0.0 && x >= 0.0 && x < categories as f64 => {
                Err(PrepareError::Unsuitable {
                    parameter: "unknown_value",
                    column: column.into(),
                    message: format!("unknown_value {x} is the number of a category of column \"{column}\""),
                })
            }
            _ => Ok(()),
        }
    }
}

impl FittedStep for OrdinalEncoderState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.columns.iter().filter(|c| !c.missing).map(|c| c.name.as_str()).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let OrdinalColumn { name, categories: all, missing } = &self.columns[at];
        let coded = categories(&column, "ordinal_encoder")?;
        let places: HashMap<&str, usize> = all.iter().map(String::as_str).zip(0..).collect();
        let known: Vec<Option<usize>> =
            coded.values.iter().map(|v| places.get(v.as_str()).copied()).collect();
        let strange = |code: Option<u32>| code.map_or(!missing, |c| known[c as usize].is_none());
        let unknown = coded.codes.iter().filter(|c| strange(**c)).count() as u64;
        if unknown > 0 && self.unknown.is_none() {
            let remedy =
                "Correct the cell, or set handle_unknown to \"use_encoded_value\" and an unknown_value.";
            return Err(unseen(name, &coded, strange, remedy));
        }
        notes.add_unseen(name, unknown);
        let missing = if *missing { None } else { self.unknown };
        let place = |code: u32| known[code as usize].map(|i| i as f64).or(self.unknown);
        let cells = coded.codes.iter().map(|code| code.map_or(missing, place));
        Ok(vec![cells::number_column(name, cells)])
    }
}
