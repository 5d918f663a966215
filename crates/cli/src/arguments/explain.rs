//! What a model goes by.

use super::Beside;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Why a model answers as it does.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Bundle
    pub bundle: PathBuf,
    /// Table; of the one that the model was trained on, the rows are those that were held out
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// What to tell
    #[arg(long, value_enum, default_value = "permutation")]
    pub method: ExplainMethod,
    /// Rows at most, spread over all [default: all for permutation, 200 for shap and pdp, 60 for interaction]
    #[arg(long, value_name = "N")]
    pub rows: Option<u32>,
    /// One row, by its number in the file from 0: of shap, counterfactual and similar
    #[arg(long, value_name = "K", conflicts_with = "rows")]
    pub row: Option<u64>,
    /// Class that a counterfactual is to be answered with [default: any other]
    #[arg(long, value_name = "CLASS")]
    pub wish: Option<String>,
    /// The least number that a counterfactual is to be answered with
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub at_least: Option<f64>,
    /// The greatest number that a counterfactual is to be answered with
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub at_most: Option<f64>,
    /// Columns that a counterfactual may not change
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub fixed: Vec<String>,
    /// Columns that a counterfactual may only raise
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub up: Vec<String>,
    /// Columns that a counterfactual may only lower
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub down: Vec<String>,
    /// Questions one after the other in a surrogate tree [default: 3]
    #[arg(long, value_name = "N")]
    pub depth: Option<u32>,
    /// Counterfactuals or similar rows at most [default: 4 counterfactuals, 5 rows]
    #[arg(long, value_name = "N")]
    pub count: Option<u32>,
    /// Columns whose curves are told or that are dropped, or two whose interaction is [default: all columns]
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Metric by which a permutation or the want of a column makes answers worse [default: the recipe's first]
    #[arg(long, value_name = "NAME")]
    pub metric: Option<String>,
    /// How often the cells of a column change places [default: 10]
    #[arg(long, value_name = "N")]
    pub repeats: Option<u32>,
    /// Let columns of numbers change places together whose rank correlation is at least this
    #[arg(long, value_name = "SHARE")]
    pub correlated: Option<f64>,
    /// How SHAP values are computed
    #[arg(long, value_enum, default_value = "auto")]
    pub approach: Shap,
    /// Rows that SHAP values are compared with, at most
    #[arg(long, value_name = "N")]
    pub background: Option<u32>,
    /// The files that the recipe names
    #[command(flatten)]
    pub beside: Beside,
}

/// What is told of a model.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExplainMethod {
    /// How much worse it answers where the cells of a column change places
    Permutation,
    /// How much worse it answers where it is trained without a column; needs the table that it was trained on
    #[value(name = "drop_column")]
    DropColumn,
    /// What each column contributes to the answers of rows
    Shap,
    /// How the answer changes with a column: partial dependence, with the curves of rows and local effects
    Pdp,
    /// How far two columns matter together: Friedman and Popescu's H
    Interaction,
    /// The smallest changes of a row that give another answer
    Counterfactual,
    /// The training rows that are most like a row
    Similar,
    /// Rules of a shallow tree that answers as the model does, as far as it can
    Surrogate,
}

/// How SHAP values are computed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shap {
    /// Exactly for trees and linear models, by asking the model else
    Auto,
    /// Of trees, by how many training rows went each way
    #[value(name = "tree_path_dependent")]
    TreePathDependent,
    /// Of trees, against some training rows
    Interventional,
    /// Of any model, by asking it
    Sampled,
}
