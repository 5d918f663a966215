//! Why a model answers as it does: what each column contributes to an answer, and what the model goes by.

mod leaves;
mod linear;
mod sampled;
mod trees;
mod weighing;

pub use leaves::TreeView;
pub use linear::{Lines, means};
pub use sampled::Questions;
pub use trees::{Against, BLOCK, Columns, Ensemble, TreeShap};
