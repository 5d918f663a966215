//! A rule as a person types it.

use super::parsed_bound;
use glasshouse_spec::{ColumnType, Comparison, ParamValue, RuleKind, RuleSpec};

/// What the form of a rule holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDraft {
    /// What is asked.
    pub kind: RuleKind,
    /// Of which column.
    pub column: String,
    /// The first thing that the kind asks for.
    pub first: String,
    /// The second.
    pub second: String,
}

impl Default for RuleDraft {
    fn default() -> Self {
        Self { kind: RuleKind::NotNull, column: String::new(), first: String::new(), second: String::new() }
    }
}

/// How two cells can be compared, and the sign for it.
pub const COMPARISONS: [(Comparison, &str); 6] = [
    (Comparison::Less, "<"),
    (Comparison::LessOrEqual, "\u{2264}"),
    (Comparison::Equal, "="),
    (Comparison::NotEqual, "\u{2260}"),
    (Comparison::GreaterOrEqual, "\u{2265}"),
    (Comparison::Greater, ">"),
];

/// The sign of a comparison.
pub fn comparison_sign(op: Option<Comparison>) -> &'static str {
    COMPARISONS.iter().find(|(known, _)| Some(*known) == op).map_or("", |(_, sign)| sign)
}

impl RuleDraft {
    /// Asks something else, of the same column.
    pub fn ask(&mut self, kind: RuleKind) {
        let first = match kind {
            RuleKind::Type => "numeric",
            RuleKind::Compare => "\u{2264}",
            _ => "",
        };
        *self =
            Self { kind, first: first.into(), column: std::mem::take(&mut self.column), ..Self::default() };
    }

    /// The rule, if all is there that it needs; `table` is the file that a reference is to.
    pub fn rule(&self, table: Option<&str>) -> Option<RuleSpec> {
        if self.column.is_empty() {
            return None;
        }
        let mut rule = RuleSpec::new(self.kind, &[&self.column]);
        let sound = match self.kind {
            RuleKind::NotNull | RuleKind::Unique => true,
            RuleKind::Range => {
                (rule.min, rule.max) = (bound(&self.first), bound(&self.second));
                rule.min.is_some() || rule.max.is_some()
            }
            RuleKind::Set => {
                let values = self.first.split(',').map(str::trim).filter(|value| !value.is_empty());
                rule.values = values.map(text).collect();
                !rule.values.is_empty()
            }
            RuleKind::Pattern => {
                rule.pattern = Some(self.first.clone()).filter(|pattern| !pattern.is_empty());
                rule.pattern.is_some()
            }
            RuleKind::Type => {
                rule.column_type = ColumnType::named(&self.first);
                rule.column_type.is_some()
            }
            RuleKind::Compare => {
                rule.op = COMPARISONS.iter().find(|(_, sign)| *sign == self.first).map(|(op, _)| *op);
                rule.other = Some(self.second.clone()).filter(|other| !other.is_empty());
                rule.op.is_some() && rule.other.is_some()
            }
            RuleKind::References => {
                rule.table = table.map(str::to_owned);
                // The column of the same name needs no word.
                rule.table_column = Some(self.first.clone()).filter(|c| !c.is_empty() && *c != self.column);
                rule.table.is_some()
            }
        };
        sound.then_some(rule)
    }
}

/// A number, or a date as it is written.
fn bound(typed: &str) -> Option<ParamValue> {
    match parsed_bound(typed) {
        Ok(number) => number.map(ParamValue::Float),
        Err(()) => Some(text(typed.trim())),
    }
}

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted(kind: RuleKind, first: &str, second: &str) -> Option<RuleSpec> {
        let texts = (first.to_owned(), second.to_owned());
        RuleDraft { kind, column: "age".into(), first: texts.0, second: texts.1 }.rule(Some("people.csv"))
    }

    fn rule(kind: RuleKind, first: &str, second: &str) -> RuleSpec {
        drafted(kind, first, second).unwrap()
    }

    #[test]
    fn rules_are_what_was_typed() {
        let range = rule(RuleKind::Range, "0", "2024-05-01");
        assert_eq!(range.min, Some(ParamValue::Float(0.0)));
        assert_eq!(range.max, Some(ParamValue::Text("2024-05-01".into())));
        assert_eq!(rule(RuleKind::Set, "a, b ,,c", "").values.len(), 3);
        assert_eq!(rule(RuleKind::Pattern, "^K", "").pattern.as_deref(), Some("^K"));
        assert_eq!(rule(RuleKind::NotNull, "", ""), RuleSpec::new(RuleKind::NotNull, &["age"]));
        assert_eq!(rule(RuleKind::Type, "datetime", "").column_type, Some(ColumnType::Datetime));
        let compare = rule(RuleKind::Compare, "\u{2265}", "born");
        assert_eq!((compare.op, compare.other.as_deref()), (Some(Comparison::GreaterOrEqual), Some("born")));
        let refers = rule(RuleKind::References, "years", "");
        assert_eq!(
            (refers.table.as_deref(), refers.table_column.as_deref()),
            (Some("people.csv"), Some("years"))
        );
        assert_eq!(rule(RuleKind::References, "age", "").table_column, None);
    }

    #[test]
    fn what_is_missing_makes_no_rule() {
        for kind in [RuleKind::Range, RuleKind::Set, RuleKind::Pattern, RuleKind::Type, RuleKind::Compare] {
            assert_eq!(drafted(kind, "", ""), None, "{kind:?}");
        }
        assert_eq!(drafted(RuleKind::Compare, "<", ""), None);
        assert_eq!(RuleDraft::default().rule(None), None);
        let refers = RuleDraft { kind: RuleKind::References, column: "age".into(), ..RuleDraft::default() };
        assert_eq!(refers.rule(None), None, "no file is chosen");
    }

    #[test]
    fn another_kind_keeps_the_column_and_begins_with_what_is_usual() {
        let mut draft = RuleDraft { column: "age".into(), second: "9".into(), ..RuleDraft::default() };
        draft.ask(RuleKind::Type);
        assert_eq!(
            (draft.column.as_str(), draft.first.as_str(), draft.second.as_str()),
            ("age", "numeric", "")
        );
    }
}
