//! Rows with a time as series on a regular grid: what a forecast learns from and looks at.

use crate::{PrepareError, cells};
use glasshouse_learn::forecast::{Grid, Line, OffGrid, Panel};
use glasshouse_spec::{ColumnType, Recipe, Role, TaskSpec};
use glasshouse_table::{Column, Table, iso, number_label};
use std::collections::BTreeMap;

/// Most times of a series for each of its rows.
const SPARSE: i64 = 20;
/// Times that a series may have however few its rows are.
const SOME: i64 = 1000;
/// Steps ahead where there is no season to go by.
const AHEAD: u32 = 12;
/// Longest season that is looked ahead by itself.
const SEASON_AHEAD: u32 = 48;
/// Share of the actual values that intervals are to hold, in percent, unless the recipe says.
const INTERVAL: u32 = 90;
/// Seasons that a series has to show before one is guessed.
const SEASONS: usize = 3;

/// The columns that a forecast reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesColumns {
    /// Times.
    pub time: String,
    /// Tells the series apart.
    pub group: Option<String>,
    /// Values.
    pub target: String,
}

/// Series, and where their rows stand.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesRead {
    /// The series.
    pub panel: Panel,
    /// Number of the time of each row of the table.
    pub numbers: Vec<i64>,
}

/// What is known beforehand of the series of a table.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// What the recipe says of the task.
    Task(&'a TaskSpec),
    /// The series that a model was trained on.
    Trained(&'a Panel),
}

impl SeriesColumns {
    /// Their names, in the order in which a pipeline reads them.
    pub fn names(&self) -> Vec<String> {
        [Some(&self.time), self.group.as_ref(), Some(&self.target)].into_iter().flatten().cloned().collect()
    }

    /// The columns of the roles of time and of a group; without the former the only one of dates.
    ///
    /// # Errors
    /// A role that two columns have; no column of dates, or more than one, where none has the role.
    pub fn of(table: &Table, recipe: &Recipe, target: &str) -> Result<Self, PrepareError> {
        let with_role = |role: Role| {
            let named = recipe.columns.iter().filter(|(_, c)| c.role == Some(role)).map(|(name, _)| name);
            let named: Vec<&String> = named.collect();
            match named[..] {
                [_, second, ..] => Err(refused(
                    "columns",
                    second,
                    &[],
                    format!("columns \"{}\" and \"{second}\" have the same role", named[0]),
                    "Give one of them the role ignore.",
                )),
                _ => Ok(named.first().map(|name| (*name).clone())),
            }
        };
        let time = match with_role(Role::Time)?.or_else(|| recipe.split.column.clone()) {
            Some(time) => time,
            None => the_dates(table, target)?,
        };
        let columns = Self { time, group: with_role(Role::Group)?, target: target.into() };
        if columns.time == target {
            let message = format!("\"{target}\" cannot be both the time and what is forecast");
            return Err(refused("task.target", target, &[], message, "Give another column the role time."));
        }
        columns.names().iter().try_for_each(|name| cells::column(table, name).map(|_| ()))?;
        Ok(columns)
    }
}

/// `{0}` and `{1}` in the message stand for the rows.
pub(crate) fn refused(
    parameter: &'static str,
    column: &str,
    rows: &[usize],
    message: String,
    remedy: &'static str,
) -> PrepareError {
    let rows = rows.iter().map(|row| *row as u64).collect();
    PrepareError::Series { parameter, column: column.into(), rows, message, remedy }
}

/// The only column of dates.
fn the_dates(table: &Table, target: &str) -> Result<String, PrepareError> {
    let dates = table.columns().iter().filter(|c| c.kind == ColumnType::Datetime && c.name != target);
    let names: Vec<&str> = dates.map(|c| c.name.as_str()).collect();
    match names[..] {
        [one] => Ok(one.to_string()),
        [] => Err(refused(
            "columns",
            "",
            &[],
            "a forecast needs a column of times, and no column holds dates".into(),
            "Give the column of the times the type datetime, or, if it holds numbers, the role time.",
        )),
        _ => Err(refused(
            "columns",
            names[0],
            &[],
            format!("{} columns hold dates: \"{}\"", names.len(), names.join("\", \"")),
            "Give the one that orders the values the role time.",
        )),
    }
}

/// The series of a table. Rows without a value are passed over; times between the first and the last of
/// a series that have no row are gaps. O(rows · log rows).
///
/// # Errors
/// A time or group that is missing, two rows of one series at the same time, a time off the grid, more
/// gaps than a series can have, a value that is no finite number; a season or horizon of 0.
pub fn read_series(
    table: &Table,
    columns: &SeriesColumns,
    known: Known<'_>,
) -> Result<SeriesRead, PrepareError> {
    let rows = Rows::of(table, columns)?;
    let grid = match known {
        Known::Trained(panel) => panel.grid.clone(),
        Known::Task(_) => rows.grid(columns)?,
    };
    let (lines, numbers) = rows.cells(&grid, columns)?;
    let longest = lines.iter().map(|(_, _, cells)| cells.len()).max().unwrap_or(0);
    let bare = match known {
        Known::Trained(panel) => panel.bare(),
        Known::Task(task) => asked(task, grid, longest)?,
    };
    let line =
        |(name, first, cells): (String, i64, Vec<Option<f64>>)| Line::new(name, first, &cells, bare.season);
    let series = lines.into_iter().map(line).collect();
    Ok(SeriesRead { panel: Panel { series, ..bare }, numbers })
}

/// What a recipe asks for, or what is usual.
fn asked(task: &TaskSpec, grid: Grid, longest: usize) -> Result<Panel, PrepareError> {
    let within = |parameter, value: Option<u32>, usual: u32, most: u32| match value {
        Some(value) if value == 0 || value > most => {
            let message = format!("{parameter} is {value}, and must be from 1 to {most}");
            Err(refused(parameter, "", &[], message, "Correct it, or leave it out."))
        }
        value => Ok(value.unwrap_or(usual)),
    };
    let usual = grid.season();
    let shown = longest >= SEASONS * usual as usize;
    let season = within("task.season", task.season, if shown { usual } else { 1 }, 100_000)?;
    let ahead = if (2..=SEASON_AHEAD).contains(&season) { season } else { AHEAD };
    Ok(Panel {
        grid,
        season,
        horizon: within("task.horizon", task.horizon, ahead, 10_000)?,
        interval: within("task.interval", task.interval, INTERVAL, 99)?,
        columns: Vec::new(),
        series: Vec::new(),
    })
}

/// A series' name, the number of its first time, and its cells.
type Cells = (String, i64, Vec<Option<f64>>);

/// Rows by series, in the order of their times.
struct Rows<'a> {
    time: &'a Column,
    times: Vec<f64>,
    values: Vec<Option<f64>>,
    series: BTreeMap<String, Vec<usize>>,
}

impl<'a> Rows<'a> {
    fn of(table: &'a Table, columns: &SeriesColumns) -> Result<Self, PrepareError> {
        let time = cells::column(table, &columns.time)?.as_ref();
        let times = times(time)?;
        let values = values(cells::column(table, &columns.target)?)?;
        let group = columns.group.as_ref().map(|name| cells::column(table, name)).transpose()?;
        let mut series: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in (0..table.rows()).filter(|row| values[*row].is_some()) {
            let name = match group {
                None => String::new(),
                Some(group) => group.label(row).ok_or_else(|| {
                    let message = format!(
                        "row {{0}} has no value in column \"{}\", which tells the series apart",
                        group.name
                    );
                    refused(
                        "columns",
                        &group.name,
                        &[row],
                        message,
                        "Fill the cell, or drop the row with the clean step drop_missing.",
                    )
                })?,
            };
            series.entry(name).or_default().push(row);
        }
        for (name, rows) in &mut series {
            rows.sort_by(|a, b| times[*a].total_cmp(&times[*b]));
            if let Some(pair) = rows.windows(2).find(|pair| times[pair[0]] == times[pair[1]]) {
                return Err(twice(time, name, [pair[0], pair[1]], columns));
            }
        }
        Ok(Self { time, times, values, series })
    }

    /// The grid of the times of all series.
    fn grid(&self, columns: &SeriesColumns) -> Result<Grid, PrepareError> {
        let of = |rows: &Vec<usize>| rows.iter().map(|row| self.times[*row]).collect::<Vec<f64>>();
        let found = if self.time.kind == ColumnType::Datetime {
            let dates = |rows| of(rows).into_iter().map(|time| time as i64).collect();
            Grid::of_dates(&self.series.values().map(dates).collect::<Vec<Vec<i64>>>())
        } else {
            Grid::of_numbers(&self.series.values().map(of).collect::<Vec<_>>())
        };
        found.map_err(|off| match off {
            OffGrid::Few => {
                let message =
                    format!("column \"{}\" has too few different times for a forecast", columns.time);
                refused(
                    "columns",
                    &columns.time,
                    &[],
                    message,
                    "Give more rows: a forecast needs several seasons.",
                )
            }
            OffGrid::At(time) => {
                let row =
                    (0..self.times.len()).find(|row| self.times[*row] == time && self.values[*row].is_some());
                self.off_grid(row.unwrap_or_default(), None)
            }
        })
    }

    fn off_grid(&self, row: usize, grid: Option<&Grid>) -> PrepareError {
        off_grid(self.time, self.times[row], row, grid)
    }

    /// The cells of each series on a grid, and the number of each row.
    fn cells(&self, grid: &Grid, columns: &SeriesColumns) -> Result<(Vec<Cells>, Vec<i64>), PrepareError> {
        if grid.is_of_dates() != (self.time.kind == ColumnType::Datetime) {
            let message =
                format!("column \"{}\" holds other times than the model was trained on", columns.time);
            return Err(refused(
                "columns",
                &columns.time,
                &[],
                message,
                "Read it as dates, or as numbers, as in training.",
            ));
        }
        let mut numbers = vec![0; self.times.len()];
        for row in self.series.values().flatten() {
            numbers[*row] = grid.number(self.times[*row]).ok_or_else(|| self.off_grid(*row, Some(grid)))?;
        }
        let mut lines = Vec::with_capacity(self.series.len());
        for (name, rows) in &self.series {
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else { continue };
            let (first, span) =
                (numbers[*first], numbers[*last].saturating_sub(numbers[*first]).saturating_add(1));
            if span > SPARSE * rows.len() as i64 + SOME {
                return Err(self.sparse(rows, &numbers, span, grid));
            }
            let mut cells = vec![None; span as usize];
            rows.iter().for_each(|row| cells[(numbers[*row] - first) as usize] = self.values[*row]);
            lines.push((name.clone(), first, cells));
        }
        Ok((lines, numbers))
    }

    /// A series with far more gaps than rows; names the row after the widest.
    fn sparse(&self, rows: &[usize], numbers: &[i64], span: i64, grid: &Grid) -> PrepareError {
        let gap = |pair: &&[usize]| numbers[pair[1]].saturating_sub(numbers[pair[0]]);
        let row = rows.windows(2).max_by_key(gap).map_or(rows[0], |pair| pair[1]);
        let message = format!(
            "{} rows lie in {span} times of one each {}: there are more gaps than values, the widest before row {{0}}",
            rows.len(),
            grid.words(),
        );
        let remedy =
            "Correct the time, leave out what is far from the rest, or bring the rows to wider distances.";
        refused("columns", &self.time.name, &[row], message, remedy)
    }
}

pub(crate) fn twice(
    time: &Column,
    name: &str,
    mut rows: [usize; 2],
    columns: &SeriesColumns,
) -> PrepareError {
    rows.sort_unstable_by(|a, b| b.cmp(a));
    let of = if name.is_empty() { String::new() } else { format!(" of \"{name}\"") };
    let message = format!("rows {{1}} and {{0}}{of} have the same time");
    let remedy = match columns.group {
        None => "Give the column that tells the series apart the role group, or drop one of the rows.",
        Some(_) => "Drop one of the rows, or add them up first.",
    };
    refused("columns", &time.name, &rows, message, remedy)
}

/// A row whose time is not on the grid.
pub(crate) fn off_grid(column: &Column, time: f64, row: usize, grid: Option<&Grid>) -> PrepareError {
    let of = grid.map(|grid| format!(" (one each {})", grid.words())).unwrap_or_default();
    let message = format!(
        "row {{0}} has the time {}, which is not one of the regular times that most rows have{of}",
        told(column, time)
    );
    let remedy = "Correct the time, or bring the rows to equal distances first: a mean or sum of each day, for example.";
    refused("columns", &column.name, &[row], message, remedy)
}

/// The time of each row.
fn times(column: &Column) -> Result<Vec<f64>, PrepareError> {
    if let Some(row) = (0..column.len()).find(|row| column.is_missing(*row)) {
        let message = format!("row {{0}} has no time in column \"{}\"", column.name);
        let remedy = "Fill the cell, or drop the row with the clean step drop_missing.";
        return Err(refused("columns", &column.name, &[row], message, remedy));
    }
    if let Some(times) = column.times() {
        return Ok(times.values().iter().map(|time| *time as f64).collect());
    }
    let Some(numbers) = column.numbers() else {
        let message =
            format!("column \"{}\" holds neither dates nor numbers, so it has no order in time", column.name);
        return Err(refused(
            "columns",
            &column.name,
            &[],
            message,
            "Give it the type datetime, or another column the role time.",
        ));
    };
    match numbers.values().iter().position(|number| !number.is_finite()) {
        Some(row) => {
            let message = "row {0} has an infinite time".into();
            Err(refused("columns", &column.name, &[row], message, "Correct the cell."))
        }
        None => Ok(numbers.values().to_vec()),
    }
}

/// The value of each row, `None` where it is missing.
fn values(column: &Column) -> Result<Vec<Option<f64>>, PrepareError> {
    let Some(numbers) = column.numbers() else {
        let message = format!("a forecast is of numbers, and \"{}\" is not numeric", column.name);
        return Err(refused("task.target", &column.name, &[], message, "Choose a numeric target."));
    };
    let values: Vec<Option<f64>> = numbers.iter().collect();
    match values.iter().position(|value| value.is_some_and(|v| !(v as f32).is_finite())) {
        Some(row) => {
            let message = "the target in row {0} is too large to forecast".into();
            Err(refused(
                "task.target",
                &column.name,
                &[row],
                message,
                "Correct the number, or leave the row out.",
            ))
        }
        None => Ok(values),
    }
}

/// A time as people write it.
fn told(column: &Column, time: f64) -> String {
    if column.kind == ColumnType::Datetime { iso(time as i64) } else { number_label(time) }
}
