//! The only file that asks the time. A clock counts nanoseconds from its making; a manual one is moved by
//! whoever waits on it, so that a test of an hour takes no time.

use crate::value::{Duration as Offset, Time};
use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Nanoseconds at the end of a long wait that are not slept through, as a sleep ends late: by 50 to 60 microseconds on
/// an idle Linux.
const LAST_STRETCH: i64 = 60_000;
/// A wait from here on is long: its last stretch takes a sixteenth of a processor at most. Shorter ones are slept
/// through: a thread that never sleeps has to wait for its processor where others want it, too. `benches/README.md`
/// has what both cost.
const LONG: i64 = 1_000_000;

#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Machine(Instant),
    Manual {
        now: Arc<AtomicI64>,
        /// What the wall clock shows at 0.
        origin: Time,
    },
}

#[expect(clippy::disallowed_methods, reason = "this is where the time is asked")]
impl Clock {
    pub fn machine() -> Self {
        Self(Kind::Machine(Instant::now()))
    }

    /// Stands still but for waiting and [`Clock::advance`]; copies share their time.
    pub fn manual() -> Self {
        Self::manual_at(Time::default())
    }

    /// The same, made when the wall clock shows `origin`.
    pub fn manual_at(origin: Time) -> Self {
        Self(Kind::Manual { now: Arc::default(), origin })
    }

    /// The wall clock: where a scenario without a start starts.
    pub fn wall(&self) -> Time {
        match &self.0 {
            Kind::Machine(_) => match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
                Ok(since) => Time(nanoseconds(since)),
                Err(before) => Time(-nanoseconds(before.duration())),
            },
            Kind::Manual { origin, .. } => Time(origin.0.saturating_add(self.now())),
        }
    }

    pub fn now(&self) -> i64 {
        match &self.0 {
            Kind::Machine(origin) => nanoseconds(origin.elapsed()),
            Kind::Manual { now, .. } => now.load(Ordering::Acquire),
        }
    }

    /// Moves a manual clock on; the machine's goes its own way.
    pub fn advance(&self, by: Offset) {
        if let Kind::Manual { now, .. } = &self.0 {
            now.fetch_add(by.0, Ordering::AcqRel);
        }
    }

    /// Waits for an instant, or until halted: who halts must also unpark this thread. Sleeps, and spins for the last
    /// stretch.
    pub(super) fn wait_until(&self, instant: i64, halted: &AtomicBool) {
        match &self.0 {
            Kind::Manual { now, .. } => {
                now.fetch_max(instant, Ordering::AcqRel);
            }
            Kind::Machine(_) => {
                let is_long = instant.saturating_sub(self.now()) >= LONG;
                let stretch = if is_long { LAST_STRETCH } else { 0 };
                loop {
                    let rest = instant.saturating_sub(self.now());
                    if rest <= 0 || halted.load(Ordering::Relaxed) {
                        return;
                    }
                    match u64::try_from(rest - stretch) {
                        Ok(asleep @ 1..) => thread::park_timeout(Duration::from_nanos(asleep)),
                        Ok(0) | Err(_) => hint::spin_loop(),
                    }
                }
            }
        }
    }
}

/// 292 years fit.
fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_at_its_instant_and_not_before() {
        let clock = Clock::machine();
        for length in [0, LAST_STRETCH / 2, LONG, 2 * LONG] {
            let instant = clock.now() + length;
            clock.wait_until(instant, &AtomicBool::new(false));
            assert!(clock.now() >= instant, "{length}");
        }
    }

    #[test]
    fn who_is_halted_does_not_wait() {
        let clock = Clock::machine();
        clock.wait_until(i64::MAX, &AtomicBool::new(true));
        assert!(clock.now() < i64::MAX);
    }

    #[test]
    fn the_wall_clock_of_a_manual_one_goes_with_it() {
        let clock = Clock::manual_at(Time(5));
        clock.advance(Offset(7));
        assert_eq!((clock.now(), clock.wall()), (7, Time(12)));
    }
}
