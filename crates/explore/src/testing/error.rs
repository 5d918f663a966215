//! Why a test cannot be carried out on columns of a table.

use glasshouse_spec::{Fault, ParamFault, Place};
use glasshouse_stats::hypothesis::TestError;

/// Why a test cannot be carried out on columns of a table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TestingError {
    /// No test of that name.
    #[error("there is no test \"{name}\"")]
    Unknown {
        /// The name.
        name: String,
    },
    /// A column that the table does not have.
    #[error("there is no column \"{column}\"")]
    NoColumn {
        /// The name.
        column: String,
    },
    /// A column that is named twice.
    #[error("\"{column}\" is named twice, and a test compares different columns")]
    Twice {
        /// The name.
        column: String,
    },
    /// Options that the test does not take.
    #[error("the options of the test are not right")]
    Options(Vec<ParamFault>),
    /// Too few or too many columns, or groups where there should be none.
    #[error("{test} takes {takes}, and was given {given}")]
    Columns {
        /// The test.
        test: String,
        /// What it takes, in words.
        takes: &'static str,
        /// What was given, in words.
        given: String,
    },
    /// A column of words where numbers are needed.
    #[error("{test} needs numbers, and \"{column}\" is {found}")]
    NotNumbers {
        /// The test.
        test: String,
        /// The column.
        column: String,
        /// What it is.
        found: &'static str,
    },
    /// A column of groups with another number of values than the test takes.
    #[error("{test} compares two groups, and \"{column}\" has {found}")]
    Groups {
        /// The test.
        test: String,
        /// The column.
        column: String,
        /// Its groups, in words.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A column with too many different values to be groups or categories.
    #[error("\"{column}\" has more than {most} different values, too many for groups")]
    ManyGroups {
        /// The column.
        column: String,
        /// Most that are taken.
        most: usize,
    },
    /// Too many tests at once.
    #[error("these columns make {found} tests, and at most {most} are carried out at once")]
    ManyTests {
        /// Tests.
        found: usize,
        /// Most.
        most: usize,
    },
    /// The data give the test no answer.
    #[error("{test} has no answer for {of}: {why}")]
    NoAnswer {
        /// The test.
        test: String,
        /// The samples, in words.
        of: String,
        /// The sample at fault, where it is one.
        column: Option<String>,
        /// Why.
        why: TestError,
    },
}

impl TestingError {
    /// The errors as a person is told them; the first is the one to show.
    pub fn faults(&self) -> Vec<Fault> {
        let whole = |code: &str, place: Place, remedy: &str| {
            vec![Fault::new(code, self.to_string()).with_place(place).with_remedy(remedy)]
        };
        match self {
            Self::Unknown { .. } => {
                whole("test.unknown", Place::parameter("name"), "take one of the tests that are listed")
            }
            Self::NoColumn { column } => {
                whole("test.no_column", Place::column(column), "name a column of the table")
            }
            Self::Twice { column } => {
                whole("test.twice", Place::column(column), "name another column in its place")
            }
            Self::Options(faults) => faults.iter().map(option).collect(),
            Self::Columns { .. } => {
                whole("test.columns", Place::parameter("columns"), "choose the columns anew, or another test")
            }
            Self::NotNumbers { column, .. } => whole(
                "test.not_numbers",
                Place::column(column),
                "choose a column of numbers, or give this one the type numeric; for categories there are \
                 chi2_contingency and fisher_exact",
            ),
            Self::Groups { column, remedy, .. } => whole("test.groups", Place::column(column), remedy),
            Self::ManyGroups { column, .. } => {
                whole("test.many_groups", Place::column(column), "choose a column with few values")
            }
            Self::ManyTests { .. } => {
                whole("test.many_tests", Place::parameter("columns"), "choose fewer columns, or join groups")
            }
            Self::NoAnswer { column, why, .. } => {
                let place = column.as_ref().map(Place::column).unwrap_or_default();
                whole(code(why), place, remedy(why))
            }
        }
    }
}

fn option(fault: &ParamFault) -> Fault {
    Fault::new("test.option", fault.message.clone())
        .with_place(Place::parameter(format!("options.{}", fault.name)))
        .with_remedy("correct the option, or leave it out to take its default")
}

fn code(why: &TestError) -> &'static str {
    match why {
        TestError::TooFew { .. } => "test.too_few",
        TestError::TooMany { .. } => "test.too_many",
        TestError::Constant { .. } => "test.constant",
        TestError::Infinite { .. } => "test.infinite",
        TestError::Shape { .. } => "test.table_shape",
        TestError::Option(_) => "test.option",
        TestError::Undefined(_) => "test.undefined",
        TestError::Samples { .. } | TestError::Lengths | TestError::Unknown(_) => "internal",
    }
}

fn remedy(why: &TestError) -> &'static str {
    match why {
        TestError::TooFew { .. } => "choose a column with more values, or look at more rows",
        TestError::TooMany { .. } => "look at fewer rows, such as the latest, by a filter",
        TestError::Constant { .. } => "choose a column whose values differ",
        TestError::Infinite { .. } => {
            "leave the rows with infinite values out, or take a test of ranks, which only asks for the order"
        }
        TestError::Shape { .. } => {
            "join rare values or leave them out by a filter; chi2_contingency takes tables of any shape"
        }
        TestError::Option(_) => "correct the option, or leave it out to take its default",
        TestError::Undefined(_) => "choose other columns or another test",
        TestError::Samples { .. } | TestError::Lengths | TestError::Unknown(_) => {
            "this is a mistake in Glasshouse: please report it with the file"
        }
    }
}
