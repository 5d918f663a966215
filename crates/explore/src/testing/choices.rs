//! Which samples a test is carried out on: the chosen columns at once, or every choice of columns
//! and groups that the test takes.

use super::error::TestingError;
use super::samples::{Drawn, Sample, groups, needed_numbers};
use crate::cells::Codes;
use glasshouse_spec::TestShape;
use glasshouse_stats::CrossTable;
use glasshouse_stats::hypothesis::TestSpec;
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// The columns of a request, found.
pub(super) struct Columns {
    pub spec: &'static TestSpec,
    pub shape: TestShape,
    pub columns: Vec<Arc<Column>>,
    pub by: Option<Arc<Column>>,
    /// The groups, where there are any.
    codes: Option<Codes>,
}

/// What one test is carried out on, by the places of columns and the codes of groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// Whole columns.
    Columns(Vec<usize>),
    /// Some groups of a column; all that have rows where there are none.
    Groups(usize, Vec<usize>),
    /// A column and the column of groups as categories.
    By(usize),
}

impl Columns {
    pub fn find(
        table: &Table,
        spec: &'static TestSpec,
        shape: TestShape,
        columns: &[String],
        by: Option<&str>,
    ) -> Result<Self, TestingError> {
        let find = |name: &str| {
            table.column(name).cloned().ok_or_else(|| TestingError::NoColumn { column: name.into() })
        };
        let names: Vec<&str> = columns.iter().map(String::as_str).chain(by).collect();
        if let Some(twice) = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)) {
            return Err(TestingError::Twice { column: twice.1.to_string() });
        }
        let columns = columns.iter().map(|name| find(name)).collect::<Result<_, _>>()?;
        let by = by.map(find).transpose()?;
        let codes = by.as_ref().map(|by| groups(by)).transpose()?;
        Ok(Self { spec, shape, columns, by, codes })
    }

    /// The one choice that takes all columns.
    pub fn whole(&self) -> Result<Choice, TestingError> {
        let count = self.columns.len();
        match (self.shape, &self.by) {
            (TestShape::Table, Some(_)) if count == 1 => Ok(Choice::By(0)),
            (TestShape::TwoSamples | TestShape::Groups, Some(_)) if count == 1 => {
                Ok(Choice::Groups(0, Vec::new()))
            }
            (_, Some(_)) => Err(self.misfit()),
            (shape, None) if takes(shape, count) => Ok(Choice::Columns((0..count).collect())),
            _ => Err(self.misfit()),
        }
    }

    /// Every choice: each column, every two columns, every two groups of each column.
    pub fn each(&self) -> Result<Vec<Choice>, TestingError> {
        let count = self.columns.len();
        let single = |i| Choice::Columns(vec![i]);
        let choices: Vec<Choice> = match (self.shape, &self.codes) {
            (TestShape::Table, Some(_)) => (0..count).map(Choice::By).collect(),
            (TestShape::Groups, Some(_)) => (0..count).map(|i| Choice::Groups(i, Vec::new())).collect(),
            (TestShape::TwoSamples, Some(by)) => self.of_groups(&pairs(by.names.len())),
            (TestShape::OneSample | TestShape::Series, Some(by)) => {
                self.of_groups(&(0..by.names.len()).map(|i| vec![i]).collect::<Vec<_>>())
            }
            (_, Some(_)) => return Err(self.misfit()),
            (TestShape::OneSample | TestShape::Series, None) => (0..count).map(single).collect(),
            (TestShape::PairsOrDifferences, None) if count == 1 => vec![single(0)],
            (TestShape::Groups | TestShape::Blocks, None) => vec![self.whole()?],
            (_, None) => pairs(count).into_iter().map(Choice::Columns).collect(),
        };
        if choices.is_empty() { Err(self.misfit()) } else { Ok(choices) }
    }

    fn of_groups(&self, groups: &[Vec<usize>]) -> Vec<Choice> {
        let of = |i: usize| groups.iter().map(move |g| Choice::Groups(i, g.clone()));
        (0..self.columns.len()).flat_map(of).collect()
    }

    fn misfit(&self) -> TestingError {
        let columns = match self.columns.len() {
            0 => "no column".into(),
            1 => "one column".into(),
            n => format!("{n} columns"),
        };
        let by = self.by.as_ref().map(|by| format!(" by \"{}\"", by.name)).unwrap_or_default();
        TestingError::Columns {
            test: self.spec.id.into(),
            takes: self.spec.arity.words(),
            given: format!("{columns}{by}"),
        }
    }

    /// The samples of a choice.
    pub fn draw(&self, choice: &Choice) -> Result<Drawn, TestingError> {
        match choice {
            Choice::Columns(places) => self.whole_columns(places),
            Choice::Groups(place, chosen) => self.chosen_groups(*place, chosen),
            Choice::By(place) => {
                let by = self.by.as_ref().ok_or_else(|| self.misfit())?;
                crossed(&self.columns[*place], by)
            }
        }
    }

    fn whole_columns(&self, places: &[usize]) -> Result<Drawn, TestingError> {
        if self.shape == TestShape::Table
            && let [a, b] = places
        {
            return crossed(&self.columns[*a], &self.columns[*b]);
        }
        let sample = |i: &usize| {
            let column = &self.columns[*i];
            Ok(Sample::column(&column.name, needed_numbers(column, self.spec.id)?))
        };
        let samples = places.iter().map(sample).collect::<Result<Vec<_>, TestingError>>()?;
        let together =
            matches!(self.shape, TestShape::Pairs | TestShape::PairsOrDifferences | TestShape::Blocks);
        Ok(if together { Drawn::Together(samples) } else { Drawn::Apart(samples) })
    }

    fn chosen_groups(&self, place: usize, chosen: &[usize]) -> Result<Drawn, TestingError> {
        let (by, codes) = self.by.as_ref().zip(self.codes.as_ref()).ok_or_else(|| self.misfit())?;
        let column = &self.columns[place];
        let values = needed_numbers(column, self.spec.id)?;
        let chosen = if chosen.is_empty() { with_values(codes, &values) } else { chosen.to_vec() };
        if self.shape == TestShape::TwoSamples && chosen.len() != 2 {
            return Err(self.other_groups(by, codes, &chosen));
        }
        Ok(Drawn::Apart(Sample::groups(&column.name, &values, codes, &chosen)))
    }

    fn other_groups(&self, by: &Column, codes: &Codes, chosen: &[usize]) -> TestingError {
        const SHOWN: usize = 5;
        let names: Vec<&str> = chosen.iter().take(SHOWN).map(|g| codes.names[*g].as_str()).collect();
        let more = if chosen.len() > SHOWN { ", …" } else { "" };
        let (found, remedy) = match chosen.len() {
            0 => ("none with a number".into(), "choose a column that has values"),
            1 => (format!("only one: {}", names[0]), "choose a column with two groups, or look at more rows"),
            n => (
                format!("{n}: {}{more}", names.join(", ")),
                "take f_oneway or kruskal, compare every two groups with a correction, or filter to two",
            ),
        };
        TestingError::Groups { test: self.spec.id.into(), column: by.name.clone(), found, remedy }
    }
}

/// Whether a shape takes so many columns without groups.
fn takes(shape: TestShape, count: usize) -> bool {
    match shape {
        TestShape::OneSample | TestShape::Series => count == 1,
        TestShape::TwoSamples | TestShape::Pairs | TestShape::Table => count == 2,
        TestShape::PairsOrDifferences => (1..=2).contains(&count),
        TestShape::Groups => count >= 2,
        TestShape::Blocks => count >= 3,
    }
}

fn pairs(count: usize) -> Vec<Vec<usize>> {
    (0..count).flat_map(|i| (i + 1..count).map(move |j| vec![i, j])).collect()
}

/// The groups that have a number.
fn with_values(codes: &Codes, values: &[f64]) -> Vec<usize> {
    let mut found = vec![false; codes.names.len()];
    for (code, value) in codes.codes.iter().zip(values) {
        if let (Some(code), false) = (code, value.is_nan()) {
            found[*code as usize] = true;
        }
    }
    (0..found.len()).filter(|g| found[*g]).collect()
}

fn crossed(a: &Column, b: &Column) -> Result<Drawn, TestingError> {
    let (rows, columns) = (groups(a)?, groups(b)?);
    let table = CrossTable::of(rows.codes, columns.codes, rows.names.len(), columns.names.len());
    Ok(Drawn::Crossed { names: [a.name.clone(), b.name.clone()], table })
}
