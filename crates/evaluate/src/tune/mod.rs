//! Search for parameters: what can be tried ([`Space`]), and what to try next ([`propose`]).
//!
//! A proposal follows from the space, the method, the seed and the trials so far, and from nothing else. So a
//! search that was interrupted goes on as if it had not been, and gives the same trials in every host.

mod declared;
mod gaussian;
mod grid;
mod halving;
mod importance;
mod parzen;
mod space;
mod tpe;

pub use importance::importance;
pub use space::{Space, set_params};

use glasshouse_spec::SearchMethod;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A point of the space: the value of each parameter, or the place of its choice.
pub type Point = Vec<f64>;

/// What is known of a trial when the next is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What was tried.
    pub point: Point,
    /// Share of the rows that it was trained on.
    pub share: f64,
    /// Its loss, smaller being better; none where it could not be trained.
    pub loss: Option<f64>,
}

/// What to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Where.
    pub point: Point,
    /// Share of the training rows to train on.
    pub share: f64,
}

/// The next trial of at most `budget`, after those so far; none where there is nothing left to try. The first of
/// them may be anything, such as what was used before: the methods only look at what came of it.
///
/// O(trials · parameters) for [`SearchMethod::Tpe`]; for [`SearchMethod::Gp`] some hundred times the cube of the
/// trials, of which it looks at a hundred at most; less for the others.
pub fn propose(
    space: &Space,
    method: SearchMethod,
    budget: u32,
    seed: u64,
    so_far: &[Told],
) -> Option<Proposal> {
    if so_far.len() >= budget as usize {
        return None;
    }
    let mut rng = generator(seed, so_far.len() as u64);
    match method {
        SearchMethod::Grid => grid::next(space, budget, so_far).map(whole),
        SearchMethod::Random => Some(whole(space.random(&mut rng))),
        SearchMethod::Tpe => Some(whole(tpe::next(space, so_far, &mut rng))),
        SearchMethod::Gp => Some(whole(gaussian::next(space, so_far, &mut rng))),
        SearchMethod::SuccessiveHalving => {
            halving::next(space, &halving::one(budget), so_far, |at| generator(seed, at))
        }
        SearchMethod::Hyperband => {
            halving::next(space, &halving::hyperband(budget), so_far, |at| generator(seed, at))
        }
    }
}

fn whole(point: Point) -> Proposal {
    Proposal { point, share: 1.0 }
}

/// The generator of a trial, by its number: so it does not matter what others drew.
fn generator(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

#[cfg(test)]
mod tests;
