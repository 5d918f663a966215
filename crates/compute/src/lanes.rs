//! Which instructions the processor has.

use pulp::{Arch, NullaryFnOnce, Scalar128b, Simd, WithSimd};

/// Runs a kernel with the widest instructions that there are.
#[inline]
pub(crate) fn widest<K: WithSimd>(kernel: K) -> K::Output {
    match Arch::new() {
        Arch::Scalar => Scalar128b.vectorize(kernel),
        arch => arch.dispatch(kernel),
    }
}

/// Runs plain loops compiled for the widest instructions that there are. What comes out is the
/// same as without: loops over elements are as wide as they may be, sums keep their order.
#[inline]
pub fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    struct Work<F>(F);
    impl<R, F: FnOnce() -> R> NullaryFnOnce for Work<F> {
        type Output = R;

        #[inline(always)]
        fn call(self) -> R {
            (self.0)()
        }
    }
    Arch::new().dispatch(Work(work))
}
