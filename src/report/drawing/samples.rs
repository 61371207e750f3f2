//! The first records of each event, to be shown.

use crate::compose::{Batch, Composer};
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

/// The first records of each event of each stream.
pub(super) fn samples(plan: &Arc<Plan>) -> Vec<Samples> {
    let mut composer = Composer::new(Arc::clone(plan));
    (0..plan.streams.len()).map(|stream| of_stream(plan, stream, &mut composer)).collect()
}

fn of_stream(plan: &Arc<Plan>, stream: usize, composer: &mut Composer) -> Samples {
    let mut samples = Samples::new();
    for event in plan.checked.streams[stream].variants.iter().flat_map(|variant| &variant.events) {
        if samples.iter().all(|(name, _)| *name != event.name) {
            samples.push((event.name.clone(), Vec::new()));
        }
    }
    let mut batch = Batch::default();
    for (number, component) in plan.components_of(stream) {
        // phases may emit events of their own
        for phase in component.timeline().phases() {
            for arrival in component.arrivals(number, Begin::Time(phase.start), phase.end).take(ARRIVALS) {
                if samples.iter().all(|(_, shown)| shown.len() >= SHOWN) {
                    return samples;
                }
                batch.clear();
                composer.compose(&arrival, &mut batch);
                for record in batch.iter() {
                    let event = &plan.events[record.origin.event as usize];
                    let shown = samples.iter_mut().find(|(name, shown)| name == event && shown.len() < SHOWN);
                    if let Some((_, shown)) = shown {
                        shown.push(sample(&record, event, plan));
                    }
                }
            }
        }
    }
    samples
}

fn sample(record: &crate::compose::Record<'_>, event: &str, plan: &Plan) -> Sample {
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
