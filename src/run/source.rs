//! Where records come from.

use crate::compose::Batch;
use crate::value::Time;

/// The schedule, composed. Lives on the composing thread: it may take its time, as it runs ahead.
pub trait Source: Send {
    /// The target is connected, and the wall clock shows this time. Called once, before the first portion; tells the
    /// event time of the schedule's zero.
    fn begin(&mut self, wall: Time) -> Time {
        wall
    }

    /// Adds the next records to an empty batch, in order of `due`, as long as the portion has room; false
    /// when the schedule is over. An arrival of several records may exceed the portion by these, and those that are
    /// made side by side its bytes.
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool;
}

/// How much of the schedule goes into one batch. A batch is handed on when it is full, so its span keeps a
/// slow stream's first record from waiting for its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    pub records: usize,
    pub bytes: usize,
    /// Nanoseconds of the schedule between the first record and the last.
    pub span: i64,
    /// Records due before this instant of the schedule are late already: no span keeps them waiting.
    pub past: i64,
}

impl Portion {
    /// Whether a record that is due then still belongs into this batch.
    pub fn has_room(&self, batch: &Batch, due: i64) -> bool {
        let Some(first) = batch.first_due() else {
            return true;
        };
        let is_near = due < self.past || due.saturating_sub(first) <= self.span;
        is_near && batch.steps() < self.records && batch.size() < self.bytes
    }
}
