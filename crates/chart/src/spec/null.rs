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
