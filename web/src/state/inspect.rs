//! What was found when the table was checked: against the rules, and for rows that repeat.

use super::{Loaded, Slice};
use glasshouse_spec::{DuplicateReport, Fault, RuleReport, RuleSpec};
use std::rc::Rc;

/// Which check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Against the rules.
    Rules,
    /// For rows that repeat.
    Duplicates,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inspect {
    table: u32,
    /// The check that is under way.
    pub running: Option<Check>,
    /// How the table stood to the rules.
    pub rules: Option<Rc<RuleReport>>,
    /// The rules that it was checked against.
    pub checked: Rc<Vec<RuleSpec>>,
    /// Rows that repeat.
    pub duplicates: Option<Rc<DuplicateReport>>,
    /// The file that a rule may refer to, read last.
    pub other: Option<Rc<Loaded>>,
    /// What a check was refused for.
    pub faults: Option<(Check, Rc<Vec<Fault>>)>,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum InspectAction {
    /// This table is here now; what was found in another one is over.
    Table(u32),
    /// A check begins.
    Begin(Check),
    /// The table was checked against these rules.
    Checked(Vec<RuleSpec>, Box<RuleReport>),
    /// Rows that repeat were looked for.
    Repeats(Box<DuplicateReport>),
    /// A file that rules may refer to was read.
    Other(Rc<Loaded>),
    /// A check was refused.
    Refused(Check, Vec<Fault>),
}

impl Slice for Inspect {
    type Action = InspectAction;

    fn reduce(&self, action: InspectAction) -> Self {
        let mut next = self.clone();
        match action {
            InspectAction::Table(table) if table != self.table => next = Self { table, ..Self::default() },
            InspectAction::Table(_) => {}
            InspectAction::Begin(check) => (next.running, next.faults) = (Some(check), None),
            InspectAction::Checked(rules, report) => {
                (next.running, next.checked, next.rules) = (None, Rc::new(rules), Some(Rc::from(report)));
            }
            InspectAction::Repeats(report) => {
                (next.running, next.duplicates) = (None, Some(Rc::from(report)));
            }
            InspectAction::Other(other) => (next.other, next.faults) = (Some(other), None),
            InspectAction::Refused(check, faults) => {
                (next.running, next.faults) = (None, Some((check, Rc::new(faults))));
            }
        }
        next
    }
}

impl Inspect {
    /// Whether the report is of these rules, or of others that were changed since.
    pub fn is_of(&self, rules: &[RuleSpec]) -> bool {
        *self.checked == rules
    }

    /// What a check was refused for.
    pub fn faults_of(&self, check: Check) -> &[Fault] {
        match &self.faults {
            Some((of, faults)) if *of == check => faults,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::RuleKind;

    #[test]
    fn a_report_is_of_the_rules_it_was_made_of_and_of_one_table() {
        let rules = vec![RuleSpec::new(RuleKind::NotNull, &["a"])];
        let report = Box::new(RuleReport { rows: 3, ..RuleReport::default() });
        let here = Inspect::default()
            .reduce(InspectAction::Begin(Check::Rules))
            .reduce(InspectAction::Checked(rules.clone(), report));
        assert!(here.is_of(&rules) && !here.is_of(&[]) && here.running.is_none());
        assert!(here.reduce(InspectAction::Table(0)).rules.is_some());
        assert!(here.reduce(InspectAction::Table(1)).rules.is_none());
    }

    #[test]
    fn a_refusal_belongs_to_its_check_and_ends_with_the_next() {
        let faults = vec![Fault::new("rule.unknown", "No")];
        let refused = Inspect::default().reduce(InspectAction::Refused(Check::Rules, faults));
        assert_eq!(
            (refused.faults_of(Check::Rules).len(), refused.faults_of(Check::Duplicates).len()),
            (1, 0)
        );
        assert!(refused.reduce(InspectAction::Begin(Check::Rules)).faults.is_none());
    }
}
