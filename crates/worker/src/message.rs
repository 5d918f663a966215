//! Messages of the port: `{ envelope: JSON text, files: [Blob] }` in, and
//! `{ envelope: JSON text, buffers: [ArrayBuffer] }` out. The portraits of a wide table's columns
//! travel beside the envelope, as `columns: [ArrayBuffer]`, each the JSON of some of them: the page
//! reads them one by one and answers the person in between.

use glasshouse_engine::Output;
use glasshouse_spec::{ColumnProfile, Envelope, Event, Fault, PROTOCOL_VERSION, Request};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync};

/// A request with the bytes beside it, or the answer to a message that is none.
pub type Arrived = Result<(Envelope<Request>, Vec<Vec<u8>>), Box<Output>>;

/// Reads a message with its files. One that is no request is answered by a fault.
pub fn read(message: &JsValue) -> Arrived {
    let text = get(message, "envelope").as_string().unwrap_or_default();
    let envelope = serde_json::from_str(&text).map_err(|error| refusal(&text, &error.to_string()))?;
    let files = get(message, "files");
    let files = files.dyn_ref::<Array>().map(Array::iter).into_iter().flatten();
    let bytes = files.map(|file| content(&file)).collect::<Result<_, _>>();
    Ok((envelope, bytes.map_err(|error| unreadable(&text, &error))?))
}

/// Bytes that are read at a time, so that no second copy of the file stands beside the first.
const READ: usize = 8 * 1024 * 1024;

/// The bytes of a file; a worker may wait for them.
pub fn content(file: &JsValue) -> Result<Vec<u8>, JsValue> {
    let file: &Blob = file.dyn_ref().ok_or("it is no file")?;
    let mut bytes = vec![0; file.size() as usize];
    let reader = FileReaderSync::new()?;
    let mut start = 0;
    for room in bytes.chunks_mut(READ) {
        let end = start + room.len();
        let piece = file.slice_with_f64_and_f64(start as f64, end as f64)?;
        let buffer = reader.read_as_array_buffer(&piece)?;
        let read = Uint8Array::new(&buffer);
        if read.length() as usize != room.len() {
            return Err("it became shorter while it was read".into());
        }
        read.copy_to(room);
        start = end;
    }
    Ok(bytes)
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

fn unreadable(text: &str, error: &JsValue) -> Box<Output> {
    let cause = error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message()));
    let fault = Fault::new("file.unreadable", "the file could not be read")
        .with_cause(cause.unwrap_or_else(|| format!("{error:?}")))
        .with_remedy("check that the file is still there and was not changed, then choose it again");
    failure(text, fault)
}

fn refusal(text: &str, cause: &str) -> Box<Output> {
    let fault = Fault::new("protocol.message", "the page sent a message that the engine does not understand")
        .with_cause(cause)
        .with_remedy("reload the page, so that both come from the same release");
    failure(text, fault)
}

/// The answer to a message that cannot be taken, under the number it bears, or 0.
fn failure(text: &str, fault: Fault) -> Box<Output> {
    let id = serde_json::from_str::<serde_json::Value>(text).ok().and_then(|v| v.get("id")?.as_u64());
    let event = Envelope {
        v: PROTOCOL_VERSION,
        id: id.unwrap_or_default(),
        body: Event::Failed { faults: vec![fault] },
    };
    Box::new(Output { event, buffers: Vec::new() })
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
