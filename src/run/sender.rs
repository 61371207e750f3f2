//! The sending thread: hands each record over when it is due. An open loop: a record that is late is sent
//! late and its lag recorded, the schedule never waits for the target.

use super::clock::Clock;
use super::composer::Supply;
use super::ledger::Ledger;
use super::pace::Pace;
use super::watcher::Taken;
use crate::compose::{Batch, Record};
use crate::target::{Handover, Sink, TargetError, in_place};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// Where nothing is due at a time, the clock is read for one in so many records: between them lie microseconds,
/// as a batch is composed before it comes here.
const GLANCE: usize = 16;
/// How soon a halt is noticed while the source composes nothing.
const PATIENCE: Duration = Duration::from_millis(100);
/// Nanoseconds before a target that was full is offered the same record again.
const RETRY: i64 = 1_000_000;

pub(super) struct Sender {
    pub(super) sink: Box<dyn Sink>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    pub(super) most: u64,
    /// The schedule's end: no record from here on, and the run lasts until then.
    pub(super) until: Option<i64>,
    pub(super) halted: Arc<AtomicBool>,
    /// The clock's time when it was last read.
    pub(super) now: i64,
}

/// How far a batch was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Whole,
    /// The rest lies behind the schedule's end.
    ToTheEnd,
    /// No more records, or halted.
    ToTheLimit,
}

impl Sender {
    /// Ends with the schedule, at a limit, when halted, or when the target fails.
    pub(super) fn send_all(&mut self, supply: &Supply) -> Result<(), TargetError> {
        let mut left = self.most;
        let mut order = Vec::new();
        let mut taken = supply.back.taken();
        while let Some(batch) = self.receive(supply)? {
            // The schedule begins when its first records are composed.
            self.ledger.begin();
            self.arrange(&batch, left, &mut order);
            let sent = self.send_batch(&batch, &order, &mut left, &mut taken);
            supply.back.give(batch, &mut taken);
            match sent? {
                Sent::Whole => {}
                Sent::ToTheEnd => return self.wait_for_end(),
                Sent::ToTheLimit => return Ok(()),
            }
        }
        if left == 0 { Ok(()) } else { self.wait_for_end() }
    }

    fn send_batch(
        &mut self,
        batch: &Batch,
        order: &[u32],
        left: &mut u64,
        taken: &mut Taken,
    ) -> Result<Sent, TargetError> {
        let record = |position: &u32| Some((*position, batch.get(*position as usize)?));
        for (number, (position, record)) in order.iter().filter_map(record).enumerate() {
            if self.pace != Pace::Max || number % GLANCE == 0 {
                self.now = self.clock.now();
            }
            if *left == 0 {
                return Ok(Sent::ToTheLimit);
            }
            if self.until.is_some_and(|until| record.due >= until) {
                return Ok(Sent::ToTheEnd);
            }
            match self.send(&record)? {
                Some(Handover::Taken) => taken.note(position),
                Some(_) => {}
                None => return Ok(Sent::ToTheLimit),
            }
            *left -= 1;
        }
        Ok(Sent::Whole)
    }

    /// Without due times the target may choose the order within a batch, if all of it is to be sent.
    fn arrange(&mut self, batch: &Batch, left: u64, order: &mut Vec<u32>) {
        let is_whole =
            left >= batch.len() as u64 && self.until.is_none_or(|until| batch.last_due() < Some(until));
        if self.pace == Pace::Max && is_whole {
            self.sink.arrange(batch, order);
        } else {
            in_place(batch, order);
        }
    }

    /// The next batch; none when the schedule is over or halted.
    fn receive(&mut self, supply: &Supply) -> Result<Option<Batch>, TargetError> {
        if let Ok(batch) = supply.filled.try_recv() {
            return Ok(Some(batch));
        }
        self.sink.settle()?;
        while !self.is_halted() {
            match supply.filled.recv_timeout(PATIENCE) {
                Ok(batch) => return Ok(Some(batch)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(None)
    }

    /// None when halted before the record was taken or refused.
    fn send(&mut self, record: &Record<'_>) -> Result<Option<Handover>, TargetError> {
        let due = self.pace.clock(record.due).map(|due| self.ledger.begin().saturating_add(due));
        if let Some(due) = due.filter(|due| *due > self.now) {
            self.sink.settle()?;
            self.wait_until(due);
        }
        while !self.is_halted() {
            let now = self.now;
            let lag = due.map(|due| u64::try_from((now - due) / 1_000).unwrap_or(0));
            let ticket = self.ledger.ticket(record, now, lag);
            let handover = self.sink.send(record, ticket)?;
            if handover == Handover::Full {
                self.wait_until(now + RETRY);
                continue;
            }
            if let Some(lag) = lag {
                self.ledger.late(record, lag);
            }
            self.ledger.enter(ticket, record, now, handover == Handover::Refused);
            return Ok(Some(handover));
        }
        Ok(None)
    }

    /// The schedule lasts until its end, not until its last record: rates come out as planned.
    fn wait_for_end(&mut self) -> Result<(), TargetError> {
        if let Some(end) = self.until.and_then(|until| self.pace.clock(until)) {
            self.sink.settle()?;
            self.wait_until(self.ledger.begin().saturating_add(end));
        }
        Ok(())
    }

    fn wait_until(&mut self, instant: i64) {
        self.clock.wait_until(instant, &self.halted);
        self.now = self.clock.now();
    }

    fn is_halted(&self) -> bool {
        self.halted.load(Ordering::Relaxed)
    }
}
