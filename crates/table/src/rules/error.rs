//! Why rules cannot be checked.

use glasshouse_spec::{Fault, Place};

/// Why a rule cannot be checked. `index` is its position in the recipe's list, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A column is not in its table.
    #[error("{file} has no column \"{column}\", which a rule speaks of")]
    NoColumn {
        /// Position of the rule.
        index: usize,
        /// Field that names the column.
        field: &'static str,
        /// File.
        file: String,
        /// Name that was asked for.
        column: String,
        /// The columns that the file has.
        found: Vec<String>,
    },
    /// A field is left out, does not belong to the kind, or cannot be used.
    #[error("{message}")]
    Field {
        /// Position of the rule.
        index: usize,
        /// The field.
        field: &'static str,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// The file that a rule refers to is not there.
    #[error("the file {table}, which a rule refers to, was not given")]
    NoTable {
        /// Position of the rule.
        index: usize,
        /// File.
        table: String,
    },
}

impl RuleError {
    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoColumn { .. } => "rules.no_column",
            Self::Field { .. } => "rules.field",
            Self::NoTable { .. } => "rules.no_table",
        }
    }

    /// Where it is wrong.
    pub fn place(&self) -> Place {
        let at = |index: &usize, field: &str| Some(format!("rules[{index}].{field}"));
        match self {
            Self::NoColumn { index, field, file, column, .. } => Place {
                file: Some(file.clone()),
                parameter: at(index, field),
                ..Place::column(column.as_str())
            },
            Self::Field { index, field, .. } => Place { parameter: at(index, field), ..Place::default() },
            Self::NoTable { index, table } => {
                Place { file: Some(table.clone()), parameter: at(index, "table"), ..Place::default() }
            }
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoColumn { found, .. } => {
                let shown = found.iter().take(30).cloned().collect::<Vec<_>>().join(", ");
                let more =
                    if found.len() > 30 { format!(" and {} more", found.len() - 30) } else { String::new() };
                format!("Use one of its columns: {shown}{more}.")
            }
            Self::Field { remedy, .. } => remedy.clone(),
            Self::NoTable { .. } => {
                "Load it beside the data (on the command line: --with FILE), or switch the rule off.".into()
            }
        }
    }

    /// The whole as a fault.
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.to_string()).with_place(self.place()).with_remedy(self.remedy())
    }
}
