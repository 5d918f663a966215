//! Instants and times of day as text.

const DAY: i64 = 86_400_000_000;

/// An instant, in microseconds since 1970 in UTC, in ISO 8601 to the microsecond.
pub(super) fn instant(micros: i64) -> String {
    crate::date::iso(micros)
}

/// A time of day or a length of time as `HH:MM:SS`, with a fraction where there is one.
pub(super) fn of_day(micros: i64) -> String {
    let (sign, micros) = if micros < 0 { ("-", micros.saturating_neg()) } else { ("", micros) };
    let seconds = micros / 1_000_000;
    let text = format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros % 1_000_000 {
        0 => text,
        fraction => format!("{text}.{fraction:06}"),
    }
}

/// The microseconds of a spreadsheet's serial number of days since 1899-12-30, or since 1904-01-01,
/// to the millisecond that spreadsheets keep.
pub(super) fn serial(days: f64, from_1904: bool) -> i64 {
    const EPOCH_1900: f64 = 25569.0;
    const EPOCH_1904: f64 = 24107.0;
    // Excel takes 1900 for a leap year: its days before March 1900 are one too low.
    let days = if !from_1904 && (1.0..60.0).contains(&days) { days + 1.0 } else { days };
    let days = days - if from_1904 { EPOCH_1904 } else { EPOCH_1900 };
    let millis = (days * (DAY / 1000) as f64).round();
    (millis as i64).saturating_mul(1000)
}

/// The time of an ISO 8601 duration of hours, minutes and seconds, as OpenDocument writes it
/// (`PT10H20M30.5S`), as `HH:MM:SS`.
pub(super) fn of_iso_duration(text: &str) -> Option<String> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut rest = text.strip_prefix("PT")?;
    let mut micros = 0.0;
    for (unit, seconds) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((count, after)) = rest.split_once(unit) {
            micros += count.replace(',', ".").parse::<f64>().ok()? * seconds * 1e6;
            rest = after;
        }
    }
    rest.is_empty().then(|| of_day(if negative { -(micros.round() as i64) } else { micros.round() as i64 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_dates() {
        for (days, from_1904, expected) in [
            (45943.541, false, "2025-10-13T12:59:02.400000"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (25569.0, false, "1970-01-01"),
            (0.0, true, "1904-01-01"),
            (45943.0 - 1462.0, true, "2025-10-13"),
        ] {
            assert_eq!(instant(serial(days, from_1904)), expected, "{days}");
        }
    }

    #[test]
    fn times_of_day() {
        assert_eq!(of_day(37_230_000_000), "10:20:30");
        assert_eq!(of_day(-1_500_000), "-00:00:01.500000");
        assert_eq!(of_day(30 * 3_600_000_000), "30:00:00");
        assert_eq!(of_iso_duration("PT10H20M30.5S").as_deref(), Some("10:20:30.500000"));
        assert_eq!(of_iso_duration("-PT5M").as_deref(), Some("-00:05:00"));
        assert_eq!(of_iso_duration("P1Y"), None);
    }
}
