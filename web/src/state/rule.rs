//! A rule as a person types it.

use super::parsed_bound;
use glasshouse_spec::{ParamValue, RuleKind, RuleSpec};

/// What came of the fields of the form.
#[derive(Debug, Clone, PartialEq)]
pub enum ParsedRule {
    /// A rule.
    Rule(Box<RuleSpec>),
    /// Something is missing or cannot be understood.
    Wrong,
}

/// A rule on one column, of the two texts that its kind asks for.
pub fn rule_of(kind: RuleKind, column: &str, first: &str, second: &str) -> ParsedRule {
    if column.is_empty() {
        return ParsedRule::Wrong;
    }
    let mut rule = RuleSpec::new(kind, &[column]);
    let sound = match kind {
        RuleKind::Range => {
            let bounds = (bound(first), bound(second));
            (rule.min, rule.max) = bounds;
            rule.min.is_some() || rule.max.is_some()
        }
        RuleKind::Set => {
            rule.values = first.split(',').map(str::trim).filter(|v| !v.is_empty()).map(text).collect();
            !rule.values.is_empty()
        }
        RuleKind::Pattern => {
            rule.pattern = Some(first.to_owned()).filter(|pattern| !pattern.is_empty());
            rule.pattern.is_some()
        }
        _ => true,
    };
    if sound { ParsedRule::Rule(Box::new(rule)) } else { ParsedRule::Wrong }
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

    fn rule(kind: RuleKind, first: &str, second: &str) -> RuleSpec {
        match rule_of(kind, "age", first, second) {
            ParsedRule::Rule(rule) => *rule,
            ParsedRule::Wrong => panic!("{first} and {second} are refused"),
        }
    }

    #[test]
    fn rules_are_what_was_typed() {
        let range = rule(RuleKind::Range, "0", "2024-05-01");
        assert_eq!(range.min, Some(ParamValue::Float(0.0)));
        assert_eq!(range.max, Some(ParamValue::Text("2024-05-01".into())));
        assert_eq!(rule(RuleKind::Set, "a, b ,,c", "").values.len(), 3);
        assert_eq!(rule(RuleKind::Pattern, "^K", "").pattern.as_deref(), Some("^K"));
        assert_eq!(rule(RuleKind::NotNull, "", ""), RuleSpec::new(RuleKind::NotNull, &["age"]));
    }

    #[test]
    fn what_is_missing_is_wrong() {
        for (kind, column) in [
            (RuleKind::Range, "age"),
            (RuleKind::Set, "age"),
            (RuleKind::Pattern, "age"),
            (RuleKind::NotNull, ""),
        ] {
            assert_eq!(rule_of(kind, column, "", ""), ParsedRule::Wrong);
        }
    }
}
