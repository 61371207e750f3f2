//! Lines of records -> the source of a run that sends them again: in their order, as fast as they are taken.

use super::source::{Portion, Source};
use crate::compose::{Batch, Envelope, Origin};
use crate::target::{Labels, LineError, PartKind, PhaseLabel, Sent, StreamLabel, TopicSpec};
use std::collections::HashMap;
use std::collections::vec_deque::VecDeque;
use std::sync::Arc;

/// Records of a batch.
const RECORDS: usize = 512;

/// All records of a file, in memory.
#[derive(Default)]
pub struct Resent {
    batches: VecDeque<Batch>,
    streams: Names,
    events: Names,
    topics: Names,
    /// By stream.
    planned: Vec<u64>,
    /// By topic, the highest partition that a record names.
    highest: Vec<Option<i32>>,
}

/// Names with their numbers.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: String) -> u32 {
        let next = u32::try_from(self.names.len()).expect("memory holds fewer names");
        *self.numbers.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            next
        })
    }
}

impl Resent {
    /// Reads every line; blank ones are passed over. Else the first line that tells no record, from 1, and why.
    pub fn read(text: &[u8]) -> Result<Self, (usize, LineError)> {
        let mut resent = Self::default();
        for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
            if !line.trim_ascii().is_empty() {
                resent.add(Sent::parse(line).map_err(|error| (number + 1, error))?);
            }
        }
        let topics: Arc<[Arc<str>]> =
            resent.topics.names.iter().map(|name| Arc::from(name.as_str())).collect();
        resent.batches.iter_mut().for_each(|batch| batch.set_topics(topics.clone()));
        Ok(resent)
    }

    fn add(&mut self, sent: Sent) {
        if self.batches.back().is_none_or(|batch| batch.len() >= RECORDS) {
            self.batches.push_back(Batch::default());
        }
        let Some(batch) = self.batches.back_mut() else { return };
        let stream = self.streams.number(sent.stream);
        let event = self.events.number(sent.event);
        let topic = self.topics.number(sent.topic);
        self.planned.resize(self.streams.names.len(), 0);
        self.planned[stream as usize] += 1;
        self.highest.resize(self.topics.names.len(), None);
        let highest = &mut self.highest[topic as usize];
        *highest = (*highest).max(sent.partition);
        let mut write =
            |bytes: Option<&[u8]>| bytes.map(|bytes| batch.write(|out| out.extend_from_slice(bytes)));
        let (key, payload) = (write(sent.key.as_deref()), write(sent.payload.as_deref()));
        for (name, value) in &sent.headers {
            let name = batch.write(|out| out.extend_from_slice(name.as_bytes()));
            let value = value.as_ref().map(|value| batch.write(|out| out.extend_from_slice(value)));
            batch.push_header(name, value);
        }
        let origin = Origin { stream, phase: 0, event, index: sent.index };
        let partition = sent.partition;
        batch.push(Envelope { origin, due: 0, timestamp: sent.timestamp, topic, partition }, key, payload);
    }

    /// What the records are called, under the name of their file.
    pub fn labels(&self, name: &str) -> Labels {
        let streams = self.streams.names.iter().zip(&self.planned).map(|(stream, planned)| {
            let again = PhaseLabel {
                name: "again".to_owned(),
                kind: PartKind::Phase,
                planned: Some(*planned),
                ..PhaseLabel::default()
            };
            StreamLabel { name: stream.clone(), phases: vec![again] }
        });
        let topics = self.topics.names.iter();
        let topics = topics.map(|name| TopicSpec { name: name.clone(), ..TopicSpec::default() });
        Labels {
            scenario: name.to_owned(),
            streams: streams.collect(),
            events: self.events.names.clone(),
            topics: topics.collect(),
            ..Labels::default()
        }
    }

    /// By topic, how many partitions it must have for its records; none where they name no partition.
    pub fn partitions(&self) -> impl Iterator<Item = Option<i32>> {
        self.highest.iter().map(|highest| highest.map(|highest| highest.saturating_add(1)))
    }

    /// Records.
    pub fn len(&self) -> u64 {
        self.planned.iter().sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Source for Resent {
    fn fill(&mut self, batch: &mut Batch, _portion: &Portion) -> bool {
        if let Some(next) = self.batches.pop_front() {
            *batch = next;
        }
        !self.batches.is_empty()
    }
}
