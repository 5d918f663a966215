//! Times what a person asks of a loaded table: `operations LIST FILE`.
//!
//! LIST is JSON, `[{"work", "request"}]`; FILE is read first, and is what a model is applied to. Prints `[{"rows", "work", "seconds",
//! "piece"}]`: one run each, on one thread; `piece` is the longest time between two checkpoints, at which a
//! cancel is heard. An operation that fails has no seconds, and its faults are written to standard error.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on ends")]

#[path = "../tests/memory/mod.rs"]
mod memory;

use glasshouse_engine::{Engine, Host};
use glasshouse_spec::{Event, Request};
use memory::Memory;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::time::Instant;

#[derive(Deserialize)]
struct Operation {
    work: String,
    request: Request,
}

#[derive(Serialize)]
struct Time {
    rows: u64,
    work: String,
    seconds: Option<f64>,
    piece: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, file] = arguments.as_slice() else { panic!("usage: operations LIST FILE") };
    let operations: Vec<Operation> = serde_json::from_slice(&std::fs::read(list).unwrap()).unwrap();
    let host = Rc::new(Memory { began: Some(Instant::now()), ..Memory::default() });
    let mut engine = Engine::new(host.clone());
    let bytes = std::fs::read(file).unwrap();
    let load = Request::Load { name: file.clone(), options: Default::default(), columns: Default::default() };
    let Event::Loaded { profile, .. } = asked(&mut engine, load, &bytes).1 else {
        panic!("{file} could not be read")
    };
    let rows = profile.rows;
    let times: Vec<Time> = operations
        .into_iter()
        .map(|Operation { work, request }| {
            host.now();
            host.longest.set(0.0);
            let bytes = if matches!(request, Request::Apply { .. }) { &bytes[..] } else { &[] };
            let (seconds, event) = asked(&mut engine, request, bytes);
            host.now();
            let failed = matches!(event, Event::Failed { .. });
            if failed {
                eprintln!("{work}: {event:?}");
            }
            Time { rows, work, seconds: Some(seconds).filter(|_| !failed), piece: host.longest.get() }
        })
        .collect();
    println!("{}", serde_json::to_string(&times).unwrap());
}

/// What ends a request, and the seconds until then.
fn asked(engine: &mut Engine, request: Request, bytes: &[u8]) -> (f64, Event) {
    let start = Instant::now();
    memory::start(engine, 1, request, bytes);
    let end = memory::rest(engine).into_iter().map(|(_, event)| event).find(Event::ends);
    (start.elapsed().as_secs_f64(), end.unwrap())
}
