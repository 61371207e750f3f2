//! The profiles of a stream on the scenario's clock: which factor holds now, and until when.

use crate::traffic::profile::{Part, Profile};
use crate::traffic::{Decimal, Moment, instant};
use crate::value::Time;
use jiff::civil;
use jiff::tz::TimeZone;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profiles {
    all: Vec<Profile>,
    /// Times of day at which a factor may change.
    borders: Vec<civil::Time>,
    start: Time,
    zone: TimeZone,
}

/// A factor that holds for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) factor: Decimal,
    /// Nanoseconds from the start.
    pub(super) until: i64,
}

impl Profiles {
    pub(super) fn new(all: Vec<Profile>, start: Time, zone: TimeZone) -> Self {
        let mut borders: Vec<civil::Time> = Vec::new();
        for (part, _) in all.iter().flat_map(|profile| &profile.parts) {
            match part {
                Part::Hours(from, to) => borders.extend([*from, to.unwrap_or(civil::Time::midnight())]),
                Part::Days(_) => borders.push(civil::Time::midnight()),
            }
        }
        borders.sort_unstable();
        borders.dedup();
        Self { all, borders, start, zone }
    }

    /// The product of all profiles at an instant, nanoseconds from the start.
    pub(super) fn at(&self, nanos: i64) -> Held {
        let now = Time(self.start.0.saturating_add(nanos));
        let local = self.zone.to_datetime(now.timestamp());
        let holds = |part: &Part| match part {
            Part::Hours(..) => part.holds_at(local.time()),
            Part::Days(days) => days.contains(local.date().weekday()),
        };
        let factors = self.all.iter().filter_map(|profile| {
            profile.parts.iter().find(|(part, _)| holds(part)).map(|(_, factor)| *factor)
        });
        let next = self.borders.iter().map(|border| instant(Moment::Clock(*border), now, &self.zone).0);
        let until = next.min().map_or(i64::MAX, |next| next.saturating_sub(self.start.0));
        Held { factor: factors.fold(Decimal::whole(1), Decimal::times), until }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.borders.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Text;
    use crate::traffic::parse_profile;
    use crate::value::Duration;

    /// From 2026-10-24T08:00:00Z on, ten o'clock in Berlin, a Saturday; the clocks go back in the next night.
    fn profiles(lines: &[&str]) -> Profiles {
        let profile = |line: &&str| {
            let mut diagnostics = Diagnostics::default();
            parse_profile(&Text::verbatim(*line, 0), &mut diagnostics)
                .and_then(|profile| profile.resolve(&mut |_| None, &mut diagnostics))
                .expect("a line that is valid")
        };
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        Profiles::new(lines.iter().map(profile).collect(), Time(1_792_828_800_000_000_000), zone)
    }

    fn walked(profiles: &Profiles, count: usize) -> Vec<String> {
        let mut at = 0;
        let step = |_| {
            let held = profiles.at(at);
            at = held.until;
            format!("x{} until {}", held.factor, Duration(at))
        };
        (0..count).map(step).collect()
    }

    #[test]
    fn hours_follow_the_clock_over_the_end_of_summer_time() {
        let day = profiles(&["daily 00:00-06:00 x0.2, 09:00-24:00 x1.5"]);
        assert_eq!(walked(&day, 4), ["x1.5 until 14h", "x0.2 until 21h", "x1 until 1d", "x1.5 until 1d15h"]);
        let night = profiles(&["daily 22:00-06:00 x0.2"]);
        assert_eq!(walked(&night, 3), ["x1 until 12h", "x0.2 until 21h", "x1 until 1d13h"]);
    }

    #[test]
    fn profiles_multiply() {
        let both = profiles(&["weekly mon-fri x1, sat x0.6, sun x0.5", "daily 12:00-24:00 x0.5"]);
        assert_eq!(walked(&both, 3), ["x0.6 until 2h", "x0.3 until 14h", "x0.5 until 1d3h"]);
    }
}
