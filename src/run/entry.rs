//! What a ticket says: where a record is entered in the books, when it was handed over, and how late that was.

use super::latencies::{bucket, middle};
use super::places::Places;
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

/// How the part of a ticket beside its time is divided. Most entries stand in it as they are; one whose cell or topic
/// has too large a number is told by the number of its [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    cell: u32,
    topic: u32,
    lag: u32,
}

/// The place is a number of [`Places`].
const NUMBERED: u64 = 1 << (PLACE - 1);
/// And it is so large that it leaves no room for the lag.
const BARE: u64 = 1 << (PLACE - 2);

impl Layout {
    /// 32,768 cells and 65,536 topics as they are, and no lag.
    pub(super) const PLAIN: Self = Self { cell: 15, topic: 16, lag: 0 };

    /// With the lag; the cells take as many bits as they need, and the topics the rest.
    pub(super) fn with_lag(cells: usize) -> Self {
        let needed = usize::BITS - cells.saturating_sub(1).leading_zeros();
        let cell = needed.clamp(1, 14);
        Self { cell, topic: PLACE - 1 - LAG - cell, lag: LAG }
    }

    pub(super) const fn has_lag(self) -> bool {
        self.lag > 0
    }

    #[inline]
    pub(super) fn ticket(self, entry: Entry, places: &Places) -> Ticket {
        let lag = if self.has_lag() { u64::from(entry.lag) } else { 0 };
        let place = if entry.cell >> self.cell == 0 && entry.topic >> self.topic == 0 {
            ((entry.cell as u64) << self.topic | entry.topic as u64) << self.lag | lag
        } else {
            let number = places.number(entry.cell, entry.topic) as u64;
            if number << self.lag < BARE {
                NUMBERED | number << self.lag | lag
            } else {
                NUMBERED | BARE | number
            }
        };
        Ticket(place << PLACE | u64::from(entry.handed_over))
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "takes the ticket's fields apart")]
    pub(super) fn entry(self, Ticket(bits): Ticket, places: &Places) -> Entry {
        let place = bits >> PLACE;
        let part = |bits: u64, width: u32| bits & ((1 << width) - 1);
        let (cell, topic, lag) = if place & NUMBERED == 0 {
            let cell = place >> (self.topic + self.lag);
            (cell as usize, part(place >> self.lag, self.topic) as usize, part(place, self.lag))
        } else if place & BARE == 0 {
            let (cell, topic) = places.pair(((place ^ NUMBERED) >> self.lag) as usize);
            (cell, topic, part(place, self.lag))
        } else {
            let (cell, topic) = places.pair((place ^ NUMBERED ^ BARE) as usize);
            (cell, topic, 0)
        };
        Entry { cell, topic, handed_over: bits as u32, lag: lag as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(layout: Layout, entry: Entry) -> Entry {
        let places = Places::default();
        layout.entry(layout.ticket(entry, &places), &places)
    }

    #[test]
    fn a_ticket_keeps_what_it_is_given() {
        let entry = Entry { cell: 513, topic: 65_535, handed_over: 0x8000_0001, lag: 0 };
        assert_eq!(kept(Layout::PLAIN, entry), entry);
        for (cells, topic) in [(1, 200_000), (600, 511), (1 << 14, 31), (9, 1 << 30), (1 << 40, 0)] {
            let entry = Entry { cell: cells - 1, topic, handed_over: u32::MAX, lag: 2_304 };
            assert_eq!(kept(Layout::with_lag(cells), entry), entry, "{cells} cells");
        }
    }

    #[test]
    fn every_cell_and_topic_has_a_place_of_its_own() {
        let places = Places::default();
        for layout in [Layout::PLAIN, Layout::with_lag(1 << 20)] {
            let entry = |number: usize| Entry { cell: number * 3, topic: number % 7, handed_over: 5, lag: 0 };
            let tickets: Vec<Ticket> =
                (0..300_000).map(|number| layout.ticket(entry(number), &places)).collect();
            for (number, ticket) in tickets.into_iter().enumerate() {
                assert_eq!(layout.entry(ticket, &places), entry(number));
            }
        }
    }

    #[test]
    fn only_the_lag_is_left_out_where_there_are_too_many_places() {
        let (places, layout) = (Places::default(), Layout::with_lag(1 << 20));
        let late = |cell| Entry::new(cell, 99, 0, Some(1_000));
        let lags = (0..262_145).map(|cell| layout.entry(layout.ticket(late(cell), &places), &places).lag);
        let known = lags.filter(|lag| *lag > 0).count();
        assert_eq!(known, 262_144);
    }

    #[test]
    fn a_lag_is_kept_within_one_percent() {
        let layout = Layout::with_lag(5);
        for lag in [0, 7, 1_000, 123_456, 10_000_000_000] {
            let kept = kept(layout, Entry::new(4, 2, 0, Some(lag))).lag().unwrap();
            assert!(kept.abs_diff(lag) * 100 <= lag, "{kept} for {lag}");
        }
        assert_eq!(kept(layout, Entry::new(4, 2, 0, None)).lag(), None);
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
