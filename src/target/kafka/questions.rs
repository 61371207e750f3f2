//! Questions to the brokers about topics, asked until they are answered, their trouble is known to be final, or patience
//! ends. They double as the test of the connection.

use super::super::{TargetError, TopicSpec};
use super::connection::Connection;
use super::context::words;
use super::directory::Known;
use super::offsets;
use rdkafka::client::{Client, ClientContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::Producer;
use std::time::Duration;

/// One question to the brokers takes at most this long; between two, the known troubles are looked at.
pub(super) const SLICE: Duration = Duration::from_millis(500);
/// Pause before the same question is asked again.
const PAUSE: Duration = Duration::from_millis(100);
/// Questions after which a refused connection counts as final: the other address of a host, or a broker that
/// is just starting, gets its chance.
const CHANCES: u128 = 4;
/// Questions that a topic which the broker creates by itself is given to appear.
pub(super) const APPEARANCES: u128 = 20;

/// The same for one that the run has created, which not every broker may know yet.
pub(super) fn appearances(connection: &Connection) -> u128 {
    (connection.patience.as_millis() / PAUSE.as_millis()).max(APPEARANCES)
}

/// What the brokers say about a topic.
pub(super) enum Found {
    Partitions(i32),
    Missing,
}

/// The number of a topic's partitions. A topic that is missing is asked for so often: the broker may be creating it because
/// it was asked for.
pub(super) async fn partitions(
    connection: &Connection,
    topic: &str,
    appearances: u128,
) -> Result<i32, TargetError> {
    for _ in 0..appearances {
        let found = ask(connection, {
            let (producer, topic) = (connection.producer.clone(), topic.to_owned());
            move || look_up(Producer::client(&*producer), &topic)
        })
        .await?;
        match found {
            Found::Partitions(count) => return Ok(count),
            Found::Missing => tokio::time::sleep(PAUSE).await,
        }
    }
    Err(TargetError::UnknownTopic { topic: topic.to_owned() })
}

/// A topic with how far it has come. One that was just created has its leaders a moment later.
pub(super) async fn before(connection: &Connection, topic: &str, partitions: i32) -> Known {
    let (mut asked, mut silent) = (0, 0);
    loop {
        let (producer, name) = (connection.producer.clone(), topic.to_owned());
        let question = move || Known::before(Producer::client(&*producer), &name, partitions);
        asked += 1;
        match tokio::task::spawn_blocking(question).await.expect("asking for offsets does not panic") {
            Ok(known) => return known,
            Err(error) if asked == APPEARANCES || silent == offsets::SILENCES => {
                return Known::unread(topic, partitions, &error);
            }
            Err(error) if offsets::is_silence(&error) => silent += 1,
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Makes sure that the brokers answer: a question about a topic, or about none in particular.
pub(super) async fn reach(connection: &Connection, topic: Option<&TopicSpec>) -> Result<(), TargetError> {
    let (producer, topic) = (connection.producer.clone(), topic.map(|topic| topic.name.clone()));
    ask(connection, move || {
        let client = Producer::client(&*producer);
        client.fetch_metadata(topic.as_deref(), SLICE).map(|_| Found::Missing).map_err(Refusal::Kafka)
    })
    .await
    .map(|_| ())
}

/// The number of a topic's partitions, asked for once, for topics that turn up while the run goes on; `None`
/// while the brokers have no answer, which may change.
pub(super) fn partitions_now<C: ClientContext>(
    client: &Client<C>,
    topic: &str,
) -> Result<Option<i32>, TargetError> {
    match look_up(client, topic) {
        Ok(Found::Partitions(count)) => Ok(Some(count)),
        Ok(Found::Missing) | Err(Refusal::Kafka(_)) => Ok(None),
        Err(Refusal::Target(error)) => Err(error),
    }
}

/// Why a question has no answer: the brokers cannot be asked now, or the answer is final.
pub(super) enum Refusal {
    Kafka(KafkaError),
    Target(TargetError),
}

/// Repeats a question until it is answered, the trouble is known to be final, or patience ends.
pub(super) async fn ask(
    connection: &Connection,
    question: impl Fn() -> Result<Found, Refusal> + Send + Clone + 'static,
) -> Result<Found, TargetError> {
    let (servers, troubles) = (&connection.servers, &connection.context.troubles);
    let chances = connection.patience.as_millis() / (SLICE + PAUSE).as_millis();
    for chance in 1..=chances.max(1) {
        let asked = tokio::task::spawn_blocking(question.clone()).await;
        match asked.expect("a question to librdkafka does not panic") {
            Ok(found) => return Ok(found),
            Err(Refusal::Target(error)) => return Err(error),
            Err(Refusal::Kafka(error)) => tracing::debug!("no answer from {servers} yet: {error}"),
        }
        if let Some(error) = troubles.hopeless(servers) {
            return Err(error);
        }
        if let Some(error) = troubles.lasting(servers).filter(|_| chance >= CHANCES) {
            return Err(error);
        }
        tokio::time::sleep(PAUSE).await;
    }
    if let Some(error) = troubles.lasting(servers) {
        return Err(error);
    }
    let (servers, seconds, reason) = (servers.clone(), connection.patience.as_secs(), troubles.any());
    Err(TargetError::TimedOut { servers, seconds, reason })
}

pub(super) fn look_up<C: ClientContext>(client: &Client<C>, name: &str) -> Result<Found, Refusal> {
    let metadata = client.fetch_metadata(Some(name), SLICE).map_err(Refusal::Kafka)?;
    let Some(topic) = metadata.topics().iter().find(|topic| topic.name() == name) else {
        return Ok(Found::Missing);
    };
    let unusable = |reason: String| Refusal::Target(TargetError::Topic { topic: name.to_owned(), reason });
    match topic.error().map(RDKafkaErrorCode::from) {
        None if topic.partitions().is_empty() => Ok(Found::Missing),
        None => i32::try_from(topic.partitions().len())
            .map(Found::Partitions)
            .map_err(|_| unusable("it has too many partitions".to_owned())),
        Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::LeaderNotAvailable) => {
            Ok(Found::Missing)
        }
        Some(code @ RDKafkaErrorCode::TopicAuthorizationFailed) => {
            let what = format!("the topic '{name}'");
            Err(Refusal::Target(TargetError::Forbidden { what, reason: words(code) }))
        }
        Some(code) => Err(unusable(words(code))),
    }
}
