//! Steps that make numbers of texts.

mod analyzer;
mod cells;
mod features;
mod hashed;
mod hashing_vectorizer;
mod murmur;
mod options;
mod stop_words;
mod terms;
mod vectorizer;
mod vocabulary;

use crate::StepKind;

pub use analyzer::{Analyzer, Unit};
pub use features::TextFeaturesState;
pub use hashed::{HashedTextColumn, HashedTextsState};
pub use terms::{Norm, TermsColumn, TermsState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &vectorizer::TFIDF_VECTORIZER,
    &vectorizer::COUNT_VECTORIZER,
    &hashing_vectorizer::HASHING_VECTORIZER,
    &features::TEXT_FEATURES,
];
