//! What a selection learnt: the columns that stay and those that go, with the number that decided.

use crate::FittedStep;
use serde::{Deserialize, Serialize};

/// Columns among which was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectionState {
    /// What the scores are.
    pub measure: Measure,
    /// All columns that were looked at, in the order of the fit.
    pub columns: Vec<JudgedColumn>,
    /// Columns that are left out; fewer than of `columns` where the data need not have them any more.
    pub dropped: Vec<String>,
}

/// A column and why it stays or goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedColumn {
    /// Column.
    pub name: String,
    /// What the measure says of it; none where it is not defined, as of a constant column.
    pub score: Option<f64>,
    /// How likely such a score is of a column that has nothing to do with the target, where that is known.
    pub p_value: Option<f64>,
    /// The column that it goes together with, where it is left out for that.
    pub like: Option<String>,
    /// Whether it stays.
    pub kept: bool,
}

/// What the scores of a selection are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Variance, with divisor n.
    Variance,
    /// The correlation with the first column before it that stays and is like it; else the strongest with
    /// one that stays. By its size.
    Correlation,
    /// F of an analysis of variance, or of a line through the target.
    F,
    /// Chi-squared of counts in classes.
    ChiSquared,
    /// Mutual information with the target, in nats.
    MutualInformation,
    /// What it weighs in a model: its coefficient without its sign, or its importance.
    Weight,
    /// In which round from the end it went: 1 stays.
    Rank,
    /// The mean score of a model over the folds when it was taken, or left out.
    Score,
    /// How much worse a model answers when its cells are shuffled.
    Loss,
    /// The share of the rounds in which it weighed more than shuffled columns.
    Hits,
}

impl Measure {
    /// In words, for sentences such as "by variance".
    pub fn words(self) -> &'static str {
        match self {
            Self::Variance => "variance",
            Self::Correlation => "correlation with a column before",
            Self::F => "F",
            Self::ChiSquared => "chi-squared",
            Self::MutualInformation => "mutual information",
            Self::Weight => "weight in the model",
            Self::Rank => "rank",
            Self::Score => "score of the model",
            Self::Loss => "loss when shuffled",
            Self::Hits => "share of rounds won",
        }
    }
}

impl JudgedColumn {
    /// A column of a name, with what was found.
    pub(super) fn new(name: &str, score: Option<f64>, kept: bool) -> Self {
        Self { name: name.into(), score, p_value: None, like: None, kept }
    }
}

impl SelectionState {
    /// With all that do not stay left out.
    pub(super) fn new(measure: Measure, columns: Vec<JudgedColumn>) -> Self {
        let dropped = columns.iter().filter(|c| !c.kept).map(|c| c.name.clone()).collect();
        Self { measure, columns, dropped }
    }

    /// How many stay, and the others with their scores, in a sentence.
    pub(super) fn summary(&self, op: &str) -> String {
        const LISTED: usize = 8;
        let (kept, all) = (self.columns.iter().filter(|c| c.kept).count(), self.columns.len());
        let mut out = format!("{op} keeps {kept} of {all} columns by {}", self.measure.words());
        let gone: Vec<&JudgedColumn> = self.columns.iter().filter(|c| !c.kept).collect();
        let shown: Vec<String> = gone.iter().take(LISTED).map(|c| c.why()).collect();
        if !shown.is_empty() {
            let rest = gone.len() - shown.len();
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            out.push_str(&format!("; left out: {}{more}", shown.as_slice().join(", ")));
        }
        out
    }
}

impl JudgedColumn {
    /// Name and score, as text.
    pub fn why(&self) -> String {
        let score = self.score.map_or("undefined".into(), short);
        match &self.like {
            Some(like) => format!("{} ({score} with {like})", self.name),
            None => format!("{} ({score})", self.name),
        }
    }
}

/// A number with four digits that count.
fn short(x: f64) -> String {
    if x == 0.0 || (x.fract() == 0.0 && x.abs() < 1e6) {
        return format!("{x}");
    }
    match x.abs() {
        size if !(1e-4..1e6).contains(&size) => format!("{x:.3e}"),
        size if size >= 1e3 => format!("{x:.0}"),
        _ => {
            let digits = (3 - libm::floor(libm::log10(x.abs())) as i32).max(0) as usize;
            format!("{x:.digits$}")
        }
    }
}

impl FittedStep for SelectionState {
    fn reads(&self) -> Vec<&str> {
        Vec::new()
    }

    fn drops(&self) -> &[String] {
        &self.dropped
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.dropped.retain(|dropped| !names.contains(dropped));
    }
}
