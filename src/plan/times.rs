//! Where a time axis has its marks, and how they are written: clock times where the scenario has a start, else
//! how long after the start. Never asks the time.

use crate::value::{Duration, Time};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What the times of a plan are told by.
#[derive(Debug, Clone)]
pub enum Times {
    /// Nanoseconds after the start.
    Offsets,
    /// A zone's clocks.
    Clock { start: Time, zone: TimeZone },
}

/// A round time on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Nanoseconds from the start.
    pub at: i64,
    pub label: String,
}

const WEEK: i64 = 7 * Duration::DAY;

/// Distances between ticks.
const STEPS: [i64; 45] = {
    const MS: i64 = Duration::MILLISECOND;
    const S: i64 = Duration::SECOND;
    const M: i64 = Duration::MINUTE;
    const H: i64 = Duration::HOUR;
    const D: i64 = Duration::DAY;
    [
        1,
        1_000,
        MS,
        2 * MS,
        5 * MS,
        10 * MS,
        20 * MS,
        50 * MS,
        100 * MS,
        200 * MS,
        500 * MS,
        S,
        2 * S,
        5 * S,
        10 * S,
        15 * S,
        30 * S,
        M,
        2 * M,
        5 * M,
        10 * M,
        15 * M,
        30 * M,
        H,
        2 * H,
        3 * H,
        6 * H,
        12 * H,
        D,
        2 * D,
        WEEK,
        2 * WEEK,
        4 * WEEK,
        8 * WEEK,
        13 * WEEK,
        26 * WEEK,
        52 * WEEK,
        104 * WEEK,
        260 * WEEK,
        520 * WEEK,
        1_040 * WEEK,
        2_600 * WEEK,
        5_200 * WEEK,
        10_400 * WEEK,
        15_000 * WEEK,
    ]
};

impl Times {
    /// At most so many ticks, at least two of them, from the start up to `until`.
    pub fn ticks(&self, until: i64, most: usize) -> Vec<Tick> {
        let most = i64::try_from(most.max(2)).unwrap_or(i64::MAX);
        let fits = |step: &&i64| until / **step < most;
        let step = STEPS.iter().find(fits).copied().unwrap_or(15_000 * WEEK);
        match self {
            Self::Offsets => {
                let ticks = (0..=until / step).map(|number| number * step);
                ticks.map(|at| Tick { at, label: Duration(at).to_string() }).collect()
            }
            Self::Clock { start, zone } => clock_ticks(*start, zone, until, step),
        }
    }

    /// One instant, to the millisecond at most; with its day where that is not the first one.
    pub fn label(&self, at: i64) -> String {
        match self {
            Self::Offsets => Duration(at).to_string(),
            Self::Clock { start, zone } => {
                let instant = local(Time(start.0.saturating_add(at)), zone);
                if instant.date() == local(*start, zone).date() { clock(instant) } else { dated(instant) }
            }
        }
    }

    /// The same, with its day wherever there is one: `Sat Nov 28 12:00`.
    pub fn dated(&self, at: i64) -> String {
        match self {
            Self::Offsets => self.label(at),
            Self::Clock { start, zone } => dated(local(Time(start.0.saturating_add(at)), zone)),
        }
    }

    /// What the axis tells: `2026-11-27, Europe/Berlin`.
    pub fn title(&self) -> String {
        match self {
            Self::Offsets => "time after the start".to_owned(),
            Self::Clock { start, zone } => {
                format!("{}, {}", local(*start, zone).date(), zone.iana_name().unwrap_or("UTC"))
            }
        }
    }
}

fn clock_ticks(start: Time, zone: &TimeZone, until: i64, step: i64) -> Vec<Tick> {
    let ahead = |instant: i128| -> i128 {
        let instant = i64::try_from(instant).unwrap_or(if instant < 0 { i64::MIN } else { i64::MAX });
        i128::from(zone.to_offset(Time(instant).timestamp()).seconds()) * i128::from(Duration::SECOND)
    };
    let (begin, step) = (i128::from(start.0), i128::from(step));
    // weeks begin on a Monday; 1970 began on a Thursday
    let shift = if step % i128::from(WEEK) == 0 { 4 * i128::from(Duration::DAY) } else { 0 };
    let first = (begin + ahead(begin) - shift).div_euclid(step) * step + shift;
    let mut ticks: Vec<Tick> = Vec::new();
    for number in 0.. {
        let shown = first + number * step;
        let instant = shown - ahead(shown - ahead(begin));
        let Ok(at) = i64::try_from(instant - begin) else { break };
        if at > until {
            break;
        }
        if at >= 0 && ticks.last().is_none_or(|last| last.at < at) {
            let local = local(Time(start.0.saturating_add(at)), zone);
            ticks.push(Tick { at, label: tick_label(local, step, until) });
        }
    }
    ticks
}

/// Midnights are told by their date where there are several days.
fn tick_label(local: DateTime, step: i128, until: i64) -> String {
    let is_midnight = local.time() == jiff::civil::Time::midnight();
    if step >= i128::from(8 * WEEK) {
        local.date().to_string()
    } else if step >= i128::from(Duration::DAY) || is_midnight && until > Duration::DAY {
        local.strftime("%b %-d").to_string()
    } else if step >= i128::from(Duration::MINUTE) || local.time().subsec_nanosecond() != 0 {
        clock(local)
    } else {
        local.strftime("%H:%M:%S").to_string()
    }
}

fn dated(local: DateTime) -> String {
    format!("{} {}", local.strftime("%a %b %-d"), clock(local))
}

/// `12:00`, `12:00:30`, `12:00:30.250`
fn clock(local: DateTime) -> String {
    let time = local.time();
    let form = match (time.subsec_nanosecond(), time.second()) {
        (0, 0) => "%H:%M",
        (0, _) => "%H:%M:%S",
        _ => "%H:%M:%S.%3f",
    };
    time.strftime(form).to_string()
}

fn local(instant: Time, zone: &TimeZone) -> DateTime {
    let instant: Timestamp = instant.timestamp();
    zone.to_datetime(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(times: &Times, until: i64, most: usize) -> Vec<String> {
        times.ticks(until, most).into_iter().map(|tick| tick.label).collect()
    }

    fn berlin(start: &str) -> Times {
        let start: Timestamp = start.parse().unwrap();
        let start = Time::of_timestamp(start).unwrap();
        Times::Clock { start, zone: TimeZone::get("Europe/Berlin").unwrap() }
    }

    #[test]
    fn offsets_stand_at_round_durations() {
        assert_eq!(labels(&Times::Offsets, 20 * Duration::MINUTE, 6), ["0s", "5m", "10m", "15m", "20m"]);
        assert_eq!(labels(&Times::Offsets, 3, 9), ["0s", "1ns", "2ns", "3ns"]);
        assert_eq!(labels(&Times::Offsets, 0, 9), ["0s"]);
        assert!(labels(&Times::Offsets, i64::MAX, 5).len() <= 5);
    }

    #[test]
    fn clock_times_are_round_in_their_zone() {
        let times = berlin("2026-11-27T10:52:00Z");
        assert_eq!(labels(&times, 20 * Duration::MINUTE, 6), ["11:55", "12:00", "12:05", "12:10"]);
        assert_eq!(labels(&times, 20 * Duration::SECOND, 4), ["11:52:00", "11:52:10", "11:52:20"]);
        assert_eq!(labels(&times, 30 * Duration::HOUR, 4), ["12:00", "Nov 28", "12:00"]);
        assert_eq!(times.label(90 * Duration::SECOND), "11:53:30");
        assert_eq!(times.label(25 * Duration::HOUR), "Sat Nov 28 12:52");
        assert_eq!(times.label(13 * Duration::HOUR), "Sat Nov 28 00:52");
        assert_eq!(times.dated(0), "Fri Nov 27 11:52");
        assert_eq!(times.title(), "2026-11-27, Europe/Berlin");
    }

    #[test]
    fn days_stay_days_when_the_clocks_change() {
        let times = berlin("2026-03-27T23:00:00Z");
        let ticks = times.ticks(4 * Duration::DAY, 5);
        let hours: Vec<_> = ticks.iter().map(|tick| tick.at / Duration::HOUR).collect();
        assert_eq!(hours, [0, 24, 47, 71, 95]);
        assert_eq!(ticks[2].label, "Mar 30");
    }

    #[test]
    fn weeks_begin_on_a_monday_and_time_ends() {
        assert_eq!(labels(&berlin("2026-11-27T10:52:00Z"), 3 * WEEK, 4), ["Nov 30", "Dec 7", "Dec 14"]);
        let last = Times::Clock { start: Time(i64::MAX - 9), zone: TimeZone::UTC };
        assert!(last.ticks(i64::MAX, 5).len() <= 5);
        assert!(berlin("1700-01-01T00:00:00Z").ticks(i64::MAX, 5).len() <= 5);
    }
}
