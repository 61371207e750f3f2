//! Disorder as a person reads it: what a record went through, and how many did.

use super::numbers::count;
use crate::compose::{Disordered, Marks, Record};
use crate::value::Duration;

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

/// `late by 12.5s, corrupt`; `None` where nothing was done to the record.
pub(super) fn note(record: &Record) -> Option<String> {
    let by = Duration(record.delay);
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
