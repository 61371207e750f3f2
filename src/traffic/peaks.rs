//! When a wave is highest: an even period, or a clock time of each day.
//!
//! In: the period, the written peak, the phase's beginning. Out: each peak with the one that follows, as nanoseconds
//! from the phase's beginning, which lies at or behind the first.

use super::ast::{Cycle, Peak};
use super::instant::{civil, instant};
use super::moment::Moment;
use crate::value::{Duration, Time};
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use std::iter;

/// Behind the end of time there are none.
pub(super) fn of(
    cycle: Cycle,
    peak: Option<Peak>,
    begun: Time,
    zone: &TimeZone,
) -> Box<dyn Iterator<Item = (i64, i64)> + Send> {
    match cycle {
        Cycle::Nanos(period) => {
            let first = match peak {
                // the peak a quarter before it lies where the phase would begin to fall
                None => period / 4,
                Some(Peak::After(nanos)) => nanos,
                Some(Peak::At(moment)) => instant(moment, begun, zone).0.saturating_sub(begun.0),
            };
            Box::new(even(first, period))
        }
        Cycle::Day => {
            let of = |nanos: i64| local(Time(begun.0.saturating_add(nanos)), zone).time();
            let clock = match peak {
                None => of(Duration::DAY / 4),
                Some(Peak::After(nanos)) => of(nanos),
                Some(Peak::At(Moment::Clock(clock))) => clock,
                Some(Peak::At(Moment::Date(moment))) => moment.time(),
            };
            Box::new(daily(clock, begun, zone.clone()))
        }
    }
}

fn even(first: i64, period: i64) -> impl Iterator<Item = (i64, i64)> + Send {
    let before = match first.rem_euclid(period) {
        0 => 0,
        behind => behind - period,
    };
    iter::successors(Some(before), move |peak| peak.checked_add(period))
        .map_while(move |peak| Some((peak, peak.checked_add(period)?)))
}

fn daily(clock: civil::Time, begun: Time, zone: TimeZone) -> impl Iterator<Item = (i64, i64)> + Send {
    let today = local(begun, &zone).date();
    let first = iter::successors(Some(today), |day| day.yesterday().ok()).take(3).last().unwrap_or(today);
    let offset = move |day: Date| civil(day.to_datetime(clock), &zone).0.saturating_sub(begun.0);
    let days = iter::successors(Some(first), |day| day.tomorrow().ok()).map(offset);
    let mut last: Option<i64> = None;
    days.filter_map(move |peak| {
        let before = last.filter(|before| *before < peak);
        last = Some(peak);
        before.map(|before| (before, peak))
    })
    .take_while(|(_, peak)| *peak < i64::MAX)
    .skip_while(|(_, next)| *next <= 0)
}

fn local(at: Time, zone: &TimeZone) -> civil::DateTime {
    zone.to_datetime(at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(peak: &str, begun: &str, count: usize) -> Vec<i64> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let begun: jiff::Timestamp = begun.parse().unwrap();
        let begun = Time(i64::try_from(begun.as_nanosecond()).unwrap());
        let peak = Moment::parse(peak).map(Peak::At);
        of(Cycle::Day, peak, begun, &zone).take(count).map(|(peak, _)| peak / Duration::HOUR).collect()
    }

    #[test]
    fn days_are_those_of_the_clock() {
        // summer time begins on 29 March 2026 and ends on 25 October
        assert_eq!(hours("20:00", "2026-03-28T12:00:00Z", 4), [-17, 7, 30, 54]);
        assert_eq!(hours("20:00", "2026-10-24T12:00:00Z", 4), [-18, 6, 31, 55]);
        assert_eq!(hours("02:30", "2026-03-28T12:00:00Z", 3), [-10, 13, 36]);
        assert_eq!(hours("13:00", "2026-03-28T12:00:00Z", 2), [0, 23]);
        assert_eq!(hours("none", "2026-03-28T12:00:00Z", 2), [-18, 6]);
    }

    #[test]
    fn even_periods_begin_at_or_before_the_phase() {
        assert_eq!(even(7, 10).take(2).collect::<Vec<_>>(), [(-3, 7), (7, 17)]);
        assert_eq!(even(-30, 10).next(), Some((0, 10)));
        assert_eq!(even(i64::MAX, i64::MAX).count(), 1);
    }

    #[test]
    fn there_are_none_behind_the_end_of_time() {
        for at in [i64::MAX, i64::MAX - Duration::DAY, i64::MIN] {
            let zone = TimeZone::get("Pacific/Apia").unwrap();
            let all = of(Cycle::Day, None, Time(at), &zone).take(300 * 366);
            assert!(
                all.map(|(peak, next)| next.checked_sub(peak))
                    .all(|length| length.is_some_and(|length| length > 0))
            );
        }
    }
}
