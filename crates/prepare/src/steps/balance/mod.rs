//! Steps that change how many training rows there are of each class; rows that are scored or predicted stay
//! as they are.

mod random_sampler;
mod strategy;

pub(super) use random_sampler::{RANDOM_OVER_SAMPLER, RANDOM_UNDER_SAMPLER};
