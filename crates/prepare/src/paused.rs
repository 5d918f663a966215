//! Work of a step that is written as one function, which pauses between bounded pieces: a fit, or its being applied.

use crate::fitted::{Applied, Applying, Made};
use crate::step::{Fit, Fitted, Fitting};
use crate::{Notes, PrepareError};
use glasshouse_spec::Warning;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, PrepareError>> + 'a>>;

/// What such a function is given: where it pauses, and where it says what it noticed.
#[derive(Clone, Default)]
pub(crate) struct Pauses {
    done: Rc<Cell<f64>>,
    warnings: Rc<RefCell<Vec<Warning>>>,
}

impl Pauses {
    /// Lets others have their turn; `done` is the share of the work that is done, 0 to 1.
    pub async fn at(&self, done: f64) {
        self.done.set(done);
        let mut waited = false;
        poll_fn(|_| match std::mem::replace(&mut waited, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }

    /// Says what a person should know.
    pub fn warn(&self, warning: Warning) {
        self.warnings.borrow_mut().push(warning);
    }
}

/// The fit that a function does.
pub(crate) fn paused<F>(work: impl FnOnce(Pauses) -> F) -> Box<dyn Fitting>
where
    F: Future<Output = Result<Fitted, PrepareError>> + 'static,
{
    let pauses = Pauses::default();
    Box::new(Paused { work: Box::pin(work(pauses.clone())), pauses })
}

/// The application of a step that a function does.
pub(crate) fn applied<'a, F>(work: impl FnOnce(Pauses) -> F) -> Box<dyn Applying + 'a>
where
    F: Future<Output = Result<Made, PrepareError>> + 'a,
{
    let pauses = Pauses::default();
    Box::new(Paused { work: Box::pin(work(pauses.clone())), pauses })
}

struct Paused<'a, T> {
    work: Work<'a, T>,
    pauses: Pauses,
}

impl<T> Paused<'_, T> {
    /// Does the next piece; what came of it, if that was the last.
    fn go_on(&mut self, notes: &mut Notes) -> Result<Option<T>, PrepareError> {
        let polled = self.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        notes.warnings.append(&mut self.pauses.warnings.borrow_mut());
        match polled {
            Poll::Pending => Ok(None),
            Poll::Ready(done) => done.map(Some),
        }
    }
}

impl Fitting for Paused<'_, Fitted> {
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError> {
        let done = self.go_on(notes)?;
        Ok(done.map_or_else(|| Fit::Running(self.pauses.done.get()), Fit::Done))
    }
}

impl Applying for Paused<'_, Made> {
    fn advance(&mut self, notes: &mut Notes) -> Result<Applied, PrepareError> {
        let done = self.go_on(notes)?;
        Ok(done.map_or_else(|| Applied::Running(self.pauses.done.get()), Applied::Done))
    }
}
