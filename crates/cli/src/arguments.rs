//! The command line: commands, options and their help.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use glasshouse_spec::{DEFAULT_MINUTES, DataOptions, FoldMethod, SampleMethod, SampleSpec, SearchMethod};
use std::path::PathBuf;

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
        /// Whose figures are compared
        #[command(flatten)]
        groups: Box<GroupArguments>,
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
    /// Columns whose curves are told, or two whose interaction is [default: all columns]
    #[arg(long, value_name = "COLUMN[,COLUMN…]", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Metric by which a permutation makes answers worse [default: the recipe's first]
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
