//! Functions of text. Each different text of the rows is looked at once.

use super::evaluate::truth_of;
use super::function::Function;
use crate::{Column, ColumnData};
use arrow_array::Array;
use std::borrow::Cow;
use std::ops::Range;

/// The code of a cell that is missing.
pub(super) const MISSING: u32 = u32::MAX;

/// Texts of some rows: the place of each among the different ones. Some may stand twice among those.
#[derive(Debug, Clone)]
pub(super) struct Texts<'a> {
    pub codes: Vec<u32>,
    pub values: Vec<Cow<'a, str>>,
}

impl<'a> Texts<'a> {
    /// One text in all rows.
    pub fn of(text: &'a str, rows: usize) -> Self {
        Self { codes: vec![0; rows], values: vec![Cow::Borrowed(text)] }
    }
}

/// Cells of a column.
pub(super) fn cells(column: &Column, range: Range<usize>) -> Texts<'_> {
    match &column.data {
        ColumnData::Levels(cells) => {
            let levels = column.levels();
            let code = |row: usize| if cells.is_null(row) { MISSING } else { cells.keys().value(row) as u32 };
            if levels.len() <= range.len() {
                let values = levels.into_iter().map(Cow::Borrowed).collect();
                return Texts { codes: range.map(code).collect(), values };
            }
            // More levels than rows: those that the rows do not have are not looked at.
            one_each(range.map(|row| levels.get(code(row) as usize).copied()))
        }
        ColumnData::Text(cells) => one_each(range.map(|row| cells.is_valid(row).then(|| cells.value(row)))),
        _ => Texts { codes: vec![MISSING; range.len()], values: Vec::new() },
    }
}

/// A text of its own for each row.
fn one_each<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> Texts<'a> {
    let mut texts = Texts { codes: Vec::new(), values: Vec::new() };
    for cell in cells {
        texts.codes.push(cell.map_or(MISSING, |_| texts.values.len() as u32));
        texts.values.extend(cell.map(Cow::Borrowed));
    }
    texts
}

/// Different combinations that are worth a table.
const FEW: usize = 1 << 16;

/// The combination of texts that each row has, and the first row of each combination.
fn combinations(texts: &[&Texts<'_>]) -> (Vec<u32>, Vec<usize>) {
    let rows = texts.first().map_or(0, |first| first.codes.len());
    let all = texts.iter().try_fold(1_usize, |all, texts| all.checked_mul(texts.values.len().max(1)));
    let table = all.filter(|all| *all <= FEW.max(rows));
    let mut known = vec![MISSING; table.unwrap_or_default()];
    let (mut codes, mut firsts) = (Vec::with_capacity(rows), Vec::new());
    for row in 0..rows {
        if texts.iter().any(|texts| texts.codes[row] == MISSING) {
            codes.push(MISSING);
            continue;
        }
        let place =
            |at: usize, texts: &&Texts<'_>| at * texts.values.len().max(1) + texts.codes[row] as usize;
        let mut new = MISSING;
        let slot = match table {
            Some(_) => &mut known[texts.iter().fold(0, place)],
            None => &mut new,
        };
        if *slot == MISSING {
            *slot = firsts.len() as u32;
            firsts.push(row);
        }
        codes.push(*slot);
    }
    (codes, firsts)
}

/// What is answered to the texts of each row; `missing` where one of them is.
pub(super) fn answers<T: Copy>(texts: &[&Texts<'_>], missing: T, answer: impl Fn(&[&str]) -> T) -> Vec<T> {
    let (codes, firsts) = combinations(texts);
    let answers = of_firsts(texts, &firsts, answer);
    codes.into_iter().map(|code| answers.get(code as usize).copied().unwrap_or(missing)).collect()
}

fn of_firsts<T>(texts: &[&Texts<'_>], firsts: &[usize], answer: impl Fn(&[&str]) -> T) -> Vec<T> {
    let of = |row: &usize| {
        let cells: Vec<&str> =
            texts.iter().map(|texts| texts.values[texts.codes[*row] as usize].as_ref()).collect();
        answer(&cells)
    };
    firsts.iter().map(of).collect()
}

/// Texts that are made of others.
pub(super) fn made<'a>(function: Function, of: &[Texts<'_>]) -> Texts<'a> {
    let make = |texts: &[&str]| match function {
        Function::Lower => texts[0].to_lowercase(),
        Function::Upper => texts[0].to_uppercase(),
        Function::Trim => texts[0].trim().to_owned(),
        Function::Replace => texts[0].replace(texts[1], texts[2]),
        _ => texts.concat(),
    };
    let of: Vec<&Texts<'_>> = of.iter().collect();
    let (codes, firsts) = combinations(&of);
    let values = of_firsts(&of, &firsts, make).into_iter().map(Cow::Owned).collect();
    Texts { codes, values }
}

/// Characters of each text.
pub(super) fn lengths(texts: &Texts<'_>) -> Vec<f64> {
    answers(&[texts], f64::NAN, |texts| texts[0].chars().count() as f64)
}

/// Whether a part stands in each text.
pub(super) fn tests(function: Function, texts: &[Texts<'_>]) -> Vec<u8> {
    let of: Vec<&Texts<'_>> = texts.iter().collect();
    answers(&of, super::evaluate::MISSING, |texts| {
        truth_of(match function {
            Function::Contains => texts[0].contains(texts[1]),
            Function::StartsWith => texts[0].starts_with(texts[1]),
            _ => texts[0].ends_with(texts[1]),
        })
    })
}

/// So many characters of each text from a first on, which is 1; fractions are cut off. What lies before the
/// text counts and is empty, as in SQL.
pub(super) fn substrings<'a>(texts: &Texts<'_>, first: &[f64], count: &[f64]) -> Texts<'a> {
    let mut made = Texts { codes: Vec::with_capacity(texts.codes.len()), values: Vec::new() };
    // The places are mostly the same in all rows: then each different text is cut once.
    let same = |all: &[f64]| all.windows(2).all(|two| two[0] == two[1]);
    let once = same(first) && same(count);
    let mut known = vec![MISSING; if once { texts.values.len() } else { 0 }];
    for (row, code) in texts.codes.iter().enumerate() {
        if *code == MISSING || first[row].is_nan() || count[row].is_nan() {
            made.codes.push(MISSING);
            continue;
        }
        let mut new = MISSING;
        let slot = if once { &mut known[*code as usize] } else { &mut new };
        if *slot == MISSING {
            *slot = made.values.len() as u32;
            made.values.push(Cow::Owned(cut(&texts.values[*code as usize], first[row], count[row])));
        }
        made.codes.push(*slot);
    }
    made
}

fn cut(text: &str, first: f64, count: f64) -> String {
    let begin = libm::trunc(first) - 1.0;
    let end = begin + libm::trunc(count).max(0.0);
    // Casting holds both to what there can be; an end before the text is none.
    let (begin, end) = (begin.max(0.0) as usize, end.max(0.0) as usize);
    text.chars().skip(begin).take(end.saturating_sub(begin)).collect()
}

/// Of each row the text of the part of a place.
pub(super) fn picked<'a>(which: &[Option<usize>], parts: Vec<Texts<'a>>) -> Texts<'a> {
    let begins: Vec<u32> = parts
        .iter()
        .scan(0, |begin, part| {
            let here = *begin;
            *begin += part.values.len() as u32;
            Some(here)
        })
        .collect();
    let code = |(row, at): (usize, &Option<usize>)| {
        let at = (*at)?;
        Some(parts[at].codes[row]).filter(|code| *code != MISSING).map(|code| begins[at] + code)
    };
    let codes = which.iter().enumerate().map(|cell| code(cell).unwrap_or(MISSING)).collect();
    Texts { codes, values: parts.into_iter().flat_map(|part| part.values).collect() }
}
