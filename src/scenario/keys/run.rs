//! The keys of a topic and of a run.

use super::{KeyReference, Place, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Topic,
        "partitions",
        "a whole number",
        "How many partitions it is created with.",
        "partitions: 6",
    ),
    key(Place::Topic, "replication", "a whole number", "How many brokers hold a copy.", "replication: 3"),
    key(
        Place::Topic,
        "config",
        "Kafka's settings of a topic",
        "Settings that it is created with, under Kafka's own names.",
        "config: { retention.ms: 86400000 }",
    ),
    key(
        Place::Run,
        "speed",
        "`1x`, `60x`, `max` or `max until now`",
        "How fast the schedule passes; `1x` where it is left out. `max until now` sends what lies before the wall clock as \
         fast as possible, and goes on with the clock. `--speed` replaces it.",
        "speed: max until now",
    ),
    key(
        Place::Run,
        "behind",
        "`catch up`, `skip` or `delay`",
        "What happens to events that are late: they are sent late (`catch up`, as where it is left out), not sent but counted \
         (`skip`), or move the schedule (`delay`). `catch up 5s` makes the run invalid where one is later than that; \
         `skip after 5s` and `delay after 5s` leave alone what is less late, which is 1s where it is not said. \
         `--behind` replaces it.",
        "behind: catch up 5s",
    ),
    key(
        Place::Run,
        "in_flight",
        "a whole number",
        "How many records at most may be without acknowledgement; as many as the target takes where it is left out. \
         `--in-flight` replaces it.",
        "in_flight: 20k",
    ),
    key(
        Place::Run,
        "warmup",
        "a duration",
        "What is due so soon after the start is sent, counted apart, and left out of latencies. `--warmup` \
         replaces it.",
        "warmup: 2m",
    ),
    key(
        Place::Run,
        "stop",
        "a number of events, a duration of the schedule, or a size",
        "Ends the run before its schedule does. `--stop`, `--for` and `--max-events` replace it.",
        "stop: 10M events",
    ),
    key(
        Place::Run,
        "transactional",
        "`every` and a duration",
        "Sends to Kafka in transactions that are committed so often: whoever reads committed records alone sees each one whole \
         or not at all. `--transactional` replaces it.",
        "transactional: every 1s",
    ),
];
