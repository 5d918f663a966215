//! `window_features` and `expanding_window_features`, as feature-engine's `WindowFeatures` and
//! `ExpandingWindowFeatures` make and name them on pandas' `rolling` and `expanding`.
//!
//! Where they depart: rows are ordered and grouped by columns instead of by an index, no row is dropped or refused
//! for its gaps, `min_periods` counts as in pandas (feature-engine takes it and does not pass it on to `rolling`), and
//! a window of all rows before needs one number where it is left open, also for a sum.

use super::along::{Along, Keyed, PIECE, ascending, sort};
use super::lag_features::{DROP_ORIGINAL, beware_of_the_past, read};
use super::looking::{Looking, Looks};
use super::row_order::{GROUP_BY, RowOrder, SORT_BY, integers, twice};
use super::window::{Middle, NO_RANK, Window, WindowFunction};
use crate::fitted::{Applying, Made};
use crate::paused::{Pauses, applied};
use crate::steps::features::made;
use crate::{Built, FittedStep, PrepareError, StepKind, StepState};
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param,
};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Rows of a window at most, and between it and its row.
const FARTHEST: u32 = 1_000_000;

const FUNCTIONS: ParamSpec = ParamSpec::new(
    "functions",
    ParamKind::Names { most: 7 },
    ParamDefault::Text(Cow::Borrowed("mean")),
    "What is told of the rows: mean, std (divisor n - 1), min, max, sum, median, count; one or several.",
)
.offering(Offers::Words(Cow::Borrowed(&[
    Cow::Borrowed("mean"),
    Cow::Borrowed("std"),
    Cow::Borrowed("min"),
    Cow::Borrowed("max"),
    Cow::Borrowed("sum"),
    Cow::Borrowed("median"),
    Cow::Borrowed("count"),
])));
const PERIODS: ParamSpec = ParamSpec::int(
    "periods",
    1,
    0,
    FARTHEST as i64,
    "How many rows before its row the last row of a window stands; with 0 a row is in its own window.",
);

static WINDOW_PARAMS: [ParamSpec; 7] = [
    ParamSpec::new(
        "window",
        ParamKind::Integers { min: 1, max: FARTHEST as i64, most: 50 },
        ParamDefault::Int(3),
        "How many rows a window holds: one number or several, each of which makes columns.",
    ),
    FUNCTIONS,
    ParamSpec::optional_int(
        "min_periods",
        0,
        FARTHEST as i64,
        "The least numbers that a window needs to be told, of count the least rows; by default as many as it holds.",
    ),
    PERIODS,
    GROUP_BY,
    SORT_BY,
    DROP_ORIGINAL,
];

static EXPANDING_PARAMS: [ParamSpec; 6] = [
    FUNCTIONS,
    ParamSpec::optional_int(
        "min_periods",
        0,
        FARTHEST as i64,
        "The least numbers that must have been, of count the least rows; by default one.",
    ),
    PERIODS,
    GROUP_BY,
    SORT_BY,
    DROP_ORIGINAL,
];

/// The kind.
pub(super) static WINDOW_FEATURES: StepKind = StepKind {
    id: "window_features",
    title: "Tell what the last rows came to",
    help: "Appends what the rows of a window before each row come to: sales_window_3_mean. Missing cells are passed over; a window of fewer numbers than min_periods has none.",
    when: "One earlier value says too little: the average of the last week, the greatest of the last ten.",
    beware: beware_of_the_past!(
        "Windows count rows and not hours. With periods 0 a row is in its own window. "
    ),
    example: "window 2: sales 3, 5, 4, 8 → sales_window_2_mean: –, –, 4, 4.5",
    params: &WINDOW_PARAMS,
    columns: &["@numeric"],
    onnx: false,
    build: build_window,
};

/// The kind.
pub(super) static EXPANDING_WINDOW_FEATURES: StepKind = StepKind {
    id: "expanding_window_features",
    title: "Tell what all rows before came to",
    help: "Appends what all the rows before each row come to: sales_expanding_mean. Missing cells are passed over; the first row has none.",
    when: "What was so far tells of what is: the average of a customer up to now, the greatest ever seen.",
    beware: beware_of_the_past!(
        "Sums and counts grow along the rows, so that later rows are unlike those that were trained on. "
    ),
    example: "sales 3, 5, 4, 8 → sales_expanding_mean: –, 3, 4, 4",
    params: &EXPANDING_PARAMS,
    columns: &["@numeric"],
    onnx: false,
    build: build_expanding,
};

/// What `window_features` and `expanding_window_features` make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowFeaturesState {
    /// Which rows come before which.
    pub order: Box<RowOrder>,
    /// Columns that are told of.
    pub columns: Vec<String>,
    /// Rows of the windows; all rows before where there is no number.
    pub windows: Vec<Option<u32>>,
    /// What is told of a window.
    pub functions: Vec<WindowFunction>,
    /// How many rows before its row the last row of a window stands.
    pub periods: u32,
    /// The least numbers that a window needs; as many as its rows, or one, where there is none.
    pub min_periods: Option<u32>,
    /// Names of the columns that are made: by window, then by column, then by function.
    pub outputs: Vec<String>,
    /// Whether the columns themselves go.
    pub drop_original: bool,
}

struct Windows {
    windows: Vec<Option<u32>>,
    functions: Vec<WindowFunction>,
    periods: u32,
    min_periods: Option<u32>,
    drop_original: bool,
}

fn build_window(values: &ParamValues) -> Built {
    check_params(&WINDOW_PARAMS, values)?;
    let windows = integers(&param(&WINDOW_PARAMS, values, "window"));
    if let Some(window) = twice(&windows) {
        return Err(refused("window", format!("window has {window} twice")));
    }
    let built = built(&WINDOW_PARAMS, values, windows.iter().copied().map(Some).collect())?;
    if let (Some(least), Some(rows)) = (built.min_periods, windows.iter().min())
        && least > *rows
    {
        let message = format!("min_periods is {least}, and a window holds {rows} rows");
        return Err(refused("min_periods", message));
    }
    Ok(Box::new(Looking { order: RowOrder::asked(&WINDOW_PARAMS, values), at: built }))
}

fn build_expanding(values: &ParamValues) -> Built {
    check_params(&EXPANDING_PARAMS, values)?;
    let order = RowOrder::asked(&EXPANDING_PARAMS, values);
    Ok(Box::new(Looking { order, at: built(&EXPANDING_PARAMS, values, vec![None])? }))
}

fn built(
    params: &[ParamSpec],
    values: &ParamValues,
    windows: Vec<Option<u32>>,
) -> Result<Windows, Vec<ParamFault>> {
    let of = |name| param(params, values, name);
    let number = |name| of(name).as_i64().and_then(|number| u32::try_from(number).ok());
    let mut functions = Vec::new();
    for name in of("functions").names() {
        let known = WindowFunction::ALL.iter().find(|(known, _)| *known == name);
        let (_, function) = known.ok_or_else(|| {
            let known: Vec<&str> = WindowFunction::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("functions must be one or several of {}, not \"{name}\"", known.join(", "));
            refused("functions", message)
        })?;
        functions.push(*function);
    }
    if let Some(function) = twice(&functions) {
        return Err(refused("functions", format!("functions has {} twice", function.name())));
    }
    Ok(Windows {
        windows,
        functions,
        periods: number("periods").unwrap_or(1),
        min_periods: number("min_periods"),
        drop_original: of("drop_original").as_bool().unwrap_or_default(),
    })
}

fn refused(name: &str, message: String) -> Vec<ParamFault> {
    vec![ParamFault { name: name.into(), message }]
}

impl Looks for Windows {
    fn op(&self) -> &'static str {
        if self.windows == [None] { "expanding_window_features" } else { "window_features" }
    }

    fn names(&self, columns: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        for window in &self.windows {
            let word = window.map_or("expanding".to_owned(), |rows| format!("window_{rows}"));
            for column in columns {
                names.extend(self.functions.iter().map(|f| format!("{column}_{word}_{}", f.name())));
            }
        }
        names
    }

    fn state(&self, order: RowOrder, columns: Vec<String>, outputs: Vec<String>) -> StepState {
        let state = WindowFeaturesState {
            order: Box::new(order),
            columns,
            windows: self.windows.clone(),
            functions: self.functions.clone(),
            periods: self.periods,
            min_periods: self.min_periods,
            outputs,
            drop_original: self.drop_original,
        };
        match self.windows.as_slice() {
            [None] => StepState::ExpandingWindowFeatures(state),
            _ => StepState::WindowFeatures(state),
        }
    }
}

impl FittedStep for WindowFeaturesState {
    /// Whether it has a name for each column that it makes, and looks no further than it may be asked to.
    fn is_sound(&self) -> bool {
        let bounded = self.periods <= FARTHEST && self.windows.iter().flatten().all(|rows| *rows <= FARTHEST);
        bounded && self.outputs.len() == self.windows.len() * self.columns.len() * self.functions.len()
    }

    fn reads(&self) -> Vec<&str> {
        read(&self.columns, &self.order)
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let from = self.windows.iter().flat_map(|_| &self.columns).map(|name| vec![name.as_str()]);
        let made = self.outputs.chunks(self.functions.len().max(1));
        from.zip(made.map(|made| made.iter().map(String::as_str).collect())).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.outputs.iter().map(String::as_str).collect()
    }

    fn looks_along(&self) -> bool {
        true
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        Ok(applied(move |pauses| self.made(table, pauses)))
    }
}

impl WindowFeaturesState {
    /// O(rows) for each column and window, once the rows are in order; O(rows · log rows) for medians.
    async fn made(&self, table: &Table, pauses: Pauses) -> Result<Made, PrepareError> {
        let along = Along::of(table, &self.order, &pauses).await?;
        let mut made = Made::default();
        let mut outputs = self.outputs.iter();
        for window in &self.windows {
            for name in &self.columns {
                let numbers = made::numbers(table, name, "window_features")?;
                for cells in self.told(&along, &numbers, *window, &pauses).await {
                    made.appended.extend(outputs.next().map(|output| made::column(output, cells)));
                    pauses.at(made.appended.len() as f64 / self.outputs.len() as f64).await;
                }
            }
        }
        if self.drop_original {
            made.replaced.extend(self.columns.iter().map(|name| (name.clone(), Vec::new())));
        }
        Ok(made)
    }

    /// What each function tells each row of its window.
    async fn told(
        &self,
        along: &Along,
        numbers: &[f64],
        width: Option<u32>,
        pauses: &Pauses,
    ) -> Vec<Vec<f64>> {
        let rows = width.map(|rows| rows as usize);
        let mut window = Window::new(rows);
        let mut made = vec![vec![f64::NAN; numbers.len()]; self.functions.len()];
        let mut looked_at = 0;
        for group in along.groups() {
            window.clear();
            let mut middle = match self.functions.contains(&WindowFunction::Median) {
                true => Some(ranked(group, numbers, rows, pauses).await),
                false => None,
            };
            for (at, row) in group.iter().enumerate() {
                window.push(numbers[*row as usize]);
                middle.iter_mut().for_each(|(middle, ranks)| middle.push(ranks[at]));
                if let Some(told_to) = group.get(at + self.periods as usize) {
                    let median = middle.as_ref().map_or(f64::NAN, |(middle, _)| middle.median());
                    self.tell(&window, median, width, |of, x| made[of][*told_to as usize] = x);
                }
                looked_at += 1;
                if looked_at % PIECE == 0 {
                    pauses.at(0.0).await;
                }
            }
        }
        made
    }

    /// What each function tells of a window that holds enough.
    fn tell(&self, window: &Window, median: f64, width: Option<u32>, mut tell: impl FnMut(usize, f64)) {
        let told = window.told();
        let least = u64::from(self.min_periods.unwrap_or(width.unwrap_or(1)));
        for (at, function) in self.functions.iter().enumerate() {
            // As in pandas a count needs so many rows, whatever their cells.
            let enough = if *function == WindowFunction::Count { window.rows } else { told.n };
            if enough >= least {
                tell(at, function.of(&told, median));
            }
        }
    }
}

/// A window that tells the median of a group's rows, and the rank of each in the group: few groups are so large that
/// their ranks leave the nearest cache.
async fn ranked(group: &[u32], numbers: &[f64], width: Option<usize>, pauses: &Pauses) -> (Middle, Vec<u32>) {
    let mut keyed: Vec<Keyed> = Vec::with_capacity(group.len());
    for (begin, part) in (0_u32..).step_by(PIECE).zip(group.chunks(PIECE)) {
        let numbers = part.iter().map(|row| numbers[*row as usize]).zip(begin..);
        keyed.extend(numbers.filter(|(x, _)| !x.is_nan()).map(|(x, at)| (ascending(x), at)));
        if part.len() == PIECE {
            pauses.at(0.0).await;
        }
    }
    sort(&mut keyed, pauses).await;
    let mut ranks = vec![NO_RANK; group.len()];
    keyed.iter().zip(0..).for_each(|((_, at), rank)| ranks[*at as usize] = rank);
    let sorted = keyed.iter().map(|(_, at)| numbers[group[*at as usize] as usize]).collect();
    (Middle::new(sorted, width), ranks)
}
