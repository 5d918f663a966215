//! Networks of full layers, trained by gradient descent in batches.
//!
//! Products of matrices and activations are those of `compute`, whose bytes are the same on every
//! host; sums over rows run in their order.

mod embedding;
mod forward;
mod mlp;
mod model;
mod network;
mod normalise;
mod optimiser;
mod options;
mod part;
mod rate;
mod shape;
mod training;

pub use embedding::{EmbeddedState, Embedding};
pub use glasshouse_compute::activation::{Activation, normal};
pub use mlp::Mlp;
pub use model::{Checkpoint, End, Layer, MlpState};
