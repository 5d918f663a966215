//! Messages of the port: `{ envelope: JSON text, files: [Blob] }` in, and
//! `{ envelope: JSON text, buffers: [ArrayBuffer] }` out. The portraits of a wide table's columns
//! travel beside the envelope, as `columns: [ArrayBuffer]`, each the JSON of some of them: the page
//! reads them one by one and answers the person in between.

use glasshouse_engine::Output;
use glasshouse_spec::{ColumnProfile, Envelope, Event, Fault, PROTOCOL_VERSION, Request};
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

/// A request with the files beside it, or the answer to a message that is none.
pub type Arrived = Result<(Envelope<Request>, Vec<JsValue>), Box<Output>>;

/// Reads a message; its files are still to be read. One that is no request is answered by a fault.
pub fn read(message: &JsValue) -> Arrived {
    let text = get(message, "envelope").as_string().unwrap_or_default();
    let envelope = serde_json::from_str(&text).map_err(|error| refusal(&text, &error.to_string()))?;
    let files = get(message, "files");
    let files = files.dyn_ref::<Array>().map(Array::iter).into_iter().flatten();
    Ok((envelope, files.collect()))
}

/// Bytes that are read at a time, so that no second copy of the file stands beside the first.
const READ: usize = 8 * 1024 * 1024;
/// Pieces that the browser brings while one is taken.
const AHEAD: usize = 3;

/// The bytes of a file. Before each piece it tells how many there are; `None` where that ends it.
pub async fn content(
    file: &JsValue,
    mut goes_on: impl FnMut(usize, usize) -> bool,
) -> Result<Option<Vec<u8>>, JsValue> {
    let file: &Blob = file.dyn_ref().ok_or("it is no file")?;
    let size = file.size() as usize;
    let bring = |start: usize| {
        let end = (start + READ).min(size);
        Ok::<_, JsValue>(file.slice_with_f64_and_f64(start as f64, end as f64)?.array_buffer())
    };
    let mut starts = (0..size).step_by(READ);
    let mut coming: VecDeque<Promise> = starts.by_ref().take(AHEAD).map(bring).collect::<Result<_, _>>()?;
    // Made while the first pieces come.
    let mut bytes = vec![0; size];
    for (index, room) in bytes.chunks_mut(READ).enumerate() {
        let Some(piece) = coming.pop_front().filter(|_| goes_on(index * READ, size)) else { return Ok(None) };
        coming.extend(starts.next().map(bring).transpose()?);
        let read = Uint8Array::new(&JsFuture::from(piece).await?);
        if read.length() as usize != room.len() {
            return Err("it became shorter while it was read".into());
        }
        read.copy_to(room);
    }
    Ok(Some(bytes))
}

/// Posts an event; its buffers are handed over, not copied by the browser.
pub fn post(scope: &DedicatedWorkerGlobalScope, mut output: Output) {
    let columns: Array = portraits(&mut output.event.body)
        .chunks(PIECE)
        .map(|piece| to_buffer(&serde_json::to_vec(piece).unwrap_throw()))
        .collect();
    let envelope = serde_json::to_string(&output.event).unwrap_throw();
    let buffers: Array = output.buffers.iter().map(|bytes| to_buffer(bytes)).collect();
    let message = Object::new();
    set(&message, "envelope", &envelope.into());
    set(&message, "buffers", &buffers);
    set(&message, "columns", &columns);
    scope.post_message_with_transfer(&message, &buffers.concat(&columns)).unwrap_throw();
}

/// Columns whose portraits travel in one piece.
const PIECE: usize = 50;

/// Takes the portraits of a table out of an event, where they are more than one piece.
fn portraits(event: &mut Event) -> Vec<ColumnProfile> {
    let profile = match event {
        Event::Loaded { profile, .. } | Event::OtherLoaded { profile, .. } => profile,
        Event::Restored { data: Some(data), .. } => &mut data.profile,
        _ => return Vec::new(),
    };
    if profile.columns.len() > PIECE { std::mem::take(&mut profile.columns) } else { Vec::new() }
}

/// Posts the words of a panic.
pub fn post_panic(scope: &DedicatedWorkerGlobalScope, text: &str) {
    let message = Object::new();
    set(&message, "panic", &text.into());
    // There is nobody left to tell when this fails too: the worker ends in any case.
    let _ = scope.post_message(&message);
}

/// The answer to a request whose file cannot be read.
pub fn unreadable(id: u64, error: &JsValue) -> Box<Output> {
    let cause = error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message()));
    let fault = Fault::new("file.unreadable", "the file could not be read")
        .with_cause(cause.unwrap_or_else(|| format!("{error:?}")))
        .with_remedy("check that the file is still there and was not changed, then choose it again");
    failure(id, fault)
}

fn refusal(text: &str, cause: &str) -> Box<Output> {
    let fault = Fault::new("protocol.message", "the page sent a message that the engine does not understand")
        .with_cause(cause)
        .with_remedy("reload the page, so that both come from the same release");
    // Under the number that the message bears, or 0.
    let id = serde_json::from_str::<serde_json::Value>(text).ok().and_then(|v| v.get("id")?.as_u64());
    failure(id.unwrap_or_default(), fault)
}

fn failure(id: u64, fault: Fault) -> Box<Output> {
    Box::new(says(id, Event::Failed { faults: vec![fault] }))
}

/// An event without bytes beside it.
pub fn says(id: u64, body: Event) -> Output {
    Output { event: Envelope { v: PROTOCOL_VERSION, id, body }, buffers: Vec::new() }
}

fn to_buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &key.into()).unwrap_or_default()
    } else {
        JsValue::UNDEFINED
    }
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // A plain object that was made here takes any property.
    let _ = Reflect::set(object, &key.into(), value);
}
