//! Where programs run: the frames of one filling of the arena, and everything that composing adds to.

use super::occurrence::{Occurrence, Surroundings};
use super::record::Batch;
use super::template::Template;
use super::topics::Topics;
use crate::check::{EventProgram, Moves, Variant};
use crate::formula::faults::Faults;
use crate::formula::histories::Histories;
use crate::plan::{Plan, PlannedEvent, PlannedPhase, PlannedProgram, PlannedSource};
use crate::schedule::{Arrival, Lasting};
use crate::value::Value;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

/// What all arrivals of a component in a phase have in common.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub source: &'p PlannedSource,
    pub phase: &'p PlannedPhase,
    pub variant: &'p Variant,
    pub planned: &'p [PlannedEvent],
}

impl<'p> Place<'p> {
    pub fn of(plan: &'p Plan, arrival: &Arrival) -> Self {
        let source = &plan.sources[arrival.component as usize];
        let phase = &plan.streams[source.stream].phases[arrival.phase as usize];
        let variant = &plan.checked.streams[source.stream].variants[phase.variant];
        Self { source, phase, variant, planned: &source.variants[phase.variant] }
    }
}

pub(super) struct Desk<'d, 'a> {
    pub plan: &'a Plan,
    pub arena: &'a Bump,
    /// By program; those that were used.
    frames: ArenaVec<'a, Option<&'a mut [Value<'a>]>>,
    /// By program.
    faults: &'d mut [Faults],
    topics: &'d mut Topics,
    /// By stream, where it has changes.
    lasting: &'d mut [Option<Lasting>],
    histories: &'d mut Histories,
    pub batch: &'d mut Batch,
}

impl<'d, 'a> Desk<'d, 'a> {
    pub fn new(
        plan: &'a Plan,
        arena: &'a Bump,
        faults: &'d mut [Faults],
        topics: &'d mut Topics,
        lasting: &'d mut [Option<Lasting>],
        histories: &'d mut Histories,
        batch: &'d mut Batch,
    ) -> Self {
        let mut frames = ArenaVec::new_in(arena);
        frames.extend((0..plan.programs).map(|_| None));
        Self { plan, arena, frames, faults, topics, lasting, histories, batch }
    }

    /// Which changes last, a bit each.
    #[inline]
    pub fn lasting(&mut self, stream: usize, due: i64) -> u64 {
        self.lasting[stream].as_mut().map_or(0, |lasting| lasting.at(due))
    }

    /// Adds the record of one of the events of a place.
    #[inline]
    pub fn record(&mut self, place: Place<'a>, event: usize, occurrence: &Occurrence<'a>, lasting: u64) {
        let Place { source, phase, variant, planned } = place;
        let planned = &planned[event];
        let (program, event): (&PlannedProgram, &EventProgram) = match &planned.changed {
            Some(changed) if lasting != 0 => (changed, &variant.changed[event]),
            _ => (&planned.usual, &variant.events[event]),
        };
        let around = Surroundings { plan: self.plan, source, phase, lasting };
        let template = Template { around, planned, keys: &program.keys, event };
        let frame = self.frames[program.number].get_or_insert_with(|| event.program.frame(self.arena));
        let faults = &mut self.faults[program.number];
        let notes = (faults, &*self.histories);
        template.compose(occurrence, self.arena, frame, notes, self.topics, self.batch);
        for (field, slot) in &event.recorded {
            self.histories.add(*field, occurrence.now(self.plan), &frame[slot.0], &self.plan.data);
        }
    }

    /// Runs a program of a journey; its values are then in the frame that it gives back.
    pub fn run(
        &mut self,
        place: Place<'a>,
        planned: &'a PlannedProgram,
        moves: &'a Moves,
        occurrence: &Occurrence<'a>,
    ) -> &[Value<'a>] {
        let Moves { program, inputs, .. } = moves;
        let frame = self.frames[planned.number].get_or_insert_with(|| program.frame(self.arena));
        let around = Surroundings { plan: self.plan, source: place.source, phase: place.phase, lasting: 0 };
        for (input, slot) in inputs {
            frame[slot.0] = occurrence.input(*input, &around, self.arena);
        }
        let faults = &mut self.faults[planned.number];
        occurrence.run(program, &planned.keys, self.plan, frame, self.arena, (faults, self.histories));
        frame
    }
}
