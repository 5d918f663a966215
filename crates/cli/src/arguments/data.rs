//! What of the data is read, and how tables become one.

use clap::{Args, ValueEnum};
use glasshouse_spec::{DataOptions, SampleMethod, SampleSpec};

/// Which part of a file is the table.
#[derive(Debug, Clone, Default, Args)]
pub struct Part {
    /// Sheet of a workbook [default: the first that has cells]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// File in a zip archive [default: the first that could be a table]
    #[arg(long, value_name = "NAME")]
    pub entry: Option<String>,
    /// Read only these columns
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub only: Vec<String>,
    /// How many rows are read, and which
    #[command(flatten)]
    pub sampled: Sampled,
}

/// Which rows of a file are read.
#[derive(Debug, Clone, Default, Args)]
pub struct Sampled {
    /// Read only so many rows
    #[arg(long, value_name = "ROWS")]
    pub sample: Option<u64>,
    /// Which rows a sample takes [default: first, or stratified with --sample-by]
    #[arg(long, value_enum, requires = "sample")]
    pub sample_method: Option<Method>,
    /// Column whose values keep their shares in a stratified sample
    #[arg(long, value_name = "COLUMN", requires = "sample")]
    pub sample_by: Option<String>,
    /// Seed of a random or stratified sample
    #[arg(long, value_name = "N", requires = "sample", default_value_t = 42)]
    pub sample_seed: u64,
}

/// Which rows a sample takes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Method {
    /// The first
    First,
    /// Any, each as likely as the others
    Random,
    /// Any, so that the values of a column keep their shares
    Stratified,
}

impl Part {
    /// The part as a recipe writes it.
    pub fn options(self) -> DataOptions {
        DataOptions {
            sheet: self.sheet,
            entry: self.entry,
            columns: (!self.only.is_empty()).then_some(self.only),
            ..self.sampled.options()
        }
    }
}

impl Sampled {
    /// The rows as a recipe writes them, all else as the file looks.
    pub fn options(self) -> DataOptions {
        let method = match self.sample_method {
            Some(Method::First) => SampleMethod::First,
            Some(Method::Random) => SampleMethod::Random,
            Some(Method::Stratified) => SampleMethod::Stratified,
            None if self.sample_by.is_some() => SampleMethod::Stratified,
            None => SampleMethod::First,
        };
        let (by, seed) = (self.sample_by, self.sample_seed);
        let sample = self.sample.map(|rows| SampleSpec { rows, method, by, seed });
        DataOptions { sample, ..DataOptions::default() }
    }
}

/// Other files that a recipe combines the data with, or whose columns its rules refer to.
#[derive(Debug, Clone, Default, Args)]
pub struct Beside {
    /// A file that the recipe names, by its own name or as NAME=FILE; may be repeated. Files beside the recipe (or the bundle) are found without
    #[arg(long = "with", value_name = "[NAME=]FILE")]
    pub with: Vec<String>,
}

/// Which of several rows stays.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum KeepRow {
    /// The first
    First,
    /// The last
    Last,
    /// The one with the fewest missing cells
    #[value(name = "most_complete")]
    MostComplete,
}

/// Which columns an append keeps.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AppendColumns {
    /// Those of any table
    All,
    /// Those that all tables have
    Common,
    /// Those of the first table
    First,
}

/// Which rows a join keeps.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum How {
    /// Rows that have a partner
    Inner,
    /// All rows of the first table
    Left,
    /// All rows of both tables
    Outer,
}
