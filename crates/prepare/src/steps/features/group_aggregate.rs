//! `group_aggregate`: what a column comes to in the group of a row, as pandas' `groupby(…).transform(…)` has it,
//! learnt on the training rows.

use super::is_free;
use super::made::{self, Making};
use crate::cells::{Coded, coded};
use crate::fitted::Applying;
use crate::step::{Fit, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells, moments};
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param,
};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;

const UNKNOWN: &[Cow<'static, str>] = &[Cow::Borrowed("all"), Cow::Borrowed("missing")];

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::new(
        "by",
        ParamKind::Names { most: 16 },
        ParamDefault::Null,
        "The columns whose values together name a row's group; they need not be features.",
    )
    .offering(Offers::Columns),
    ParamSpec::new(
        "func",
        ParamKind::Names { most: 8 },
        ParamDefault::Text(Cow::Borrowed("mean")),
        "What is told of a group: mean, sum, std (divisor n - 1), count, nunique (how many different values), min, max, median; one or several.",
    )
    .offering(Offers::Words(Cow::Borrowed(&[
        Cow::Borrowed("mean"),
        Cow::Borrowed("sum"),
        Cow::Borrowed("std"),
        Cow::Borrowed("count"),
        Cow::Borrowed("nunique"),
        Cow::Borrowed("min"),
        Cow::Borrowed("max"),
        Cow::Borrowed("median"),
    ]))),
    ParamSpec::choice(
        "unknown",
        "all",
        UNKNOWN,
        "What rows get whose group the training rows did not have, or that have none: what all training rows come to, or nothing.",
    ),
];

/// The kind.
pub(super) static GROUP_AGGREGATE: StepKind = StepKind {
    id: "group_aggregate",
    title: "Tell what the group is like",
    help: "Appends what columns come to among the training rows of a row's group: income_mean_by_city. Missing cells are passed over; a group of gaps alone has none.",
    when: "A row is to be seen against its like: an income and that of its city, a price and those of its shop.",
    beware: "In small groups a row sees little but itself, and new rows have groups of their own: leave those that are rare out, or take the columns as categories.",
    example: "city, income: Bern 10, Rome 4, Bern 20 → income_mean_by_city: 15, 4, 15",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

/// What is told of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aggregate {
    Mean,
    Sum,
    Std,
    Count,
    Nunique,
    Min,
    Max,
    Median,
}

impl Aggregate {
    const ALL: [(&str, Self); 8] = [
        ("mean", Self::Mean),
        ("sum", Self::Sum),
        ("std", Self::Std),
        ("count", Self::Count),
        ("nunique", Self::Nunique),
        ("min", Self::Min),
        ("max", Self::Max),
        ("median", Self::Median),
    ];

    /// Of values in ascending order, and in the order of their rows.
    fn of(self, sorted: &[f64], values: &[f64]) -> Option<f64> {
        let n = values.len();
        match self {
            Self::Mean => glasshouse_stats::mean(values),
            Self::Sum => Some(glasshouse_stats::sum(values)),
            Self::Std if n < 2 => None,
            Self::Std => {
                let variance = moments::variance(values, glasshouse_stats::mean(values)?);
                Some(libm::sqrt(variance * n as f64 / (n - 1) as f64))
            }
            Self::Count => Some(n as f64),
            Self::Nunique => Some(sorted.chunk_by(|a, b| a == b).count() as f64),
            Self::Min => sorted.first().copied(),
            Self::Max => sorted.last().copied(),
            Self::Median => {
                let (low, high) = (sorted.get(n.checked_sub(1)? / 2)?, sorted.get(n / 2)?);
                // Of two numbers that together are too large, each by itself.
                Some(if low == high { *low } else { low / 2.0 + high / 2.0 })
            }
        }
    }
}

/// What `group_aggregate` learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupAggregateState {
    /// The columns that name the groups.
    pub by: Vec<String>,
    /// The groups of the training rows: the label of each column, sorted.
    pub groups: Vec<Vec<String>>,
    /// The columns that are appended.
    pub outputs: Vec<GroupOutput>,
}

/// A column of what is told of groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupOutput {
    /// Name.
    pub name: String,
    /// What each group came to; missing where it has no value.
    pub values: Vec<Option<f64>>,
    /// What a row of no known group gets.
    pub otherwise: Option<f64>,
}

struct GroupAggregate {
    by: Vec<String>,
    func: Vec<(&'static str, Aggregate)>,
    otherwise: bool,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let mut func = Vec::new();
    for name in param(&PARAMS, values, "func").names() {
        let known = Aggregate::ALL.iter().find(|(known, _)| *known == name);
        func.push(*known.ok_or_else(|| {
            let known: Vec<&str> = Aggregate::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("func must be one or several of {}, not \"{name}\"", known.join(", "));
            vec![ParamFault { name: "func".into(), message }]
        })?);
    }
    let by = param(&PARAMS, values, "by").names();
    let otherwise = param(&PARAMS, values, "unknown").as_str() == Some("all");
    Ok(Box::new(GroupAggregate { by, func, otherwise }))
}

impl Step for GroupAggregate {
    fn reads_together(&self) -> bool {
        true
    }

    fn beside(&self, _context: &Context) -> Vec<String> {
        self.by.clone()
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        if self.by.is_empty() {
            return Err(PrepareError::Refused {
                code: "recipe.by",
                column: None,
                row: None,
                message: "group_aggregate has no columns that name the groups".into(),
                remedy: "Name at least one column in by.".into(),
            });
        }
        let columns: Vec<String> = columns.iter().filter(|name| !self.by.contains(name)).cloned().collect();
        let (code_of_row, mut labels) = groups(train, &self.by)?;
        let mut order: Vec<u32> = (0..labels.len() as u32).collect();
        order.sort_unstable_by(|a, b| labels[*a as usize].cmp(&labels[*b as usize]));
        let mut place = vec![0; labels.len()];
        order.iter().zip(0_u32..).for_each(|(code, at)| place[*code as usize] = at);
        let rows = by_group(&code_of_row, &place);
        labels.sort_unstable();
        for (name, column) in columns.iter().map(|name| (name, cells::column(train, name))) {
            self.suits(name, column?)?;
            self.outputs(name).try_for_each(|(output, _)| is_free(train, &output))?;
        }
        let state = GroupAggregateState { by: self.by.clone(), groups: labels, outputs: Vec::new() };
        let (func, otherwise) = (self.func.clone(), self.otherwise);
        Ok(Box::new(Grouping {
            train: train.clone(),
            columns,
            by: self.by[..].join("_"),
            func,
            otherwise,
            rows,
            at: 0,
            state,
        }))
    }
}

impl GroupAggregate {
    fn outputs<'a>(&'a self, column: &'a str) -> impl Iterator<Item = (String, Aggregate)> + 'a {
        self.func.iter().map(move |(name, what)| (output(column, name, &self.by[..].join("_")), *what))
    }

    /// Of text only how many there are can be told.
    fn suits(&self, name: &str, column: &Column) -> Result<(), PrepareError> {
        let counts = |what: &Aggregate| matches!(what, Aggregate::Count | Aggregate::Nunique);
        match column.numbers().is_some() || self.func.iter().all(|(_, what)| counts(what)) {
            true => Ok(()),
            false => Err(PrepareError::WrongKind {
                column: name.into(),
                kind: column.kind,
                step: "group_aggregate".into(),
                needs: "numbers for all but count and nunique",
                remedy: "Name only numeric columns, or count and nunique as func.",
            }),
        }
    }
}

fn output(column: &str, func: &str, by: &str) -> String {
    format!("{column}_{func}_by_{by}")
}

/// The rows of each group, in their order.
fn by_group(code_of_row: &[Option<u32>], place: &[u32]) -> Vec<Vec<u32>> {
    let mut rows = vec![Vec::new(); place.len()];
    for (row, code) in code_of_row.iter().enumerate() {
        if let Some(code) = code {
            rows[place[*code as usize] as usize].push(row as u32);
        }
    }
    rows
}

/// A fit, a column at a time.
struct Grouping {
    train: Table,
    columns: Vec<String>,
    by: String,
    func: Vec<(&'static str, Aggregate)>,
    otherwise: bool,
    rows: Vec<Vec<u32>>,
    at: usize,
    state: GroupAggregateState,
}

impl Fitting for Grouping {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        let Some(name) = self.columns.get(self.at) else {
            return Ok(Fit::Done(StepState::GroupAggregate(self.state.clone()).into()));
        };
        let values = values(cells::column(&self.train, name)?);
        let all: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        let of_rows = |rows: &Vec<u32>| {
            rows.iter().map(|row| values[*row as usize]).filter(|x| !x.is_nan()).collect::<Vec<f64>>()
        };
        let groups: Vec<Vec<f64>> = self.rows.iter().map(of_rows).collect();
        let sorted: Vec<Vec<f64>> = groups.iter().map(|group| moments::sorted(group.clone())).collect();
        let of_all = moments::sorted(all.clone());
        for (func, what) in &self.func {
            let told = sorted.iter().zip(&groups).map(|(sorted, values)| what.of(sorted, values));
            self.state.outputs.push(GroupOutput {
                name: output(name, func, &self.by),
                values: told.collect(),
                otherwise: if self.otherwise { what.of(&of_all, &all) } else { None },
            });
        }
        self.at += 1;
        Ok(Fit::Running(self.at as f64 / self.columns.len() as f64))
    }
}

/// Numbers, or the codes of text; missing is NaN.
fn values(column: &Column) -> Vec<f64> {
    if let Some(numbers) = column.numbers() {
        return made::with_gaps(numbers);
    }
    labelled(column).codes.into_iter().map(|code| code.map_or(f64::NAN, f64::from)).collect()
}

/// Cells of any column as codes of their labels.
fn labelled(column: &Column) -> Coded {
    coded(column).unwrap_or_else(|| {
        let (mut code_of, mut values): (HashMap<String, u32>, _) = (HashMap::new(), Vec::new());
        let mut code = |label: String| {
            *code_of.entry(label).or_insert_with_key(|label| {
                values.push(label.clone());
                values.len() as u32 - 1
            })
        };
        let codes = (0..column.len()).map(|row| column.label(row).map(&mut code)).collect();
        Coded { codes, values }
    })
}

/// The group of each row, none where a cell is missing, and the labels of each group.
type Groups = (Vec<Option<u32>>, Vec<Vec<String>>);

/// The groups of rows, in the order in which they come.
fn groups(table: &Table, by: &[String]) -> Result<Groups, PrepareError> {
    let mut code_of_row: Vec<Option<u32>> = vec![Some(0); table.rows()];
    let mut labels: Vec<Vec<String>> = vec![Vec::new()];
    for name in by {
        let column = labelled(cells::column(table, name)?);
        let mut code_of: HashMap<(u32, u32), u32> = HashMap::new();
        let mut longer: Vec<Vec<String>> = Vec::new();
        for (row, so_far) in code_of_row.iter_mut().enumerate() {
            *so_far = so_far.zip(column.codes[row]).map(|(group, code)| {
                *code_of.entry((group, code)).or_insert_with(|| {
                    let mut all = labels[group as usize].clone();
                    all.push(column.values[code as usize].clone());
                    longer.push(all);
                    longer.len() as u32 - 1
                })
            });
        }
        labels = longer;
    }
    Ok((code_of_row, labels))
}

impl FittedStep for GroupAggregateState {
    /// Whether each output has a value for each group, and each group a label for each column.
    fn is_sound(&self) -> bool {
        self.outputs.iter().all(|output| output.values.len() == self.groups.len())
            && self.groups.iter().all(|labels| labels.len() == self.by.len())
    }

    fn reads(&self) -> Vec<&str> {
        self.by.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.outputs.iter().map(|output| output.name.as_str()).collect())]
    }

    fn opens(&self) -> Vec<&str> {
        let gaps = self.outputs.iter().filter(|o| o.otherwise.is_none() || o.values.contains(&None));
        gaps.map(|output| output.name.as_str()).collect()
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let (code_of_row, labels) = groups(table, &self.by)?;
        let known: Vec<Option<usize>> =
            labels.iter().map(|labels| self.groups.binary_search(labels).ok()).collect();
        let make = move |at: usize| {
            let GroupOutput { name, values, otherwise } = &self.outputs[at];
            let of_code: Vec<f64> = known
                .iter()
                .map(|group| group.map_or(*otherwise, |group| values[group]).unwrap_or(f64::NAN))
                .collect();
            let otherwise = otherwise.unwrap_or(f64::NAN);
            let cell = |code: &Option<u32>| code.map_or(otherwise, |code| of_code[code as usize]);
            Ok(made::column(name, code_of_row.iter().map(cell).collect()))
        };
        Ok(Box::new(Making::new(self.outputs.len(), Vec::new(), make)))
    }
}
