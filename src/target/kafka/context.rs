//! What librdkafka calls back: delivery reports become receipts, its logs and errors go to `tracing`, and its
//! troubles are kept so that a connection that fails can say why.

use super::super::{Receipts, TargetError, Ticket};
use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::producer::ProducerContext;
use std::sync::{Arc, Mutex, PoisonError};

/// The latest report of each kind of trouble with the brokers.
#[derive(Default, Clone)]
pub(super) struct Troubles(Arc<Mutex<Vec<(RDKafkaErrorCode, String)>>>);

/// librdkafka counts them while it tries one after another: `1/1 brokers are down`, `0/1 brokers are down`.
const ALL_DOWN: &str = "no broker can be reached";

#[derive(Clone)]
pub(super) struct Context {
    pub(super) receipts: Arc<dyn Receipts>,
    pub(super) troubles: Troubles,
}

impl ProducerContext for Context {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, opaque: usize) {
        let ticket = Ticket(opaque as u64);
        match result {
            Ok(message) => self.receipts.acknowledged(ticket, Some(message.partition())),
            Err((error, _)) => self.receipts.failed(ticket, &cause(error)),
        }
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        use RDKafkaLogLevel::{Alert, Critical, Emerg, Error, Warning};
        let text = without_thread(text);
        match level {
            // These come as errors too, and are told there.
            _ if matches!(facility, "FAIL" | "ERROR") => tracing::debug!(target: "librdkafka", "{text}"),
            Emerg | Alert | Critical | Error => tracing::error!(target: "librdkafka", "{text}"),
            Warning => tracing::warn!(target: "librdkafka", "{text}"),
            _ => tracing::debug!(target: "librdkafka", "{facility} {text}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
        if self.troubles.note(code, reason) {
            let all_down = code == RDKafkaErrorCode::AllBrokersDown;
            tracing::warn!(target: "librdkafka", "{}", if all_down { ALL_DOWN } else { reason });
        }
    }
}

/// A log line without the name of librdkafka's thread: `[thrd:main]: `.
fn without_thread(text: &str) -> &str {
    text.strip_prefix("[thrd:").and_then(|rest| rest.split_once("]: ")).map_or(text, |(_, line)| line)
}

/// Why a record failed, in words that are the same for all records that failed so.
pub(super) fn cause(error: &KafkaError) -> String {
    match error.rdkafka_error_code() {
        Some(RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight) => {
            "not acknowledged in time".to_owned()
        }
        Some(code) => code.to_string(),
        None => error.to_string(),
    }
}

impl Troubles {
    /// Keeps a report; true when it is a new one (librdkafka repeats itself, with other counts and times).
    fn note(&self, code: RDKafkaErrorCode, reason: &str) -> bool {
        let essence = match code {
            // Its counts go up and down with every try.
            RDKafkaErrorCode::AllBrokersDown => ALL_DOWN.to_owned(),
            _ => reason.split(" (after ").next().unwrap_or(reason).to_owned(),
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.iter_mut().find(|(other, _)| *other == code) {
            Some((_, old)) if *old == essence => return false,
            Some((_, old)) => *old = essence,
            None => known.push((code, essence)),
        }
        true
    }

    /// A trouble that waiting does not cure: a refused login, a failed TLS handshake.
    pub(super) fn hopeless(&self, servers: &str) -> Option<TargetError> {
        use RDKafkaErrorCode::{Authentication, SSL, SaslAuthenticationFailed, UnsupportedSASLMechanism};
        let servers = servers.to_owned();
        let login = [Authentication, SaslAuthenticationFailed, UnsupportedSASLMechanism];
        if let Some(reason) = self.reason(|code, reason| login.contains(&code) || reason.contains(": SASL "))
        {
            return Some(TargetError::Authentication { servers, reason });
        }
        // The code alone does not tell a handshake that failed from a connection that broke.
        self.reason(|code, reason| code == SSL || reason.contains("SSL handshake failed"))
            .map(|reason| TargetError::Tls { servers, reason })
    }

    /// A trouble that a broker which is just starting would have too.
    pub(super) fn lasting(&self, servers: &str) -> Option<TargetError> {
        let servers = servers.to_owned();
        if let Some(reason) = self.reason(|code, _| code == RDKafkaErrorCode::Resolve) {
            return Some(TargetError::HostNotFound { servers, reason });
        }
        if let Some(reason) = self.reason(|_, reason| reason.contains("security.protocol")) {
            return Some(TargetError::Tls { servers, reason });
        }
        self.reason(|_, reason| reason.contains("refused"))
            .map(|reason| TargetError::ConnectionRefused { servers, reason })
    }

    /// The latest report that says anything about one broker.
    pub(super) fn any(&self) -> Option<String> {
        self.reason(|code, _| code != RDKafkaErrorCode::AllBrokersDown)
    }

    fn reason(&self, fits: impl Fn(RDKafkaErrorCode, &str) -> bool) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().rev().find(|(code, reason)| fits(*code, reason)).map(|(_, reason)| reason.clone())
    }
}
