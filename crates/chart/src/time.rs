//! Dates along an axis and in words, from microseconds since 1970-01-01 UTC.
//!
//! Calendar arithmetic is Howard Hinnant's
//! (<https://howardhinnant.github.io/date_algorithms.html>): proleptic Gregorian, exact for any year.

const SECOND: f64 = 1e6;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Days, and days that are steps of months and years; beyond years of 999,999 there is no calendar.
const FARTHEST: f64 = 3.1e19;

/// A date by year, month from 1 and day from 1.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01 of the first of a month.
fn days(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A year as dates have it.
fn year_words(year: i64) -> String {
    if (0..10_000).contains(&year) { format!("{year:04}") } else { year.to_string() }
}

fn date(micros: f64) -> String {
    let (year, month, day) = civil((micros / DAY).floor() as i64);
    format!("{}-{month:02}-{day:02}", year_words(year))
}

/// Time of the day, as exact as `step` needs it.
fn clock(micros: f64, step: f64) -> String {
    let of_day = micros.rem_euclid(DAY);
    let (hour, minute) = ((of_day / HOUR).floor(), (of_day % HOUR / MINUTE).floor());
    let second = of_day % MINUTE / SECOND;
    if step >= MINUTE {
        return format!("{hour:02}:{minute:02}");
    }
    let decimals = (6.0 - step.log10().floor()).clamp(0.0, 6.0) as usize;
    let width = if decimals == 0 { 2 } else { decimals + 3 };
    format!("{hour:02}:{minute:02}:{second:0width$.decimals$}")
}

/// An instant as it is read: the date, and the time of the day where it is not midnight.
pub fn words(micros: f64) -> String {
    if micros.is_nan() || micros.abs() > FARTHEST {
        return "no date".into();
    }
    let of_day = micros.rem_euclid(DAY);
    let step = match of_day {
        0.0 => return date(micros),
        t if t % MINUTE == 0.0 => MINUTE,
        t if t % SECOND == 0.0 => SECOND,
        _ => 1.0,
    };
    format!("{} {}", date(micros), clock(micros, step))
}

/// What stands beside an axis on which only times of the day are written: the day.
pub fn day_of(from: f64, labels: &[(f64, String)]) -> Option<String> {
    let short = !labels.is_empty() && labels.iter().all(|(_, label)| label.contains(':'));
    (short && from.abs() <= FARTHEST).then(|| date(from))
}

/// Round dates between two, at most about `wanted`, with labels as exact as they are apart.
pub fn ticks(from: f64, to: f64, wanted: i32) -> Vec<(f64, String)> {
    if from.abs() > FARTHEST || to.abs() > FARTHEST {
        return Vec::new();
    }
    let least = (to - from) / f64::from(wanted.max(1));
    if least <= 14.0 * DAY {
        return even(from, to, step(least));
    }
    let months = least / (30.44 * DAY);
    let months = [1.0, 2.0, 3.0, 6.0].into_iter().find(|step| *step >= months).unwrap_or_else(|| {
        let power = 10f64.powf((months / 12.0).log10().floor());
        let years = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter();
        12.0 * years.map(|years| years.max(1.0)).find(|years| years * 12.0 >= months).unwrap_or(10.0 * power)
    });
    monthly(from, to, months as i64)
}

/// The least round step of at least a length.
fn step(least: f64) -> f64 {
    let clocks = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0];
    let seconds = clocks.map(|n| n * SECOND).into_iter();
    let minutes = clocks.map(|n| n * MINUTE).into_iter();
    let hours = [1.0, 2.0, 3.0, 6.0, 12.0].map(|n| n * HOUR).into_iter();
    let days = [1.0, 2.0, 7.0, 14.0].map(|n| n * DAY).into_iter();
    let parts = (0..6).flat_map(|power| [1.0, 2.0, 5.0].map(|n| n * 10f64.powi(power)));
    let all = parts.chain(seconds).chain(minutes).chain(hours).chain(days);
    all.into_iter().find(|step| *step >= least * 0.999_999).unwrap_or(14.0 * DAY)
}

fn even(from: f64, to: f64, step: f64) -> Vec<(f64, String)> {
    // Weeks begin on Mondays, as 1970-01-05 was one.
    let origin = if step >= 7.0 * DAY { 4.0 * DAY } else { 0.0 };
    let first = ((from - origin) / step).ceil();
    let values = (0..64).map(|index| (first + f64::from(index)) * step + origin);
    let label = |at: f64| if at.rem_euclid(DAY) == 0.0 { date(at) } else { clock(at, step) };
    values.take_while(|at| *at <= to).map(|at| (at, label(at))).collect()
}

fn monthly(from: f64, to: f64, step: i64) -> Vec<(f64, String)> {
    let (year, month, _) = civil((from / DAY).floor() as i64);
    let first = (year * 12 + month - 1).div_euclid(step);
    let at = |index: i64| {
        let months = (first + index) * step;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let label = year_words(year);
        let label = if step % 12 == 0 { label } else { format!("{label}-{month:02}") };
        (days(year, month) as f64 * DAY, label)
    };
    (0..64).map(at).skip_while(|(at, _)| *at < from).take_while(|(at, _)| *at <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(from: f64, to: f64, wanted: i32) -> Vec<String> {
        ticks(from, to, wanted).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn instants_are_written_as_exactly_as_they_are() {
        let cases = [
            (0.0, "1970-01-01"),
            (951_782_400e6, "2000-02-29"),
            (1_721_736_000e6, "2024-07-23 12:00"),
            (1_721_736_005e6, "2024-07-23 12:00:05"),
            (1_721_736_005.25e6, "2024-07-23 12:00:05.250000"),
            (-1.0, "1969-12-31 23:59:59.999999"),
            (-62_167_219_200e6, "0000-01-01"),
            (f64::INFINITY, "no date"),
        ];
        for (micros, words_) in cases {
            assert_eq!(words(micros), words_);
        }
    }

    #[test]
    fn ticks_are_round_dates() {
        let start = 1_704_067_200e6; // 2024-01-01
        assert_eq!(
            labels(start, start + 366.0 * DAY, 5),
            ["2024-01", "2024-04", "2024-07", "2024-10", "2025-01"]
        );
        assert_eq!(labels(start, start + DAY, 4), ["2024-01-01", "06:00", "12:00", "18:00", "2024-01-02"]);
        assert_eq!(labels(start, start + 14.0 * DAY, 2), ["2024-01-01", "2024-01-08", "2024-01-15"]);
        assert_eq!(labels(start, start + 4000.0 * DAY, 6), ["2024", "2026", "2028", "2030", "2032", "2034"]);
        assert_eq!(labels(start + 1e6, start + 2e6, 2), ["00:00:01.0", "00:00:01.5", "00:00:02.0"]);
    }

    #[test]
    fn times_without_a_date_say_their_day_beside_the_axis() {
        let noon = 1_704_067_200e6 + 12.0 * HOUR;
        let ticks = ticks(noon, noon + HOUR, 4);
        assert_eq!(day_of(noon, &ticks).as_deref(), Some("2024-01-01"));
    }

    proptest! {
        #[test]
        fn ticks_ascend_within_the_span(from in -1e17..1e17f64, span in 10.0..1e17f64, wanted in 1..12i32) {
            let all = ticks(from, from + span, wanted);
            prop_assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(all.iter().all(|(at, _)| (from..=from + span).contains(at)));
            prop_assert!(all.len() <= wanted as usize + 2, "{:?}", all);
        }

        #[test]
        fn days_of_months_go_there_and_back(year in -5000i64..9999, month in 1i64..=12) {
            prop_assert_eq!(civil(days(year, month)), (year, month, 1));
        }
    }
}
