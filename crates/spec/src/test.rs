//! Statistical tests: what there are, what one asks of which columns, what it answers.
//!
//! A figure that is not defined is `None`, never NaN; a warning says why.

use crate::{ColumnType, ParamSpec, ParamValues, View, Warning};
use serde::{Deserialize, Serialize};

/// A test that can be asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestInfo {
    /// Name, as in scipy or statsmodels.
    pub id: String,
    /// Name for people, such as "Two means (Student's or Welch's t test)".
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// What it takes for granted.
    pub assumptions: Vec<String>,
    /// What it is carried out on.
    pub shape: TestShape,
    /// The same in words.
    pub takes: String,
    /// What can be set.
    pub options: Vec<ParamSpec>,
    /// Name of its effect size, if it has one.
    #[serde(default)]
    pub effect: Option<String>,
}

/// What a test is carried out on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestShape {
    /// One column of numbers.
    OneSample,
    /// Two columns of numbers, or one and a column of two groups.
    TwoSamples,
    /// Two columns of numbers that belong together row by row.
    Pairs,
    /// Pairs, or one column of their differences.
    PairsOrDifferences,
    /// Two or more columns of numbers, or one and a column of groups.
    Groups,
    /// Three or more columns of numbers that belong together row by row.
    Blocks,
    /// Two columns of categories.
    Table,
    /// One column of numbers in the order of time.
    Series,
}

impl TestShape {
    /// Whether a test of this shape can be carried out on columns of these types, in this order,
    /// by a column of groups or without one. Booleans count as the numbers 0 and 1; any column can
    /// be taken for categories.
    pub fn suits(self, columns: &[ColumnType], by: bool) -> bool {
        let number = |c: &ColumnType| matches!(c, ColumnType::Numeric | ColumnType::Boolean);
        let numbers = columns.iter().all(number);
        let count = columns.len();
        match self {
            Self::OneSample | Self::Series => numbers && count == 1 && !by,
            Self::TwoSamples => numbers && if by { count == 1 } else { count == 2 },
            Self::Pairs => numbers && count == 2 && !by,
            Self::PairsOrDifferences => numbers && (1..=2).contains(&count) && !by,
            Self::Groups => numbers && if by { count == 1 } else { count >= 2 },
            Self::Blocks => numbers && count >= 3 && !by,
            Self::Table => {
                if by {
                    count == 1
                } else {
                    count == 2
                }
            }
        }
    }

    /// Whether it can be carried out on every choice of columns of these types: on each column or each
    /// group, on every two columns or every two groups, as [`suits`](Self::suits) asks of each choice.
    pub fn suits_each(self, columns: &[ColumnType], by: bool) -> bool {
        let alone = |by| !columns.is_empty() && columns.iter().all(|column| self.suits(&[*column], by));
        match self {
            Self::OneSample | Self::Series => alone(false),
            Self::TwoSamples | Self::Groups | Self::Table if by => alone(true),
            Self::Groups | Self::Blocks => self.suits(columns, by),
            Self::PairsOrDifferences if columns.len() == 1 => self.suits(columns, by),
            Self::TwoSamples | Self::Pairs | Self::PairsOrDifferences | Self::Table => {
                columns.len() > 1 && columns.windows(2).all(|two| self.suits(two, by))
            }
        }
    }
}

/// A test and what it is to be carried out on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestRequest {
    /// Name of the test.
    pub name: String,
    /// Columns, in the order that one-sided alternatives and signs of effects go by.
    pub columns: Vec<String>,
    /// Column whose values are the groups of the one column, in the order of their labels.
    #[serde(default)]
    pub by: Option<String>,
    /// What departs from the defaults.
    #[serde(default)]
    pub options: ParamValues,
    /// Which rows; a series is in their order.
    #[serde(default)]
    pub view: View,
}

/// How p-values of many tests are corrected for the number of chances to find something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Holm: the chance of any false finding stays below the level.
    Holm,
    /// Benjamini and Hochberg: the expected share of false findings stays below the level.
    Bh,
}

/// What a test came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestReport {
    /// Name of the test.
    pub test: String,
    /// Name for people.
    pub title: String,
    /// The question that it answers, of these columns.
    pub question: String,
    /// Columns that it was carried out on.
    pub columns: Vec<String>,
    /// Column of groups, where there is one.
    #[serde(default)]
    pub by: Option<String>,
    /// Every option with its value.
    #[serde(default)]
    pub options: ParamValues,
    /// The test statistic; `None` where it is infinite, which a warning tells.
    pub statistic: Option<f64>,
    /// What it is called, such as "t" or "U".
    pub statistic_name: String,
    /// The chance of a statistic at least this extreme if there were nothing to find.
    pub p_value: f64,
    /// The same corrected for the number of tests, where several were asked for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_p_value: Option<f64>,
    /// Degrees of freedom where scipy reports them.
    pub df: Option<f64>,
    /// Values used, all samples together; rows where values belong together.
    pub n: u64,
    /// Rows that were left out because a cell that the test needs is missing.
    pub dropped: u64,
    /// The samples; none for categories.
    pub groups: Vec<TestGroup>,
    /// Size of the effect, where the test has one and it is defined.
    pub effect: Option<TestEffect>,
    /// A confidence interval, where there is one.
    #[serde(default)]
    pub interval: Option<TestInterval>,
    /// Values that the statistic is compared with, from the weakest to the strictest level.
    #[serde(default)]
    pub critical: Vec<CriticalValue>,
    /// How the p-value was computed, where there is a choice: `exact`, `asymptotic`, `permutation`
    /// or `interpolated`.
    #[serde(default)]
    pub method: Option<String>,
    /// Further numbers by name, such as the degrees of freedom of an F statistic.
    #[serde(default)]
    pub details: Vec<(String, f64)>,
    /// What the test takes for granted, with a check where one can be computed.
    pub assumptions: Vec<TestAssumption>,
    /// What came out, in plain words.
    pub meaning: String,
    /// What to be careful about.
    pub warnings: Vec<Warning>,
}

/// A sample that a test compares. Infinite values count among `n`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestGroup {
    /// Name: of the column, or of the group.
    pub name: String,
    /// Values used.
    pub n: u64,
    /// Mean, where it is defined.
    pub mean: Option<f64>,
    /// Median, where it is defined.
    pub median: Option<f64>,
    /// Sample standard deviation, where it is defined.
    pub std: Option<f64>,
}

/// How large an effect is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestEffect {
    /// Name, such as "Cohen's d".
    pub name: String,
    /// Value.
    pub value: f64,
    /// `negligible`, `small`, `medium` or `large`, where there is a convention.
    pub size: Option<String>,
}

/// A confidence interval.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestInterval {
    /// What lies in it, such as "difference of the means".
    pub of: String,
    /// Share of such intervals that hold the true value.
    pub level: f64,
    /// Lower end; `None` where there is none.
    pub low: Option<f64>,
    /// Upper end; `None` where there is none.
    pub high: Option<f64>,
}

/// The value of the statistic at a level of significance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CriticalValue {
    /// Level, such as 0.05.
    pub level: f64,
    /// The statistic there.
    pub value: f64,
}

/// What a test takes for granted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestAssumption {
    /// The assumption, in plain words.
    pub text: String,
    /// What the data say of it, where that can be computed.
    #[serde(default)]
    pub check: Option<AssumptionCheck>,
}

/// What the data say of an assumption.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AssumptionCheck {
    /// Whether they leave it standing.
    pub holds: bool,
    /// What was looked at and what came out, in plain words.
    pub text: String,
}
