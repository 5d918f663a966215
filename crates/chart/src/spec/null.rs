//! Numbers that JSON cannot write: what is not finite is `null` there, and read as NaN.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something with numbers in it.
pub trait Null: Sized {
    /// The same with options for numbers.
    type Wire: Serialize + for<'a> Deserialize<'a>;
    /// For writing.
    fn wire(&self) -> Self::Wire;
    /// As read.
    fn unwire(wire: Self::Wire) -> Self;
}

impl Null for f64 {
    type Wire = Option<f64>;
    fn wire(&self) -> Option<f64> {
        self.is_finite().then_some(*self)
    }
    fn unwire(wire: Option<f64>) -> f64 {
        wire.unwrap_or(f64::NAN)
    }
}

impl Null for u64 {
    type Wire = u64;
    fn wire(&self) -> u64 {
        *self
    }
    fn unwire(wire: u64) -> u64 {
        wire
    }
}

impl Null for String {
    type Wire = String;
    fn wire(&self) -> String {
        self.clone()
    }
    fn unwire(wire: String) -> String {
        wire
    }
}

impl<T: Null> Null for Option<T> {
    type Wire = Option<T::Wire>;
    fn wire(&self) -> Self::Wire {
        self.as_ref().map(T::wire)
    }
    fn unwire(wire: Self::Wire) -> Self {
        wire.map(T::unwire)
    }
}

impl<T: Null> Null for [T; 5] {
    type Wire = [T::Wire; 5];
    fn wire(&self) -> Self::Wire {
        self.each_ref().map(T::wire)
    }
    fn unwire(wire: Self::Wire) -> Self {
        wire.map(T::unwire)
    }
}

impl<T: Null> Null for Vec<T> {
    type Wire = Vec<T::Wire>;
    fn wire(&self) -> Self::Wire {
        self.iter().map(T::wire).collect()
    }
    fn unwire(wire: Self::Wire) -> Self {
        wire.into_iter().map(T::unwire).collect()
    }
}

impl<A: Null, B: Null> Null for (A, B) {
    type Wire = (A::Wire, B::Wire);
    fn wire(&self) -> Self::Wire {
        (self.0.wire(), self.1.wire())
    }
    fn unwire(wire: Self::Wire) -> Self {
        (A::unwire(wire.0), B::unwire(wire.1))
    }
}

impl<A: Null, B: Null, C: Null> Null for (A, B, C) {
    type Wire = (A::Wire, B::Wire, C::Wire);
    fn wire(&self) -> Self::Wire {
        (self.0.wire(), self.1.wire(), self.2.wire())
    }
    fn unwire(wire: Self::Wire) -> Self {
        (A::unwire(wire.0), B::unwire(wire.1), C::unwire(wire.2))
    }
}

/// For `#[serde(with)]`.
pub fn serialize<T: Null, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.wire().serialize(serializer)
}

/// For `#[serde(with)]`.
pub fn deserialize<'a, T: Null, D: Deserializer<'a>>(deserializer: D) -> Result<T, D::Error> {
    T::Wire::deserialize(deserializer).map(T::unwire)
}
