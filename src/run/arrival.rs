//! When receipts come: one reading of the clock for all that come together, as reading it costs as much as counting them.

use super::clock::Clock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// The clock's time at the latest receipt.
    latest: AtomicI64,
    /// That time is the next receipt's, too.
    is_known: AtomicBool,
    /// Receipts come together now.
    are_together: AtomicBool,
}

impl Arrival {
    /// All receipts that `hear` brings have the time of the first of them.
    pub(super) fn together(&self, hear: &mut dyn FnMut()) {
        self.are_together.store(true, Ordering::Relaxed);
        hear();
        self.are_together.store(false, Ordering::Relaxed);
        self.is_known.store(false, Ordering::Relaxed);
    }

    /// The time of a receipt that is heard now.
    pub(super) fn now(&self, clock: &Clock) -> i64 {
        if self.is_known.load(Ordering::Relaxed) {
            return self.latest();
        }
        let now = clock.now();
        self.latest.store(now, Ordering::Relaxed);
        self.is_known.store(self.are_together.load(Ordering::Relaxed), Ordering::Relaxed);
        now
    }

    pub(super) fn latest(&self) -> i64 {
        self.latest.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Duration;

    #[test]
    fn receipts_that_come_together_have_one_time_and_the_next_one_has_its_own() {
        let (clock, arrival) = (Clock::manual(), Arrival::default());
        let mut times = Vec::new();
        let mut hear = || {
            for _ in 0..2 {
                clock.advance(Duration(1));
                times.push(arrival.now(&clock));
            }
        };
        hear();
        arrival.together(&mut hear);
        arrival.together(&mut hear);
        hear();
        assert_eq!(times, [1, 2, 3, 3, 5, 5, 7, 8]);
        assert_eq!(arrival.latest(), 8);
    }
}
