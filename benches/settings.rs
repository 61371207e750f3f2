//! What `run` uses where the scenario says nothing, written out, for whoever is compared with it.

/// Under names that every client of Kafka knows.
pub const COMMON: [(&str, &str); 5] = [
    ("acks", "all"),
    ("enable.idempotence", "true"),
    ("linger.ms", "5"),
    ("batch.size", "1000000"),
    ("max.in.flight.requests.per.connection", "5"),
];

/// librdkafka's own.
pub const LIBRDKAFKA: [(&str, &str); 3] = [
    ("partitioner", "murmur2_random"),
    ("queue.buffering.max.messages", "100000"),
    ("queue.buffering.max.kbytes", "131072"),
];

pub const COMPRESSION: &str = "compression.type";

/// All of librdkafka's.
pub fn librdkafka(compression: &str) -> Vec<(&str, &str)> {
    COMMON.into_iter().chain(LIBRDKAFKA).chain([(COMPRESSION, compression)]).collect()
}
