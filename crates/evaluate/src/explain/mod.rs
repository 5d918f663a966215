//! Why a model answers as it does: what each column contributes to an answer, and what the model goes by.

mod attribute;
mod beside;
mod counterfactual;
mod curves;
mod dropped;
mod ground;
mod leaves;
mod linear;
mod outputs;
mod permutation;
mod reached;
mod sampled;
mod similar;
mod surrogate;
mod trees;
mod weighing;

pub use attribute::{Attribution, attribute};
pub use beside::{goes_with, interacting};
pub use counterfactual::{Counterfactual, Counterfactuals, May, counterfactuals};
pub use curves::{curve, interaction};
pub use dropped::{draw, loss_without};
pub use ground::{Ground, spread};
pub use leaves::TreeView;
pub use linear::{Lines, means};
pub use outputs::Outputs;
pub use permutation::{Permuted, Scored, column_groups, orders, permutation};
pub use reached::{Answers, Wish};
pub use sampled::Questions;
pub use similar::similar;
pub use surrogate::{Surrogate, surrogate};
pub use trees::{Against, Columns, Ensemble, TreeShap};
