//! What leaves the studio: the bundle, ONNX with its proof, the model card, predictions.
//!
//! [`to_onnx`] writes the whole fitted pipeline, raw columns in; [`OnnxCase`] proves that the
//! file predicts as the model does; [`Bundle`] is everything of a trained model in one file. The
//! same inputs give the same bytes on every host: the time of creation is passed in. This crate
//! never trains, and reads no file of its own accord.

mod bundle;
mod card;
mod dictionary;
mod error;
pub mod onnx;
mod predictions;
mod reference;
mod verify;

pub use bundle::{BUNDLE_FORMAT, Bundle, Entry, Manifest, bundle_file_name};
pub use card::{CardFacts, model_card};
pub use dictionary::dictionary;
pub use error::ExportError;
pub use onnx::{OutputNames, output_names, to_onnx};
pub use predictions::{PredictionWriter, RowPrediction, spreadsheet_safe};
pub use reference::{Reference, ReferenceBins, ReferenceCells, ReferenceColumn};
#[cfg(feature = "onnxruntime")]
pub use verify::run_native;
pub use verify::{
    OnnxBatch, OnnxCase, OnnxCells, OnnxInput, OnnxOutputs, OnnxReading, TOLERANCE, enough_rows, unproven,
};

use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
