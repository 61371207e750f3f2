//! What librdkafka calls back: delivery reports become receipts, its logs and errors go to `tracing`, and its troubles are
//! kept.

use super::super::{Lost, Message as Content, Receipts, Ticket, Wall};
use super::properties::ALL_RECORDS;
use super::token::Unsecured;
use super::transactions::Transacting;
use super::troubles::{ALL_DOWN, Troubles};
use crate::value::Time;
use rdkafka::ClientContext;
use rdkafka::client::OAuthToken;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, DeliveryResult, Headers, Message};
use rdkafka::producer::ProducerContext;
use rdkafka::topic_partition_list::Offset;
use std::error::Error;
use std::sync::Arc;

/// How a warning ends that is none: a broker that has just started says "not yet".
const RETRYING: &str = ": retrying";

#[derive(Clone)]
pub(super) struct Context {
    pub(super) receipts: Arc<dyn Receipts>,
    pub(super) troubles: Troubles,
    /// Where records are sent in transactions.
    pub(super) transacting: Option<Transacting>,
    pub(super) wall: Wall,
    /// Whether brokers tell where they put what they acknowledge.
    pub(super) tells_offsets: bool,
}

/// librdkafka takes a later batch's acknowledgement for that of all before it.
pub(super) const IMPLIED: &str =
    "refused by a leader that was new to its partition, which took a later event: send it again";

impl Context {
    /// Whether nothing but a later batch's acknowledgement speaks for a record. The brokers let no batch in where they miss the one
    /// before it, but for a producer of whom the partition has nothing yet.
    fn is_implied(&self, ticket: Ticket, message: &BorrowedMessage<'_>) -> bool {
        self.tells_offsets
            && Offset::from_raw(message.offset()) == Offset::Invalid
            && !self.receipts.has_acknowledged(ticket, message.partition())
    }
}

impl ProducerContext for Context {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, opaque: usize) {
        let ticket = Ticket(opaque as u64);
        match (result, self.transacting.as_ref().map(|transacting| &transacting.held)) {
            (Ok(message), None) if self.is_implied(ticket, message) => {
                self.receipts.failed(ticket, IMPLIED, &lost(message));
            }
            (Ok(message), None) => self.receipts.acknowledged(ticket, Some(message.partition())),
            (Ok(message), Some(held)) => held.deliver(ticket, message),
            (Err((error, message)), None) => {
                self.receipts.failed(ticket, &cause(error, message.topic()), &lost(message));
            }
            (Err((error, message)), Some(held)) => {
                let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
                let cause = held.fail(message, code, cause(error, message.topic()));
                self.receipts.failed(ticket, &cause, &lost(message));
            }
        }
    }
}

/// librdkafka keeps a record until its report has been heard, but does not tell the timestamp of one that failed.
fn lost<'m>(message: &'m BorrowedMessage<'_>) -> Lost<'m> {
    let headers = message.headers().into_iter().flat_map(BorrowedHeaders::iter);
    Lost::Message {
        message: Content {
            timestamp: Time(0),
            topic: message.topic(),
            partition: Some(message.partition()).filter(|partition| *partition >= 0),
            key: message.key(),
            payload: message.payload(),
        },
        headers: headers.map(|header| (header.key, header.value)).collect(),
    }
}

impl ClientContext for Context {
    /// librdkafka's own answer to it does not come through its binding.
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, config: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        let token = Unsecured::parse(config.unwrap_or_default())?;
        Ok(token.token((self.wall)()))
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        use RDKafkaLogLevel::{Alert, Critical, Emerg, Warning};
        let text = without_thread(text);
        if facility == "FAIL" && text.contains(": Disconnected") {
            self.troubles.note_closed(text);
        }
        let text = &*self.troubles.told(text);
        match level {
            _ if facility == "CONFWARN" && text.contains(ALL_RECORDS[0]) => {}
            // These come as errors too, and are told there.
            _ if matches!(facility, "FAIL" | "ERROR" | "FATAL" | "TXNERR" | "OIDC") => {
                tracing::debug!(target: "librdkafka", "{text}");
            }
            Emerg | Alert | Critical | RDKafkaLogLevel::Error => {
                tracing::error!(target: "librdkafka", "{text}");
            }
            Warning if !text.ends_with(RETRYING) => tracing::warn!(target: "librdkafka", "{text}"),
            _ => tracing::debug!(target: "librdkafka", "{facility} {text}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
        if self.troubles.note(code, reason) {
            let all_down = code == RDKafkaErrorCode::AllBrokersDown;
            let told = if all_down { ALL_DOWN } else { &self.troubles.told(reason) };
            tracing::warn!(target: "librdkafka", "{told}");
        }
    }
}

/// A log line without the name of librdkafka's thread: `[thrd:main]: `.
fn without_thread(text: &str) -> &str {
    text.strip_prefix("[thrd:").and_then(|rest| rest.split_once("]: ")).map_or(text, |(_, line)| line)
}

/// A record of a transaction that cannot be committed any more.
pub(super) const FENCED: &str = "another producer took over the transactional id";

/// Why a record failed and what to do, in words that are the same for all records of a topic that failed so.
pub(super) fn cause(error: &KafkaError, topic: &str) -> String {
    use RDKafkaErrorCode::{
        Fenced, InvalidDifferentRecord, InvalidProducerEpoch, InvalidRecord, InvalidTimestamp,
        MessageSizeTooLarge, MessageTimedOut, ProducerFenced, PurgeInflight, PurgeQueue,
        TopicAuthorizationFailed, UnknownPartition,
    };
    let Some(code) = error.rdkafka_error_code() else { return error.to_string() };
    match code {
        PurgeQueue | PurgeInflight => "not acknowledged in time".to_owned(),
        MessageTimedOut => "not acknowledged within `message.timeout.ms`".to_owned(),
        MessageSizeTooLarge => format!(
            "too large for the topic '{topic}', by itself or with others in its batch: send less, raise `max.message.bytes` of the \
             topic and `message.max.bytes` under `kafka:`, or set `batch.size` under `kafka:` below the former"
        ),
        InvalidTimestamp => format!(
            "the topic '{topic}' does not take its event time: begin at another time, or raise \
             `message.timestamp.after.max.ms` or `message.timestamp.before.max.ms` of the topic"
        ),
        InvalidRecord => format!(
            "refused by the topic '{topic}': its event time lies too far from now for it (`message.timestamp.after.max.ms`, \
             `message.timestamp.before.max.ms`), or it has no key and the topic is compacted"
        ),
        InvalidDifferentRecord => format!("sent in one batch with an event that the topic '{topic}' refuses"),
        TopicAuthorizationFailed => {
            format!("no rights to write to the topic '{topic}': ask for the ACL that lets this user do it")
        }
        Fenced | InvalidProducerEpoch | ProducerFenced => FENCED.to_owned(),
        UnknownPartition => format!("the topic '{topic}' has no such partition"),
        code => words(code),
    }
}

/// Why a question was not answered.
pub(super) fn reason(error: &KafkaError) -> String {
    match error.rdkafka_error_code() {
        Some(RDKafkaErrorCode::OperationTimedOut) => "no broker answers".to_owned(),
        Some(code) => words(code),
        None => error.to_string(),
    }
}

/// What librdkafka says of an error code, without its name: `Broker: Invalid replication factor`.
pub(super) fn words(code: RDKafkaErrorCode) -> String {
    let text = code.to_string();
    let inner = text.split_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;
    use crate::target::kafka::{directory, sink};

    #[test]
    fn why_records_fail_is_explained_in_the_readme() {
        use RDKafkaErrorCode::{
            Fenced, InvalidDifferentRecord, InvalidRecord, InvalidTimestamp, MessageSizeTooLarge,
            MessageTimedOut, PurgeQueue, TopicAuthorizationFailed, UnknownPartition,
        };
        for code in [
            PurgeQueue,
            MessageTimedOut,
            MessageSizeTooLarge,
            InvalidTimestamp,
            InvalidRecord,
            InvalidDifferentRecord,
            TopicAuthorizationFailed,
            UnknownPartition,
            Fenced,
        ] {
            readme::shows(&cause(&KafkaError::MessageProduction(code), "orders"));
        }
        readme::shows(ALL_DOWN);
        readme::shows(IMPLIED);
        readme::shows(sink::TOO_EARLY);
        readme::shows(directory::NO_NAME);
    }
}
