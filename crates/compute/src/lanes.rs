//! Which instructions the processor has.

pub use pulp::NullaryFnOnce as Work;
use pulp::{Arch, Scalar128b, Simd, WithSimd};

/// Runs a kernel with the widest instructions that there are.
#[inline]
pub(crate) fn widest<K: WithSimd>(kernel: K) -> K::Output {
    match Arch::new() {
        Arch::Scalar => Scalar128b.vectorize(kernel),
        arch => arch.dispatch(kernel),
    }
}

/// Runs plain loops compiled for the widest instructions that there are. What comes out is the
/// same as without: loops over elements are as wide as they may be, sums keep their order. A closure
/// of some size is not always taken into the loop; a [`Work`] whose `call` is `#[inline(always)]` is.
#[inline]
pub fn vectorised<W: Work>(work: W) -> W::Output {
    Arch::new().dispatch(work)
}
