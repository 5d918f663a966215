//! Why rows cannot be compared for likeness.

use glasshouse_spec::{Fault, Place};

/// Why rows cannot be compared for likeness.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DuplicateError {
    /// A column is not there.
    #[error("there is no column \"{column}\" to compare")]
    NoColumn {
        /// Name that was asked for.
        column: String,
        /// The columns that there are.
        found: Vec<String>,
    },
    /// The similarity is no share.
    #[error("the similarity is {0}, and must be above 0 and at most 1")]
    Similarity(f64),
    /// The row that stays is chosen by a name that is not known.
    #[error("\"{0}\" does not say which row stays")]
    Keep(String),
    /// More different rows than can be held while they are compared.
    #[error("{rows} different rows are more than can be compared for likeness ({limit})")]
    TooManyRows {
        /// Different rows.
        rows: u64,
        /// The most.
        limit: u64,
    },
    /// The rows are so alike, or the similarity so low, that too many pairs would have to be compared.
    #[error(
        "at a similarity of {similarity} too many pairs of the {rows} different rows are candidates: after {done} of them {limit} comparisons were made"
    )]
    TooMany {
        /// Different rows.
        rows: u64,
        /// Rows that were compared with those before them.
        done: u64,
        /// The similarity.
        similarity: f64,
        /// The most comparisons.
        limit: u64,
    },
}

impl DuplicateError {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoColumn { .. } => "duplicates.no_column",
            Self::Similarity(_) => "duplicates.similarity",
            Self::Keep(_) => "duplicates.keep",
            Self::TooManyRows { .. } | Self::TooMany { .. } => "duplicates.too_many",
        }
    }

    /// The whole as a fault.
    pub fn fault(&self) -> Fault {
        let fault = Fault::new(self.code(), self.to_string());
        match self {
            Self::NoColumn { column, found } => fault
                .with_place(Place::column(column.as_str()))
                .with_remedy(format!("Use one of: {}.", found.iter().take(30).cloned().collect::<Vec<_>>().join(", "))),
            Self::Similarity(_) => fault
                .with_place(Place::parameter("similarity"))
                .with_remedy("Use 1 for equal rows, or 0.9 for rows that differ in a tenth of their letters."),
            Self::Keep(_) => fault
                .with_place(Place::parameter("keep"))
                .with_remedy("Use first, last, most_complete or none."),
            Self::TooManyRows { .. } | Self::TooMany { .. } => fault
                .with_place(Place::parameter("similarity"))
                .with_remedy("Raise the similarity, compare only the columns that name a row, or take out equal rows first (similarity 1)."),
        }
    }
}
