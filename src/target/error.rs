//! What can go wrong with a target: what happened, then what to do. Never holds a property's value.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum TargetError {
    #[error(
        "no Kafka servers are configured: set `bootstrap.servers` under `kafka:`, or add `--set \
         kafka.bootstrap.servers=localhost:9092`, or use `--to embedded`, which needs none"
    )]
    NoServers,

    #[error("the Kafka property `{name}` cannot be used: {reason}")]
    Property { name: String, reason: String },

    #[error("these Kafka properties do not go together: {reason}")]
    Properties { reason: String },

    #[error(
        "cannot connect to Kafka at {servers}: connection refused; is a broker running and listening there? \
         Check `bootstrap.servers`, or try `--to embedded` ({reason})"
    )]
    ConnectionRefused { servers: String, reason: String },

    #[error(
        "cannot find the host of {servers}: check the name in `bootstrap.servers` and the network's name \
         service ({reason})"
    )]
    HostNotFound { servers: String, reason: String },

    #[error(
        "no answer from Kafka at {servers} within {seconds} s: check the address, the firewall and whether \
         `security.protocol` is what the broker's listener expects{}", detail(reason.as_deref())
    )]
    TimedOut { servers: String, seconds: u64, reason: Option<String> },

    #[error(
        "Kafka at {servers} refused the login: check `sasl.mechanism`, `sasl.username` and `sasl.password` and \
         the environment variables that they come from ({reason})"
    )]
    Authentication { servers: String, reason: String },

    #[error("no token for the login to Kafka at {servers}: {why} ({reason})")]
    Token { servers: String, why: NoToken, reason: String },

    #[error(
        "no secure connection to Kafka at {servers}: check `security.protocol`, `ssl.ca.location`, the \
         port and, where the broker asks for one, `ssl.certificate.location` ({reason})"
    )]
    Tls { servers: String, reason: String },

    #[error(
        "Kafka at {servers} closes the connection as soon as it is spoken to: if its listener expects encryption, set \
         `security.protocol` to SSL or SASL_SSL ({reason})"
    )]
    TlsExpected { servers: String, reason: String },

    #[error(
        "Kafka at {servers} closes the connection before anybody has logged in: if its listener expects a login, set \
         `security.protocol` to SASL_SSL or SASL_PLAINTEXT, with `sasl.mechanism`, `sasl.username` and \
         `sasl.password` ({reason})"
    )]
    LoginExpected { servers: String, reason: String },

    #[error(
        "what answers at {servers} does not speak Kafka: check the port, and whether its listener expects encryption \
         (`security.protocol`) ({reason})"
    )]
    NotKafka { servers: String, reason: String },

    #[error("no rights for {what}: ask for the ACL that lets this user do it ({reason})")]
    Forbidden { what: String, reason: String },

    #[error(
        "the topic '{topic}' does not exist and the broker does not create it: create it, or declare it under \
         `topics:` with its partitions so that the run does"
    )]
    UnknownTopic { topic: String },

    #[error("the topic '{topic}' cannot be used: {reason}")]
    Topic { topic: String, reason: String },

    #[error("the topic '{topic}' cannot be created: {reason}; check its entry under `topics:`")]
    CreateTopic { topic: String, reason: String },

    #[error(
        "the producer lost the brokers at {servers} and does not find them again, though they answer (librdkafka's issue 5301): \
         go on by `--resume` where there is a journal, or start the run again"
    )]
    BrokersLost { servers: String },

    #[error("the producer stopped for good: {reason}; start the run again")]
    Fatal { reason: String },

    #[error(
        "the journal is that of a run into the Kafka cluster {known}, and {servers} is the cluster {found}: go on there, \
         or say `--elsewhere`"
    )]
    OtherCluster { servers: String, known: String, found: String },

    #[error(
        "{} holds {lines} records, and the journal says that {held} were acknowledged there: it is not what the run \
         wrote; go on with that file, or say `--elsewhere`", path.display()
    )]
    OtherFile { path: PathBuf, lines: u64, held: u64 },

    #[error(
        "the topics at {servers} hold no more than {records} records, and the journal says that {held} were acknowledged there: one was \
         deleted, or made anew; begin a new run, or say `--elsewhere` to send what is left"
    )]
    OtherTopics { servers: String, records: u64, held: u64 },

    #[error(
        "another producer has taken over the transactional id '{id}': two runs of the same plan do not go together, unless \
         one has another `transactional.id` under `kafka:`; what was not committed has failed ({reason})"
    )]
    Fenced { id: String, reason: String },

    #[error(
        "Kafka at {servers} has no coordinator for transactions within {seconds} s: the cluster needs as many brokers as \
         its `transaction.state.log.replication.factor` says ({reason})"
    )]
    NoCoordinator { servers: String, seconds: u64, reason: String },

    #[error(
        "what earlier transactions committed cannot be read from the consumer group '{group}': {reason}; start the run again"
    )]
    Memory { group: String, reason: String },

    #[error("the embedded broker did not start: {reason}")]
    Embedded { reason: String },

    #[error("cannot open {}: {}", path.display(), unopened(path, source))]
    OpenFile { path: PathBuf, source: io::Error },

    #[error(
        "cannot write to {}: {source}; what is not acknowledged is not there: make room, or name a file elsewhere, and \
         start the run again", path.display()
    )]
    WriteFile { path: PathBuf, source: io::Error },

    #[error(
        "cannot bring {} to the disk: {source}; some of what is acknowledged may be gone: start the run again",
        path.display()
    )]
    KeepFile { path: PathBuf, source: io::Error },

    #[error(
        "cannot write the journal {}: {source}; the run ends here, as it could not be gone on with", path.display()
    )]
    Journal { path: PathBuf, source: io::Error },

    #[error("cannot write to standard output: {source}")]
    WriteStdout { source: io::Error },

    /// Whoever read standard output has enough: no failure.
    #[error("the reader of standard output is gone")]
    ReaderGone,
}

/// Why a server gave no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoToken {
    #[error("the server for tokens cannot be reached: check `sasl.oauthbearer.token.endpoint.url`")]
    Unreachable,
    #[error(
        "the server for tokens refused: check `sasl.oauthbearer.client.id`, `sasl.oauthbearer.client.secret` and \
         `sasl.oauthbearer.scope`"
    )]
    Refused,
    #[error("what answers gives no tokens: check `sasl.oauthbearer.token.endpoint.url`")]
    NoServer,
}

/// Why a file cannot be made or opened: the folder that it would stand in comes first.
pub fn unopened(path: &Path, error: &io::Error) -> String {
    let missing = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    missing.map_or_else(|| error.to_string(), |folder| format!("there is no folder `{}`", folder.display()))
}

fn detail(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;

    #[test]
    fn what_can_go_wrong_with_a_target_is_explained_in_the_readme() {
        let (servers, reason) = (|| "localhost:9092".to_owned(), || "REASON".to_owned());
        let (topic, id) = (|| "orders".to_owned(), || "rushhour-orders".to_owned());
        let (full, broken) = (|| io::Error::from_raw_os_error(28), || io::Error::from_raw_os_error(5));
        let (file, journal) = (|| PathBuf::from("clicks.jsonl"), || PathBuf::from("run.journal"));
        let silence = || "no broker answers".to_owned();
        let denied = || io::Error::from_raw_os_error(13);
        let forbidden = |what: &str| TargetError::Forbidden { what: what.to_owned(), reason: reason() };
        let tokenless = |why| TargetError::Token { servers: servers(), why, reason: reason() };
        let errors = every_variant!(TargetError {
            TargetError::NoServers => [TargetError::NoServers],
            TargetError::Property { .. } => [TargetError::Property {
                name: "ssl.key.location".to_owned(),
                reason: "there is no such file".to_owned(),
            }],
            TargetError::Properties { .. } => [TargetError::Properties {
                reason: "ssl.key.location failed".to_owned(),
            }],
            TargetError::Token { .. } => [
                tokenless(NoToken::Unreachable),
                tokenless(NoToken::Refused),
                tokenless(NoToken::NoServer),
            ],
            TargetError::ConnectionRefused { .. } => [TargetError::ConnectionRefused {
                servers: servers(),
                reason: reason(),
            }],
            TargetError::HostNotFound { .. } => [TargetError::HostNotFound {
                servers: servers(),
                reason: reason(),
            }],
            TargetError::TimedOut { .. } => [TargetError::TimedOut {
                servers: servers(),
                seconds: 10,
                reason: None,
            }],
            TargetError::Authentication { .. } => [TargetError::Authentication {
                servers: servers(),
                reason: reason(),
            }],
            TargetError::Tls { .. } => [TargetError::Tls { servers: servers(), reason: reason() }],
            TargetError::TlsExpected { .. } => [TargetError::TlsExpected {
                servers: servers(),
                reason: reason(),
            }],
            TargetError::LoginExpected { .. } => [TargetError::LoginExpected {
                servers: servers(),
                reason: reason(),
            }],
            TargetError::NotKafka { .. } => [TargetError::NotKafka { servers: servers(), reason: reason() }],
            TargetError::Forbidden { .. } => [
                forbidden("the topic 'orders'"),
                forbidden("creating the topic 'orders'"),
                forbidden("writing to the topic 'orders'"),
                forbidden("the transactional id 'rushhour-orders'"),
            ],
            TargetError::UnknownTopic { .. } => [TargetError::UnknownTopic { topic: topic() }],
            TargetError::Topic { .. } => [TargetError::Topic {
                topic: topic(),
                reason: "Broker: Invalid topic".to_owned(),
            }],
            TargetError::CreateTopic { .. } => [TargetError::CreateTopic {
                topic: topic(),
                reason: "a policy of the cluster forbids it".to_owned(),
            }],
            TargetError::BrokersLost { .. } => [TargetError::BrokersLost { servers: servers() }],
            TargetError::Fatal { .. } => [TargetError::Fatal { reason: reason() }],
            TargetError::OtherCluster { .. } => [TargetError::OtherCluster {
                servers: servers(),
                known: "4L6g3nShT-eMCtK--X86sw".to_owned(),
                found: "Q8wG5nShT-eMCtK--Y97zz".to_owned(),
            }],
            TargetError::OtherFile { .. } => [TargetError::OtherFile { path: file(), lines: 12, held: 409 }],
            TargetError::OtherTopics { .. } => [TargetError::OtherTopics {
                servers: servers(),
                records: 0,
                held: 409,
            }],
            TargetError::Fenced { .. } => [TargetError::Fenced { id: id(), reason: reason() }],
            TargetError::NoCoordinator { .. } => [TargetError::NoCoordinator {
                servers: servers(),
                seconds: 10,
                reason: reason(),
            }],
            TargetError::Memory { .. } => [TargetError::Memory { group: id(), reason: silence() }],
            TargetError::Embedded { .. } => [TargetError::Embedded {
                reason: "librdkafka made none".to_owned(),
            }],
            TargetError::OpenFile { .. } => [TargetError::OpenFile { path: file(), source: denied() }],
            TargetError::WriteFile { .. } => [TargetError::WriteFile { path: file(), source: full() }],
            TargetError::KeepFile { .. } => [TargetError::KeepFile { path: file(), source: broken() }],
            TargetError::Journal { .. } => [TargetError::Journal { path: journal(), source: full() }],
            TargetError::WriteStdout { .. } => [TargetError::WriteStdout { source: full() }],
            TargetError::ReaderGone => [TargetError::ReaderGone],
        });
        for error in errors {
            match error {
                // The command says this one behind its option, and of a reader that is gone nothing.
                TargetError::NoServers | TargetError::ReaderGone => {}
                error => readme::shows(&error.to_string().replace(" (REASON)", "")),
            }
        }
    }
}
