//! Work on several things at once, where the program has threads for it. Results are the same for
//! any number of them: what is shared is only read, and each item is one thread's.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Number of threads that may work.
pub(crate) fn count() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    return 1;
}

/// Works as one of the threads, so that what it shares out costs little: from outside, every time
/// would wait for them to wake.
pub(crate) fn among<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "parallel")]
    return rayon::scope(|_| work());
    #[cfg(not(feature = "parallel"))]
    work()
}

/// What comes of each item, in order.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if count() > 1 && items.len() > 1 {
        return items.into_par_iter().with_max_len(1).map(work).collect();
    }
    items.into_iter().map(work).collect()
}
