//! The command line: commands, options and their help.

mod data;
mod explain;
mod fairness;
mod test;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use glasshouse_spec::{DEFAULT_MINUTES, FoldMethod, SearchMethod};
use std::path::PathBuf;

pub use data::{AppendColumns, Beside, How, KeepRow, Part, Sampled};
pub use explain::{ExplainArguments, ExplainMethod, Shap};
pub use fairness::{GroupArguments, Mitigate, MitigateFor};
pub use test::{Correct, TestArguments};

/// Machine learning on tables: profile, train, score and export, without the data leaving this machine.
#[derive(Debug, Parser)]
#[command(name = "glasshouse", version, arg_required_else_help = true)]
pub struct Arguments {
    /// What is printed, and how much of the machine is used.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Copy, Args)]
pub struct Common {
    /// Print one JSON document instead of words
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads to train with; the result is the same for any number [default: RAYON_NUM_THREADS, else all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what a recipe can name: estimators and steps with their parameters
    Kinds {
        /// Only this one, with all its parameters
        name: Option<String>,
    },
    /// Describe a table: columns, types, missing cells, moments, quantiles, frequent values, warnings
    Profile {
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        data: PathBuf,
        /// Column to predict: what predicts it and what would stand in its way is told too
        #[arg(long, value_name = "COLUMN")]
        target: Option<String>,
        /// What to read of the file
        #[command(flatten)]
        part: Part,
        /// Write a report as one HTML file that needs nothing beside it
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// Show frequent values of ids and free text in the report, which may name persons
        #[arg(long, requires = "html")]
        values: bool,
    },
    /// Write a recipe that trains as it stands, with the reasons for its choices
    Suggest {
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        data: PathBuf,
        /// Column to predict, or several to predict together, with commas or by naming it again; a name that is a column's as it stands is not parted. Not needed for clustering and anomaly, which then do not learn from it
        #[arg(long, value_name = "COLUMN[,COLUMN…]", required_unless_present = "task")]
        target: Vec<String>,
        /// Kind of question, where it should not be guessed
        #[arg(long, value_enum)]
        task: Option<Task>,
        /// What to read of the file
        #[command(flatten)]
        part: Part,
        /// Where to write the recipe, as TOML, or as JSON where the name ends in .json [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Split, fit and score by a recipe; write the bundle
    Train {
        /// Recipe in TOML or JSON
        recipe: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Bundle to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Set a parameter of the model, over the recipe's; `glasshouse kinds KIND` lists them
        #[arg(long = "param", value_name = "NAME=VALUE")]
        params: Vec<String>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Score a bundle on labelled data
    Evaluate {
        /// Bundle
        bundle: PathBuf,
        /// Table with the target
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Train the recipe's steps with two models of quantiles, and tell how wide intervals have to be to hold this share of the rows; needs the table that the model was trained on
        #[arg(long, value_name = "SHARE")]
        prediction_intervals: Option<f64>,
        /// Draw the training rows so often, cluster them anew and tell which clusters come back; needs the table that the model was trained on [default: 100]
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "100")]
        stability: Option<u32>,
        /// Whose figures are compared
        #[command(flatten)]
        groups: Box<GroupArguments>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Tell how differently the columns of a table are distributed than they were
    Drift {
        /// What was there before: a table, or a bundle, whose training rows are meant
        #[arg(long, value_name = "DATA|BUNDLE")]
        reference: PathBuf,
        /// Table that is compared: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "DATA")]
        current: PathBuf,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Tell what a bundle's model goes by, and why it answers as it does
    Explain(Box<ExplainArguments>),
    /// Write the rows of a file with a prediction for each
    Predict {
        /// Bundle
        bundle: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// File to write [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Put an apostrophe before cells that a spreadsheet would run as a formula
        #[arg(long)]
        spreadsheet_safe: bool,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Write a table in another format
    Convert {
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        data: PathBuf,
        /// File to write; its ending names the format: csv, json, ndjson, parquet, arrow
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What to read of the file
        #[command(flatten)]
        part: Part,
    },
    /// Train a recipe on folds of all rows, steps included, and score each on the rows that it held back
    Cv {
        /// Recipe in TOML or JSON
        recipe: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Folds [default: evaluate.cv of the recipe, else 5]
        #[arg(long, value_name = "K")]
        folds: Option<u32>,
        /// Times that the rows are parted into folds, each time otherwise [default: evaluate.cv_repeats, else 1]
        #[arg(long, value_name = "N")]
        repeats: Option<u32>,
        /// Search for parameters within each fold, on its training rows alone, as the recipe's section tune says
        #[arg(long, conflicts_with = "curve")]
        nested: bool,
        /// Trials of the search within each fold [default: tune.trials of the recipe, else 20]
        #[arg(long, value_name = "N", requires = "nested")]
        trials: Option<u32>,
        /// Score along a curve instead: `rows` for ever more training rows, or a parameter such as model.max_depth
        #[arg(long, value_name = "rows|PARAMETER")]
        curve: Option<String>,
        /// Part the errors into bias and variance instead, by models of so many bootstrap samples of the training rows [default: 50]
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "50", conflicts_with_all = ["curve", "nested", "folds", "repeats", "method"])]
        bias_variance: Option<u32>,
        /// How the folds are made [default: evaluate.cv_method, else as the recipe splits the rows]
        #[arg(long, value_name = "METHOD", value_parser = fold_method())]
        method: Option<FoldMethod>,
        /// Value of one of the model's parameters, in place of the recipe's
        #[arg(long = "param", value_name = "NAME=VALUE")]
        params: Vec<String>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Train two recipes on the same folds, and tell whether one is better
    Compare {
        /// The first recipe; its evaluate says how the rows are parted
        one: PathBuf,
        /// The second recipe, of the same target
        other: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Metric that they are compared by [default: the usual one of the question]
        #[arg(long, value_name = "METRIC")]
        metric: Option<String>,
        /// Folds [default: evaluate.cv of the first recipe, else 5]
        #[arg(long, value_name = "K")]
        folds: Option<u32>,
        /// Times that the rows are parted into folds [default: evaluate.cv_repeats, else 1]
        #[arg(long, value_name = "N")]
        repeats: Option<u32>,
        /// How the folds are made [default: evaluate.cv_method, else as the recipe splits the rows]
        #[arg(long, value_name = "METHOD", value_parser = fold_method())]
        method: Option<FoldMethod>,
        /// Difference that does not matter [default: 0.01 of a share, a hundredth of an error]
        #[arg(long, value_name = "DIFFERENCE")]
        rope: Option<f64>,
        /// Train both on halves of the rows, five times, for the 5×2-fold tests
        #[arg(long)]
        five_by_two: bool,
        /// The files that the recipes name
        #[command(flatten)]
        beside: Beside,
    },
    /// Search for better parameters, and train the recipe with the best of them
    Tune {
        /// Recipe in TOML or JSON; its section tune says what is searched
        recipe: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Trials at most [default: tune.trials of the recipe, else 50]
        #[arg(long, value_name = "N")]
        trials: Option<u32>,
        /// Minutes at most [default: tune.minutes, else none]
        #[arg(long, value_name = "M")]
        minutes: Option<f64>,
        /// How the next trial is chosen [default: tune.method, else tpe]
        #[arg(long, value_name = "METHOD", value_parser = search_method())]
        method: Option<SearchMethod>,
        /// Metric that is to become better [default: tune.metric, else the first of evaluate.metrics, else roc_auc of two classes, f1_macro of more, root_mean_squared_error of numbers]
        #[arg(long, value_name = "NAME")]
        metric: Option<String>,
        /// Folds that judge a trial, of all rows but the test rows; 0 for the validation rows [default: tune.folds, else evaluate.cv, else 5 where there are at most 10,000 rows]
        #[arg(long, value_name = "K")]
        folds: Option<u32>,
        /// Value of one of the model's parameters, in place of the recipe's
        #[arg(long = "param", value_name = "NAME=VALUE")]
        params: Vec<String>,
        /// Bundle of the best to write
        #[arg(long, value_name = "BUNDLE")]
        out: Option<PathBuf>,
        /// Recipe of the best to write
        #[arg(long, value_name = "FILE")]
        recipe_out: Option<PathBuf>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Find a good model of any kind within a time, and tell what was tried; train it
    Automl {
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        data: PathBuf,
        /// Column to predict, or several to predict together
        #[arg(long, value_name = "COLUMN[,COLUMN…]", required_unless_present = "recipe")]
        target: Vec<String>,
        /// Kind of question, where it should not be guessed
        #[arg(long, value_enum)]
        task: Option<Task>,
        /// Recipe to begin with, in place of the one that would be proposed
        #[arg(long, value_name = "RECIPE", conflicts_with_all = ["target", "task"])]
        recipe: Option<PathBuf>,
        /// Minutes at most, training the best not counted
        #[arg(long, value_name = "M", default_value_t = DEFAULT_MINUTES)]
        minutes: f64,
        /// Metric that is to become better [default: roc_auc of two classes, f1_macro of more, root_mean_squared_error of numbers]
        #[arg(long, value_name = "NAME")]
        metric: Option<String>,
        /// Folds that judge a trial, of all rows but the test rows; 0 for the validation rows [default: 5 where there are at most 10,000 rows]
        #[arg(long, value_name = "K")]
        folds: Option<u32>,
        /// Seed of everything random [default: that of the recipe, else 42]
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Bundle of the best to write
        #[arg(long, value_name = "BUNDLE")]
        out: Option<PathBuf>,
        /// Recipe of the best to write
        #[arg(long, value_name = "FILE")]
        recipe_out: Option<PathBuf>,
        /// What to read of the file
        #[command(flatten)]
        part: Part,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Fit the recipe's steps on the training rows and write every kept row as prepared
    Prepare {
        /// Recipe in TOML or JSON
        recipe: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// File to write [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Tell what the parts of the recipe's split hold, how far they stand apart, and what another split would bring
    Split {
        /// Recipe in TOML or JSON
        recipe: PathBuf,
        /// Table: CSV of any delimiter, JSON, NDJSON, Parquet, Arrow, XLSX, XLS or ODS, also in gzip or zip
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Put the rows of tables below one another, columns matched by name
    Append {
        /// First table
        data: PathBuf,
        /// Tables whose rows follow
        #[arg(required = true)]
        others: Vec<PathBuf>,
        /// Which columns stay
        #[arg(long, value_enum, default_value = "all")]
        columns: AppendColumns,
        /// Which rows of each file
        #[command(flatten)]
        sampled: Sampled,
        /// File to write; its ending names the format. Left out, nothing is done and the plan is told
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Put the columns of two tables side by side where their keys are equal
    Join {
        /// First table
        left: PathBuf,
        /// Other table
        right: PathBuf,
        /// Key columns that bear the same name in both
        #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
        on: Vec<String>,
        /// Key columns of the first table, where names differ
        #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
        left_on: Vec<String>,
        /// Key columns of the other table, where names differ
        #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
        right_on: Vec<String>,
        /// Which rows stay
        #[arg(long, value_enum, default_value = "inner")]
        how: How,
        /// Added to the name of a column of the other table that the first has too [default: _right]
        #[arg(long)]
        suffix: Option<String>,
        /// File to write; its ending names the format. Left out, nothing is done and the plan is told
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Carry out a statistical test on columns: is it chance, how large is it, what is taken for granted
    Test(TestArguments),
    /// Check the recipe's rules on a table; ends with status 1 where one is broken
    Validate {
        /// Recipe in TOML or JSON
        recipe: PathBuf,
        /// File of the table, of any format that is read
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Where to write every violation as CSV: row (from 0), rule, column, cell
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
    },
    /// Find rows that are equal, or nearly so
    Duplicates {
        /// File of the table, of any format that is read
        data: PathBuf,
        /// From which share of equal letters rows are taken for the same, text without case, accents and punctuation; 1 for rows that are equal in every cell
        #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
        similarity: f64,
        /// Columns to compare [default: all]
        #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
        columns: Vec<String>,
        /// Which row of a group stays
        #[arg(long, value_enum, default_value = "first")]
        keep: KeepRow,
        /// Which part of the file is the table
        #[command(flatten)]
        part: Part,
    },
    /// Take one artefact out of a bundle
    Export {
        /// Bundle
        bundle: PathBuf,
        /// What to take
        #[arg(long, value_enum)]
        to: Artefact,
        /// Of a report, the table that the model was trained on
        #[arg(long, value_name = "FILE")]
        data: Option<PathBuf>,
        /// Of a report, the columns whose groups are compared [default: those of the recipe's card]
        #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',', requires = "data")]
        sensitive: Vec<String>,
        /// The files that the recipe names
        #[command(flatten)]
        beside: Beside,
        /// File to write [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// The kind of question.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Task {
    /// Which class?
    Classification,
    /// How much?
    Regression,
    /// Which rows are alike? Without a target
    Clustering,
    /// Which rows are unlike the others? Without a target
    Anomaly,
    /// How much, at times to come?
    Forecast,
}

/// What a bundle can give.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Artefact {
    /// The whole pipeline as ONNX, raw columns in
    Onnx,
    /// The model card, in Markdown
    Card,
    /// The recipe, in TOML
    Recipe,
    /// The data dictionary, as CSV
    Dictionary,
    /// The report, one HTML page that needs nothing beside it; with --data it is judged, explained and compared between groups
    Report,
}

/// The names of the ways to make folds.
fn fold_method() -> impl TypedValueParser<Value = FoldMethod> {
    let named = |name: String| {
        FoldMethod::ALL.into_iter().find(|method| method.name() == name).unwrap_or(FoldMethod::KFold)
    };
    PossibleValuesParser::new(FoldMethod::ALL.map(FoldMethod::name)).map(named)
}

/// The names of the ways to search.
fn search_method() -> impl TypedValueParser<Value = SearchMethod> {
    let named = |name: String| {
        SearchMethod::ALL.into_iter().find(|method| method.name() == name).unwrap_or(SearchMethod::Tpe)
    };
    PossibleValuesParser::new(SearchMethod::ALL.map(SearchMethod::name)).map(named)
}
