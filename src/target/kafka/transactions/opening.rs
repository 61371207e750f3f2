//! The beginning of all transactions: what an earlier producer of the same transactional id left open is aborted, and
//! that producer can send nothing more.

use super::super::super::TargetError;
use super::super::connection::{Connection, stopped};
use super::super::context;
use super::super::properties::TRANSACTION_TIMEOUT;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::Producer;
use std::time::Duration;

/// One wait for the answer takes at most this long; a signal is noticed between two.
const SLICE: Duration = Duration::from_millis(500);

/// Waits for the coordinator as long as the connection's patience lasts, then opens the first transaction.
pub(in super::super) async fn open(connection: &Connection, id: &str) -> Result<(), TargetError> {
    let mut reason = None;
    for _ in 0..(connection.patience.as_millis() / SLICE.as_millis()).max(1) {
        let producer = connection.producer.clone();
        let asked = tokio::task::spawn_blocking(move || producer.init_transactions(SLICE));
        match asked.await.expect("asking for transactions does not panic") {
            Ok(()) => {
                let begun = connection.producer.begin_transaction();
                return begun.map_err(|error| refusal(connection, id, &error));
            }
            Err(KafkaError::Transaction(error)) if error.is_retriable() => {
                tracing::debug!("no transactions yet: {error}");
                reason = Some(error.to_string());
            }
            Err(error) => return Err(refusal(connection, id, &error)),
        }
    }
    let (servers, seconds) = (connection.servers.clone(), connection.patience.as_secs());
    Err(TargetError::NoCoordinator { servers, seconds, reason: reason.unwrap_or_default() })
}

fn refusal(connection: &Connection, id: &str, error: &KafkaError) -> TargetError {
    use RDKafkaErrorCode::{InvalidTransactionTimeout, TransactionalIdAuthorizationFailed};
    match error {
        KafkaError::Transaction(error) => match error.code() {
            TransactionalIdAuthorizationFailed => TargetError::Forbidden {
                what: format!("the transactional id '{id}'"),
                reason: context::words(TransactionalIdAuthorizationFailed),
            },
            InvalidTransactionTimeout => TargetError::Property {
                name: TRANSACTION_TIMEOUT.to_owned(),
                reason: "it is longer than the brokers' `transaction.max.timeout.ms`".to_owned(),
            },
            _ => stopped(connection.client(), Some(id), &error.to_string()),
        },
        error => stopped(connection.client(), Some(id), &error.to_string()),
    }
}
