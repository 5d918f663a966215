//! Estimators: parameters, training, fitted models.
//!
//! An [`EstimatorKind`] declares parameters and builds an [`Estimator`], which starts a
//! [`Training`], which is advanced a bounded chunk at a time until it yields a [`Model`]. The
//! host owns scheduling, progress, cancel and "keep the best so far". Everything is
//! deterministic: the same data, parameters and seed give the same [`ModelState`] on every host
//! and any number of threads. This crate never reads files and knows no columns.

pub mod anomaly;
mod answers;
pub mod bayes;
pub mod boosting;
mod checks;
pub mod cluster;
mod csr;
mod curve;
mod data;
pub mod dummy;
pub mod ensemble;
pub mod forecast;
pub mod kernels;
pub mod linear;
pub mod neighbours;
pub mod neural;
pub mod process;
mod registry;
mod settings;
mod state;
pub mod stochastic;
mod threads;
mod traits;
pub mod tree;

pub use csr::Csr;
pub use data::{Dataset, FeatureKind, Features, Prediction, Takes, Target};
pub use neighbours::NearRows;
pub use registry::{find, kind_info, registry};
pub use state::ModelState;
pub use traits::{
    Estimator, EstimatorKind, LearnError, Model, PREPARING, Progress, Share, Status, Training, WeightKind,
};
