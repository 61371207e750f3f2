//! A plan as the source of a run.

use super::session_part::SessionPart;
use super::source::{Portion, Source};
use crate::compose::{Batch, Sequence};
use crate::formula::faults::FaultCount;
use crate::plan::Plan;
use crate::value::Time;
use std::sync::{Arc, Mutex};

/// What composing has to tell when it ends.
#[derive(Debug, Clone, Default)]
pub struct Aftermath {
    /// Values that could not be computed: stream, event and field, and how many.
    pub faults: Vec<(String, FaultCount)>,
    /// By stream.
    pub sessions: Vec<SessionPart>,
    /// Values that could no longer be recalled because all together were too large.
    pub forgotten: u64,
}

/// The records of a plan from its first instant on.
pub struct Planned {
    start: Time,
    records: Sequence,
    /// Records that may still be composed.
    left: u64,
    aftermath: Arc<Mutex<Aftermath>>,
}

impl Planned {
    /// The records due at or after `from` and before `limit`, nanoseconds of the schedule: at most so many, but
    /// for the rest of the last arrival.
    pub fn new(plan: Arc<Plan>, from: i64, limit: Option<i64>, most: Option<u64>) -> Self {
        Self {
            start: plan.start,
            records: Sequence::new(plan, None, from, limit),
            left: most.unwrap_or(u64::MAX),
            aftermath: Arc::default(),
        }
    }

    /// The same, that tells its aftermath there.
    pub(super) fn telling(mut self, aftermath: Arc<Mutex<Aftermath>>) -> Self {
        self.aftermath = aftermath;
        self
    }

    /// Filled when composing ends.
    pub fn aftermath(&self) -> Arc<Mutex<Aftermath>> {
        Arc::clone(&self.aftermath)
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
        let composer = self.records.composer();
        let faults = composer.faults().into_iter();
        let faults =
            faults.map(|(stream, event, path, count)| (format!("{stream}: {path} of {event}"), count));
        let sessions =
            composer.sessions().into_iter().map(|(stream, counts)| SessionPart::new(stream, counts));
        if let Ok(mut aftermath) = self.aftermath.lock() {
            *aftermath = Aftermath {
                faults: faults.collect(),
                sessions: sessions.collect(),
                forgotten: composer.forgotten(),
            };
        }
    }
}
