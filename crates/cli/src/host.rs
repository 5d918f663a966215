//! The terminal as the engine's host: the system's clock, no storage, the installed ONNX Runtime.

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat};
use glasshouse_engine::{Host, Later};
use glasshouse_export::{OnnxCase, run_native};
use glasshouse_spec::Receipt;
use glasshouse_table::Digest;
use std::future::ready;
use std::sync::mpsc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The terminal.
pub struct Terminal {
    began: Instant,
}

impl Terminal {
    pub fn new() -> Self {
        Self { began: Instant::now() }
    }
}

impl Host for Terminal {
    fn now(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    fn date(&self) -> String {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let date = DateTime::from_timestamp(seconds.cast_signed(), 0).unwrap_or_default();
        date.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// On a thread of those that trees grow on, where there is more than one.
    fn sha256(&self, bytes: Bytes) -> Later<'static, Option<String>> {
        if rayon::current_num_threads() < 2 {
            return Box::pin(ready(None));
        }
        let (done, digest) = mpsc::sync_channel(1);
        rayon::spawn(move || {
            // Whoever asked may have failed since, and listens no more.
            let _ = done.send(Digest::of(&bytes));
        });
        Box::pin(async move { digest.recv().ok() })
    }

    /// A command keeps nothing: its files are named by the person.
    fn keeps(&self) -> bool {
        false
    }

    fn keep<'a>(&'a self, _name: &'a str, _bytes: &'a [u8]) -> Later<'a, Result<(), String>> {
        Box::pin(ready(Ok(())))
    }

    fn kept<'a>(&'a self, _name: &'a str) -> Later<'a, Result<Option<Vec<u8>>, String>> {
        Box::pin(ready(Ok(None)))
    }

    fn drop_kept<'a>(&'a self, _name: &'a str) -> Later<'a, Result<(), String>> {
        Box::pin(ready(Ok(())))
    }

    fn verify<'a>(&'a self, onnx: &'a [u8], case: &'a OnnxCase) -> Later<'a, Receipt> {
        Box::pin(async move { run_native(onnx, case) })
    }
}
