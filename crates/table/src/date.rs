//! Dates as people write them, as microseconds since 1970-01-01 UTC.
//!
//! Understood: ISO 8601 with or without time, fraction and offset; `d/m/y` and `m/d/y` with `/`,
//! `-` or spaces; `d.m.y`; month names in English before or after the day; 12-hour clocks. Whether
//! the day or the month comes first is decided for a whole column, never for one cell. Two-digit
//! years from 69 are of the 20th century, the others of the 21st, as in POSIX. A time without an
//! offset is taken as UTC. Bare numbers and times of day are no dates.

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

/// Which comes first in `1/2/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The day: 1 February.
    DayFirst,
    /// The month: 2 January.
    MonthFirst,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A cell that is read from the left.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn while_true(&mut self, accept: impl Fn(&u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|b| !accept(b)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn digits(&mut self, range: std::ops::RangeInclusive<usize>) -> Option<(u32, usize)> {
        let taken = self.while_true(u8::is_ascii_digit);
        let value = taken.iter().take(9).fold(0_u32, |n, d| n * 10 + u32::from(d - b'0'));
        range.contains(&taken.len()).then_some((value, taken.len()))
    }

    fn word(&mut self) -> &'a [u8] {
        self.while_true(u8::is_ascii_alphabetic)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn spaces(&mut self) -> bool {
        !self.while_true(|b| *b == b' ').is_empty()
    }
}

/// Reads a date; `None` where the text is none. See the module.
pub fn parse_date(text: &str, order: DateOrder) -> Option<i64> {
    let mut at = Cursor(text.as_bytes());
    if !(6..=60).contains(&text.len()) {
        return None;
    }
    let mut first = at.word();
    if named(first, &DAYS).is_some() {
        at.eat(b',');
        at.spaces();
        first = at.word();
    }
    let date = if first.is_empty() { numeric_date(&mut at, order)? } else { named_month(first, &mut at)? };
    let (of_day, offset) = if at.0.is_empty() {
        (0, 0)
    } else {
        let comma = at.eat(b',');
        if !(at.spaces() || (!comma && (at.eat(b'T') || at.eat(b't')))) {
            return None;
        }
        time(&mut at)?
    };
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    at.0.is_empty().then_some(days * 86_400_000_000 + of_day - offset)
}

/// Reads a date that has its year first, of which the order of day and month says nothing; the same
/// as [`parse_date`]. The form `2024-03-05T10:20:30Z`, or less of it, is read without detours.
pub(crate) fn year_first(cell: &[u8]) -> Option<i64> {
    let [_, _, _, _, b'-' | b'/', ..] = cell else { return None };
    iso_instant(cell).or_else(|| parse_date(std::str::from_utf8(cell).ok()?, DateOrder::DayFirst))
}

/// `2024-03-05`, `2024-03-05 10:20:30`, with `T` or `Z`.
fn iso_instant(cell: &[u8]) -> Option<i64> {
    let (date, rest) = cell.split_first_chunk::<10>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let (year, month, day) = (pair(y1, y2)? * 100 + pair(y3, y4)?, pair(m1, m2)?, pair(d1, d2)?);
    let days = NaiveDate::from_ymd_opt(year as i32, month, day)?.to_epoch_days();
    let [b' ' | b'T', h1, h2, b':', i1, i2, b':', s1, s2, end @ ..] = rest else {
        return rest.is_empty().then_some(i64::from(days) * 86_400_000_000);
    };
    let (hour, minute, second) = (pair(*h1, *h2)?, pair(*i1, *i2)?, pair(*s1, *s2)?);
    let usual = hour < 24 && minute < 60 && second < 60 && matches!(end, [] | [b'Z']);
    let seconds = i64::from(days) * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
    usual.then_some(seconds * 1_000_000)
}

/// Two digits.
fn pair(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then_some(u32::from(tens) * 10 + u32::from(ones))
}

fn named(word: &[u8], names: &[&str]) -> Option<u32> {
    let fits = |name: &&str| {
        (word.len() == 3 || word.len() == name.len())
            && word.eq_ignore_ascii_case(&name.as_bytes()[..word.len()])
    };
    names.iter().position(fits).map(|i| i as u32 + 1)
}

fn century((year, digits): (u32, usize)) -> Option<i32> {
    match digits {
        4 => Some(year as i32),
        2 => Some(year as i32 + if year >= 69 { 1900 } else { 2000 }),
        _ => None,
    }
}

/// `March 5, 2024`.
fn named_month(word: &[u8], at: &mut Cursor) -> Option<NaiveDate> {
    let month = named(word, &MONTHS)?;
    at.eat(b'.');
    at.spaces();
    let (day, _) = at.digits(1..=2)?;
    if !(at.eat(b',') | at.spaces()) {
        return None;
    }
    at.spaces();
    NaiveDate::from_ymd_opt(century(at.digits(4..=4)?)?, month, day)
}

/// `2024-03-05`, `2024-03`, `5/3/2024`, `05.03.24`, `5 March 2024`, `5-Mar-24`.
fn numeric_date(at: &mut Cursor, order: DateOrder) -> Option<NaiveDate> {
    let first = at.digits(1..=4)?;
    let separator = *at.0.first()?;
    if !b"-/. ".contains(&separator) {
        return None;
    }
    at.while_true(|b| *b == separator);
    let word = at.word();
    let (second, name) = match word {
        [] => (at.digits(1..=2)?.0, false),
        word => (named(word, &MONTHS)?, true),
    };
    if first.1 == 4 && at.0.is_empty() {
        return matches!(separator, b'-' | b'/')
            .then(|| NaiveDate::from_ymd_opt(first.0 as i32, second, 1))?;
    }
    if !at.eat(separator) {
        return None;
    }
    if first.1 == 4 {
        return NaiveDate::from_ymd_opt(first.0 as i32, second, at.digits(1..=2)?.0);
    }
    let third = at.digits(2..=4)?;
    let day_first = name || separator == b'.' || order == DateOrder::DayFirst;
    let (day, month) = if day_first { (first.0, second) } else { (second, first.0) };
    if first.1 > 2 { None } else { NaiveDate::from_ymd_opt(century(third)?, month, day) }
}

/// Microseconds of the day and of the offset from UTC.
fn time(at: &mut Cursor) -> Option<(i64, i64)> {
    let (mut hour, _) = at.digits(1..=2)?;
    let minute = if at.eat(b':') { at.digits(2..=2)?.0 } else { return None };
    let second = if at.eat(b':') { at.digits(2..=2)?.0 } else { 0 };
    let mut micros = 0_i64;
    if at.eat(b'.') || at.eat(b',') {
        let fraction = at.while_true(u8::is_ascii_digit);
        let padded = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(6);
        micros = padded.fold(0, |n, d| n * 10 + i64::from(d - b'0'));
        if fraction.is_empty() || fraction.len() > 9 {
            return None;
        }
    }
    at.spaces();
    let mut word = at.word();
    if word.eq_ignore_ascii_case(b"am") || word.eq_ignore_ascii_case(b"pm") {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if word[0].eq_ignore_ascii_case(&b'p') { 12 } else { 0 };
        at.spaces();
        word = at.word();
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second.min(59));
    Some((seconds * 1_000_000 + micros, offset(word, at)?))
}

fn offset(word: &[u8], at: &mut Cursor) -> Option<i64> {
    if !word.is_empty() {
        return ["z", "utc", "gmt"].iter().any(|z| word.eq_ignore_ascii_case(z.as_bytes())).then_some(0);
    }
    let sign = match at.0.first() {
        None => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    at.0 = &at.0[1..];
    let (hours, minutes) = match at.digits(1..=4)? {
        (value, 4) => (value / 100, value % 100),
        (value, _) if at.eat(b':') => (value, at.digits(2..=2)?.0),
        (value, 1 | 2) => (value, 0),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes) * 60_000_000)
}

/// An instant in ISO 8601: the date alone at midnight, else with the time, in UTC.
pub fn iso(micros: i64) -> String {
    let Some(at) = DateTime::from_timestamp_micros(micros) else { return micros.to_string() };
    let pattern = match (micros.rem_euclid(86_400_000_000), micros.rem_euclid(1_000_000)) {
        (0, _) => "%Y-%m-%d",
        (_, 0) => "%Y-%m-%dT%H:%M:%S",
        _ => "%Y-%m-%dT%H:%M:%S%.6f",
    };
    at.format(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder) -> Option<String> {
        parse_date(text, order).map(iso)
    }

    #[test]
    fn usual_forms() {
        for (text, expected) in [
            ("2024-03-05", "2024-03-05"),
            ("2024/3/5", "2024-03-05"),
            ("2024-03", "2024-03-01"),
            ("2024-03-05T10:20:30Z", "2024-03-05T10:20:30"),
            ("2024-03-05 10:20:30.5+02:00", "2024-03-05T08:20:30.500000"),
            ("2024-03-05 23:20-0130", "2024-03-06T00:50:00"),
            ("05.03.2024", "2024-03-05"),
            ("5.3.24 7:05", "2024-03-05T07:05:00"),
            ("5 March 2024", "2024-03-05"),
            ("5-Mar-69", "1969-03-05"),
            ("Tue, 5 Mar 2024 10:00 GMT", "2024-03-05T10:00:00"),
            ("March 5, 2024", "2024-03-05"),
            ("Mar 5 2024, 12:30 AM", "2024-03-05T00:30:00"),
            ("31/12/68", "2068-12-31"),
        ] {
            assert_eq!(read(text, DateOrder::DayFirst).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_order_decides_only_between_slashes() {
        assert_eq!(read("1/2/2024", DateOrder::DayFirst).as_deref(), Some("2024-02-01"));
        assert_eq!(read("1/2/2024", DateOrder::MonthFirst).as_deref(), Some("2024-01-02"));
        assert_eq!(read("13/2/2024", DateOrder::MonthFirst), None);
        assert_eq!(read("1.2.2024", DateOrder::MonthFirst).as_deref(), Some("2024-02-01"));
    }

    #[test]
    fn the_short_way_reads_what_the_long_way_reads() {
        let parts = [
            ["2024-03-05", "0000-01-01", "2023-02-29", "2024-2-9", "2024/12/31", "9999-12-31", "20x4-03-05"],
            ["", "T10:20:30", " 23:59:59", " 24:00:00", "T10:20", "T10:20:60", "t1:02:03.5"],
            ["", "Z", "z", " UTC", "+02:00", ".25Z", "x"],
        ];
        for date in parts[0] {
            for time in parts[1] {
                for zone in parts[2] {
                    let text = format!("{date}{time}{zone}");
                    let long = parse_date(&text, DateOrder::MonthFirst);
                    assert_eq!(year_first(text.as_bytes()), long, "{text}");
                }
            }
        }
        assert_eq!(year_first(b"05.03.2024"), None);
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "20240305",
            "12:30:00",
            "2023-02-29",
            "1.2.3",
            "2020-21",
            "10/10",
            "abc def",
            "2024-03-05x",
            "2024-03-05 25:00",
            "May",
            "192.168.10.1",
            "2024-03-05 10",
            "٣-٣-٢٠٢٤",
        ] {
            assert_eq!(read(text, DateOrder::DayFirst), None, "{text}");
        }
    }
}
