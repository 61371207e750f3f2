//! A plan as the source of a run.

use super::source::{Portion, Source};
use crate::compose::{Batch, Composer};
use crate::formula::faults::FaultCount;
use crate::plan::Plan;
use crate::schedule::Merge;
use std::iter::Peekable;
use std::sync::{Arc, Mutex};

/// Values that could not be computed: stream, event and field, and how many.
pub type FaultReport = Vec<(String, FaultCount)>;

/// The records of a plan from its first instant on.
pub struct Planned {
    arrivals: Peekable<Merge>,
    /// Records that may still be composed.
    left: u64,
    composer: Composer,
    faults: Arc<Mutex<FaultReport>>,
}

impl Planned {
    /// The records due at or after `from` and before `limit`, nanoseconds of the schedule: at most so many, but
    /// for the rest of the last arrival.
    pub fn new(plan: Arc<Plan>, from: i64, limit: Option<i64>, most: Option<u64>) -> Self {
        let arrivals = Merge::new(&plan.components, from, limit).peekable();
        Self {
            arrivals,
            left: most.unwrap_or(u64::MAX),
            composer: Composer::new(plan),
            faults: Arc::default(),
        }
    }

    /// Where the values that could not be computed are counted; filled when composing ends.
    pub fn faults(&self) -> Arc<Mutex<FaultReport>> {
        Arc::clone(&self.faults)
    }
}

impl Source for Planned {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        let (before, left, arrivals) = (batch.len(), self.left, &mut self.arrivals);
        self.composer.compose_while(batch, |batch| {
            let composed = (batch.len() - before) as u64;
            arrivals.next_if(|arrival| composed < left && portion.has_room(batch, arrival.due))
        });
        self.left = left.saturating_sub((batch.len() - before) as u64);
        self.left > 0 && self.arrivals.peek().is_some()
    }
}

impl Drop for Planned {
    fn drop(&mut self) {
        let report = self
            .composer
            .faults()
            .map(|(stream, event, path, count)| (format!("{stream}: {path} of {event}"), count));
        if let Ok(mut faults) = self.faults.lock() {
            *faults = report.collect();
        }
    }
}
