//! The books at one moment: tallies -> counts, added up, and the parts of a summary.

use super::ledger::Ledger;
use super::part::{Failure, Part, WarmUp};
use super::tally::Tally;
use super::timing::lasts;
use crate::compose::Disordered;
use crate::scenario::Pace;
use std::sync::atomic::{AtomicU64, Ordering};

/// A tally at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    pub(super) planned: u64,
    refused: u64,
    pub(super) acknowledged: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
    late: u64,
    unsent: u64,
    /// Dropped ones are part of `planned`.
    disordered: Disordered,
    early: u64,
    first: i64,
    last: i64,
    first_due: i64,
    last_due: i64,
}

impl Counts {
    const NONE: Self = Self {
        planned: 0,
        refused: 0,
        acknowledged: 0,
        failed: 0,
        skipped: 0,
        late: 0,
        unsent: 0,
        disordered: Disordered { late: 0, duplicated: 0, dropped: 0, corrupted: 0, held: 0 },
        early: 0,
        first: i64::MAX,
        last: 0,
        first_due: i64::MAX,
        last_due: i64::MIN,
    };

    pub(super) fn of(tally: &Tally) -> Self {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (planned, skipped) = (read(&tally.planned), read(&tally.skipped));
        let disordered = tally.disorder.read();
        Self {
            planned: planned + disordered.dropped,
            disordered,
            early: tally.disorder.early(),
            refused: read(&tally.refused),
            acknowledged: read(&tally.acknowledged),
            failed: read(&tally.failed),
            skipped,
            late: read(&tally.late),
            unsent: read(&tally.unsent),
            first: if planned == skipped { i64::MAX } else { tally.first.load(Ordering::Relaxed) },
            last: tally.last.load(Ordering::Relaxed),
            first_due: if planned == 0 { i64::MAX } else { tally.first_due.load(Ordering::Relaxed) },
            last_due: if planned == 0 { i64::MIN } else { tally.last_due.load(Ordering::Relaxed) },
        }
    }

    pub(super) fn of_all(ledger: &Ledger) -> Self {
        Self::of_cells(ledger.cells())
    }

    pub(super) fn of_cells<'t>(cells: impl IntoIterator<Item = &'t Tally>) -> Self {
        cells.into_iter().map(Self::of).fold(Self::NONE, Self::and)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            refused: self.refused + other.refused,
            acknowledged: self.acknowledged + other.acknowledged,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            late: self.late + other.late,
            unsent: self.unsent + other.unsent,
            disordered: self.disordered.and(other.disordered),
            early: self.early + other.early,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            first_due: self.first_due.min(other.first_due),
            last_due: self.last_due.max(other.last_due),
        }
    }

    pub(super) fn sent(&self) -> u64 {
        self.offered().saturating_sub(self.refused).saturating_sub(self.skipped)
    }

    /// Records that were made, whether the run came to them or not.
    fn composed(&self) -> u64 {
        self.offered().saturating_add(self.unsent)
    }

    /// Records that were to be handed over: those that were not dropped on purpose.
    const fn offered(&self) -> u64 {
        self.planned.saturating_sub(self.disordered.dropped)
    }

    /// Whether there is anything to be told.
    pub(super) const fn is_any(&self) -> bool {
        self.planned > 0 || self.unsent > 0
    }

    /// Records that went out before their time.
    pub(super) const fn early(&self) -> u64 {
        self.early
    }

    /// Records per second as they were handed over, and as they were due; none where nothing was due at a time,
    /// or all at once.
    pub(super) fn rates(&self, pace: Pace) -> Option<(f64, f64)> {
        let due = lasts(pace, self.last_due.checked_sub(self.first_due)?)?;
        let taken = self.last.saturating_sub(self.first);
        // What was skipped at either end leaves a gap there.
        let taken = if self.skipped > 0 { taken.max(due) } else { taken };
        let gaps = |records: u64, nanoseconds| rate(records.saturating_sub(1), seconds(nanoseconds));
        Some((gaps(self.sent(), taken)?, gaps(self.offered(), due)?))
    }

    /// The rate is that of the gaps between records: the first one ends none.
    pub(super) fn part(self, failures: Vec<Failure>) -> Part {
        let elapsed_s = seconds(self.last.saturating_sub(self.first).max(0));
        let rate = rate(self.sent().saturating_sub(1), elapsed_s);
        let WarmUp { planned, composed, sent, acknowledged, failed, late, skipped, unsent, disorder } =
            self.warmup();
        Part {
            planned,
            composed,
            sent,
            acknowledged,
            failed,
            failures,
            late,
            skipped,
            unsent,
            disorder,
            warmup: None,
            elapsed_s,
            rate,
        }
    }

    pub(super) fn warmup(self) -> WarmUp {
        let Self { planned, acknowledged, failed, skipped, late, unsent, disordered, .. } = self;
        let disorder = Some(disordered).filter(|disordered| !disordered.is_empty());
        let (composed, sent) = (self.composed(), self.sent());
        WarmUp { planned, composed, sent, acknowledged, failed, late, skipped, unsent, disorder }
    }
}

/// What counts and what is warm-up, where there is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    measured: Counts,
    warmup: Option<Counts>,
}

impl Split {
    pub(super) const NONE: Self = Self { measured: Counts::NONE, warmup: None };

    pub(super) fn of(measured: &Tally, warmup: Option<&Tally>) -> Self {
        Self { measured: Counts::of(measured), warmup: warmup.map(Counts::of) }
    }

    pub(super) fn and(self, other: Self) -> Self {
        let warmup = self.warmup.into_iter().chain(other.warmup).reduce(Counts::and);
        Self { measured: self.measured.and(other.measured), warmup }
    }

    pub(super) fn all(self) -> Counts {
        self.measured.and(self.warmup.unwrap_or(Counts::NONE))
    }

    pub(super) fn part(self, failures: Vec<Failure>) -> Part {
        Part { warmup: self.warmup.map(Counts::warmup), ..self.all().part(failures) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run")]
pub(super) fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// Per second; none where they took no time.
#[expect(clippy::cast_precision_loss, reason = "records of a run")]
pub(super) fn rate(records: u64, seconds: f64) -> Option<f64> {
    (seconds > 0.0).then(|| records as f64 / seconds)
}
