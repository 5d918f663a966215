//! `parse_types`: text becomes numbers, dates or booleans, as the table reads them when a file is opened, with what
//! cannot be read as missing (pandas' `to_numeric` and `to_datetime` with `errors="coerce"`).

use super::words::words;
use crate::cells::Coded;
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ColumnType, ParamSpec, ParamValues, Place, Warning, check_params, param};
use glasshouse_table::{Column, DateOrder, Table, parse_date, parse_number, truth};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// Cells that a note names.
const NAMED: usize = 3;
/// Letters of each of them.
const LETTERS: usize = 40;

const TYPES: &[Cow<'static, str>] =
    &[Cow::Borrowed("number"), Cow::Borrowed("date"), Cow::Borrowed("boolean")];
const MARKS: &[Cow<'static, str>] = &[Cow::Borrowed("."), Cow::Borrowed(",")];
const PERCENTS: &[Cow<'static, str>] = &[Cow::Borrowed("number"), Cow::Borrowed("share")];

static PARAMS: [ParamSpec; 4] = [
    ParamSpec::choice(
        "to",
        "number",
        TYPES,
        "What the text says: a number, a date, or true and false (yes and no, 1 and 0).",
    ),
    ParamSpec::choice(
        "decimal",
        ".",
        MARKS,
        "Of numbers, the decimal mark. Separators of thousands, a currency and a percent sign are taken off.",
    ),
    ParamSpec::choice(
        "percent",
        "number",
        PERCENTS,
        "Of numbers, what 12 % becomes: 12 (number) or 0.12 (share).",
    ),
    ParamSpec::bool("dayfirst", false, "Of dates, whether 1/2/2024 is in February (true) or in January."),
];

/// The kind.
pub(super) static PARSE_TYPES: StepKind = StepKind {
    id: "parse_types",
    title: "Read text as numbers or dates",
    help: "Reads the text of a column as numbers, dates, or true and false, under the same name. Cells that say nothing of the kind become missing, and are counted and named; missing cells stay missing.",
    when: "A column was read as text because some of its cells are no numbers: \"1,200 €\", \"unknown\".",
    beware: "What cannot be read is lost. Where the whole table should know the column as numbers, give it that type in Data. Models with this step cannot be written as ONNX: the text of new rows would have to be read there.",
    example: "\"1,200 €\", \"12 %\", \"unknown\" → 1200, 12, –",
    params: &PARAMS,
    columns: &[],
    onnx: false,
    build,
};

/// What text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "their names say it")]
pub enum ParsedType {
    Number,
    Date,
    Boolean,
}

impl ParsedType {
    fn kind(self) -> ColumnType {
        match self {
            Self::Number => ColumnType::Numeric,
            Self::Date => ColumnType::Datetime,
            Self::Boolean => ColumnType::Boolean,
        }
    }

    /// What cells are not that cannot be read.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Number => ["a number", "numbers"],
            Self::Date => ["a date", "dates"],
            Self::Boolean => ["true or false", "true or false"],
        }
    }
}

/// What `parse_types` does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParseTypesState {
    /// Columns of words.
    pub columns: Vec<String>,
    /// What they are read as.
    pub to: ParsedType,
    /// Decimal mark.
    pub decimal: char,
    /// Whether a percentage becomes a hundredth.
    pub share: bool,
    /// Which comes first between slashes.
    pub order: DateOrder,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(ParseTypesState {
        columns: Vec::new(),
        to: match of("to").as_str() {
            Some("date") => ParsedType::Date,
            Some("boolean") => ParsedType::Boolean,
            _ => ParsedType::Number,
        },
        decimal: if of("decimal").as_str() == Some(",") { ',' } else { '.' },
        share: of("percent").as_str() == Some("share"),
        order: match of("dayfirst").as_bool() {
            Some(true) => DateOrder::DayFirst,
            _ => DateOrder::MonthFirst,
        },
    }))
}

/// A column that was read, and its cells that could not be.
struct Parsed {
    column: Arc<Column>,
    failed: u64,
    /// Some of them.
    examples: Vec<String>,
    /// The row of the first.
    first: Option<u64>,
    /// Cells that could be.
    read: u64,
}

impl ParseTypesState {
    fn parse(&self, column: &Arc<Column>) -> Result<Parsed, PrepareError> {
        if column.kind == self.to.kind() {
            let (column, examples) = (column.clone(), Vec::new());
            return Ok(Parsed { column, failed: 0, examples, first: None, read: 0 });
        }
        let cells = words(column, "parse_types")?;
        let name = column.name.as_str();
        Ok(match self.to {
            ParsedType::Number => {
                let of = cells.values.iter().map(|text| self.number(text)).collect();
                let column = |of| Arc::new(Column::from_numbers(name, of));
                Parsed::new(&cells, of, column)
            }
            ParsedType::Date => {
                let of = cells.values.iter().map(|text| parse_date(text.trim(), self.order)).collect();
                Parsed::new(&cells, of, |of| Arc::new(Column::from_times(name, of)))
            }
            ParsedType::Boolean => {
                let of = cells.values.iter().map(|text| truth(text.trim())).collect();
                Parsed::new(&cells, of, |of: Vec<Option<bool>>| {
                    let text = of.into_iter().map(|is| is.map(|is| if is { "true" } else { "false" }));
                    Arc::new(Column::from_labels(name, ColumnType::Boolean, text))
                })
            }
        })
    }

    fn number(&self, text: &str) -> Option<f64> {
        let (value, percent) = parse_number(text.trim(), self.decimal)?;
        Some(if percent && self.share { value / 100.0 } else { value })
    }
}

impl Parsed {
    /// Some of the cells that could not be read.
    fn named(&self) -> String {
        self.examples.as_slice().join(", ")
    }

    /// Of what each different text says.
    fn new<T: Copy>(
        cells: &Coded,
        of: Vec<Option<T>>,
        column: impl Fn(Vec<Option<T>>) -> Arc<Column>,
    ) -> Self {
        let said = |code: &Option<u32>| code.map(|code| of[code as usize]);
        let made = cells.codes.iter().map(|code| said(code).flatten()).collect();
        let read = cells.codes.iter().filter(|code| said(code).flatten().is_some()).count() as u64;
        let present = cells.codes.iter().flatten().count() as u64;
        let failing = |code: &Option<u32>| said(code).is_some_and(|said| said.is_none());
        let mut examples: Vec<u32> = Vec::new();
        for code in cells.codes.iter().filter(|code| failing(code)).flatten() {
            if !examples.contains(code) {
                examples.push(*code);
            }
            if examples.len() == NAMED {
                break;
            }
        }
        let quoted = |code: u32| {
            let text: String = cells.values[code as usize].chars().take(LETTERS).collect();
            format!("\"{text}\"")
        };
        Self {
            column: column(made),
            failed: present - read,
            examples: examples.into_iter().map(quoted).collect(),
            first: cells.codes.iter().position(failing).map(|row| row as u64),
            read,
        }
    }
}

impl Step for ParseTypesState {
    fn fit(&self, train: &Table, columns: &[String], notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            let parsed = self.parse(cells::column(train, name)?)?;
            let [one, many] = self.to.words();
            if parsed.failed > 0 && parsed.read == 0 {
                return Err(PrepareError::Refused {
                    code: "prepare.not_parsed",
                    column: Some(name.clone()),
                    row: parsed.first,
                    message: format!("no cell of column \"{name}\" is {one}, {} is not", parsed.examples[0]),
                    remedy: "Take the column out of the step, or choose another type or decimal mark.".into(),
                });
            }
            if parsed.failed > 0 {
                let are =
                    if parsed.failed == 1 { format!("is not {one}") } else { format!("are not {many}") };
                let message = format!(
                    "{} of {} cells of column \"{name}\" {are} and count as missing: {}",
                    parsed.failed,
                    parsed.failed + parsed.read,
                    parsed.named()
                );
                let at = Place { row: parsed.first, ..Place::column(name) };
                notes.warnings.push(Warning::new("prepare.unparsed", message, at));
            }
        }
        Ok(StepState::ParseTypes(Self { columns: columns.to_vec(), ..self.clone() }))
    }
}

impl FittedStep for ParseTypesState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.reads()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        _at: usize,
        column: Arc<Column>,
        notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let parsed = self.parse(&column)?;
        notes.add_unparsed(&column.name, parsed.failed);
        Ok(vec![parsed.column])
    }
}
