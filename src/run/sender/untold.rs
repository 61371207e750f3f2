//! What the sending thread enters of records that receipts do not tell of, or not all: skipped, late, refused and never
//! sent. None of it lies on the way of a record that goes out in time.

use super::Sender;
use crate::compose::{Batch, Record};
use crate::run::partitions::Untold;
use crate::target::Ticket;

impl Sender {
    #[cold]
    pub(super) fn skip(&mut self, record: &Record<'_>, now: i64) {
        self.ledger.skip(self.ledger.ticket(record, now, None), record);
        self.tell(record, |untold| untold.skipped += 1);
    }

    /// Enters that a record is handed over later than the policy allows.
    #[cold]
    pub(super) fn exceed(&mut self, record: &Record<'_>, ticket: Ticket) {
        self.ledger.exceed(ticket);
        self.tell(record, |untold| untold.late += 1);
    }

    #[cold]
    pub(super) fn refuse(&mut self, record: &Record<'_>) {
        self.tell(record, |untold| untold.refused += 1);
    }

    /// Enters those records of a batch that the run did not come to.
    #[cold]
    pub(super) fn leave_rest(&mut self, batch: &Batch, order: &[u32]) {
        for position in order.get(self.reached..).unwrap_or_default() {
            let number = self.first.saturating_add(u64::from(*position));
            if let (Some(record), false) = (batch.get(*position as usize), self.earlier.has(number)) {
                self.ledger.leave_unsent(&record);
                self.tell(&record, |untold| untold.unsent += 1);
            }
        }
    }

    /// Enters batches that the run did not come to, in their order.
    pub(in crate::run) fn leave(&mut self, batches: impl Iterator<Item = Batch>) {
        self.reached = 0;
        for batch in batches {
            let order: Vec<u32> = (0..).take(batch.len()).collect();
            self.leave_rest(&batch, &order);
            self.first = self.first.saturating_add(batch.len() as u64);
        }
    }

    fn tell(&mut self, record: &Record<'_>, note: impl FnOnce(&mut Untold)) {
        if let Some(partition) = self.sink.partition(record) {
            note(self.partitions.of(record.topic_id, partition));
        }
    }
}
