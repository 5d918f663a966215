//! Boosted trees on binned features.
//!
//! Trees are added one after the other, each a step along the gradient of the loss (Friedman,
//! *Greedy Function Approximation*, 2001; Chen and Guestrin, *XGBoost*, 2016), on features in at
//! most 255 bins (Ke et al., *LightGBM*, 2017), with scikit-learn's parameters. Sums are whole
//! numbers, so that neither threads nor hosts can change a bit of the model.

mod bins;
mod constraints;
mod grower;
mod hist_gradient_boosting;
mod histogram;
mod loss;
mod model;
mod open;
mod options;
mod part;
mod partition;
mod split;
mod training;
mod walk;
mod watch;

pub use hist_gradient_boosting::HistGradientBoosting;
pub use loss::{LOG_BOUNDS, Link};
pub use model::{BoostedState, BranchedState};
