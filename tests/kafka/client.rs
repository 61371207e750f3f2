//! What a test does at a cluster by itself: makes topics, and counts what they hold.

use super::cluster::Cluster;
use super::properties::Listener;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Headers, Message};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use std::time::Duration;

/// Far more than an answer takes.
const DEADLINE: Duration = Duration::from_secs(30);

/// A record as a consumer gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub partition: i32,
    pub timestamp: Option<i64>,
    pub key: Option<Vec<u8>>,
    pub payload: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
}

impl Cluster {
    /// Makes a topic that is replicated on every broker.
    pub fn create(&self, name: &str, partitions: i32, config: &[(&str, &str)]) {
        let admin: AdminClient<DefaultClientContext> = self.plain().create().unwrap();
        let mut topic = NewTopic::new(name, partitions, TopicReplication::Fixed(-1));
        for (name, value) in config {
            topic = topic.set(name, value);
        }
        let made = finish(admin.create_topics([&topic], &options())).unwrap();
        made.into_iter().for_each(|topic| assert!(topic.is_ok(), "{topic:?}"));
    }

    pub fn delete(&self, name: &str) {
        let admin: AdminClient<DefaultClientContext> = self.plain().create().unwrap();
        let gone = finish(admin.delete_topics(&[name], &options())).unwrap();
        gone.into_iter().for_each(|topic| assert!(topic.is_ok(), "{topic:?}"));
    }

    /// How many records a topic holds, by its partitions: with those of open transactions, and the marks of ended ones.
    pub fn held(&self, topic: &str) -> Vec<i64> {
        let client: BaseConsumer = self.plain().set("isolation.level", "read_uncommitted").create().unwrap();
        let metadata = client.fetch_metadata(Some(topic), DEADLINE).unwrap();
        let partitions = metadata.topics()[0].partitions().iter().map(|partition| {
            let (low, high) = client.fetch_watermarks(topic, partition.id(), DEADLINE).unwrap();
            high - low
        });
        partitions.collect()
    }

    /// The number of the broker that leads a partition.
    pub fn leader(&self, topic: &str, partition: usize) -> usize {
        let client: BaseConsumer = self.plain().create().unwrap();
        let metadata = client.fetch_metadata(Some(topic), DEADLINE).unwrap();
        usize::try_from(metadata.topics()[0].partitions()[partition].leader()).unwrap()
    }

    /// Whether there is such a topic.
    pub fn has(&self, topic: &str) -> bool {
        let client: BaseConsumer = self.plain().create().unwrap();
        client.fetch_metadata(None, DEADLINE).unwrap().topics().iter().any(|known| known.name() == topic)
    }

    /// A header of every record that a topic holds, by partition and in its order.
    pub fn headers(&self, topic: &str, name: &str) -> Vec<String> {
        let value = |record: Received| {
            let header = record.headers.into_iter().find(|(known, _)| known == name);
            String::from_utf8(header.unwrap().1.unwrap()).unwrap()
        };
        self.records(topic).into_iter().map(value).collect()
    }

    /// Every record that a topic holds, by partition and in its order.
    pub fn records(&self, topic: &str) -> Vec<Received> {
        let consumer: BaseConsumer = self.plain().set("group.id", "reader").create().unwrap();
        let held = self.held(topic);
        let mut list = TopicPartitionList::new();
        for partition in 0..i32::try_from(held.len()).unwrap() {
            list.add_partition_offset(topic, partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        let bytes = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        let read = (0..held.iter().sum::<i64>()).map(|_| {
            let message = consumer.poll(DEADLINE).unwrap().unwrap();
            let headers = message.headers().into_iter().flat_map(Headers::iter);
            Received {
                partition: message.partition(),
                timestamp: message.timestamp().to_millis(),
                key: bytes(message.key()),
                payload: bytes(message.payload()),
                headers: headers.map(|header| (header.key.to_owned(), bytes(header.value))).collect(),
            }
        });
        read.collect()
    }

    /// The payloads that a reader sees, by partition and in their order: of committed records alone, or of all.
    pub fn payloads(&self, topic: &str, isolation: &str) -> Vec<String> {
        let mut config = self.plain();
        config
            .set("group.id", "reader")
            .set("isolation.level", isolation)
            .set("enable.partition.eof", "true");
        let consumer: BaseConsumer = config.create().unwrap();
        let mut open = self.held(topic).len();
        let mut list = TopicPartitionList::new();
        for partition in 0..i32::try_from(open).unwrap() {
            list.add_partition_offset(topic, partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        let (mut payloads, mut troubles) = (Vec::new(), 0);
        while open > 0 {
            match consumer.poll(DEADLINE) {
                Some(Ok(message)) => {
                    payloads.push(String::from_utf8(message.payload().unwrap().to_vec()).unwrap());
                }
                Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
                // A broker that is gone for a while, or something that was no record.
                None | Some(Err(_)) => {
                    troubles += 1;
                    assert!(troubles < 1_000, "{topic} cannot be read");
                }
            }
        }
        payloads
    }

    fn plain(&self) -> ClientConfig {
        ClientConfig::new().set("bootstrap.servers", self.servers(Listener::Plain)).clone()
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(DEADLINE))
}

fn finish<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
