//! Why a model answers as it does: what each column contributes to an answer, and what the model goes by.

mod attribute;
mod curves;
mod ground;
mod leaves;
mod linear;
mod outputs;
mod permutation;
mod sampled;
mod trees;
mod weighing;

pub use attribute::{Attribution, attribute};
pub use curves::{curve, interaction};
pub use ground::{Ground, spread};
pub use leaves::TreeView;
pub use linear::{Lines, means};
pub use outputs::Outputs;
pub use permutation::{Permuted, Scored, column_groups, orders, permutation};
pub use sampled::Questions;
pub use trees::{Against, Columns, Ensemble, TreeShap};
