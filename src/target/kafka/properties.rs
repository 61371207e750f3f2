//! Kafka properties under librdkafka's own names: the scenario's and the command line's over our defaults.
//! Values are never shown: any of them may be a secret.

use super::super::{TargetError, Transactional};
use super::checks;
use crate::scenario::kafka_properties::{self, SERVERS};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::KafkaError;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What holds unless the user says otherwise.
const DEFAULTS: [(&str, &str); 8] = [
    (ACKS[0], "all"),
    (IDEMPOTENCE, "true"),
    ("compression.type", "lz4"),
    // As Java producers do, so that a key has the same partition whoever sends it.
    ("partitioner", "murmur2_random"),
    ("linger.ms", "5"),
    ("queue.buffering.max.messages", "100000"),
    // librdkafka's own limit is 1 GB.
    ("queue.buffering.max.kbytes", "131072"),
    ("client.id", "rushhour"),
];

/// What librdkafka knows by two names.
const TWO_NAMES: [[&str; 2]; 8] = [
    SERVERS,
    MECHANISM,
    ACKS,
    ["compression.type", "compression.codec"],
    ["linger.ms", "queue.buffering.max.ms"],
    ["delivery.timeout.ms", "message.timeout.ms"],
    ["retries", "message.send.max.retries"],
    ["max.in.flight.requests.per.connection", "max.in.flight"],
];

/// End offsets are those of all records: where transactions of others are open, not those before the first of them. A
/// producer's questions go by this setting, though it is told to be a consumer's.
pub(super) const ALL_RECORDS: [&str; 2] = ["isolation.level", "read_uncommitted"];

pub(super) const MECHANISM: [&str; 2] = ["sasl.mechanism", "sasl.mechanisms"];
pub(super) const ACKS: [&str; 2] = ["acks", "request.required.acks"];
const IDEMPOTENCE: &str = "enable.idempotence";
pub(super) const TRANSACTION_TIMEOUT: &str = "transaction.timeout.ms";
/// librdkafka looks anew for the coordinator of a consumer group that was lost when some connection is opened or closed.
const MOST_IDLE: [&str; 2] = ["connections.max.idle.ms", "10000"];
/// How much longer than it is meant to be open a transaction may last, where nothing is said.
const UNFORESEEN: Duration = Duration::from_mins(1);
pub(super) const NO_OIDC: &str = "asking a server for tokens (OIDC) takes libcurl, which is not built in: build with `--features oidc`, or log in by \
                       a certificate, SCRAM-SHA-512 or PLAIN instead";

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties {
    values: BTreeMap<String, String>,
}

impl Properties {
    /// Whose transactions are sent.
    pub const TRANSACTIONAL_ID: &str = "transactional.id";

    /// A later value of the same property wins, by whichever name.
    pub fn set(&mut self, name: impl AsRef<str>, value: impl Into<String>) {
        let name = name.as_ref();
        self.values.retain(|known, _| !Self::is_same(known, name));
        let name = if SERVERS.contains(&name) { SERVERS[0] } else { name };
        self.values.insert(name.to_owned(), value.into());
    }

    /// Whether both names are those of one property.
    pub fn is_same(name: &str, other: &str) -> bool {
        name == other || TWO_NAMES.iter().any(|names| names.contains(&name) && names.contains(&other))
    }

    /// By any of its names.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.named(name).map(|(_, value)| value)
    }

    /// With the name that it was set by.
    pub(super) fn named(&self, name: &str) -> Option<(&str, &str)> {
        let found = self.values.iter().find(|(known, _)| Self::is_same(known, name));
        found.map(|(known, value)| (known.as_str(), value.as_str()))
    }

    /// The servers to connect to first, if any are configured.
    pub fn servers(&self) -> Option<&str> {
        self.get(SERVERS[0]).filter(|servers| !servers.trim().is_empty())
    }

    /// An error for a name that librdkafka lacks.
    pub fn known(name: &str) -> Result<(), TargetError> {
        let is_known = kafka_properties::NAMES.contains(&name);
        if is_known { Ok(()) } else { Err(property(name, unknown(name))) }
    }

    /// Whether a property says where the broker is, or how to get in.
    pub fn concerns_connection(name: &str) -> bool {
        SERVERS.contains(&name)
            || name == "security.protocol"
            || ["sasl.", "ssl.", "https.", "broker.", "enable.sasl.", "enable.ssl."]
                .iter()
                .any(|prefix| name.starts_with(prefix))
    }

    /// For a broker in this process, which knows neither logins nor encryption.
    pub(super) fn without_connection(&self) -> Self {
        let values = self.values.iter().filter(|(name, _)| !Self::concerns_connection(name));
        Self { values: values.map(|(name, value)| (name.clone(), value.clone())).collect() }
    }

    /// Transactions by the id that they are sent with.
    pub fn identified(&self, mut transactional: Transactional) -> Transactional {
        if let Some(id) = self.get(Self::TRANSACTIONAL_ID).filter(|id| !id.is_empty()) {
            id.clone_into(&mut transactional.id);
        }
        transactional
    }

    /// The user's properties over the defaults, each one's name and value checked. Transactions are identified ones.
    pub(super) fn config(&self, transactional: Option<&Transactional>) -> Result<ClientConfig, TargetError> {
        match transactional {
            None if self.get(Self::TRANSACTIONAL_ID).is_some() => {
                let reason = "it takes a run that sends in transactions: write `transactional: every 1s` under `run:`, \
                              or `--transactional 'every 1s'`";
                Err(property(Self::TRANSACTIONAL_ID, reason.to_owned()))
            }
            None => self.plain(),
            Some(transactional) => self.transactional(transactional),
        }
    }

    fn transactional(&self, transactional: &Transactional) -> Result<ClientConfig, TargetError> {
        if self.rules_out_idempotence() || self.get(IDEMPOTENCE).is_some_and(|value| value.trim() == "false")
        {
            let reason = "`transactional` takes `enable.idempotence`, with `acks=all`, some `retries` and at most 5 for \
                          `max.in.flight`";
            return Err(TargetError::Properties { reason: reason.to_owned() });
        }
        let set = |name: &str| self.get(name).and_then(|value| value.trim().parse::<u64>().ok());
        let every = transactional.every;
        if let Some(most) = set(TRANSACTION_TIMEOUT).filter(|most| Duration::from_millis(*most) <= every) {
            let reason =
                format!("a transaction is open for {} ms, and may not be for {most}", every.as_millis());
            return Err(property(TRANSACTION_TIMEOUT, reason));
        }
        let mut config = self.plain()?;
        config.set(Self::TRANSACTIONAL_ID, &transactional.id);
        if transactional.is_remembered && self.get(MOST_IDLE[0]).is_none() {
            let [name, value] = MOST_IDLE;
            config.set(name, value);
        }
        if self.get(TRANSACTION_TIMEOUT).is_none() {
            config.set(TRANSACTION_TIMEOUT, (every + UNFORESEEN).as_millis().to_string());
        }
        config.create_native_config().map(|_| config).map_err(explain)
    }

    fn plain(&self) -> Result<ClientConfig, TargetError> {
        checks::hold(self)?;
        let mut config = ClientConfig::new();
        config.set_log_level(match self.get("debug") {
            Some(_) => RDKafkaLogLevel::Debug,
            None => RDKafkaLogLevel::Info,
        });
        for (name, value) in DEFAULTS {
            let is_ruled_out = name == IDEMPOTENCE && self.rules_out_idempotence();
            if self.get(name).is_none() && !is_ruled_out {
                config.set(name, value);
            }
        }
        for (name, value) in &self.values {
            config.set(name, value);
        }
        let [name, value] = ALL_RECORDS;
        config.set(name, value);
        config.create_native_config().map(|_| config).map_err(explain)
    }

    /// librdkafka refuses these together with idempotence; what the user asks for wins over our default.
    fn rules_out_idempotence(&self) -> bool {
        let number = |name| self.get(name)?.trim().parse::<i64>().ok();
        self.get(ACKS[0]).is_some_and(|acks| !matches!(acks.trim(), "all" | "-1"))
            || number("max.in.flight").is_some_and(|most| most > 5)
            || number("retries").is_some_and(|retries| retries < 1)
            || self.get("queuing.strategy").is_some_and(|strategy| strategy.trim() != "fifo")
    }
}

/// Names without values.
impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl<N: AsRef<str>, V: Into<String>> FromIterator<(N, V)> for Properties {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut properties = Self::default();
        pairs.into_iter().for_each(|(name, value)| properties.set(name, value));
        properties
    }
}

/// What a property of so many milliseconds is set to.
pub(super) fn milliseconds(config: &ClientConfig, name: &str) -> Option<Duration> {
    config.get(name)?.trim().parse().ok().map(Duration::from_millis)
}

pub(super) fn property(name: &str, reason: String) -> TargetError {
    TargetError::Property { name: name.to_owned(), reason }
}

/// An error of librdkafka's configuration; its text is kept where it cannot hold a secret's value.
pub(super) fn explain(error: KafkaError) -> TargetError {
    match error {
        KafkaError::ClientConfig(_, reason, name, value) => {
            let shows_value =
                !value.is_empty() && reason.contains(&value) && kafka_properties::is_secret(&name);
            let reason = match reason {
                reason if reason.contains("not supported in this build") => not_built_in(&name, &reason),
                _ if shows_value => "its value is not accepted".to_owned(),
                reason if reason.starts_with("No such") => unknown(&name),
                // It calls the property by another name then, here and where it tells a range.
                reason if reason.starts_with("Invalid value for") => {
                    "its value is neither a number nor a word that it takes".to_owned()
                }
                reason => within(&reason).unwrap_or(reason),
            };
            TargetError::Property { name, reason }
        }
        // librdkafka's advice here is to build it anew; most often the mechanism was forgotten.
        KafkaError::ClientCreation(reason) if reason.contains("No provider for SASL mechanism") => {
            let known = "set it to PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER";
            TargetError::Property { name: MECHANISM[0].to_owned(), reason: known.to_owned() }
        }
        KafkaError::ClientCreation(reason) => TargetError::Properties { reason },
        other => TargetError::Properties { reason: other.to_string() },
    }
}

fn not_built_in(name: &str, reason: &str) -> String {
    let why = reason.rsplit_once(": ").map_or(reason, |(_, why)| why);
    if why.contains("libcurl") { NO_OIDC.to_owned() } else { format!("`{name}` is not built in ({why})") }
}

/// `Configuration property "queue.buffering.max.ms" value -5 is outside allowed range 0..900000`, without that name.
fn within(reason: &str) -> Option<String> {
    let (_, value) = reason.strip_prefix("Configuration property ")?.split_once("\" value ")?;
    let (value, range) = value.split_once(" is outside allowed range ")?;
    Some(format!("{value} is not within {}", range.trim_end()))
}

fn unknown(name: &str) -> String {
    let what = "librdkafka has none of this name";
    kafka_properties::instead(name).map_or_else(|| what.to_owned(), |instead| format!("{what}; {instead}"))
}

#[cfg(test)]
mod tests;
