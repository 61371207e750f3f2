//! The keys of an event.

use super::{FIELDS, KeyReference, Place, VALUE, key};

pub(super) const KEYS: &[KeyReference] = &[
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
];
