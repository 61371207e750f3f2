//! The keys of a stream's disorder.

use super::{KeyReference, Place, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Disorder,
        "late",
        "`SHARE by DURATION`",
        "A share of the records is handed over so much later; their event time, key and bytes stay.",
        "late: 5% by 10s..120s",
    ),
    key(
        Place::Disorder,
        "duplicate",
        "`SHARE [after DURATION]`",
        "A share of the records is sent a second time, byte for byte, so long behind the first; right behind it where \
         nothing is said.",
        "duplicate: 1% after 0s..5s",
    ),
    key(
        Place::Disorder,
        "drop",
        "`SHARE`",
        "A share of the records is made and counted, and never sent.",
        "drop: 0.1%",
    ),
    key(
        Place::Disorder,
        "corrupt",
        "`SHARE`",
        "A share of the payloads is broken: half of them cut short, half with one byte changed.",
        "corrupt: 0.01%",
    ),
    key(
        Place::Disorder,
        "hold",
        "`WINDOW release over DURATION`",
        "An outage: what would go out in the window is kept back, and goes out behind it, in its order and with its event \
         times, spread over the release.",
        "hold: at 14:00 for 20m release over 2m",
    ),
    key(
        Place::Disorder,
        "label",
        "true or false",
        "Says that a header `disorder` tells what was done to a record: `late`, `late,corrupt`. Records that nothing was \
         done to have none.",
        "label: true",
    ),
];
