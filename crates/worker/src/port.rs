//! The loop between the worker's port and the engine.

use crate::host::Browser;
use crate::message::{self, Arrived};
use glasshouse_engine::Engine;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// Listens for messages and starts the task that answers them.
pub fn open() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    post_panics(scope.clone());
    let inbox = Rc::new(Inbox::default());
    let arrives = {
        let inbox = inbox.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            inbox.put(message::read(&event.data()))
        })
    };
    scope.set_onmessage(Some(arrives.as_ref().unchecked_ref()));
    arrives.forget();
    wasm_bindgen_futures::spawn_local(answer(scope, inbox));
}

/// Answers requests for as long as the worker lives.
async fn answer(scope: DedicatedWorkerGlobalScope, inbox: Rc<Inbox>) {
    let turn = Macrotask::new();
    let mut engine = Engine::new(Rc::new(Browser::new(&scope)));
    loop {
        while let Some(arrived) = inbox.take() {
            match arrived {
                Ok((envelope, buffers)) => engine.start(envelope, buffers),
                Err(refused) => message::post(&scope, *refused),
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

/// Messages that have arrived and were not taken yet.
#[derive(Default)]
struct Inbox {
    messages: RefCell<VecDeque<Arrived>>,
    waiting: RefCell<Option<Waker>>,
}

impl Inbox {
    fn put(&self, arrived: Arrived) {
        self.messages.borrow_mut().push_back(arrived);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn take(&self) -> Option<Arrived> {
        self.messages.borrow_mut().pop_front()
    }

    async fn filled(&self) {
        poll_fn(|context| {
            if self.messages.borrow().is_empty() {
                self.waiting.replace(Some(context.waker().clone()));
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }
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
