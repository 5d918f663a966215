//! Why a table cannot be read or written.

use glasshouse_spec::{Fault, Place};

/// Why a table cannot be read or written. [`fault`](Self::fault) says it with the place and the
/// way out.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There are no bytes, or nothing but blank lines.
    #[error("{file} is empty")]
    Empty {
        /// File name.
        file: String,
    },
    /// There is a header and nothing else.
    #[error("{file} has a header and no rows")]
    NoRows {
        /// File name.
        file: String,
    },
    /// The file is not text.
    #[error("{file} is {what}, not a table of text")]
    Binary {
        /// File name.
        file: String,
        /// What it looks like, with its article: "a PNG picture".
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A quote opens a cell and nothing closes it.
    #[error("the quote {quote} that opens a cell in line {line} of {file} is never closed")]
    UnclosedQuote {
        /// File name.
        file: String,
        /// Line of the opening quote, from 1.
        line: u64,
        /// The quote.
        quote: char,
    },
    /// An option of the format is not usable.
    #[error("{message}")]
    Option {
        /// Name of the option: `delimiter`.
        option: &'static str,
        /// What is wrong with it.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// There is more text than a column can hold.
    #[error("column {column} of {file} holds more text than fits (2 GiB)")]
    TooLarge {
        /// File name.
        file: String,
        /// Column.
        column: String,
    },
    /// There are more rows than a table can number.
    #[error("{file} has more than {} rows", i32::MAX)]
    TooManyRows {
        /// File name.
        file: String,
    },
    /// Columns that a model reads are not in the file.
    #[error("{file} lacks {}: {}", plural(columns.len(), "a column", "columns"), columns.join(", "))]
    MissingColumns {
        /// File name.
        file: String,
        /// All of them.
        columns: Vec<String>,
        /// The columns that the file has.
        found: Vec<String>,
    },
    /// A table has no column of this name.
    #[error("there is no column {column}")]
    NoColumn {
        /// The name.
        column: String,
    },
    /// The file cannot be turned into a table of text.
    #[error(transparent)]
    Format(#[from] crate::FormatError),
    /// A format that is not written.
    #[error("{format} is not a format that can be written here")]
    UnknownFormat {
        /// The format asked for.
        format: String,
    },
    /// Writing failed.
    #[error("the table cannot be written: {message}")]
    Write {
        /// What went wrong.
        message: String,
    },
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

impl TableError {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "data.empty",
            Self::NoRows { .. } => "data.no_rows",
            Self::Binary { .. } => "data.binary",
            Self::UnclosedQuote { .. } => "data.unclosed_quote",
            Self::Option { .. } => "data.option",
            Self::TooLarge { .. } => "data.too_large",
            Self::TooManyRows { .. } => "data.too_many_rows",
            Self::MissingColumns { .. } => "data.missing_columns",
            Self::NoColumn { .. } => "table.no_column",
            Self::Format(error) => error.code(),
            Self::UnknownFormat { .. } => "write.format",
            Self::Write { .. } => "write.failed",
        }
    }

    /// Where it is wrong.
    pub fn place(&self) -> Place {
        let file = |file: &String| Place { file: Some(file.clone()), ..Place::default() };
        match self {
            Self::Empty { file: f } | Self::NoRows { file: f } | Self::Binary { file: f, .. } => file(f),
            Self::TooManyRows { file: f } => file(f),
            Self::MissingColumns { file: f, columns, .. } => {
                Place { column: columns.first().cloned(), ..file(f) }
            }
            Self::UnclosedQuote { file: f, line, .. } => Place { line: Some(*line), ..file(f) },
            Self::TooLarge { file: f, column } => Place { column: Some(column.clone()), ..file(f) },
            Self::Format(error) => error.place_of(),
            Self::NoColumn { column } => Place::column(column.as_str()),
            Self::Option { option, .. } => Place::parameter(format!("data.{option}")),
            Self::UnknownFormat { .. } | Self::Write { .. } => Place::default(),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Empty { .. } => "Choose a file that has a header line and at least one row.".into(),
            Self::NoRows { .. } => {
                "Choose a file with at least one row below the header; if the first line is a row, set data.header to false.".into()
            }
            Self::Binary { remedy, .. } | Self::Option { remedy, .. } => remedy.clone(),
            Self::UnclosedQuote { quote, .. } => format!(
                "Close the quote or double it ({quote}{quote}) in that line; if the file does not use {quote} for quoting, set data.quote to another character."
            ),
            Self::TooLarge { .. } => "Leave the column out of the file, or split the file.".into(),
            Self::TooManyRows { .. } => "Split the file.".into(),
            Self::MissingColumns { found, .. } => format!(
                "Add or rename the columns; the file has: {}.",
                found.iter().take(30).cloned().collect::<Vec<_>>().join(", ")
            ),
            Self::NoColumn { .. } => "Use the name of a column of the table, letter by letter.".into(),
            Self::Format(error) => error.remedy(),
            Self::UnknownFormat { .. } => "Use csv, json, ndjson, parquet or arrow.".into(),
            Self::Write { .. } => "Check that the place can be written to and has room.".into(),
        }
    }

    /// The whole as a fault.
    pub fn fault(&self) -> Fault {
        let fault =
            Fault::new(self.code(), self.to_string()).with_place(self.place()).with_remedy(self.remedy());
        match self {
            Self::Format(error) => match error.cause() {
                Some(cause) => fault.with_cause(cause),
                None => fault,
            },
            _ => fault,
        }
    }
}

impl From<TableError> for Fault {
    fn from(error: TableError) -> Self {
        error.fault()
    }
}

impl From<&TableError> for Fault {
    fn from(error: &TableError) -> Self {
        error.fault()
    }
}
