//! Cells of columns as steps need them: numbers, codes of categories, and columns made anew.

use crate::PrepareError;
use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, Float64Array, Int32Array, StringArray};
use arrow_buffer::{Buffer, NullBuffer};
use glasshouse_spec::ColumnType;
use glasshouse_table::{Column, ColumnData, Table};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Cells of a categorical, boolean, text or id column as codes of its different values.
pub(crate) struct Coded {
    /// Code of each cell; `None` is missing.
    pub codes: Vec<Option<u32>>,
    /// Value of each code. Some may not occur in the rows at hand.
    pub values: Vec<String>,
}

impl Coded {
    /// Number of cells of each code.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.values.len()];
        for code in self.codes.iter().flatten() {
            counts[*code as usize] += 1;
        }
        counts
    }

    /// Number of missing cells.
    pub fn missing(&self) -> u64 {
        self.codes.iter().filter(|c| c.is_none()).count() as u64
    }

    /// Values that occur, sorted by code points, with their counts.
    pub fn sorted_counts(&self) -> BTreeMap<&str, u64> {
        let counts = self.counts();
        self.values.iter().zip(counts).filter(|(_, n)| *n > 0).map(|(v, n)| (v.as_str(), n)).collect()
    }
}

/// Cells of a categorical, boolean, text or id column as codes, read where they are.
pub(crate) struct Codes<'a> {
    /// Value of each code. Some may not occur in the rows at hand.
    pub values: Vec<&'a str>,
    /// Code of each cell, whatever stands where one is missing.
    cells: Cow<'a, [i32]>,
    missing: Option<&'a NullBuffer>,
}

impl<'a> Codes<'a> {
    /// Of a column, if it holds text of some kind.
    pub fn of(column: &'a Column) -> Option<Self> {
        let (values, cells, missing) = match &column.data {
            ColumnData::Levels(a) => {
                (column.levels(), Cow::Borrowed(&a.keys().values()[..]), a.keys().nulls())
            }
            ColumnData::Text(a) => {
                let mut codes = Self { values: Vec::new(), cells: Cow::Owned(Vec::new()), missing: None };
                let mut known = HashMap::new();
                let mut code = |text| *known.entry(text).or_insert_with(|| codes.add(text));
                let cells = a.iter().map(|cell| cell.map_or(0, &mut code)).collect();
                (codes.values, Cow::Owned(cells), a.nulls())
            }
            ColumnData::Numbers(_) | ColumnData::Times(_) => return None,
        };
        Some(Self { values, cells, missing: missing.filter(|missing| missing.null_count() > 0) })
    }

    fn add(&mut self, value: &'a str) -> i32 {
        self.values.push(value);
        self.values.len() as i32 - 1
    }

    /// The code of a value, which is added where it is new.
    pub fn code(&mut self, value: &'a str) -> i32 {
        let known = self.values.iter().position(|known| *known == value);
        known.map_or_else(|| self.add(value), |code| code as i32)
    }

    /// Number of missing cells.
    pub fn missing(&self) -> u64 {
        self.missing.map_or(0, |missing| missing.null_count() as u64)
    }

    /// The value of a cell.
    pub fn value(&self, row: usize) -> Option<&'a str> {
        let missing = self.missing.is_some_and(|missing| missing.is_null(row));
        (!missing).then(|| self.values[self.cells[row] as usize])
    }

    /// The first row of whose value this holds.
    pub fn find(&self, is: impl Fn(Option<&str>) -> bool) -> Option<usize> {
        (0..self.cells.len()).find(|row| is(self.value(*row)))
    }

    /// What stands for each cell: for its code, or for a missing one.
    pub fn map<T: Copy>(&self, of_code: &[T], of_missing: T) -> Vec<T> {
        let of = |code: &i32| of_code[*code as usize];
        match self.missing {
            None => self.cells.iter().map(of).collect(),
            Some(missing) => {
                let cells = self.cells.iter().zip(missing.iter());
                cells.map(|(code, present)| if present { of(code) } else { of_missing }).collect()
            }
        }
    }

    /// Number of cells of each code.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.values.len()];
        match self.missing {
            None => self.cells.iter().for_each(|code| counts[*code as usize] += 1),
            Some(missing) => {
                missing.valid_indices().for_each(|row| counts[self.cells[row] as usize] += 1);
            }
        }
        counts
    }

    /// Values that occur, sorted by code points, with their counts.
    pub fn sorted_counts(&self) -> BTreeMap<&'a str, u64> {
        self.values.iter().copied().zip(self.counts()).filter(|(_, n)| *n > 0).collect()
    }
}

/// The column of a name.
pub(crate) fn column<'a>(table: &'a Table, name: &str) -> Result<&'a Arc<Column>, PrepareError> {
    table
        .column(name)
        .ok_or_else(|| PrepareError::no_column(name, table.columns().iter().map(|c| c.name.as_str())))
}

/// The codes of a column, if it holds text of some kind.
pub(crate) fn coded(column: &Column) -> Option<Coded> {
    match &column.data {
        ColumnData::Levels(_) => Some(Coded {
            codes: column.level_indices().collect(),
            values: column.levels().into_iter().map(String::from).collect(),
        }),
        ColumnData::Text(a) => Some(coded_text(a)),
        ColumnData::Numbers(_) | ColumnData::Times(_) => None,
    }
}

fn coded_text(array: &StringArray) -> Coded {
    let mut codes_of: HashMap<&str, u32> = HashMap::new();
    let mut values = Vec::new();
    let codes = array
        .iter()
        .map(|cell| {
            cell.map(|text| {
                *codes_of.entry(text).or_insert_with(|| {
                    values.push(text.to_string());
                    values.len() as u32 - 1
                })
            })
        })
        .collect();
    Coded { codes, values }
}

/// A column of codes and their values.
pub(crate) fn levels_column(name: &str, kind: ColumnType, cells: Coded) -> Arc<Column> {
    let keys = cells.codes.iter().map(|c| c.map(|c| c as i32)).collect();
    keyed_column(name, kind, keys, &cells.values)
}

/// As [`levels_column`], of keys.
pub(crate) fn keyed_column(
    name: &str,
    kind: ColumnType,
    keys: Int32Array,
    values: &[impl AsRef<str>],
) -> Arc<Column> {
    let values = StringArray::from_iter_values(values);
    let array = DictionaryArray::<Int32Type>::new(keys, Arc::new(values));
    Arc::new(Column { name: name.into(), kind, data: ColumnData::Levels(array) })
}

/// A numeric column; `None` is missing.
pub(crate) fn number_column(name: &str, cells: impl Iterator<Item = Option<f64>>) -> Arc<Column> {
    numeric(name, cells.collect())
}

/// A numeric column of an array.
pub(crate) fn numeric(name: &str, array: Float64Array) -> Arc<Column> {
    Arc::new(Column { name: name.into(), kind: ColumnType::Numeric, data: ColumnData::Numbers(array) })
}

/// The numbers of a column that a scaler treats.
pub(crate) fn scaled<'a>(table: &'a Table, name: &str, step: &str) -> Result<&'a Float64Array, PrepareError> {
    numbers(column(table, name)?, step)
}

/// The numbers of a column that a step treats.
pub(crate) fn numbers<'a>(column: &'a Column, step: &str) -> Result<&'a Float64Array, PrepareError> {
    column.numbers().ok_or_else(|| PrepareError::WrongKind {
        column: column.name.clone(),
        kind: column.kind,
        step: step.into(),
        needs: "numbers",
        remedy: "Name only numeric columns, or use the selector @numeric.",
    })
}

/// The table with each named column replaced by the columns that `made` holds for it.
pub(crate) fn replace(table: &Table, mut made: BTreeMap<String, Vec<Arc<Column>>>) -> Table {
    let mut columns = Vec::with_capacity(table.columns().len());
    for old in table.columns() {
        match made.remove(&old.name) {
            Some(new) => columns.extend(new),
            None => columns.push(old.clone()),
        }
    }
    Table::new(columns, table.rows())
}

/// The column with its numbers mapped, in their place where nobody else reads them. Missing stays missing.
pub(crate) fn map_numbers(
    column: Arc<Column>,
    map: impl Fn(f64) -> f64,
) -> Result<Vec<Arc<Column>>, PrepareError> {
    let (name, mut values, missing) = own_numbers(column, "a scaler")?;
    values.iter_mut().for_each(|x| *x = map(*x));
    Ok(vec![numeric(&name, Float64Array::new(values.into(), missing))])
}

/// Name, numbers and gaps of a column: its own where nobody else holds it, else a copy.
pub(crate) fn own_numbers(
    column: Arc<Column>,
    step: &str,
) -> Result<(String, Vec<f64>, Option<NullBuffer>), PrepareError> {
    let array = numbers(&column, step)?.clone();
    let name = match Arc::try_unwrap(column) {
        Ok(column) => column.name,
        Err(shared) => shared.name.clone(),
    };
    let (_, values, missing) = array.into_parts();
    let copy = |shared: Buffer| shared.typed_data().to_vec();
    Ok((name, values.into_inner().into_vec().unwrap_or_else(copy), missing))
}

/// As [`map_numbers`], where `None` is missing.
pub(crate) fn map_some(
    column: &Column,
    step: &str,
    map: impl Fn(f64) -> Option<f64>,
) -> Result<Vec<Arc<Column>>, PrepareError> {
    let array = numbers(column, step)?;
    Ok(vec![number_column(&column.name, array.iter().map(|cell| cell.and_then(&map)))])
}

/// The numbers of a column without gaps.
///
/// # Errors
/// A column that holds no numbers, or has missing cells.
pub(crate) fn complete(column: &Column, step: &str) -> Result<Float64Array, PrepareError> {
    let array = numbers(column, step)?;
    if array.null_count() == 0 {
        return Ok(array.clone());
    }
    let row = (0..array.len()).find(|row| array.is_null(*row)).unwrap_or_default();
    Err(PrepareError::StillMissing {
        column: column.name.clone(),
        cells: array.null_count() as u64,
        row: row as u64,
        levels: false,
    })
}
