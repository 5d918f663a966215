//! Estimators that are made of estimators.
//!
//! What is inside is named by the parameters (`chosen`) and trained one after the other inside one
//! training, chunk by chunk (`relay`). The state of an ensemble holds the states of what is inside
//! ([`Inner`]), which are never ensembles themselves.

mod ada_boost;
mod bagging;
mod calibrated;
mod calibrated_model;
mod chain;
mod chain_state;
mod chosen;
mod committee;
mod committee_state;
mod curve;
mod inner;
mod one_vs_rest;
mod part;
mod reading;
mod relay;
mod several;
mod several_state;
mod stacked_model;
mod stacking;
mod transformed_target;
mod transformed_target_model;
mod voting;

pub use ada_boost::AdaBoost;
pub use bagging::Bagging;
pub use calibrated::CalibratedCv;
pub(crate) use calibrated_model::Calibrated;
pub use calibrated_model::{CalibratedMember, CalibratedState};
pub(crate) use chain::Chain;
pub use chain::{ClassifierChain, RegressorChain};
pub use chain_state::{ChainKind, ChainState};
pub(crate) use chosen::nested_takes;
pub(crate) use committee::Committee;
pub use committee_state::{CommitteeKind, CommitteeState, Member, Union};
pub use curve::Curve;
pub(crate) use inner::inside;
pub use inner::{Beside, Inner};
pub use one_vs_rest::OneVsRest;
pub(crate) use part::cells;
pub use reading::Reading;
pub(crate) use several::several;
pub(crate) use several_state::Several;
pub use several_state::SeveralState;
pub(crate) use stacked_model::Stacked;
pub use stacked_model::{StackedMember, StackedState};
pub use stacking::Stacking;
pub use transformed_target::TransformedTargetRegressor;
pub(crate) use transformed_target_model::TransformedTarget;
pub use transformed_target_model::{TargetScale, TargetShape, TransformedTargetState};
pub use voting::Voting;
