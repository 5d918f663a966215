//! A finding that is being written, with its rank among those of its severity.

use glasshouse_spec::{
    Change, Finding, ParamValue, Phase, PictureRequest, Role, RuleAction, RuleKind, RuleSpec, Severity,
    StepSpec,
};

/// A finding and how far it reaches.
#[derive(Debug)]
pub(super) struct Draft {
    /// What is told.
    pub finding: Finding,
    /// Rank among findings of one severity, the largest first: 0 to 100.
    pub weight: f64,
}

impl Draft {
    /// Something about some columns, named in the table's order.
    pub fn new(code: &str, severity: Severity, weight: f64, columns: &[&str]) -> Self {
        let finding = Finding {
            code: code.into(),
            severity,
            message: String::new(),
            advice: String::new(),
            columns: columns.iter().map(ToString::to_string).collect(),
            picture: None,
            change: None,
        };
        Self { finding, weight }
    }

    /// In words: what was found, and what to do.
    #[must_use]
    pub fn says(mut self, message: impl Into<String>, advice: impl Into<String>) -> Self {
        (self.finding.message, self.finding.advice) = (message.into(), advice.into());
        self
    }

    /// With the picture that shows it.
    #[must_use]
    pub fn shown(mut self, picture: PictureRequest) -> Self {
        self.finding.picture = Some(picture);
        self
    }

    /// With the edit that answers it.
    #[must_use]
    pub fn changed(mut self, change: Change) -> Self {
        self.finding.change = Some(change);
        self
    }

    /// Answered by a step of preparation on its columns.
    #[must_use]
    pub fn prepared(self, op: &str) -> Self {
        let step = step(op, &self.finding.columns);
        self.changed(Change::AddStep { phase: Phase::Prepare, step })
    }

    /// Answered by a rule on its columns that allows what lies between two bounds and makes all else
    /// missing.
    #[must_use]
    pub fn bounded(self, min: Option<f64>, max: Option<f64>, comment: String) -> Self {
        let columns: Vec<&str> = self.finding.columns.iter().map(String::as_str).collect();
        let rule = RuleSpec {
            min: min.map(bound),
            max: max.map(bound),
            action: RuleAction::Blank,
            comment: Some(comment),
            ..RuleSpec::new(RuleKind::Range, &columns)
        };
        self.changed(Change::AddRule { rule })
    }

    /// Answered by leaving some columns out.
    #[must_use]
    pub fn left_out(self, columns: &[&str]) -> Self {
        match columns {
            [] => self,
            [one] => self.changed(Change::SetRole { column: (*one).into(), role: Role::Ignore }),
            many => self
                .changed(Change::AddStep { phase: Phase::Clean, step: StepSpec::new("drop_columns", many) }),
        }
    }
}

/// Whole numbers as people write them.
fn bound(value: f64) -> ParamValue {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    if whole { ParamValue::Int(value as i64) } else { ParamValue::Float(value) }
}

/// A step on columns without parameters.
pub(super) fn step(op: &str, columns: &[String]) -> StepSpec {
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    StepSpec::new(op, &names)
}
