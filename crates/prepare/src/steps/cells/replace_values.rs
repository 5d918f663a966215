//! `replace_values`: whole cells become others, as pandas' `replace` with two lists does. All pairs at once, so that
//! two values may change places. Numbers are compared as 32 bits hold them, which is how a model is given them.

use super::words::{mapped, words};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param,
};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pairs at most.
const MOST: u32 = 1000;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::new(
        "to_replace",
        ParamKind::Names { most: MOST },
        ParamDefault::Names(Cow::Borrowed(&[])),
        "The cells that are replaced, whole ones: text, or numbers in columns of numbers.",
    ),
    ParamSpec::new(
        "value",
        ParamKind::Names { most: MOST },
        ParamDefault::Names(Cow::Borrowed(&[])),
        "What they become: one value for all of them, or as many as there are, in their order. Nothing makes them missing.",
    )
    .offering(Offers::BesideEach(Cow::Borrowed("to_replace"))),
    ParamSpec::bool("ignore_case", false, "Whether small and large letters count as the same."),
];

/// The kind.
pub(super) static REPLACE_VALUES: StepKind = StepKind {
    id: "replace_values",
    title: "Replace values",
    help: "Replaces whole cells by others, text or numbers, all pairs at once; by nothing makes them missing. Missing cells stay missing.",
    when: "One thing has several names, or a number stands for \"not known\": -999, n/a, ?.",
    beware: "It does not change the target. With ignore_case it cannot be written as ONNX, which has no means to compare so.",
    example: "M, F → male, female: M, F, x → male, female, x",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

/// What `replace_values` does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplaceValuesState {
    /// Columns in the order of the fit.
    pub columns: Vec<ReplacedColumn>,
    /// Cells of words and what they become; `None` is missing. None stands twice on the left.
    pub texts: Vec<(String, Option<String>)>,
    /// Numbers and what they become.
    pub numbers: Vec<(f64, Option<f64>)>,
    /// Whether the case of letters does not matter.
    pub ignore_case: bool,
}

/// A column, and whether it holds numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplacedColumn {
    /// Column.
    pub name: String,
    /// Whether it holds numbers; else it holds words.
    pub is_number: bool,
}

struct ReplaceValues {
    pairs: Vec<(String, String)>,
    ignore_case: bool,
}

fn refused(name: &str, message: impl Into<String>) -> Vec<ParamFault> {
    vec![ParamFault { name: name.into(), message: message.into() }]
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let from = param(&PARAMS, values, "to_replace").names();
    let to = param(&PARAMS, values, "value").names();
    let ignore_case = param(&PARAMS, values, "ignore_case").as_bool().unwrap_or_default();
    if from.iter().any(String::is_empty) {
        let message = "to_replace must not hold an empty text: missing cells are filled by simple_imputer";
        return Err(refused("to_replace", message));
    }
    let folded: Vec<String> = from.iter().map(|text| folded(text, ignore_case).into_owned()).collect();
    if let Some(twice) = (1..folded.len()).find(|at| folded[..*at].contains(&folded[*at])) {
        return Err(refused(
            "to_replace",
            format!("to_replace must hold each value once, and holds \"{}\" twice", from[twice]),
        ));
    }
    let to = match to.len() {
        0 => vec![String::new(); from.len()],
        1 => vec![to[0].clone(); from.len()],
        count if count == from.len() => to,
        count => {
            let message =
                format!("value must be one, or as many as to_replace has: {}, and not {count}", from.len());
            return Err(refused("value", message));
        }
    };
    Ok(Box::new(ReplaceValues { pairs: from.into_iter().zip(to).collect(), ignore_case }))
}

/// A text as it is compared.
fn folded(text: &str, ignore_case: bool) -> Cow<'_, str> {
    if ignore_case { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|x: &f64| x.is_finite())
}

impl ReplaceValues {
    /// The pairs that are about numbers.
    fn numbers(&self) -> Vec<(f64, Option<f64>)> {
        let pairs = self.pairs.iter().filter_map(|(from, to)| Some((number(from)?, to)));
        let known = pairs.filter(|(_, to)| to.is_empty() || number(to).is_some());
        known.map(|(from, to)| (from, number(to))).collect()
    }

    /// Refuses words in a column of numbers.
    fn fits(&self, name: &str) -> Result<(), PrepareError> {
        let pairs = self.pairs.iter().filter(|(from, _)| number(from).is_some());
        match pairs.into_iter().find(|(_, to)| !to.is_empty() && number(to).is_none()) {
            None => Ok(()),
            Some((from, to)) => Err(PrepareError::Refused {
                code: "prepare.not_a_number",
                column: Some(name.into()),
                row: None,
                message: format!("{from} cannot become \"{to}\" in column \"{name}\", which holds numbers"),
                remedy: "Replace it by a number or by nothing, or name only columns of words.".into(),
            }),
        }
    }
}

impl Step for ReplaceValues {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let column = |name: &String| {
            let column = cells::column(train, name)?;
            let is_number = column.numbers().is_some();
            match is_number {
                true => self.fits(name)?,
                false => drop(words(column, "replace_values")?),
            }
            Ok(ReplacedColumn { name: name.clone(), is_number })
        };
        let texts =
            self.pairs.iter().map(|(from, to)| (from.clone(), Some(to.clone()).filter(|to| !to.is_empty())));
        Ok(StepState::ReplaceValues(ReplaceValuesState {
            columns: columns.iter().map(column).collect::<Result<_, PrepareError>>()?,
            texts: texts.collect(),
            numbers: self.numbers(),
            ignore_case: self.ignore_case,
        }))
    }
}

impl FittedStep for ReplaceValuesState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn opens(&self) -> Vec<&str> {
        let blanks = |column: &&ReplacedColumn| match column.is_number {
            true => self.numbers.iter().any(|(_, to)| to.is_none()),
            false => self.texts.iter().any(|(_, to)| to.is_none()),
        };
        self.columns.iter().filter(blanks).map(|column| column.name.as_str()).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        if self.columns[at].is_number {
            let replaced = |x: f64| {
                let pair = self.numbers.iter().find(|(from, _)| *from as f32 == x as f32);
                pair.map_or(Some(x), |(_, to)| *to)
            };
            return cells::map_some(&column, "replace_values", replaced);
        }
        let pairs: BTreeMap<String, &Option<String>> =
            self.texts.iter().map(|(from, to)| (folded(from, self.ignore_case).into_owned(), to)).collect();
        let replaced = |cell: &str| match pairs.get(folded(cell, self.ignore_case).as_ref()) {
            Some(to) => (*to).clone(),
            None => Some(cell.to_owned()),
        };
        Ok(vec![mapped(&column, "replace_values", replaced)?])
    }
}
