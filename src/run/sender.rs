//! The sending thread: hands each record over when it is due. An open loop: the schedule never waits for the target;
//! a record that is late has its lag recorded, and `behind` says what becomes of it.

use super::clock::Clock;
use super::composer::Supply;
use super::ledger::Ledger;
use super::partitions::Partitions;
use super::quota::Quota;
use super::register::Entrance;
use super::timing::Timing;
use super::watcher::Taken;
use super::window::Window;
use crate::compose::{Batch, Record, Unsent};
use crate::scenario::{Behind, Pace};
use crate::target::{Handover, Ranges, Sink, TargetError, Ticket, in_place};
use crate::value::Time;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

mod untold;

/// Where nothing is due at a time, the clock is read for one in so many records, and all of them are brought here together:
/// between them lie microseconds, as a batch is composed before it comes here.
const GLANCE: usize = 16;
/// A wait for composing that is no pause yet.
const BRIEF: Duration = Duration::from_millis(1);
/// How soon a halt is noticed while the source composes nothing.
const PATIENCE: Duration = Duration::from_millis(100);
/// Nanoseconds before a target that was full is offered the same record again: few enough to be slept through.
const RETRY: i64 = 500_000;

/// From here on it is told how far behind a run ended that its target held up.
const HELD_UP: Duration = Duration::from_secs(1);

/// What earlier runs of the same plan did.
#[derive(Default)]
pub(super) struct Earlier {
    /// When the wall clock showed the schedule's zero.
    pub(super) began: Option<Time>,
    /// The numbers of the records that were acknowledged.
    pub(super) acknowledged: Ranges,
}

impl Earlier {
    #[inline]
    fn has(&self, number: u64) -> bool {
        number < self.acknowledged.end() && self.acknowledged.contains(number)
    }
}

pub(super) struct Sender {
    pub(super) sink: Box<dyn Sink>,
    pub(super) ledger: Arc<Ledger>,
    /// Where more is to be known of a record than the books hold.
    pub(super) entrance: Option<Entrance>,
    /// What earlier runs did.
    pub(super) earlier: Earlier,
    /// How many records came before the batch.
    pub(super) first: u64,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    /// Event time of the schedule's zero.
    pub(super) start: Time,
    pub(super) behind: Behind,
    pub(super) quota: Quota,
    pub(super) window: Window,
    /// The schedule's end: no record from here on, and the run lasts until then.
    pub(super) until: Option<i64>,
    pub(super) halted: Arc<AtomicBool>,
    /// The clock's time when it was last read.
    pub(super) now: i64,
    /// How many records of the current batch the run is done with, in the order of handing over.
    pub(super) reached: usize,
    pub(super) partitions: Partitions,
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

/// What came of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Taken,
    Refused,
    Skipped,
    /// Halted before the target took it.
    Left,
}

impl Sender {
    /// Ends with the schedule, at a limit, when halted, or when the target fails.
    pub(super) fn send_all(&mut self, supply: &Supply) -> Result<(), TargetError> {
        let mut next = self.receive(supply)?;
        // The schedule begins when its first records are composed.
        self.now = self.ledger.begin();
        let mut timing = Timing::begin(self.pace, self.start, self.now, self.clock.wall());
        self.ledger.set_backfill(timing.is_backfill());
        if let Some(began) = self.earlier.began {
            timing = timing.resume(began, self.now, self.clock.wall());
        }
        let mut order = Vec::new();
        let mut taken = supply.back.taken();
        while let Some(batch) = next {
            let sent = self.send_batch(&batch, &mut order, &mut timing, &mut taken);
            self.ledger.offer_no_more();
            self.leave_rest(&batch, &order);
            self.first = self.first.saturating_add(batch.len() as u64);
            supply.back.give(batch, &mut taken);
            match sent? {
                Sent::Whole => next = self.receive(supply)?,
                Sent::ToTheEnd => return self.wait_for_end(&timing),
                Sent::ToTheLimit => return Ok(()),
            }
        }
        if self.quota.is_used_up() { Ok(()) } else { self.wait_for_end(&timing) }
    }

    fn send_batch(
        &mut self,
        batch: &Batch,
        order: &mut Vec<u32>,
        timing: &mut Timing,
        taken: &mut Taken,
    ) -> Result<Sent, TargetError> {
        let is_hurried = self.arrange(batch, timing, order);
        let mut dropped = batch.dropped();
        self.ledger.leave(batch.left().len());
        let record = |position: &u32| Some((*position, batch.get(*position as usize)?));
        for (number, (position, record)) in order.iter().filter_map(record).enumerate() {
            self.reached = number;
            if is_hurried && number % GLANCE == 0 {
                batch.bring(&order[number..order.len().min(number + GLANCE)]);
            }
            if !is_hurried || number % GLANCE == 0 {
                self.now = self.clock.now();
            }
            if self.quota.is_used_up() {
                return Ok(Sent::ToTheLimit);
            }
            if self.until.is_some_and(|until| record.due >= until) {
                return Ok(Sent::ToTheEnd);
            }
            if self.earlier.has(self.first.saturating_add(u64::from(position))) {
                self.quota.spend(&record);
                let passed = dropped.iter().take_while(|dropped| dropped.due <= record.due).count();
                (0..passed).for_each(|_| self.quota.pass());
                dropped = &dropped[passed..];
                continue;
            }
            let due = if is_hurried { None } else { self.wait_to_offer(&record, timing)? };
            if !dropped.is_empty() {
                self.pass(&mut dropped, record.due);
                if self.quota.is_used_up() {
                    return Ok(Sent::ToTheLimit);
                }
            }
            match self.send(&record, position, due, timing)? {
                Outcome::Taken => {
                    taken.note(position);
                    self.quota.spend(&record);
                }
                Outcome::Refused => self.quota.spend(&record),
                Outcome::Skipped => self.quota.pass(),
                Outcome::Left => return Ok(Sent::ToTheLimit),
            }
        }
        self.reached = order.len();
        if self.is_passed_over(batch) {
            dropped.iter().for_each(|_| self.quota.pass());
        } else if let (Some(last), false) = (dropped.last(), self.quota.is_used_up()) {
            if !is_hurried {
                self.wait_for(last.due, timing)?;
            }
            self.pass(&mut dropped, last.due);
        }
        Ok(if self.quota.is_used_up() { Sent::ToTheLimit } else { Sent::Whole })
    }

    /// Whether the last record so far was sent by an earlier run, which then entered what was dropped behind it.
    fn is_passed_over(&self, batch: &Batch) -> bool {
        let reached = self.first.saturating_add(batch.len() as u64);
        reached.checked_sub(1).is_some_and(|last| self.earlier.has(last))
    }

    /// Enters the records up to an instant that were made to be dropped, unless the run ends before.
    fn pass(&mut self, dropped: &mut &[Unsent], until: i64) {
        while let Some((first, rest)) = dropped.split_first()
            && first.due <= until
            && !self.quota.is_used_up()
            && !self.is_halted()
        {
            self.ledger.drop_record(first);
            self.quota.pass();
            *dropped = rest;
        }
    }

    /// Puts a batch in the order of handing over and tells whether nothing in it is due at a time: then the target may
    /// choose the order, if all of it is to be sent.
    fn arrange(&mut self, batch: &Batch, timing: &Timing, order: &mut Vec<u32>) -> bool {
        let last = batch.last_due();
        let is_hurried = timing.is_hurried(last, self.now);
        let is_whole = self.quota.has_room_for(batch) && self.until.is_none_or(|until| last < Some(until));
        if is_hurried && is_whole {
            self.sink.arrange(batch, order);
        } else {
            in_place(batch, order);
        }
        is_hurried
    }

    /// The next batch; none when the schedule is over or halted.
    fn receive(&mut self, supply: &Supply) -> Result<Option<Batch>, TargetError> {
        // Nothing else looks at it while records are passed over.
        if self.is_halted() {
            return Ok(None);
        }
        if let Ok(batch) = supply.filled.recv_timeout(BRIEF) {
            return Ok(batch);
        }
        self.sink.settle()?;
        while !self.is_halted() {
            match supply.filled.recv_timeout(PATIENCE) {
                Ok(batch) => return Ok(batch),
                Err(RecvTimeoutError::Timeout) => {}
                // Its panic shows when it is joined, which nothing may delay.
                Err(RecvTimeoutError::Disconnected) => self.halted.store(true, Ordering::Relaxed),
            }
        }
        Ok(None)
    }

    /// Waits until a record is due. From then on it is late: a target may take its time with those before, too.
    fn wait_to_offer(
        &mut self,
        record: &Record<'_>,
        timing: &mut Timing,
    ) -> Result<Option<i64>, TargetError> {
        if let Some(due) = timing.due(record.due).filter(|_| !timing.is_backfill()) {
            self.ledger.offer(record, due);
        }
        self.wait_for(record.due, timing)
    }

    /// Waits until something is due. Tells when that was, on the clock, where the record can be late.
    fn wait_for(&mut self, scheduled: i64, timing: &mut Timing) -> Result<Option<i64>, TargetError> {
        let Some(due) = timing.due(scheduled) else { return Ok(None) };
        if due > self.now {
            if timing.reach_now() {
                self.ledger.set_backfill(false);
            }
            self.sink.settle()?;
            self.wait_until(due);
        }
        Ok(Some(due).filter(|_| !timing.is_backfill()))
    }

    /// Offers a record until it is taken, skipped or left.
    fn send(
        &mut self,
        record: &Record<'_>,
        position: u32,
        mut due: Option<i64>,
        timing: &mut Timing,
    ) -> Result<Outcome, TargetError> {
        let mut is_late = false;
        while !self.is_halted() {
            let now = self.now;
            let late = due.map(|due| now.saturating_sub(due));
            if let Some(late) = late.filter(|late| *late > self.behind.late_after()) {
                is_late = true;
                match self.behind {
                    Behind::CatchUp { at_most: None } => {}
                    Behind::CatchUp { at_most: Some(_) } => self.ledger.overdue(record, late),
                    Behind::Skip { .. } => {
                        self.ledger.offer_no_more();
                        self.skip(record, now);
                        return Ok(Outcome::Skipped);
                    }
                    Behind::Delay { .. } => {
                        timing.delay(late);
                        self.ledger.delay(late);
                        due = Some(now);
                    }
                }
            }
            let late = due.map(|due| now.saturating_sub(due));
            let ticket = self.ledger.ticket(record, now, late);
            if let Some(due) = due {
                self.ledger.offer(record, due);
            }
            let handover = self.offer(record, position, ticket);
            if matches!(handover, Ok(Handover::Full)) {
                self.wait_until(self.clock.now().saturating_add(RETRY));
                continue;
            }
            self.ledger.offer_no_more();
            let handover = handover?;
            if let Some(late) = late {
                self.ledger.late(record, late);
            }
            self.ledger.enter(ticket, record, now, handover == Handover::Refused);
            if is_late {
                self.exceed(record, ticket);
            }
            if handover == Handover::Refused {
                self.refuse(record);
                return Ok(Outcome::Refused);
            }
            return Ok(Outcome::Taken);
        }
        self.ledger.offer_no_more();
        if let Some(due) = due {
            let late = self.now.saturating_sub(due).max(0);
            self.ledger.leave_behind(record, late);
            tell_behind(late);
        }
        Ok(Outcome::Left)
    }

    fn offer(&mut self, record: &Record<'_>, position: u32, ticket: Ticket) -> Result<Handover, TargetError> {
        if !self.window.has_room(&self.ledger) {
            self.sink.hasten()?;
            return Ok(Handover::Full);
        }
        let number = self.first.saturating_add(u64::from(position));
        let ticket = match &mut self.entrance {
            None => Some(ticket),
            Some(entrance) => entrance.enter(ticket, record, number),
        };
        let Some(ticket) = ticket else {
            self.sink.settle()?;
            return Ok(Handover::Full);
        };
        let handover = self.sink.send(record, ticket)?;
        match (handover, &mut self.entrance) {
            (Handover::Taken, _) => self.window.enter(),
            (Handover::Full, Some(entrance)) => entrance.leave(ticket),
            (Handover::Full | Handover::Refused, _) => {}
        }
        Ok(handover)
    }

    /// The schedule lasts until its end, not until its last record: rates come out as planned.
    fn wait_for_end(&mut self, timing: &Timing) -> Result<(), TargetError> {
        if let Some(end) = self.until.and_then(|until| timing.due(until)) {
            self.sink.settle()?;
            self.wait_until(end);
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

/// What came due behind a record that the target did not take was never offered to it.
fn tell_behind(late: i64) {
    let behind = Duration::from_nanos(late.unsigned_abs());
    if behind >= HELD_UP {
        let seconds = behind.as_secs_f64();
        tracing::warn!(
            "the run ended {seconds:.1} s behind its schedule: what came due in that time is in no count"
        );
    }
}

#[cfg(test)]
mod tests;
