//! What is learnt of a model by training its recipe again, a little otherwise each time.

use crate::{Conformal, ParamValues, Warning};
use serde::{Deserialize, Serialize};

/// What is asked of the model that is looked at. It needs the rows that the model was trained beside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refit {
    /// Intervals around numbers, wider where the model is less sure: from two models of quantiles.
    Quantiles {
        /// Which of several targets, by its number.
        #[serde(default)]
        target: u32,
        /// Share of the rows that the intervals are meant to hold.
        level: f64,
    },
    /// Whether the clusters come back where other rows are drawn.
    Stability {
        /// How often rows are drawn; 100 when left out.
        #[serde(default)]
        rounds: Option<u32>,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refitted {
    /// Intervals by quantile boosting.
    Quantiles(QuantileReport),
    /// How stable the clusters are.
    Stability(StabilityReport),
}

/// Intervals between two quantiles that boosted trees predict, beside those of equal width around the model's own
/// answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuantileReport {
    /// SHA-256 of the model that they stand beside.
    pub model_sha256: String,
    /// Column that is predicted.
    pub target: String,
    /// Share of the rows that the intervals are meant to hold.
    pub level: f64,
    /// Rows that both models of quantiles were trained on.
    pub train: u64,
    /// Parameters of the lower one; the upper's differ in `quantile`.
    pub params: ParamValues,
    /// `absolute_residual` of the model itself, `quantile_boosting` as it is, and `conformalised_quantile`; those that
    /// are calibrated only where there are rows for it. `quantile` is by how much each end was moved outwards.
    pub intervals: Vec<Conformal>,
    /// Share, and width that so many of the last method's intervals stay within: 10, 50 and 90 percent.
    pub widths: Vec<(f64, f64)>,
    /// Seconds.
    pub seconds: f64,
    /// What could not be told, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Warning>,
}

/// How stable the clusters of a model are: the training rows are drawn again and again, and clustered anew.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StabilityReport {
    /// SHA-256 of the model whose clusters they are.
    pub model_sha256: String,
    /// How often rows were drawn and clustered.
    pub rounds: u32,
    /// Training rows.
    pub rows: u64,
    /// The clusters, in order.
    pub clusters: Vec<ClusterStability>,
    /// Rows that belong to no cluster.
    pub noise: u64,
    /// Mean adjusted Rand index of the clusters and those that were found anew, over the drawn rows; rows that belong
    /// to none count as one group. None without a round.
    pub rand: Option<f64>,
    /// Its sample standard deviation over the rounds.
    pub rand_std: Option<f64>,
    /// Mean number of clusters that were found anew.
    pub found: f64,
    /// Seconds.
    pub seconds: f64,
    /// What went otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Warning>,
}

/// How stable a cluster is, by Jaccard's coefficient: the rows that it has in common with the cluster of a round that is
/// most like it, as a share of the rows that either has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClusterStability {
    /// Name of the cluster.
    pub name: String,
    /// Training rows in it.
    pub rows: u64,
    /// Mean over the rounds that drew any of its rows; none where none did.
    pub jaccard: Option<f64>,
    /// Smallest value over those rounds, lower quartile, median, upper quartile, largest value.
    pub five: Option<[f64; 5]>,
    /// Rounds in which it dissolved: at most 0.5.
    pub dissolved: u32,
    /// Rounds in which it was recovered: above 0.75.
    pub recovered: u32,
    /// How far it can be trusted.
    pub trust: Option<ClusterTrust>,
}

/// How far a cluster can be trusted, by its mean coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterTrust {
    /// Highly stable: 0.85 and more.
    Firm,
    /// Stable: 0.75 and more.
    Stable,
    /// A pattern, but which rows belong to it is doubtful: 0.6 and more.
    Pattern,
    /// Not to be trusted.
    Doubtful,
}
