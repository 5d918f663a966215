//! A fit that is written as one function, which pauses between bounded pieces.

use crate::step::{Fit, Fitted, Fitting};
use crate::{Notes, PrepareError};
use glasshouse_spec::Warning;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

type Work = Pin<Box<dyn Future<Output = Result<Fitted, PrepareError>>>>;

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

struct Paused {
    work: Work,
    pauses: Pauses,
}

impl Fitting for Paused {
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError> {
        let polled = self.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        notes.warnings.append(&mut self.pauses.warnings.borrow_mut());
        match polled {
            Poll::Pending => Ok(Fit::Running(self.pauses.done.get())),
            Poll::Ready(fitted) => Ok(Fit::Done(fitted?)),
        }
    }
}
