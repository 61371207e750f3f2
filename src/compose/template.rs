//! One event of one stream: an occurrence -> a record.

use super::disorder::{Fate, corrupt};
use super::marks::Marks;
use super::occurrence::{Occurrence, Surroundings};
use super::record::{Batch, Envelope, Origin};
use super::topics::Topics;
use crate::check::{Body, EventProgram, Input, Insert, PARTITION, Part, TOPIC, Topic};
use crate::formula::faults::Faults;
use crate::formula::functions::{round_number, rounded_hundredths};
use crate::formula::histories::Histories;
use crate::formula::lookups::Data;
use crate::plan::PlannedEvent;
use crate::random::Key;
use crate::schedule::Arrival;
use crate::value::{
    Fault, Time, Value, longest_end, write_hundredths, write_json, write_json_within, write_number,
    write_quoted_within, write_text,
};
use bumpalo::Bump;
use std::ops::Range;

/// The header that tells what was done to a record.
const LABEL: &str = "disorder";

pub(super) struct Template<'p> {
    pub around: Surroundings<'p>,
    pub planned: &'p PlannedEvent,
    /// Of the program's sites.
    pub keys: &'p [Key],
    pub event: &'p EventProgram,
}

impl<'p> Template<'p> {
    /// Computes the values of an occurrence's event, which is handed over at `sent`, nanoseconds from the start. The
    /// frame is one of the event's program; what stands in it from the one before is written over.
    #[inline]
    pub fn run<'a>(
        &self,
        occurrence: &Occurrence<'a>,
        sent: i64,
        arena: &'a Bump,
        slots: &mut [Value<'a>],
        notes: (&mut Faults, &Histories),
    ) where
        'p: 'a,
    {
        self.put_inputs(occurrence, sent, arena, slots);
        occurrence.run(&self.event.program, self.keys, self.around.plan, slots, arena, notes);
    }

    /// Puts the built-in values into the frame of an occurrence's event.
    #[inline]
    pub fn put_inputs<'a>(
        &self,
        occurrence: &Occurrence<'a>,
        sent: i64,
        arena: &'a Bump,
        slots: &mut [Value<'a>],
    ) where
        'p: 'a,
    {
        for (input, slot) in &self.event.inputs {
            let slot = &mut slots[slot.0];
            // each writes the slot itself, as the machine's operations do
            match input {
                Input::Sent => *slot = Value::Time(self.instant(sent)),
                Input::Now => *slot = Value::Time(occurrence.now(self.around.plan)),
                input => *slot = occurrence.input(*input, &self.around, arena),
            }
        }
    }

    /// Computes them once more, at another time; what cannot be computed was counted before.
    #[cold]
    pub fn run_again<'a>(
        &self,
        occurrence: &Occurrence<'a>,
        sent: i64,
        arena: &'a Bump,
        slots: &mut [Value<'a>],
        histories: &Histories,
    ) where
        'p: 'a,
    {
        self.run(occurrence, sent, arena, slots, (&mut Faults::default(), histories));
    }

    /// Whether its values depend on when it is handed over.
    pub fn reads_sent(&self) -> bool {
        self.event.inputs.iter().any(|(input, _)| *input == Input::Sent)
    }

    /// Where its records come from.
    pub fn origin(&self, arrival: &Arrival) -> Origin {
        Origin {
            stream: u32::try_from(self.around.source.stream).expect("a file of 10 MB has fewer streams"),
            phase: arrival.phase,
            event: self.planned.event,
            index: arrival.index,
        }
    }

    /// Adds the record of an arrival to a batch, from the values of its event.
    pub fn write(
        &self,
        arrival: &Arrival,
        fate: &Fate,
        slots: &[Value],
        faults: &mut Faults,
        topics: &mut Topics,
        batch: &mut Batch,
    ) {
        let key = self.event.key.as_ref().and_then(|part| write_part(part, slots, batch));
        for (name, part) in &self.event.headers {
            if matches!(part, Part::Computed(slot) if slots[slot.0] == Value::Omit) {
                continue;
            }
            let name = batch.write(|out| out.extend_from_slice(name.as_bytes()));
            let value = write_part(part, slots, batch);
            batch.push_header(name, value);
        }
        let mut payload = write_body(&self.event.body, slots, &self.around.plan.data, batch);
        let mut marks = fate.marks;
        if let (Some(generator), Some(range)) = (&fate.corrupts, &mut payload)
            && range.start < range.end
        {
            batch.write(|out| corrupt(&mut generator.clone(), out, range.start));
            range.end = batch.size();
            marks = marks.with(Marks::CORRUPT);
        }
        let told = if fate.copy.is_some() { marks.with(Marks::DUPLICATE) } else { marks };
        if fate.is_labelled && !told.is_empty() {
            let name = batch.write(|out| out.extend_from_slice(LABEL.as_bytes()));
            let value = batch.write(|out| told.write_label(out));
            batch.push_header(name, Some(value));
        }
        let timestamp = self.event.timestamp.map(|slot| slots[slot.0]);
        let envelope = Envelope {
            origin: self.origin(arrival),
            due: fate.due,
            timestamp: if let Some(Value::Time(time)) = timestamp { time } else { self.instant(arrival.due) },
            topic: self.topic(slots, topics, arrival, faults),
            partition: self.partition(slots, arrival, faults),
        };
        batch.push(envelope, key, payload);
        if !marks.is_empty() {
            batch.mark_last(marks, fate.due.saturating_sub(arrival.due));
        }
    }

    /// Event time of so many nanoseconds from the start.
    fn instant(&self, due: i64) -> Time {
        Time(self.around.plan.start.0.saturating_add(due))
    }

    fn topic(&self, slots: &[Value], topics: &mut Topics, arrival: &Arrival, faults: &mut Faults) -> u32 {
        let number = match (&self.event.topic, self.planned.topic) {
            (Topic::Computed(slot), _) => slots[slot.0].as_text().and_then(|name| topics.number(name)),
            (Topic::Fixed(_), Some(number)) => Some(number),
            (Topic::Fixed(name), None) => topics.number(name),
        };
        number.unwrap_or_else(|| {
            self.miss(TOPIC, Fault::Topic, arrival, faults);
            topics.invalid()
        })
    }

    fn partition(&self, slots: &[Value], arrival: &Arrival, faults: &mut Faults) -> Option<i32> {
        let value = slots[self.event.partition?.0];
        let number = value.as_int().and_then(|number| i32::try_from(number).ok());
        let partition = number.filter(|partition| *partition >= 0);
        if partition.is_none() && !matches!(value, Value::Null | Value::Omit) {
            self.miss(PARTITION, Fault::Partition, arrival, faults);
        }
        partition
    }

    #[cold]
    fn miss(&self, path: &str, fault: Fault, arrival: &Arrival, faults: &mut Faults) {
        let mut formulas = self.event.program.formulas.iter();
        if let Some(formula) = formulas.position(|formula| formula.path == path) {
            faults.count(formula, arrival.index, fault);
        }
    }
}

fn write_part(part: &Part, slots: &[Value], batch: &mut Batch) -> Option<Range<usize>> {
    match part {
        Part::Constant(bytes) => bytes.as_ref().map(|bytes| batch.write(|out| out.extend_from_slice(bytes))),
        Part::Computed(slot) => match slots[slot.0] {
            Value::Null | Value::Omit => None,
            value => Some(batch.write(|out| write_text(&value, out))),
        },
    }
}

fn write_body(body: &Body, slots: &[Value], data: &Data, batch: &mut Batch) -> Option<Range<usize>> {
    match body {
        Body::Object(pieces, rest) => Some(batch.write(|out| {
            let end = longest_end(out);
            for piece in pieces {
                piece.before.write(out);
                insert(&piece.insert, slots, data, end, out);
            }
            rest.write(out);
        })),
        Body::Value(slot) => match slots[slot.0] {
            Value::Null | Value::Omit => None,
            Value::Text(text) => Some(batch.write(|out| out.extend_from_slice(text.as_bytes()))),
            value => Some(batch.write(|out| write_json(&value, out))),
        },
        Body::Constant(bytes) => bytes.as_ref().map(|bytes| batch.write(|out| out.extend_from_slice(bytes))),
    }
}

#[inline]
fn insert(insert: &Insert, slots: &[Value], data: &Data, end: usize, out: &mut Vec<u8>) {
    match insert {
        Insert::Value(slot) => write_json_within(&slots[slot.0], end, out),
        Insert::Quoted(slot) => write_quoted_within(&slots[slot.0], end, out),
        Insert::Rounded(slot) => write_rounded(&slots[slot.0], end, out),
        Insert::Cells { row, rendered } => {
            let row = if let Value::Row(_, row) = slots[row.0] { Some(row) } else { None };
            data.write_rendered(*rendered, row, out);
        }
        Insert::Outcome { number, outcomes } => {
            let number = slots[number.0].as_int().and_then(|number| usize::try_from(number).ok());
            match number.and_then(|number| outcomes.get(number)) {
                Some(outcome) if out.len() > end => out.extend_from_slice(cut(outcome.bytes())),
                Some(outcome) => outcome.write(out),
                None => out.extend_from_slice(b"null"),
            }
        }
        Insert::Comma => write_comma(out),
        Insert::Optional { value, .. } if slots[value.0] == Value::Omit => {}
        Insert::Optional { name, value } => {
            write_comma(out);
            out.extend_from_slice(name);
            write_json_within(&slots[value.0], end, out);
        }
    }
}

/// What is left of a value as JSON where a record has become too long, as [`write_json_within`] has it.
#[cold]
fn cut(written: &[u8]) -> &[u8] {
    match written.first() {
        Some(b'"') => b"null",
        Some(b'[') => b"[]",
        Some(b'{') => b"{}",
        _ => written,
    }
}

#[inline]
fn write_rounded(value: &Value, end: usize, out: &mut Vec<u8>) {
    match value {
        Value::Number(number) => match rounded_hundredths(*number) {
            Some(hundredths) => write_hundredths(hundredths, out),
            None => write_number(round_number(*number, 2), out),
        },
        other => write_json_within(other, end, out),
    }
}

/// A comma, unless the object has just begun. Its brace is written before any member.
fn write_comma(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}
