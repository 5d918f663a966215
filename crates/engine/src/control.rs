//! How a job stands toward the engine that runs it.
//!
//! A job is one async function. Between two bounded pieces of work it awaits
//! [`Control::checkpoint`], which says how far it is and hands the thread back; whoever polls it
//! decides when it goes on, whether it goes on at all, and whether it should end with its best
//! model so far. So a job knows no clock, no channel and no thread.

use crate::Host;
use glasshouse_spec::{LearningCurve, SoFar};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

/// Where a job is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Stage {
    /// What is being done, in plain words.
    pub name: String,
    /// Share done, 0 to 1.
    pub done: f64,
    /// What time has to do with it.
    pub pace: Pace,
}

/// What the share that is done says about the time that is left.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Pace {
    /// It follows from it.
    #[default]
    Even,
    /// It follows from it, unless the end comes sooner.
    AtMost,
    /// Nothing.
    Unknown,
}

/// What a job and the engine say to each other.
pub(crate) struct Control {
    host: Rc<dyn Host>,
    stage: RefCell<Stage>,
    paused: Cell<bool>,
    can_keep: Cell<bool>,
    lacks: RefCell<Option<String>>,
    curve: RefCell<Option<LearningCurve>>,
    so_far: RefCell<Option<SoFar>>,
    keep: Cell<bool>,
    committed: Cell<bool>,
}

impl Control {
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self {
            host,
            stage: RefCell::default(),
            paused: Cell::new(false),
            can_keep: Cell::new(false),
            lacks: RefCell::default(),
            curve: RefCell::default(),
            so_far: RefCell::default(),
            keep: Cell::new(false),
            committed: Cell::new(false),
        }
    }

    /// The host that the job may ask for the time, for storage and for an ONNX runtime.
    pub fn host(&self) -> &dyn Host {
        self.host.as_ref()
    }

    /// Seconds on the host's clock.
    pub fn now(&self) -> f64 {
        self.host.now()
    }

    /// Says how far the job is and pauses; the future is ready when it is polled again.
    pub async fn checkpoint(&self, name: impl Into<String>, done: f64) {
        self.checkpoint_at(name, done, Pace::Even).await;
    }

    /// The same where time does not follow from the share that is done.
    pub async fn checkpoint_at(&self, name: impl Into<String>, done: f64, pace: Pace) {
        *self.stage.borrow_mut() = Stage { name: name.into(), done: done.clamp(0.0, 1.0), pace };
        self.paused.set(true);
        poll_fn(|_| if self.paused.get() { Poll::Pending } else { Poll::Ready(()) }).await;
    }

    /// Where the job is.
    pub fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    /// Says whether there is a model that could be kept now.
    pub fn set_can_keep(&self, can: bool) {
        self.can_keep.set(can);
    }

    /// Whether there is a model that could be kept now.
    pub fn can_keep(&self) -> bool {
        self.can_keep.get()
    }

    /// Says what is lacking for a model that could be kept.
    pub fn set_lacks(&self, what: Option<String>) {
        *self.lacks.borrow_mut() = what;
    }

    /// What is lacking for a model that could be kept, where that takes a while.
    pub fn lacks(&self) -> Option<String> {
        self.lacks.borrow().clone()
    }

    /// Says how the loss falls.
    pub fn set_curve(&self, curve: Option<LearningCurve>) {
        *self.curve.borrow_mut() = curve;
    }

    /// How the loss falls, where the job knows.
    pub fn curve(&self) -> Option<LearningCurve> {
        self.curve.borrow().clone()
    }

    /// Says what was found, beside what was found since the last time that somebody took it.
    pub fn found(&self, found: SoFar) {
        match &mut *self.so_far.borrow_mut() {
            Some(so_far) => so_far.and(found),
            none => *none = Some(found),
        }
    }

    /// Takes what was found since the last time.
    pub fn take_found(&self) -> Option<SoFar> {
        self.so_far.take()
    }

    /// Asks the job to end with its best model so far.
    pub fn ask_to_keep(&self) {
        self.keep.set(true);
    }

    /// Whether the job was asked to end with its best model so far.
    pub fn keep_asked(&self) -> bool {
        self.keep.get()
    }

    /// From here on the result stands and the job cannot be given up.
    pub fn commit(&self) {
        self.committed.set(true);
        self.can_keep.set(false);
    }

    /// Whether the result stands already.
    pub fn committed(&self) -> bool {
        self.committed.get()
    }

    /// Polls a job from checkpoint to checkpoint until it ends (`Some`) or the clock has passed
    /// `until` (`None`). Waits with it where it waits for the host.
    pub async fn run_until<T>(&self, job: &mut Pin<Box<dyn Future<Output = T>>>, until: f64) -> Option<T> {
        poll_fn(|context| {
            loop {
                self.paused.set(false);
                if let Poll::Ready(result) = job.as_mut().poll(context) {
                    return Poll::Ready(Some(result));
                }
                if !self.paused.get() {
                    return Poll::Pending;
                }
                if self.now() >= until {
                    return Poll::Ready(None);
                }
            }
        })
        .await
    }
}
