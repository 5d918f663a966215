//! The types of columns by their names.

use glasshouse_spec::ColumnType;

/// Every type, in the order in which they are offered.
pub const TYPES: [ColumnType; 6] = [
    ColumnType::Numeric,
    ColumnType::Categorical,
    ColumnType::Boolean,
    ColumnType::Datetime,
    ColumnType::Text,
    ColumnType::Id,
];

/// Name of a type in the catalogue and in recipes.
pub fn type_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "numeric",
        ColumnType::Categorical => "categorical",
        ColumnType::Boolean => "boolean",
        ColumnType::Datetime => "datetime",
        ColumnType::Text => "text",
        ColumnType::Id => "id",
    }
}

/// The type of a name.
pub fn type_named(name: &str) -> Option<ColumnType> {
    TYPES.into_iter().find(|kind| type_name(*kind) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_recipes() {
        for kind in TYPES {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", type_name(kind)));
            assert_eq!(type_named(type_name(kind)), Some(kind));
        }
        assert_eq!(type_named("number"), None);
    }
}
