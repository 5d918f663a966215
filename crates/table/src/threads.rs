//! Work on several columns at once, where the program has threads for it. The result is the same for
//! any number of them: what is shared is only read, and each column is one thread's.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Number of threads that may work.
pub(crate) fn count() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    return 1;
}

/// Does two things, at once where there are threads.
pub(crate) fn both(first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
    #[cfg(feature = "parallel")]
    if count() > 1 {
        rayon::join(first, second);
        return;
    }
    first();
    second();
}

/// Changes each item with its place.
pub(crate) fn each<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync + Send) {
    #[cfg(feature = "parallel")]
    if count() > 1 {
        items.par_iter_mut().with_max_len(1).enumerate().for_each(|(i, item)| work(i, item));
        return;
    }
    items.iter_mut().enumerate().for_each(|(i, item)| work(i, item));
}

/// What comes of each item, in order.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if count() > 1 {
        return items.into_par_iter().with_max_len(1).map(work).collect();
    }
    items.into_iter().map(work).collect()
}
