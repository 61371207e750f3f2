//! Arrivals -> records, one after another, from any arrival on.

use super::disorder::{Disorder, Fate};
use super::held::Held;
use super::record::Batch;
use super::template::Template;
use super::topics::Topics;
use crate::check::{Emission, EventProgram, Variant};
use crate::formula::faults::{FaultCount, Faults};
use crate::plan::{Plan, PlannedEvent, PlannedPhase, PlannedProgram, PlannedSource};
use crate::schedule::{Arrival, Lasting};
use crate::value::{Value, clear};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::iter::Peekable;
use std::sync::Arc;

/// What may be allocated before everything allocated so far is let go.
const ARENA_BYTES: usize = 1 << 20;

/// What all arrivals of a component in a phase have in common.
#[derive(Clone, Copy)]
struct Place<'p> {
    source: &'p PlannedSource,
    phase: &'p PlannedPhase,
    variant: &'p Variant,
    planned: &'p [PlannedEvent],
}

impl<'p> Place<'p> {
    fn of(plan: &'p Plan, arrival: &Arrival) -> Self {
        let source = &plan.sources[arrival.component as usize];
        let phase = &plan.streams[source.stream].phases[arrival.phase as usize];
        let variant = &plan.checked.streams[source.stream].variants[phase.variant];
        Self { source, phase, variant, planned: &source.variants[phase.variant] }
    }
}

/// Why composing paused.
enum Filled {
    Arena,
    Batch,
    All,
}

/// Composes the records of one plan. Composing an arrival depends on the plan and the arrival alone.
pub struct Composer {
    plan: Arc<Plan>,
    arena: Bump,
    topics: Topics,
    /// By program.
    faults: Vec<Faults>,
    /// By stream, where it has changes.
    lasting: Vec<Option<Lasting>>,
    /// By stream, where it has lines of disorder.
    disorder: Vec<Option<Disorder>>,
    /// What goes out later than it is made.
    held: Held,
}

impl Composer {
    pub fn new(plan: Arc<Plan>) -> Self {
        Self::between(plan, i64::MIN, None)
    }

    /// Of records that are handed over at or after `from` and before `limit`; those behind it are told by
    /// [`Batch::left`].
    pub(super) fn between(plan: Arc<Plan>, from: i64, limit: Option<i64>) -> Self {
        Self {
            arena: Bump::new(),
            topics: Topics::new(&plan.topics),
            faults: vec![Faults::default(); plan.programs],
            lasting: (0..plan.streams.len()).map(|stream| plan.lasting(stream)).collect(),
            disorder: (0..plan.streams.len()).map(|stream| Disorder::new(&plan, stream)).collect(),
            held: Held::new(from, limit),
            plan,
        }
    }

    /// Adds the records of one arrival to a batch, also those that are handed over later.
    pub fn compose(&mut self, arrival: &Arrival, batch: &mut Batch) {
        self.compose_while(&mut std::iter::once(*arrival).peekable(), batch, |_, _| true);
    }

    /// Adds the records of arrivals to a batch, as long as it has room for what is due next; true while there are
    /// more. Records can be read from the batch when all are there, and with them the names of their topics.
    pub fn compose_while(
        &mut self,
        arrivals: &mut Peekable<impl Iterator<Item = Arrival>>,
        batch: &mut Batch,
        mut has_room: impl FnMut(&Batch, i64) -> bool,
    ) -> bool {
        let end = loop {
            clear(&mut self.arena);
            match self.fill_arena(arrivals, batch, &mut has_room) {
                Filled::Arena => {}
                Filled::Batch => break true,
                Filled::All => break false,
            }
        };
        if !Arc::ptr_eq(batch.topics(), self.topics.shared()) {
            batch.set_topics(Arc::clone(self.topics.shared()));
        }
        end
    }

    /// Composes until something is full, or until there is no further arrival.
    fn fill_arena(
        &mut self,
        arrivals: &mut Peekable<impl Iterator<Item = Arrival>>,
        batch: &mut Batch,
        has_room: &mut impl FnMut(&Batch, i64) -> bool,
    ) -> Filled {
        let (plan, arena) = (&*self.plan, &self.arena);
        let mut frames: ArenaVec<Option<&mut [Value]>> = ArenaVec::new_in(arena);
        frames.extend((0..plan.programs).map(|_| None));
        let mut place: Option<((u32, u32), Place)> = None;
        while arena.allocated_bytes() <= ARENA_BYTES {
            let due = arrivals.peek().map(|arrival| arrival.due);
            let held = self.held.next_due(due);
            let Some(due) = held.or(due) else { return Filled::All };
            if !has_room(batch, due) {
                return Filled::Batch;
            }
            if held.is_some() {
                self.held.release(batch);
                continue;
            }
            let Some(arrival) = arrivals.next() else { return Filled::All };
            // mostly that of the arrival before
            let of = (arrival.component, arrival.phase);
            let (_, found) = match place {
                Some(known) if known.0 == of => known,
                _ => *place.insert((of, Place::of(plan, &arrival))),
            };
            let Place { source, phase, variant, planned } = found;
            if arrival.due < self.held.from() && self.disorder[source.stream].is_none() {
                continue;
            }
            let lasting = self.lasting[source.stream].as_mut().map_or(0, |lasting| lasting.at(arrival.due));
            let events = match &variant.emission {
                Emission::One(_) if planned.len() == 1 => 0..1,
                Emission::One(shares) => {
                    let event = shares.draw(source.emit, arrival.index);
                    event..event + 1
                }
                Emission::All => 0..planned.len(),
            };
            for event in events {
                let planned = &planned[event];
                let (program, event) = match &planned.changed {
                    Some(changed) if lasting != 0 => (changed, &variant.changed[event]),
                    _ => (&planned.usual, &variant.events[event]),
                };
                let template = Template { plan, source, phase, planned, keys: &program.keys, event, lasting };
                let frame = frames[program.number].get_or_insert_with(|| event.program.frame(arena));
                let faults = &mut self.faults[program.number];
                template.run(&arrival, arrival.due, arena, frame, faults);
                let disorder = self.disorder[source.stream].as_mut();
                let is_disordered = disorder.is_some();
                let fate = match disorder {
                    Some(disorder) => disorder.fate(&template, &arrival, frame),
                    None => Fate::none(arrival.due),
                };
                if fate.is_dropped {
                    self.held.pass(batch, template.origin(&arrival), arrival.due);
                    continue;
                }
                if fate.due != arrival.due && template.reads_sent() {
                    template.run_again(&arrival, fate.due, arena, frame);
                }
                let mark = batch.mark();
                template.write(&arrival, &fate, frame, faults, &mut self.topics, batch);
                if is_disordered {
                    self.held.settle(batch, mark, &fate, arrival.due);
                }
            }
        }
        Filled::Arena
    }

    /// Values that could not be computed so far: stream, event and path of the formula, and how many.
    pub fn faults(&self) -> Vec<(&str, &str, &str, FaultCount)> {
        let mut found: Vec<(&str, &str, &str, FaultCount)> = Vec::new();
        for (stream, program, event) in self.programs() {
            for count in self.faults[program.number].iter() {
                let path = event.program.formulas[count.formula].path.as_str();
                let same = |(of, name, at, _): &&mut (&str, &str, &str, FaultCount)| {
                    (*of, *name, *at) == (stream, event.name.as_str(), path)
                };
                match found.iter_mut().find(same) {
                    Some((.., known)) => known.count = known.count.saturating_add(count.count),
                    None => found.push((stream, &event.name, path, count)),
                }
            }
        }
        found
    }

    /// Every program with its stream.
    fn programs(&self) -> impl Iterator<Item = (&str, &PlannedProgram, &EventProgram)> {
        self.plan.sources.iter().flat_map(|source| {
            let stream = &self.plan.checked.streams[source.stream];
            source.variants.iter().zip(&stream.variants).flat_map(|(planned, variant)| {
                planned.iter().enumerate().flat_map(|(position, planned)| {
                    let usual = (&planned.usual, &variant.events[position]);
                    let changed = planned.changed.iter().zip(variant.changed.get(position));
                    std::iter::once(usual)
                        .chain(changed)
                        .map(|(program, event)| (stream.name.as_str(), program, event))
                })
            })
        })
    }
}
