//! The reference of the keys of a scenario file.

/// How a key describes itself.
#[derive(Debug)]
pub struct KeyReference {
    pub name: &'static str,
    /// Where it stands.
    pub place: &'static str,
    /// One sentence.
    pub about: &'static str,
    pub example: &'static str,
}

const fn key(
    name: &'static str,
    place: &'static str,
    about: &'static str,
    example: &'static str,
) -> KeyReference {
    KeyReference { name, place, about, example }
}

const TOP: &str = "the top level";
const EVENT: &str = "an event";
const STREAM: &str = "a stream";
const CATALOG: &str = "a catalog";
const TOPIC: &str = "a topic";

/// Every key, from the outside in.
pub const ALL: &[KeyReference] = &[
    key("scenario", TOP, "The scenario's name; every file begins with it.", "scenario: black-friday"),
    key("about", TOP, "A sentence for the reader.", "about: Steady shopping traffic."),
    key("seed", TOP, "The number that every draw depends on; 1 where it is left out.", "seed: 42"),
    key(
        "start",
        TOP,
        "Event time of the first instant; the wall clock in a run where it is left out.",
        "start: 2026-11-27T08:00:00Z",
    ),
    key(
        "timezone",
        TOP,
        "The IANA time zone of clock times; UTC where it is left out.",
        "timezone: Europe/Berlin",
    ),
    key(
        "let",
        "the top level, or an event",
        "Constants of the scenario; in an event, values that are used but not sent.",
        "let:\n  peak: 200",
    ),
    key(
        "catalogs",
        TOP,
        "Rows that events pick from.",
        "catalogs:\n  products: { rows: 100, fields: { price: =uniform(10..2000) } }",
    ),
    key("rows", CATALOG, "How many rows to draw, or the rows themselves.", "rows: 1000"),
    key("fields", CATALOG, "The fields of drawn rows.", "fields: { price: =uniform(10..2000) }"),
    key("from", CATALOG, "A CSV, JSON Lines or JSON file in the scenario's folder.", "from: data/users.csv"),
    key(
        "events",
        TOP,
        "Templates of the events that streams emit.",
        "events:\n  ping: { payload: { id: =uuid() } }",
    ),
    key(
        "payload",
        EVENT,
        "What is sent: fields, one formula, a template, or null.",
        "payload: { id: =uuid(), at: =now }",
    ),
    key(
        "key",
        "an event or a stream",
        "The record's key; none is sent where it is left out or null.",
        "key: =user_id",
    ),
    key("headers", "an event or a stream", "The record's headers.", "headers: { source: rushhour }"),
    key(
        "topic",
        "an event or a stream",
        "The topic; an event's wins over its stream's.",
        "topic: user-events",
    ),
    key("partition", EVENT, "The record's partition.", "partition: =event.index % 3"),
    key(
        "timestamp",
        EVENT,
        "The record's timestamp; event time where it is left out.",
        "timestamp: =now - 5m",
    ),
    key(
        "extends",
        "an event, a stream or a catalog",
        "The parent whose keys it takes over and may change.",
        "extends: base_event",
    ),
    key("abstract", "an event, a stream or a catalog", "Only there to be extended.", "abstract: true"),
    key(
        "traffic",
        TOP,
        "The streams: what flows where, how much, and when.",
        "traffic:\n  pings: { emit: ping, topic: pings, phases: [ { steady: hold 5/s } ] }",
    ),
    key(
        "emit",
        STREAM,
        "An event, a mix of events, or a list of events that go out together.",
        "emit: view 70%, cart 20%, checkout",
    ),
    key(
        "phases",
        STREAM,
        "How much flows, one phase after another.",
        "phases:\n  - steady: hold 5/s for 10m",
    ),
    key(
        "kafka",
        TOP,
        "librdkafka's properties, under their own names.",
        "kafka:\n  bootstrap.servers: ${KAFKA_BOOTSTRAP_SERVERS:-embedded}",
    ),
    key(
        "topics",
        TOP,
        "Topics to create where they are missing.",
        "topics:\n  user-events: { partitions: 3 }",
    ),
    key("partitions", TOPIC, "How many partitions it is created with.", "partitions: 6"),
    key("replication", TOPIC, "How many brokers hold a copy.", "replication: 3"),
    key("config", TOPIC, "Kafka's settings of the topic.", "config: { retention.ms: 86400000 }"),
];
