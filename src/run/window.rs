//! How many records may be on their way: `in_flight`.

use super::ledger::Ledger;

#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    most: u64,
    /// Records that fit without looking into the books again.
    room: u64,
}

impl Window {
    pub(super) fn new(most: Option<u64>) -> Self {
        let most = most.unwrap_or(u64::MAX);
        Self { most, room: most }
    }

    /// Whether one more may go. The books are added up only when the places that were free the last time are taken.
    pub(super) fn has_room(&mut self, ledger: &Ledger) -> bool {
        if self.room == 0 {
            self.room = self.most.saturating_sub(ledger.in_flight());
        }
        self.room > 0
    }

    /// One more went.
    pub(super) fn enter(&mut self) {
        self.room = self.room.saturating_sub(1);
    }
}
