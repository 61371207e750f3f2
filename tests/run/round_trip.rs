//! What a consumer reads is what was sent, whichever broker is between: a run of the made-up schedule, and its reader.

use crate::ticks::{PARTITIONS, START, Ticks, block_on, due, labels, payload};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use rushhour::run::{EndOffsets, Event, Observer, Options, Pace, Stop};
use rushhour::target::Target;
use rushhour::value::Time;
use std::collections::BTreeMap;
use std::time::Duration as Span;

/// Reads everything back before the target closes.
pub struct ReadBack {
    topic: String,
    servers: String,
    pub records: Vec<Received>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Received {
    pub payload: String,
    pub key: Option<String>,
    header: (String, String),
    pub millis: Option<i64>,
    pub partition: i32,
}

impl Observer for ReadBack {
    fn on(&mut self, event: &Event<'_>) {
        match event {
            Event::Connected { found, .. } => {
                self.servers = found.servers.clone().unwrap();
                assert_eq!(found.topics, [(self.topic.clone(), PARTITIONS)]);
            }
            Event::Finished(summary) => self.read(summary.total.acknowledged),
            Event::Begun { .. } | Event::Progress(_) | Event::Stopping(_) | Event::Aborting(_) => {}
        }
    }
}

impl ReadBack {
    pub fn new(topic: &str) -> Self {
        Self { topic: topic.to_owned(), servers: String::new(), records: Vec::new() }
    }

    fn read(&mut self, count: u64) {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", &self.servers)
            .set("group.id", "test")
            .create()
            .unwrap();
        let mut partitions = TopicPartitionList::new();
        for partition in 0..PARTITIONS {
            partitions.add_partition_offset(&self.topic, partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&partitions).unwrap();
        for _ in 0..count {
            let message = consumer.poll(Span::from_secs(30)).expect("a record in time").unwrap();
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let header = message.headers().unwrap().get(0);
            self.records.push(Received {
                payload: text(message.payload().unwrap()),
                key: message.key().map(text),
                header: (header.key.to_owned(), text(header.value.unwrap())),
                millis: message.timestamp().to_millis(),
                partition: message.partition(),
            });
        }
    }
}

/// A topic gets its records from here alone.
pub fn round_trip(target: &Target, topic: &str) {
    const COUNT: u64 = 500;
    let mut reader = ReadBack::new(topic);
    let summary = block_on(rushhour::run::run(
        Box::new(Ticks::new(topic, COUNT)),
        target,
        labels(topic),
        Options { pace: Pace::Max, ..Options::default() },
        &mut reader,
        Stop::never(),
    ))
    .unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged), (COUNT, COUNT));
    assert_eq!((&summary.mismatches, &summary.surplus), (&vec![], &vec![]));
    assert_eq!(summary.end_offsets, Some(EndOffsets { partitions: 3, records: COUNT }));
    assert_eq!(summary.topics[0].partitions.values().map(|part| part.acknowledged).sum::<u64>(), COUNT);

    // Where a key decides, the partition is the partitioner's choice: the same for each key.
    let mut of_key = BTreeMap::new();
    for record in &reader.records {
        if let Some(key) = &record.key {
            assert_eq!(*of_key.entry(key.clone()).or_insert(record.partition), record.partition);
        }
    }
    let mut expected: Vec<Received> = (0..COUNT)
        .map(|index| {
            let key = index.is_multiple_of(2).then(|| format!("key-{}", index % 10));
            let even = i32::try_from(index % 3).unwrap();
            Received {
                payload: payload(index),
                partition: key.as_ref().map_or(even, |key| of_key[key]),
                key,
                header: ("source".to_owned(), "web".to_owned()),
                millis: Some(Time(START.0 + due(index)).millis()),
            }
        })
        .collect();
    expected.sort();
    reader.records.sort();
    assert_eq!(reader.records, expected);
}
