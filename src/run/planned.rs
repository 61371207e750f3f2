//! A plan as the source of a run.

use super::source::{Portion, Source};
use crate::compose::{Batch, Sequence};
use crate::formula::faults::FaultCount;
use crate::plan::Plan;
use crate::value::Time;
use std::sync::{Arc, Mutex};

/// Values that could not be computed: stream, event and field, and how many.
pub type FaultReport = Vec<(String, FaultCount)>;

/// The records of a plan from its first instant on.
pub struct Planned {
    start: Time,
    records: Sequence,
    /// Records that may still be composed.
    left: u64,
    faults: Arc<Mutex<FaultReport>>,
}

impl Planned {
    /// The records due at or after `from` and before `limit`, nanoseconds of the schedule: at most so many, but
    /// for the rest of the last arrival.
    pub fn new(plan: Arc<Plan>, from: i64, limit: Option<i64>, most: Option<u64>) -> Self {
        Self {
            start: plan.start,
            records: Sequence::new(plan, None, from, limit),
            left: most.unwrap_or(u64::MAX),
            faults: Arc::default(),
        }
    }

    /// The same, with its faults counted there.
    pub(super) fn counting(mut self, faults: Arc<Mutex<FaultReport>>) -> Self {
        self.faults = faults;
        self
    }

    /// Where the values that could not be computed are counted; filled when composing ends.
    pub fn faults(&self) -> Arc<Mutex<FaultReport>> {
        Arc::clone(&self.faults)
    }
}

impl Source for Planned {
    fn begin(&mut self, _wall: Time) -> Time {
        self.start
    }

    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        let (before, left) = (batch.steps(), self.left);
        let goes_on = self.records.fill(batch, |batch, due| {
            let composed = (batch.steps() - before) as u64;
            composed < left && portion.has_room(batch, due)
        });
        self.left = left.saturating_sub((batch.steps() - before) as u64);
        self.left > 0 && goes_on
    }
}

impl Drop for Planned {
    fn drop(&mut self) {
        let report = self
            .records
            .composer()
            .faults()
            .into_iter()
            .map(|(stream, event, path, count)| (format!("{stream}: {path} of {event}"), count));
        if let Ok(mut faults) = self.faults.lock() {
            *faults = report.collect();
        }
    }
}
