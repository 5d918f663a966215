//! Models that compare a row with training rows: support vector machines of classes, numbers and of none.

mod cache;
mod classes;
mod expansion;
mod kernel;
mod numbers;
mod one_class;
mod options;
pub(crate) mod platt;
mod smo;
mod svm;
mod svm_state;

pub use expansion::Expansion;
pub use kernel::Kernel;
pub use one_class::{OneClassState, OneClassSvm};
pub use svm::Svm;
pub use svm_state::{SvmAnswers, SvmState};
