//! A producer, and what is needed to explain its silence.

use super::super::{Setting, Steady, TargetError};
use super::context::Context;
use super::poller::Poller;
use super::properties::{self, ACKS};
use super::secrets::Secrets;
use super::transactions::Transacting;
use super::troubles::Troubles;
use rdkafka::client::Client;
use rdkafka::config::ClientConfig;
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::producer::{BaseProducer, Producer};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub(super) struct Connection {
    pub(super) producer: Arc<BaseProducer<Context>>,
    pub(super) context: Context,
    pub(super) servers: String,
    pub(super) patience: Duration,
    pub(super) steady: Steady,
    pub(super) halted: Arc<AtomicBool>,
}

impl Connection {
    pub(super) fn open(
        config: &ClientConfig,
        servers: String,
        setting: Setting,
    ) -> Result<(Self, Poller), TargetError> {
        let Setting { receipts, transactional, patience, wall, steady, halted, .. } = setting;
        let transacting = transactional.map(Transacting::new);
        let tells_offsets = !ACKS.iter().any(|name| config.get(name).is_some_and(|acks| acks.trim() == "0"));
        let troubles = Troubles::new(Secrets::of(config));
        let context = Context { receipts, troubles, transacting, wall, tells_offsets };
        let producer: BaseProducer<Context> =
            config.create_with_context(context.clone()).map_err(properties::explain)?;
        let producer = Arc::new(producer);
        let poller = Poller::start(producer.clone());
        Ok((Self { producer, context, servers, patience, steady, halted }, poller))
    }

    pub(super) fn client(&self) -> &Client<Context> {
        self.producer.client()
    }

    /// Whose transactions it sends in, where it does.
    pub(super) fn transactional_id(&self) -> Option<&str> {
        self.context.transacting.as_ref().map(|transacting| transacting.settings.id.as_str())
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
            _ => stopped(self.client(), self.transactional_id(), "librdkafka does not say why"),
        }
    }
}

/// Why a producer can do nothing more; `otherwise` where librdkafka knows of nothing.
pub(super) fn stopped(
    client: &Client<Context>,
    transactional_id: Option<&str>,
    otherwise: &str,
) -> TargetError {
    use RDKafkaErrorCode::{
        Fenced, InvalidProducerEpoch, ProducerFenced, TransactionalIdAuthorizationFailed,
    };
    match (client.fatal_error(), transactional_id) {
        (Some((Fenced | InvalidProducerEpoch | ProducerFenced, reason)), Some(id)) => {
            TargetError::Fenced { id: id.to_owned(), reason }
        }
        (Some((TransactionalIdAuthorizationFailed, reason)), Some(id)) => {
            TargetError::Forbidden { what: format!("the transactional id '{id}'"), reason }
        }
        (Some((_, reason)), _) => TargetError::Fatal { reason },
        (None, _) => TargetError::Fatal { reason: otherwise.to_owned() },
    }
}
