//! `rare_label_encoder`: rare categories become one (feature-engine's `RareLabelEncoder`, which ignores missing cells
//! only when told so; here they always stay missing). So do categories that the training rows did not have.

use super::one_hot_encoder::categories;
use crate::cells::{self, Coded};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::float(
        "tol",
        0.05,
        0.0,
        1.0,
        "Categories with a smaller share of the training rows are rare. Missing cells do not count.",
    ),
    ParamSpec::int(
        "n_categories",
        10,
        0,
        u32::MAX as i64,
        "A column with no more categories than this is left as it is; only new categories become the rare one.",
    ),
    ParamSpec::optional_int(
        "max_n_categories",
        1,
        u32::MAX as i64,
        "The most categories that stay, the frequent ones; without a limit when there is no value.",
    ),
    ParamSpec::new(
        "replace_with",
        ParamKind::Text,
        ParamDefault::Text(Cow::Borrowed("Rare")),
        "What rare categories become.",
    ),
];

/// The kind.
pub(super) static RARE_LABEL_ENCODER: StepKind = StepKind {
    id: "rare_label_encoder",
    title: "Put rare categories together",
    help: "Replaces categories that are rare in the training rows, or not among them, by one name. Missing cells stay missing.",
    when: "Before an encoder: rare categories are learnt from few rows, and new ones will come.",
    beware: "Rare categories that mean opposite things become one.",
    example: "city: Rome, Rome, Oslo, Rome → Rome, Rome, Rare, Rome",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

/// What `rare_label_encoder` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RareLabelState {
    /// Columns in the order of the fit.
    pub columns: Vec<RareLabelColumn>,
    /// What all other categories become.
    pub replace_with: String,
}

/// A column and the categories that stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RareLabelColumn {
    /// Column.
    pub name: String,
    /// Categories that stay, sorted by code points.
    pub categories: Vec<String>,
}

struct RareLabel {
    tol: f64,
    few: usize,
    most: usize,
    replace_with: String,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let count = |name| of(name).as_i64().and_then(|n| usize::try_from(n).ok());
    Ok(Box::new(RareLabel {
        tol: of("tol").as_f64().unwrap_or(0.05),
        few: count("n_categories").unwrap_or(10),
        most: count("max_n_categories").unwrap_or(usize::MAX),
        replace_with: match of("replace_with") {
            ParamValue::Text(text) => text,
            other => other.to_string(),
        },
    }))
}

impl Step for RareLabel {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = RareLabelState { columns: Vec::new(), replace_with: self.replace_with.clone() };
        for name in columns {
            let coded = categories(cells::column(train, name)?, "rare_label_encoder")?;
            state.columns.push(RareLabelColumn { name: name.clone(), categories: self.frequent(&coded) });
        }
        Ok(StepState::RareLabelEncoder(state))
    }
}

impl RareLabel {
    /// The categories that stay, sorted.
    fn frequent(&self, coded: &Coded) -> Vec<String> {
        let counts = coded.sorted_counts();
        let different = counts.len() + usize::from(coded.missing() > 0);
        let mut kept: Vec<(&str, u64)> = counts.into_iter().collect();
        if different > self.few {
            let present = coded.codes.iter().flatten().count() as f64;
            kept.retain(|(_, rows)| *rows as f64 / present >= self.tol);
            let first = |name: &str| {
                coded.codes.iter().flatten().position(|code| coded.values[*code as usize] == name)
            };
            // Of equally frequent ones those that come up first.
            kept.sort_by_cached_key(|(name, rows)| (u64::MAX - rows, first(name)));
            kept.truncate(self.most);
        }
        let mut kept: Vec<String> = kept.into_iter().map(|(name, _)| name.to_owned()).collect();
        kept.sort_unstable();
        kept
    }
}

impl FittedStep for RareLabelState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
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
        let mut coded = categories(&column, "rare_label_encoder")?;
        let known = &self.columns[at].categories;
        let there = coded.values.iter().position(|value| *value == self.replace_with);
        let rare = there.unwrap_or(coded.values.len()) as u32;
        if there.is_none() {
            coded.values.push(self.replace_with.clone());
        }
        let stays: Vec<bool> = coded.values.iter().map(|value| known.binary_search(value).is_ok()).collect();
        for code in coded.codes.iter_mut().flatten().filter(|code| !stays[**code as usize]) {
            *code = rare;
        }
        Ok(vec![cells::levels_column(&column.name, column.kind, coded)])
    }
}
