//! A rule of the recipe, made ready to be asked of a row.

use super::reads::{Reader, number};
use super::{RuleError, words};
use crate::dictionary::Dictionary;
use crate::equal::Compared;
use crate::{DateOrder, Side, parse_date};
use glasshouse_spec::{ColumnType, Comparison, ParamValue, RuleKind, RuleResult, RuleSpec};
use regex::bytes::{Regex, RegexBuilder};

/// Most bytes of a compiled pattern.
const PATTERN: usize = 1 << 20;

/// A rule that is being checked.
pub(super) struct Rule<'a> {
    pub test: Test<'a>,
    /// The columns that it is asked of; those that the file lacks are left out.
    pub columns: Vec<Reader<'a>>,
    pub result: RuleResult,
}

/// What is asked.
pub(super) enum Test<'a> {
    Type(ColumnType),
    Numbers {
        min: f64,
        max: f64,
    },
    Instants {
        min: i64,
        max: i64,
    },
    /// The values that are allowed, for each column, as it compares them.
    Among(Vec<(Compared, Dictionary)>),
    Pattern(Regex),
    NotNull,
    /// Keys seen so far.
    Unique(Dictionary),
    Compare {
        op: Comparison,
        other: Reader<'a>,
        by: Compared,
    },
    /// Values of a column of another table, which are still to be gathered.
    Refers {
        column: Reader<'a>,
        of: Side<'a>,
    },
}

/// Checks the fields of a rule and finds its columns. A column that is not there is an error,
/// unless `lenient`.
pub(super) fn compile<'a>(
    index: usize,
    spec: &RuleSpec,
    side: Side<'a>,
    other: &impl Fn(&str) -> Option<Side<'a>>,
    lenient: bool,
) -> Result<Rule<'a>, RuleError> {
    if spec.columns.is_empty() {
        return Err(field(
            index,
            "columns",
            "the rule names no column",
            "Name the columns that it is asked of.",
        ));
    }
    let mut columns = Vec::new();
    for name in &spec.columns {
        match find(index, "columns", side, name) {
            Ok(reader) => columns.push(reader),
            Err(error) if !lenient => return Err(error),
            Err(_) => {}
        }
    }
    // Rows that lack one of the columns together cannot be compared at all.
    if spec.kind == RuleKind::Unique && columns.len() < spec.columns.len() {
        columns.clear();
    }
    let test = match spec.kind {
        RuleKind::Type => Test::Type(spec.column_type.ok_or_else(|| needs(index, "type", "a type"))?),
        RuleKind::Range => range(index, spec)?,
        RuleKind::Set => set(index, spec, &columns)?,
        RuleKind::Pattern => pattern(index, spec)?,
        RuleKind::NotNull => Test::NotNull,
        RuleKind::Unique => Test::Unique(Dictionary::default()),
        RuleKind::Compare => match compare(index, spec, side, &columns) {
            Err(RuleError::NoColumn { .. }) if lenient => {
                columns.clear();
                Test::NotNull
            }
            test => test?,
        },
        RuleKind::References => refers(index, spec, other)?,
    };
    let result = RuleResult {
        index: index as u32,
        rule: words::words(spec),
        action: spec.action,
        checked: 0,
        violations: 0,
        examples: Vec::new(),
    };
    Ok(Rule { test, columns, result })
}

fn find<'a>(index: usize, field: &'static str, side: Side<'a>, name: &str) -> Result<Reader<'a>, RuleError> {
    Reader::new(side, name).ok_or_else(|| RuleError::NoColumn {
        index,
        field,
        file: side.report.file.clone(),
        column: name.into(),
        found: side.source.names().to_vec(),
    })
}

fn field(index: usize, field: &'static str, message: &str, remedy: &str) -> RuleError {
    RuleError::Field { index, field, message: message.into(), remedy: remedy.into() }
}

fn needs(index: usize, name: &'static str, what: &str) -> RuleError {
    field(index, name, &format!("the rule needs {what}"), &format!("Add {name} to it."))
}

fn range<'a>(index: usize, spec: &RuleSpec) -> Result<Test<'a>, RuleError> {
    let bounds = [("min", &spec.min), ("max", &spec.max)];
    if bounds.iter().all(|(_, bound)| bound.is_none()) {
        return Err(needs(index, "min", "a smallest or a largest value"));
    }
    let mut numbers = [f64::NEG_INFINITY, f64::INFINITY];
    let mut instants = [i64::MIN, i64::MAX];
    let mut dates = 0;
    for (i, (name, bound)) in bounds.iter().enumerate() {
        let Some(bound) = bound else { continue };
        let text = bound.as_str().unwrap_or_default().trim();
        if let Some(value) = bound.as_f64().or_else(|| number(text.as_bytes(), b'.')) {
            numbers[i] = value;
        } else if let Some(instant) = parse_date(text, DateOrder::DayFirst) {
            instants[i] = instant;
            dates += 1;
        } else {
            let message = format!("{bound} is neither a number nor a date");
            return Err(field(index, name, &message, "Write a number, or a date as \"2024-12-31\"."));
        }
    }
    let given = bounds.iter().filter(|(_, bound)| bound.is_some()).count();
    match dates {
        0 if numbers[0] > numbers[1] => Err(field(index, "max", "max is less than min", "Swap them.")),
        0 => Ok(Test::Numbers { min: numbers[0], max: numbers[1] }),
        dates if dates < given => {
            Err(field(index, "max", "one bound is a number and the other a date", "Write both alike."))
        }
        _ if instants[0] > instants[1] => Err(field(index, "max", "max is before min", "Swap them.")),
        _ => Ok(Test::Instants { min: instants[0], max: instants[1] }),
    }
}

fn set<'a>(index: usize, spec: &RuleSpec, columns: &[Reader<'a>]) -> Result<Test<'a>, RuleError> {
    let plain = |v: &ParamValue| !matches!(v, ParamValue::Null | ParamValue::List(_) | ParamValue::Table(_));
    if spec.values.is_empty() || !spec.values.iter().all(plain) {
        return Err(field(
            index,
            "values",
            "the rule needs the values that are allowed",
            "List them as values = [\"a\", \"b\"].",
        ));
    }
    let of = |reader: &Reader<'a>| {
        let how = reader.compared();
        let (mut allowed, mut key) = (Dictionary::default(), Vec::new());
        for value in &spec.values {
            key.clear();
            reader.canonical_value(value, how, &mut key);
            allowed.insert(&key);
        }
        (how, allowed)
    };
    Ok(Test::Among(columns.iter().map(of).collect()))
}

fn pattern<'a>(index: usize, spec: &RuleSpec) -> Result<Test<'a>, RuleError> {
    let pattern = spec.pattern.as_deref().ok_or_else(|| needs(index, "pattern", "a regular expression"))?;
    let built = RegexBuilder::new(pattern).size_limit(PATTERN).dfa_size_limit(2 * PATTERN).build();
    built.map(Test::Pattern).map_err(|error| {
        let reason = match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_string(),
            error => {
                error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_string()
            }
        };
        let message = format!("the regular expression {pattern} cannot be used: {reason}");
        field(index, "pattern", &message, "Correct it; look-around and back-references are not supported.")
    })
}

fn compare<'a>(
    index: usize,
    spec: &RuleSpec,
    side: Side<'a>,
    columns: &[Reader<'a>],
) -> Result<Test<'a>, RuleError> {
    let op = spec.op.ok_or_else(|| needs(index, "op", "a comparison such as \"<\""))?;
    let name = spec.other.as_deref().ok_or_else(|| needs(index, "other", "a column to compare with"))?;
    let other = find(index, "other", side, name)?;
    let all = |kind: ColumnType| other.kind() == kind && columns.iter().all(|c| c.kind() == kind);
    let by = if all(ColumnType::Numeric) {
        Compared::Numbers
    } else if all(ColumnType::Datetime) {
        Compared::Dates
    } else {
        Compared::Text
    };
    Ok(Test::Compare { op, other, by })
}

fn refers<'a>(
    index: usize,
    spec: &RuleSpec,
    other: &impl Fn(&str) -> Option<Side<'a>>,
) -> Result<Test<'a>, RuleError> {
    let table = spec.table.as_deref().ok_or_else(|| needs(index, "table", "the file that it refers to"))?;
    let of = other(table).ok_or_else(|| RuleError::NoTable { index, table: table.into() })?;
    let name = spec.table_column.as_deref().unwrap_or(&spec.columns[0]);
    Ok(Test::Refers { column: find(index, "table_column", of, name)?, of })
}
