//! The first records of each event, to be shown.

use crate::check::CheckedStream;
use crate::compose::{Batch, Composer, Record, Sequence};
use crate::plan::Plan;
use crate::report::disorder_text::note;
use crate::report::record_text::{offset, spread};
use crate::schedule::Begin;
use std::sync::Arc;

/// One record as it will be sent.
pub(super) struct Sample {
    /// `+00:00:00.200  view #2 -> clicks`
    pub(super) title: String,
    /// Key, headers and timestamp, as far as there are such.
    pub(super) notes: Vec<(String, String)>,
    pub(super) payload: String,
}

/// The samples of a stream's events, each with its name.
pub(super) type Samples = Vec<(String, Vec<Sample>)>;

/// How many of each event.
const SHOWN: usize = 3;

/// How many arrivals of a phase are gone through for them.
const ARRIVALS: usize = 1_000;

/// How many records are gone through, and how many at once, where they depend on those before.
const RECORDS: usize = 20_000;
const AT_ONCE: usize = 100;

/// The first records of each event of each stream.
pub(super) fn samples(plan: &Arc<Plan>) -> Vec<Samples> {
    let mut samples: Vec<Samples> = plan.checked.streams.iter().map(empty).collect();
    if plan.remembers() {
        in_order(plan, &mut samples);
    } else {
        let mut composer = Composer::new(Arc::clone(plan));
        for (stream, samples) in samples.iter_mut().enumerate() {
            of_stream(plan, stream, &mut composer, samples);
        }
    }
    samples
}

fn empty(stream: &CheckedStream) -> Samples {
    let mut samples = Samples::new();
    for event in stream.variants.iter().flat_map(|variant| &variant.events) {
        if samples.iter().all(|(name, _)| *name != event.name) {
            samples.push((event.name.clone(), Vec::new()));
        }
    }
    samples
}

fn is_full(samples: &Samples) -> bool {
    samples.iter().all(|(_, shown)| shown.len() >= SHOWN)
}

fn add(record: &Record<'_>, samples: &mut Samples, plan: &Plan) {
    let event = &plan.events[record.origin.event as usize];
    let shown = samples.iter_mut().find(|(name, shown)| name == event && shown.len() < SHOWN);
    if let Some((_, shown)) = shown {
        shown.push(sample(record, event, plan));
    }
}

fn in_order(plan: &Arc<Plan>, samples: &mut [Samples]) {
    let mut records = Sequence::new(Arc::clone(plan), None, 0, None);
    let mut batch = Batch::default();
    let (mut gone, mut goes_on) = (0, true);
    while goes_on && gone < RECORDS && !samples.iter().all(is_full) {
        batch.clear();
        goes_on = records.fill(&mut batch, |batch, _| batch.len() < AT_ONCE);
        gone += batch.len();
        for record in batch.iter() {
            add(&record, &mut samples[record.origin.stream as usize], plan);
        }
    }
}

fn of_stream(plan: &Plan, stream: usize, composer: &mut Composer, samples: &mut Samples) {
    let mut batch = Batch::default();
    for (number, component) in plan.components_of(stream) {
        // phases may emit events of their own
        for phase in component.timeline().phases() {
            for arrival in component.arrivals(number, Begin::Time(phase.start), phase.end).take(ARRIVALS) {
                if is_full(samples) {
                    return;
                }
                batch.clear();
                composer.compose(&arrival, &mut batch);
                batch.iter().for_each(|record| add(&record, samples, plan));
            }
        }
    }
}

fn sample(record: &Record<'_>, event: &str, plan: &Plan) -> Sample {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut notes = Vec::new();
    notes.extend(record.key.map(|key| ("key".to_owned(), text(key))));
    let headers = record.headers();
    notes.extend(headers.map(|(name, value)| (name.to_owned(), value.map_or("null".to_owned(), text))));
    notes.extend(note(record).map(|note| ("disorder".to_owned(), note)));
    if record.timestamp.0 != plan.start.0.saturating_add(record.due) {
        notes.push(("timestamp".to_owned(), record.timestamp.to_string()));
    }
    Sample {
        title: format!("+{}  {event} #{} → {}", offset(record.due), record.origin.index + 1, record.topic),
        notes,
        payload: record.payload.map_or("null".to_owned(), |payload| spread(&text(payload)).into_owned()),
    }
}
