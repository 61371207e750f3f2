//! Topics before the run: missing ones are created where the scenario declares them, what those that are there hold is
//! asked for, and what they lack is warned of.

use super::super::{TargetError, TopicSpec};
use super::connection::Connection;
use super::context::{Context, reason, words};
use super::questions::{Found, ask, before, look_up};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::error::RDKafkaErrorCode;
use std::sync::Arc;

/// Creates declared topics that are missing, and tells which these were. Asks through a client that does not make the
/// broker create them by itself, with its own default number of partitions.
pub(super) async fn create_missing(
    config: &ClientConfig,
    connection: &Connection,
    topics: &[TopicSpec],
) -> Result<Vec<String>, TargetError> {
    let mut made = Vec::new();
    let admin = Arc::new(bystander(config, connection.context.clone())?);
    for topic in topics.iter().filter(|topic| topic.declared) {
        match find(&admin, connection, topic).await? {
            Found::Missing if create(&admin, connection, topic).await? => made.push(topic.name.clone()),
            Found::Missing => {}
            Found::Partitions(count) => {
                if let Some(doubt) = partitions_doubt(topic, count) {
                    tracing::warn!("{doubt}");
                }
            }
        }
    }
    Ok(made)
}

/// How many records topics hold at most, where all of them tell. One that is missing stays so, and holds none.
pub(super) async fn held(
    config: &ClientConfig,
    connection: &Connection,
    topics: &[TopicSpec],
) -> Result<Option<u64>, TargetError> {
    let admin = Arc::new(bystander(config, connection.context.clone())?);
    let mut all = 0_u64;
    for topic in topics {
        if let Found::Partitions(partitions) = find(&admin, connection, topic).await? {
            let Some(held) = before(connection, &topic.name, partitions).await.held() else {
                return Ok(None);
            };
            all = all.saturating_add(held);
        }
    }
    Ok(Some(all))
}

/// A client whose questions create no topic.
pub(super) fn bystander<C: ClientContext + 'static>(
    config: &ClientConfig,
    context: C,
) -> Result<AdminClient<C>, TargetError> {
    let mut config = config.clone();
    config.set("allow.auto.create.topics", "false");
    config.create_with_context(context).map_err(super::properties::explain)
}

async fn find(
    admin: &Arc<AdminClient<Context>>,
    connection: &Connection,
    topic: &TopicSpec,
) -> Result<Found, TargetError> {
    let (admin, name) = (admin.clone(), topic.name.clone());
    ask(connection, move || look_up(admin.inner(), &name)).await
}

/// What is to say of a topic that exists with another number of partitions than it is declared with.
fn partitions_doubt(topic: &TopicSpec, count: i32) -> Option<String> {
    let declared = topic.partitions.filter(|declared| *declared != count)?;
    let found = partition_count(count.unsigned_abs().into());
    let what = format!("the topic '{}' has {found} and the scenario declares {declared}", topic.name);
    Some(if count < declared {
        format!("{what}: add some, or delete the topic so that the run creates it")
    } else {
        what
    })
}

pub(super) fn partition_count(count: u64) -> String {
    format!("{count} {}", if count == 1 { "partition" } else { "partitions" })
}

/// Whether it was this run that created it.
async fn create<C: ClientContext>(
    admin: &AdminClient<C>,
    connection: &Connection,
    topic: &TopicSpec,
) -> Result<bool, TargetError> {
    let (partitions, replication) = (topic.partitions.unwrap_or(-1), topic.replication.unwrap_or(-1));
    let mut wanted = NewTopic::new(&topic.name, partitions, TopicReplication::Fixed(replication));
    for (name, value) in &topic.config {
        wanted = wanted.set(name, value);
    }
    let options = AdminOptions::new()
        .operation_timeout(Some(connection.patience))
        .request_timeout(Some(connection.patience));
    let failed = |reason: String| TargetError::CreateTopic { topic: topic.name.clone(), reason };
    let results = admin.create_topics([&wanted], &options).await.map_err(|error| failed(reason(&error)))?;
    match results.into_iter().next() {
        Some(Ok(_)) => {
            tracing::info!("created topic '{}'", topic.name);
            Ok(true)
        }
        // Someone else was faster: as good.
        None | Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(false),
        Some(Err((
            _,
            RDKafkaErrorCode::TopicAuthorizationFailed | RDKafkaErrorCode::ClusterAuthorizationFailed,
        ))) => {
            let what = format!("creating the topic '{}'", topic.name);
            Err(TargetError::Forbidden { what, reason: "the broker denied it".to_owned() })
        }
        Some(Err((_, code))) => Err(failed(refusal(code, topic))),
    }
}

/// Why a topic was not created. The brokers' own words do not come through librdkafka's binding.
fn refusal(code: RDKafkaErrorCode, topic: &TopicSpec) -> String {
    let names = || topic.config.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (code, topic.replication) {
        (RDKafkaErrorCode::InvalidReplicationFactor, Some(replicas)) => {
            format!("there are fewer brokers than its `replication: {replicas}`")
        }
        (RDKafkaErrorCode::InvalidConfig, _) => {
            format!("the broker does not take its `config` of {}", names())
        }
        (RDKafkaErrorCode::PolicyViolation, _) => "a policy of the cluster forbids it".to_owned(),
        _ => words(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;

    fn orders() -> TopicSpec {
        TopicSpec {
            name: "orders".to_owned(),
            partitions: Some(3),
            replication: Some(3),
            config: [("retention.mss".to_owned(), "5".to_owned())].into_iter().collect(),
            ..TopicSpec::default()
        }
    }

    #[test]
    fn a_topic_of_other_partitions_is_explained_in_the_readme() {
        for count in [1, 6] {
            readme::shows(&partitions_doubt(&orders(), count).expect("three are declared"));
        }
        assert_eq!(partitions_doubt(&orders(), 3), None);
    }

    #[test]
    fn why_a_topic_is_not_created_is_explained_in_the_readme() {
        use RDKafkaErrorCode::{InvalidConfig, InvalidReplicationFactor, PolicyViolation};
        for code in [InvalidReplicationFactor, InvalidConfig, PolicyViolation] {
            let reason = refusal(code, &orders());
            readme::shows(&TargetError::CreateTopic { topic: "orders".to_owned(), reason }.to_string());
        }
    }
}
