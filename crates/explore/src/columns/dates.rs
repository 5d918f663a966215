//! Figures of a column of dates.

use crate::bins::{count, even};
use arrow_array::TimestampMicrosecondArray;
use glasshouse_spec::{Bins, DateFigures};
use glasshouse_table::iso;

/// Microseconds of a day.
const DAY: f64 = 86_400e6;
/// Most intervals.
const MOST: usize = 60;

/// Range, middle and counts of the dates; `None` where there is none.
pub(super) fn figures(cells: &TimestampMicrosecondArray) -> Option<DateFigures> {
    let mut times: Vec<i64> = cells.iter().flatten().collect();
    times.sort_unstable();
    let (first, last) = (*times.first()?, *times.last()?);
    let sorted: Vec<f64> = times.iter().map(|t| *t as f64).collect();
    let n = (libm::sqrt(times.len() as f64).ceil() as usize).clamp(1, MOST);
    let edges = if first == last {
        vec![first as f64 - DAY / 2.0, first as f64 + DAY / 2.0]
    } else {
        even(first as f64, last as f64, n)
    };
    Some(DateFigures {
        min: iso(first),
        median: iso(times[(times.len() - 1) / 2]),
        max: iso(last),
        span_days: (last as f64 - first as f64) / DAY,
        bins: Bins { counts: count(&sorted, &edges), edges },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_and_its_middle() {
        let day = 86_400_000_000;
        let cells = TimestampMicrosecondArray::from(vec![Some(10 * day), None, Some(0), Some(day)]);
        let f = figures(&cells).unwrap();
        assert_eq!(
            (f.min.as_str(), f.median.as_str(), f.max.as_str()),
            ("1970-01-01", "1970-01-02", "1970-01-11")
        );
        assert_eq!((f.span_days, f.bins.counts.iter().sum::<u64>()), (10.0, 3));
        assert!(figures(&TimestampMicrosecondArray::from(vec![None])).is_none());
    }
}
