//! What tests take for granted, and what the data say of it.
//!
//! A check never forbids a test: it says what was looked at and what came out. Normality is looked
//! at by Shapiro and Wilk's test up to 5000 values and by D'Agostino and Pearson's above, spread by
//! Levene's test from the medians.

use super::error::TestError;
use super::meaning::{ALPHA, p_words, two_digits};
use super::outcome::Outcome;
use super::spec::TestData;
use super::{Center, levene, normaltest, shapiro};
use crate::association::spearman_in_pieces;
use crate::pieces::Pause;
use crate::ranks::{Ranks, present, present_pairs};

/// Values of a sample from which its mean is close to normal whatever its shape, by convention.
const MANY: usize = 30;
/// Most values that Shapiro and Wilk's p-value is meant for.
const SHAPIRO: usize = 5000;
/// Rows that a cell should hold: W. G. Cochran, 1954.
const EXPECTED: f64 = 5.0;
/// Skewness up to which differences count as symmetric.
const SKEW: f64 = 1.0;
/// How far Pearson's r may be from Spearman's rho before few values are suspected to make it.
const APART: f64 = 0.2;

/// Something that a test takes for granted.
#[derive(Debug, Clone, Copy)]
pub struct Assumption {
    /// In plain words.
    pub text: &'static str,
    check: Option<Check>,
}

/// What the data say of an assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whether they leave it standing.
    pub holds: bool,
    /// What was looked at and what came out.
    pub text: String,
}

/// What can be looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// Samples that are small and not normal.
    Normal,
    /// Samples that are not normal, however large.
    StrictlyNormal,
    NormalDifferences,
    SymmetricDifferences,
    EqualSpread,
    ExpectedCounts,
    FewTies,
    NoOutliers,
    MoreThan(usize),
    AtMost(usize),
}

pub(super) const fn taken(text: &'static str) -> Assumption {
    Assumption { text, check: None }
}

pub(super) const fn checked(text: &'static str, check: Check) -> Assumption {
    Assumption { text, check: Some(check) }
}

impl Assumption {
    /// What the data say, where that can be computed of them; `names` are those of the samples.
    /// In bounded pieces. Time O(n log n).
    pub async fn check(
        &self,
        data: &TestData<'_>,
        outcome: &Outcome,
        names: &[&str],
        pause: Pause<'_>,
    ) -> Option<Checked> {
        let samples = if let TestData::Samples(samples) = data { *samples } else { &[] };
        match self.check? {
            Check::Normal => normal(samples, names, MANY, pause).await,
            Check::StrictlyNormal => normal(samples, names, usize::MAX, pause).await,
            Check::NormalDifferences => {
                normal(&[&differences(samples)?], &["the differences"], MANY, pause).await
            }
            Check::SymmetricDifferences => symmetric(&differences(samples)?),
            Check::EqualSpread => equal_spread(samples, pause).await,
            Check::ExpectedCounts => expected_counts(outcome),
            Check::FewTies => few_ties(samples, pause).await,
            Check::NoOutliers => no_outliers(samples, outcome.statistic, pause).await,
            Check::MoreThan(n) => Some(counted(outcome.n > n, outcome.n)),
            Check::AtMost(n) => Some(counted(outcome.n <= n, outcome.n)),
        }
    }
}

fn counted(holds: bool, n: usize) -> Checked {
    Checked { holds, text: format!("There are {n}.") }
}

fn normality(sample: &[f64]) -> Result<f64, TestError> {
    let few = sample.iter().filter(|v| !v.is_nan()).count() <= SHAPIRO;
    let outcome = if few { shapiro(sample) } else { normaltest(sample) };
    outcome.map(|outcome| outcome.p_value)
}

/// The sample that looks least normal among those of fewer than `many` values.
async fn normal(samples: &[&[f64]], names: &[&str], many: usize, pause: Pause<'_>) -> Option<Checked> {
    let found = |sample: &[f64]| sample.iter().filter(|v| !v.is_nan()).count();
    let small: Vec<usize> = (0..samples.len()).filter(|i| found(samples[*i]) < many).collect();
    if small.is_empty() && !samples.is_empty() {
        let least = samples.iter().map(|s| found(s)).min()?;
        return Some(Checked {
            holds: true,
            text: format!("There are {least} values or more, which is many."),
        });
    }
    let mut answered = Vec::with_capacity(small.len());
    for (at, i) in small.iter().enumerate() {
        answered.extend(normality(samples[*i]).ok().map(|p| (p, *i)));
        pause((at + 1) as f64 / small.len() as f64).await;
    }
    let (p, i) = answered.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let name = names.get(i).copied().unwrap_or("the sample");
    let count = found(samples[i]);
    let holds = p >= ALPHA;
    let verdict = if holds { "none looks far from normal" } else { "it does not look normal" };
    let test = if count <= SHAPIRO { "Shapiro–Wilk" } else { "D'Agostino–Pearson" };
    let text = format!("Least normal: {name}, {count} values, {test} {}; {verdict}.", p_words(p));
    Some(Checked { holds, text })
}

/// Of pairs, or the one sample that holds them already.
fn differences(samples: &[&[f64]]) -> Option<Vec<f64>> {
    match samples {
        [one] => Some(present(one)),
        [a, b] => {
            let (a, b) = present_pairs(a, b);
            Some(a.iter().zip(&b).map(|(a, b)| a - b).collect())
        }
        _ => None,
    }
}

fn symmetric(differences: &[f64]) -> Option<Checked> {
    let skew = crate::moments(differences).skew.filter(|skew| skew.is_finite())?;
    Some(Checked { holds: skew.abs() <= SKEW, text: format!("Their skewness is {}.", two_digits(skew)) })
}

async fn equal_spread(samples: &[&[f64]], pause: Pause<'_>) -> Option<Checked> {
    let outcome = levene(samples, Center::Median, pause).await.ok()?;
    let holds = outcome.p_value >= ALPHA;
    let ratio = outcome.effect.map_or_else(String::new, |ratio| {
        format!("; the largest standard deviation is {} times the smallest", two_digits(ratio))
    });
    Some(Checked { holds, text: format!("Levene's test: {}{ratio}.", p_words(outcome.p_value)) })
}

fn expected_counts(outcome: &Outcome) -> Option<Checked> {
    let least = outcome.detail("smallest_expected")?;
    Some(Checked {
        holds: least >= EXPECTED,
        text: format!("The least expected count is {}.", two_digits(least)),
    })
}

async fn few_ties(samples: &[&[f64]], pause: Pause<'_>) -> Option<Checked> {
    let ranks = Ranks::in_pieces(&present(&samples.concat()), pause).await;
    let all = ranks.ranks.len();
    let tied: u64 = ranks.ties.iter().filter(|t| **t > 1).sum();
    let text = format!("{tied} of {all} values equal another.");
    (all > 0).then_some(Checked { holds: tied == 0, text })
}

async fn no_outliers(samples: &[&[f64]], r: f64, pause: Pause<'_>) -> Option<Checked> {
    let [x, y] = samples else { return None };
    let rho = spearman_in_pieces(x, y, pause).await?;
    let text = format!("Spearman's rho, which outliers hardly move, is {}.", two_digits(rho));
    Some(Checked { holds: (r - rho).abs() <= APART, text })
}
