//! Glasshouse in a Web Worker: a message port over the engine.
fn main() {}
