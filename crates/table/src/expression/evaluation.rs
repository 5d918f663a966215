//! A formula computed of a whole table, a block of rows after the other.

use super::check::{Kind, Program};
use super::error::FormulaError;
use super::evaluate::{MISSING, NO_DATE, Rows, TRUE, Values};
use super::texts;
use crate::dictionary::Dictionary;
use crate::{Column, ColumnData, Table};
use arrow_array::{DictionaryArray, Int32Array, StringArray};
use std::sync::Arc;

/// Rows that are computed at a time.
const ROWS: usize = 1 << 14;

/// A formula that is being computed of the rows of a table.
pub struct Evaluation<'a> {
    program: Program,
    table: &'a Table,
    done: usize,
    cells: Cells,
}

/// What it came to so far.
enum Cells {
    Numbers(Vec<Option<f64>>),
    Dates(Vec<Option<i64>>),
    Texts(Dictionary, Vec<Option<i32>>),
}

impl<'a> Evaluation<'a> {
    /// Begins.
    ///
    /// # Errors
    /// A column that is not there or has another type than the formula was checked for.
    pub fn new(program: Program, table: &'a Table) -> Result<Self, FormulaError> {
        for (name, wanted) in program.columns() {
            let Some(column) = table.column(name) else {
                return Err(FormulaError::NoColumn {
                    name: name.clone(),
                    nearest: None,
                    at: Default::default(),
                });
            };
            if Kind::of(column.kind) != Kind::of(*wanted) {
                let (column, found) = (name.clone(), column.kind);
                return Err(FormulaError::OtherType { column, found, wanted: *wanted });
            }
        }
        let cells = match program.kind() {
            Kind::Number => Cells::Numbers(Vec::with_capacity(table.rows())),
            Kind::Date => Cells::Dates(Vec::with_capacity(table.rows())),
            Kind::Text | Kind::Truth => Cells::Texts(Dictionary::default(), Vec::with_capacity(table.rows())),
        };
        Ok(Self { program, table, done: 0, cells })
    }

    /// Computes some more rows: the share that is done, or nothing once all are.
    ///
    /// # Errors
    /// A cell of a boolean column that says neither true nor false.
    pub fn advance(&mut self) -> Result<Option<f64>, FormulaError> {
        let all = self.table.rows();
        if self.done == all {
            return Ok(None);
        }
        let range = self.done..all.min(self.done + ROWS);
        self.done = range.end;
        let rows = Rows { table: self.table, range };
        match (rows.values(self.program.root())?, &mut self.cells) {
            (Values::Numbers(numbers), Cells::Numbers(cells)) => {
                cells.extend(numbers.into_iter().map(|x| (!x.is_nan()).then_some(x)));
            }
            (Values::Dates(dates), Cells::Dates(cells)) => {
                cells.extend(dates.into_iter().map(|date| (date != NO_DATE).then_some(date)));
            }
            (Values::Truths(truths), Cells::Texts(levels, cells)) => {
                cells.extend(truths.into_iter().map(|truth| {
                    (truth != MISSING)
                        .then(|| levels.insert(if truth == TRUE { b"true" } else { b"false" }) as i32)
                }))
            }
            (Values::Texts(found), Cells::Texts(levels, cells)) => {
                let mut known: Vec<Option<i32>> = vec![None; found.values.len()];
                cells.extend(found.codes.iter().map(|code| {
                    let at = *code as usize;
                    (*code != texts::MISSING).then(|| {
                        *known[at].get_or_insert_with(|| levels.insert(found.values[at].as_bytes()) as i32)
                    })
                }));
            }
            _ => unreachable!("a formula comes to the kind that it was checked for"),
        }
        Ok(Some(self.done as f64 / all as f64))
    }

    /// All rows as a column: numeric, boolean (`true`, `false`), categorical or of dates.
    pub fn finish(self, name: &str) -> Column {
        let kind = self.program.kind().column();
        let data = match self.cells {
            Cells::Numbers(cells) => ColumnData::Numbers(cells.into_iter().collect()),
            Cells::Dates(cells) => ColumnData::Times(cells.into_iter().collect()),
            Cells::Texts(levels, cells) => {
                let values = Arc::new(StringArray::from_iter_values(levels.iter()));
                ColumnData::Levels(DictionaryArray::new(Int32Array::from(cells), values))
            }
        };
        Column { name: name.into(), kind, data }
    }

    /// Which rows the formula is true of; it comes to truth.
    pub fn truths(self) -> Vec<bool> {
        let Cells::Texts(levels, cells) = self.cells else { return vec![false; self.table.rows()] };
        cells.iter().map(|cell| cell.is_some_and(|level| levels.get(level as u32) == "true")).collect()
    }
}

/// A formula computed of all rows at once.
impl Program {
    /// The column that it comes to. O(rows · parts of the formula).
    ///
    /// # Errors
    /// Those of [`Evaluation`].
    pub fn column(&self, table: &Table, name: &str) -> Result<Column, FormulaError> {
        let mut evaluation = Evaluation::new(self.clone(), table)?;
        while evaluation.advance()?.is_some() {}
        Ok(evaluation.finish(name))
    }
}
