//! What librdkafka calls back: delivery reports become receipts, its logs and errors go to `tracing`, and its
//! troubles are kept so that a connection that fails can say why.

use super::super::{Lost, Message as Content, NoToken, Receipts, TargetError, Ticket, Wall};
use super::secrets::Secrets;
use super::token::Unsecured;
use super::transactions::Held;
use crate::value::{Duration as Offset, Time};
use rdkafka::ClientContext;
use rdkafka::client::OAuthToken;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, DeliveryResult, Headers, Message};
use rdkafka::producer::ProducerContext;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is known of the troubles with the brokers; told without secrets.
#[derive(Default, Clone)]
pub(super) struct Troubles {
    known: Arc<Mutex<Known>>,
    secrets: Secrets,
}

#[derive(Default)]
struct Known {
    /// The latest report of each kind.
    reports: Vec<(RDKafkaErrorCode, String)>,
    /// The latest connection that the other side closed before it was of any use: librdkafka reports none, but logs it.
    closed: Option<String>,
}

/// How a warning ends that is none: a broker that has just started says "not yet".
const RETRYING: &str = ": retrying";

/// What librdkafka writes behind a closed connection: while it offered TLS, as soon as it spoke, or soon after it was
/// understood.
const CLOSED_IN_HANDSHAKE: &str = "in state SSL_HANDSHAKE";
const CLOSED_AT_ONCE: &str = "in state APIVERSION_QUERY";
const CLOSED_SOON: &str = "in state UP";

/// librdkafka counts them while it tries one after another: `1/1 brokers are down`, `0/1 brokers are down`.
const ALL_DOWN: &str = "no broker can be reached";

#[derive(Clone)]
pub(super) struct Context {
    pub(super) receipts: Arc<dyn Receipts>,
    pub(super) troubles: Troubles,
    /// Where records are sent in transactions.
    pub(super) held: Option<Arc<Held>>,
    pub(super) wall: Wall,
}

impl ProducerContext for Context {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, opaque: usize) {
        let ticket = Ticket(opaque as u64);
        match (result, &self.held) {
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

/// librdkafka keeps a record until its report has been heard, with all that it was given.
fn lost<'m>(message: &'m BorrowedMessage<'_>) -> Lost<'m> {
    let timestamp = message.timestamp().to_millis().unwrap_or(0);
    let headers = message.headers().into_iter().flat_map(BorrowedHeaders::iter);
    Lost::Message {
        message: Content {
            timestamp: Time(timestamp.saturating_mul(Offset::MILLISECOND)),
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
        let text = &*self.troubles.secrets.hide(text);
        match level {
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
            let told = if all_down { ALL_DOWN } else { &self.troubles.secrets.hide(reason) };
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
            "too large for the topic '{topic}': send less, or raise `max.message.bytes` of the topic and \
             `message.max.bytes` under `kafka:`"
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

/// How librdkafka begins to tell that a server gave no token.
const TOKENLESS: &str = "Failed to acquire SASL OAUTHBEARER token: ";

/// What its words about it come to: those of the server, if it answered so, else libcurl's or its own.
fn no_token(reason: &str) -> NoToken {
    let of_curl = ["connect", "resolve", "Timeout", "timed out", "SSL", "certificate"];
    if reason.contains("JSON") || reason.contains("access_token") {
        NoToken::NoServer
    } else if !reason.starts_with('{') && of_curl.iter().any(|word| reason.contains(word)) {
        NoToken::Unreachable
    } else {
        NoToken::Refused
    }
}

impl Troubles {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self { known: Arc::default(), secrets }
    }

    /// Keeps a report; true when it is a new one (librdkafka repeats itself, with other counts and times).
    fn note(&self, code: RDKafkaErrorCode, reason: &str) -> bool {
        let essence = match code {
            // Its counts go up and down with every try.
            RDKafkaErrorCode::AllBrokersDown => ALL_DOWN.to_owned(),
            _ => reason.split(" (after ").next().unwrap_or(reason).to_owned(),
        };
        let reports = &mut self.known().reports;
        match reports.iter_mut().find(|(other, _)| *other == code) {
            Some((_, old)) if *old == essence => return false,
            Some((_, old)) => *old = essence,
            None => reports.push((code, essence)),
        }
        true
    }

    fn note_closed(&self, line: &str) {
        if [CLOSED_IN_HANDSHAKE, CLOSED_AT_ONCE, CLOSED_SOON].iter().any(|state| line.contains(state)) {
            self.known().closed = Some(line.to_owned());
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A trouble that waiting does not cure: a refused login, a failed TLS handshake.
    pub(super) fn hopeless(&self, servers: &str) -> Option<TargetError> {
        use RDKafkaErrorCode::{Authentication, SSL, SaslAuthenticationFailed, UnsupportedSASLMechanism};
        let servers = servers.to_owned();
        if let Some(report) = self.report(|_, report| report.starts_with(TOKENLESS)) {
            let reason = report.strip_prefix(TOKENLESS).unwrap_or(&report);
            let (why, reason) = (no_token(reason), self.secrets.hide(reason).into_owned());
            return Some(TargetError::Token { servers, why, reason });
        }
        let login = [Authentication, SaslAuthenticationFailed, UnsupportedSASLMechanism];
        if let Some(reason) = self.reason(|code, reason| login.contains(&code) || reason.contains(": SASL "))
        {
            return Some(TargetError::Authentication { servers, reason });
        }
        // The code alone does not tell a handshake that failed from a connection that broke. A broker that misses the
        // client's certificate says so after the handshake, as an alert.
        let signs = ["SSL handshake failed", "SSL alert"];
        self.reason(|code, reason| code == SSL || signs.iter().any(|sign| reason.contains(sign)))
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
        if let Some(reason) = self.reason(|_, reason| reason.contains("refused")) {
            return Some(TargetError::ConnectionRefused { servers, reason });
        }
        if let Some(reason) = self.reason(|_, reason| reason.contains("Invalid response size")) {
            return Some(TargetError::NotKafka { servers, reason });
        }
        let line = self.known().closed.clone()?;
        let reason = self.secrets.hide(&line).into_owned();
        Some(if line.contains(CLOSED_IN_HANDSHAKE) {
            TargetError::Tls { servers, reason }
        } else if line.contains(CLOSED_AT_ONCE) {
            TargetError::TlsExpected { servers, reason }
        } else {
            TargetError::LoginExpected { servers, reason }
        })
    }

    /// The latest report that says anything about one broker.
    pub(super) fn any(&self) -> Option<String> {
        self.reason(|code, _| code != RDKafkaErrorCode::AllBrokersDown)
    }

    fn reason(&self, fits: impl Fn(RDKafkaErrorCode, &str) -> bool) -> Option<String> {
        self.report(fits).map(|report| self.secrets.hide(&report).into_owned())
    }

    /// As librdkafka gave it.
    fn report(&self, fits: impl Fn(RDKafkaErrorCode, &str) -> bool) -> Option<String> {
        let reports = &self.known().reports;
        reports.iter().rev().find(|(code, report)| fits(*code, report)).map(|(_, report)| report.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;

    /// What is made of a connection that was closed in the state that librdkafka names.
    fn told_of(state: &str) -> Option<TargetError> {
        let troubles = Troubles::default();
        troubles.note_closed(&format!(
            "ssl://127.0.0.1:9093/bootstrap: Disconnected: connection reset by peer (after 0ms in state {state})"
        ));
        troubles.lasting("127.0.0.1:9093")
    }

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
    }

    #[test]
    fn a_secret_is_hidden_and_changes_no_cause() {
        let mut config = rdkafka::ClientConfig::new();
        config.set("sasl.password", "refused");
        let troubles = Troubles::new(Secrets::of(&config));
        troubles.note(
            RDKafkaErrorCode::BrokerTransportFailure,
            "127.0.0.1:1: Connect failed: Connection refused",
        );
        let error = troubles.lasting("127.0.0.1:1");
        let Some(TargetError::ConnectionRefused { reason, .. }) = error else { panic!("{error:?}") };
        assert!(!reason.contains("refused"), "{reason}");
    }

    #[test]
    fn a_token_that_did_not_come_says_why() {
        for (reason, why) in [
            (
                "Failed to connect to 127.0.0.1:1 after 0 ms: Could not connect to server",
                NoToken::Unreachable,
            ),
            ("Could not resolve host: tokens.example", NoToken::Unreachable),
            ("{\"error\":\"invalid_client\",\"error_description\":\"cannot connect\"}", NoToken::Refused),
            ("Failed to parse JSON response at 0/5", NoToken::NoServer),
        ] {
            let troubles = Troubles::default();
            troubles.note(RDKafkaErrorCode::Authentication, &format!("{TOKENLESS}{reason}"));
            let error = troubles.hopeless("kafka:1");
            assert!(
                matches!(error, Some(TargetError::Token { why: known, .. }) if known == why),
                "{error:?}"
            );
        }
    }

    #[test]
    fn the_state_of_a_closed_connection_tells_what_the_listener_expects() {
        assert!(matches!(told_of("SSL_HANDSHAKE"), Some(TargetError::Tls { .. })));
        assert!(matches!(told_of("APIVERSION_QUERY"), Some(TargetError::TlsExpected { .. })));
        assert!(matches!(told_of("UP"), Some(TargetError::LoginExpected { .. })));
        assert!(told_of("CONNECT").is_none());
    }
}
