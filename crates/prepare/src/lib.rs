//! Steps that are fitted on training rows and applied anywhere, and the pipeline of steps and
//! an estimator.
//!
//! A [`Step`] sees only the training rows when it is fitted; what it learnt is a [`StepState`],
//! plain data, that applies to any table with the same columns. This crate never splits rows
//! and never scores.

mod step;

pub use step::{FittedStep, PrepareError, Step, StepKind, StepState};
