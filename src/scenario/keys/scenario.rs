//! The keys of the top level.

use super::{FIELDS, KeyReference, Place, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Scenario,
        "scenario",
        "text",
        "The scenario's name; every file has one.",
        "scenario: black-friday",
    ),
    key(
        Place::Scenario,
        "about",
        "text",
        "A sentence for the reader.",
        "about: Steady traffic of a small shop.",
    ),
    key(
        Place::Scenario,
        "seed",
        "a whole number",
        "The number that every draw depends on; 1 where it is left out. `--seed` replaces it.",
        "seed: 42",
    ),
    key(
        Place::Scenario,
        "start",
        "a time, or `365d ago`",
        "Event time of the first instant, with an offset or in the scenario's time zone, or so long before now. Where \
         it is left out, it is now. Now is the wall clock when a run begins, and 2026-01-01T00:00:00Z for every \
         other command. `--start` replaces it.",
        "start: 2026-11-27T08:00:00Z",
    ),
    key(
        Place::Scenario,
        "timezone",
        "the name of a time zone",
        "The time zone of clock times, from the IANA database; UTC where it is left out.",
        "timezone: Europe/Berlin",
    ),
    key(
        Place::Scenario,
        "let",
        FIELDS,
        "Constants, for formulas, templates and lines. They draw nothing. `--let peak=500` replaces one.",
        "let:\n  peak: 200",
    ),
    key(
        Place::Scenario,
        "catalogs",
        "catalogs by name",
        "Rows that events pick from.",
        "catalogs:\n  products:\n    rows: 1000\n    fields: { price: =uniform(10..2000) }",
    ),
    key(
        Place::Scenario,
        "events",
        "events by name",
        "What a record of each kind holds.",
        "events:\n  ping:\n    payload: { id: =uuid() }",
    ),
    key(
        Place::Scenario,
        "journeys",
        "journeys by name",
        "Sessions that go from step to step: who walks, what they remember, and what each step sends.",
        "journeys:\n  visit:\n    steps:\n      VIEW: { emit: view, next: 'VIEW 70%, end', wait: =exponential(20s) }",
    ),
    key(
        Place::Scenario,
        "traffic",
        "streams by name",
        "What flows where, how much, and when. Streams run side by side.",
        "traffic:\n  pings:\n    emit: ping\n    topic: pings\n    phases:\n      - steady: hold 5/s",
    ),
    key(
        Place::Scenario,
        "kafka",
        "librdkafka's properties",
        "How to reach Kafka, under librdkafka's own property names. The values are looked at only by a run that needs them.",
        "kafka:\n  bootstrap.servers: ${KAFKA_BOOTSTRAP_SERVERS:-embedded}\n  acks: all",
    ),
    key(
        Place::Scenario,
        "topics",
        "topics by name",
        "Topics that a run creates where they are missing.",
        "topics:\n  user-events: { partitions: 6, replication: 3 }",
    ),
    key(
        Place::Scenario,
        "run",
        "settings of a run",
        "How a run keeps time and ends. Nothing of it changes what is planned.",
        "run: { speed: max until now, behind: catch up 5s, stop: 10M events }",
    ),
    key(
        Place::Scenario,
        "expect",
        "a list of lines",
        "What must hold of a run: latencies, numbers of records, rates, figures of fields. One that does not hold ends \
         the run with exit code 4.",
        "expect:\n  - schedule_lag p99 < 50ms\n  - failed == 0",
    ),
];
