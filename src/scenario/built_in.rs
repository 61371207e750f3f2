//! The built-in names of formulas: what each stands for.

/// Names that a `let`, a catalog or a catalog's field may not take. Those that no version has yet are kept
/// free.
pub const BUILT_INS: [&str; 13] = [
    "now", "sent", "start", "row", "event", "stream", "phase", "step", "session", "elapsed", "payload",
    "previous", "before",
];

/// How a built-in name describes itself.
#[derive(Debug)]
pub struct NameReference {
    /// With its member: `event.index`.
    pub name: &'static str,
    /// What kind of value it is.
    pub kind: &'static str,
    pub about: &'static str,
    /// A formula without its `=`.
    pub example: &'static str,
}

const fn name(
    name: &'static str,
    kind: &'static str,
    about: &'static str,
    example: &'static str,
) -> NameReference {
    NameReference { name, kind, about, example }
}

/// Every built-in name that has a value in this version.
pub const NAMES: &[NameReference] = &[
    name("now", "a time", "Event time: when the event happens, by the plan.", "now - 5m"),
    name(
        "sent",
        "a time",
        "The planned time of handing the record over. Equal to `now`, as long as nothing is late on purpose.",
        "sent - now",
    ),
    name("start", "a time", "The scenario's first instant.", "now - start"),
    name("elapsed", "a duration", "How long the stream has been going on.", "elapsed / 1s"),
    name(
        "phase.name",
        "text",
        "The phase's name; inside a switch with its regime, `modes.spike`.",
        "phase.name",
    ),
    name("phase.elapsed", "a duration", "How long the phase has been going on.", "phase.elapsed / 1s"),
    name(
        "phase.progress",
        "a number",
        "The part of the phase that is over, from 0 to 1; null in a phase without an end.",
        "20 + 10 * phase.progress",
    ),
    name("stream", "text", "The stream's name.", "upper(stream)"),
    name("event.name", "text", "The event's name.", "event.name"),
    name(
        "event.index",
        "a whole number",
        "The arrival's number among those of the stream's phases, or of its overlay, from 1; in a journey the session's.",
        "event.index % 3",
    ),
    name(
        "event.id",
        "text",
        "A text that no other arrival of the scenario has: `users-17`, in a journey with the step, `visits-17.3`. Records of one \
         arrival share it.",
        "event.id",
    ),
    name("step", "text", "In a journey: the step's name.", "lower(step)"),
    name("session.id", "text", "In a journey: a text that no other session has, `visits-17`.", "session.id"),
    name("session.index", "a whole number", "The session's number, from 1.", "session.index % 2"),
    name("session.started", "a time", "When the session began.", "now - session.started"),
    name(
        "session.step",
        "a whole number",
        "How many steps the session has made, this one counted.",
        "session.step",
    ),
    name("session.actor", "a row", "Who walks: the row that `actor` has drawn.", "session.actor.user_id"),
    name("session.elapsed", "a duration", "How long the session has been going on.", "session.elapsed / 1s"),
    name("previous", "a row", "The session's state as it was before the step.", "size(previous.cart)"),
    name(
        "payload",
        "a row",
        "The event's own fields; always the field, where a `let` has the same name.",
        "payload.id",
    ),
    name("row", "a whole number", "In a catalog's fields: the row's number, from 1.", "row * 10"),
];
