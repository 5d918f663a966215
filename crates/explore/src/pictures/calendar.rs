//! Units of time that instants are put together by.

use glasshouse_stats::{first_day, year_and_month};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
    Millennium,
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Units from the shortest to the longest.
const UNITS: [Unit; 10] = [
    Unit::Second,
    Unit::Minute,
    Unit::Hour,
    Unit::Day,
    Unit::Week,
    Unit::Month,
    Unit::Year,
    Unit::Decade,
    Unit::Century,
    Unit::Millennium,
];

impl Unit {
    /// The shortest unit of which at most `most` lie between two instants.
    pub fn between(first: i64, last: i64, most: i64) -> Self {
        let fits = |unit: &Self| unit.number(last).saturating_sub(unit.number(first)) < most;
        UNITS.into_iter().find(fits).unwrap_or(Self::Millennium)
    }

    /// How many units have begun since 1970, of which weeks begin on Monday; decades and longer ones are
    /// counted from the year 0.
    pub fn number(self, time: i64) -> i64 {
        let fixed = |length: i64| time.div_euclid(length);
        match self {
            Self::Second => fixed(SECOND),
            Self::Minute => fixed(60 * SECOND),
            Self::Hour => fixed(3600 * SECOND),
            Self::Day => fixed(DAY),
            // 1970 began on a Thursday.
            Self::Week => (time + 3 * DAY).div_euclid(7 * DAY),
            Self::Month => {
                let (year, month) = year_and_month(time.div_euclid(DAY));
                (year - 1970) * 12 + month - 1
            }
            Self::Year => year_and_month(time.div_euclid(DAY)).0 - 1970,
            Self::Decade | Self::Century | Self::Millennium => {
                year_and_month(time.div_euclid(DAY)).0.div_euclid(self.years())
            }
        }
    }

    /// When a unit begins, in microseconds since 1970.
    pub fn start(self, number: i64) -> i64 {
        match self {
            Self::Second => number * SECOND,
            Self::Minute => number * 60 * SECOND,
            Self::Hour => number * 3600 * SECOND,
            Self::Day => number * DAY,
            Self::Week => number * 7 * DAY - 3 * DAY,
            Self::Month => first_day(1970 + number.div_euclid(12), number.rem_euclid(12) + 1) * DAY,
            Self::Year => first_day(1970 + number, 1) * DAY,
            Self::Decade | Self::Century | Self::Millennium => {
                // The first of all begins before what can be told in microseconds.
                first_day(number * self.years(), 1).saturating_mul(DAY)
            }
        }
    }

    /// Years in units that are longer than one.
    fn years(self) -> i64 {
        match self {
            Self::Decade => 10,
            Self::Century => 100,
            Self::Millennium => 1000,
            _ => 1,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
            Self::Millennium => "millennium",
        }
    }

    /// Units in the season that is usual for them.
    pub fn season(self) -> usize {
        match self {
            Self::Second | Self::Minute => 60,
            Self::Hour => 24,
            Self::Day => 7,
            Self::Week => 52,
            Self::Month => 12,
            Self::Year | Self::Decade | Self::Century | Self::Millennium => 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_table::iso;

    #[test]
    fn units_begin_where_calendars_say() {
        let at = |unit: Unit, time: i64| iso(unit.start(unit.number(time)));
        // 2024-02-29 was a Thursday.
        let time = first_day(2024, 2) * DAY + 28 * DAY + 3 * 3600 * SECOND;
        assert_eq!(at(Unit::Day, time), "2024-02-29");
        assert_eq!(at(Unit::Week, time), "2024-02-26");
        assert_eq!(at(Unit::Month, time), "2024-02-01");
        assert_eq!(at(Unit::Year, time), "2024-01-01");
        assert_eq!(at(Unit::Decade, time), "2020-01-01");
        assert_eq!(at(Unit::Century, -1), "1900-01-01");
        assert_eq!(at(Unit::Millennium, time), "2000-01-01");
        assert_eq!(at(Unit::Month, -1), "1969-12-01");
    }

    #[test]
    fn no_range_of_instants_has_more_units_than_are_asked_for() {
        let ranges = [(0, 1), (0, 500 * 366 * DAY), (-62_135_596_800 * SECOND, 253_402_300_799 * SECOND)];
        for (first, last) in ranges {
            let unit = Unit::between(first, last, 400);
            assert!(unit.number(last) - unit.number(first) < 400, "{unit:?}");
        }
        // Whatever microseconds can tell.
        let unit = Unit::between(i64::MIN / 2, i64::MAX / 2, 400);
        assert_eq!(unit, Unit::Millennium);
    }

    #[test]
    fn every_unit_holds_its_own_instants() {
        for unit in UNITS {
            // Microseconds reach some 290,000 years to either side.
            let told = |number: &i64| (number * unit.years()).abs() < 290_000;
            for number in [-700, -1, 0, 1, 11, 12, 400, 2000].into_iter().filter(told) {
                let start = unit.start(number);
                assert_eq!((unit.number(start), unit.number(start - 1)), (number, number - 1), "{unit:?}");
            }
        }
    }
}
