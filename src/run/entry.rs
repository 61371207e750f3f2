//! What a ticket says: where a record is entered in the books, when it was handed over, and how late that was.

use super::latencies::{bucket, middle};
use crate::target::Ticket;

/// What is known again when a record's receipt comes; the ticket is this in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) cell: usize,
    pub(super) topic: usize,
    /// In units of 8 microseconds; wraps after 9 hours, longer than any record is waited for.
    handed_over: u32,
    /// 0 where it is not known, else one more than the bucket of its microseconds.
    lag: u32,
}

/// Nanoseconds in a unit of [`Entry::handed_over`].
const UNIT: i64 = 8_000;
/// Bits of a ticket beside those of the time.
const PLACE: u32 = 32;
/// Bits of a lag: its bucket.
const LAG: u32 = 12;

impl Entry {
    /// Of a record that is handed over when the clock shows `now`, so many microseconds late.
    pub(super) fn new(cell: usize, topic: usize, now: i64, lag: Option<u64>) -> Self {
        let lag = lag.map_or(0, |lag| u32::try_from(bucket(lag)).map_or(0, |bucket| bucket + 1));
        Self { cell, topic, handed_over: units(now), lag }
    }

    /// Microseconds from the handing over until then.
    pub(super) fn waited(self, now: i64) -> u64 {
        u64::from(units(now).wrapping_sub(self.handed_over)) * UNIT.unsigned_abs() / 1_000
    }

    /// Microseconds from the due time to the handing over, within one percent.
    pub(super) fn lag(self) -> Option<u64> {
        self.lag.checked_sub(1).map(|bucket| middle(bucket as usize))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter that wraps")]
fn units(nanoseconds: i64) -> u32 {
    (nanoseconds / UNIT) as u32
}

/// How many bits each part of a ticket has. The last number of a part stands for all that lie beyond: they share
/// its counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    topic: u32,
    lag: u32,
}

impl Layout {
    /// 65,536 cells and topics, and no lag.
    pub(super) const PLAIN: Self = Self { topic: 16, lag: 0 };

    /// With the lag; the cells take as many bits as they need, and the topics the rest.
    pub(super) fn with_lag(cells: usize) -> Self {
        let cell = usize::BITS - cells.saturating_sub(1).leading_zeros();
        Self { topic: PLACE - LAG - cell.clamp(1, 14), lag: LAG }
    }

    pub(super) const fn has_lag(self) -> bool {
        self.lag > 0
    }

    pub(super) fn ticket(self, entry: Entry) -> Ticket {
        let cell = held(entry.cell, PLACE - self.topic - self.lag);
        let place = cell << self.topic | held(entry.topic, self.topic);
        let lag = if self.has_lag() { entry.lag } else { 0 };
        Ticket((place << self.lag | u64::from(lag)) << 32 | u64::from(entry.handed_over))
    }

    #[expect(clippy::cast_possible_truncation, reason = "takes the ticket's fields apart")]
    pub(super) fn entry(self, Ticket(bits): Ticket) -> Entry {
        let place = bits >> 32;
        let part = |bits: u64, width: u32| bits & ((1 << width) - 1);
        Entry {
            cell: (place >> (self.topic + self.lag)) as usize,
            topic: part(place >> self.lag, self.topic) as usize,
            handed_over: bits as u32,
            lag: part(place, self.lag) as u32,
        }
    }
}

/// A number in so many bits.
fn held(number: usize, bits: u32) -> u64 {
    (number as u64).min((1 << bits) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_keeps_what_it_is_given() {
        let entry = Entry { cell: 513, topic: 65_535, handed_over: 0x8000_0001, lag: 0 };
        assert_eq!(Layout::PLAIN.entry(Layout::PLAIN.ticket(entry)), entry);
        for (cells, topic) in [(1, 500_000), (600, 1_023), (1 << 14, 63)] {
            let entry = Entry { cell: cells - 1, topic, handed_over: u32::MAX, lag: 2_304 };
            let layout = Layout::with_lag(cells);
            assert_eq!(layout.entry(layout.ticket(entry)), entry, "{cells} cells");
        }
    }

    #[test]
    fn what_lies_beyond_shares_the_last_place() {
        let layout = Layout::with_lag(1 << 20);
        let kept = layout.entry(layout.ticket(Entry::new(1 << 20, 1 << 20, 0, Some(u64::MAX))));
        assert_eq!((kept.cell, kept.topic), ((1 << 14) - 1, 63));
    }

    #[test]
    fn a_lag_is_kept_within_one_percent() {
        let layout = Layout::with_lag(5);
        for lag in [0, 7, 1_000, 123_456, 10_000_000_000] {
            let kept = layout.entry(layout.ticket(Entry::new(4, 2, 0, Some(lag)))).lag().unwrap();
            assert!(kept.abs_diff(lag) * 100 <= lag, "{kept} for {lag}");
        }
        assert_eq!(layout.entry(layout.ticket(Entry::new(4, 2, 0, None))).lag(), None);
    }

    #[test]
    fn the_wait_for_an_acknowledgement_survives_the_wrap_of_its_counter() {
        let hours = 9 * 3_600 * 1_000_000_000_i64;
        for handed_over in [0, hours, 2 * hours] {
            let waited = Entry::new(0, 0, handed_over, None).waited(handed_over + 16_000_000);
            assert_eq!(waited, 16_000, "16 ms after {handed_over}");
        }
    }
}
