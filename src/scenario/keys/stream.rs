//! The keys of a stream.

use super::{FIELDS, KeyReference, Place, VALUE, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Stream,
        "emit",
        "an event, a mix, a list of events, or a journey",
        "What one arrival sends: one event, one of a mix with its weights, or a record of each event of a list. With \
         `for each` the rows of a catalog take turns, and rates are those of one row. `sessions of shopper` opens a session \
         of a journey, `steps of shopper` moves the one session of an actor a step on.",
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
        "disorder",
        "lines by what they do",
        "What goes wrong on the way: records that come late, twice, broken or not at all, each by a share, or are \
         kept back for a while.",
        "disorder:\n  late: 5% by 10s..120s\n  drop: 0.1%",
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
];
