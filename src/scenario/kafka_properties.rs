//! The names that may stand under `kafka:`, and where those of Java's clients went.
//!
//! They are those of librdkafka 2.12.1, from its CONFIGURATION.md, without those that take code and no text.

use crate::diagnostic::nearest;

pub const NAMES: [&str; 163] = [
    "acks",
    "allow.auto.create.topics",
    "api.version.fallback.ms",
    "api.version.request",
    "api.version.request.timeout.ms",
    "auto.commit.enable",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "batch.num.messages",
    "batch.size",
    "bootstrap.servers",
    "broker.address.family",
    "broker.address.ttl",
    "broker.version.fallback",
    "builtin.features",
    "check.crcs",
    "client.dns.lookup",
    "client.id",
    "client.rack",
    "compression.codec",
    "compression.level",
    "compression.type",
    "connections.max.idle.ms",
    "consume.callback.max.messages",
    "coordinator.query.interval.ms",
    "debug",
    "delivery.report.only.error",
    "delivery.timeout.ms",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.metrics.push",
    "enable.partition.eof",
    "enable.random.seed",
    "enable.sasl.oauthbearer.unsecure.jwt",
    "enable.ssl.certificate.verification",
    "fetch.error.backoff.ms",
    "fetch.max.bytes",
    "fetch.message.max.bytes",
    "fetch.min.bytes",
    "fetch.queue.backoff.ms",
    "fetch.wait.max.ms",
    "group.id",
    "group.instance.id",
    "group.protocol",
    "group.protocol.type",
    "group.remote.assignor",
    "heartbeat.interval.ms",
    "https.ca.location",
    "https.ca.pem",
    "internal.termination.signal",
    "isolation.level",
    "linger.ms",
    "log.connection.close",
    "log.queue",
    "log.thread.name",
    "log_level",
    "max.in.flight",
    "max.in.flight.requests.per.connection",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "message.copy.max.bytes",
    "message.max.bytes",
    "message.send.max.retries",
    "message.timeout.ms",
    "metadata.broker.list",
    "metadata.max.age.ms",
    "metadata.recovery.rebootstrap.trigger.ms",
    "metadata.recovery.strategy",
    "offset.store.method",
    "offset.store.path",
    "offset.store.sync.interval.ms",
    "partition.assignment.strategy",
    "partitioner",
    "plugin.library.paths",
    "produce.offset.report",
    "queue.buffering.backpressure.threshold",
    "queue.buffering.max.kbytes",
    "queue.buffering.max.messages",
    "queue.buffering.max.ms",
    "queued.max.messages.kbytes",
    "queued.min.messages",
    "queuing.strategy",
    "receive.message.max.bytes",
    "reconnect.backoff.jitter.ms",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "request.required.acks",
    "request.timeout.ms",
    "retries",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "sasl.kerberos.keytab",
    "sasl.kerberos.kinit.cmd",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.principal",
    "sasl.kerberos.service.name",
    "sasl.mechanism",
    "sasl.mechanisms",
    "sasl.oauthbearer.assertion.algorithm",
    "sasl.oauthbearer.assertion.claim.aud",
    "sasl.oauthbearer.assertion.claim.exp.seconds",
    "sasl.oauthbearer.assertion.claim.iss",
    "sasl.oauthbearer.assertion.claim.jti.include",
    "sasl.oauthbearer.assertion.claim.nbf.seconds",
    "sasl.oauthbearer.assertion.claim.sub",
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.jwt.template.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "sasl.oauthbearer.assertion.private.key.passphrase",
    "sasl.oauthbearer.assertion.private.key.pem",
    "sasl.oauthbearer.client.credentials.client.id",
    "sasl.oauthbearer.client.credentials.client.secret",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.grant.type",
    "sasl.oauthbearer.metadata.authentication.type",
    "sasl.oauthbearer.method",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.password",
    "sasl.username",
    "security.protocol",
    "session.timeout.ms",
    "socket.blocking.max.ms",
    "socket.connection.setup.timeout.ms",
    "socket.keepalive.enable",
    "socket.max.fails",
    "socket.nagle.disable",
    "socket.receive.buffer.bytes",
    "socket.send.buffer.bytes",
    "socket.timeout.ms",
    "ssl.ca.certificate.stores",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.cipher.suites",
    "ssl.crl.location",
    "ssl.curves.list",
    "ssl.endpoint.identification.algorithm",
    "ssl.engine.id",
    "ssl.engine.location",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.providers",
    "ssl.sigalgs.list",
    "statistics.interval.ms",
    "sticky.partitioning.linger.ms",
    "topic.blacklist",
    "topic.metadata.propagation.max.ms",
    "topic.metadata.refresh.fast.cnt",
    "topic.metadata.refresh.fast.interval.ms",
    "topic.metadata.refresh.interval.ms",
    "topic.metadata.refresh.sparse",
    "transaction.timeout.ms",
    "transactional.id",
];

/// Those whose value is the name of a file that is read.
const FILES: [&str; 11] = [
    "https.ca.location",
    "sasl.kerberos.keytab",
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.jwt.template.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "ssl.ca.location",
    "ssl.certificate.location",
    "ssl.crl.location",
    "ssl.engine.location",
    "ssl.key.location",
    "ssl.keystore.location",
];

/// Whether a property names a file, from the current folder.
pub fn names_file(name: &str) -> bool {
    FILES.contains(&name)
}

/// What the name of a property has in it whose value opens something.
const SECRET: [&str; 7] = ["pass", "secret", "pem", "jaas", "kinit", "token", "oauthbearer.config"];

/// Whether the value of a property is shown by nothing.
pub fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|part| name.contains(part)) || name == "sasl.oauthbearer.extensions"
}

/// What a name that librdkafka lacks has in it where its value may be a secret all the same.
const DELICATE: [&str; 11] =
    ["sasl", "ssl", "pw", "pass", "secret", "key", "cred", "auth", "login", "token", "private"];
/// No property has a longer name.
const LONGEST: usize = 100;
/// What is meant by a shorter name cannot be told.
const SHORTEST: usize = 5;

/// Whether the value of a property is hidden, or of what may be meant for one: rather too much than too little.
pub fn may_be_secret(name: &str) -> bool {
    if NAMES.contains(&name) {
        return is_secret(name);
    }
    let small = name.to_ascii_lowercase();
    name.len() > LONGEST
        || DELICATE.iter().any(|part| small.contains(part))
        || name.len() >= SHORTEST && nearest(name, NAMES.into_iter().filter(|name| is_secret(name))).is_some()
}

/// The two names of the servers.
pub const SERVERS: [&str; 2] = ["bootstrap.servers", "metadata.broker.list"];

/// Whether a value of the servers, or of what may be meant for them, has a login in it: `user:password@host:9092`.
pub fn may_hold_login(name: &str, value: &str) -> bool {
    value.contains('@') && (SERVERS.contains(&name) || !NAMES.contains(&name))
}

/// What is said of a name that librdkafka lacks: what to write instead, where that is known.
pub fn instead(wrong: &str) -> Option<String> {
    if let Some((_, what)) = OF_JAVA.iter().find(|(name, _)| *name == wrong) {
        return Some(format!("Java's clients call it so; here it is {what}"));
    }
    nearest(wrong, NAMES).map(|name| format!("did you mean `{name}`?"))
}

/// Names of Java's clients that librdkafka lacks, and what to write instead.
const OF_JAVA: [(&str, &str); 8] = [
    ("buffer.memory", "`queue.buffering.max.kbytes`"),
    ("key.serializer", "nothing: a key is sent as its text"),
    ("max.block.ms", "nothing: a full queue makes events late, and `run: { behind: … }` decides"),
    ("max.request.size", "`message.max.bytes`"),
    ("sasl.jaas.config", "`sasl.username` and `sasl.password`"),
    ("ssl.truststore.location", "`ssl.ca.location`, a PEM file"),
    ("ssl.truststore.password", "nothing: the PEM file at `ssl.ca.location` is not encrypted"),
    ("value.serializer", "nothing: a payload is sent as its JSON or text"),
];
