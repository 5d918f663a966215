//! Why two tables cannot be made one.

use glasshouse_spec::{Fault, Place};

/// Why two tables cannot be made one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CombineError {
    /// A key column is not in its table.
    #[error("{file} has no column \"{column}\" to join on")]
    NoKey {
        /// File name.
        file: String,
        /// Name that was asked for.
        column: String,
        /// The columns that the file has.
        found: Vec<String>,
        /// Field of the entry that names it.
        field: &'static str,
    },
    /// A join names no keys, or not as many on both sides.
    #[error("{message}")]
    Keys {
        /// What is wrong.
        message: String,
        /// Field of the entry.
        field: &'static str,
    },
    /// A field does not belong to the operation.
    #[error("an append takes no {field}")]
    Stray {
        /// The field.
        field: &'static str,
    },
    /// The tables of an append have no column in common.
    #[error("{left} and {right} have no column of the same name")]
    NothingInCommon {
        /// First file.
        left: String,
        /// Other file.
        right: String,
        /// Columns of both.
        found: Vec<String>,
    },
    /// A name that the suffix makes is taken.
    #[error("column \"{column}\" of {file} cannot be called \"{name}\": there is a column of that name")]
    NameTaken {
        /// Other file.
        file: String,
        /// Column.
        column: String,
        /// The name that it would get.
        name: String,
    },
    /// The result would have no rows.
    #[error("no key of {left} is in {right}, so an inner join has no rows")]
    NoRows {
        /// First file.
        left: String,
        /// Other file.
        right: String,
    },
    /// The result would be too large.
    #[error(
        "the result would have {rows} rows and about {megabytes} MB, more than is possible here ({limit})"
    )]
    TooLarge {
        /// Rows of the result.
        rows: u64,
        /// Size of its text.
        megabytes: u64,
        /// The limit that it exceeds, in words.
        limit: String,
    },
}

impl CombineError {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey { .. } => "combine.no_key",
            Self::Keys { .. } => "combine.keys",
            Self::Stray { .. } => "combine.stray",
            Self::NothingInCommon { .. } => "combine.nothing_in_common",
            Self::NameTaken { .. } => "combine.name_taken",
            Self::NoRows { .. } => "combine.no_rows",
            Self::TooLarge { .. } => "combine.too_large",
        }
    }

    /// Where it is wrong: parameters are fields of the recipe's entry.
    pub fn place(&self) -> Place {
        match self {
            Self::NoKey { file, column, field, .. } => Place {
                file: Some(file.clone()),
                parameter: Some((*field).into()),
                ..Place::column(column.as_str())
            },
            Self::Keys { field, .. } | Self::Stray { field } => Place::parameter(*field),
            Self::NothingInCommon { right, .. } | Self::NoRows { right, .. } => {
                Place { file: Some(right.clone()), ..Place::default() }
            }
            Self::NameTaken { file, column, .. } => Place {
                file: Some(file.clone()),
                parameter: Some("suffix".into()),
                ..Place::column(column.as_str())
            },
            Self::TooLarge { .. } => Place::default(),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoKey { found, .. } => format!("Use one of its columns: {}.", listed(found)),
            Self::Keys { .. } => "Name the keys with `on`, or with `left_on` and `right_on`, as many on both sides.".into(),
            Self::Stray { field } => format!("Leave {field} out, or set op to join."),
            Self::NothingInCommon { found, .. } => {
                format!("Rename the columns of one of the files so that they match; there are: {}.", listed(found))
            }
            Self::NameTaken { .. } => "Choose another suffix.".into(),
            Self::NoRows { .. } => "Check that the keys are the right columns and written alike, or set how to left or outer.".into(),
            Self::TooLarge { .. } => {
                "Join on more columns, or remove the rows whose keys repeat in both files; the plan names the keys that repeat most.".into()
            }
        }
    }

    /// The whole as a fault.
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.to_string()).with_place(self.place()).with_remedy(self.remedy())
    }
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(30).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 30 { format!("{shown} and {} more", names.len() - 30) } else { shown }
}
