//! The proof of an export: the ONNX file is reloaded in a runtime, scored on rows that the model
//! was not fitted on, and compared with what the model itself predicts.
//!
//! The comparison knows no runtime: [`OnnxCase`] holds plain vectors for any host to feed, and
//! judges what came back. The command line runs it by [`run_native`] (feature `onnxruntime`), the
//! page by ONNX Runtime Web.

mod case;
#[cfg(feature = "onnxruntime")]
mod library;
#[cfg(feature = "onnxruntime")]
mod native;

pub use case::{OnnxBatch, OnnxCase, OnnxCells, OnnxInput, OnnxOutputs, OnnxReading, enough_rows};
#[cfg(feature = "onnxruntime")]
pub use native::run_native;

use glasshouse_spec::{Fault, Receipt};

/// Largest difference that counts as equal: of a probability, or relative of a prediction.
pub const TOLERANCE: f64 = 1e-5;

/// A receipt that says why there is no proof.
pub fn unproven(model_sha256: &str, onnx_sha256: &str, part: &str, fault: Fault) -> Receipt {
    Receipt {
        runtime: None,
        onnx_sha256: onnx_sha256.into(),
        model_sha256: model_sha256.into(),
        rows: 0,
        part: part.into(),
        labels_differ: 0,
        max_difference: 0.0,
        tolerance: TOLERANCE,
        equal: false,
        fault: Some(fault),
    }
}
