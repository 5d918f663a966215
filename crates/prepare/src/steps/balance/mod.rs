//! Steps that change how many training rows there are of each class, or at all; rows that are scored or
//! predicted stay as they are.

mod combined;
mod leaving_out;
mod near;
mod noise;
mod nominal;
mod random_sampler;
mod smote;
mod strategy;

use crate::StepKind;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &random_sampler::RANDOM_OVER_SAMPLER,
    &random_sampler::RANDOM_UNDER_SAMPLER,
    &smote::SMOTE,
    &smote::SMOTE_NC,
    &smote::BORDERLINE_SMOTE,
    &smote::ADASYN,
    &leaving_out::TOMEK_LINKS,
    &leaving_out::EDITED_NEAREST_NEIGHBOURS,
    &combined::SMOTE_TOMEK,
    &combined::SMOTE_ENN,
    &noise::NOISE_AUGMENTATION,
];
