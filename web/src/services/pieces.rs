//! The portraits of a wide table's columns, which travel in pieces beside their event: the page reads
//! a few, lets the browser do what waits, and goes on, so that it never stops answering.

use super::json::{ReadError, read};
use glasshouse_spec::{ColumnProfile, Event};
use gloo::timers::future::TimeoutFuture;
use js_sys::{Array, Date, Uint8Array};
use serde::de::Error;

/// Milliseconds of reading after which the page rests.
const BUSY: f64 = 12.0;

/// Reads all pieces.
///
/// # Errors
/// A piece that is not what the worker sends.
pub async fn portraits(pieces: &Array) -> Result<Vec<ColumnProfile>, ReadError> {
    let mut columns = Vec::new();
    let mut began = Date::now();
    for piece in pieces.iter() {
        let text = String::from_utf8(Uint8Array::new(&piece).to_vec()).map_err(ReadError::custom)?;
        columns.extend(read::<Vec<ColumnProfile>>(&text)?);
        if Date::now() - began > BUSY {
            TimeoutFuture::new(0).await;
            began = Date::now();
        }
    }
    Ok(columns)
}

/// Puts them into the event that they belong to.
pub fn put(event: &mut Event, columns: Vec<ColumnProfile>) {
    match event {
        Event::Loaded { profile, .. } | Event::OtherLoaded { profile, .. } => profile.columns = columns,
        Event::Restored { data: Some(data), .. } => data.profile.columns = columns,
        _ => {}
    }
}
