//! The schedule's time on the clock: when a record is due, and which are so far back that nothing is. Moved by the
//! sending thread alone.

use crate::scenario::Pace;
use crate::value::Time;

#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    pace: Pace,
    /// The clock's time at the schedule's zero.
    zero: i64,
    /// Only at `max until now`, until a record had to be waited for.
    is_backfill: bool,
}

impl Timing {
    /// The clock shows `now` and the wall clock `wall` when the schedule begins, whose zero is at `start` of event time.
    pub(super) fn begin(pace: Pace, start: Time, now: i64, wall: Time) -> Self {
        let is_backfill = pace == Pace::MaxUntilNow;
        // From there on, event time is the wall clock's.
        let passed = if is_backfill { wall.0.saturating_sub(start.0) } else { 0 };
        Self { pace, zero: now.saturating_sub(passed), is_backfill }
    }

    /// Of a schedule that an earlier run began when the wall clock showed `began`: what would have gone out since is late
    /// by nobody's fault, and goes out at once.
    pub(super) fn resume(self, began: Time, now: i64, wall: Time) -> Self {
        match self.pace {
            Pace::Max | Pace::MaxUntilNow => self,
            Pace::Times(_) => {
                let passed = wall.0.saturating_sub(began.0).max(0);
                Self { zero: now.saturating_sub(passed), is_backfill: true, ..self }
            }
        }
    }

    /// The clock's time for nanoseconds of the schedule; `None` where nothing waits.
    pub(super) fn due(&self, scheduled: i64) -> Option<i64> {
        clock_time(self.pace, scheduled).map(|due| self.zero.saturating_add(due))
    }

    /// Whether all that is due up to then goes out as fast as possible.
    pub(super) fn is_hurried(&self, scheduled: Option<i64>, now: i64) -> bool {
        match scheduled.and_then(|scheduled| self.due(scheduled)) {
            None => true,
            Some(due) => self.is_backfill && due <= now,
        }
    }

    /// Before the wall clock was reached nothing is late.
    pub(super) fn is_backfill(&self) -> bool {
        self.is_backfill
    }

    /// A record had to be waited for: from now on records can be late. Tells whether it is the first one.
    pub(super) fn reach_now(&mut self) -> bool {
        std::mem::take(&mut self.is_backfill)
    }

    /// Everything from now on is due so much later on the clock.
    pub(super) fn delay(&mut self, by: i64) {
        self.zero = self.zero.saturating_add(by);
    }
}

/// Nanoseconds on the clock for nanoseconds of the schedule; `None` where nothing waits.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "nanoseconds of a run")]
pub(super) fn clock_time(pace: Pace, scheduled: i64) -> Option<i64> {
    match pace {
        Pace::REAL | Pace::MaxUntilNow => Some(scheduled),
        Pace::Times(factor) => Some((scheduled as f64 / factor) as i64),
        Pace::Max => None,
    }
}

/// How many nanoseconds a part of the schedule is to take on the clock; `None` where some of it may go out as fast as
/// possible.
pub(super) fn lasts(pace: Pace, scheduled: i64) -> Option<i64> {
    if pace == Pace::MaxUntilNow { None } else { clock_time(pace, scheduled) }
}

/// Nanoseconds of the schedule for nanoseconds on the clock; `None` where they are not tied from the beginning.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "nanoseconds of a run")]
pub(super) fn schedule(pace: Pace, elapsed: i64) -> Option<i64> {
    match pace {
        Pace::REAL => Some(elapsed),
        Pace::Times(factor) => Some((elapsed as f64 * factor) as i64),
        Pace::Max | Pace::MaxUntilNow => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Duration;

    #[test]
    fn an_hour_at_60x_takes_a_minute() {
        let timing = Timing::begin(Pace::Times(60.0), Time(0), 5, Time(0));
        assert_eq!(timing.due(Duration::HOUR), Some(Duration::MINUTE + 5));
        assert_eq!(schedule(Pace::Times(60.0), Duration::MINUTE), Some(Duration::HOUR));
    }

    #[test]
    fn until_now_an_event_is_due_when_the_wall_clock_shows_its_time() {
        let (start, wall) = (Time(Duration::DAY), Time(Duration::DAY + Duration::HOUR));
        let mut timing = Timing::begin(Pace::MaxUntilNow, start, 7, wall);
        assert_eq!(timing.due(Duration::HOUR), Some(7));
        assert_eq!(timing.due(Duration::HOUR + 1), Some(8));
        assert!(timing.is_hurried(Some(Duration::HOUR), 7));
        assert!(!timing.is_hurried(Some(Duration::HOUR + 1), 7));
        assert!(timing.reach_now() && !timing.reach_now(), "once");
        assert!(!timing.is_hurried(Some(Duration::HOUR), 7), "what is late now was not to be");
    }

    #[test]
    fn a_start_beyond_all_times_is_no_overflow() {
        let timing = Timing::begin(Pace::MaxUntilNow, Time(i64::MIN), 0, Time(i64::MAX));
        assert_eq!(timing.due(0), Some(-i64::MAX));
        assert_eq!(Timing::begin(Pace::REAL, Time(0), 9, Time(0)).due(i64::MAX), Some(i64::MAX));
    }
}
