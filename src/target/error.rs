//! What can go wrong with a target: what happened, then what to do. Never holds a property's value.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum TargetError {
    #[error(
        "no Kafka servers are configured: set `bootstrap.servers` under `kafka:`, or use `--to embedded`, which \
         needs none"
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
        "what earlier transactions committed cannot be read: the user needs `Read` on the consumer group '{group}' ({reason})"
    )]
    Memory { group: String, reason: String },

    #[error("the embedded broker did not start: {reason}")]
    Embedded { reason: String },

    #[error("cannot open {}: {source}", path.display())]
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

fn detail(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_go_wrong_with_kafka_is_explained_in_the_readme() {
        let readme = include_str!("../../README.md");
        let servers = || "localhost:9092".to_owned();
        let reason = || "REASON".to_owned();
        for error in [
            TargetError::ConnectionRefused { servers: servers(), reason: reason() },
            TargetError::HostNotFound { servers: servers(), reason: reason() },
            TargetError::TimedOut { servers: servers(), seconds: 10, reason: None },
            TargetError::Authentication { servers: servers(), reason: reason() },
            TargetError::Token { servers: servers(), why: NoToken::Unreachable, reason: reason() },
            TargetError::Token { servers: servers(), why: NoToken::Refused, reason: reason() },
            TargetError::Token { servers: servers(), why: NoToken::NoServer, reason: reason() },
            TargetError::Tls { servers: servers(), reason: reason() },
            TargetError::TlsExpected { servers: servers(), reason: reason() },
            TargetError::LoginExpected { servers: servers(), reason: reason() },
            TargetError::NotKafka { servers: servers(), reason: reason() },
            TargetError::Forbidden { what: "the topic 'orders'".to_owned(), reason: reason() },
            TargetError::Forbidden { what: "creating the topic 'orders'".to_owned(), reason: reason() },
            TargetError::Forbidden { what: "writing to the topic 'orders'".to_owned(), reason: reason() },
            TargetError::UnknownTopic { topic: "orders".to_owned() },
            TargetError::Fatal { reason: reason() },
            TargetError::Fenced { id: "rushhour-orders".to_owned(), reason: reason() },
            TargetError::Memory { group: "rushhour-orders".to_owned(), reason: reason() },
            TargetError::NoCoordinator { servers: servers(), seconds: 10, reason: reason() },
            TargetError::Forbidden {
                what: "the transactional id 'rushhour-orders'".to_owned(),
                reason: reason(),
            },
        ] {
            let message = error.to_string().replace(" (REASON)", "");
            assert!(readme.lines().any(|line| line == message), "README.md has no line\n{message}");
        }
    }
}
