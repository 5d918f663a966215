//! A good model of any kind within a time: who is tried ([`Lineup`]), what is tried next ([`Lineup::next`]), and what
//! there is to say about it in the end ([`story()`]).
//!
//! Nothing here trains and nothing knows a clock: what comes next follows from the trials so far, the seed and the share
//! of the time that is used up. The time goes to ever fewer: each kind of model once, then other parameters for the
//! better half, for the best two, for the best (K. Jamieson and A. Talwalkar, "Non-stochastic best arm
//! identification and hyperparameter optimization", 2016), at last the best of them together (L. Breiman, "Stacked
//! regressions", 1996).

mod course;
mod lineup;
mod story;
#[cfg(test)]
mod tests;

pub use course::{Attempt, Clock};
pub use lineup::{Contender, Lineup};
pub use story::story;
