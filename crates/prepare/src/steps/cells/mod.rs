//! Steps that clean up cells: they learn nothing, and do to new rows what they did to those of the training.

mod clip;
mod normalize_text;
mod parse_types;
mod replace_values;
mod words;

use crate::StepKind;

pub use normalize_text::{LetterCase, NormalizeTextState, UnicodeForm};
pub use parse_types::{ParseTypesState, ParsedType};
pub use replace_values::{ReplaceValuesState, ReplacedColumn};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &replace_values::REPLACE_VALUES,
    &normalize_text::NORMALIZE_TEXT,
    &parse_types::PARSE_TYPES,
    &clip::CLIP,
];
