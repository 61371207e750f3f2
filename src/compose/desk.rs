//! Where programs run: the frames of one filling of the arena, and everything that composing adds to.

use super::disorder::Fate;
use super::event_id::write_id;
use super::occurrence::{Occurrence, Surroundings};
use super::record::Batch;
use super::template::Template;
use super::works::Works;
use crate::check::{Emission, EventProgram, Moves, Variant};
use crate::formula::histories::Histories;
use crate::formula::lanes::{self, FEWEST, LANES, Lanes};
use crate::plan::{Plan, PlannedEvent, PlannedPhase, PlannedProgram, PlannedSource};
use crate::schedule::Arrival;
use crate::value::{Context, Value};
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
    /// Of events side by side.
    contexts: ArenaVec<'a, Context<'a>>,
    works: &'d mut Works,
    pub batch: &'d mut Batch,
}

impl<'d, 'a> Desk<'d, 'a> {
    pub fn new(plan: &'a Plan, arena: &'a Bump, works: &'d mut Works, batch: &'d mut Batch) -> Self {
        let mut frames = ArenaVec::new_in(arena);
        frames.extend((0..plan.programs).map(|_| None));
        let contexts = ArenaVec::with_capacity_in(LANES, arena);
        Self { plan, arena, frames, contexts, works, batch }
    }

    /// When the first record that is held is due, unless an arrival is due before it.
    #[inline]
    pub fn next_held(&self, arrival: Option<i64>) -> Option<i64> {
        self.works.held.next_due(arrival)
    }

    /// Adds the first record that is held.
    pub fn release(&mut self) {
        self.works.held.release(self.batch);
        self.works.remember_released(self.plan);
    }

    /// Whether nothing comes of what arrives at a stream then.
    #[inline]
    pub fn is_passed_over(&self, stream: usize, due: i64) -> bool {
        due < self.works.held.from() && self.works.disorder[stream].is_none()
    }

    /// Which changes last, a bit each.
    #[inline]
    pub fn lasting(&mut self, stream: usize, due: i64) -> u64 {
        self.works.lasting[stream].as_mut().map_or(0, |lasting| lasting.at(due))
    }

    /// Whether each arrival at a place makes one record that depends on no other and goes out at once, by a program that
    /// may compute them side by side.
    pub fn goes_abreast(&self, place: &Place<'a>) -> bool {
        let stream = place.source.stream;
        let is_undisturbed = self.works.disorder[stream].is_none()
            && self.works.lasting[stream].is_none()
            && !self.works.held.hides(stream);
        match (&place.variant.emission, place.variant.events.as_slice()) {
            (Emission::One(_), [event]) => {
                is_undisturbed && lanes::fits(&event.program) && event.recorded.is_empty()
            }
            _ => false,
        }
    }

    /// Adds the records of arrivals that were announced, at most [`LANES`], at a place where they go abreast.
    pub fn record_announced(&mut self, place: &Place<'a>, arrivals: &[Arrival]) {
        self.batch.begin_announced();
        if arrivals.len() >= FEWEST {
            self.record_abreast(place, arrivals);
        } else {
            for arrival in arrivals {
                self.record(place, 0, &Occurrence { arrival: *arrival, session: None }, 0);
            }
        }
    }

    fn record_abreast(&mut self, place: &Place<'a>, arrivals: &[Arrival]) {
        let Place { source, phase, variant, planned } = *place;
        let (planned, event) = (&planned[0], &variant.events[0]);
        let PlannedProgram { number, keys, .. } = &planned.usual;
        let around = Surroundings { plan: self.plan, source, phase, lasting: 0 };
        let template = Template { around, planned, keys, event };
        let Works { topics, faults, .. } = &mut *self.works;
        let faults = &mut faults[*number];
        let width = event.program.slots();
        let frames = &mut self.frames[*number];
        let frames = match frames {
            Some(frames) if frames.len() >= LANES * width => frames,
            _ => frames.insert(event.program.frames(LANES, self.arena)),
        };
        self.contexts.clear();
        for (lane, arrival) in arrivals.iter().enumerate() {
            let occurrence = Occurrence { arrival: *arrival, session: None };
            template.put_inputs(&occurrence, arrival.due, self.arena, &mut frames[lane * width..][..width]);
            self.contexts.push(occurrence.context(self.plan, self.arena));
        }
        Lanes::new(&event.program, frames, &self.contexts, faults).run(&event.program, &self.plan.data, keys);
        for (lane, arrival) in arrivals.iter().enumerate() {
            let occurrence = Occurrence { arrival: *arrival, session: None };
            write_id(place, 0, &occurrence, self.batch);
            let frame = &frames[lane * width..][..width];
            template.write(arrival, &Fate::none(arrival.due), frame, faults, topics, self.batch);
        }
    }

    /// Adds the record of one of the events of a place.
    #[inline]
    pub fn record(&mut self, place: &Place<'a>, position: usize, occurrence: &Occurrence<'a>, lasting: u64) {
        let Place { source, phase, variant, planned } = *place;
        let planned = &planned[position];
        let (program, event): (&PlannedProgram, &EventProgram) = match &planned.changed {
            Some(changed) if lasting != 0 => (changed, &variant.changed[position]),
            _ => (&planned.usual, &variant.events[position]),
        };
        let around = Surroundings { plan: self.plan, source, phase, lasting };
        let template = Template { around, planned, keys: &program.keys, event };
        let frame = self.frames[program.number].get_or_insert_with(|| event.program.frame(self.arena));
        let Works { topics, faults, disorder, held, histories, .. } = &mut *self.works;
        let (faults, due) = (&mut faults[program.number], occurrence.arrival.due);
        template.run(occurrence, due, self.arena, frame, (faults, histories));
        let disorder = disorder[source.stream].as_mut();
        let is_settled = disorder.is_none() && !held.hides(source.stream);
        let fate = disorder.map_or(Fate::none(due), |disorder| disorder.fate(&template, occurrence, frame));
        if fate.is_dropped {
            held.pass(self.batch, template.origin(&occurrence.arrival), due);
            return;
        }
        if fate.due != due && template.reads_sent() {
            template.run_again(occurrence, fate.due, self.arena, frame, histories);
        }
        let mark = self.batch.mark();
        write_id(place, position, occurrence, self.batch);
        template.write(&occurrence.arrival, &fate, frame, faults, topics, self.batch);
        let data = &self.plan.data;
        if fate.due == due {
            for (field, slot) in &event.recorded {
                histories.add(*field, occurrence.now(self.plan), &frame[slot.0], data);
            }
        }
        if !is_settled {
            let later = event.recorded.iter().filter(|_| fate.due != due);
            let later =
                later.filter_map(|(field, slot)| Some((*field, Histories::kept(&frame[slot.0], data)?)));
            held.settle(self.batch, (source.stream, mark), &fate, due, later.collect());
            self.works.remember_released(self.plan);
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
        let Works { faults, histories, .. } = &mut *self.works;
        let notes = (&mut faults[planned.number], &*histories);
        occurrence.run(program, &planned.keys, self.plan, frame, self.arena, notes);
        frame
    }
}
