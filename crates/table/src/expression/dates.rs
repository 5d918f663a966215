//! Functions of dates, in UTC.

use super::evaluate::NO_DATE;
use super::function::Function;
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};

/// Microseconds of a day.
const DAY: f64 = 86_400e6;

/// One function of all rows.
pub(super) fn numbers(function: Function, values: &[Vec<i64>]) -> Vec<f64> {
    use Function as F;
    if let (F::DaysBetween, [from, to]) = (function, values) {
        let days = |(from, to): (&i64, &i64)| match *from == NO_DATE || *to == NO_DATE {
            true => f64::NAN,
            // The difference of two instants of Arrow's range may need more than 64 bits.
            false => (i128::from(*to) - i128::from(*from)) as f64 / DAY,
        };
        return from.iter().zip(to).map(days).collect();
    }
    let part: fn(NaiveDateTime) -> u32 = match function {
        F::Month => |at| at.month(),
        F::Day => |at| at.day(),
        F::Weekday => |at| at.weekday().num_days_from_monday(),
        F::Hour => |at| at.hour(),
        F::Minute => |at| at.minute(),
        F::Second => |at| at.second(),
        _ => return of_each(&values[0], |at| f64::from(at.year())),
    };
    of_each(&values[0], |at| f64::from(part(at)))
}

fn of_each(dates: &[i64], part: impl Fn(NaiveDateTime) -> f64) -> Vec<f64> {
    let cell = |date: &i64| match *date {
        NO_DATE => f64::NAN,
        date => DateTime::from_timestamp_micros(date).map_or(f64::NAN, |at| part(at.naive_utc())),
    };
    dates.iter().map(cell).collect()
}
