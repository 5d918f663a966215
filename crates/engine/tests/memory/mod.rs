//! A host that keeps things in memory, and what tests ask an engine through it.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "each test file takes what it needs; one that cannot go on fails"
)]

use bytes::Bytes;
use glasshouse_engine::{Engine, Host, Later, Output};
use glasshouse_export::{OnnxCase, unproven};
use glasshouse_spec::{Artefact, Envelope, Event, Fault, PROTOCOL_VERSION, Receipt, Request};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::ready;
use std::rc::Rc;
use std::time::Instant;

/// A host whose clock goes on by a fixed step each time it is asked, unless it has a real one.
#[derive(Default)]
pub struct Memory {
    /// When the real clock began.
    pub began: Option<Instant>,
    /// When the real clock was asked last, and the longest that it was not asked, seconds. A job asks it
    /// at every checkpoint.
    pub last: Cell<f64>,
    pub longest: Cell<f64>,
    /// Seconds by which the clock goes on; a twentieth where it is 0.
    pub tick: f64,
    /// How often the clock was asked.
    pub asked: Cell<u32>,
    /// What is kept, by name.
    pub kept: RefCell<BTreeMap<String, Vec<u8>>>,
    /// Storage refuses to work.
    pub broken: bool,
}

impl Host for Memory {
    fn now(&self) -> f64 {
        if let Some(began) = self.began {
            let now = began.elapsed().as_secs_f64();
            self.longest.set(self.longest.get().max(now - self.last.replace(now)));
            return now;
        }
        self.asked.set(self.asked.get() + 1);
        f64::from(self.asked.get()) * if self.tick > 0.0 { self.tick } else { 0.05 }
    }

    fn date(&self) -> String {
        "2001-02-03T04:05:06Z".into()
    }

    fn sha256(&self, _bytes: Bytes) -> Later<'static, Option<String>> {
        Box::pin(ready(None))
    }

    fn keep<'a>(&'a self, name: &'a str, bytes: &'a [u8]) -> Later<'a, Result<(), String>> {
        if !self.broken {
            self.kept.borrow_mut().insert(name.into(), bytes.to_vec());
        }
        Box::pin(ready(if self.broken { Err("no room".into()) } else { Ok(()) }))
    }

    fn kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(ready(Ok(self.kept.borrow().get(name).cloned())))
    }

    fn drop_kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<(), String>> {
        self.kept.borrow_mut().remove(name);
        Box::pin(ready(Ok(())))
    }

    fn verify<'a>(&'a self, _onnx: &'a [u8], case: &'a OnnxCase) -> Later<'a, Receipt> {
        let fault = Fault::new("onnx.no_runtime", "this host has no runtime");
        Box::pin(ready(unproven(&case.model_sha256, &case.onnx_sha256, &case.part, fault)))
    }
}

pub fn engine() -> Engine {
    Engine::new(Rc::new(Memory::default()))
}

pub fn start(engine: &mut Engine, id: u64, body: Request, bytes: &[u8]) {
    let buffers = if bytes.is_empty() { Vec::new() } else { vec![bytes.to_vec()] };
    engine.start(Envelope { v: PROTOCOL_VERSION, id, body }, buffers);
}

pub fn advance(engine: &mut Engine) -> Vec<Output> {
    pollster::block_on(engine.advance())
}

/// Everything that the engine says until it has nothing more to do.
pub fn rest(engine: &mut Engine) -> Vec<(u64, Event)> {
    let mut said = Vec::new();
    while engine.busy() {
        said.extend(advance(engine).into_iter().map(|output| (output.event.id, output.event.body)));
    }
    said
}

/// The event that ends a request that is alone.
pub fn ask(engine: &mut Engine, body: Request, bytes: &[u8]) -> Event {
    start(engine, 77, body, bytes);
    let mut ends: Vec<(u64, Event)> = rest(engine).into_iter().filter(|(_, event)| event.ends()).collect();
    assert_eq!(ends.len(), 1, "{ends:?}");
    let (id, event) = ends.remove(0);
    assert_eq!(id, 77);
    event
}

pub fn code(event: &Event) -> &str {
    let Event::Failed { faults } = event else { panic!("{event:?}") };
    &faults[0].code
}

pub fn export(engine: &mut Engine, artefact: Artefact) -> Vec<u8> {
    made(engine, Request::Export { artefact, card: None })
}

/// The file that a request makes.
pub fn made(engine: &mut Engine, request: Request) -> Vec<u8> {
    start(engine, 9, request, &[]);
    let mut file = None;
    while engine.busy() {
        for output in advance(engine) {
            if let Event::File { .. } = output.event.body {
                file = output.buffers.into_iter().next();
            }
        }
    }
    file.unwrap()
}
