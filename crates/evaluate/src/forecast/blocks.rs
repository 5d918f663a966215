//! How sure the figures of forecasts are.
//!
//! Forecasts from neighbouring origins are wrong together: they are of the same times, and errors last. So whole
//! runs of origins are drawn, and not single forecasts: the moving block bootstrap (H. R. Künsch, "The jackknife and
//! the bootstrap for general stationary observations", Annals of Statistics 17, 1989). All series of an origin stay
//! together, so that what they share is kept.

use super::judge::{Pairs, figures};
use super::rolling::Pair;
use crate::judge::percentiles;
use crate::split::below;
use glasshouse_spec::{Interval, IntervalMethod, Intervals, Place, Scores, Warning};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Forecasts of values that all resamples may have.
const VALUES: usize = 5_000_000;
/// Resamples at most, and at least.
const RESAMPLES: (usize, usize) = (1000, 200);
/// Blocks that there must be room for: of fewer, resamples are hardly different.
const BLOCKS: usize = 3;

/// Origins of a block: the cube root of their number (P. Hall, J. L. Horowitz and B.-Y. Jing, Biometrika 82, 1995),
/// and no fewer than look at a time in common. `origins` ascend.
pub(super) fn block(origins: &[i64], horizon: u32) -> usize {
    let shared = |at: usize| {
        let until = origins[at] + i64::from(horizon);
        origins[at..].iter().take_while(|origin| **origin < until).count()
    };
    let most = (0..origins.len()).map(shared).max().unwrap_or(0);
    let root = (1..).find(|root| root * root * root >= origins.len()).unwrap_or(1);
    most.max(root)
}

/// As many places of `count` as there are, in blocks that begin anywhere where a whole one has room.
pub(super) fn resample(count: usize, block: usize, draws: &mut ChaCha8Rng) -> Vec<usize> {
    let mut places = Vec::with_capacity(count + block);
    while places.len() < count {
        let first = below(draws, (count - block + 1) as u64) as usize;
        places.extend(first..first + block);
    }
    places.truncate(count);
    places
}

/// What a bootstrap goes by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draws {
    /// Steps ahead.
    pub horizon: u32,
    /// Share of samples in which an interval is meant to hold its figure.
    pub level: f64,
    /// Seed of the draws.
    pub seed: u64,
}

/// The intervals of the scores of forecasts from several origins, and why there are none where there is no room for
/// blocks. In bounded pieces. O(resamples · forecasts).
pub(super) async fn intervals(
    of: Pairs<'_>,
    scores: &Scores,
    with: Draws,
    pause: &impl AsyncFn(f64),
) -> (Intervals, Option<Warning>) {
    let mut origins: Vec<i64> = of.pairs.iter().map(origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let (count, block) = (origins.len(), block(&origins, with.horizon));
    let values = of.pairs.iter().filter(|pair| pair.actual.is_some()).count();
    if scores.is_empty() || values == 0 {
        return (Intervals::new(), None);
    }
    if count < BLOCKS * block {
        return (Intervals::new(), Some(too_short(of.part, count, block)));
    }
    let mut from: Vec<Vec<Pair>> = vec![Vec::new(); count];
    for pair in of.pairs {
        let place = origins.partition_point(|known| *known < origin(pair));
        from[place].push(*pair);
    }
    let resamples = (VALUES / values).clamp(RESAMPLES.1, RESAMPLES.0);
    let mut draws = ChaCha8Rng::seed_from_u64(with.seed);
    let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(resamples); scores.len()];
    for at in 0..resamples {
        let drawn: Vec<Pair> = resample(count, block, &mut draws)
            .into_iter()
            .flat_map(|place| from[place].iter().copied())
            .collect();
        let told = figures(Pairs { pairs: &drawn, ..of }, scores.keys().map(String::as_str));
        for (values, score) in found.iter_mut().zip(told) {
            values.extend(score);
        }
        pause(at as f64 / resamples as f64).await;
    }
    let of_figure = |(name, values): (&String, Vec<f64>)| {
        let interval = percentiles(values, resamples, with.level)?;
        Some((name.clone(), Interval { method: IntervalMethod::Blocks, ..interval }))
    };
    (scores.keys().zip(found).filter_map(of_figure).collect(), None)
}

/// The time that a forecast was made at.
fn origin(pair: &Pair) -> i64 {
    pair.number + 1 - i64::from(pair.step)
}

fn too_short(part: &str, origins: usize, block: usize) -> Warning {
    let message = format!(
        "the figures of the {part} part have no interval: its forecasts are made at {origins} times, of which {block} in a row \
         belong together, and fewer than {BLOCKS} such runs tell nothing of how figures vary"
    );
    Warning::new("forecast.no_interval", message, Place::parameter("split"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_origins_that_look_at_the_same_times() {
        let far: Vec<i64> = (0..20).map(|at| 10 * at).collect();
        assert_eq!((block(&far, 10), block(&far, 11), block(&far, 41)), (3, 3, 5));
        assert_eq!((block(&[0], 4), block(&[], 4)), (1, 1));
    }

    #[test]
    fn resamples_are_runs() {
        let mut draws = ChaCha8Rng::seed_from_u64(1);
        let mut begins = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let places = resample(20, 6, &mut draws);
            assert_eq!(places.len(), 20);
            for run in places.chunks(6) {
                assert!(run.windows(2).all(|pair| pair[1] == pair[0] + 1) && run[0] <= 14, "{places:?}");
                begins.insert(run[0]);
            }
        }
        assert_eq!(begins.len(), 15);
    }

    /// One series, forecast one step ahead at every time.
    fn errors(errors: &[f64]) -> Vec<Pair> {
        let pair = |(number, error): (i64, &f64)| Pair {
            series: 0,
            number,
            step: 1,
            actual: Some(*error),
            predicted: 0.0,
            scale: 1.0,
            bounds: None,
        };
        (0..).zip(errors).map(pair).collect()
    }

    fn at_once<T>(work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match work.as_mut().poll(&mut context) {
            std::task::Poll::Ready(found) => found,
            std::task::Poll::Pending => unreachable!("nothing is waited for"),
        }
    }

    #[test]
    fn intervals_are_those_of_arch() {
        let text = include_str!("../../../../tests/reference/blocks.json");
        let known: serde_json::Value = serde_json::from_str(text).unwrap();
        let list: Vec<f64> = serde_json::from_value(known["errors"].clone()).unwrap();
        let pairs = errors(&list);
        let names = ["mean_absolute_error", "root_mean_squared_error"];
        let scores: Scores = names.map(|name| (name.to_owned(), 0.0)).into();
        let of = Pairs::new(&pairs, "test", &[Some(1.0)], 90);
        let with = Draws { horizon: 1, level: 0.95, seed: 1 };
        let (found, why) = at_once(intervals(of, &scores, with, &async |_| {}));
        assert!(why.is_none());
        for name in names {
            let ends = |of: &str| [0, 1].map(|end| known[of][name][end].as_f64().unwrap());
            let ([low, high], [left, right]) = (ends("blocks"), ends("alone"));
            let width = high - low;
            assert!((found[name].low - low).abs() < 0.06 * width, "{name}: {:?} {low}", found[name]);
            assert!((found[name].high - high).abs() < 0.06 * width, "{name}: {:?} {high}", found[name]);
            // Single forecasts, drawn alone, would promise far more.
            assert!(found[name].high - found[name].low > 1.3 * (right - left), "{name}");
        }
    }

    #[test]
    fn few_origins_have_no_intervals_and_say_why() {
        let pairs = errors(&[1.0, 2.0, 1.5, 0.5, 1.0]);
        let scores = Scores::from([("mean_absolute_error".to_owned(), 1.2)]);
        let with = Draws { horizon: 4, level: 0.95, seed: 1 };
        let of = Pairs::new(&pairs, "test", &[Some(1.0)], 90);
        let (found, why) = at_once(intervals(of, &scores, with, &async |_| {}));
        assert!(found.is_empty() && why.unwrap().code == "forecast.no_interval");
    }
}
