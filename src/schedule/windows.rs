//! Where the windows of an overlay or a change lie, one after another. They never meet: one that would begin before
//! the one before it has ended begins at its end.

use crate::random::{self, Key, Place};
use crate::traffic::window::{Start, Stay, When};
use crate::traffic::{Rate, civil, instant};
use crate::value::Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From 0.
    pub number: u64,
    /// Nanoseconds from the scenario's start.
    pub start: i64,
    /// The first nanosecond that is no longer in it.
    pub end: i64,
}

/// What windows are placed on.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    pub(super) start: Time,
    pub(super) zone: TimeZone,
    /// Of the stream: windows beyond it are none, and the last one is cut there.
    pub(super) end: i64,
}

impl Calendar {
    /// The same, of what the stream's end does not cut.
    pub(super) fn without_end(self) -> Self {
        Self { end: i64::MAX, ..self }
    }
}

pub struct Windows {
    when: When<Rate>,
    calendar: Calendar,
    gap: Key,
    stay: Key,
    number: u64,
    /// The end of the window before.
    after: i64,
    /// The next day to look at, of windows that come on days.
    day: Option<Date>,
}

impl Windows {
    /// What is drawn has its places inside `place`.
    pub(super) fn new(when: When<Rate>, calendar: Calendar, place: &Place) -> Self {
        let day = calendar.zone.to_datetime(calendar.start.timestamp()).date();
        let (gap, stay) = (place.key("gap"), place.key("stay"));
        Self { when, calendar, gap, stay, number: 0, after: 0, day: Some(day) }
    }

    /// Nanoseconds from the start to the beginning of the next window, before it is held to what went before.
    fn begin(&mut self) -> Option<i64> {
        match &self.when.start {
            Start::Offset(offset) => (self.number == 0).then_some(*offset),
            Start::At(moment) => {
                // the instant of the start itself counts
                let before = Time(self.calendar.start.0.saturating_sub(1));
                (self.number == 0).then(|| self.offset(instant(*moment, before, &self.calendar.zone)))
            }
            Start::Every(days, clock) => loop {
                let day = self.day?;
                self.day = day.tomorrow().ok();
                let begin = self.offset(civil(day.to_datetime(*clock), &self.calendar.zone));
                if days.contains(day.weekday()) && begin >= 0 {
                    return Some(begin);
                }
                if begin >= self.calendar.end {
                    return None;
                }
            },
            Start::Randomly(rate) => {
                let mean = rate.draw(self.gap, self.number).event_nanos();
                let gap = random::exponential(&mut self.gap.generator(self.number), mean);
                Some(self.after.saturating_add(gap))
            }
        }
    }

    fn end(&self, begin: i64) -> i64 {
        match self.when.stay {
            Stay::For(low, high) => {
                let width = 0..=high.saturating_sub(low).unsigned_abs();
                let more = if low == high { 0 } else { self.stay.generator(self.number).whole(width) };
                begin.saturating_add(low).saturating_add_unsigned(more)
            }
            Stay::Until(moment) => {
                let begun = Time(self.calendar.start.0.saturating_add(begin));
                self.offset(instant(moment, begun, &self.calendar.zone))
            }
        }
    }

    fn offset(&self, instant: Time) -> i64 {
        instant.0.saturating_sub(self.calendar.start.0)
    }
}

impl Iterator for Windows {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        loop {
            let begin = self.begin()?;
            let end = self.end(begin).min(self.calendar.end);
            let start = begin.max(self.after);
            if start >= self.calendar.end {
                return None;
            }
            let number = self.number;
            self.number += 1;
            if start < end {
                self.after = end;
                return Some(Window { number, start, end });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Text;
    use crate::traffic::parse_overlay;
    use crate::value::Duration;

    /// The windows of an overlay's line under seed 1, from 2026-11-27T08:00:00Z on, nine o'clock in Berlin, a Friday.
    fn windows(line: &str, days: i64) -> Vec<String> {
        let mut diagnostics = Diagnostics::default();
        let overlay = parse_overlay(&Text::verbatim(line, 0), &mut diagnostics)
            .and_then(|overlay| overlay.resolve(&mut |_| None, &mut diagnostics))
            .expect("a line that is valid");
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let calendar = Calendar { start: Time(1_795_766_400_000_000_000), zone, end: days * Duration::DAY };
        let place = Place::new(1, "users/overlays/sale");
        let shown =
            |window: Window| format!("{} {}", Duration(window.start), Duration(window.end - window.start));
        Windows::new(overlay.when, calendar, &place).map(shown).collect()
    }

    #[test]
    fn a_window_lies_where_its_line_says() {
        assert_eq!(windows("x5 at 10m for 2m", 1), ["10m 2m"]);
        assert_eq!(windows("x5 at 9:00 for 2m", 1), ["0s 2m"]);
        assert_eq!(windows("x0 at 14:00 until 14:20", 1), ["5h 20m"]);
        assert_eq!(windows("burst 10k at 2026-11-28T09:00 over 30s", 2), ["1d 30s"]);
    }

    #[test]
    fn windows_of_days_come_on_these_days() {
        assert_eq!(
            windows("+8/s every mon-fri at 12:30 for 20m", 5),
            ["3h30m 20m", "3d3h30m 20m", "4d3h30m 20m"]
        );
        assert_eq!(windows("+8/s every sat,sun at 8:00 until 9:30", 3), ["23h 1h30m", "1d23h 1h30m"]);
        assert_eq!(windows("burst 1 every day at 9:00", 2), ["0s 1ns", "1d 1ns"]);
    }

    #[test]
    fn windows_are_cut_at_the_end_and_none_lies_beyond() {
        assert_eq!(windows("x5 at 23h for 2h", 1), ["23h 1h"]);
        assert!(windows("x5 at 24h for 2h", 1).is_empty());
        assert!(windows("x5 at 2020-01-01T00:00 for 2h", 1).is_empty());
        assert_eq!(windows("x5 at 2026-11-27T08:00 for 2h", 1), ["0s 1h"]);
    }

    #[test]
    fn random_windows_come_as_often_as_they_should_and_never_meet() {
        let random = windows("x8 randomly 3/day for 90s..4m", 1_000);
        // five standard deviations of a Poisson count of 3,000; each window takes three minutes away
        assert!((2_700..=3_270).contains(&random.len()), "{}", random.len());
        let crowded = windows("x8 randomly 20/h for 10m", 10);
        assert!(crowded.len() < 10 * 24 * 6, "{}", crowded.len());
    }
}
