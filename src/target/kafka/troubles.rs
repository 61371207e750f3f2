//! The troubles with the brokers as librdkafka reports and logs them, kept so that a connection that fails can say why.
//!
//! In: its words. Out: which trouble it is, told without secrets.

use super::super::{NoToken, TargetError};
use super::secrets::Secrets;
use rdkafka::error::RDKafkaErrorCode;
use std::borrow::Cow;
use std::mem;
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
    /// All brokers were gone at a time that nobody has looked at yet.
    were_all_down: bool,
}

/// What librdkafka writes behind a closed connection: while it offered TLS, as soon as it spoke, or soon after it was
/// understood.
const CLOSED_IN_HANDSHAKE: &str = "in state SSL_HANDSHAKE";
const CLOSED_AT_ONCE: &str = "in state APIVERSION_QUERY";
const CLOSED_SOON: &str = "in state UP";

/// librdkafka counts them while it tries one after another: `1/1 brokers are down`, `0/1 brokers are down`.
pub(super) const ALL_DOWN: &str = "no broker can be reached";

/// How librdkafka begins to tell that a server gave no token.
const TOKENLESS: &str = "Failed to acquire SASL OAUTHBEARER token: ";

impl Troubles {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self { known: Arc::default(), secrets }
    }

    /// A text of librdkafka's as it may be told.
    pub(super) fn told<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.secrets.hide(text)
    }

    /// Whether all brokers were gone since this was last asked.
    pub(super) fn take_all_down(&self) -> bool {
        mem::take(&mut self.known().were_all_down)
    }

    /// Keeps a report; true when it is a new one (librdkafka repeats itself, with other counts and times).
    pub(super) fn note(&self, code: RDKafkaErrorCode, reason: &str) -> bool {
        let essence = match code {
            // Its counts go up and down with every try.
            RDKafkaErrorCode::AllBrokersDown => ALL_DOWN.to_owned(),
            _ => reason.split(" (after ").next().unwrap_or(reason).to_owned(),
        };
        let mut known = self.known();
        known.were_all_down |= code == RDKafkaErrorCode::AllBrokersDown;
        let reports = &mut known.reports;
        match reports.iter_mut().find(|(other, _)| *other == code) {
            Some((_, old)) if *old == essence => return false,
            Some((_, old)) => *old = essence,
            None => reports.push((code, essence)),
        }
        true
    }

    pub(super) fn note_closed(&self, line: &str) {
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
        // Of several addresses one may be slow, and another not there.
        let all_down = self.report(|code, _| code == RDKafkaErrorCode::AllBrokersDown).is_some();
        if let Some(reason) = self.reason(|code, _| all_down && code == RDKafkaErrorCode::Resolve) {
            return Some(TargetError::HostNotFound { servers, reason });
        }
        if let Some(reason) = self.reason(|_, reason| reason.contains("security.protocol")) {
            return Some(TargetError::Tls { servers, reason });
        }
        if let Some(reason) = self.reason(|_, reason| all_down && reason.contains("refused")) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of a connection that was closed in the state that librdkafka names.
    fn told_of(state: &str) -> Option<TargetError> {
        let troubles = Troubles::default();
        troubles.note_closed(&format!(
            "ssl://127.0.0.1:9093/bootstrap: Disconnected: connection reset by peer (after 0ms in state {state})"
        ));
        troubles.lasting("127.0.0.1:9093")
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
        assert!(troubles.lasting("127.0.0.1:1").is_none(), "another address may be slow");
        troubles.note(RDKafkaErrorCode::AllBrokersDown, "1/1 brokers are down");
        let error = troubles.lasting("127.0.0.1:1");
        let Some(TargetError::ConnectionRefused { reason, .. }) = error else { panic!("{error:?}") };
        assert!(!reason.contains("refused"), "{reason}");
    }

    #[test]
    fn an_unknown_host_is_a_trouble_where_no_other_address_is_left() {
        let troubles = Troubles::default();
        troubles.note(RDKafkaErrorCode::Resolve, "kafka:1/bootstrap: Failed to resolve 'kafka:1'");
        assert!(troubles.lasting("kafka:1,localhost:1").is_none(), "the other one may be slow");
        troubles.note(RDKafkaErrorCode::AllBrokersDown, "2/2 brokers are down");
        assert!(matches!(troubles.lasting("kafka:1,localhost:1"), Some(TargetError::HostNotFound { .. })));
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
