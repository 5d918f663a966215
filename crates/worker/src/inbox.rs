//! Messages on their way to the engine, in order. One whose files are still read keeps its place.

use glasshouse_engine::Output;
use glasshouse_spec::{Envelope, Request};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// A message on its way to the engine.
pub enum Letter {
    /// The files of this request are being read.
    Opening(u64),
    /// They are not wanted any more.
    GivenUp(u64),
    /// Request and bytes.
    Whole(Envelope<Request>, Vec<Vec<u8>>),
    /// The answer to a message that cannot be taken.
    Refused(Box<Output>),
}

impl Letter {
    fn waits(&self) -> bool {
        matches!(self, Self::Opening(_) | Self::GivenUp(_))
    }

    /// What the engine answers while it works need not wait for a file either.
    fn is_prompt(&self) -> bool {
        use Request::{KeepBest, Kinds, Rows};
        matches!(self, Self::Whole(letter, _) if matches!(letter.body, Kinds | Rows { .. } | KeepBest { .. }))
    }
}

/// Messages that have arrived and were not taken yet, in order.
#[derive(Default)]
pub struct Inbox {
    letters: RefCell<VecDeque<Letter>>,
    waiting: RefCell<Option<Waker>>,
}

impl Inbox {
    /// Puts a letter last.
    pub fn put(&self, letter: Letter) {
        self.letters.borrow_mut().push_back(letter);
        self.wake();
    }

    /// Puts a letter into the place that was kept for it.
    pub fn fill(&self, id: u64, whole: Letter) {
        let mut letters = self.letters.borrow_mut();
        let kept =
            |letter: &&mut Letter| matches!(letter, Letter::Opening(i) | Letter::GivenUp(i) if *i == id);
        if let Some(place) = letters.iter_mut().find(kept) {
            *place = whole;
        }
        drop(letters);
        self.wake();
    }

    /// Whether the files of a request are still wanted.
    pub fn opens(&self, id: u64) -> bool {
        self.letters.borrow().iter().any(|letter| matches!(letter, Letter::Opening(i) if *i == id))
    }

    /// Ends the reading of the files of some requests.
    pub fn give_up(&self, which: impl Fn(u64) -> bool) {
        for letter in self.letters.borrow_mut().iter_mut() {
            if let Letter::Opening(id) = *letter
                && which(id)
            {
                *letter = Letter::GivenUp(id);
            }
        }
    }

    fn wake(&self) {
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    /// The place of the first letter that need not wait.
    fn next(&self) -> Option<usize> {
        let letters = self.letters.borrow();
        let first = letters.front().filter(|letter| !letter.waits()).map(|_| 0);
        first.or_else(|| letters.iter().position(Letter::is_prompt))
    }

    /// The next letter that need not wait.
    pub fn take(&self) -> Option<Letter> {
        self.next().and_then(|place| self.letters.borrow_mut().remove(place))
    }

    /// Waits until there is one.
    pub async fn filled(&self) {
        poll_fn(|context| {
            if self.next().is_none() {
                self.waiting.replace(Some(context.waker().clone()));
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }
}
