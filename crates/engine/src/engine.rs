//! The engine: takes requests, runs one job at a time in bounded chunks, emits events.

use crate::control::{Control, Pace};
use crate::jobs::{self, Answer, Bench, Faults, Job};
use crate::state::{Shared, State};
use crate::{Host, rows};
use glasshouse_spec::{Envelope, Event, Fault, PROTOCOL_VERSION, Progress, Request};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Seconds that one call of [`Engine::advance`] aims at.
const CHUNK: f64 = 0.04;
/// Seconds between two progress events of a job.
const PROGRESS_EVERY: f64 = 0.1;
/// Seconds before the time left is told.
const TIME_LEFT_AFTER: f64 = 0.5;
/// Share done before the time left is told.
const TIME_LEFT_FROM: f64 = 0.03;

/// Something the engine says.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The event with the number of its request.
    pub event: Envelope<Event>,
    /// Bulk bytes beside it.
    pub buffers: Vec<Vec<u8>>,
}

struct Waiting {
    id: u64,
    request: Request,
    buffers: Vec<Vec<u8>>,
}

struct Running {
    id: u64,
    began: f64,
    told: f64,
    /// The stage that was told last, without its numbers.
    stage: String,
    control: Rc<Control>,
    job: Job,
    /// Whether it may have left a checkpoint.
    trains: bool,
}

/// Owns the loaded data, the last model and the jobs.
///
/// A host calls [`start`](Self::start) for each request as it arrives and
/// [`advance`](Self::advance) while the engine is [`busy`](Self::busy). Jobs run in the order of
/// their requests, one at a time. `Kinds`, `Rows`, `Cancel`, `KeepBest` and `SaveRecipe` are
/// answered even while a job runs. Every request is answered by exactly one event that ends it.
pub struct Engine {
    host: Rc<dyn Host>,
    state: Shared,
    waiting: VecDeque<Waiting>,
    running: Option<Running>,
    ready: Vec<Output>,
    /// A training was given up, and its checkpoint is to go.
    given_up: bool,
    /// Who asked what can be named in a recipe.
    asked_kinds: Vec<u64>,
}

impl Engine {
    /// An engine without data or model.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self {
            host,
            state: Rc::new(RefCell::new(State::default())),
            waiting: VecDeque::new(),
            running: None,
            ready: Vec::new(),
            given_up: false,
            asked_kinds: Vec::new(),
        }
    }

    /// Takes a request with the bytes beside it; its events come out of [`advance`](Self::advance).
    pub fn start(&mut self, envelope: Envelope<Request>, buffers: Vec<Vec<u8>>) {
        let Envelope { v, id, body } = envelope;
        if v != PROTOCOL_VERSION {
            return self.say(id, Event::Failed { faults: vec![other_version(v)] }, Vec::new());
        }
        match body {
            Request::Kinds => self.asked_kinds.push(id),
            Request::Rows { start, count, columns, view } => {
                let event = rows::answer(&self.state.borrow(), start, count, &columns, &view);
                self.say(id, event, Vec::new());
            }
            Request::Cancel { job } => {
                self.cancel(job);
                self.say(id, Event::Done, Vec::new());
            }
            Request::KeepBest { job } => {
                let event = self.keep_best(job);
                self.say(id, event, Vec::new());
            }
            request => {
                if request == Request::Forget {
                    self.cancel_all();
                }
                self.waiting.push_back(Waiting { id, request, buffers });
            }
        }
    }

    /// Whether there is anything left to do or to say.
    pub fn busy(&self) -> bool {
        let asked = !self.waiting.is_empty() || !self.asked_kinds.is_empty();
        self.running.is_some() || asked || !self.ready.is_empty() || self.given_up
    }

    /// Does one bounded chunk of work, about 50 ms, and gives what there is to say. A host lets
    /// requests in between two calls.
    pub async fn advance(&mut self) -> Vec<Output> {
        self.save_recipes().await;
        for id in std::mem::take(&mut self.asked_kinds) {
            self.end(id, jobs::kinds().await);
        }
        if std::mem::take(&mut self.given_up) {
            // Nobody waits for it; a checkpoint that stays is offered again.
            let _ = jobs::drop_unfinished(self.host.as_ref()).await;
        }
        if self.running.is_none()
            && let Some(next) = self.waiting.pop_front()
        {
            self.begin(next);
        }
        if let Some(mut running) = self.running.take() {
            let until = self.host.now() + CHUNK;
            match running.control.run_until(&mut running.job, until).await {
                Some(result) => self.end(running.id, result),
                None => self.go_on(running),
            }
        }
        std::mem::take(&mut self.ready)
    }

    fn begin(&mut self, next: Waiting) {
        let control = Rc::new(Control::new(self.host.clone()));
        let bench = Bench { state: self.state.clone(), control: control.clone() };
        let trains = matches!(next.request, Request::Train { .. } | Request::Resume);
        let job = jobs::begin(next.request, next.buffers, bench);
        let began = self.host.now();
        let stage = String::new();
        self.running = Some(Running { id: next.id, began, told: began, stage, control, job, trains });
    }

    fn end(&mut self, id: u64, result: Result<Answer, Faults>) {
        match result {
            Ok(Answer { event, buffers }) => self.say(id, event, buffers),
            Err(Faults(faults)) => self.say(id, Event::Failed { faults }, Vec::new()),
        }
    }

    fn go_on(&mut self, mut running: Running) {
        let now = self.host.now();
        let progress = running.progress(now);
        let stage = progress.stage.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        let begins = !running.stage.is_empty() && running.stage != stage;
        if begins || now - running.told >= PROGRESS_EVERY {
            running.told = now;
            stage.clone_into(&mut running.stage);
            let so_far = running.control.take_found().map(Box::new);
            self.say(running.id, Event::Progress(Progress { so_far, ..progress }), Vec::new());
        }
        self.running = Some(running);
    }

    /// A recipe is small and its keeping must not wait for a training to end.
    async fn save_recipes(&mut self) {
        let is_recipe = |w: &Waiting| matches!(w.request, Request::SaveRecipe { .. });
        while let Some(index) = self.waiting.iter().position(is_recipe) {
            let Some(Waiting { id, request: Request::SaveRecipe { recipe }, .. }) =
                self.waiting.remove(index)
            else {
                break;
            };
            let result = jobs::save_recipe(self.host.as_ref(), recipe.as_deref()).await;
            self.end(id, result);
        }
    }

    /// Gives up a job, running or waiting. One that has ended, or whose result stands already,
    /// keeps its own answer.
    fn cancel(&mut self, job: u64) {
        if let Some(running) = self.running.take_if(|r| r.id == job && !r.control.committed()) {
            self.given_up |= running.trains;
            self.say(job, Event::Cancelled, Vec::new());
        } else if let Some(index) = self.waiting.iter().position(|w| w.id == job) {
            self.waiting.remove(index);
            self.say(job, Event::Cancelled, Vec::new());
        }
    }

    fn cancel_all(&mut self) {
        let mut jobs: Vec<u64> = self.running.iter().map(|r| r.id).collect();
        jobs.extend(self.waiting.iter().map(|w| w.id));
        for job in jobs {
            self.cancel(job);
        }
    }

    /// Asks a job to end with its best model so far; one that knows what it lacks for that goes on.
    fn keep_best(&mut self, job: u64) -> Event {
        let Some(running) = self.running.as_ref().filter(|r| r.id == job) else { return Event::Done };
        if let Some(lacks) = running.control.lacks() {
            return Event::Failed { faults: vec![nothing_to_keep(&lacks)] };
        }
        running.control.ask_to_keep();
        Event::Done
    }

    fn say(&mut self, id: u64, event: Event, buffers: Vec<Vec<u8>>) {
        self.ready.push(Output { event: Envelope { v: PROTOCOL_VERSION, id, body: event }, buffers });
    }
}

impl Running {
    fn progress(&self, now: f64) -> Progress {
        let stage = self.control.stage();
        let elapsed = now - self.began;
        let known = elapsed >= TIME_LEFT_AFTER && stage.done >= TIME_LEFT_FROM && stage.pace != Pace::Unknown;
        let left = known.then(|| elapsed * (1.0 - stage.done) / stage.done);
        let (can_keep, lacks) = (self.control.can_keep(), self.control.lacks());
        let curve = self.control.curve().map(Box::new);
        let at_most = left.is_some() && stage.pace == Pace::AtMost;
        let so_far = None;
        Progress {
            stage: stage.name,
            done: stage.done,
            elapsed,
            left,
            at_most,
            can_keep,
            lacks,
            curve,
            so_far,
        }
    }
}

fn nothing_to_keep(lacks: &str) -> Fault {
    Fault::new("train.nothing_to_keep", format!("there is nothing to keep yet: {lacks}"))
        .with_remedy("wait until every target has a model, or cancel the training")
}

fn other_version(found: u32) -> Fault {
    Fault::new(
        "protocol.version",
        format!("the page speaks version {found} of the protocol and the engine version {PROTOCOL_VERSION}"),
    )
    .with_remedy("reload the page, so that both come from the same release")
}
