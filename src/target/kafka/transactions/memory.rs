//! What a run that goes on is to know of transactions, told by the transactions themselves: with each one goes an offset of
//! a consumer group of the same name as the transactional id, and beside it the numbers of the records that it and those
//! before it committed. Nobody consumes in that group.

use super::super::super::{Steady, TargetError};
use super::super::connection::Connection;
use super::super::context;
use super::super::properties::{self, Properties, TRANSACTION_TIMEOUT};
use super::numbers;
use crate::target::Ranges;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::{Offset, TopicPartitionList};
use std::sync::Arc;
use std::time::Duration;

pub(super) struct Memory {
    topic: String,
    group: Arc<ConsumerGroupMetadata>,
    pub(super) numbers: Ranges,
}

/// One question takes at most this long.
const SLICE: Duration = Duration::from_secs(2);
/// Before a coordinator that is not there yet is asked again.
const PAUSE: Duration = Duration::from_millis(100);

impl Memory {
    /// After the transactions of earlier producers have ended. Knows what those of the same run told.
    pub(super) async fn open(
        config: &ClientConfig,
        connection: &Connection,
        id: &str,
        topic: &str,
        run: Option<i64>,
    ) -> Result<Self, TargetError> {
        let mut config = config.clone();
        config
            .set("group.id", id)
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false");
        [Properties::TRANSACTIONAL_ID, TRANSACTION_TIMEOUT].iter().for_each(|name| _ = config.remove(name));
        let consumer: BaseConsumer = config.create().map_err(properties::explain)?;
        let (place, patience, steady) = (topic.to_owned(), connection.patience, connection.steady.clone());
        let asked = tokio::task::spawn_blocking(move || ask(&consumer, place, run, patience, &steady));
        asked.await.expect("asking for an offset does not panic").map_err(|error| unread(&error, id, topic))
    }

    /// What goes with a transaction of a run that commits this set.
    pub(super) fn offsets(&self, run: i64, numbers: &Ranges) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        let mut place = list.add_partition(&self.topic, 0);
        let last = numbers.end();
        place
            .set_offset(Offset::Offset(i64::try_from(last).unwrap_or(i64::MAX)))
            .expect("an offset from 0 on");
        place.set_metadata(mark(run) + &numbers::write(numbers));
        list
    }

    pub(super) fn topic(&self) -> &str {
        &self.topic
    }

    pub(super) fn group(&self) -> Arc<ConsumerGroupMetadata> {
        self.group.clone()
    }
}

/// Which right is missing where a group's offset beside a topic is not read or not written, if that is why.
pub(super) fn refusal(code: RDKafkaErrorCode, group: &str, topic: &str) -> Option<TargetError> {
    use RDKafkaErrorCode::{GroupAuthorizationFailed, TopicAuthorizationFailed};
    let read = match code {
        GroupAuthorizationFailed => format!("the consumer group '{group}'"),
        TopicAuthorizationFailed => format!("the topic '{topic}'"),
        _ => return None,
    };
    let what = format!("reading {read}, which transactions of a run with a journal take");
    Some(TargetError::Forbidden { what, reason: context::words(code) })
}

fn unread(error: &KafkaError, group: &str, topic: &str) -> TargetError {
    let refusal = error.rdkafka_error_code().and_then(|code| refusal(code, group, topic));
    refusal.unwrap_or_else(|| TargetError::Memory { group: group.to_owned(), reason: context::reason(error) })
}

/// Before the numbers of a run.
fn mark(run: i64) -> String {
    format!("{run}:")
}

fn ask(
    consumer: &BaseConsumer,
    topic: String,
    run: Option<i64>,
    patience: Duration,
    steady: &Steady,
) -> KafkaResult<Memory> {
    let known = committed(consumer, &topic, patience, steady)?;
    let text = known.elements().first().map(|place| place.metadata().to_owned());
    let numbers = text.zip(run).and_then(|(text, run)| numbers::read(text.strip_prefix(&mark(run))?));
    let numbers = numbers.unwrap_or_default();
    let group = consumer.group_metadata().expect("a consumer has a group");
    Ok(Memory { topic, group: Arc::new(group), numbers })
}

/// Asks again where the group's coordinator is being found or comes to know of it.
fn committed(
    consumer: &BaseConsumer,
    topic: &str,
    patience: Duration,
    steady: &Steady,
) -> KafkaResult<TopicPartitionList> {
    use RDKafkaErrorCode::{
        CoordinatorLoadInProgress, CoordinatorNotAvailable, GroupAuthorizationFailed, NotCoordinator,
        OperationTimedOut,
    };
    let begun = steady();
    let mut list = TopicPartitionList::new();
    list.add_partition(topic, 0);
    loop {
        let error = match consumer.committed_offsets(list.clone(), patience.min(SLICE)) {
            Ok(known) => return Ok(known),
            Err(error) => error,
        };
        let may_pass = error.rdkafka_error_code().is_some_and(|code| {
            matches!(
                code,
                CoordinatorLoadInProgress | CoordinatorNotAvailable | NotCoordinator | OperationTimedOut
            )
        });
        // Who may not ask for the coordinator hears of it here, and gets no answer there.
        if let Some(Err(refused)) = consumer.poll(PAUSE)
            && refused.rdkafka_error_code() == Some(GroupAuthorizationFailed)
        {
            return Err(refused);
        }
        if !may_pass || steady() >= begun + patience {
            return Err(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;

    #[test]
    fn rights_are_blamed_where_rights_are_missing_and_the_readme_explains_both() {
        use RDKafkaErrorCode::{
            CoordinatorNotAvailable, GroupAuthorizationFailed, OperationTimedOut, TopicAuthorizationFailed,
        };
        let told = |code| unread(&KafkaError::OffsetFetch(code), "rushhour-orders", "orders").to_string();
        for code in [GroupAuthorizationFailed, TopicAuthorizationFailed] {
            let reason = format!(" ({})", context::words(code));
            readme::shows(told(code).strip_suffix(&*reason).unwrap());
        }
        readme::shows(&told(OperationTimedOut));
        let lost = told(CoordinatorNotAvailable);
        assert!(lost.contains(": Broker: Coordinator not available; ") && !lost.contains("rights"), "{lost}");
    }
}
