//! What can be set of a test: declarations and values.

use super::error::TestError;
use super::levene::Center;
use super::outcome::Alternative;
use super::unit_root::Deterministic;
use std::collections::BTreeMap;

/// Something that can be set of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestOption {
    /// scipy's name, or statsmodels'.
    pub name: &'static str,
    /// Values and default.
    pub kind: TestOptionKind,
    /// What it does.
    pub help: &'static str,
}

/// What values an option takes, with its default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TestOptionKind {
    /// Any finite number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// One of several names, the first by default.
    Choice(&'static [&'static str]),
}

/// A value of an option.
#[derive(Debug, Clone, PartialEq)]
pub enum TestValue {
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A name.
    Text(String),
}

/// Values by name; what is left out takes its default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TestOptions {
    values: BTreeMap<String, TestValue>,
}

impl TestOptions {
    /// Sets a value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: TestValue) -> Self {
        self.values.insert(name.into(), value);
        self
    }

    /// Checks the values against a test's declarations.
    ///
    /// # Errors
    /// An option that the test does not have, or a value that it does not take.
    pub fn check(&self, declared: &[TestOption]) -> Result<(), TestError> {
        for (name, value) in &self.values {
            let Some(option) = declared.iter().find(|o| o.name == name) else {
                let known: Vec<&str> = declared.iter().map(|o| o.name).collect();
                let known = if known.is_empty() { "none".into() } else { known.join(", ") };
                return Err(TestError::Option(format!("the test has no option {name}; it has: {known}")));
            };
            let fits = match (&option.kind, value) {
                (TestOptionKind::Number(_), TestValue::Number(n)) => n.is_finite(),
                (TestOptionKind::Flag(_), TestValue::Flag(_)) => true,
                (TestOptionKind::Choice(names), TestValue::Text(text)) => names.contains(&text.as_str()),
                _ => false,
            };
            if !fits {
                return Err(TestError::Option(format!("{name} must be {}", option.kind)));
            }
        }
        Ok(())
    }

    pub(super) fn number(&self, name: &str, default: f64) -> f64 {
        if let Some(TestValue::Number(n)) = self.values.get(name) { *n } else { default }
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        if let Some(TestValue::Flag(f)) = self.values.get(name) { *f } else { default }
    }

    fn text(&self, name: &str) -> &str {
        if let Some(TestValue::Text(t)) = self.values.get(name) { t } else { "" }
    }

    pub(super) fn alternative(&self) -> Alternative {
        match self.text("alternative") {
            "less" => Alternative::Less,
            "greater" => Alternative::Greater,
            _ => Alternative::TwoSided,
        }
    }

    pub(super) fn center(&self) -> Center {
        match self.text("center") {
            "mean" => Center::Mean,
            "trimmed" => Center::Trimmed,
            _ => Center::Median,
        }
    }

    pub(super) fn regression(&self) -> Deterministic {
        match self.text("regression") {
            "n" => Deterministic::None,
            "ct" => Deterministic::Trend,
            "ctt" => Deterministic::Quadratic,
            _ => Deterministic::Constant,
        }
    }
}

impl std::fmt::Display for TestOptionKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(_) => f.write_str("a number"),
            Self::Flag(_) => f.write_str("true or false"),
            Self::Choice(names) => write!(f, "one of {}", names.join(", ")),
        }
    }
}
