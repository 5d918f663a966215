//! What a formula comes to in some rows, a column at a time.
//!
//! A number that is missing is NaN, and arithmetic hands it on. Truth is 0 for false, 1 for missing and 2 for
//! true: on these `and` is the least, `or` the greatest and `not` 2 minus it, Kleene's three-valued logic.

use super::check::{Kind, Term, Typed};
use super::error::FormulaError;
use super::function::Function;
use super::texts::{self, Texts};
use super::{dates, numbers};
use crate::{Column, ColumnData, Table};
use arrow_array::Array;
use glasshouse_spec::truth;
use std::cmp::Ordering;
use std::ops::Range;

/// False, missing and true.
pub(super) const FALSE: u8 = 0;
pub(super) const MISSING: u8 = 1;
pub(super) const TRUE: u8 = 2;
/// A date that is missing.
pub(super) const NO_DATE: i64 = i64::MIN;

/// Values of some rows.
#[derive(Debug, Clone)]
pub(super) enum Values<'a> {
    Numbers(Vec<f64>),
    Truths(Vec<u8>),
    Texts(Texts<'a>),
    Dates(Vec<i64>),
}

/// Rows of a table that a formula is computed of.
pub(super) struct Rows<'a> {
    pub table: &'a Table,
    pub range: Range<usize>,
}

impl<'a> Rows<'a> {
    /// What a part comes to. The kinds are those of the check.
    pub fn values(&self, part: &'a Typed) -> Result<Values<'a>, FormulaError> {
        let rows = self.range.len();
        Ok(match &part.term {
            Term::Number(number) => Values::Numbers(vec![*number; rows]),
            Term::Truth(truth) => Values::Truths(vec![truth_of(*truth); rows]),
            Term::Date(date) => Values::Dates(vec![*date; rows]),
            Term::Text(text) => Values::Texts(Texts::of(text, rows)),
            Term::Column(name) => self.column(name, part.kind)?,
            Term::Call(function, arguments) => self.call(*function, arguments)?,
        })
    }

    fn column(&self, name: &str, kind: Kind) -> Result<Values<'a>, FormulaError> {
        let Some(column) = self.table.column(name) else {
            return Err(FormulaError::NoColumn { name: name.into(), nearest: None, at: Default::default() });
        };
        let range = self.range.clone();
        Ok(match (&column.data, kind) {
            (ColumnData::Numbers(cells), Kind::Number) => Values::Numbers(match cells.nulls() {
                None => cells.values()[range].to_vec(),
                Some(nulls) => {
                    range.map(|row| if nulls.is_null(row) { f64::NAN } else { cells.value(row) }).collect()
                }
            }),
            (ColumnData::Times(cells), Kind::Date) => {
                let cell = |row| if cells.is_null(row) { NO_DATE } else { cells.value(row) };
                Values::Dates(range.map(cell).collect())
            }
            (ColumnData::Levels(_) | ColumnData::Text(_), Kind::Text) => {
                Values::Texts(texts::cells(column, range))
            }
            (ColumnData::Levels(_), Kind::Truth) => Values::Truths(truths(column, range)?),
            (_, wanted) => {
                let (column, found) = (column.name.clone(), column.kind);
                return Err(FormulaError::OtherType { column, found, wanted: wanted.column() });
            }
        })
    }

    fn call(&self, function: Function, parts: &'a [Typed]) -> Result<Values<'a>, FormulaError> {
        use Function as F;
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(self.values(part)?);
        }
        Ok(match function {
            F::Equal | F::Different | F::Less | F::LessOrEqual | F::Greater | F::GreaterOrEqual => {
                Values::Truths(compared(function, &values, self.range.len()))
            }
            F::And | F::Or | F::Not => Values::Truths(logic(function, values)),
            F::If => chosen(values),
            F::IsMissing => Values::Truths(missing(&values[0]).map(truth_of).collect()),
            F::Coalesce => first_present(values),
            F::Lower | F::Upper | F::Trim | F::Replace | F::Concat => {
                Values::Texts(texts::made(function, &all_texts(values)))
            }
            F::Length => Values::Numbers(texts::lengths(&all_texts(values)[0])),
            F::Contains | F::StartsWith | F::EndsWith => {
                Values::Truths(texts::tests(function, &all_texts(values)))
            }
            F::Substring => substrings(values),
            F::Year | F::Month | F::Day | F::Weekday | F::Hour | F::Minute | F::Second | F::DaysBetween => {
                Values::Numbers(dates::numbers(function, &all_dates(values)))
            }
            // A written date is a term of its own.
            F::Date => values.swap_remove(0),
            _ => Values::Numbers(numbers::numbers(function, all_numbers(values))),
        })
    }
}

pub(super) fn truth_of(truth: bool) -> u8 {
    if truth { TRUE } else { FALSE }
}

/// Each spelling of a boolean column is read once.
fn truths(column: &Column, range: Range<usize>) -> Result<Vec<u8>, FormulaError> {
    let ColumnData::Levels(cells) = &column.data else { return Ok(Vec::new()) };
    let levels = column.levels();
    let known: Vec<Option<bool>> = levels.iter().map(|level| truth(level)).collect();
    let cell = |row: usize| {
        if cells.is_null(row) {
            return Ok(MISSING);
        }
        let level = cells.keys().value(row) as usize;
        known[level].map(truth_of).ok_or_else(|| FormulaError::NoTruth {
            column: column.name.clone(),
            row: row as u64,
            value: levels[level].into(),
        })
    };
    range.map(cell).collect()
}

fn all_numbers(values: Vec<Values<'_>>) -> Vec<Vec<f64>> {
    values
        .into_iter()
        .filter_map(|value| if let Values::Numbers(n) = value { Some(n) } else { None })
        .collect()
}

fn all_texts(values: Vec<Values<'_>>) -> Vec<Texts<'_>> {
    values.into_iter().filter_map(|value| if let Values::Texts(t) = value { Some(t) } else { None }).collect()
}

fn all_dates(values: Vec<Values<'_>>) -> Vec<Vec<i64>> {
    values.into_iter().filter_map(|value| if let Values::Dates(d) = value { Some(d) } else { None }).collect()
}

fn substrings<'a>(mut values: Vec<Values<'a>>) -> Values<'a> {
    let rest = values.split_off(1);
    let places = all_numbers(rest);
    let mut texts = all_texts(values);
    Values::Texts(texts::substrings(&texts.swap_remove(0), &places[0], &places[1]))
}

fn logic(function: Function, values: Vec<Values<'_>>) -> Vec<u8> {
    let mut truths =
        values.into_iter().filter_map(|value| if let Values::Truths(t) = value { Some(t) } else { None });
    let mut first = truths.next().unwrap_or_default();
    match function {
        Function::Not => first.iter_mut().for_each(|truth| *truth = TRUE - *truth),
        _ => {
            let second = truths.next().unwrap_or_default();
            let both = first.iter_mut().zip(second);
            both.for_each(|(a, b)| *a = if function == Function::And { (*a).min(b) } else { (*a).max(b) });
        }
    }
    first
}

/// Whether an order of two values is what is asked for.
fn holds(function: Function, order: Ordering) -> bool {
    match function {
        Function::Equal => order.is_eq(),
        Function::Different => order.is_ne(),
        Function::Less => order.is_lt(),
        Function::LessOrEqual => order.is_le(),
        Function::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn compared(function: Function, values: &[Values<'_>], rows: usize) -> Vec<u8> {
    let asked = |order: Option<Ordering>| order.map_or(MISSING, |order| truth_of(holds(function, order)));
    match (&values[0], &values[1]) {
        (Values::Numbers(a), Values::Numbers(b)) => {
            a.iter().zip(b).map(|(a, b)| asked(a.partial_cmp(b))).collect()
        }
        (Values::Truths(a), Values::Truths(b)) => {
            let present = |a: u8, b: u8| (a != MISSING && b != MISSING).then(|| a.cmp(&b));
            a.iter().zip(b).map(|(a, b)| asked(present(*a, *b))).collect()
        }
        (Values::Dates(a), Values::Dates(b)) => {
            let present = |a: i64, b: i64| (a != NO_DATE && b != NO_DATE).then(|| a.cmp(&b));
            a.iter().zip(b).map(|(a, b)| asked(present(*a, *b))).collect()
        }
        (Values::Texts(a), Values::Texts(b)) => {
            texts::answers(&[a, b], MISSING, |texts| truth_of(holds(function, texts[0].cmp(texts[1]))))
        }
        // The check lets nothing else through.
        _ => vec![MISSING; rows],
    }
}

fn missing<'a>(values: &'a Values<'_>) -> Box<dyn Iterator<Item = bool> + 'a> {
    match values {
        Values::Numbers(numbers) => Box::new(numbers.iter().map(|x| x.is_nan())),
        Values::Truths(truths) => Box::new(truths.iter().map(|truth| *truth == MISSING)),
        Values::Dates(dates) => Box::new(dates.iter().map(|date| *date == NO_DATE)),
        Values::Texts(texts) => Box::new(texts.codes.iter().map(|code| *code == texts::MISSING)),
    }
}

/// `if`: of each row the one value or the other, none where the condition is missing.
fn chosen<'a>(mut values: Vec<Values<'a>>) -> Values<'a> {
    let (otherwise, then) = (values.pop(), values.pop());
    let Some(Values::Truths(truths)) = values.pop() else { unreachable!("the check wants a condition") };
    let which = truths.iter().map(|truth| match *truth {
        TRUE => Some(0),
        FALSE => Some(1),
        _ => None,
    });
    picked(which.collect(), [then, otherwise].into_iter().flatten().collect())
}

/// `coalesce`: of each row the first value that is there.
fn first_present<'a>(values: Vec<Values<'a>>) -> Values<'a> {
    let mut which: Vec<Option<usize>> = missing(&values[0]).map(|missing| (!missing).then_some(0)).collect();
    for (at, value) in values.iter().enumerate().skip(1) {
        for (which, missing) in which.iter_mut().zip(missing(value)) {
            *which = which.or((!missing).then_some(at));
        }
    }
    picked(which, values)
}

/// Of each row the value of the part of a place.
fn picked<'a>(which: Vec<Option<usize>>, parts: Vec<Values<'a>>) -> Values<'a> {
    fn pick<T: Copy>(which: &[Option<usize>], parts: &[Vec<T>], missing: T) -> Vec<T> {
        which.iter().enumerate().map(|(row, at)| at.map_or(missing, |at| parts[at][row])).collect()
    }
    match parts.first() {
        Some(Values::Numbers(_)) => Values::Numbers(pick(&which, &all_numbers(parts), f64::NAN)),
        Some(Values::Dates(_)) => Values::Dates(pick(&which, &all_dates(parts), NO_DATE)),
        Some(Values::Texts(_)) => Values::Texts(texts::picked(&which, all_texts(parts))),
        _ => {
            let truths =
                parts.into_iter().filter_map(|v| if let Values::Truths(t) = v { Some(t) } else { None });
            Values::Truths(pick(&which, &truths.collect::<Vec<_>>(), MISSING))
        }
    }
}
