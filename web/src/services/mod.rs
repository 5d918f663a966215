//! Effects on the world outside the slices: the worker, files, the browser's storage and its
//! record of requests.

mod alive;
pub mod clipboard;
pub mod files;
pub mod json;
pub mod keep;
pub mod pictures;
mod pieces;
pub mod port;
pub mod proof;
pub mod samples;
