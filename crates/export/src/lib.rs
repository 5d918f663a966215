//! The bundle, ONNX, model card, and the proof of an export.
