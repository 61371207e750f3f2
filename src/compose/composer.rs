//! Arrivals -> records, one after another, from any arrival on.

use super::record::Batch;
use super::template::Template;
use super::topics::Topics;
use crate::check::Emission;
use crate::formula::faults::{FaultCount, Faults};
use crate::plan::Plan;
use crate::schedule::Arrival;
use crate::value::{Value, clear};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::sync::Arc;

/// What may be allocated before everything allocated so far is let go.
const ARENA_BYTES: usize = 1 << 20;

/// Composes the records of one plan. Composing an arrival depends on the plan and the arrival alone.
pub struct Composer {
    plan: Arc<Plan>,
    arena: Bump,
    topics: Topics,
    /// By stream, then by its events.
    faults: Vec<Vec<Faults>>,
}

impl Composer {
    pub fn new(plan: Arc<Plan>) -> Self {
        let faults = plan.streams.iter().map(|stream| vec![Faults::default(); stream.events.len()]);
        Self { arena: Bump::new(), topics: Topics::new(&plan.topics), faults: faults.collect(), plan }
    }

    /// Adds the records of one arrival to a batch.
    pub fn compose(&mut self, arrival: &Arrival, batch: &mut Batch) {
        let mut arrival = Some(*arrival);
        self.compose_while(batch, |_| arrival.take());
    }

    /// Adds the records of arrivals to a batch, as long as `next` gives one. It sees how full the batch is;
    /// records can be read from it when all are there, and with them the names of their topics.
    pub fn compose_while(&mut self, batch: &mut Batch, mut next: impl FnMut(&Batch) -> Option<Arrival>) {
        let mut is_over = false;
        while !is_over {
            clear(&mut self.arena);
            is_over = self.fill_arena(batch, &mut next);
        }
        if !Arc::ptr_eq(batch.topics(), self.topics.shared()) {
            batch.set_topics(Arc::clone(self.topics.shared()));
        }
    }

    /// Composes until the arena is full, or until there is no further arrival: then true.
    fn fill_arena(&mut self, batch: &mut Batch, next: &mut impl FnMut(&Batch) -> Option<Arrival>) -> bool {
        let (plan, arena) = (&*self.plan, &self.arena);
        let mut frames: ArenaVec<Option<&mut [Value]>> = ArenaVec::new_in(arena);
        frames.extend((0..plan.programs).map(|_| None));
        while arena.allocated_bytes() <= ARENA_BYTES {
            let Some(arrival) = next(batch) else { return true };
            let stream = arrival.component as usize;
            let (planned, checked) = (&plan.streams[stream], &plan.checked.streams[stream]);
            let events = match &checked.emission {
                Emission::One(_) if planned.events.len() == 1 => 0..1,
                Emission::One(shares) => {
                    let event = shares.draw(planned.emit, arrival.index);
                    event..event + 1
                }
                Emission::All => 0..planned.events.len(),
            };
            for event in events {
                let template = Template {
                    plan,
                    stream: planned,
                    planned: &planned.events[event],
                    event: &checked.events[event],
                    name: &checked.name,
                    phase: &checked.phases[arrival.phase as usize],
                };
                let frame = frames[template.planned.number]
                    .get_or_insert_with(|| template.event.program.frame(arena));
                let faults = &mut self.faults[stream][event];
                template.compose(&arrival, arena, frame, faults, &mut self.topics, batch);
            }
        }
        false
    }

    /// Values that could not be computed so far: stream, event and path of the formula, and how many.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str, &str, FaultCount)> {
        let streams = self.plan.checked.streams.iter().zip(&self.faults);
        streams.flat_map(|(stream, faults)| {
            stream.events.iter().zip(faults).flat_map(|(event, faults)| {
                faults.iter().map(|count| {
                    let path = event.program.formulas[count.formula].path.as_str();
                    (stream.name.as_str(), event.name.as_str(), path, count)
                })
            })
        })
    }
}
