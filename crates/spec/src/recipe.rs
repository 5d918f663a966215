//! The recipe: everything that was decided about a project, in TOML or JSON of one shape.

use crate::{CardSpec, ColumnType, CombineSpec, ParamValues, Role, RuleSpec, TuneSpec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest version of the recipe's shape that is understood.
pub const RECIPE_VERSION: u32 = 1;

/// The project: what is read, cleaned, split, prepared, trained and scored, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Version of this shape; [`RECIPE_VERSION`].
    pub version: u32,
    /// Name of the project.
    #[serde(default = "default_name")]
    pub name: String,
    /// Seed of everything random.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// How the file is read; what is left out is guessed.
    #[serde(default, skip_serializing_if = "DataOptions::is_empty")]
    pub data: DataOptions,
    /// What departs from inference, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnOptions>,
    /// Other files that are appended or joined right after reading, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub combine: Vec<CombineSpec>,
    /// What must hold of every file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleSpec>,
    /// What is predicted.
    #[serde(default)]
    pub task: TaskSpec,
    /// Row-wise steps before the split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clean: Vec<StepSpec>,
    /// How rows are parted.
    #[serde(default)]
    pub split: SplitSpec,
    /// Steps fitted on the training rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prepare: Vec<StepSpec>,
    /// The estimator.
    #[serde(default)]
    pub model: ModelSpec,
    /// How it is judged.
    #[serde(default, skip_serializing_if = "EvaluateSpec::is_empty")]
    pub evaluate: EvaluateSpec,
    /// How better parameters are searched for.
    #[serde(default, skip_serializing_if = "TuneSpec::is_empty")]
    pub tune: TuneSpec,
    /// What people say of the model.
    #[serde(default, skip_serializing_if = "CardSpec::is_empty")]
    pub card: CardSpec,
}

impl Recipe {
    /// Whether another recipe gives the same model with the same scores: it may differ in the project's name, what
    /// people wrote about steps and the model, and how it is cross-validated and searched.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.without_words() == other.without_words()
    }

    fn without_words(&self) -> Self {
        let mut bare = Self {
            name: String::new(),
            tune: TuneSpec::default(),
            card: CardSpec::default(),
            ..self.clone()
        };
        bare.evaluate = EvaluateSpec { metrics: bare.evaluate.metrics, ..EvaluateSpec::default() };
        bare.clean.iter_mut().chain(&mut bare.prepare).for_each(|step| step.comment = None);
        bare
    }

    /// Whether a model of this recipe can be trained on into one of another: they differ in nothing but
    /// names, what is evaluated, and the parameter that counts the model's steps. Rules that refer to
    /// another file forbid it, because that file may have changed.
    pub fn goes_on_as(&self, other: &Self, steps: &str) -> bool {
        let bare = |recipe: &Self| {
            let mut bare = Self { evaluate: Default::default(), ..recipe.without_words() };
            bare.model.params.remove(steps);
            bare
        };
        other.rules.iter().all(|rule| rule.table.is_none()) && bare(self) == bare(other)
    }

    /// Names of the other files that it combines the data with or whose columns its rules refer
    /// to, in the order of the recipe, each once.
    pub fn other_tables(&self) -> Vec<&str> {
        let combined = self.combine.iter().filter(|entry| entry.enabled).map(|entry| entry.table.as_str());
        let rules = self.rules.iter().filter(|rule| rule.enabled);
        let mut names = Vec::new();
        for name in combined.chain(rules.filter_map(|rule| rule.table.as_deref())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

fn default_name() -> String {
    "untitled".into()
}

fn default_seed() -> u64 {
    42
}

/// How a file is read. Whatever is `None` is guessed, and the guess reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataOptions {
    /// `csv` (of any delimiter), `json`, `ndjson`, `parquet`, `arrow`, `xlsx`, `xls` or `ods`; told by
    /// the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Sheet of a workbook; the first that has cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// File in a zip archive, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Cell delimiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Quote character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// Whether the first record names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// WHATWG label of the encoding, such as `utf-8` or `windows-1252`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Decimal mark, `.` or `,`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// Spellings of a missing cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<String>>,
    /// Only these columns, in the order of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// Only some of the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleSpec>,
}

/// Some of a file's rows, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleSpec {
    /// How many; all where there are fewer.
    pub rows: u64,
    /// Which.
    #[serde(default)]
    pub method: SampleMethod,
    /// Column whose values keep their shares in a stratified sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Seed of a random or stratified sample.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

/// Which rows a sample takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleMethod {
    /// The first.
    #[default]
    First,
    /// Any, each as likely as the others.
    Random,
    /// Any, so that the values of a column keep their shares.
    Stratified,
}

impl DataOptions {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What departs from inference for a column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnOptions {
    /// Type to read it as.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ColumnType>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Unit of its numbers, such as `kg` or `€`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it says, in somebody's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The kind of question that is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Which class?
    #[default]
    Classification,
    /// How much?
    Regression,
    /// Which group, without a target?
    Clustering,
    /// How unusual, without a target?
    Anomaly,
    /// How much, at times to come?
    Forecast,
}

impl TaskKind {
    /// Whether there is nothing to predict: rows are grouped or judged by themselves.
    pub fn without_target(self) -> bool {
        matches!(self, Self::Clustering | Self::Anomaly)
    }
}

/// What is predicted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    /// The kind of question; guessed from the target when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TaskKind>,
    /// Column that is predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Further columns that are predicted together with it, all from the same features.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// The positive of two classes; the later one when left out. Of several targets that of the first, and
    /// of every other that has it among two classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<String>,
    /// Of a forecast, how many steps ahead; a season, or 12, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<u32>,
    /// Of a forecast, the steps after which the series is like itself, 1 for none; guessed from the
    /// distance of the times when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// Of a forecast, the share of the actual values that intervals are to hold, in percent; 90 when
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<u32>,
    /// Of a forecast, columns whose values of times to come are known beforehand: prices, holidays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
}

impl TaskSpec {
    /// Every column that is predicted, in order.
    pub fn all_targets(&self) -> impl Iterator<Item = &str> {
        self.target.iter().chain(&self.targets).map(String::as_str)
    }
}

/// One step: of cleaning or of preparation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepSpec {
    /// Kind of step, such as `simple_imputer`.
    pub op: String,
    /// Names of columns, or `@numeric @categorical @boolean @text @datetime @all`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// A step that is switched off stays in the recipe and does nothing.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
    /// Why it is there, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its parameters.
    #[serde(flatten)]
    pub params: ParamValues,
}

impl StepSpec {
    /// A step with its columns and no parameters.
    pub fn new(op: &str, columns: &[&str]) -> Self {
        Self {
            op: op.into(),
            columns: columns.iter().map(ToString::to_string).collect(),
            enabled: true,
            comment: None,
            params: ParamValues::new(),
        }
    }
}

fn yes() -> bool {
    true
}

fn is_yes(b: &bool) -> bool {
    *b
}

/// How rows are chosen for the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitMethod {
    /// Shuffled.
    Random,
    /// Shuffled within each class, so that shares are kept.
    Stratified,
    /// Earlier rows train, later rows test.
    Time,
    /// Whole groups.
    Group,
    /// A column names the part.
    Column,
}

/// How rows are parted. Shares are of the rows that are left after cleaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitSpec {
    /// How rows are chosen; stratified for classification and random otherwise when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<SplitMethod>,
    /// Share of the training rows.
    #[serde(default = "share_train")]
    pub train: f64,
    /// Share of the validation rows.
    #[serde(default = "share_rest")]
    pub validation: f64,
    /// Share of the test rows.
    #[serde(default = "share_rest")]
    pub test: f64,
    /// Column of `time`, `group` and `column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

fn share_train() -> f64 {
    0.70
}

fn share_rest() -> f64 {
    0.15
}

impl Default for SplitSpec {
    fn default() -> Self {
        Self {
            method: None,
            train: share_train(),
            validation: share_rest(),
            test: share_rest(),
            column: None,
        }
    }
}

/// The estimator and its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// Kind of estimator, such as `random_forest`.
    pub kind: String,
    /// What departs from its defaults.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: ParamValues,
}

impl Default for ModelSpec {
    fn default() -> Self {
        Self { kind: "dummy".into(), params: ParamValues::new() }
    }
}

/// How the model is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvaluateSpec {
    /// Folds of cross-validation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cv: Option<u32>,
    /// How its folds are made; as the rows are split when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cv_method: Option<crate::FoldMethod>,
    /// Times that the rows are parted into folds, each time otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cv_repeats: Option<u32>,
    /// Metrics; all that fit the task when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<String>>,
}

impl EvaluateSpec {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
