//! What the engine needs of the place it runs in: a clock, a calendar, storage, an ONNX runtime.
//!
//! A browser's worker, a terminal and a test each bring their own. Whatever a host cannot do it
//! says in words, and the engine turns that into a warning or a fault.

use bytes::Bytes;
use glasshouse_export::OnnxCase;
use glasshouse_spec::Receipt;
use std::future::Future;
use std::pin::Pin;

/// What a host answers when it is ready.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The place that the engine runs in.
pub trait Host {
    /// Seconds on a clock that never goes back.
    fn now(&self) -> f64;

    /// The present moment in RFC 3339, for the manifest of a bundle.
    fn date(&self) -> String;

    /// Hashes bytes by SHA-256 beside whatever goes on, and answers in hexadecimal; `None` where
    /// nothing can be done beside, so that the engine does it itself. A host that must copy the bytes
    /// first begins when it is polled, which the engine does once the file is read.
    fn sha256(&self, bytes: Bytes) -> Later<'static, Option<String>>;

    /// Whether it keeps anything: whether work for [`keep`](Self::keep) is worth while.
    fn keeps(&self) -> bool {
        true
    }

    /// Keeps bytes under a name for a later session, in place of what was there.
    fn keep<'a>(&'a self, name: &'a str, bytes: &'a [u8]) -> Later<'a, Result<(), String>>;

    /// What was kept under a name; `None` when nothing was.
    fn kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<Option<Vec<u8>>, String>>;

    /// Removes one thing that was kept; it is no error when nothing was.
    fn drop_kept<'a>(&'a self, name: &'a str) -> Later<'a, Result<(), String>>;

    /// Reloads an ONNX file in a runtime, scores the case and compares. Where there is no runtime,
    /// or it refuses the file, the receipt says so.
    fn verify<'a>(&'a self, onnx: &'a [u8], case: &'a OnnxCase) -> Later<'a, Receipt>;
}
