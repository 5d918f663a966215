//! What a press on a header and a typed bound mean for the view.

use glasshouse_spec::SortKey;

/// The order after a press on a column: ascending, then descending, then as before it; `more` keeps
/// the other columns that rows are sorted by.
pub fn sorted_by(sort: &[SortKey], column: &str, more: bool) -> Vec<SortKey> {
    let now = sort.iter().find(|key| key.column == column).map(|key| key.descending);
    let next = match now {
        None => Some(false),
        Some(false) => Some(true),
        Some(true) => None,
    };
    sorted_as(if more { sort } else { sort_of(sort, column) }, column, next)
}

/// The one key of a column, if it is sorted by.
fn sort_of<'a>(sort: &'a [SortKey], column: &str) -> &'a [SortKey] {
    sort.iter().position(|key| key.column == column).map_or(&[], |at| &sort[at..=at])
}

/// The order with a column in a direction, in its old place or last, or without it.
pub fn sorted_as(sort: &[SortKey], column: &str, descending: Option<bool>) -> Vec<SortKey> {
    let mut next = sort.to_vec();
    let at = next.iter().position(|key| key.column == column);
    match (at, descending) {
        (Some(at), Some(descending)) => next[at].descending = descending,
        (Some(at), None) => drop(next.remove(at)),
        (None, Some(descending)) => next.push(SortKey { column: column.to_owned(), descending }),
        (None, None) => {}
    }
    next
}

/// A number that a person typed, with a decimal point or comma; nothing for an empty field.
///
/// # Errors
/// Text that is no finite number.
pub fn parsed_bound(text: &str) -> Result<Option<f64>, ()> {
    let text = text.trim().replace('\u{2212}', "-").replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Some).ok_or(())
}

const DAY_MS: i64 = 86_400_000;

/// The first, or the last, millisecond of a day in UTC, written `2024-02-29`; nothing for an empty
/// field.
///
/// # Errors
/// Text that is no such day.
pub fn ends_of_day(text: &str, last: bool) -> Result<Option<f64>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().map_err(drop));
    let mut part = || parts.next().unwrap_or(Err(()));
    let (year, month, day) = (part()?, part()?, part()?);
    if !(0..=275_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(());
    }
    let first = days(year, month, day) * DAY_MS;
    Ok(Some(if last { first + DAY_MS - 1 } else { first } as f64))
}

/// Days since 1970-01-01 in the Gregorian calendar, by counting years from March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(column: &str, descending: bool) -> SortKey {
        SortKey { column: column.into(), descending }
    }

    #[test]
    fn presses_go_round_and_shift_keeps_the_others() {
        let one = sorted_by(&[], "a", false);
        assert_eq!(one, [key("a", false)]);
        let two = sorted_by(&one, "a", false);
        assert_eq!(two, [key("a", true)]);
        assert!(sorted_by(&two, "a", false).is_empty());
        let both = sorted_by(&two, "b", true);
        assert_eq!(both, [key("a", true), key("b", false)]);
        assert_eq!(sorted_by(&both, "a", true), [key("b", false)]);
        assert_eq!(sorted_by(&both, "c", false), [key("c", false)]);
    }

    #[test]
    fn bounds_are_what_people_type() {
        assert_eq!(parsed_bound(" 1,5 "), Ok(Some(1.5)));
        assert_eq!(parsed_bound("\u{2212}3e2"), Ok(Some(-300.0)));
        assert_eq!(parsed_bound(""), Ok(None));
        assert_eq!(parsed_bound("many"), Err(()));
        assert_eq!(parsed_bound("inf"), Err(()));
    }

    #[test]
    fn a_day_has_a_first_and_a_last_millisecond() {
        // `date -u -d 2024-02-29 +%s` and its kin.
        for (text, seconds) in [
            ("1970-01-01", 0_i64),
            ("2024-02-29", 1_709_164_800),
            ("2000-12-31", 978_220_800),
            ("1899-12-31", -2_209_075_200),
        ] {
            assert_eq!(ends_of_day(text, false), Ok(Some((seconds * 1000) as f64)), "{text}");
            assert_eq!(ends_of_day(text, true), Ok(Some((seconds * 1000 + DAY_MS - 1) as f64)), "{text}");
        }
        assert_eq!(ends_of_day("2024-13-01", false), Err(()));
        assert_eq!(ends_of_day("soon", true), Err(()));
    }
}
