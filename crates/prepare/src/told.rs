//! The other columns of a table, which a forecast is told beside its series.
//!
//! They are prepared by the recipe's steps as the columns of any table, and stand at the times of their rows
//! then. Rows without a target tell the columns that are known beforehand of times to come.

use crate::series::{off_grid, refused, twice};
use crate::{PrepareError, SeriesColumns, cells};
use glasshouse_learn::Features;
use glasshouse_learn::forecast::{Besides, Column, Line, Panel};
use glasshouse_spec::{Place, Recipe, Role, Warning};
use glasshouse_table::Table;
use std::collections::BTreeMap;

/// Which of the other columns a forecast is told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToldColumns {
    /// Their names, in the order of the table.
    pub names: Vec<String>,
    /// A note of those that it is not told.
    pub unread: Option<Warning>,
}

impl ToldColumns {
    /// Those of the other columns with the role of a feature that a model reads.
    ///
    /// # Errors
    /// A column that is said to be known beforehand, and is not one of them.
    pub fn of(
        table: &Table,
        recipe: &Recipe,
        columns: &SeriesColumns,
        besides: Besides,
    ) -> Result<Self, PrepareError> {
        let (known, series) = (&recipe.task.known, columns.names());
        let role = |name: &String| recipe.columns.get(name).and_then(|c| c.role).unwrap_or_default();
        for name in known {
            cells::column(table, name)?;
            if series.contains(name) || role(name) != Role::Feature {
                let message = format!("\"{name}\" is said to be known beforehand, and is not a feature");
                let remedy = "Take it out of task.known, or give it the role feature.";
                return Err(refused("task.known", name, &[], message, remedy));
            }
        }
        let names = table.columns().iter().map(|c| c.name.clone());
        let others = names.filter(|name| !series.contains(name));
        let others: Vec<String> =
            others.filter(|name| matches!(role(name), Role::Feature | Role::Weight)).collect();
        let (told, left): (Vec<String>, Vec<String>) = others.into_iter().partition(|name| match besides {
            _ if role(name) != Role::Feature => false,
            Besides::Nothing => false,
            Besides::Known => known.contains(name),
            Besides::All => true,
        });
        Ok(Self { names: told, unread: unread(&left, besides) })
    }
}

/// A note of the columns that a recipe leaves to be learnt from, which a forecast does not.
fn unread(left: &[String], besides: Besides) -> Option<Warning> {
    let first = left.first()?;
    let why = match besides {
        Besides::Nothing => "this model reads the times and values of a series only",
        Besides::Known => {
            "a recursive forecast is told columns that are known beforehand (task.known) only; a direct one learns \
             from the earlier values of others, too"
        }
        Besides::All => "a forecast has no use for weights",
    };
    let message = format!(
        "{} of the columns are left out, \"{first}\" among them: {why}; give them the role ignore to say so",
        left.len()
    );
    Some(Warning::new("forecast.columns", message, Place::column(first)))
}

/// Tells the series of a panel the features of the rows of a table: of each of them whether it is known
/// beforehand, and of all whether they may be missing. Times without a row are told what was told before;
/// rows before a series begins and those more than a horizon after its end are passed over.
/// O(rows · features).
///
/// # Errors
/// A time off the grid, two rows of one series at the same time, a feature that is missing and must not be.
pub fn tell(
    panel: &mut Panel,
    table: &Table,
    columns: &SeriesColumns,
    x: &Features,
    known: &[bool],
    gaps: bool,
) -> Result<(), PrepareError> {
    let of =
        |((name, kind), known): ((&String, _), &bool)| Column { name: name.clone(), kind, known: *known };
    panel.columns = x.names.iter().zip(x.kinds.iter().copied()).zip(known).map(of).collect();
    let rows = rows(panel, table, columns)?;
    for (line, rows) in panel.series.iter_mut().zip(rows) {
        let column = |(at, column): (usize, &Column)| {
            let mut last = f32::NAN;
            let kept = if column.known { rows.len() } else { line.values.len() };
            let cells = rows.iter().take(kept).map(|row| {
                last = row.map_or(last, |row| x.data[[row as usize, at]]);
                match (row, last.is_nan() && !gaps) {
                    (Some(row), true) => {
                        let (column, row) = (column.name.clone(), u64::from(*row));
                        Err(PrepareError::StillMissing { column, cells: 1, row, levels: false })
                    }
                    _ => Ok(last),
                }
            });
            cells.collect::<Result<Vec<f32>, PrepareError>>()
        };
        line.told = panel.columns.iter().enumerate().map(column).collect::<Result<_, _>>()?;
    }
    Ok(())
}

/// Rows that tell something though they have no target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Untargeted {
    /// At times of a series that have no value.
    pub within: u64,
    /// After the last value of a series, up to a horizon.
    pub ahead: u64,
}

/// Counts the rows of a table that tell the series of a panel something and have no target. O(rows).
///
/// # Errors
/// A time off the grid, two rows of one series at the same time.
pub fn untargeted(panel: &Panel, table: &Table, columns: &SeriesColumns) -> Result<Untargeted, PrepareError> {
    let mut counted = Untargeted::default();
    for (line, rows) in panel.series.iter().zip(rows(panel, table, columns)?) {
        let (within, ahead) = rows.split_at(line.values.len().min(rows.len()));
        let missing = within.iter().zip(&line.known).filter(|(row, known)| row.is_some() && !**known);
        counted.within += missing.count() as u64;
        counted.ahead += ahead.iter().flatten().count() as u64;
    }
    Ok(counted)
}

/// The row of each time of each series, up to a horizon after its end.
fn rows(
    panel: &Panel,
    table: &Table,
    columns: &SeriesColumns,
) -> Result<Vec<Vec<Option<u32>>>, PrepareError> {
    let time = cells::column(table, &columns.time)?;
    let group = columns.group.as_ref().map(|name| cells::column(table, name)).transpose()?;
    let places: BTreeMap<&str, usize> =
        panel.series.iter().enumerate().map(|(at, line)| (line.name.as_str(), at)).collect();
    let most = |line: &Line| line.values.len() + panel.horizon as usize;
    let mut rows: Vec<Vec<Option<u32>>> = panel.series.iter().map(|line| vec![None; most(line)]).collect();
    let mut ends: Vec<usize> = panel.series.iter().map(|line| line.values.len()).collect();
    let at = |row: usize| match (time.times(), time.numbers()) {
        _ if time.is_missing(row) => None,
        (Some(times), _) => Some(times.value(row) as f64),
        (_, numbers) => numbers.map(|numbers| numbers.value(row)),
    };
    for row in 0..table.rows() {
        let name = group.map_or(Some(String::new()), |group| group.label(row));
        let place = name.as_deref().and_then(|name| places.get(name).copied());
        let (Some(place), Some(at)) = (place, at(row)) else { continue };
        let number = panel.grid.number(at).ok_or_else(|| off_grid(time, at, row, Some(&panel.grid)))?;
        let line = &panel.series[place];
        let offset = usize::try_from(number.saturating_sub(line.first)).unwrap_or(usize::MAX);
        let Some(cell) = rows[place].get_mut(offset) else { continue };
        if let Some(other) = cell.replace(row as u32) {
            return Err(twice(time, &line.name, [other as usize, row], columns));
        }
        ends[place] = ends[place].max(offset + 1);
    }
    rows.iter_mut().zip(ends).for_each(|(rows, end)| rows.truncate(end));
    Ok(rows)
}
