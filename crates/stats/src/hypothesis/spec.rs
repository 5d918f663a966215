//! What a test declares, and how one is carried out by name.

use super::assumptions::Assumption;
use super::contingency::CrossTable;
use super::error::TestError;
use super::options::{TestOption, TestOptions};
use super::outcome::Outcome;
use super::registry::test;
use crate::pieces::{Later, Pause, at_once, no_pause};

/// What data a test takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// One sample of numbers.
    OneSample,
    /// Two independent samples of numbers.
    TwoSamples,
    /// Two samples of numbers that belong together row by row.
    Pairs,
    /// Pairs, or one sample of their differences.
    PairsOrDifferences,
    /// Two or more independent samples of numbers.
    Groups,
    /// Three or more samples of numbers that belong together row by row.
    Blocks,
    /// Two categories, counted against each other.
    Table,
    /// One sample of numbers in the order of time.
    Series,
}

impl Arity {
    /// What it takes, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::OneSample => "one column of numbers",
            Self::TwoSamples => "two samples of numbers: two columns, or one column and two groups",
            Self::Pairs => "two columns of numbers that belong together row by row",
            Self::PairsOrDifferences => {
                "two columns of numbers that belong together row by row, or one of differences"
            }
            Self::Groups => "two or more samples of numbers: columns, or one column and groups",
            Self::Blocks => "three or more columns of numbers that belong together row by row",
            Self::Table => "two columns of categories",
            Self::Series => "one column of numbers in the order of time",
        }
    }

    /// A stable machine name.
    pub fn id(self) -> &'static str {
        match self {
            Self::OneSample => "one_sample",
            Self::TwoSamples => "two_samples",
            Self::Pairs => "pairs",
            Self::PairsOrDifferences => "pairs_or_differences",
            Self::Groups => "groups",
            Self::Blocks => "blocks",
            Self::Table => "table",
            Self::Series => "series",
        }
    }
}

/// What a test is carried out on. Samples may hold NaN for missing values.
#[derive(Debug, Clone, Copy)]
pub enum TestData<'a> {
    /// Samples of numbers.
    Samples(&'a [&'a [f64]]),
    /// Two categories.
    Table(&'a CrossTable),
}

/// The effect size of a test: its name, and the sizes from which it counts as small, medium and
/// large by convention (J. Cohen, "Statistical power analysis for the behavioral sciences", 1988),
/// where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectScale {
    /// Name.
    pub name: &'static str,
    /// From where it is small, medium, large; all zero where there is no convention.
    pub steps: [f64; 3],
}

/// The declaration of a test.
pub struct TestSpec {
    /// scipy's name, or statsmodels'.
    pub id: &'static str,
    /// Plain words, the test's name beside them.
    pub title: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// What its statistic is called.
    pub statistic: &'static str,
    /// What lies in its confidence interval, if it has one.
    pub interval: Option<&'static str>,
    /// What it takes for granted.
    pub assumptions: &'static [Assumption],
    /// What data it takes.
    pub arity: Arity,
    /// Its effect size, if it has one.
    pub effect: Option<EffectScale>,
    /// What can be set.
    pub options: &'static [TestOption],
    /// What a small p-value means, and what a large one does. `{0}` and `{1}` are the names of the
    /// first two samples, `{more}` and `{less}` the same two by the sign of the effect.
    pub verdicts: (&'static str, &'static str),
    pub(super) run: Run,
}

/// How a test is carried out.
pub(super) enum Run {
    /// In time that its data take to be read.
    AtOnce(fn(&TestData<'_>, &TestOptions) -> Result<Outcome, TestError>),
    /// In bounded pieces.
    InPieces(for<'a> fn(&'a TestData<'a>, &'a TestOptions, Pause<'a>) -> Answering<'a>),
}

/// What a test comes to.
type Answering<'a> = Later<'a, Result<Outcome, TestError>>;

impl std::fmt::Debug for TestSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestSpec").field("id", &self.id).finish_non_exhaustive()
    }
}

/// As [`run_in_pieces`], without a pause.
///
/// # Errors
/// Those of [`run_in_pieces`].
pub fn run(id: &str, data: &TestData<'_>, options: &TestOptions) -> Result<Outcome, TestError> {
    at_once(run_in_pieces(id, data, options, &no_pause))
}

/// Carries out a test by name, with `pause` between bounded pieces of it.
///
/// # Errors
/// An unknown test, options that it does not take, data of another shape, and whatever stands in
/// the way of the test itself. Never gives NaN.
pub async fn run_in_pieces<'a>(
    id: &str,
    data: &'a TestData<'a>,
    options: &'a TestOptions,
    pause: Pause<'a>,
) -> Result<Outcome, TestError> {
    let spec = test(id).ok_or_else(|| TestError::Unknown(id.into()))?;
    options.check(spec.options)?;
    let outcome = match spec.run {
        Run::AtOnce(run) => run(data, options)?,
        Run::InPieces(run) => run(data, options, pause).await?,
    };
    settled(spec, Outcome { side: options.alternative(), ..outcome })
}

/// Numbers at the end of what a float can hold leave some figures without a value: without the
/// statistic there is no answer, without another figure there is an answer that lacks it. Only an
/// odds ratio may be infinite.
fn settled(spec: &TestSpec, outcome: Outcome) -> Result<Outcome, TestError> {
    let number = outcome.statistic.is_finite() || (spec.arity == Arity::Table && outcome.statistic > 0.0);
    let free = outcome.df.is_none_or(|df| df.is_finite() && df > 0.0);
    if !(number && free && outcome.p_value >= 0.0) {
        return Err(TestError::Undefined(
            "the values are so large or so nearly equal that the formula has no value",
        ));
    }
    Ok(Outcome {
        p_value: outcome.p_value.min(1.0),
        effect: outcome.effect.filter(|e| e.is_finite()),
        interval: outcome.interval.filter(|i| i.low <= i.high),
        critical: outcome.critical.into_iter().filter(|c| c.value.is_finite()).collect(),
        details: outcome.details.into_iter().filter(|(_, value)| value.is_finite()).collect(),
        ..outcome
    })
}

impl<'a> TestData<'a> {
    pub(super) fn samples(&self, arity: Arity) -> Result<&'a [&'a [f64]], TestError> {
        match *self {
            Self::Samples(samples) => Ok(samples),
            Self::Table(_) => Err(TestError::Samples { found: 0, wanted: arity.words() }),
        }
    }

    pub(super) fn one(&self) -> Result<&'a [f64], TestError> {
        match self.samples(Arity::OneSample)? {
            [one] => Ok(one),
            other => Err(TestError::Samples { found: other.len(), wanted: "one sample" }),
        }
    }

    pub(super) fn two(&self) -> Result<(&'a [f64], &'a [f64]), TestError> {
        match self.samples(Arity::TwoSamples)? {
            [a, b] => Ok((a, b)),
            other => Err(TestError::Samples { found: other.len(), wanted: "two samples" }),
        }
    }

    pub(super) fn table(&self) -> Result<&'a CrossTable, TestError> {
        match *self {
            Self::Table(table) => Ok(table),
            Self::Samples(samples) => {
                Err(TestError::Samples { found: samples.len(), wanted: Arity::Table.words() })
            }
        }
    }
}
