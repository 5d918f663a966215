//! Whether a series wanders off or returns: the augmented Dickey–Fuller test, whose null is that
//! it wanders, and the KPSS test, whose null is that it returns.

mod dickey_fuller;
mod kpss;
mod least_squares;
mod mackinnon;

pub use dickey_fuller::adfuller;
pub use kpss::kpss;

/// What a series is allowed besides its wandering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deterministic {
    /// Nothing: it is around zero.
    None,
    /// A level.
    #[default]
    Constant,
    /// A level and a straight trend.
    Trend,
    /// A level and a trend that bends.
    Quadratic,
}

impl Deterministic {
    /// Number of terms.
    fn terms(self) -> usize {
        self as usize
    }
}
