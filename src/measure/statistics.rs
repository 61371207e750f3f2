//! Statistics of every field of every event: what a scenario makes, beside what it declares.

use super::field::{Field, json};
use super::figures::{EventStatistics, FieldStatistics, StreamDisorder, ValueShare};
use super::paths::Cell;
use super::sample::Sample;
use crate::check::{CheckedStream, Emission, Leaf, Variant};
use crate::compose::{Disordered, Marks, Origin, Record, Unsent};
use crate::plan::{Plan, PlannedEvent};
use crate::value::Owned;
use serde_json::Value;
use std::sync::Arc;

/// Values that are shown of a field.
const TOP: usize = 5;

/// Looks at records, one after another.
pub struct Statistics {
    plan: Arc<Plan>,
    /// By stream, then by variant, then by event.
    streams: Vec<Vec<Vec<Event>>>,
    /// By stream.
    disordered: Vec<Disordered>,
}

#[derive(Default)]
struct Event {
    /// A position in [`Plan::events`].
    id: u32,
    records: u64,
    tombstones: u64,
    bytes: Sample,
    root: Node,
}

/// A name of the payload, and what is below it.
#[derive(Default)]
struct Node {
    name: String,
    field: Option<Box<Field>>,
    below: Vec<Node>,
}

impl Statistics {
    pub fn new(plan: Arc<Plan>) -> Self {
        let planted = |planned: &PlannedEvent, leaves: &[&Leaf]| {
            let mut event = Event { id: planned.event, ..Event::default() };
            for leaf in leaves.iter().filter(|leaf| !leaf.path.is_empty()) {
                event.root.at(&leaf.path).field.get_or_insert_default();
            }
            event
        };
        let streams = plan.checked.streams.iter().enumerate().map(|(number, stream)| {
            let variants = plan.events_of(number).iter().zip(&stream.variants);
            let events = variants.map(|(planned, variant)| {
                let events = planned.iter().enumerate();
                events.map(|(position, event)| planted(event, &leaves(variant, position))).collect()
            });
            events.collect()
        });
        let disordered = vec![Disordered::default(); plan.checked.streams.len()];
        Self { streams: streams.collect(), disordered, plan }
    }

    /// Looks at a record that was dropped on purpose.
    pub fn pass(&mut self, dropped: &Unsent) {
        self.disordered[dropped.origin.stream as usize].dropped += 1;
    }

    #[expect(clippy::cast_precision_loss, reason = "a size to look at")]
    pub fn see(&mut self, record: &Record) {
        let Origin { stream, phase, event, .. } = record.origin;
        self.disordered[stream as usize].count(record.marks);
        // the figures are those of what is made, not of what becomes of it
        if record.marks.has(Marks::DUPLICATE.with(Marks::CORRUPT)) {
            return;
        }
        let Some(phase) = self.plan.streams[stream as usize].phases.get(phase as usize) else { return };
        let events = &mut self.streams[stream as usize][phase.variant];
        let Some(event) = events.iter_mut().find(|known| known.id == event) else { return };
        let number = event.records;
        event.records += 1;
        let Some(payload) = record.payload else {
            event.tombstones += 1;
            return;
        };
        event.bytes.see(payload.len() as f64);
        match serde_json::from_slice::<Value>(payload) {
            Ok(value) => event.root.see(&value, number),
            Err(_) => event.root.give(Cell::Text(&String::from_utf8_lossy(payload)), number),
        }
    }

    /// The streams with disorder that struck, in the scenario's order.
    pub fn disorder(&self) -> Vec<StreamDisorder> {
        let streams = self.plan.checked.streams.iter().zip(&self.disordered);
        let struck = streams.filter(|(_, disorder)| !disorder.is_empty());
        let disorder = struck
            .map(|(stream, disorder)| StreamDisorder { stream: stream.name.clone(), disorder: *disorder });
        disorder.collect()
    }

    /// The events that came, in the scenario's order.
    pub fn events(&self) -> Vec<EventStatistics> {
        let streams = self.plan.checked.streams.iter().zip(&self.streams);
        let variants = streams.flat_map(|(stream, variants)| {
            (0..).zip(variants).map(move |(variant, events)| of_variant(stream, variant, events))
        });
        variants.flatten().collect()
    }
}

fn of_variant(stream: &CheckedStream, variant: usize, events: &[Event]) -> Vec<EventStatistics> {
    let all: u64 = events.iter().map(|event| event.records).sum();
    let parts = stream.parts().filter(|(_, sent)| *sent == variant);
    let phases = parts.map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    let phases = Some(phases).filter(|phases| phases.len() < stream.parts().count());
    let sent = &stream.variants[variant];
    let Variant { emission, events: programs, .. } = sent;
    let events = programs.iter().zip(events).enumerate().filter(|(_, (_, event))| event.records > 0);
    let statistics = events.map(|(position, (program, event))| EventStatistics {
        stream: stream.name.clone(),
        event: program.name.clone(),
        phases: phases.clone(),
        records: event.records,
        share: part(event.records, all),
        declared_share: match emission {
            Emission::One(shares) if programs.len() > 1 => Some(shares.percent(position)),
            Emission::One(_) | Emission::All | Emission::Journey(_) => None,
        },
        tombstones: event.tombstones,
        bytes: event.bytes.distribution(),
        fields: event.fields(&leaves(sent, position)),
    });
    statistics.collect()
}

/// What the scenario says of an event's payload, then what changes add to it.
fn leaves(variant: &Variant, event: usize) -> Vec<&Leaf> {
    let usual = &variant.events[event].fields.leaves;
    let changed = variant.changed.get(event).into_iter().flat_map(|program| &program.fields.leaves);
    let is_added = |leaf: &&Leaf| usual.iter().all(|known| known.path != leaf.path);
    usual.iter().chain(changed.filter(is_added)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a share to look at")]
fn part(count: u64, all: u64) -> f64 {
    count as f64 / all.max(1) as f64
}

impl Node {
    /// The node that a path leads to.
    fn at(&mut self, path: &[String]) -> &mut Self {
        match path.split_first() {
            None => self,
            Some((first, rest)) => self.child(first).at(rest),
        }
    }

    fn child(&mut self, name: &str) -> &mut Self {
        let position = self.below.iter().position(|node| node.name == name).unwrap_or_else(|| {
            self.below.push(Self { name: name.to_owned(), ..Self::default() });
            self.below.len() - 1
        });
        &mut self.below[position]
    }

    fn see(&mut self, value: &Value, record: u64) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| self.child(name).see(value, record));
            }
            Value::Array(items) => items.iter().for_each(|item| self.see(item, record)),
            Value::Null => self.give(Cell::Null, record),
            Value::Bool(yes) => self.give(Cell::Bool(*yes), record),
            Value::String(text) => self.give(Cell::Text(text), record),
            Value::Number(number) => {
                let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                let decimal = || number.as_f64().map_or(Cell::Null, Cell::Number);
                self.give(whole.map_or_else(decimal, Cell::Int), record);
            }
        }
    }

    fn give(&mut self, cell: Cell, record: u64) {
        self.field.get_or_insert_default().see(cell, record);
    }

    fn collect<'n>(&'n self, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, &'n Field)>) {
        // a name that only holds others is no field
        let is_empty_parent = |field: &Field| field.values == 0 && !self.below.is_empty();
        if let Some(field) = self.field.as_deref().filter(|field| !is_empty_parent(field)) {
            out.push((path.clone(), field));
        }
        for node in &self.below {
            path.push(node.name.clone());
            node.collect(path, out);
            path.pop();
        }
    }
}

impl Event {
    fn fields(&self, leaves: &[&Leaf]) -> Vec<FieldStatistics> {
        let mut found = Vec::new();
        self.root.collect(&mut Vec::new(), &mut found);
        let with_payload = self.records - self.tombstones;
        found.into_iter().map(|(path, field)| statistics(&path, field, leaves, with_payload)).collect()
    }
}

fn statistics(path: &[String], field: &Field, leaves: &[&Leaf], records: u64) -> FieldStatistics {
    let leaf = leaves.iter().filter(|leaf| path.starts_with(&leaf.path)).max_by_key(|leaf| leaf.path.len());
    let left_out = records.saturating_sub(field.records);
    let (different, different_is_exact) = field.different();
    let shares =
        leaf.filter(|leaf| leaf.path == *path).map(|leaf| leaf.shares.as_slice()).unwrap_or_default();
    FieldStatistics {
        place: leaf.map(|leaf| leaf.span),
        declared: None,
        values: field.values,
        nulls: field.nulls,
        left_out,
        kinds: field.kinds.iter().copied().collect(),
        different,
        different_is_exact,
        numbers: field.numbers.distribution(),
        lengths: field.lengths.distribution(),
        top: top(field, left_out, shares),
        field: crate::check::field_name(path),
    }
}

/// The declared values in their order, or the most frequent ones, where some come again.
fn top(field: &Field, left_out: u64, shares: &[(Owned, f64)]) -> Vec<ValueShare> {
    let share = |count: u64| part(count, field.values + left_out);
    if shares.is_empty() {
        let (different, _) = field.different();
        if different * 2 > field.values - field.nulls {
            return Vec::new();
        }
        let top = field.top(TOP).into_iter();
        let top = top.map(|(value, count)| ValueShare {
            value: Some(value),
            count,
            share: share(count),
            declared_share: None,
        });
        return top.collect();
    }
    let declared = shares.iter().filter_map(|(value, declared)| {
        let (value, count) = match value {
            Owned::Omit => (None, left_out),
            Owned::Null => (Some(Cell::Null), field.nulls),
            Owned::Bool(yes) => (Some(Cell::Bool(*yes)), field.occurrences(Cell::Bool(*yes))),
            Owned::Int(whole) => (Some(Cell::Int(*whole)), field.occurrences(Cell::Int(*whole))),
            Owned::Number(number) => (Some(Cell::Number(*number)), field.occurrences(Cell::Number(*number))),
            Owned::Text(text) => (Some(Cell::Text(text)), field.occurrences(Cell::Text(text))),
            _ => return None,
        };
        let (value, declared_share) = (value.map(json), Some(*declared));
        Some(ValueShare { value, count, share: share(count), declared_share })
    });
    declared.collect()
}
