//! Moments of lines as instants: `11:55` and `2026-11-27T12:00` in the scenario's time zone.

use super::moment::Moment;
use crate::value::Time;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A date and time is what it says, before `after` or not; a clock time is the next one that comes after.
pub fn instant(moment: Moment, after: Time, zone: &TimeZone) -> Time {
    let clock = match moment {
        Moment::Date(moment) => return civil(moment, zone),
        Moment::Clock(clock) => clock,
    };
    let mut day = zone.to_datetime(after.timestamp()).date();
    loop {
        let candidate = civil(day.to_datetime(clock), zone);
        if candidate > after {
            return candidate;
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return Time(i64::MAX),
        }
    }
}

/// A time that a jump leaves out is taken at the jump, one that comes twice the first time.
pub fn civil(moment: DateTime, zone: &TimeZone) -> Time {
    let at = |offset: jiff::tz::Offset| offset.to_timestamp(moment).ok();
    let found = match zone.to_ambiguous_timestamp(moment).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Fold { before, .. } => at(before),
        // the later offset names an instant before the jump
        AmbiguousOffset::Gap { after, .. } => at(after)
            .map(|early| zone.following(early).next().map_or(early, |transition| transition.timestamp())),
    };
    let ends = if moment.year() < 1970 { i64::MIN } else { i64::MAX };
    Time(found.map(Timestamp::as_nanosecond).and_then(|nanos| i64::try_from(nanos).ok()).unwrap_or(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(moment: &str, after: &str) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let after: Timestamp = after.parse().unwrap();
        let after = Time(i64::try_from(after.as_nanosecond()).unwrap());
        instant(Moment::parse(moment).unwrap(), after, &zone).to_string()
    }

    #[test]
    fn a_clock_time_is_the_next_one() {
        assert_eq!(found("11:55", "2026-11-27T08:00:00Z"), "2026-11-27T10:55:00.000Z");
        assert_eq!(found("11:55", "2026-11-27T10:55:00Z"), "2026-11-28T10:55:00.000Z");
        assert_eq!(found("00:30", "2026-06-30T23:00:00Z"), "2026-07-01T22:30:00.000Z");
    }

    #[test]
    fn a_date_is_what_it_says() {
        assert_eq!(found("2026-11-27T12:00", "2027-01-01T00:00:00Z"), "2026-11-27T11:00:00.000Z");
        assert_eq!(found("9999-12-31T23:59", "2027-01-01T00:00:00Z"), Time(i64::MAX).to_string());
        assert_eq!(found("0001-01-01T00:00", "2027-01-01T00:00:00Z"), Time(i64::MIN).to_string());
    }

    #[test]
    fn a_time_that_does_not_exist_is_taken_at_the_jump() {
        assert_eq!(found("2026-03-29T02:30", "2026-01-01T00:00:00Z"), "2026-03-29T01:00:00.000Z");
        assert_eq!(found("02:30", "2026-03-28T20:00:00Z"), "2026-03-29T01:00:00.000Z");
    }

    #[test]
    fn a_time_that_comes_twice_is_taken_the_first_time() {
        assert_eq!(found("2026-10-25T02:30", "2026-01-01T00:00:00Z"), "2026-10-25T00:30:00.000Z");
        // between the two: the first has passed, and the second is not it
        assert_eq!(found("02:30", "2026-10-25T01:00:00Z"), "2026-10-26T01:30:00.000Z");
    }
}
