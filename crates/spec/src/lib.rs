//! The words that every room of Glasshouse shares.
//!
//! Plain data with serde: the [`Recipe`] (the project), [`ParamSpec`] (one declaration of a
//! parameter for form, help, docs and validation), [`Request`] and [`Event`] (what crosses the
//! border between a host and the engine), [`Fault`] (what is wrong, where, what to do).
//! This crate never computes and never does I/O.

mod automl;
mod column;
mod combine;
mod comparison;
mod counterfactual;
mod drift;
mod explain;
mod explore;
mod fairness;
mod fault;
mod judge;
mod kept;
mod kinds;
mod nested;
mod params;
mod parts;
mod picture;
mod protocol;
mod recipe;
mod refit;
mod report;
mod resample;
mod rules;
mod surrogate;
mod test;
mod trace;
mod tune;
mod view;

pub use automl::*;
pub use column::*;
pub use combine::*;
pub use comparison::*;
pub use counterfactual::*;
pub use drift::*;
pub use explain::*;
pub use explore::*;
pub use fairness::*;
pub use fault::*;
pub use judge::*;
pub use kept::*;
pub use kinds::*;
pub use nested::{Nested, NestedDefault};
pub use params::*;
pub use parts::*;
pub use picture::*;
pub use protocol::*;
pub use recipe::*;
pub use refit::*;
pub use report::*;
pub use resample::*;
pub use rules::*;
pub use surrogate::*;
pub use test::*;
pub use trace::*;
pub use tune::*;
pub use view::*;
