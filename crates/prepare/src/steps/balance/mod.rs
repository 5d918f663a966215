//! Steps that change how many training rows there are of each class; rows that are scored or predicted stay
//! as they are.

mod random_sampler;
mod strategy;

use crate::StepKind;

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] =
    &[&random_sampler::RANDOM_OVER_SAMPLER, &random_sampler::RANDOM_UNDER_SAMPLER];
