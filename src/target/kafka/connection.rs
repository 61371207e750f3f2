//! A producer, and what is needed to explain its silence.

use super::super::{Setting, TargetError};
use super::context::{Context, Troubles};
use super::poller::Poller;
use super::properties;
use rdkafka::client::Client;
use rdkafka::config::ClientConfig;
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::producer::{BaseProducer, Producer};
use std::sync::Arc;
use std::time::Duration;

pub(super) struct Connection {
    pub(super) producer: Arc<BaseProducer<Context>>,
    pub(super) context: Context,
    pub(super) servers: String,
    pub(super) patience: Duration,
}

impl Connection {
    pub(super) fn open(
        config: &ClientConfig,
        servers: String,
        setting: Setting,
    ) -> Result<(Self, Poller), TargetError> {
        let context = Context { receipts: setting.receipts, troubles: Troubles::default() };
        let producer: BaseProducer<Context> =
            config.create_with_context(context.clone()).map_err(properties::explain)?;
        let producer = Arc::new(producer);
        let poller = Poller::start(producer.clone());
        Ok((Self { producer, context, servers, patience: setting.patience }, poller))
    }

    pub(super) fn client(&self) -> &Client<Context> {
        self.producer.client()
    }

    /// The cluster's id, if it told one in an answer that has come.
    pub(super) fn cluster(&self) -> Option<String> {
        self.client().fetch_cluster_id(Duration::ZERO)
    }

    /// Whether the cluster may be that of this id, after an answer.
    pub(super) fn hold_cluster(&self, known: String) -> Result<(), TargetError> {
        match self.cluster() {
            Some(found) if found != known => {
                Err(TargetError::OtherCluster { servers: self.servers.clone(), known, found })
            }
            _ => Ok(()),
        }
    }

    /// Why the producer takes no record any more.
    pub(super) fn fatal(&self, topic: &str) -> TargetError {
        use RDKafkaErrorCode::{ClusterAuthorizationFailed, TopicAuthorizationFailed};
        match self.client().fatal_error() {
            // The right to write is asked for when the producer introduces itself.
            Some((ClusterAuthorizationFailed | TopicAuthorizationFailed, reason)) => {
                TargetError::Forbidden { what: format!("writing to the topic '{topic}'"), reason }
            }
            Some((_, reason)) => TargetError::Fatal { reason },
            None => TargetError::Fatal { reason: "librdkafka does not say why".to_owned() },
        }
    }
}
