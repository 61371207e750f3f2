//! A plan as the source of a run.

use super::source::{Portion, Source};
use crate::compose::{Batch, Composer};
use crate::formula::faults::FaultCount;
use crate::plan::Plan;
use crate::schedule::{Arrival, Merge};
use crate::value::Time;
use std::sync::{Arc, Mutex};

/// Values that could not be computed: stream, event and field, and how many.
pub type FaultReport = Vec<(String, FaultCount)>;

/// The records of a plan from its first instant on.
pub struct Planned {
    start: Time,
    arrivals: Merge,
    /// The next arrival, where it did not fit into the batch before.
    held: Option<Arrival>,
    /// Records that may still be composed.
    left: u64,
    composer: Composer,
    faults: Arc<Mutex<FaultReport>>,
}

impl Planned {
    /// The records due at or after `from` and before `limit`, nanoseconds of the schedule: at most so many, but
    /// for the rest of the last arrival.
    pub fn new(plan: Arc<Plan>, from: i64, limit: Option<i64>, most: Option<u64>) -> Self {
        Self {
            start: plan.start,
            arrivals: Merge::new(&plan.components, from, limit),
            held: None,
            left: most.unwrap_or(u64::MAX),
            composer: Composer::new(plan),
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
        let Self { arrivals, held, left, composer, .. } = self;
        let before = batch.len();
        composer.compose_while(batch, |batch| {
            let arrival = held.take().or_else(|| arrivals.next())?;
            let composed = (batch.len() - before) as u64;
            if composed < *left && portion.has_room(batch, arrival.due) {
                return Some(arrival);
            }
            *held = Some(arrival);
            None
        });
        *left = left.saturating_sub((batch.len() - before) as u64);
        *left > 0 && held.is_some()
    }
}

impl Drop for Planned {
    fn drop(&mut self) {
        let report = self
            .composer
            .faults()
            .into_iter()
            .map(|(stream, event, path, count)| (format!("{stream}: {path} of {event}"), count));
        if let Ok(mut faults) = self.faults.lock() {
            *faults = report.collect();
        }
    }
}
