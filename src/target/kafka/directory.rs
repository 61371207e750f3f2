//! The topics of a run by their ids: their partitions, and how far each had come before the run.

use super::super::{Allowed, Holding, TargetError};
use super::connection::Connection;
use super::context::{self, Context};
use super::{offsets, questions};
use crate::compose::Record;
use crate::scenario::is_topic_name;
use rdkafka::client::Client;
use rdkafka::error::KafkaError;
use std::sync::Arc;

/// Offers of a record between two questions about its topic, and how many questions follow the first one. The
/// run offers it about twice a millisecond.
const OFFERS: u32 = 200;
const QUESTIONS: u32 = 20;

/// Why a record fails whose topic was computed.
pub(super) const NO_NAME: &str = "what its topic was computed to is no name that Kafka takes";

/// As far as they were asked for.
pub(super) struct Directory {
    topics: Vec<Topic>,
    allowed: Allowed,
    made: Made,
}

/// The topics that the run made, so that nobody else has to write there.
pub(super) enum Made {
    /// The broker itself is the run's.
    All,
    /// Of these names.
    Some(Vec<String>),
}

enum Topic {
    /// How often a record for it was offered.
    Awaited {
        offers: u32,
    },
    Known(Known),
    Unusable {
        cause: String,
    },
}

pub(super) struct Known {
    pub(super) name: Arc<str>,
    pub(super) partitions: i32,
    /// The end offset of each partition before the run's first record; `None` where they could not be read.
    begins: Option<Vec<i64>>,
}

impl Known {
    /// A topic to which the run has sent nothing yet.
    pub(super) fn before(client: &Client<Context>, name: &str, partitions: i32) -> Result<Self, KafkaError> {
        let places: Vec<_> = (0..partitions).map(|partition| (name, partition)).collect();
        let begins = offsets::ends(client, &places)?;
        Ok(Self { name: name.into(), partitions, begins: Some(begins) })
    }

    /// One that the run has made. It was asked for its end offsets until every leader answered: one that does not know yet that
    /// it leads refuses a partition's first batch and may take the second, which librdkafka then holds for both.
    pub(super) fn made_now(self) -> Self {
        Self { begins: self.begins.map(|begins| vec![0; begins.len()]), ..self }
    }

    /// One of a broker in this process.
    pub(super) fn new(name: &str, partitions: i32) -> Self {
        Self { name: name.into(), partitions, begins: Some((0..partitions).map(|_| 0).collect()) }
    }

    /// The same, where nobody tells how far it had come.
    pub(super) fn unread(name: &str, partitions: i32, error: &KafkaError) -> Self {
        tracing::warn!(
            "the end offsets of the topic '{name}' are not compared with what it acknowledges, as they cannot be read: \
             {}",
            context::reason(error)
        );
        Self { name: name.into(), partitions, begins: None }
    }

    /// How many records it held at most, where that could be read: end offsets count what is deleted, too.
    pub(super) fn held(&self) -> Option<u64> {
        let ends: i64 = self.begins.as_ref()?.iter().sum();
        u64::try_from(ends).ok()
    }
}

impl Made {
    fn has(&self, topic: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.iter().any(|name| name == topic),
        }
    }
}

impl Directory {
    /// That of a run which may write to these topics alone.
    pub(super) fn new(allowed: Allowed, made: Made) -> Self {
        Self { topics: Vec::new(), allowed, made }
    }

    /// Whether the run made a topic.
    pub(super) fn made(&self, topic: &str) -> bool {
        self.made.has(topic)
    }

    pub(super) fn add(&mut self, topic: Known) {
        self.topics.push(Topic::Known(topic));
    }

    pub(super) fn known(&self) -> impl Iterator<Item = &Known> {
        self.topics.iter().filter_map(known)
    }

    /// The numbers of partitions by the topics' ids.
    pub(super) fn partitions(&self) -> impl Iterator<Item = Option<i32>> {
        self.topics.iter().map(|topic| known(topic).map(|topic| topic.partitions))
    }

    /// Of one topic.
    pub(super) fn partitions_of(&self, topic: u32) -> Option<i32> {
        self.topics.get(topic as usize).and_then(known).map(|topic| topic.partitions)
    }

    /// The number of partitions of the record's topic; asks the brokers when a topic turns up that only a
    /// record has named. They may be creating it because of that: `None` says that the record is to be offered
    /// again.
    pub(super) fn look_up(
        &mut self,
        record: &Record<'_>,
        connection: &Connection,
    ) -> Result<Option<i32>, String> {
        let id = record.topic_id as usize;
        if self.topics.len() <= id {
            self.topics.resize_with(id + 1, || Topic::Awaited { offers: 0 });
        }
        if let Topic::Awaited { offers } = self.topics[id] {
            let nameless = (!is_topic_name(record.topic)).then(|| NO_NAME.to_owned());
            self.topics[id] = match nameless.or_else(|| self.allowed.refusal(record.topic)) {
                Some(cause) => Topic::Unusable { cause },
                None => ask(connection, record.topic, offers),
            };
        }
        match &self.topics[id] {
            Topic::Known(topic) => {
                debug_assert_eq!(&*topic.name, record.topic, "a topic has one number");
                Ok(Some(topic.partitions))
            }
            Topic::Unusable { cause } => Err(cause.clone()),
            Topic::Awaited { .. } => Ok(None),
        }
    }

    /// By how many records each partition has grown since the run began, where that is known.
    pub(super) fn growth(&self, client: &Client<Context>) -> Result<Vec<Holding>, KafkaError> {
        let compared = self.known().filter_map(|topic| Some((topic, topic.begins.as_ref()?)));
        let compared: Vec<(&str, i32, i64)> = compared
            .flat_map(|(topic, begins)| {
                (0..).zip(begins).map(|(number, begin)| (&*topic.name, number, *begin))
            })
            .collect();
        let places: Vec<_> = compared.iter().map(|(topic, partition, _)| (*topic, *partition)).collect();
        let ends = offsets::ends(client, &places)?;
        let growth = compared.into_iter().zip(ends).map(|((topic, partition, begin), end)| Holding {
            topic: topic.to_owned(),
            partition,
            records: u64::try_from(end.saturating_sub(begin)).unwrap_or(0),
            is_exclusive: self.made.has(topic),
        });
        Ok(growth.collect())
    }
}

fn known(topic: &Topic) -> Option<&Known> {
    match topic {
        Topic::Known(topic) => Some(topic),
        Topic::Awaited { .. } | Topic::Unusable { .. } => None,
    }
}

fn ask(connection: &Connection, topic: &str, offers: u32) -> Topic {
    let offered = Topic::Awaited { offers: offers + 1 };
    if !offers.is_multiple_of(OFFERS) {
        return offered;
    }
    let is_last = offers >= QUESTIONS * OFFERS;
    let unusable = |error: TargetError| Topic::Unusable { cause: error.to_string() };
    match questions::partitions_now(connection.client(), topic) {
        Ok(Some(partitions)) => match Known::before(connection.client(), topic, partitions) {
            Ok(known) => Topic::Known(known),
            Err(error) if is_last => Topic::Known(Known::unread(topic, partitions, &error)),
            // One that was just created has its leaders a moment later.
            Err(_) => offered,
        },
        Ok(None) if is_last => unusable(TargetError::UnknownTopic { topic: topic.to_owned() }),
        Ok(None) => offered,
        Err(error) => unusable(error),
    }
}
