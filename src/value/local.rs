//! Clock times in a time zone.

use super::Time;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

impl Time {
    /// The instant at which a zone's clocks show a date and time. One that does not exist is taken at the
    /// jump, one that comes twice the first time. `None` outside the years that a time can have.
    pub fn of_clock(clock: DateTime, zone: &TimeZone) -> Option<Self> {
        let offset = match zone.to_ambiguous_timestamp(clock).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Fold { before, .. } => before,
            AmbiguousOffset::Gap { after, .. } => {
                let early = after.to_timestamp(clock).ok()?;
                return Self::of_timestamp(zone.following(early).next()?.timestamp());
            }
        };
        Self::of_timestamp(offset.to_timestamp(clock).ok()?)
    }

    /// `None` outside the years that a time can have.
    pub fn of_timestamp(timestamp: Timestamp) -> Option<Self> {
        i64::try_from(timestamp.as_nanosecond()).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn a_clock_time_that_is_skipped_or_comes_twice_has_one_instant() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |month, day, hour, minute| {
            Time::of_clock(datetime(2026, month, day, hour, minute, 0, 0), &berlin).unwrap().to_string()
        };
        assert_eq!(at(7, 1, 12, 0), "2026-07-01T10:00:00.000Z");
        assert_eq!(at(3, 29, 2, 30), "2026-03-29T01:00:00.000Z");
        assert_eq!(at(10, 25, 2, 30), "2026-10-25T00:30:00.000Z");
    }

    #[test]
    fn a_clock_time_outside_the_years_of_a_time_is_none() {
        assert_eq!(Time::of_clock(datetime(2300, 1, 1, 0, 0, 0, 0), &TimeZone::UTC), None);
        assert_eq!(Time::of_clock(datetime(-9999, 1, 1, 0, 0, 0, 0), &TimeZone::UTC), None);
    }
}
