//! A rule in words.

use glasshouse_spec::{ColumnType, Comparison, ParamValue, RuleKind, RuleSpec};

/// Most values of a set that are named.
const NAMED: usize = 8;

/// "age lies between 0 and 120".
pub(super) fn words(rule: &RuleSpec) -> String {
    let columns = rule.columns.join(", ");
    let each = if rule.columns.len() > 1 { format!("each of {columns}") } else { columns.clone() };
    match rule.kind {
        RuleKind::Type => format!("{each} can be read as {}", rule.column_type.map_or("?", kind)),
        RuleKind::Range => format!("{each} {}", range(rule)),
        RuleKind::Set => format!("{each} is one of {}", set(&rule.values)),
        RuleKind::Pattern => format!("{each} matches {}", rule.pattern.as_deref().unwrap_or("?")),
        RuleKind::NotNull => format!("{each} is not missing"),
        RuleKind::Unique => format!("no two rows are equal in {columns}"),
        RuleKind::Compare => {
            let other = rule.other.as_deref().unwrap_or("?");
            format!("{each} {} {other}", rule.op.map_or("?", sign))
        }
        RuleKind::References => {
            let column = rule.table_column.as_deref().or(rule.columns.first().map(String::as_str));
            let (column, table) = (column.unwrap_or("?"), rule.table.as_deref().unwrap_or("?"));
            format!("{each} is a value of column {column} of {table}")
        }
    }
}

fn range(rule: &RuleSpec) -> String {
    let plain = |value: &ParamValue| value.as_str().map_or_else(|| value.to_string(), String::from);
    match (&rule.min, &rule.max) {
        (Some(min), Some(max)) => format!("lies between {} and {}", plain(min), plain(max)),
        (Some(min), None) => format!("is at least {}", plain(min)),
        (None, Some(max)) => format!("is at most {}", plain(max)),
        (None, None) => "lies anywhere".into(),
    }
}

fn set(values: &[ParamValue]) -> String {
    let named = values.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn kind(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "numbers",
        ColumnType::Categorical => "categories",
        ColumnType::Boolean => "true and false",
        ColumnType::Datetime => "dates",
        ColumnType::Text => "text",
        ColumnType::Id => "ids",
    }
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::GreaterOrEqual => ">=",
        Comparison::Greater => ">",
    }
}
