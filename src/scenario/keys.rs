//! The keys of a scenario file: what the reader accepts, what `describe` and the reference say of them.

use std::fmt;

/// What a key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Scenario,
    Catalog,
    Event,
    Stream,
    Topic,
    Run,
}

impl Place {
    pub const ALL: [Self; 6] =
        [Self::Scenario, Self::Catalog, Self::Event, Self::Stream, Self::Topic, Self::Run];

    /// The names of its keys.
    pub fn keys(self) -> impl Iterator<Item = &'static str> + Clone {
        ALL.iter().filter(move |key| key.place == self).map(|key| key.name)
    }
}

/// `a stream`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scenario => "a scenario",
            Self::Catalog => "a catalog",
            Self::Event => "an event",
            Self::Stream => "a stream",
            Self::Topic => "a topic",
            Self::Run => "a run",
        })
    }
}

/// How a key describes itself.
#[derive(Debug)]
pub struct KeyReference {
    pub name: &'static str,
    pub place: Place,
    /// What stands behind it.
    pub takes: &'static str,
    /// What it does, in a sentence or two.
    pub about: &'static str,
    pub example: &'static str,
}

const fn key(
    place: Place,
    name: &'static str,
    takes: &'static str,
    about: &'static str,
    example: &'static str,
) -> KeyReference {
    KeyReference { name, place, takes, about, example }
}

/// A literal, a formula or a template.
const VALUE: &str = "a value";
const FIELDS: &str = "names with values";

/// Every key, from the outside in.
pub const ALL: &[KeyReference] = &[
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
    key(
        Place::Catalog,
        "rows",
        "a whole number, or a list of rows",
        "How many rows to generate from `fields`, or the rows themselves.",
        "rows:\n  - { plan: free, price: 0 }\n  - { plan: pro, price: 9.9 }",
    ),
    key(
        Place::Catalog,
        "fields",
        FIELDS,
        "The fields of generated rows. `row` is the row's number, from 1.",
        "fields:\n  name: product_{{ row }}\n  price: =round(uniform(10..2000), 2)",
    ),
    key(
        Place::Catalog,
        "from",
        "a path",
        "A CSV, JSON Lines or JSON file, in the scenario's folder or below it.",
        "from: data/users.csv",
    ),
    key(
        Place::Catalog,
        "extends",
        "the name of a catalog",
        "The catalog whose keys it takes over and may change.",
        "extends: products",
    ),
    key(
        Place::Catalog,
        "abstract",
        "true or false",
        "Says that the catalog is only there to be extended.",
        "abstract: true",
    ),
    key(
        Place::Event,
        "let",
        FIELDS,
        "Values that are used but not sent.",
        "let:\n  product: =pick(products)",
    ),
    key(
        Place::Event,
        "payload",
        "fields, or one value",
        "What is sent: fields make a JSON object, a template is the whole text, a formula the whole value, and \
         `null` a tombstone.",
        "payload:\n  id: =uuid()\n  at: =now",
    ),
    key(
        Place::Event,
        "key",
        VALUE,
        "The record's key, instead of its stream's. A key that is null is none.",
        "key: =event.id",
    ),
    key(
        Place::Event,
        "headers",
        FIELDS,
        "The record's headers, besides those of its stream; of the same name the event's counts.",
        "headers:\n  source: rushhour",
    ),
    key(
        Place::Event,
        "topic",
        VALUE,
        "Where the record goes, instead of its stream's topic.",
        "topic: orders",
    ),
    key(
        Place::Event,
        "partition",
        "a value that is a whole number",
        "The partition. Left out: the key decides, as Kafka's own clients do; without a key the partitions take \
         turns.",
        "partition: =event.index % 3",
    ),
    key(
        Place::Event,
        "timestamp",
        "a value that is a time",
        "The record's timestamp; event time where it is left out.",
        "timestamp: =now - 5m",
    ),
    key(
        Place::Event,
        "extends",
        "the name of an event",
        "The event whose keys it takes over and may change. `omit` removes an inherited field.",
        "extends: view",
    ),
    key(
        Place::Event,
        "abstract",
        "true or false",
        "Says that the event is only there to be extended.",
        "abstract: true",
    ),
    key(
        Place::Stream,
        "emit",
        "an event, a mix, or a list of events",
        "What one arrival sends: one event, one of a mix with its weights, or a record of each event of a list. With \
         `for each` the rows of a catalog take turns, and rates are those of one row.",
        "emit: view 70%, cart 20%, checkout",
    ),
    key(
        Place::Stream,
        "for",
        "a name and a catalog",
        "Makes one stream for each row of a catalog whose rows are written or loaded; the name stands for the row, in \
         values and in the numbers of lines.",
        "for: tenant in tenants",
    ),
    key(Place::Stream, "topic", VALUE, "Where records go, unless their event says so.", "topic: user-events"),
    key(Place::Stream, "key", VALUE, "The key of records, unless their event has one.", "key: =event.id"),
    key(Place::Stream, "headers", FIELDS, "Headers of all records.", "headers:\n  source: rushhour"),
    key(
        Place::Stream,
        "phases",
        "a list of lines, each with a name",
        "How much flows, one phase after another. The last one may go on until the run is stopped.",
        "phases:\n  - calm: hold 5/s for 10m\n  - rush: hold 50/s",
    ),
    key(
        Place::Stream,
        "overlays",
        "a list of lines, each with a name",
        "What comes on top of the phases, in events of its own, or is cut from them.",
        "overlays:\n  - sale: x5 at 10m for 2m edge 15s",
    ),
    key(
        Place::Stream,
        "changes",
        "a list of lines, each with a name and a `payload`",
        "What is different about the stream's events while a change lasts; `before` is a value as it was.",
        "changes:\n  - bad_deploy: at 14:00 for 20m\n    payload: { note: slow }",
    ),
    key(
        Place::Stream,
        "profiles",
        "a list of lines, each with a name",
        "What the rates of the phases are multiplied with, by the time of day or the day of the week.",
        "profiles:\n  - week: weekly mon-fri x1, sat,sun x0.5",
    ),
    key(
        Place::Stream,
        "extends",
        "the name of a stream",
        "The stream whose keys it takes over and may change.",
        "extends: visitors",
    ),
    key(
        Place::Stream,
        "abstract",
        "true or false",
        "Says that the stream is only there to be extended.",
        "abstract: true",
    ),
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
];
