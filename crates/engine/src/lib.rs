//! Owns tables and jobs; executes requests, emits events. The one entry for every host.
//!
//! A [`Host`] gives the clock, storage and an ONNX runtime; the [`Engine`] takes
//! [`Request`](glasshouse_spec::Request)s and says [`Event`](glasshouse_spec::Event)s. Training
//! is done here and nowhere else, so the page and the command line cannot differ. Errors of every
//! room below become a [`Fault`](glasshouse_spec::Fault) once, here. This crate never draws,
//! never opens a file and never asks the system for the time.

mod control;
mod engine;
mod fault;
mod host;
mod jobs;
mod recipe;
mod rows;
mod share;
mod state;

pub use engine::{Engine, Output};
pub use host::{Host, Later};
pub use jobs::{fetch_exploring, fetch_judging, fetch_learning};
pub use recipe::{read_recipe, recipe_sha256, write_recipe};
