//! Arrivals -> records, one after another, from any arrival on.

use super::desk::{Desk, Place};
use super::occurrence::Occurrence;
use super::record::Batch;
use super::sessions::{Session, SessionCounts, Sessions};
use super::topics::Topics;
use super::walk::Walk;
use crate::check::{Emission, EventProgram};
use crate::formula::faults::{FaultCount, Faults};
use crate::formula::histories::Histories;
use crate::plan::{Plan, PlannedProgram};
use crate::schedule::{Arrival, Lasting};
use crate::value::clear;
use bumpalo::Bump;
use std::iter::Peekable;
use std::sync::Arc;

/// What may be allocated before everything allocated so far is let go.
const ARENA_BYTES: usize = 1 << 20;

/// Why composing paused.
enum Filled {
    Arena,
    Batch,
    All,
}

/// Composes the records of one plan. Composing an arrival depends on the plan and the arrival alone.
pub struct Composer {
    pub(super) plan: Arc<Plan>,
    pub(super) arena: Bump,
    pub(super) topics: Topics,
    /// By program.
    faults: Vec<Faults>,
    /// By stream, where it has changes.
    lasting: Vec<Option<Lasting>>,
    sessions: Sessions,
    pub(super) histories: Histories,
    /// Nothing is composed that is due then or later, in nanoseconds from the start.
    limit: i64,
}

impl Composer {
    pub fn new(plan: Arc<Plan>) -> Self {
        Self {
            arena: Bump::new(),
            topics: Topics::new(&plan.topics),
            faults: vec![Faults::default(); plan.programs],
            lasting: (0..plan.streams.len()).map(|stream| plan.lasting(stream)).collect(),
            sessions: Sessions::default(),
            histories: Histories::new(plan.checked.histories),
            limit: i64::MAX,
            plan,
        }
    }

    /// The same, that lets sessions go on only before a limit, in nanoseconds from the start.
    pub fn until(self, limit: Option<i64>) -> Self {
        Self { limit: limit.unwrap_or(i64::MAX), ..self }
    }

    /// The session of that number, where it is alive.
    pub(super) fn session(&self, component: u32, index: u64) -> Option<&Session> {
        self.sessions.find(component, index)
    }

    /// What became of the sessions so far.
    pub const fn sessions(&self) -> SessionCounts {
        self.sessions.counts
    }

    /// Adds the records of one arrival to a batch; of a session those of its first step.
    pub fn compose(&mut self, arrival: &Arrival, batch: &mut Batch) {
        let mut is_first = true;
        let mut arrivals = std::iter::once(*arrival).peekable();
        self.compose_while(&mut arrivals, batch, |_, _| std::mem::take(&mut is_first));
        self.sessions = Sessions::default();
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
        self.name_topics(batch);
        end
    }

    /// Lets the records of a batch be read.
    pub(super) fn name_topics(&mut self, batch: &mut Batch) {
        if !Arc::ptr_eq(batch.topics(), self.topics.shared()) {
            batch.set_topics(Arc::clone(self.topics.shared()));
        }
    }

    /// Composes until something is full, or until there is no further arrival.
    fn fill_arena(
        &mut self,
        arrivals: &mut Peekable<impl Iterator<Item = Arrival>>,
        batch: &mut Batch,
        has_room: &mut impl FnMut(&Batch, i64) -> bool,
    ) -> Filled {
        let Self { plan, arena, topics, faults, lasting, sessions, histories, limit } = self;
        let (plan, arena) = (&**plan, &*arena);
        let mut desk = Desk::new(plan, arena, faults, topics, lasting, histories, batch);
        let mut known: Option<((u32, u32), Place)> = None;
        while arena.allocated_bytes() <= ARENA_BYTES {
            let arrival = arrivals.peek();
            let step = sessions.next_due();
            if let Some(due) = step.filter(|due| arrival.is_none_or(|arrival| *due <= arrival.due)) {
                if due >= *limit {
                    return Filled::All;
                }
                if !has_room(desk.batch, due) {
                    return Filled::Batch;
                }
                let Some(session) = sessions.take_next() else { return Filled::All };
                if let Some(walk) = Walk::of(Place::of(plan, &session.arrival)) {
                    desk.go_on(walk, session, sessions);
                }
                continue;
            }
            let Some(arrival) = arrival else { return Filled::All };
            if !has_room(desk.batch, arrival.due) {
                return Filled::Batch;
            }
            let Some(arrival) = arrivals.next() else { return Filled::All };
            // mostly that of the arrival before
            let of = (arrival.component, arrival.phase);
            let (_, place) = match known {
                Some(known) if known.0 == of => known,
                _ => *known.insert((of, Place::of(plan, &arrival))),
            };
            let events = match &place.variant.emission {
                Emission::One(_) if place.planned.len() == 1 => 0..1,
                Emission::One(shares) => {
                    let event = shares.draw(place.source.emit, arrival.index);
                    event..event + 1
                }
                Emission::All => 0..place.planned.len(),
                Emission::Journey(_) => {
                    if let Some(walk) = Walk::of(place) {
                        desk.arrive(walk, arrival, sessions);
                    }
                    continue;
                }
            };
            let occurrence = Occurrence { arrival, session: None };
            let lasting = desk.lasting(place.source.stream, arrival.due);
            for event in events {
                desk.record(place, event, &occurrence, lasting);
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
