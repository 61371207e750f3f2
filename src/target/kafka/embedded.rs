//! librdkafka's mock broker inside this process: a real listener on a loopback port that any Kafka client can
//! read from while the run goes on. It keeps the last megabytes of each partition, and all offsets.

use super::super::{Holding, TargetError, TopicSpec};
use rdkafka::client::{Client, ClientContext};
use std::time::Duration;

/// As the mock broker itself creates topics that only a record names.
const PARTITIONS: i32 = 4;
const WATERMARKS: Duration = Duration::from_secs(5);

/// Creates the topics and tells the broker's address.
pub(super) fn create_topics<C: ClientContext>(
    client: &Client<C>,
    topics: &[TopicSpec],
) -> Result<String, TargetError> {
    let no_broker = || TargetError::Embedded { reason: "librdkafka made none".to_owned() };
    let cluster = client.mock_cluster().ok_or_else(no_broker)?;
    for topic in topics {
        // One broker holds one replica, whatever the scenario declares for the real cluster.
        cluster.create_topic(&topic.name, topic.partitions.unwrap_or(PARTITIONS), 1).map_err(|error| {
            TargetError::CreateTopic { topic: topic.name.clone(), reason: error.to_string() }
        })?;
    }
    Ok(cluster.bootstrap_servers())
}

/// What each partition holds: its high watermark, as the broker began empty.
pub(super) fn holdings<C: ClientContext>(
    client: &Client<C>,
    topics: &[(String, i32)],
) -> Result<Vec<Holding>, TargetError> {
    let mut holdings = Vec::new();
    for (topic, partitions) in topics {
        for partition in 0..*partitions {
            let (_, high) = client
                .fetch_watermarks(topic, partition, WATERMARKS)
                .map_err(|error| TargetError::Topic { topic: topic.clone(), reason: error.to_string() })?;
            let records = u64::try_from(high).unwrap_or(0);
            holdings.push(Holding { topic: topic.clone(), partition, records });
        }
    }
    Ok(holdings)
}
