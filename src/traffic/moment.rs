//! `11:55` and `2026-11-27T12:00`: moments as lines write them, without a time zone.

use jiff::civil::{Date, DateTime, Time};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The next such time of day.
    Clock(Time),
    Date(DateTime),
}

impl Moment {
    /// Reads `11:55`, `9:00`, `23:59:59`, `2026-11-27T12:00`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('T') {
            Some((date, clock)) => Some(Self::Date(parse_date(date)?.to_datetime(parse_clock(clock)?))),
            None => parse_clock(text).map(Self::Clock),
        }
    }
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut next = |digits| parts.next().filter(|part| part.len() == digits).and_then(number);
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn parse_clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let hour = parts.next().filter(|part| matches!(part.len(), 1 | 2)).and_then(number)?;
    let minute = parts.next().filter(|part| part.len() == 2).and_then(number)?;
    let second = match parts.next() {
        Some(part) => Some(part).filter(|part| part.len() == 2).and_then(number)?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
}

fn number(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Without seconds that are zero.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = match self {
            Self::Clock(time) => *time,
            Self::Date(moment) => {
                write!(f, "{}T", moment.date())?;
                moment.time()
            }
        };
        write!(f, "{:02}:{:02}", time.hour(), time.minute())?;
        if time.second() == 0 { Ok(()) } else { write!(f, ":{:02}", time.second()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn moments_are_printed_as_they_are_read() {
        for moment in ["11:55", "00:00", "23:59:59", "2026-11-27T12:00", "2024-02-29T06:00:01"] {
            assert_eq!(Moment::parse(moment).unwrap().to_string(), moment);
        }
        assert_eq!(Moment::parse("9:05").unwrap().to_string(), "09:05");
    }

    #[test]
    fn times_that_no_clock_shows_are_none() {
        for wrong in
            ["24:00", "12:60", "12", "12:5", "6pm", "2026-11-27", "2026-02-30T12:00", "12:00Z", "+1:00"]
        {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
    }
}
