//! `keep_columns`: takes all columns but some out of the table before anything else sees them.

use super::kind::{CleanKind, Does};
use super::{Cleaned, Operation, listed};

/// The kind.
pub(super) static KEEP_COLUMNS: CleanKind = CleanKind {
    id: "keep_columns",
    title: "Keep only some columns",
    help: "Takes every column that is not named out of the table. What is predicted, and columns that weigh, group, order or part the rows, stay as well, and it says so.",
    when: "A wide table of which only a few columns matter.",
    beware: "A step that names another column no longer finds it.",
    example: "keep age: name, age, fare, survived (target) → age, survived",
    params: &[],
    does: Does::KeepColumns,
};

pub(super) fn run(cleaned: &mut Cleaned, of: &Operation<'_>) {
    if of.columns.is_empty() {
        let message = "keep_columns names no column and does nothing".into();
        return cleaned.note(of, "clean.no_columns", message);
    }
    let (named, spared) = (&of.columns, of.spared);
    let others = cleaned.table.names().into_iter().map(String::from).filter(|name| !named.contains(name));
    let (needed, gone): (Vec<String>, Vec<String>) = others.partition(|name| spared.contains(name));
    if !needed.is_empty() {
        let quoted: Vec<String> = needed.iter().map(|name| format!("\"{name}\"")).collect();
        let are = if needed.len() == 1 { "is" } else { "are" };
        let message =
            format!("keep_columns keeps {}, too, which {are} needed beside the features", listed(&quoted));
        cleaned.note(of, "clean.columns_kept", message);
    }
    cleaned.table = cleaned.table.drop(&gone);
}
