//! The loop between the worker's port and the engine.

use crate::host::Browser;
use crate::inbox::{Inbox, Letter};
use crate::message::{self, Arrived};
use glasshouse_engine::{Engine, Host};
use glasshouse_spec::{Envelope, Event, Progress, Request};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// Seconds between two words of how far a file is opened.
const TOLD_EVERY: f64 = 0.1;
const MEGABYTE: usize = 1_000_000;

/// Listens for messages and starts the task that answers them.
pub fn open() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    post_panics(scope.clone());
    let inbox = Rc::new(Inbox::default());
    let arrives = {
        let (scope, inbox) = (scope.clone(), inbox.clone());
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            arrive(&scope, &inbox, message::read(&event.data()));
        })
    };
    scope.set_onmessage(Some(arrives.as_ref().unchecked_ref()));
    arrives.forget();
    wasm_bindgen_futures::spawn_local(answer(scope, inbox));
}

/// Puts a message into the inbox; one with files keeps its place there until they are read.
fn arrive(scope: &DedicatedWorkerGlobalScope, inbox: &Rc<Inbox>, arrived: Arrived) {
    match arrived {
        Ok((envelope, files)) if !files.is_empty() => {
            inbox.put(Letter::Opening(envelope.id));
            wasm_bindgen_futures::spawn_local(open_files(scope.clone(), inbox.clone(), envelope, files));
        }
        Ok((envelope, _)) if envelope.body == Request::Kinds => {
            // It is the first that a page asks, and what answers it is fetched; a file that comes meanwhile
            // does not wait for that.
            let inbox = inbox.clone();
            wasm_bindgen_futures::spawn_local(async move {
                glasshouse_engine::fetch_learning().await;
                inbox.put(Letter::Whole(envelope, Vec::new()));
                glasshouse_engine::fetch_exploring().await;
                glasshouse_engine::fetch_judging().await;
            });
        }
        Ok((envelope, _)) => {
            match envelope.body {
                Request::Cancel { job } => inbox.give_up(|id| id == job),
                Request::Forget => inbox.give_up(|_| true),
                _ => {}
            }
            inbox.put(Letter::Whole(envelope, Vec::new()));
        }
        Err(refused) => inbox.put(Letter::Refused(refused)),
    }
}

/// Reads the files of a request. One that was given up goes on without: what gave it up comes next.
async fn open_files(
    scope: DedicatedWorkerGlobalScope,
    inbox: Rc<Inbox>,
    envelope: Envelope<Request>,
    files: Vec<JsValue>,
) {
    let (id, clock) = (envelope.id, Browser::new(&scope));
    let began = clock.now();
    let mut told = began;
    let mut goes_on = |done: usize, size: usize| {
        let now = clock.now();
        if now - told >= TOLD_EVERY {
            told = now;
            let stage = format!("Opening the file, {} of {} MB", done / MEGABYTE, size / MEGABYTE);
            let progress = Progress { stage, elapsed: now - began, ..Progress::default() };
            message::post(&scope, message::says(id, Event::Progress(progress)));
        }
        inbox.opens(id)
    };
    let mut read = Vec::new();
    for file in &files {
        match message::content(file, &mut goes_on).await {
            Ok(Some(bytes)) => read.push(bytes),
            Ok(None) => break,
            Err(error) => return inbox.fill(id, Letter::Refused(message::unreadable(id, &error))),
        }
    }
    inbox.fill(id, Letter::Whole(envelope, read));
}

/// Answers requests for as long as the worker lives.
async fn answer(scope: DedicatedWorkerGlobalScope, inbox: Rc<Inbox>) {
    let turn = Macrotask::new();
    let mut engine = Engine::new(Rc::new(Browser::new(&scope)));
    loop {
        while let Some(letter) = inbox.take() {
            match letter {
                Letter::Whole(envelope, buffers) => engine.start(envelope, buffers),
                Letter::Refused(refusal) => message::post(&scope, *refusal),
                Letter::Opening(_) | Letter::GivenUp(_) => {}
            }
        }
        if engine.busy() {
            for output in engine.advance().await {
                message::post(&scope, output);
            }
            turn.over().await;
        } else {
            inbox.filled().await;
        }
    }
}

/// A panic ends the worker; its words reach the page first.
fn post_panics(scope: DedicatedWorkerGlobalScope) {
    // The hook must be `Send`; a worker has one thread, so the wrapper is never shared.
    thread_local!(static SCOPE: RefCell<Option<DedicatedWorkerGlobalScope>> = const { RefCell::new(None) });
    SCOPE.set(Some(scope));
    std::panic::set_hook(Box::new(|panic| {
        SCOPE.with_borrow(|scope| {
            if let Some(scope) = scope {
                message::post_panic(scope, &panic.to_string());
            }
        });
    }));
}

/// A turn of the event loop. A resolved promise would only be a microtask, before which no
/// message is delivered, and `setTimeout` is slowed to 4 ms; a message to oneself is neither.
struct Macrotask {
    channel: MessageChannel,
    over: Rc<Cell<bool>>,
    waiting: Rc<RefCell<Option<Waker>>>,
    _arrives: Closure<dyn FnMut(MessageEvent)>,
}

impl Macrotask {
    fn new() -> Self {
        let channel = MessageChannel::new().unwrap_throw();
        let (over, waiting) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None::<Waker>)));
        let arrives = {
            let (over, waiting) = (over.clone(), waiting.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
                over.set(true);
                if let Some(waker) = waiting.take() {
                    waker.wake();
                }
            })
        };
        channel.port1().set_onmessage(Some(arrives.as_ref().unchecked_ref()));
        Self { channel, over, waiting, _arrives: arrives }
    }

    async fn over(&self) {
        self.over.set(false);
        self.channel.port2().post_message(&JsValue::NULL).unwrap_throw();
        poll_fn(|context| {
            if self.over.get() {
                return Poll::Ready(());
            }
            self.waiting.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
