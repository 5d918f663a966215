//! For whom a model works.

use clap::{Args, ValueEnum};

/// Groups whose figures are compared.
#[derive(Debug, Args)]
pub struct GroupArguments {
    /// Compare the groups of these columns, and of all of them together; the model need not read them. Of the table that the model was trained on, the rows are those that were held out
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub sensitive: Vec<String>,
    /// Class whose choice is looked at [default: the positive of two, the first of more]
    #[arg(long, value_name = "CLASS", requires = "sensitive")]
    pub class: Option<String>,
    /// Ranges that a column of numbers or times is parted into
    #[arg(long, value_name = "N", requires = "sensitive", default_value_t = 4, value_parser = clap::value_parser!(u32).range(2..=20))]
    pub bins: u32,
    /// Rows below which a group is too small to be compared
    #[arg(long, value_name = "N", requires = "sensitive", default_value_t = 10)]
    pub min_rows: u32,
    /// What to try to bring the groups closer; needs the table that the model was trained on
    #[arg(long, value_enum, requires = "sensitive", value_delimiter = ',')]
    pub mitigate: Vec<Mitigate>,
    /// What thresholds by group are chosen for
    #[arg(long, value_enum, requires = "sensitive", default_value = "accuracy_score")]
    pub objective: MitigateFor,
}

/// What can be tried to bring groups closer.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Mitigate {
    /// Thresholds by group with the same share that is called positive
    DemographicParity,
    /// Thresholds by group with the same share of the positive rows called so
    TruePositiveRateParity,
    /// Thresholds by group with the same shares of positive and of negative rows called positive
    EqualizedOdds,
    /// Training rows weighed so that the class does not depend on the group
    Reweighing,
}

/// What thresholds by group are chosen for.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum MitigateFor {
    /// Most rows right
    AccuracyScore,
    /// Most rows right as if both classes had equally many
    BalancedAccuracyScore,
}
