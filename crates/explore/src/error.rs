//! Why something cannot be explored or drawn.

use glasshouse_spec::{Fault, Place};

/// Why something cannot be explored or drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExploreError {
    /// A column that the table does not have.
    #[error("there is no column \"{column}\"")]
    NoColumn {
        /// The name.
        column: String,
    },
    /// A picture with too few or too many columns.
    #[error("{picture} takes {wanted}, and {given} were given")]
    Columns {
        /// The picture, in words.
        picture: &'static str,
        /// How many columns of what type it takes.
        wanted: &'static str,
        /// How many were given.
        given: String,
    },
    /// A column of a type that the picture cannot show.
    #[error("{picture} shows {wanted}, and \"{column}\" is {found}")]
    Type {
        /// The picture, in words.
        picture: &'static str,
        /// What it shows.
        wanted: &'static str,
        /// The column.
        column: String,
        /// What it is.
        found: &'static str,
    },
    /// Nothing to draw.
    #[error("{what}")]
    Empty {
        /// What is lacking, in words.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Chart data that cannot be drawn, a mistake in the program.
    #[error("a picture could not be drawn: {0}")]
    Chart(#[from] glasshouse_chart::ChartError),
    /// A report that cannot be written, a mistake in the program.
    #[error("the report could not be written: {0}")]
    Write(String),
}

impl ExploreError {
    /// The error as a person is told it.
    pub fn fault(&self) -> Fault {
        let (code, place, remedy) = match self {
            Self::NoColumn { column } => {
                ("explore.no_column", Place::column(column), "name a column of the table")
            }
            Self::Columns { .. } => ("picture.columns", Place::default(), "choose the columns anew"),
            Self::Type { column, .. } => (
                "picture.type",
                Place::column(column),
                "choose another column, or give this one another type on the Data stage",
            ),
            Self::Empty { remedy, .. } => ("picture.empty", Place::default(), *remedy),
            Self::Chart(_) | Self::Write(_) => (
                "internal",
                Place::default(),
                "this is a mistake in Glasshouse: please report it with the file",
            ),
        };
        Fault::new(code, self.to_string()).with_place(place).with_remedy(remedy)
    }
}
