//! Why a test has no answer.

/// Why a test cannot be carried out on some data. `sample` is the position, from 0, of the sample
/// that is at fault, or none where it is the whole.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TestError {
    /// Too few values.
    #[error("the test needs at least {needed} values and there are {found}")]
    TooFew {
        /// Which sample.
        sample: Option<usize>,
        /// Values that are not missing.
        found: usize,
        /// Fewest that the test can do with.
        needed: usize,
    },
    /// More values than the test can be carried out on in a reasonable time.
    #[error("the test takes at most {most} values and there are {found}")]
    TooMany {
        /// Values that are not missing.
        found: usize,
        /// Most that it takes.
        most: usize,
    },
    /// All values are equal, or so nearly that rounding is all that is left of their differences.
    #[error("all values are equal, so there is no spread to compare with")]
    Constant {
        /// Which sample.
        sample: Option<usize>,
    },
    /// An infinite value where the test computes with the values themselves.
    #[error("a value is infinite, and the test computes with the values themselves")]
    Infinite {
        /// Which sample.
        sample: Option<usize>,
    },
    /// The number of samples does not suit the test.
    #[error("the test takes {wanted} and was given {found}")]
    Samples {
        /// Samples given.
        found: usize,
        /// What it takes, in words.
        wanted: &'static str,
    },
    /// Samples that belong together differ in length.
    #[error("the samples belong together row by row and differ in length")]
    Lengths,
    /// A cross table of a shape that the test does not take.
    #[error("the table has {rows} rows and {columns} columns of categories and the test takes {wanted}")]
    Shape {
        /// Different values of the first column.
        rows: usize,
        /// Different values of the second column.
        columns: usize,
        /// What it takes, in words.
        wanted: &'static str,
    },
    /// An option has a value that it does not take, or is not known.
    #[error("{0}")]
    Option(String),
    /// The formula has no value for these data.
    #[error("{0}")]
    Undefined(&'static str),
    /// There is no such test.
    #[error("there is no test {0}")]
    Unknown(String),
}

impl TestError {
    /// The error with the position of the sample where it has none.
    #[must_use]
    pub(crate) fn of(self, index: usize) -> Self {
        let sample = Some(index);
        match self {
            Self::TooFew { sample: None, found, needed } => Self::TooFew { sample, found, needed },
            Self::Constant { sample: None } => Self::Constant { sample },
            Self::Infinite { sample: None } => Self::Infinite { sample },
            other => other,
        }
    }
}

/// That there are enough values.
pub(crate) fn enough(values: &[f64], needed: usize) -> Result<(), TestError> {
    let found = values.len();
    if found < needed { Err(TestError::TooFew { sample: None, found, needed }) } else { Ok(()) }
}

/// That no value is infinite.
pub(crate) fn finite(values: &[f64]) -> Result<(), TestError> {
    if values.iter().all(|v| v.is_finite()) { Ok(()) } else { Err(TestError::Infinite { sample: None }) }
}

/// That not all values are equal.
pub(crate) fn varied(values: &[f64]) -> Result<(), TestError> {
    let same = values.windows(2).all(|pair| pair[0] == pair[1]);
    if same { Err(TestError::Constant { sample: None }) } else { Ok(()) }
}
