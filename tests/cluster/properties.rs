//! What a broker is told: its listeners, its users and its rights.

use crate::certificates::{Certificates, path};
use std::fmt::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A way into a broker, by the place of its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// For the brokers themselves, too.
    Plain,
    Tls,
    /// Asks for the client's certificate.
    MutualTls,
    Sasl,
    SaslTls,
    /// For the brokers among themselves.
    Controller,
}

/// Name, protocol.
const LISTENERS: [(&str, &str); 6] = [
    ("PLAINTEXT", "PLAINTEXT"),
    ("SSL", "SSL"),
    ("MUTUAL", "SSL"),
    ("SASL", "SASL_PLAINTEXT"),
    ("SASLSSL", "SASL_SSL"),
    ("CONTROLLER", "PLAINTEXT"),
];

pub type Ports = [u16; LISTENERS.len()];

/// May do everything, with either mechanism.
pub const ANN: (&str, &str) = ("ann", "plain-s3cret-of-ann");
pub const ANN_SCRAM: &str = "scram-s3cret-of-ann";
/// Has no right to anything.
pub const BOB: (&str, &str) = ("bob", "plain-s3cret-of-bob");
/// Has those that a test gives.
pub const CAT: (&str, &str) = ("cat", "plain-s3cret-of-cat");

/// Ports for so many brokers on which nobody listens, below those that systems give to outgoing connections, and none
/// twice: a broker that comes back finds its own.
pub fn free_ports(brokers: usize) -> Vec<Ports> {
    static NEXT: Mutex<Option<u16>> = Mutex::new(None);
    let mut next = NEXT.lock().unwrap_or_else(PoisonError::into_inner);
    let mut port = next.unwrap_or(20_000 + u16::try_from(std::process::id() % 5_000).unwrap());
    let mut found = Vec::new();
    while found.len() < brokers * LISTENERS.len() {
        assert!(port < 30_000, "no free ports");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            found.push(port);
        }
        port += 1;
    }
    *next = Some(port);
    found.chunks_exact(LISTENERS.len()).map(|own| own.try_into().unwrap()).collect()
}

/// The configuration of one of several brokers, by its number from 1.
pub fn broker(number: usize, ports: &[Ports], data: &Path, certificates: &Certificates) -> String {
    let own = &ports[number - 1];
    let listeners = LISTENERS.iter().zip(own).map(|((name, _), port)| format!("{name}://127.0.0.1:{port}"));
    let protocols = LISTENERS.map(|(name, protocol)| format!("{name}:{protocol}"));
    let controller = |ports: &Ports| ports[Listener::Controller as usize];
    let voters = ports.iter().enumerate();
    let voters = voters.map(|(at, ports)| format!("{}@127.0.0.1:{}", at + 1, controller(ports)));
    let most = ports.len();
    let least = if most > 1 { 2 } else { 1 };
    let mut text = format!(
        "\
process.roles=broker,controller
node.id={number}
listeners={listeners}
listener.security.protocol.map={protocols}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters={voters}
log.dirs={data}

default.replication.factor={most}
min.insync.replicas={least}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor={most}
transaction.state.log.min.isr={least}
transaction.state.log.num.partitions=1
auto.create.topics.enable=false

# A broker that is gone is missed soon.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500

# Small.
num.network.threads=2
num.io.threads=2
num.replica.fetchers=1
log.cleaner.dedupe.buffer.size=2000000
background.threads=2

authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:{ann};User:CN=client

ssl.keystore.type=PEM
ssl.keystore.location={broker}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.mutual.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER
# Who does not log in again in time is sent away.
connections.max.reauth.ms=2000
",
        listeners = listeners.collect::<Vec<_>>().join(","),
        protocols = protocols.join(","),
        voters = voters.collect::<Vec<_>>().join(","),
        data = path(data),
        ann = ANN.0,
        broker = path(&certificates.broker),
        authority = path(&certificates.authority),
    );
    let users = [ANN, BOB, CAT].map(|(name, password)| format!("user_{name}=\"{password}\"")).join(" ");
    let security = "org.apache.kafka.common.security";
    for listener in ["sasl", "saslssl"] {
        writeln!(
            text,
            "listener.name.{listener}.plain.sasl.jaas.config={security}.plain.PlainLoginModule required {users};\n\
             listener.name.{listener}.scram-sha-512.sasl.jaas.config={security}.scram.ScramLoginModule required;\n\
             listener.name.{listener}.oauthbearer.sasl.jaas.config={security}.oauthbearer.OAuthBearerLoginModule required;"
        )
        .unwrap();
    }
    text
}
