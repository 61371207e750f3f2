//! A plan whose start counts from the beginning of the run, as the source of it.

use super::planned::{Aftermath, Planned};
use super::source::{Portion, Source};
use crate::compose::Batch;
use crate::plan::Plan;
use crate::scenario::Start;
use crate::value::Time;
use std::sync::{Arc, Mutex};

/// The records of a plan that is moved to its start when the run begins; there are none before.
pub struct Floating {
    waiting: Option<Plan>,
    start: Start,
    limit: Option<i64>,
    most: Option<u64>,
    planned: Option<Planned>,
    aftermath: Arc<Mutex<Aftermath>>,
}

impl Floating {
    /// The records due before `limit`, nanoseconds of the schedule: at most so many, but for the rest of the last
    /// arrival.
    pub fn new(plan: Plan, start: Start, limit: Option<i64>, most: Option<u64>) -> Self {
        Self { waiting: Some(plan), start, limit, most, planned: None, aftermath: Arc::default() }
    }

    /// Filled when composing ends.
    pub fn aftermath(&self) -> Arc<Mutex<Aftermath>> {
        Arc::clone(&self.aftermath)
    }
}

impl Source for Floating {
    fn begin(&mut self, wall: Time) -> Time {
        let start = self.start.time(wall);
        if let Some(plan) = self.waiting.take() {
            let plan = Arc::new(plan.starting_at(start));
            let planned = Planned::new(plan, 0, self.limit, self.most);
            self.planned = Some(planned.telling(Arc::clone(&self.aftermath)));
        }
        start
    }

    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        self.planned.as_mut().is_some_and(|planned| planned.fill(batch, portion))
    }
}
