//! What happens at one instant, an arrival or a step of a session, and the built-in values that it has.

use crate::check::Input;
use crate::formula::faults::Faults;
use crate::formula::histories::Histories;
use crate::formula::machine::Machine;
use crate::formula::program::Program;
use crate::plan::{Plan, PlannedPhase, PlannedSource};
use crate::random::{Generator, Key};
use crate::schedule::Arrival;
use crate::value::{Context, Duration, Time, Value};
use bumpalo::Bump;
use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

/// Where in the plan it happens.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'p> {
    pub plan: &'p Plan,
    pub source: &'p PlannedSource,
    pub phase: &'p PlannedPhase,
    /// A bit for each of the stream's changes.
    pub lasting: u64,
}

#[derive(Clone, Copy)]
pub(super) struct Occurrence<'a> {
    /// Of a session, what opened it; `due` is when it happens.
    pub arrival: Arrival,
    pub session: Option<InSession<'a>>,
}

/// What a program sees of its session.
#[derive(Clone, Copy)]
pub(super) struct InSession<'a> {
    /// Nanoseconds from the start.
    pub started: i64,
    /// The number of the step, from 1.
    pub step: u64,
    /// How often the session has made this step before: the index of its draws.
    pub visit: u64,
    /// By number.
    pub values: &'a [Value<'a>],
}

impl<'a> Occurrence<'a> {
    pub fn now(&self, plan: &Plan) -> Time {
        Time(plan.start.0.saturating_add(self.arrival.due))
    }

    /// The generator of a draw that belongs to no program.
    pub fn generator(&self, key: Key) -> Generator {
        match self.session {
            Some(session) => key.inside(self.arrival.index).generator(session.visit),
            None => key.generator(self.arrival.index),
        }
    }

    /// What draws and functions see of it.
    #[inline]
    pub fn context(&self, plan: &'a Plan, arena: &'a Bump) -> Context<'a> {
        let index = self.session.map_or(self.arrival.index, |session| session.visit);
        Context { arena, now: self.now(plan), zone: &plan.zone, index }
    }

    /// Runs a program whose inputs are in their slots. The draws of an arrival go by its number; those of a
    /// session's step by the session's, and below that by how often it made the step.
    #[inline]
    pub fn run(
        &self,
        program: &'a Program,
        keys: &[Key],
        plan: &'a Plan,
        slots: &mut [Value<'a>],
        arena: &'a Bump,
        (faults, histories): (&mut Faults, &Histories),
    ) {
        let mut outer = ArenaVec::new_in(arena);
        outer.extend(self.session.map(|_| self.arrival.index));
        let context = self.context(plan, arena);
        Machine { program, data: &plan.data, keys, slots, context, outer, faults, histories }.run();
    }

    #[inline(never)]
    pub fn input(&self, input: Input, around: &Surroundings<'a>, arena: &'a Bump) -> Value<'a> {
        let arrival = &self.arrival;
        match input {
            Input::Now | Input::Sent => Value::Time(self.now(around.plan)),
            Input::Start => Value::Time(around.plan.start),
            Input::Elapsed => Value::Duration(Duration(arrival.due)),
            Input::PhaseName => {
                let regime = around.phase.regimes.get(arrival.regime as usize);
                Value::Text(regime.map_or(&around.phase.name, |name| name))
            }
            Input::PhaseElapsed => Value::Duration(Duration(arrival.due - arrival.began)),
            Input::PhaseProgress => progress(arrival.due, arrival.began, arrival.ends),
            Input::EventIndex | Input::SessionIndex => Value::Int(i128::from(arrival.index) + 1),
            Input::EventId => self.id(around.source, self.session.map(|session| session.step), arena),
            Input::Change(number) => Value::Bool(around.lasting >> number & 1 == 1),
            Input::Row => Value::Null,
            Input::Kept(number) => self.session.map_or(Value::Null, |session| session.values[number]),
            Input::SessionId => self.id(around.source, None, arena),
            Input::SessionStarted => {
                let started = self.session.map_or(arrival.due, |session| session.started);
                Value::Time(Time(around.plan.start.0.saturating_add(started)))
            }
            Input::SessionStep => Value::Int(self.session.map_or(0, |session| session.step).into()),
            Input::SessionElapsed => {
                let started = self.session.map_or(arrival.due, |session| session.started);
                Value::Duration(Duration(arrival.due.saturating_sub(started)))
            }
        }
    }

    /// `users-17`, of a session's step `users-17.3`.
    fn id(&self, source: &PlannedSource, step: Option<u64>, arena: &'a Bump) -> Value<'a> {
        let mut digits = itoa::Buffer::new();
        let mut id = ArenaString::from_str_in(&source.name, arena);
        id.push('-');
        id.push_str(digits.format(u128::from(self.arrival.index) + 1));
        if let Some(step) = step {
            id.push('.');
            id.push_str(digits.format(step));
        }
        Value::Text(id.into_bump_str())
    }
}

/// How far a phase is, from 0 to 1; 0 where it is but an instant, null where it has no end.
#[expect(clippy::cast_precision_loss, reason = "a share of the phase")]
fn progress<'a>(due: i64, start: i64, end: i64) -> Value<'a> {
    match end {
        i64::MAX => Value::Null,
        // a session goes on behind the phase that opened it
        _ if end > start => Value::Number(((due - start) as f64 / (end - start) as f64).min(1.0)),
        _ => Value::Number(0.0),
    }
}
