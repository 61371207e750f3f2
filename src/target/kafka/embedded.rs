//! librdkafka's mock broker inside this process: a real listener on a loopback port that any Kafka client can
//! read from while the run goes on. It keeps the last megabytes of each partition, and all offsets.

use super::super::{TargetError, TopicSpec};
use rdkafka::client::{Client, ClientContext};

/// As many as a scenario may declare.
const MOST_PARTITIONS: i32 = 10_000;
/// As the mock broker itself creates topics that only a record names.
const PARTITIONS: i32 = 4;

/// Creates the topics and tells the broker's address.
pub(super) fn create_topics<C: ClientContext>(
    client: &Client<C>,
    topics: &[TopicSpec],
) -> Result<String, TargetError> {
    let no_broker = || TargetError::Embedded { reason: "librdkafka made none".to_owned() };
    let cluster = client.mock_cluster().ok_or_else(no_broker)?;
    for topic in topics {
        // One broker holds one replica, whatever the scenario declares for the real cluster.
        let partitions = topic.partitions.unwrap_or(PARTITIONS).min(MOST_PARTITIONS);
        cluster.create_topic(&topic.name, partitions, 1).map_err(|error| TargetError::CreateTopic {
            topic: topic.name.clone(),
            reason: error.to_string(),
        })?;
    }
    Ok(cluster.bootstrap_servers())
}
