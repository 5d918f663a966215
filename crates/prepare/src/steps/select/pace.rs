//! Fits that are written as one function and done a bounded piece at a time: the function awaits its pace
//! between two pieces, and whoever fits the step decides when it goes on.

use super::SelectionState;
use crate::step::{Fit, Fitting};
use crate::{Notes, PrepareError, StepState};
use glasshouse_spec::{Place, Warning};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Where a fit pauses and says how far it is.
#[derive(Clone)]
pub(super) struct Pace {
    done: Rc<Cell<f64>>,
    from: f64,
    to: f64,
}

impl Pace {
    /// Lets others have their turn; `done` is the share of this stretch that is done.
    pub async fn pause(&self, done: f64) {
        self.done.set(self.at(done));
        let mut passed = false;
        poll_fn(|_| match std::mem::replace(&mut passed, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }

    /// Part `number` of `count` equal parts of this stretch.
    pub fn part(&self, number: usize, count: usize) -> Self {
        let share = |n: usize| n as f64 / count.max(1) as f64;
        self.between(share(number), share(number + 1))
    }

    /// The part from one share of this stretch to another.
    pub fn between(&self, from: f64, to: f64) -> Self {
        Self { done: self.done.clone(), from: self.at(from), to: self.at(to) }
    }

    fn at(&self, done: f64) -> f64 {
        self.from + (self.to - self.from) * done.clamp(0.0, 1.0)
    }
}

type Work = Pin<Box<dyn Future<Output = Result<SelectionState, PrepareError>>>>;

/// A fit under way.
struct InPieces {
    op: &'static str,
    state: fn(SelectionState) -> StepState,
    done: Rc<Cell<f64>>,
    work: Work,
}

/// A fit by a function, whose result becomes the state of the step.
pub(super) fn in_pieces<F>(
    op: &'static str,
    state: fn(SelectionState) -> StepState,
    work: impl FnOnce(Pace) -> F,
) -> Box<dyn Fitting>
where
    F: Future<Output = Result<SelectionState, PrepareError>> + 'static,
{
    let done = Rc::new(Cell::new(0.0));
    let pace = Pace { done: done.clone(), from: 0.0, to: 1.0 };
    Box::new(InPieces { op, state, done, work: Box::pin(work(pace)) })
}

impl Fitting for InPieces {
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError> {
        match self.work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => Ok(Fit::Running(self.done.get())),
            Poll::Ready(found) => {
                let found = found?;
                let place = Place::parameter("prepare");
                notes.warnings.push(Warning::new("prepare.selected", found.summary(self.op), place));
                Ok(Fit::Done((self.state)(found).into()))
            }
        }
    }
}
