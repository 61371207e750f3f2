//! How far the event times of a run will lie from the wall clock, before it begins.

use super::options::Options;
use super::timing::clock_time;
use crate::target::{Distance, Labels};
use crate::value::Time;

/// `None` where the start is not known. A run that ends after a number of records may end anywhere: then, and where the
/// schedule has no end, the first event time alone counts.
pub(super) fn distance(labels: &Labels, options: &Options, now: Time) -> Option<Distance> {
    let age = now.0.saturating_sub(labels.start?.0);
    let end = match (labels.end(), options.until) {
        _ if options.max_events.is_some() || options.max_bytes.is_some() => None,
        (Some(end), Some(until)) => Some(end.min(until)),
        (end, until) => end.or(until),
    };
    let gained = end.map_or(0, |end| end.saturating_sub(clock_time(options.pace, end).unwrap_or(0)).max(0));
    Some(Distance { age, ahead: gained.saturating_sub(age) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Pace;
    use crate::target::{PhaseLabel, StreamLabel};
    use crate::value::Duration;

    const HOUR: i64 = Duration::HOUR;

    /// Of a run that begins an hour ago.
    fn ahead(pace: Pace, until: Option<i64>, max_events: Option<u64>) -> i64 {
        let endless = StreamLabel { phases: vec![PhaseLabel::default()], ..StreamLabel::default() };
        let start = Some(Time(100 * HOUR));
        let labels = Labels { start, streams: vec![endless], ..Labels::default() };
        let options = Options { pace, max_events, until, ..Options::default() };
        let Distance { age, ahead } = distance(&labels, &options, Time(101 * HOUR)).unwrap();
        assert_eq!(age, HOUR);
        ahead
    }

    #[test]
    fn a_run_that_is_faster_than_the_clock_comes_ahead_of_it() {
        let day = Some(24 * HOUR);
        assert_eq!(ahead(Pace::REAL, day, None), -HOUR);
        assert_eq!(ahead(Pace::MaxUntilNow, day, None), -HOUR);
        assert_eq!(ahead(Pace::Max, day, None), 23 * HOUR);
        assert_eq!(ahead(Pace::Times(24.0), day, None), 22 * HOUR);
        assert_eq!(ahead(Pace::Times(0.5), day, None), -HOUR);
        assert_eq!(ahead(Pace::Max, day, Some(5)), -HOUR);
    }

    #[test]
    fn a_start_that_nobody_knows_is_at_no_distance() {
        assert_eq!(distance(&Labels::default(), &Options::default(), Time(0)), None);
    }
}
