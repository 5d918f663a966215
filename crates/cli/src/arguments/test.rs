//! A statistical test.

use super::Part;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A statistical test.
#[derive(Debug, Args)]
pub struct TestArguments {
    /// Test, as scipy or statsmodels name it, such as ttest_ind; `--list` tells them all
    #[arg(required_unless_present = "list")]
    pub name: Option<String>,
    /// List the tests; with a name, what that one takes for granted and its options
    #[arg(long, conflicts_with_all = ["data", "columns", "by", "correct", "alternative", "set"])]
    pub list: bool,
    /// Table
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    pub data: Option<PathBuf>,
    /// Columns to compare; may be given several times, for names that have a comma
    #[arg(long, value_name = "COLUMN[,COLUMN…]", required_unless_present = "list")]
    pub columns: Vec<String>,
    /// Compare the groups that this column makes of the one column
    #[arg(long, value_name = "COLUMN")]
    pub by: Option<String>,
    /// Test every choice of columns or groups and correct the p-values for their number
    #[arg(long, value_enum)]
    pub correct: Option<Correct>,
    /// Which departures count; the same as --set alternative=SIDE
    #[arg(long, value_name = "SIDE", value_parser = ["two-sided", "less", "greater"])]
    pub alternative: Option<String>,
    /// Set an option of the test, such as equal_var=false
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Which part of the file is the table
    #[command(flatten)]
    pub part: Part,
}

/// How p-values of many tests are corrected.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Correct {
    /// Holm: the chance of any false finding stays below the level
    Holm,
    /// Benjamini and Hochberg: the expected share of false findings stays below the level
    Bh,
}
