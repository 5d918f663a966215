//! What is known of an operation of cleaning beside what it does.

use crate::PrepareError;
use crate::steps::unknown_step;
use glasshouse_spec::{KindInfo, ParamSpec};

/// A kind of cleaning that a recipe can name.
pub(super) struct CleanKind {
    pub id: &'static str,
    pub title: &'static str,
    pub help: &'static str,
    pub when: &'static str,
    pub beware: &'static str,
    pub example: &'static str,
    pub params: &'static [ParamSpec],
    pub does: Does,
}

/// What a kind does, in a file of its own each.
#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    DropDuplicates,
    DropMissing,
    Filter,
    DropColumns,
    KeepColumns,
    DropMissingColumns,
}

impl Does {
    /// Whether it does nothing unless columns are named; the others take all columns then.
    pub fn needs_names(self) -> bool {
        matches!(self, Self::DropColumns | Self::KeepColumns)
    }
}

/// The kinds, the ones most used first.
static KINDS: [&CleanKind; 6] = [
    &super::drop_duplicates::DROP_DUPLICATES,
    &super::drop_missing::DROP_MISSING,
    &super::filter::FILTER,
    &super::drop_columns::DROP_COLUMNS,
    &super::keep_columns::KEEP_COLUMNS,
    &super::drop_missing_columns::DROP_MISSING_COLUMNS,
];

/// What people, forms and the command line are told of the operations.
pub fn clean_ops() -> Vec<KindInfo> {
    KINDS.iter().map(|kind| kind.info()).collect()
}

/// The operation of a name.
///
/// # Errors
/// No operation has it.
pub fn find_clean_op(op: &str) -> Result<KindInfo, PrepareError> {
    find(op).map(CleanKind::info)
}

pub(super) fn find(op: &str) -> Result<&'static CleanKind, PrepareError> {
    let ids: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
    KINDS.iter().copied().find(|kind| kind.id == op).ok_or_else(|| unknown_step(op, &ids))
}

impl CleanKind {
    fn info(&self) -> KindInfo {
        KindInfo {
            id: self.id.into(),
            title: self.title.into(),
            family: String::new(),
            help: self.help.into(),
            when: self.when.into(),
            beware: self.beware.into(),
            example: self.example.into(),
            columns: Vec::new(),
            params: self.params.to_vec(),
            departures: Vec::new(),
            tasks: Vec::new(),
            steps: None,
            onnx: true,
        }
    }
}
