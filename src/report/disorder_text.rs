//! Disorder as a person reads it: what a record went through, and how many did.

use super::instants::short_offset;
use super::numbers::{count, short};
use super::overlay_text::length;
use crate::compose::{Disordered, Marks, Record};
use crate::plan::DisorderSummary;
use std::fmt::Write;

/// `disorder of stream sensors: 512 late, 96 duplicated, 10 dropped, 1 corrupted, 300 held`
pub(super) fn disordered(stream: &str, disorder: &Disordered) -> String {
    let Disordered { late, duplicated, dropped, corrupted, held } = *disorder;
    let counts = [
        (late, "late"),
        (duplicated, "duplicated"),
        (dropped, "dropped"),
        (corrupted, "corrupted"),
        (held, "held"),
    ];
    let some = counts.iter().filter(|(number, _)| *number > 0);
    let some: Vec<String> = some.map(|(number, what)| format!("{} {what}", count(*number))).collect();
    format!("disorder of stream {stream}: {}", some.join(", "))
}

/// `    late 5% by 10s..2m: about 1,500 events`
pub(super) fn planned(line: &DisorderSummary, out: &mut String) {
    let about = if line.conditional { "at most" } else { "about" };
    let until = line.until_ns.map(|until| format!(" by +{}", short_offset(until))).unwrap_or_default();
    let events = |number: String| if number == "1" { "1 event".to_owned() } else { number + " events" };
    let expected = line.expected.map(|expected| format!("{about} {}{until}", events(rounded(expected))));
    let others = if line.expected_sessions.is_some() { "see its sessions" } else { "not counted" };
    let expected = expected.unwrap_or_else(|| others.to_owned());
    writeln!(out, "    {} {}: {expected}", line.kind, line.line).expect("a string takes everything");
}

/// Whole from 10 on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number that is not negative")]
pub(super) fn rounded(number: f64) -> String {
    if number < 10.0 { short(number) } else { count(libm::round(number) as u64) }
}

/// `late by 12.5s, corrupt`; `None` where nothing was done to the record.
pub(super) fn note(record: &Record) -> Option<String> {
    let by = length(record.delay);
    let held = if record.marks.has(Marks::LATE) { "held".to_owned() } else { format!("held for {by}") };
    let notes = [
        (Marks::LATE, format!("late by {by}")),
        (Marks::DUPLICATE, format!("sent before, {by} after its event")),
        (Marks::HELD, held),
        (Marks::CORRUPT, "corrupt".to_owned()),
        (Marks::EARLY, "released early".to_owned()),
    ];
    let notes = notes.into_iter().filter(|(mark, _)| record.marks.has(*mark));
    let notes: Vec<String> = notes.map(|(_, note)| note).collect();
    (!notes.is_empty()).then(|| notes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin};
    use crate::value::{Duration, Time};
    use std::sync::Arc;

    #[test]
    fn a_note_says_what_a_record_went_through() {
        let of = |marks: Marks, seconds: i64| {
            let mut batch = Batch::default();
            batch.set_topics(Arc::from([Arc::from("t")]));
            let origin = Origin { stream: 0, phase: 0, event: 0, index: 0 };
            let envelope = Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: None };
            batch.push(envelope, None, None);
            batch.mark_last(marks, seconds * Duration::SECOND);
            note(&batch.get(0).unwrap())
        };
        assert_eq!(of(Marks::NONE, 0), None);
        assert_eq!(of(Marks::LATE.with(Marks::CORRUPT), 72).as_deref(), Some("late by 1m12s, corrupt"));
        assert_eq!(of(Marks::LATE.with(Marks::HELD), 5).as_deref(), Some("late by 5s, held"));
        assert_eq!(of(Marks::HELD.with(Marks::EARLY), 5).as_deref(), Some("held for 5s, released early"));
        assert_eq!(of(Marks::DUPLICATE, 5).as_deref(), Some("sent before, 5s after its event"));
    }
}
