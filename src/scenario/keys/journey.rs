//! The keys of a journey and of its steps.

use super::{FIELDS, KeyReference, Place, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Journey,
        "actor",
        "a name and a catalog",
        "Who walks: a row for each session, drawn evenly, `by` a weight column, by Zipf's law (`zipf 1.1`), of those \
         `where` a condition holds, or `each` in turn. The name stands for the row.",
        "actor: user in users by weight",
    ),
    key(
        Place::Journey,
        "timeout",
        "a duration",
        "A session that waits longer is over. Left out: none is ever too long.",
        "timeout: 30m",
    ),
    key(
        Place::Journey,
        "state",
        FIELDS,
        "What a session remembers, and begins with; `set` changes it. A formula is drawn once a session.",
        "state: { cart: [] }",
    ),
    key(
        Place::Journey,
        "steps",
        "steps by name",
        "What happens in a session. The first step opens it.",
        "steps:\n  VIEW: { emit: view, next: 'VIEW 70%, end', wait: =exponential(20s) }",
    ),
    key(
        Place::Journey,
        "extends",
        "the name of a journey",
        "The journey whose keys it takes over and may change.",
        "extends: visit",
    ),
    key(
        Place::Journey,
        "abstract",
        "true or false",
        "Says that the journey is only there to be extended.",
        "abstract: true",
    ),
    key(
        Place::Step,
        "let",
        FIELDS,
        "Values that are drawn when the step is made and stay for the rest of the session; the latest counts.",
        "let: { product: =pick(products) }",
    ),
    key(
        Place::Step,
        "emit",
        "an event, or a list of events",
        "What the step sends: one record, or one of each of a list. A step may send nothing.",
        "emit: [order, payment]",
    ),
    key(
        Place::Step,
        "set",
        FIELDS,
        "New values of the state, computed after the step has sent; all of them see the state as it was.",
        "set: { cart: '=append(cart, product)' }",
    ),
    key(
        Place::Step,
        "next",
        "a step, or several with weights and conditions",
        "Where the session goes on; `end` ends it. What a condition excludes goes to the ways without a weight, or to \
         the others in proportion where all have one. Without any way left the session ends.",
        "next: VIEW 70%, CHECKOUT 10% if size(cart) > 0, end",
    ),
    key(
        Place::Step,
        "wait",
        "a value that is a duration",
        "The time to the next step; none where it is left out.",
        "wait: =lognormal(20s, 0.8)",
    ),
];
