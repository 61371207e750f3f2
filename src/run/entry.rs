//! What a ticket says: where a record is entered in the books, and when it was handed over.

use crate::target::Ticket;

/// Where a record is entered, and when it was handed over; the ticket is this in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// What lies beyond the 65,536th shares its counters with it.
    pub(super) cell: u16,
    pub(super) topic: u16,
    /// In units of 8 microseconds; wraps after 9 hours, longer than any record is waited for.
    handed_over: u32,
}

/// Nanoseconds in a unit of [`Entry::handed_over`].
const UNIT: i64 = 8_000;

impl Entry {
    /// Of a record that is handed over when the clock shows `now`.
    pub(super) fn new(cell: u16, topic: u16, now: i64) -> Self {
        Self { cell, topic, handed_over: units(now) }
    }

    pub(super) fn ticket(self) -> Ticket {
        Ticket(u64::from(self.cell) << 48 | u64::from(self.topic) << 32 | u64::from(self.handed_over))
    }

    #[expect(clippy::cast_possible_truncation, reason = "takes the ticket's fields apart")]
    pub(super) fn of(Ticket(bits): Ticket) -> Self {
        Self { cell: (bits >> 48) as u16, topic: (bits >> 32) as u16, handed_over: bits as u32 }
    }

    /// Microseconds from the handing over until then.
    pub(super) fn waited(self, now: i64) -> u64 {
        u64::from(units(now).wrapping_sub(self.handed_over)) * UNIT.unsigned_abs() / 1_000
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter that wraps")]
fn units(nanoseconds: i64) -> u32 {
    (nanoseconds / UNIT) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_keeps_what_it_is_given() {
        let entry = Entry { cell: 513, topic: u16::MAX, handed_over: 0x8000_0001 };
        assert_eq!(Entry::of(entry.ticket()), entry);
    }

    #[test]
    fn the_wait_for_an_acknowledgement_survives_the_wrap_of_its_counter() {
        let hours = 9 * 3_600 * 1_000_000_000_i64;
        for handed_over in [0, hours, 2 * hours] {
            let waited = Entry::new(0, 0, handed_over).waited(handed_over + 16_000_000);
            assert_eq!(waited, 16_000, "16 ms after {handed_over}");
        }
    }
}
