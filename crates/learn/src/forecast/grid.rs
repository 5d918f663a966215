//! The regular times of a series: found from the times of its rows, and named again by number.

use glasshouse_stats::{first_day, year_and_month};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Shortest month.
const MONTH: i64 = 28 * DAY;
/// Dates from which it is no accident that none is a Saturday or Sunday.
const WEEKDAYS: usize = 8;

/// Regular times, numbered: dates in microseconds since 1970, or numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Grid {
    /// Dates at equal distances.
    Fixed {
        /// Number 0.
        origin: i64,
        /// Distance, above 0.
        step: i64,
    },
    /// A day of every month, quarter or year; where a month is too short, its last.
    Months {
        /// Months from one time to the next, above 0.
        every: u32,
        /// Months since 1970 of number 0.
        origin: i64,
        /// Day of the month, 1 to 31.
        day: u32,
        /// Time of the day.
        of_day: i64,
    },
    /// Mondays to Fridays.
    Weekdays {
        /// Time of the day.
        of_day: i64,
    },
    /// Numbers at equal distances.
    Numbers {
        /// Number 0.
        origin: f64,
        /// Distance, above 0.
        step: f64,
    },
}

/// Why times have no grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OffGrid {
    /// There are fewer than three different times.
    Few,
    /// A time that does not lie on the grid of the others.
    At(f64),
}

impl Grid {
    /// The grid of dates: months where they fall on one day of the month, weekdays where none is a
    /// Saturday or Sunday, else the most frequent distance, the shortest of several.
    ///
    /// `series` holds the different times of each series, ascending.
    ///
    /// # Errors
    /// Fewer than three times, or one that lies between two of the grid.
    pub fn of_dates(series: &[Vec<i64>]) -> Result<Self, OffGrid> {
        let found = Self::months(series).or_else(|| Self::weekdays(series));
        let grid = match found {
            Some(grid) => grid,
            None => {
                let step = most_frequent(differences(series)).ok_or(OffGrid::Few)?;
                let origin = series.iter().filter_map(|times| times.first().copied()).min();
                Self::Fixed { origin: origin.unwrap_or_default(), step }
            }
        };
        let off = series.iter().flatten().find(|&&time| grid.number(time as f64).is_none());
        match off {
            Some(&time) => Err(OffGrid::At(time as f64)),
            None => Ok(grid),
        }
    }

    /// The grid of numbers: their most frequent distance, the shortest of several.
    ///
    /// # Errors
    /// Those of [`of_dates`](Self::of_dates).
    pub fn of_numbers(series: &[Vec<f64>]) -> Result<Self, OffGrid> {
        let pairs = series.iter().flat_map(|times| times.windows(2));
        // Positive numbers are ordered as their bits are.
        let step =
            most_frequent(pairs.map(|pair| (pair[1] - pair[0]).to_bits() as i64)).ok_or(OffGrid::Few)?;
        let origin = series.iter().filter_map(|times| times.first().copied()).reduce(f64::min);
        let grid = Self::Numbers { origin: origin.unwrap_or_default(), step: f64::from_bits(step as u64) };
        match series.iter().flatten().find(|&&time| grid.number(time).is_none()) {
            Some(&time) => Err(OffGrid::At(time)),
            None => Ok(grid),
        }
    }

    fn months(series: &[Vec<i64>]) -> Option<Self> {
        if differences(series).any(|difference| difference < MONTH) {
            return None;
        }
        let all = || series.iter().flatten().copied();
        let of_day = all().next()?.rem_euclid(DAY);
        let day = all().map(|time| day_of_month(time).1).max()?;
        let fits =
            |time: i64| time.rem_euclid(DAY) == of_day && day_of_month(time).1 == day.min(length(time));
        if !all().all(fits) {
            return None;
        }
        let months: Vec<Vec<i64>> =
            series.iter().map(|times| times.iter().map(|&time| day_of_month(time).0).collect()).collect();
        let every = u32::try_from(most_frequent(differences(&months))?).ok()?;
        Some(Self::Months { every, origin: months.iter().flatten().copied().min()?, day, of_day })
    }

    fn weekdays(series: &[Vec<i64>]) -> Option<Self> {
        let all = || series.iter().flatten().copied();
        let of_day = all().next()?.rem_euclid(DAY);
        let fits = |time: i64| time.rem_euclid(DAY) == of_day && weekday(time) < 5;
        let enough = all().take(WEEKDAYS).count() == WEEKDAYS;
        (enough && all().all(fits) && most_frequent(differences(series)) == Some(DAY))
            .then_some(Self::Weekdays { of_day })
    }

    /// The number of a time; `None` for one that is not on the grid.
    pub fn number(&self, time: f64) -> Option<i64> {
        let date = time as i64;
        match *self {
            Self::Fixed { origin, step } => {
                let past = date.checked_sub(origin)?;
                (past.rem_euclid(step) == 0).then(|| past.div_euclid(step))
            }
            Self::Months { every, origin, day, of_day } => {
                let (month, of_month) = day_of_month(date);
                let past = month - origin;
                let fits = date.rem_euclid(DAY) == of_day
                    && of_month == day.min(length(date))
                    && past.rem_euclid(i64::from(every)) == 0;
                fits.then(|| past.div_euclid(i64::from(every)))
            }
            Self::Weekdays { of_day } => {
                let fits = date.rem_euclid(DAY) == of_day && weekday(date) < 5;
                // 1970 began on a Thursday; weeks are counted from the Monday before.
                fits.then(|| (date.div_euclid(DAY) + 3).div_euclid(7) * 5 + weekday(date))
            }
            Self::Numbers { origin, step } => {
                let number = ((time - origin) / step).round();
                let near = (origin + number * step - time).abs() <= 1e-6 * step;
                (near && number.abs() < 1e15).then_some(number as i64)
            }
        }
    }

    /// The time of a number.
    pub fn time(&self, number: i64) -> f64 {
        match *self {
            Self::Fixed { origin, step } => origin.saturating_add(number.saturating_mul(step)) as f64,
            Self::Months { every, origin, day, of_day } => {
                let month = origin.saturating_add(number.saturating_mul(i64::from(every)));
                // What microseconds can tell.
                let month = month.clamp(-3_000_000, 3_000_000);
                let first = first_day(1970 + month.div_euclid(12), month.rem_euclid(12) + 1) * DAY;
                (first + (i64::from(day.min(length(first))) - 1) * DAY + of_day) as f64
            }
            Self::Weekdays { of_day } => {
                ((number.div_euclid(5) * 7 + number.rem_euclid(5) - 3) * DAY + of_day) as f64
            }
            Self::Numbers { origin, step } => origin + number as f64 * step,
        }
    }

    /// Whether its times are dates.
    pub fn is_of_dates(&self) -> bool {
        !matches!(self, Self::Numbers { .. })
    }

    /// The number of steps after which a series is usually like itself; 1 for none.
    pub fn season(&self) -> u32 {
        match *self {
            Self::Months { every, .. } if 12 % every == 0 => 12 / every,
            Self::Weekdays { .. } => 5,
            Self::Fixed { step: DAY, .. } => 7,
            Self::Fixed { step, .. } if step == 7 * DAY => 52,
            // Five minutes and more: a day. Less: an hour, and of seconds a minute.
            Self::Fixed { step, .. } => [(5 * MINUTE, DAY), (5 * SECOND, HOUR), (SECOND, MINUTE)]
                .into_iter()
                .find(|&(least, whole)| step >= least && step < whole && whole % step == 0)
                .map_or(1, |(_, whole)| (whole / step) as u32),
            _ => 1,
        }
    }

    /// The distance in words: `day`, `15 minutes`.
    pub fn words(&self) -> String {
        let several = |count: i64, unit: &str| match count {
            1 => unit.to_string(),
            _ => format!("{count} {unit}s"),
        };
        match *self {
            Self::Months { every: 12, .. } => "year".into(),
            Self::Months { every: 3, .. } => "quarter".into(),
            Self::Months { every, .. } if every % 12 == 0 => several(i64::from(every / 12), "year"),
            Self::Months { every, .. } => several(every.into(), "month"),
            Self::Weekdays { .. } => "weekday".into(),
            Self::Numbers { step, .. } => format!("{step}"),
            Self::Fixed { step, .. } => {
                let units =
                    [(7 * DAY, "week"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")];
                let unit = units.into_iter().find(|(length, _)| step % length == 0);
                unit.map_or_else(
                    || several(step, "microsecond"),
                    |(length, word)| several(step / length, word),
                )
            }
        }
    }

    /// Where a time stands in the cycles of the calendar that are longer than a step: a name and a
    /// share of the cycle.
    pub fn cycles(&self, number: i64) -> Vec<(&'static str, f64)> {
        let Self::Numbers { .. } = self else { return self.dated(self.time(number) as i64) };
        Vec::new()
    }

    fn dated(&self, time: i64) -> Vec<(&'static str, f64)> {
        let step = match *self {
            Self::Fixed { step, .. } => step,
            Self::Months { every, .. } => i64::from(every) * MONTH,
            _ => DAY,
        };
        let within_week = step < 7 * DAY && (7 * DAY) % step == 0;
        let cycles = [
            (step < DAY, "hour of day", time.rem_euclid(DAY) as f64 / DAY as f64),
            (within_week, "day of week", weekday(time) as f64 / 7.0),
            (step < 12 * MONTH, "month", day_of_month(time).0.rem_euclid(12) as f64 / 12.0),
        ];
        cycles.into_iter().filter(|(there, ..)| *there).map(|(_, name, share)| (name, share)).collect()
    }

    /// Whether it is one that [`number`](Self::number) and [`time`](Self::time) can count with.
    pub(crate) fn is_sound(&self) -> bool {
        match *self {
            Self::Fixed { step, .. } => step > 0,
            Self::Months { every, day, origin, .. } => {
                (1..1 << 20).contains(&every) && (1..=31).contains(&day) && origin.abs() < 1 << 24
            }
            Self::Weekdays { .. } => true,
            Self::Numbers { origin, step } => origin.is_finite() && step.is_finite() && step > 0.0,
        }
    }
}

/// Months since 1970, and the day of the month from 1.
fn day_of_month(time: i64) -> (i64, u32) {
    let day = time.div_euclid(DAY);
    let (year, month) = year_and_month(day);
    ((year - 1970) * 12 + month - 1, (day - first_day(year, month) + 1) as u32)
}

/// Days of the month of a time.
fn length(time: i64) -> u32 {
    let (year, month) = year_and_month(time.div_euclid(DAY));
    let next = if month == 12 { first_day(year + 1, 1) } else { first_day(year, month + 1) };
    (next - first_day(year, month)) as u32
}

/// Days since Monday.
fn weekday(time: i64) -> i64 {
    (time.div_euclid(DAY) + 3).rem_euclid(7)
}

fn differences(series: &[Vec<i64>]) -> impl Iterator<Item = i64> + '_ {
    series.iter().flat_map(|times| times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])))
}

/// The most frequent value, the smallest of several; of at least two.
fn most_frequent(values: impl Iterator<Item = i64>) -> Option<i64> {
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let all: u64 = counts.values().sum();
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most && all >= 2).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: i64, distances: &[i64]) -> Vec<i64> {
        let mut day = first;
        let mut times = vec![first * DAY];
        for distance in distances {
            day += distance;
            times.push(day * DAY);
        }
        times
    }

    /// Words, season, and whether every time keeps its place.
    fn of(times: &[i64]) -> (String, u32) {
        let grid = Grid::of_dates(&[times.to_vec()]).unwrap();
        for &time in times {
            let number = grid.number(time as f64).unwrap();
            assert_eq!(grid.time(number), time as f64, "{grid:?}");
        }
        (grid.words(), grid.season())
    }

    #[test]
    fn distances_are_told_as_people_say_them() {
        let month_ends: Vec<i64> =
            (1..30).map(|m| (first_day(2023 + m / 12, m % 12 + 1) - 1) * DAY).collect();
        let quarters: Vec<i64> = (0..9).map(|q| first_day(2020 + q / 4, 3 * (q % 4) + 1) * DAY).collect();
        let years: Vec<i64> = (0..9).map(|y| (first_day(2020 + y, 2) + 4) * DAY).collect();
        let halves: Vec<i64> = (0..90).map(|i| i * 30 * MINUTE).collect();
        assert_eq!(of(&month_ends), ("month".into(), 12));
        assert_eq!(of(&quarters), ("quarter".into(), 4));
        assert_eq!(of(&years), ("year".into(), 1));
        assert_eq!(of(&halves), ("30 minutes".into(), 48));
        assert_eq!(of(&days(3, &[1; 20])), ("day".into(), 7));
        assert_eq!(of(&days(3, &[7; 20])), ("week".into(), 52));
        assert_eq!(of(&days(0, &[1, 3, 1, 1, 1, 1, 3, 1, 1, 1])), ("weekday".into(), 5));
        assert_eq!(of(&days(0, &[1, 1, 2, 1, 5, 1])), ("day".into(), 7), "gaps stay gaps");
    }

    #[test]
    fn a_time_between_two_is_named() {
        let mut times = days(0, &[1; 9]);
        times.push(9 * DAY + HOUR);
        assert_eq!(Grid::of_dates(&[times]), Err(OffGrid::At((9 * DAY + HOUR) as f64)));
        assert_eq!(Grid::of_dates(&[vec![0, DAY]]), Err(OffGrid::Few));
        assert_eq!(Grid::of_numbers(&[vec![1.0, 2.0, 3.0, 4.5]]), Err(OffGrid::At(4.5)));
    }

    #[test]
    fn numbers_have_a_grid_as_well() {
        let grid = Grid::of_numbers(&[vec![1949.0, 1950.0, 1952.0, 1953.0]]).unwrap();
        assert_eq!((grid.number(1960.0), grid.time(11), grid.season()), (Some(11), 1960.0, 1));
        let tenths: Vec<f64> = (0..50).map(|i| f64::from(i) * 0.1).collect();
        assert!(Grid::of_numbers(&[tenths]).is_ok());
    }
}
