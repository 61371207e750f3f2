//! The target that only counts: for dry runs and for measuring everything else.

use super::{Handover, Receipts, Sink, TargetError, Ticket, keyless_partition};
use crate::compose::Record;
use std::sync::Arc;

pub(super) struct Null {
    pub(super) receipts: Arc<dyn Receipts>,
}

impl Sink for Null {
    fn partition(&self, record: &Record<'_>) -> Option<i32> {
        keyless_partition(record, None)
    }

    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        self.receipts.acknowledged(ticket, self.partition(record));
        Ok(Handover::Taken)
    }
}
