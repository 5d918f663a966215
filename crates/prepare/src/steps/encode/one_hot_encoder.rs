//! `one_hot_encoder`: a column of 0 and 1 for each category.

use crate::cells::{self, Coded, Codes};
use crate::thin::{NO_ONE, Thin};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues};
use glasshouse_spec::{check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const UNKNOWN: &[Cow<'static, str>] =
    &[Cow::Borrowed("error"), Cow::Borrowed("ignore"), Cow::Borrowed("infrequent_if_exist")];
const DROP: &[Cow<'static, str>] =
    &[Cow::Borrowed("none"), Cow::Borrowed("first"), Cow::Borrowed("if_binary")];

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::choice(
        "handle_unknown",
        "error",
        UNKNOWN,
        "What happens to a category that the training rows did not have: it is refused, it becomes all zeros, or it counts as infrequent.",
    ),
    ParamSpec::choice(
        "drop",
        "none",
        DROP,
        "Whether one category of each column is left out: none, the first, or the first of two. Linear models without a penalty need it.",
    ),
    ParamSpec::new(
        "min_frequency",
        ParamKind::Float { min: 0.0, max: f64::MAX, open: true },
        ParamDefault::Null,
        "Categories with fewer rows share one column; below 1 it is a share of the training rows.",
    ),
    ParamSpec::optional_int(
        "max_categories",
        1,
        i64::MAX,
        "The most columns that one column may become; the rarest categories share one.",
    ),
];

/// What `one_hot_encoder` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneHotEncoderState {
    /// Columns in the order of the fit.
    pub columns: Vec<OneHotColumn>,
    /// Whether a category that is not known is refused.
    pub refuse_unknown: bool,
}

/// A column and what becomes of its cells: all its outputs are 0 but the one of its category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OneHotColumn {
    /// Column.
    pub name: String,
    /// Categories of the training rows, sorted by code points.
    pub categories: Vec<String>,
    /// Whether a missing cell is a category too, which comes after the others.
    pub missing: bool,
    /// For each category, the output that is 1; `None` where all are 0, for a dropped category.
    pub output_of: Vec<Option<u32>>,
    /// Output of a category that is not known, if any is 1.
    pub unknown: Option<u32>,
    /// Names of the numeric columns that replace it: `column_category`.
    pub outputs: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Unknown {
    Error,
    Ignore,
    Infrequent,
}

#[derive(Clone, Copy, PartialEq)]
enum Drop {
    None,
    First,
    IfBinary,
}

#[derive(Clone, Copy, PartialEq)]
enum MinFrequency {
    Rows(u64),
    Share(f64),
}

struct OneHotEncoder {
    unknown: Unknown,
    drop: Drop,
    min_frequency: Option<MinFrequency>,
    max_categories: Option<usize>,
}

/// The kind.
pub(super) static ONE_HOT_ENCODER: StepKind = StepKind {
    id: "one_hot_encoder",
    title: "Encode categories as 0 and 1",
    help: "Makes a column of 0 and 1 for each category of the training rows, in sorted order. A missing cell counts as a category where the training rows have one.",
    when: "Categories without an order, for linear models, neighbours and networks.",
    beware: "Many categories make many columns: limit them by max_categories.",
    example: "city: Bern, Rome → city_Bern: 1, 0 and city_Rome: 0, 1",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let unknown = match param(&PARAMS, values, "handle_unknown").as_str() {
        Some("ignore") => Unknown::Ignore,
        Some("infrequent_if_exist") => Unknown::Infrequent,
        _ => Unknown::Error,
    };
    let drop = match param(&PARAMS, values, "drop").as_str() {
        Some("first") => Drop::First,
        Some("if_binary") => Drop::IfBinary,
        _ => Drop::None,
    };
    let min_frequency = min_frequency(&param(&PARAMS, values, "min_frequency"))?;
    let max_categories = param(&PARAMS, values, "max_categories").as_i64();
    let max_categories = max_categories.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    Ok(Box::new(OneHotEncoder { unknown, drop, min_frequency, max_categories }))
}

/// A whole number is a number of rows, a number below one a share; others mean nothing.
fn min_frequency(value: &ParamValue) -> Result<Option<MinFrequency>, Vec<ParamFault>> {
    match value.as_f64() {
        None => Ok(None),
        Some(x) if x < 1.0 => Ok(Some(MinFrequency::Share(x))),
        Some(x) if x.fract() == 0.0 => Ok(Some(MinFrequency::Rows(x as u64))),
        Some(_) => Err(vec![ParamFault {
            name: "min_frequency".into(),
            message: format!("min_frequency must be a whole number of rows or a share below 1, not {value}"),
        }]),
    }
}

impl Step for OneHotEncoder {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let columns =
            columns.iter().map(|name| self.column(cells::column(train, name)?)).collect::<Result<_, _>>()?;
        Ok(StepState::OneHotEncoder(OneHotEncoderState {
            columns,
            refuse_unknown: self.unknown == Unknown::Error,
        }))
    }
}

impl OneHotEncoder {
    fn column(&self, column: &Column) -> Result<OneHotColumn, PrepareError> {
        let codes = codes(column)?;
        let counts = codes.sorted_counts();
        let missing = codes.missing();
        let mut sizes: Vec<u64> = counts.values().copied().collect();
        sizes.extend((missing > 0).then_some(missing));
        let mut names: Vec<&str> = counts.keys().copied().collect();
        names.extend((missing > 0).then_some("nan"));

        let groups = self.group(&names, &sizes, column.len() as u64);
        let dropped = match self.drop {
            Drop::First => Some(0),
            Drop::IfBinary if groups.names.len() == 2 => Some(0),
            _ => None,
        };
        let after_drop = |group: usize| match dropped {
            Some(d) if group == d => None,
            Some(d) if group > d => Some(group as u32 - 1),
            _ => Some(group as u32),
        };
        let outputs = groups.names.iter().enumerate().filter(|(i, _)| Some(*i) != dropped);
        Ok(OneHotColumn {
            name: column.name.clone(),
            categories: counts.keys().map(ToString::to_string).collect(),
            missing: missing > 0,
            output_of: groups.of.iter().map(|g| after_drop(*g)).collect(),
            unknown: groups.infrequent.filter(|_| self.unknown == Unknown::Infrequent).and_then(after_drop),
            outputs: outputs.map(|(_, category)| format!("{}_{category}", column.name)).collect(),
        })
    }

    /// Gathers the rare categories in one group, which comes last.
    fn group(&self, names: &[&str], sizes: &[u64], rows: u64) -> Groups {
        let rare = self.infrequent(sizes, rows);
        let mut groups = Groups { names: Vec::new(), of: vec![0; names.len()], infrequent: None };
        for (i, name) in names.iter().enumerate().filter(|(i, _)| !rare[*i]) {
            groups.of[i] = groups.names.len();
            groups.names.push(name.to_string());
        }
        if rare.contains(&true) {
            let last = groups.names.len();
            groups.infrequent = Some(last);
            groups.names.push("infrequent_sklearn".into());
            (0..names.len()).filter(|i| rare[*i]).for_each(|i| groups.of[i] = last);
        }
        groups
    }

    /// Which categories are rare, by scikit-learn's rule: the limit of columns counts the shared
    /// one whether or not there is one, and of equally rare categories the later ones stay.
    fn infrequent(&self, sizes: &[u64], rows: u64) -> Vec<bool> {
        let mut rare: Vec<bool> = match self.min_frequency {
            None => vec![false; sizes.len()],
            Some(MinFrequency::Rows(n)) => sizes.iter().map(|s| *s < n).collect(),
            Some(MinFrequency::Share(share)) => {
                sizes.iter().map(|s| (*s as f64) < rows as f64 * share).collect()
            }
        };
        let columns = rare.iter().filter(|r| !**r).count() + 1;
        if let Some(max) = self.max_categories.filter(|max| *max < columns) {
            let mut order: Vec<usize> = (0..sizes.len()).collect();
            order.sort_by_key(|i| sizes[*i]);
            let rarest = sizes.len().saturating_sub(max - 1);
            order[..rarest].iter().for_each(|i| rare[*i] = true);
        }
        rare
    }
}

struct Groups {
    /// Name of each group.
    names: Vec<String>,
    /// Group of each category.
    of: Vec<usize>,
    /// The group of the rare categories.
    infrequent: Option<usize>,
}

/// The codes of a column that an encoder treats.
pub(crate) fn categories(column: &Column, step: &str) -> Result<Coded, PrepareError> {
    cells::coded(column).ok_or_else(|| no_categories(column, step))
}

fn codes(column: &Column) -> Result<Codes<'_>, PrepareError> {
    Codes::of(column).ok_or_else(|| no_categories(column, "one_hot_encoder"))
}

fn no_categories(column: &Column, step: &str) -> PrepareError {
    PrepareError::WrongKind {
        column: column.name.clone(),
        kind: column.kind,
        step: step.into(),
        needs: "categories",
        remedy: "Name only categorical columns, or give the column the type categorical.",
    }
}

/// The refusal of the first cell whose category is not known.
pub(crate) fn unseen(
    column: &str,
    coded: &Coded,
    unknown: impl Fn(Option<u32>) -> bool,
    remedy: &'static str,
) -> PrepareError {
    let row = coded.codes.iter().position(|c| unknown(*c)).unwrap_or_default();
    let value = coded.codes.get(row).copied().flatten().map(|c| coded.values[c as usize].clone());
    PrepareError::Unseen { column: column.into(), value: value.unwrap_or_default(), row: row as u64, remedy }
}

impl FittedStep for OneHotEncoderState {
    fn is_sound(&self) -> bool {
        let sound = |column: &OneHotColumn| {
            let inside = |output: &u32| (*output as usize) < column.outputs.len();
            column.output_of.len() == column.categories.len() + usize::from(column.missing)
                && column.output_of.iter().chain([&column.unknown]).flatten().all(inside)
        };
        self.columns.iter().all(sound)
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let outputs = self.columns.iter().map(|c| c.outputs.iter().map(String::as_str).collect());
        self.columns.iter().map(|c| vec![c.name.as_str()]).zip(outputs).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }
}

impl OneHotEncoderState {
    /// What becomes of the column at a place, an output at a time.
    pub(crate) async fn outputs(
        &self,
        at: usize,
        column: &Column,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let codes = codes(column)?;
        let column = &self.columns[at];
        let ones = column.encode(&codes, self.refuse_unknown, notes)?;
        let mut made = Vec::with_capacity(column.outputs.len());
        for (output, name) in (0_u32..).zip(&column.outputs) {
            let is = ones.iter().map(|one| f64::from(u8::from(*one == output)));
            made.push(cells::numeric(name, is.collect::<Vec<f64>>().into()));
            pause(made.len() as f64 / column.outputs.len() as f64).await;
        }
        Ok(made)
    }

    /// As [`outputs`](Self::outputs), kept as codes.
    pub(crate) fn codes(
        &self,
        at: usize,
        column: &Column,
        thin: &mut Thin,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let codes = codes(column)?;
        let column = &self.columns[at];
        let ones = column.encode(&codes, self.refuse_unknown, notes)?;
        Ok(thin.add(&column.outputs, ones))
    }
}

impl OneHotColumn {
    /// The output that is 1 in each row, or [`NO_ONE`].
    fn encode(&self, codes: &Codes<'_>, refuse: bool, notes: &mut Notes) -> Result<Vec<u32>, PrepareError> {
        let missing = self.missing.then_some(self.categories.len());
        let category = |value: &str| self.categories.binary_search_by(|known| known.as_str().cmp(value)).ok();
        let known: Vec<Option<usize>> = codes.values.iter().map(|value| category(value)).collect();
        let strange = known.iter().zip(codes.counts()).filter(|(known, _)| known.is_none());
        let gaps = if self.missing { 0 } else { codes.missing() };
        let strange = strange.map(|(_, cells)| cells).sum::<u64>() + gaps;
        if strange > 0 && refuse {
            let row = codes.find(|value| value.map_or(missing, category).is_none()).unwrap_or_default();
            return Err(PrepareError::Unseen {
                column: self.name.clone(),
                value: codes.value(row).unwrap_or_default().into(),
                row: row as u64,
                remedy: "Correct the cell, or set handle_unknown to \"ignore\".",
            });
        }
        notes.add_unseen(&self.name, strange);
        let one = |category: Option<usize>| {
            category.map_or(self.unknown, |category| self.output_of[category]).unwrap_or(NO_ONE)
        };
        let ones: Vec<u32> = known.into_iter().map(one).collect();
        Ok(codes.map(&ones, one(missing)))
    }
}
