//! What is wrong with a formula, and at which of its characters.

use super::check::Kind;
use glasshouse_spec::ColumnType;
use std::ops::Range;

/// Characters of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first, counted from 0.
    pub offset: u32,
    /// How many they are.
    pub length: u32,
}

impl Span {
    /// The characters at some bytes of a text.
    pub(super) fn of(text: &str, bytes: &Range<usize>) -> Self {
        let count = |part: &str| part.chars().count() as u32;
        let inside = text.get(bytes.clone()).unwrap_or_default();
        Self { offset: count(text.get(..bytes.start).unwrap_or_default()), length: count(inside) }
    }

    /// From the first character of this to the last of another.
    pub(super) fn to(self, last: Self) -> Self {
        Self { offset: self.offset, length: (last.offset + last.length).saturating_sub(self.offset) }
    }
}

/// Why a formula is refused, or cannot be computed of a row.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FormulaError {
    /// Nothing is written.
    #[error("there is no formula")]
    Empty,
    /// It is too long.
    #[error("the formula has {characters} characters, more than {}", super::MOST_CHARACTERS)]
    TooLong {
        /// Its characters.
        characters: usize,
    },
    /// Parts are nested too deep, or too many stand in a row.
    #[error("the formula is nested too deep at character {}", at.offset + 1)]
    TooDeep {
        /// Where.
        at: Span,
    },
    /// A quote or backtick opens and nothing closes it.
    #[error("the {quote} at character {} is never closed", at.offset + 1)]
    Unclosed {
        /// The quote.
        quote: char,
        /// Where it opens.
        at: Span,
    },
    /// A character that begins nothing.
    #[error("\"{found}\" at character {} has no meaning here", at.offset + 1)]
    Character {
        /// The character.
        found: char,
        /// Where.
        at: Span,
    },
    /// A number beyond what is computed with.
    #[error("the number {number} at character {} is too large", at.offset + 1)]
    Number {
        /// As it is written.
        number: String,
        /// Where.
        at: Span,
    },
    /// Something else should stand there.
    #[error("{} expected at character {}{}", wanted, at.offset + 1, found_instead(found))]
    Unexpected {
        /// What should.
        wanted: &'static str,
        /// What does; empty at the end.
        found: String,
        /// Where.
        at: Span,
    },
    /// A function is not known.
    #[error("there is no function {name}{}", meant(nearest.as_deref()))]
    NoFunction {
        /// Its name.
        name: String,
        /// The name that was probably meant.
        nearest: Option<String>,
        /// Where.
        at: Span,
    },
    /// A column is not known.
    #[error("there is no column \"{name}\"{}", meant(nearest.as_deref()))]
    NoColumn {
        /// Its name.
        name: String,
        /// The name that was probably meant.
        nearest: Option<String>,
        /// Where.
        at: Span,
    },
    /// A function is given too few or too many values.
    #[error("{function} takes {takes}, and {found} {} given", if *found == 1 { "is" } else { "are" })]
    Count {
        /// Function.
        function: &'static str,
        /// What it takes, in words.
        takes: String,
        /// How many are given.
        found: usize,
        /// Where.
        at: Span,
    },
    /// A value is of another kind than is needed.
    #[error("{function} needs {}, and this is {}", wanted, found.words())]
    Kind {
        /// Operator or function.
        function: &'static str,
        /// What it needs, in words.
        wanted: String,
        /// What is given.
        found: Kind,
        /// Where.
        at: Span,
    },
    /// Text is no date.
    #[error("\"{text}\" is no date; write it as 2024-01-31")]
    NoDate {
        /// The text.
        text: String,
        /// Where.
        at: Span,
    },
    /// A cell of a boolean column says neither true nor false.
    #[error("row {row} of column \"{column}\" holds \"{value}\", which is neither true nor false")]
    NoTruth {
        /// Column.
        column: String,
        /// Row of the table, from 0.
        row: u64,
        /// Cell.
        value: String,
    },
    /// A column has another type than the formula was checked for.
    #[error("column \"{column}\" is {} here, and the formula was made for {}", found.words(), wanted.words())]
    OtherType {
        /// Column.
        column: String,
        /// What it is.
        found: ColumnType,
        /// What the formula was made for.
        wanted: ColumnType,
    },
}

impl FormulaError {
    /// Where in the formula; nothing where it is about the whole, or about a row.
    pub fn at(&self) -> Option<Span> {
        match self {
            Self::TooDeep { at }
            | Self::Unclosed { at, .. }
            | Self::Character { at, .. }
            | Self::Number { at, .. }
            | Self::Unexpected { at, .. }
            | Self::NoFunction { at, .. }
            | Self::NoColumn { at, .. }
            | Self::Count { at, .. }
            | Self::Kind { at, .. }
            | Self::NoDate { at, .. } => Some(*at),
            Self::Empty | Self::TooLong { .. } | Self::NoTruth { .. } | Self::OtherType { .. } => None,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty => "Write a formula, as price / area.",
            Self::TooLong { .. } | Self::TooDeep { .. } => {
                "Make several columns, each by a shorter formula, and use them in the last."
            }
            Self::Unclosed { .. } => "Close it; a quote inside a text is written twice.",
            Self::Character { .. } => "Put names with spaces or signs in backticks, and text in quotes.",
            Self::Number { .. } => "Write a number below 1e308.",
            Self::Unexpected { .. } => "Complete the formula there.",
            Self::NoFunction { .. } => "Use a function that is listed, or put a column's name in backticks.",
            Self::NoColumn { .. } => "Use a column's name as the header writes it; text stands in quotes.",
            Self::Count { .. } => "Give it as many values as it takes.",
            Self::Kind { .. } => "Change this part, or read the column as another type.",
            Self::NoDate { .. } => "Write the date as year, month and day.",
            Self::NoTruth { .. } => "Correct the cell, or read the column as categorical.",
            Self::OtherType { .. } => "Read the column as it was read before.",
        }
    }
}

fn found_instead(found: &str) -> String {
    if found.is_empty() { ", where the formula ends".into() } else { format!(", not \"{found}\"") }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}
