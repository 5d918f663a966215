//! Long work in bounded pieces: it pauses between them, and whoever polls it decides when it goes on.
//!
//! Such work is an async function that is given a [`Pause`], which it awaits with the share of it that
//! is done. Results are those of the same work done at once, to the last bit.

use std::cmp::Ordering;
use std::future::{Future, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What comes later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What is awaited between two pieces, with the share that is done, 0 to 1.
pub type Pause<'a> = &'a dyn Fn(f64) -> Later<'a, ()>;

/// Values that are gone through in one piece: sorting them takes about 20 milliseconds.
pub(crate) const PIECE: usize = 1 << 18;

/// The pause of work that need not pause.
pub(crate) fn no_pause<'a>(_done: f64) -> Later<'a, ()> {
    Box::pin(ready(()))
}

/// The result of work that has nothing to wait for, its pauses passed over.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(result) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
    }
}

/// Sorts values; equal ones may change places. Time O(n log n).
pub(crate) async fn sort<T: Copy>(values: &mut Vec<T>, order: impl Fn(&T, &T) -> Ordering, pause: Pause<'_>) {
    let runs = values.len().div_ceil(PIECE);
    for (run, part) in values.chunks_mut(PIECE).enumerate() {
        part.sort_unstable_by(&order);
        if runs > 1 {
            pause(0.5 * (run + 1) as f64 / runs as f64).await;
        }
    }
    merge_runs(values, PIECE, order, &|done| pause(0.5 + 0.5 * done)).await;
}

/// Sorts values that are sorted in runs of a length, by merging neighbours, and counts the exchanges of
/// neighbouring values that it takes. Equal values keep their order.
pub(crate) async fn merge_runs<T: Copy>(
    values: &mut Vec<T>,
    run: usize,
    order: impl Fn(&T, &T) -> Ordering,
    pause: Pause<'_>,
) -> u64 {
    let n = values.len();
    if run >= n {
        return 0;
    }
    let passes = n.div_ceil(run).next_power_of_two().ilog2();
    let all = (passes as usize * n) as f64;
    let mut other = values.clone();
    let (mut exchanges, mut done, mut paused) = (0, 0, 0);
    for pass in 0..passes {
        let width = run << pass;
        for start in (0..n).step_by(2 * width) {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let mut heads = (start, middle);
            for slots in other[start..end].chunks_mut(PIECE) {
                exchanges += merge(values, &mut heads, (middle, end), slots, &order);
                done += slots.len();
                if done - paused >= PIECE {
                    paused = done;
                    pause(done as f64 / all).await;
                }
            }
        }
        std::mem::swap(values, &mut other);
    }
    exchanges
}

/// Fills slots with the next values of two neighbouring runs, which begin at `heads` and end before
/// `middle` and `end`; the exchanges that it takes.
fn merge<T: Copy>(
    values: &[T],
    heads: &mut (usize, usize),
    (middle, end): (usize, usize),
    slots: &mut [T],
    order: impl Fn(&T, &T) -> Ordering,
) -> u64 {
    let (mut i, mut j) = *heads;
    let mut exchanges = 0;
    for slot in slots {
        if i < middle && (j >= end || order(&values[i], &values[j]).is_le()) {
            *slot = values[i];
            i += 1;
        } else {
            *slot = values[j];
            exchanges += (middle - i) as u64;
            j += 1;
        }
    }
    *heads = (i, j);
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn mixed(n: usize, of: u32) -> Vec<u32> {
        (0..n as u32).map(|i| i.wrapping_mul(2_654_435_761).rotate_left(9) % of).collect()
    }

    #[test]
    fn values_are_sorted_in_pieces_as_at_once() {
        for n in [0, 1, 2, PIECE, PIECE + 1, 3 * PIECE - 7, 5 * PIECE + 11] {
            let mut values = mixed(n, 1_000_003);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let shares = Cell::new((0, 0.0));
            let pause = |done: f64| {
                assert!(shares.get().1 <= done && done <= 1.0, "{done}");
                shares.set((shares.get().0 + 1, done));
                no_pause(done)
            };
            at_once(sort(&mut values, u32::cmp, &pause));
            assert_eq!(values, sorted);
            let pieces = n.div_ceil(PIECE);
            assert!(shares.get().0 + 1 >= 2 * pieces || pieces < 2, "{n}: {:?}", shares.get());
        }
    }

    #[test]
    fn exchanges_are_the_pairs_that_stand_the_wrong_way_round() {
        for n in [0, 1, 2, 3, 64, 301] {
            let mut values = mixed(n, 40);
            let wrong = |j: usize| values[..j].iter().filter(|a| **a > values[j]).count() as u64;
            let expected: u64 = (0..n).map(wrong).sum();
            let exchanges = at_once(merge_runs(&mut values, 1, u32::cmp, &no_pause));
            assert!(values.is_sorted());
            assert_eq!(exchanges, expected);
        }
    }
}
