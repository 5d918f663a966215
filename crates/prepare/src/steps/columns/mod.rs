//! Steps that choose columns by name.

mod drop_columns;

use crate::StepKind;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[&drop_columns::DROP_COLUMNS];
