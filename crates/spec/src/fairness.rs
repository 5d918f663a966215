//! For whom a model works: its figures for groups of people, how far these are apart, and what would bring them
//! closer at what cost.

use crate::{Drawing, Fault, Interval, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FairnessRequest {
    /// Columns of the raw table whose cells make groups; the model need not read them.
    pub columns: Vec<String>,
    /// Which of several targets, by its number.
    pub target: u32,
    /// Class whose choice is looked at; the positive of two and the first of more when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Groups that a column of numbers or times is parted into, of about equally many rows.
    pub bins: u32,
    /// Rows below which a group is too small to be compared.
    pub min_rows: u32,
    /// What is tried to bring the groups closer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mitigations: Vec<MitigationMethod>,
    /// What thresholds by group are chosen for.
    pub objective: MitigationObjective,
}

impl Default for FairnessRequest {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            target: 0,
            class: None,
            bins: 4,
            min_rows: 10,
            mitigations: Vec::new(),
            objective: MitigationObjective::AccuracyScore,
        }
    }
}

/// What can be tried to bring groups closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MitigationMethod {
    /// Thresholds by group with the same selection rate.
    DemographicParity,
    /// Thresholds by group with the same true positive rate.
    TruePositiveRateParity,
    /// Thresholds by group with the same true and false positive rates.
    EqualizedOdds,
    /// Training rows weighed so that the class does not depend on the group.
    Reweighing,
}

impl MitigationMethod {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::DemographicParity, Self::TruePositiveRateParity, Self::EqualizedOdds, Self::Reweighing];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DemographicParity => "demographic_parity",
            Self::TruePositiveRateParity => "true_positive_rate_parity",
            Self::EqualizedOdds => "equalized_odds",
            Self::Reweighing => "reweighing",
        }
    }
}

/// What thresholds by group are chosen for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MitigationObjective {
    /// Most rows right.
    #[default]
    AccuracyScore,
    /// Most rows right as if both classes had equally many.
    BalancedAccuracyScore,
}

/// For whom a model works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FairnessReport {
    /// SHA-256 of the model.
    pub model_sha256: String,
    /// Column that is predicted.
    pub target: String,
    /// Kind of question.
    pub kind: TaskKind,
    /// Class whose choice is looked at, where there are classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Part that all is of: test, or validation, or train where the later ones are empty; `data` for those of
    /// another file.
    pub part: String,
    /// Its rows.
    pub rows: u64,
    /// Share of samples in which an interval is meant to hold the figure.
    pub level: f64,
    /// Rows below which a group is too small to be compared.
    pub min_rows: u32,
    /// Resamples that the intervals of differences and ratios are from; 0 where there are none.
    pub resamples: u32,
    /// Figures of all rows.
    pub overall: GroupFigures,
    /// By each column, and by all of them together.
    pub by: Vec<Grouping>,
    /// What was tried to bring the groups of the last grouping closer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mitigations: Vec<Mitigation>,
    /// Pictures, in order.
    #[serde(default)]
    pub pictures: Vec<Drawing>,
    /// What could not be told, and why.
    #[serde(default)]
    pub notes: Vec<Warning>,
}

/// A figure, and how sure it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Its interval, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
}

/// Figures of some rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// What the rows have in common, column by column; empty for all rows.
    pub values: Vec<String>,
    /// How many they are.
    pub rows: u64,
    /// Whether they are too few to be compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_small: bool,
    /// Of classes `selection_rate`, `true_positive_rate`, `false_positive_rate`, `accuracy`, `base_rate`,
    /// `mean_probability`; of numbers `mean_prediction`, `mean_actual`, `mean_error` (predicted less actual),
    /// `mean_absolute_error`.
    pub figures: BTreeMap<String, Figure>,
    /// Why a figure is not told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub undefined: BTreeMap<String, String>,
    /// Mean probability, share that has the class and rows, in bins of equally many rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calibration: Vec<(f64, f64, u64)>,
}

/// The groups of one column, or of several together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// The columns.
    pub columns: Vec<String>,
    /// The groups that have rows, in the order of their values.
    pub groups: Vec<GroupFigures>,
    /// How far they are apart.
    pub disparities: Vec<Disparity>,
}

/// How far a figure of groups is apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Disparity {
    /// `demographic_parity`, `equal_opportunity`, `equalized_odds`, `accuracy`, `mean_prediction`, `mean_error`,
    /// `mean_absolute_error`.
    pub name: String,
    /// The greatest less the least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Figure>,
    /// The least over the greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Figure>,
    /// Of demographic parity whether the ratio is at least 0.8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub four_fifths: Option<bool>,
    /// Places of the groups with the least and the greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<(u32, u32)>,
    /// Places of groups that do not take part: too small, or without the figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<u32>,
    /// Why there is no difference, or no ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// What was tried to bring groups closer, and what it costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mitigation {
    /// A [`MitigationMethod`] by its name.
    pub method: String,
    /// The columns of its groups.
    pub columns: Vec<String>,
    /// Rows that it was learned from.
    pub learned_on: u64,
    /// Figures of all rows without it: also `balanced_accuracy`.
    pub before: BTreeMap<String, f64>,
    /// The same with it.
    pub after: BTreeMap<String, f64>,
    /// Figures of the groups with it.
    pub groups: Vec<GroupFigures>,
    /// How far the groups are apart with it.
    pub disparities: Vec<Disparity>,
    /// Thresholds by group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<ThresholdOfGroup>,
    /// Weights by group and class.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<WeightOfGroup>,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Warning>,
    /// Why it could not be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Fault>,
}

/// How the rows of a group are called: by lot between two thresholds, or without looking at the score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ThresholdOfGroup {
    /// What the rows have in common.
    pub values: Vec<String>,
    /// Probability of a threshold, and the threshold that a probability must be above: none for calling no row,
    /// below zero for calling every row.
    pub lots: Vec<(f64, Option<f64>)>,
    /// Probability that the score does not count.
    pub ignore: f64,
    /// Probability of being called positive then.
    pub constant: f64,
}

/// How much the training rows of a group and class count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightOfGroup {
    /// What the rows have in common.
    pub values: Vec<String>,
    /// Their class.
    pub class: String,
    /// Training rows.
    pub rows: u64,
    /// Their weight.
    pub weight: f64,
}

/// What people say of a model, for its card and its report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CardSpec {
    /// What decision a prediction serves, and who takes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub intended_use: String,
    /// What it is not meant for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub out_of_scope: String,
    /// Who is affected by its predictions, and how by wrong ones.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub affected: String,
    /// Whether those whose data these are know and agree.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub consent: String,
    /// What somebody can do about a decision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub recourse: String,
    /// License of the model.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub license: String,
    /// Who made it, and whom to ask.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub authors: String,
    /// Columns whose groups the report compares.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sensitive: Vec<String>,
}

impl CardSpec {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
