//! `datetime_features`: numbers of dates, as pandas' `Series.dt` has them, and how long they are after a moment.
//! Dates are in UTC.

use super::made::{self, Making};
use super::{Known, is_free};
use crate::fitted::Applying;
use crate::step::Fitting;
use crate::{Built, Context, FittedStep, PrepareError, Step, StepKind, StepState, cells};
use arrow_array::{Array, TimestampMicrosecondArray};
use chrono::{DateTime, Datelike, Days, NaiveDateTime, Timelike};
use glasshouse_spec::{
    Offers, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param,
};
use glasshouse_table::{Column, DateOrder, Table, parse_date};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const UNITS: &[Cow<'static, str>] =
    &[Cow::Borrowed("D"), Cow::Borrowed("h"), Cow::Borrowed("m"), Cow::Borrowed("s")];

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::new(
        "features",
        ParamKind::Names { most: 15 },
        ParamDefault::Names(Cow::Borrowed(&[
            Cow::Borrowed("year"),
            Cow::Borrowed("month"),
            Cow::Borrowed("day"),
            Cow::Borrowed("weekday"),
        ])),
        "Which: year, quarter, month, week, day, weekday (0 is Monday), dayofyear, hour, minute, second, and 0 or 1 for weekend, month_start, month_end, quarter_start, quarter_end.",
    )
    .offering(Offers::Words(Cow::Borrowed(&[
        Cow::Borrowed("year"),
        Cow::Borrowed("quarter"),
        Cow::Borrowed("month"),
        Cow::Borrowed("week"),
        Cow::Borrowed("day"),
        Cow::Borrowed("weekday"),
        Cow::Borrowed("dayofyear"),
        Cow::Borrowed("hour"),
        Cow::Borrowed("minute"),
        Cow::Borrowed("second"),
        Cow::Borrowed("weekend"),
        Cow::Borrowed("month_start"),
        Cow::Borrowed("month_end"),
        Cow::Borrowed("quarter_start"),
        Cow::Borrowed("quarter_end"),
    ]))),
    ParamSpec::bool(
        "cyclical",
        false,
        "Whether what begins again (quarter, month, day, weekday, dayofyear, hour, minute, second) becomes a sine and a cosine, so that December is beside January.",
    ),
    ParamSpec::new(
        "since",
        ParamKind::Text,
        ParamDefault::Text(Cow::Borrowed("")),
        "A moment, as 2024-01-31, or another column of dates: appends how long after it each date is.",
    )
    .offering(Offers::ColumnOrTyped),
    ParamSpec::choice("unit", "D", UNITS, "The unit of that: days, hours, minutes or seconds."),
    ParamSpec::bool("keep", false, "Whether the dates stay and the numbers are appended."),
];

/// The kind.
pub(super) static DATETIME_FEATURES: StepKind = StepKind {
    id: "datetime_features",
    title: "Make numbers of dates",
    help: "Replaces a date by numbers: year, month, day, weekday, hour and more, or the time since a moment. Of a missing date they are missing.",
    when: "A model cannot read dates: what returns every year, week or day, and what grows with time, has to be told apart.",
    beware: "A tree knows no year after the last that it was trained on. Models with this step cannot be written as ONNX: the dates of new rows would have to be read there.",
    example: "2024-02-29 → year 2024, month 2, day 29, weekday 3",
    params: &PARAMS,
    columns: &["@datetime"],
    onnx: false,
    build,
};

/// A number of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "their names say it")]
pub enum DatePart {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Weekday,
    DayOfYear,
    Hour,
    Minute,
    Second,
    Weekend,
    MonthStart,
    MonthEnd,
    QuarterStart,
    QuarterEnd,
}

impl DatePart {
    const ALL: [(&str, Self); 15] = [
        ("year", Self::Year),
        ("quarter", Self::Quarter),
        ("month", Self::Month),
        ("week", Self::Week),
        ("day", Self::Day),
        ("weekday", Self::Weekday),
        ("dayofyear", Self::DayOfYear),
        ("hour", Self::Hour),
        ("minute", Self::Minute),
        ("second", Self::Second),
        ("weekend", Self::Weekend),
        ("month_start", Self::MonthStart),
        ("month_end", Self::MonthEnd),
        ("quarter_start", Self::QuarterStart),
        ("quarter_end", Self::QuarterEnd),
    ];

    /// After how many it begins again.
    fn period(self) -> Option<f64> {
        Some(match self {
            Self::Quarter => 4.0,
            Self::Month => 12.0,
            Self::Day => 31.0,
            Self::Weekday => 7.0,
            Self::DayOfYear => 366.0,
            Self::Hour => 24.0,
            Self::Minute | Self::Second => 60.0,
            _ => return None,
        })
    }

    fn of(self, at: NaiveDateTime) -> f64 {
        let quarter = at.month0() / 3;
        let tomorrow = || at.checked_add_days(Days::new(1));
        let flag = |is: bool| u32::from(is);
        f64::from(match self {
            Self::Year => return f64::from(at.year()),
            Self::Quarter => quarter + 1,
            Self::Month => at.month(),
            Self::Week => at.iso_week().week(),
            Self::Day => at.day(),
            Self::Weekday => at.weekday().num_days_from_monday(),
            Self::DayOfYear => at.ordinal(),
            Self::Hour => at.hour(),
            Self::Minute => at.minute(),
            Self::Second => at.second(),
            Self::Weekend => flag(at.weekday().num_days_from_monday() >= 5),
            Self::MonthStart => flag(at.day() == 1),
            Self::MonthEnd => flag(tomorrow().is_none_or(|next| next.day() == 1)),
            Self::QuarterStart => flag(at.day() == 1 && at.month0().is_multiple_of(3)),
            Self::QuarterEnd => flag(at.month0() % 3 == 2 && tomorrow().is_none_or(|next| next.day() == 1)),
        })
    }
}

/// A column that is made of dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateOutput {
    /// Name.
    pub name: String,
    /// Place of the column of dates.
    pub column: u32,
    /// What it holds.
    pub what: DateNumber,
}

/// What is made of a date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum DateNumber {
    /// A part of it.
    Part(DatePart),
    /// The sine of a part that begins again.
    Sine(DatePart),
    /// The cosine of a part that begins again.
    Cosine(DatePart),
    /// How many times so many microseconds it is after the moment.
    Since(f64),
}

/// A moment that dates are told from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Moment {
    /// Microseconds since 1970-01-01 UTC.
    At(i64),
    /// Another column.
    Column(String),
}

/// What `datetime_features` makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatetimeFeaturesState {
    /// Columns of dates.
    pub columns: Vec<String>,
    /// What is made of them.
    pub outputs: Vec<DateOutput>,
    /// What the time is told from.
    pub since: Option<Moment>,
    /// Whether the dates stay.
    pub keep: bool,
}

struct DatetimeFeatures {
    parts: Vec<(&'static str, DatePart)>,
    cyclical: bool,
    since: String,
    unit: f64,
    keep: bool,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let flag = |name| param(&PARAMS, values, name).as_bool().unwrap_or_default();
    let mut parts = Vec::new();
    for name in param(&PARAMS, values, "features").names() {
        let known = DatePart::ALL.iter().find(|(known, _)| *known == name);
        parts.push(*known.ok_or_else(|| {
            let known: Vec<&str> = DatePart::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("features must be some of {}, not \"{name}\"", known.join(", "));
            vec![ParamFault { name: "features".into(), message }]
        })?);
    }
    let unit = match param(&PARAMS, values, "unit").as_str() {
        Some("h") => 3_600e6,
        Some("m") => 60e6,
        Some("s") => 1e6,
        _ => 86_400e6,
    };
    let since = param(&PARAMS, values, "since").as_str().unwrap_or_default().to_owned();
    Ok(Box::new(DatetimeFeatures { parts, cyclical: flag("cyclical"), since, unit, keep: flag("keep") }))
}

impl Step for DatetimeFeatures {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            times(train, name)?;
        }
        let since = self.moment(train, context)?;
        let outputs: Vec<DateOutput> = columns
            .iter()
            .enumerate()
            .flat_map(|(at, name)| self.outputs(at, name, since.as_ref()))
            .collect();
        outputs.iter().try_for_each(|output| is_free(train, &output.name))?;
        let state = DatetimeFeaturesState { columns: columns.to_vec(), outputs, since, keep: self.keep };
        Ok(Box::new(Known(Some(StepState::DatetimeFeatures(state)))))
    }

    fn also(&self) -> Vec<String> {
        // What is written may be a moment: whether it is one is found out once the columns are there.
        match self.since.is_empty() || written(&self.since).is_some() {
            true => Vec::new(),
            false => vec![self.since.clone()],
        }
    }
}

impl DatetimeFeatures {
    /// What the time is told from: a column of that name, or a date.
    fn moment(&self, train: &Table, context: &Context) -> Result<Option<Moment>, PrepareError> {
        if self.since.is_empty() {
            return Ok(None);
        }
        if let Some(date) = written(&self.since) {
            return Ok(Some(Moment::At(date)));
        }
        if train.column(&self.since).is_some() && !context.targets.contains(&self.since) {
            times(train, &self.since)?;
            return Ok(Some(Moment::Column(self.since.clone())));
        }
        Err(PrepareError::Refused {
            code: "recipe.since",
            column: None,
            row: None,
            message: format!("\"{}\" is neither a column nor a date", self.since),
            remedy: "Write a date as 2024-01-31, or the name of a column of dates.".into(),
        })
    }

    fn outputs(&self, at: usize, name: &str, since: Option<&Moment>) -> Vec<DateOutput> {
        let output = |end: &str, what| DateOutput { name: format!("{name}_{end}"), column: at as u32, what };
        let mut made = Vec::new();
        for (end, part) in &self.parts {
            if self.cyclical && part.period().is_some() {
                made.push(output(&format!("{end}_sin"), DateNumber::Sine(*part)));
                made.push(output(&format!("{end}_cos"), DateNumber::Cosine(*part)));
            } else {
                made.push(output(end, DateNumber::Part(*part)));
            }
        }
        made.extend(since.map(|_| output("since", DateNumber::Since(self.unit))));
        made
    }
}

/// A date whose year comes first, or whose month has a name.
fn written(text: &str) -> Option<i64> {
    let read = |order| parse_date(text, order);
    read(DateOrder::DayFirst).filter(|date| read(DateOrder::MonthFirst) == Some(*date))
}

fn times<'a>(table: &'a Table, name: &str) -> Result<&'a TimestampMicrosecondArray, PrepareError> {
    let column = cells::column(table, name)?;
    column.times().ok_or_else(|| PrepareError::WrongKind {
        column: name.into(),
        kind: column.kind,
        step: "datetime_features".into(),
        needs: "dates",
        remedy: "Name only columns of dates, or use the selector @datetime.",
    })
}

impl FittedStep for DatetimeFeaturesState {
    /// Whether its outputs are of columns that it reads.
    fn is_sound(&self) -> bool {
        let inside = |output: &DateOutput| (output.column as usize) < self.columns.len();
        self.outputs.iter().all(inside)
    }

    fn reads(&self) -> Vec<&str> {
        let since = match &self.since {
            Some(Moment::Column(name)) if !self.columns.contains(name) => Some(name.as_str()),
            _ => None,
        };
        self.columns.iter().map(String::as_str).chain(since).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let from = |output: &DateOutput| {
            let own = self.columns[output.column as usize].as_str();
            match (&self.since, output.what) {
                (Some(Moment::Column(name)), DateNumber::Since(_)) => vec![own, name.as_str()],
                _ => vec![own],
            }
        };
        self.outputs.iter().map(|output| (from(output), vec![output.name.as_str()])).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.outputs.iter().map(|output| output.name.as_str()).collect()
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let make = move |at: usize| {
            let output = &self.outputs[at];
            let dates = times(table, &self.columns[output.column as usize])?;
            let cells = match (output.what, &self.since) {
                (DateNumber::Part(part), _) => each(dates, |at| part.of(at)),
                (DateNumber::Sine(part), _) => each(dates, |at| libm::sin(turn(part, at))),
                (DateNumber::Cosine(part), _) => each(dates, |at| libm::cos(turn(part, at))),
                (DateNumber::Since(unit), Some(Moment::Column(name))) => {
                    let from = times(table, name)?;
                    let start = |row: usize| from.is_valid(row).then(|| from.value(row));
                    since(dates, start, unit)
                }
                (DateNumber::Since(unit), Some(Moment::At(start))) => since(dates, |_| Some(*start), unit),
                (DateNumber::Since(_), None) => vec![f64::NAN; dates.len()],
            };
            Ok::<Arc<Column>, PrepareError>(made::column(&output.name, cells))
        };
        let replaces = if self.keep { Vec::new() } else { self.columns.clone() };
        Ok(Box::new(Making::new(self.outputs.len(), replaces, make)))
    }
}

/// Where a part that begins again stands on its circle.
fn turn(part: DatePart, at: NaiveDateTime) -> f64 {
    2.0 * std::f64::consts::PI * part.of(at) / part.period().unwrap_or(1.0)
}

fn each(dates: &TimestampMicrosecondArray, number: impl Fn(NaiveDateTime) -> f64) -> Vec<f64> {
    let cell = |row: usize| match dates.is_valid(row) {
        true => {
            DateTime::from_timestamp_micros(dates.value(row)).map_or(f64::NAN, |at| number(at.naive_utc()))
        }
        false => f64::NAN,
    };
    (0..dates.len()).map(cell).collect()
}

/// How many units each date is after a start.
fn since(dates: &TimestampMicrosecondArray, start: impl Fn(usize) -> Option<i64>, unit: f64) -> Vec<f64> {
    let cell = |row: usize| match start(row).filter(|_| dates.is_valid(row)) {
        Some(start) => (i128::from(dates.value(row)) - i128::from(start)) as f64 / unit,
        None => f64::NAN,
    };
    (0..dates.len()).map(cell).collect()
}
