//! Arrivals -> records, one after another, from any arrival on.

use super::desk::{Desk, Place};
use super::occurrence::Occurrence;
use super::record::Batch;
use super::sessions::{Session, SessionCounts, Sessions};
use super::upcoming::Upcoming;
use super::walk::Walk;
use super::works::Works;
use crate::check::Emission;
use crate::formula::faults::FaultCount;
use crate::formula::lanes::LANES;
use crate::formula::program::Program;
use crate::plan::{Plan, PlannedProgram};
use crate::schedule::Arrival;
use crate::value::clear;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::sync::Arc;

/// What may be allocated before everything allocated so far is let go.
const ARENA_BYTES: usize = 1 << 20;

/// Why composing paused.
enum Filled {
    Arena,
    Batch,
    All,
}

/// The place of the arrival before, which is mostly that of the next one, too.
struct Known<'p> {
    component: u32,
    phase: u32,
    place: Place<'p>,
    goes_abreast: bool,
}

impl Known<'_> {
    #[inline]
    const fn is_of(&self, arrival: &Arrival) -> bool {
        self.component == arrival.component && self.phase == arrival.phase
    }
}

/// Composes the records of one plan. Composing an arrival depends on the plan and the arrival alone, but where
/// sessions go on or values are recalled.
pub struct Composer {
    pub(super) plan: Arc<Plan>,
    pub(super) arena: Bump,
    works: Works,
    sessions: Sessions,
}

impl Composer {
    pub fn new(plan: Arc<Plan>) -> Self {
        Self::between(plan, i64::MIN, None)
    }

    /// Of records that are handed over at or after `from` and before `limit`; those behind it are told by
    /// [`Batch::left`].
    pub(super) fn between(plan: Arc<Plan>, from: i64, limit: Option<i64>) -> Self {
        let works = Works::new(&plan, from, limit);
        Self { arena: Bump::new(), works, sessions: Sessions::default(), plan }
    }

    /// As if nothing went wrong on the way.
    pub(super) fn orderly(plan: Arc<Plan>) -> Self {
        let works = Works::orderly(&plan);
        Self { arena: Bump::new(), works, sessions: Sessions::default(), plan }
    }

    /// Looks at the session of that number from now on.
    pub(super) fn watch(&mut self, component: u32, index: u64) {
        self.sessions.watch(component, index);
    }

    /// The session that is looked at, where it is alive.
    pub(super) fn watched(&self) -> Option<&Session> {
        self.sessions.watched()
    }

    /// Makes the records of other streams only for what is recalled of them.
    pub(super) const fn show(&mut self, stream: usize) {
        self.works.held.show(stream);
    }

    /// Whether something of a stream comes without a further arrival.
    pub(super) fn owes(&self, stream: usize) -> bool {
        let is_open = self.sessions.counts.get(stream).is_some_and(|counts| counts.open() > 0);
        is_open && self.plan.opens_sessions(stream) || self.works.held.has_shown()
    }

    /// Whether something comes without a further arrival.
    pub(super) fn has_more(&self) -> bool {
        let limit = self.works.held.limit();
        self.works.held.next_due(None).is_some() || self.sessions.next_due().is_some_and(|due| due < limit)
    }

    /// Values that can no longer be recalled because all together were too large.
    pub const fn forgotten(&self) -> u64 {
        self.works.histories.forgotten()
    }

    /// What became of the sessions of each stream that walks a journey, so far.
    pub fn sessions(&self) -> Vec<(&str, SessionCounts)> {
        let streams = self.plan.checked.streams.iter().zip(&self.sessions.counts);
        let walked = streams.filter(|(_, counts)| counts.opened > 0);
        walked.map(|(stream, counts)| (stream.name.as_str(), *counts)).collect()
    }

    /// Adds the records of one arrival to a batch, also those that are handed over later; of a session those of its
    /// first step.
    pub fn compose(&mut self, arrival: &Arrival, batch: &mut Batch) {
        let mut is_first = true;
        let mut arrivals = Upcoming::new(std::iter::once(*arrival));
        self.compose_while(&mut arrivals, batch, |_, _| std::mem::take(&mut is_first));
        while self.works.held.next_due(None).is_some() {
            self.works.held.release(batch);
            self.works.remember_released(&self.plan);
        }
        self.sessions = Sessions::default();
    }

    /// Adds the records of arrivals to a batch, as long as it has room for what is due next; true while there are
    /// more. Records can be read from the batch when all are there, and with them the names of their topics.
    pub fn compose_while(
        &mut self,
        arrivals: &mut Upcoming<impl Iterator<Item = Arrival>>,
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
        if !Arc::ptr_eq(batch.topics(), self.works.topics.shared()) {
            batch.set_topics(Arc::clone(self.works.topics.shared()));
        }
    }

    /// Composes until something is full, or until there is no further arrival.
    fn fill_arena(
        &mut self,
        arrivals: &mut Upcoming<impl Iterator<Item = Arrival>>,
        batch: &mut Batch,
        has_room: &mut impl FnMut(&Batch, i64) -> bool,
    ) -> Filled {
        let Self { plan, arena, works, sessions } = self;
        let (plan, arena) = (&**plan, &*arena);
        let limit = works.held.limit();
        let mut desk = Desk::new(plan, arena, works, batch);
        let mut known: Option<Known> = None;
        let mut abreast = ArenaVec::with_capacity_in(LANES, arena);
        // an arena that was larger keeps some of what it had
        let full = arena.allocated_bytes().max(ARENA_BYTES);
        let mut next = arrivals.next.take();
        let filled = loop {
            if arena.allocated_bytes() > full {
                break Filled::Arena;
            }
            let arrival = next.map(|arrival| arrival.due);
            let step = sessions
                .next_due()
                .filter(|due| *due < limit && arrival.is_none_or(|arrival| *due <= arrival));
            let made = step.or(arrival);
            let held = desk.next_held(made);
            let Some(due) = held.or(made) else { break Filled::All };
            if !has_room(desk.batch, due) {
                break Filled::Batch;
            }
            if held.is_some() {
                desk.release();
                continue;
            }
            if step.is_some() {
                let Some(session) = sessions.take_next() else { break Filled::All };
                if let Some(walk) = Walk::of(Place::of(plan, &session.arrival)) {
                    desk.go_on(walk, session, sessions);
                }
                continue;
            }
            let Some(arrival) = next else { break Filled::All };
            next = arrivals.rest.next();
            let known: &Known = match &known {
                Some(known) if known.is_of(&arrival) => known,
                _ => {
                    let place = Place::of(plan, &arrival);
                    let (component, phase) = (arrival.component, arrival.phase);
                    known.insert(Known { component, phase, place, goes_abreast: desk.goes_abreast(&place) })
                }
            };
            let place = &known.place;
            if desk.is_passed_over(place.source.stream, arrival.due) {
                continue;
            }
            if known.goes_abreast {
                abreast.clear();
                abreast.push(arrival);
                desk.batch.announce(arrival.due);
                // nothing else comes between them
                let is_alone = sessions.next_due().is_none() && desk.next_held(None).is_none();
                while is_alone
                    && abreast.len() < LANES
                    && let Some(following) = next
                    && known.is_of(&following)
                    && has_room(desk.batch, following.due)
                {
                    abreast.push(following);
                    desk.batch.announce(following.due);
                    next = arrivals.rest.next();
                }
                desk.record_announced(place, &abreast);
                continue;
            }
            let events = match &place.variant.emission {
                Emission::One(_) if place.planned.len() == 1 => 0..1,
                Emission::One(shares) => {
                    let event = shares.draw(place.source.emit, arrival.index);
                    event..event + 1
                }
                Emission::All => 0..place.planned.len(),
                Emission::Journey(_) => {
                    if let Some(walk) = Walk::of(*place) {
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
        };
        arrivals.next = next;
        filled
    }

    /// Values that could not be computed so far: stream, event and path of the formula, and how many.
    pub fn faults(&self) -> Vec<(&str, &str, &str, FaultCount)> {
        let mut found: Vec<(&str, &str, &str, FaultCount)> = Vec::new();
        for (stream, name, planned, program) in self.programs() {
            for count in self.works.faults[planned.number].iter() {
                let path = program.formulas[count.formula].path.as_str();
                let same = |(of, by, at, _): &&mut (&str, &str, &str, FaultCount)| {
                    (*of, *by, *at) == (stream, name, path)
                };
                match found.iter_mut().find(same) {
                    Some((.., known)) => known.count = known.count.saturating_add(count.count),
                    None => found.push((stream, name, path, count)),
                }
            }
        }
        found
    }

    /// Every program with its stream, and the event or the part of a journey that it belongs to.
    fn programs(&self) -> impl Iterator<Item = (&str, &str, &PlannedProgram, &Program)> {
        self.plan.sources.iter().flat_map(|source| {
            let stream = &self.plan.checked.streams[source.stream];
            let of_events = source.variants.iter().zip(&stream.variants).flat_map(|(planned, variant)| {
                planned.iter().enumerate().flat_map(|(position, planned)| {
                    let usual = (&planned.usual, &variant.events[position]);
                    let changed = planned.changed.iter().zip(variant.changed.get(position));
                    std::iter::once(usual).chain(changed)
                })
            });
            let of_events = of_events.map(|(planned, event)| (event.name.as_str(), planned, &event.program));
            let walked = source
                .journeys
                .iter()
                .zip(&stream.variants)
                .filter_map(|(planned, variant)| Some((planned.as_ref()?, variant.emission.journey()?)));
            let of_journeys =
                walked.flat_map(|(planned, journey)| planned.programs().zip(journey.programs()));
            let of_journeys = of_journeys.map(|(planned, (name, moves))| (name, planned, &moves.program));
            of_events
                .chain(of_journeys)
                .map(|(name, planned, program)| (stream.name.as_str(), name, planned, program))
        })
    }
}
