//! What crosses the border between a host and the engine.
//!
//! A host sends [`Envelope<Request>`] and receives [`Envelope<Event>`]; bulk bytes travel beside
//! an envelope as a list of buffers. Every request is answered by exactly one event that
//! [`Event::ends`] the request, after any number of `Progress` events.
//!
//! In JSON a message stands under its name, `{"rows": {…}}`: a tag inside would have every type in
//! it deserialized by a second set of code, 36 kB of the page's 600.

use crate::{
    ApplyReport, DataOptions, Diagnostics, Fault, Kinds, LearningCurve, Models, ReadReport, Receipt, Recipe,
    RestoredData, RestoredModel, RowsPage, StepSpec, Suggestion, TableProfile, TaskKind, TrainReport,
    Unfinished, Warning,
};
use serde::{Deserialize, Serialize};

/// Version of the envelopes.
pub const PROTOCOL_VERSION: u32 = 2;

/// A message with the number of the request that it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// [`PROTOCOL_VERSION`].
    pub v: u32,
    /// Number of the request, chosen by the host; events repeat it.
    pub id: u64,
    /// The message.
    pub body: T,
}

/// What a host asks of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// What can be named in a recipe. Answer: `Kinds`.
    Kinds,
    /// Reads a file; its bytes are buffer 0. Answer: `Loaded`.
    Load {
        /// File name.
        name: String,
        /// What is known of its format.
        options: DataOptions,
        /// Types that depart from inference, by column (re-reading keeps the recipe's).
        columns: std::collections::BTreeMap<String, crate::ColumnOptions>,
    },
    /// Reads the loaded bytes again with other options or types. Answer: `Loaded`.
    Reread {
        /// What is known of its format.
        options: DataOptions,
        /// Types that depart from inference, by column.
        columns: std::collections::BTreeMap<String, crate::ColumnOptions>,
    },
    /// A window of the table. Answer: `Rows`.
    Rows {
        /// First row.
        start: u64,
        /// Number of rows, at most 500.
        count: u64,
        /// Positions in the file of the columns to give, in this order; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        columns: Vec<u32>,
        /// Which rows, in what order.
        #[serde(default)]
        view: crate::View,
    },
    /// Looks for a text in the cells of a view. Answer: `Found`.
    Find {
        /// The text, in any case.
        text: String,
        /// Which rows, in what order.
        #[serde(default)]
        view: crate::View,
    },
    /// Figures, associations and findings of the loaded table. Answer: `Explored`, after `Progress`.
    Explore {
        /// Column to predict, where one is chosen.
        #[serde(default)]
        target: Option<String>,
        /// Which rows; their order does not matter.
        #[serde(default)]
        view: crate::View,
    },
    /// Data of a picture of the loaded table. Answer: `Pictured`.
    Picture {
        /// What is drawn of what.
        picture: Box<crate::PictureRequest>,
    },
    /// A report of the loaded table. Answer: `File`, its bytes being buffer 0.
    Report {
        /// Column to predict, where one is chosen.
        #[serde(default)]
        target: Option<String>,
        /// How it is written.
        #[serde(default)]
        format: crate::ReportFormat,
        /// Whether frequent values of ids and free text are shown, which may name persons.
        #[serde(default)]
        values: bool,
    },
    /// Reads a second file beside the data, for `Combine` and for rules that refer to it; its bytes
    /// are buffer 0. A file of the same name takes the place of an earlier one. Answer:
    /// `OtherLoaded`.
    LoadOther {
        /// File name.
        name: String,
        /// What is known of its format.
        options: DataOptions,
    },
    /// What would come of combining the data with a second file. Answer: `CombinePlanned`.
    PlanCombine {
        /// What is to be done.
        combine: Box<crate::CombineSpec>,
    },
    /// Combines the data with a second file; the result becomes the data. Several follow one
    /// another. Answer: `Loaded`.
    Combine {
        /// What is to be done; it belongs into the recipe.
        combine: Box<crate::CombineSpec>,
    },
    /// Takes the data apart again: the first file alone becomes the data. Answer: `Loaded`.
    Separate,
    /// Looks for rows that are equal or nearly so. Answer: `DuplicatesFound`.
    Duplicates {
        /// Columns to compare; all when empty.
        columns: Vec<String>,
        /// Similarity from which rows are taken for the same, above 0; 1 for equal rows.
        similarity: f64,
        /// Which row of a group stays: `first`, `last` or `most_complete`.
        keep: String,
    },
    /// Checks rules on the data. Answer: `Validated`.
    Validate {
        /// The rules.
        rules: Vec<crate::RuleSpec>,
    },
    /// Which cells of a column cannot be read as a type. Answer: `TypeTried`.
    TryType {
        /// Column.
        column: String,
        /// Type to try.
        kind: crate::ColumnType,
    },
    /// Carries out a statistical test on the loaded table. Answer: `Tested`, after `Progress`.
    Test {
        /// The test, its columns, options and rows.
        test: Box<crate::TestRequest>,
    },
    /// Carries out a test on every choice of columns or groups that it takes: each column, every
    /// two columns, every two groups. Answer: `TestedEach`, after `Progress`.
    TestEach {
        /// The test, its columns, options and rows.
        test: Box<crate::TestRequest>,
        /// How the p-values are corrected.
        correction: crate::Correction,
    },
    /// A recipe that trains as it stands. Answer: `Suggested`.
    Suggest {
        /// Column to predict; may be empty for a kind of question without a target, and is not learnt
        /// from where it is named.
        target: String,
        /// Kind of question; guessed when left out.
        kind: Option<TaskKind>,
        /// Further columns to predict together with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        targets: Vec<String>,
    },
    /// Checks a recipe against the loaded table without training. Answer: `Checked`.
    Check {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Trains. Where the last model is of the same recipe and data and lacks only steps, it is trained
    /// on, with the same result. Answer: `Trained`, after `Progress`.
    Train {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Trains a recipe on folds of the rows and scores each on what it held back. Answer: `CrossValidated`, after
    /// `Progress` with each fold as it is done.
    CrossValidate {
        /// The recipe; `evaluate` says how.
        recipe: Box<Recipe>,
        /// Whether parameters are searched within each fold, on its training rows alone, as the recipe's `tune`
        /// says. Its minutes do not count: the trials do, [`NESTED_TRIALS`](crate::NESTED_TRIALS) of them when left
        /// out.
        #[serde(default)]
        nested: bool,
    },
    /// Scores a recipe with ever more training rows, or along the values of a parameter, over the folds of a
    /// cross-validation. Answer: `Curved`, after `Progress`.
    Curve {
        /// The recipe.
        recipe: Box<Recipe>,
        /// What it goes over.
        over: crate::CurveOver,
    },
    /// Trains a recipe on bootstrap samples of its training rows, and tells bias and variance of its errors on rows that
    /// were held out. Answer: `Decomposed`, after `Progress`.
    Decompose {
        /// The recipe.
        recipe: Box<Recipe>,
        /// Number of samples; 50 when left out.
        #[serde(default)]
        rounds: Option<u32>,
    },
    /// Tells how the columns of a file stand to those of the model's training rows or of the table; the file's bytes
    /// come with it. Answer: `Drifted`, after `Progress`.
    Drift {
        /// File name.
        name: String,
        /// What it is compared with.
        against: crate::DriftAgainst,
    },
    /// Trains two recipes on the same folds and tells whether one is better. Answer: `Compared`, after `Progress`.
    Compare {
        /// What is compared, and how.
        ask: Box<crate::CompareRequest>,
    },
    /// Searches for better parameters as the recipe's `tune` says. `KeepBest` ends it with the best so far.
    /// Answer: `Tuned`, after `Progress` with each trial as it is done.
    Tune {
        /// The recipe.
        recipe: Box<Recipe>,
        /// Whether to go on with the search that was interrupted, where it is of this recipe and these data.
        #[serde(default)]
        go_on: bool,
    },
    /// Searches for a good model of any kind within a time. `KeepBest` ends it with the best so far. Answer: `Automl`,
    /// after `Progress` with each trial as it is done.
    Automl {
        /// What is wanted.
        ask: Box<crate::AutomlRequest>,
    },
    /// Goes on with the training that was interrupted. Answer: `Trained`, after `Progress`.
    Resume,
    /// Gives up the training that was interrupted. Answer: `Done`.
    DropUnfinished,
    /// Gives up the search that was interrupted. Answer: `Done`.
    DropSearch,
    /// The models that were trained or opened. Answer: `Models`.
    Models,
    /// Makes a model of the list the one that is looked at. Answer: `Opened`.
    UseModel {
        /// Its number in the list.
        id: u32,
    },
    /// Gives a model of the list another name. Answer: `Models`.
    RenameModel {
        /// Its number in the list.
        id: u32,
        /// The name.
        name: String,
    },
    /// Takes a model off the list. The one that is looked at stays. Answer: `Models`.
    RemoveModel {
        /// Its number in the list.
        id: u32,
    },
    /// Gives up the running request `job`, which answers `Cancelled`. Answer: `Done`.
    Cancel {
        /// Number of the request to give up.
        job: u64,
    },
    /// Ends the running training `job` with its best model so far, which answers `Trained`.
    /// Answer: `Done`.
    KeepBest {
        /// Number of the request to end.
        job: u64,
    },
    /// Makes a file of the trained model. Answer: `File`, its bytes being buffer 0.
    Export {
        /// What to make.
        artefact: Artefact,
        /// What people say of the model now, where that is not what its recipe said when it was trained.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Box<crate::CardSpec>>,
    },
    /// Reloads the ONNX file in a runtime, scores the test rows and compares. Answer: `Verified`.
    Verify,
    /// Applies the trained model to another file; its bytes are buffer 0. Answer: `Applied`.
    Apply {
        /// File name.
        name: String,
    },
    /// Opens a bundle, buffer 0, in place of the trained model. Answer: `Opened`.
    Open {
        /// File name.
        name: String,
    },
    /// Fits the recipe's steps on the training rows of the loaded table and writes every kept row
    /// as CSV: `__row`, `__part`, the prepared features, the target. Answer: `File`.
    Prepare {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Fits the recipe's steps on training rows and tells what one of them does. Answer: `Traced`; its pictures
    /// are the buffers.
    Trace {
        /// The recipe.
        recipe: Box<Recipe>,
        /// Which list the step is in. Cleaning is always of all rows.
        phase: crate::Phase,
        /// Its place in the list.
        step: u32,
        /// Training rows at most, spread over all of them; then every step is fitted. All rows when left out;
        /// then the steps up to the one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rows: Option<u32>,
    },
    /// Why the model answers as it does. Where a file is named, its bytes are buffer 0 and its rows are those
    /// that are looked at; else they are the test rows. Answer: `Explained`, after `Progress`.
    Explain {
        /// What is asked.
        ask: Box<crate::Explain>,
        /// File name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
    /// What the parts of the recipe's split hold. Answer: `Parts`.
    Parts {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Judges the model that is looked at: intervals, thresholds, mistakes, leaks. Needs the data that it was
    /// trained on. Answer: `Judged`, after `Progress`.
    Judge {
        /// Which of several targets, by its number.
        #[serde(default)]
        target: u32,
    },
    /// How sure the figures of the model that is looked at are. Needs the data that it was trained on. Answer: `Sure`,
    /// after `Progress`.
    Sureness,
    /// For whom the model that is looked at works: its figures for groups of rows. Where a file is named, its bytes
    /// are buffer 0 and its rows are those that are looked at; else they are the test rows. Answer: `Fair`, after
    /// `Progress`.
    Fairness {
        /// What is asked.
        ask: Box<crate::FairnessRequest>,
        /// File name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
    /// Trains the recipe of the model that is looked at again, a little otherwise each time. Where a file is named, its
    /// bytes are buffer 0 and it has to be the one that the model was trained on. Answer: `Refitted`, after `Progress`.
    Refit {
        /// What is asked.
        ask: crate::Refit,
        /// File name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
    /// Writes the recipe as text that fits into an address. Answer: `Shared`.
    Share {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Reads what `Share` wrote. Answer: `RecipeRead`.
    ReadShared {
        /// The text.
        text: String,
    },
    /// Reads a recipe file, TOML or JSON, buffer 0. Answer: `RecipeRead`.
    ReadRecipe {
        /// File name; `.json` is read as JSON, all else as TOML.
        name: String,
    },
    /// Keeps the page's recipe with the data. Answer: `Done`.
    SaveRecipe {
        /// The recipe, or none when the page has none yet.
        recipe: Option<Box<Recipe>>,
    },
    /// Brings back what was kept. Answer: `Restored`.
    Restore,
    /// Removes everything that was kept and everything in memory. Answer: `Done`.
    Forget,
}

/// A file that can be made of a trained model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Artefact {
    /// Everything, as `NAME_vX.Y.Z.glasshouse`.
    Bundle,
    /// The whole pipeline, raw columns in.
    Onnx,
    /// Rows of the file last applied, else the test rows, with predictions, as CSV.
    Predictions,
    /// The same for a spreadsheet: an apostrophe before each cell that it would run as a formula.
    SpreadsheetPredictions,
    /// The recipe as TOML.
    Recipe,
    /// The model card as Markdown.
    Card,
    /// The data dictionary as CSV: a row a column of the data.
    Dictionary,
    /// The report of the model, one HTML page that needs nothing beside it. Judges the model, measures what it goes
    /// by and compares its groups, where its data are at hand.
    Report,
}

/// What the engine says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// How far a request is.
    Progress(Progress),
    /// What can be named in a recipe.
    Kinds {
        /// The registries.
        kinds: Kinds,
    },
    /// A file was read.
    Loaded {
        /// How it was read.
        read: ReadReport,
        /// What is in it.
        profile: TableProfile,
    },
    /// A window of the table.
    Rows {
        /// The window.
        page: RowsPage,
    },
    /// Where a text stands.
    Found {
        /// The places.
        matches: crate::Matches,
    },
    /// What is in the loaded table.
    Explored {
        /// Figures, associations, findings.
        exploration: Box<crate::Exploration>,
    },
    /// Data of a picture: buffer 0 is the JSON of a `glasshouse_chart::ChartSpec`.
    Pictured,
    /// A second file was read.
    OtherLoaded {
        /// How it was read.
        read: ReadReport,
        /// What is in it.
        profile: TableProfile,
    },
    /// What would come of two tables.
    CombinePlanned {
        /// The figures.
        plan: Box<crate::CombinePlan>,
    },
    /// Rows that are equal or nearly so.
    DuplicatesFound {
        /// The groups.
        report: Box<crate::DuplicateReport>,
    },
    /// How the data stand to the rules; buffer 0 is every violation as CSV.
    Validated {
        /// What breaks them.
        report: Box<crate::RuleReport>,
    },
    /// How a column reads under a type.
    TypeTried {
        /// The cells that refuse it.
        trial: Box<crate::TypeTrial>,
    },
    /// A statistical test was carried out.
    Tested {
        /// What it came to.
        report: Box<crate::TestReport>,
    },
    /// A statistical test was carried out several times.
    TestedEach {
        /// How the p-values were corrected.
        correction: crate::Correction,
        /// What each came to, with its corrected p-value.
        reports: Vec<crate::TestReport>,
        /// Choices that the test has no answer for, each with the reason.
        warnings: Vec<Warning>,
    },
    /// A recipe that trains as it stands.
    Suggested {
        /// The recipe with its reasons.
        suggestion: Box<Suggestion>,
    },
    /// A recipe was checked.
    Checked {
        /// What would stop it.
        faults: Vec<Fault>,
        /// What to look at.
        warnings: Vec<Warning>,
        /// The steps of `prepare` with those that the model lacks, where it lacks some.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        steps: Option<Vec<StepSpec>>,
    },
    /// A model was trained.
    Trained {
        /// Figures.
        report: Box<TrainReport>,
        /// What the pictures show.
        diagnostics: Box<Diagnostics>,
    },
    /// A recipe was scored along a curve.
    Curved {
        /// The curve.
        report: Box<crate::CurveReport>,
    },
    /// The errors of a recipe were parted.
    Decomposed {
        /// What they are made of.
        report: Box<crate::DecompositionReport>,
    },
    /// Two recipes were compared.
    Compared {
        /// What the folds say.
        report: Box<crate::CompareReport>,
    },
    /// A search ended.
    Tuned {
        /// The trials and the best of them.
        report: Box<crate::TuneReport>,
    },
    /// A search for a good model of any kind ended.
    Automl {
        /// Everything that was tried, and the best.
        report: Box<crate::AutomlReport>,
    },
    /// A recipe was cross-validated.
    CrossValidated {
        /// The folds and what they come to.
        report: Box<crate::CvReport>,
    },
    /// A file was made; its bytes are buffer 0.
    File {
        /// File name to offer.
        name: String,
        /// Media type.
        media_type: String,
    },
    /// The export was compared with the model.
    Verified {
        /// What came out.
        receipt: Receipt,
    },
    /// New data were scored.
    Applied {
        /// How they met the model.
        report: Box<ApplyReport>,
    },
    /// A bundle was opened.
    Opened {
        /// The recipe that it was trained by.
        recipe: Box<Recipe>,
        /// The model.
        model: Box<RestoredModel>,
    },
    /// A recipe file was read.
    RecipeRead {
        /// The recipe.
        recipe: Box<Recipe>,
    },
    /// Why the model answers as it does.
    Explained {
        /// What is told.
        explanation: Box<crate::Explanation>,
    },
    /// The steps were fitted.
    Traced {
        /// What came of it.
        trace: Box<crate::StepTrace>,
    },
    /// The rows were parted.
    Parts {
        /// What the parts hold.
        report: Box<crate::PartsReport>,
    },
    /// A recipe was written as text that fits into an address.
    Shared {
        /// The text.
        text: String,
    },
    /// The models that were trained or opened.
    Models {
        /// The list.
        models: Models,
    },
    /// What was kept from an earlier session.
    Restored {
        /// A training that was interrupted, if any.
        #[serde(default)]
        unfinished: Option<Box<Unfinished>>,
        /// A search that was interrupted, if any.
        #[serde(default)]
        search: Option<Box<crate::UnfinishedSearch>>,
        /// The file, if any.
        data: Option<Box<RestoredData>>,
        /// The recipe, if any.
        recipe: Option<Box<Recipe>>,
        /// The last model, if any.
        model: Option<Box<RestoredModel>>,
        /// What was kept and could not be brought back.
        #[serde(default)]
        warnings: Vec<Warning>,
    },
    /// A file was compared with what was there before.
    Drifted {
        /// How its columns stand.
        report: Box<crate::DriftReport>,
    },
    /// A model was judged.
    Judged {
        /// What was found.
        judgement: Box<crate::Judgement>,
    },
    /// Intervals were drawn.
    Sure {
        /// Those of each part.
        sureness: Box<crate::Sureness>,
    },
    /// A model was compared between groups.
    Fair {
        /// What was found.
        report: Box<crate::FairnessReport>,
    },
    /// The recipe was trained again.
    Refitted {
        /// What was found.
        found: Box<crate::Refitted>,
    },
    /// The request was carried out and has nothing more to say.
    Done,
    /// The request was given up.
    Cancelled,
    /// The request failed.
    Failed {
        /// Why; the first is the one to show.
        faults: Vec<Fault>,
    },
}

/// How far a request is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, in plain words: "Reading", "Tree 12 of 100".
    pub stage: String,
    /// Share done, 0 to 1.
    pub done: f64,
    /// Seconds since the request began.
    pub elapsed: f64,
    /// Seconds left, once they can be told.
    pub left: Option<f64>,
    /// Whether it may be over sooner: `left` is what is left at most.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_most: bool,
    /// Whether `KeepBest` would yield a model now.
    pub can_keep: bool,
    /// Why it would not yet, where several targets are learned one after the other: "1 of 3 targets has a
    /// model".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// How the loss falls, while an estimator learns step by step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<Box<LearningCurve>>,
    /// What was found since the last progress, of a request that finds one thing after the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub so_far: Option<Box<SoFar>>,
}

/// What a request found since its last progress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoFar {
    /// Folds of a cross-validation.
    Folds(Vec<crate::FoldReport>),
    /// Trials of a search.
    Trials(Vec<crate::TrialReport>),
    /// Trials of a search for a good model of any kind.
    Automl(Vec<crate::AutomlTrial>),
}

impl SoFar {
    /// Puts what was found later behind it.
    pub fn and(&mut self, later: Self) {
        match (self, later) {
            (Self::Folds(found), Self::Folds(more)) => found.extend(more),
            (Self::Trials(found), Self::Trials(more)) => found.extend(more),
            (Self::Automl(found), Self::Automl(more)) => found.extend(more),
            (found, later) => *found = later,
        }
    }
}

impl Event {
    /// Whether this event ends its request.
    pub fn ends(&self) -> bool {
        !matches!(self, Self::Progress(_))
    }
}
