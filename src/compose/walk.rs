//! Sessions walking: one is opened, makes a step, and finds its way on.

use super::desk::{Desk, Place};
use super::occurrence::{InSession, Occurrence};
use super::sessions::{Actor, Session, Sessions};
use super::ways::{Way, draw_way};
use crate::check::CheckedJourney;
use crate::formula::lookups::Data;
use crate::plan::PlannedJourney;
use crate::schedule::Arrival;
use crate::traffic::ast::Walked;
use crate::value::{Owned, Value};
use bumpalo::collections::Vec as ArenaVec;

/// Steps that a session may make at one instant.
const MOST_AT_ONCE: u32 = 10_000;

/// Steps that a session may make one after another without sending anything.
const MOST_SILENT: u32 = 100_000;

/// Parts that the values of one step may have.
const PARTS: usize = 1 << 16;

/// A journey as an arrival meets it.
#[derive(Clone, Copy)]
pub(super) struct Walk<'p> {
    pub place: Place<'p>,
    pub journey: &'p CheckedJourney,
    pub planned: &'p PlannedJourney,
}

impl<'p> Walk<'p> {
    /// `None` where the arrivals of that place walk no journey.
    #[inline]
    pub fn of(place: Place<'p>) -> Option<Self> {
        let journey = place.variant.emission.journey()?;
        let planned = place.source.journeys[place.phase.variant].as_ref()?;
        Some(Self { place, journey, planned })
    }
}

impl<'a> Desk<'_, 'a> {
    /// What an arrival does: it opens a session, or moves that of an actor on.
    pub fn arrive(&mut self, walk: Walk<'a>, arrival: Arrival, sessions: &mut Sessions) {
        let actor = self.choose(walk, arrival);
        match walk.journey.walked {
            Walked::Sessions => {
                let session = self.open(walk, arrival, actor);
                sessions.count(walk.place.source.stream).opened += 1;
                self.go_on(walk, session, sessions);
            }
            Walked::Steps => self.move_on(walk, arrival, actor, sessions),
        }
    }

    /// Makes the step of a session that is due, and puts the session back until its next one.
    pub fn go_on(&mut self, walk: Walk<'a>, mut session: Session, sessions: &mut Sessions) {
        let sent = self.batch.steps();
        match self.step(walk, &mut session) {
            Way::To { step, wait } => {
                if walk.journey.timeout.is_some_and(|timeout| wait > timeout) {
                    sessions.count(walk.place.source.stream).timed_out += 1;
                    return;
                }
                session.at_once = if wait > 0 { 0 } else { session.at_once + 1 };
                session.silent = if self.batch.steps() > sent { 0 } else { session.silent + 1 };
                if session.at_once >= MOST_AT_ONCE || session.silent >= MOST_SILENT {
                    sessions.count(walk.place.source.stream).stuck += 1;
                    return;
                }
                session.step = step;
                session.arrival.due = session.arrival.due.saturating_add(wait);
                if sessions.has_room(walk.place.source.stream, &session) {
                    sessions.await_step(session);
                }
            }
            Way::End => sessions.count(walk.place.source.stream).ended += 1,
        }
    }

    /// A single step of the actor's session; of a new one where there is none, or where it has been too long.
    fn move_on(
        &mut self,
        walk: Walk<'a>,
        arrival: Arrival,
        actor: Option<Value<'a>>,
        sessions: &mut Sessions,
    ) {
        let row = if let Some(Value::Row(_, row)) = actor { Some(row) } else { None };
        let whose: Actor = (arrival.component, walk.planned.kin, row);
        let known = sessions.take_of(whose).filter(|session| {
            let silence = arrival.due - session.arrival.due;
            let is_alive = walk.journey.timeout.is_none_or(|timeout| silence <= timeout);
            sessions.count(walk.place.source.stream).timed_out += u64::from(!is_alive);
            is_alive
        });
        let mut session = known.map_or_else(
            || {
                sessions.count(walk.place.source.stream).opened += 1;
                let index = sessions.number(arrival.component);
                self.open(walk, Arrival { index, ..arrival }, actor)
            },
            |session| Session { arrival: Arrival { index: session.arrival.index, ..arrival }, ..session },
        );
        match self.step(walk, &mut session) {
            Way::To { step, .. } => {
                session.step = step;
                if sessions.has_room(walk.place.source.stream, &session) {
                    sessions.await_actor(whose, session);
                }
            }
            Way::End => sessions.count(walk.place.source.stream).ended += 1,
        }
    }

    pub fn choose(&mut self, walk: Walk<'a>, arrival: Arrival) -> Option<Value<'a>> {
        let (_, slot) = *walk.journey.choosing.values.first()?;
        let occurrence = Occurrence { arrival, session: None };
        Some(self.run(walk.place, &walk.planned.choosing, &walk.journey.choosing, &occurrence)[slot.0])
    }

    /// A session before its first step.
    pub fn open(&mut self, walk: Walk<'a>, arrival: Arrival, actor: Option<Value<'a>>) -> Session {
        let journey = walk.journey;
        let mut values = vec![Owned::Null; journey.values.len()].into_boxed_slice();
        let data = &self.plan.data;
        let mut left = PARTS;
        if let (Some(actor), Some(first)) = (actor, values.first_mut()) {
            *first = data.owned(&actor, &mut left).unwrap_or(Owned::Null);
        }
        let started = arrival.due;
        let arena = self.arena;
        let seen = arena.alloc_slice_fill_iter(actor);
        let session = Some(InSession { started, step: 0, visit: 0, values: seen });
        let occurrence = Occurrence { arrival, session };
        let frame = self.run(walk.place, &walk.planned.opening, &journey.opening, &occurrence);
        for (number, slot) in &journey.opening.values {
            values[*number] = data.owned(&frame[slot.0], &mut left).unwrap_or(Owned::Null);
        }
        let visits = vec![0; journey.steps.len()].into_boxed_slice();
        let bytes = size_of::<Session>()
            + size_of_val(&*visits)
            + size_of_val(&*values)
            + values.iter().map(Owned::heap_bytes).sum::<usize>();
        Session { arrival, started, step: 0, steps: 0, visits, at_once: 0, silent: 0, values, bytes }
    }

    /// Makes the step that a session stands before.
    pub fn step(&mut self, walk: Walk<'a>, session: &mut Session) -> Way {
        let step = &walk.journey.steps[session.step];
        let (program, key) = &walk.planned.steps[session.step];
        let visit = session.visits[session.step];
        session.visits[session.step] += 1;
        session.steps += 1;
        let (plan, arena) = (self.plan, self.arena);
        let placed = session.values.iter().map(|value| plan.data.placed(value, arena));
        let mut values = ArenaVec::from_iter_in(placed, arena);
        let (arrival, started) = (session.arrival, session.started);
        let occurrence = |values: &ArenaVec<'a, Value<'a>>| {
            let values = arena.alloc_slice_copy(values);
            Occurrence { arrival, session: Some(InSession { started, step: session.steps, visit, values }) }
        };
        let frame = self.run(walk.place, program, &step.moves, &occurrence(&values));
        let way = draw_way(step, frame, key.inside(arrival.index), visit);
        let sets: ArenaVec<Value<'a>> =
            ArenaVec::from_iter_in(step.sets.iter().map(|(_, slot)| frame[slot.0]), arena);
        for (number, slot) in &step.moves.values {
            values[*number] = frame[slot.0];
        }
        let occurrence = occurrence(&values);
        let lasting = self.lasting(walk.place.source.stream, arrival.due);
        for event in step.events.clone() {
            self.record(&walk.place, event, &occurrence, lasting);
        }
        let drawn = step.moves.values.iter().map(|(number, _)| (*number, values[*number]));
        let set = step.sets.iter().zip(&sets).map(|((number, _), value)| (*number, *value));
        keep(&plan.data, drawn.chain(set), session);
        way
    }
}

/// Takes values over into a session; one that is too large is null.
fn keep<'a>(data: &Data, values: impl Iterator<Item = (usize, Value<'a>)>, session: &mut Session) {
    let mut left = PARTS;
    for (number, value) in values {
        let value = data.owned(&value, &mut left).unwrap_or(Owned::Null);
        session.bytes += value.heap_bytes();
        session.bytes -= std::mem::replace(&mut session.values[number], value).heap_bytes();
    }
}
