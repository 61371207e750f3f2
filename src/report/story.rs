//! A session as a person reads it: step by step, what was drawn, sent and remembered.

use super::overlay_text::length;
use super::put::put;
use super::record_text::offset;
use crate::compose::{Story, Told};
use crate::plan::Plan;
use crate::value::{Owned, write_json};
use bumpalo::Bump;

/// The session of that number, from 1, of a stream.
pub fn story_text(story: &Story, number: u64, stream: &str, plan: &Plan) -> String {
    let mut out = format!("session {number} of {} in {stream}\n", story.journey);
    let mut known: Vec<(String, Owned)> = Vec::new();
    for (position, told) in story.steps.iter().enumerate() {
        step(told, &known, plan, &mut out);
        match (told.next_due, story.steps.get(position + 1)) {
            (_, Some(next)) => {
                let wait = length(next.due - told.due);
                put(&mut out, format_args!("    after {wait} goes on to {}\n", next.step));
            }
            (Some(_), None) if story.goes_on => out.push_str("    goes on\n"),
            _ => {}
        }
        if !told.values.is_empty() {
            known.clone_from(&told.values);
        }
    }
    let (steps, records): (usize, usize) =
        (story.steps.len(), story.steps.iter().map(|told| told.records.len()).sum());
    let first = story.steps.first().map_or(0, |told| told.due);
    let last = story.steps.last().map_or(0, |told| told.due);
    let ends = if story.goes_on { "so far" } else { "the session ends:" };
    let length = length(last - first);
    let (steps, records) = (number_of(steps, "step"), number_of(records, "record"));
    put(&mut out, format_args!("\n{ends} {steps}, {records} in {length}\n"));
    out
}

fn step(told: &Told, known: &[(String, Owned)], plan: &Plan, out: &mut String) {
    put(out, format_args!("\n+{}  {}\n", offset(told.due), told.step));
    for record in told.records.iter() {
        let event = &plan.events[record.origin.event as usize];
        let key = record.key.map(|key| format!("  key {}", String::from_utf8_lossy(key)));
        put(out, format_args!("    {event} -> {}{}\n", record.topic, key.unwrap_or_default()));
        let payload = record.payload.map_or("null".into(), String::from_utf8_lossy);
        put(out, format_args!("      {payload}\n"));
    }
    for (name, value) in &told.values {
        if known.iter().all(|(other, before)| other != name || before != value) && *value != Owned::Null {
            put(out, format_args!("    {name} is {}\n", json(value)));
        }
    }
}

fn number_of(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}

/// As JSON; a duration, which has no form there, as formulas write it.
fn json(value: &Owned) -> String {
    if let Owned::Duration(duration) = value {
        return duration.to_string();
    }
    let mut bytes = Vec::new();
    write_json(&value.view(&Bump::new()), &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
