//! `drop_columns`: takes columns out of the table before anything else sees them.

use super::kind::{CleanKind, Does};

/// The kind.
pub(super) static DROP_COLUMNS: CleanKind = CleanKind {
    id: "drop_columns",
    title: "Drop columns",
    help: "Takes the named columns out of the table before anything else sees them.",
    when: "Columns that nothing should see, not even a step.",
    beware: "A split or a step that names the column no longer finds it.",
    example: "name, age, fare → age, fare",
    params: &[],
    does: Does::DropColumns,
};
