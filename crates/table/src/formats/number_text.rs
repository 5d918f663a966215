//! Numbers as text: the shortest that reads back as the same number.

use super::canonical::{Sink, Value};

/// A number as text; NaN is missing.
pub(super) struct NumberText {
    buffer: zmij::Buffer,
    number: Number,
}

enum Number {
    F32(f32),
    F64(f64),
}

impl NumberText {
    pub fn f32(number: f32) -> Self {
        Self { buffer: zmij::Buffer::new(), number: Number::F32(number) }
    }

    pub fn f64(number: f64) -> Self {
        Self { buffer: zmij::Buffer::new(), number: Number::F64(number) }
    }

    /// Puts the number.
    pub fn put(mut self, to: &mut dyn Sink) {
        let whole = match self.number {
            Number::F32(number) => f64::from(number),
            Number::F64(number) => number,
        };
        if whole.is_nan() {
            return to.put(Value::Missing);
        }
        if whole.is_infinite() {
            return to.put(Value::Number(if whole > 0.0 { "inf" } else { "-inf" }));
        }
        let text = match self.number {
            Number::F32(number) => self.buffer.format_finite(number),
            Number::F64(number) => self.buffer.format_finite(number),
        };
        to.put(Value::Number(text.strip_suffix(".0").unwrap_or(text)));
    }
}
