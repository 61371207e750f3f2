//! A record as a person reads it: when, where to, key, headers, and the payload with its JSON spread out.

use super::disorder_text::note;
use crate::compose::Record;
use crate::plan::Plan;
use crate::value::Duration;
use std::borrow::Cow;
use std::fmt::Write;

/// `+00:00:00.200  user_event #2  ->  flash_sale_events`, then what it carries, indented.
pub fn record_text(record: &Record<'_>, plan: &Plan) -> String {
    let mut out = format!(
        "+{}  {} #{}  ->  {}",
        offset(record.due),
        plan.events[record.origin.event as usize],
        record.origin.index + 1,
        record.topic
    );
    if let Some(partition) = record.partition {
        write!(out, " [{partition}]").expect("a string takes everything");
    }
    if let Some(note) = note(record) {
        write!(out, "  ({note})").expect("a string takes everything");
    }
    out.push('\n');
    let due = plan.start.0.saturating_add(record.due);
    if record.timestamp.0 != due {
        writeln!(out, "  timestamp: {}", record.timestamp).expect("a string takes everything");
    }
    if let Some(key) = record.key {
        writeln!(out, "  key: {}", String::from_utf8_lossy(key)).expect("a string takes everything");
    }
    for (name, value) in record.headers() {
        let value = value.map_or(Cow::Borrowed("null"), String::from_utf8_lossy);
        writeln!(out, "  header {name}: {value}").expect("a string takes everything");
    }
    match record.payload {
        None => out.push_str("  null\n"),
        Some(payload) => {
            let text = String::from_utf8_lossy(payload);
            for line in spread(&text).lines() {
                out.push_str("  ");
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// `00:10:00.250`, with microseconds or nanoseconds where there are such; hours go on beyond 24.
pub fn offset(nanos: i64) -> String {
    let seconds = nanos / Duration::SECOND;
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let fraction = format!("{:09}", nanos % Duration::SECOND);
    let fraction = if fraction.ends_with("000000") {
        &fraction[..3]
    } else if fraction.ends_with("000") {
        &fraction[..6]
    } else {
        &fraction[..]
    };
    format!("{hours:02}:{minutes:02}:{rest:02}.{fraction}")
}

/// JSON with a line for each member; other text as it is.
pub(super) fn spread(text: &str) -> Cow<'_, str> {
    if !text.starts_with(['{', '[']) || serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0;
    let (mut in_text, mut escaped) = (false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if in_text {
            out.push(character);
            in_text = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            continue;
        }
        match character {
            '"' => {
                in_text = true;
                out.push(character);
            }
            '{' | '[' => {
                out.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(close) => out.push(close),
                    None => {
                        depth += 1;
                        new_line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            blank if blank.is_whitespace() => {}
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_spread_and_other_text_is_left() {
        let spread_out = "{\n  \"a\": [\n    1,\n    \"x, \\\"{y}\"\n  ],\n  \"b\": {}\n}";
        assert_eq!(spread(r#"{"a":[1,"x, \"{y}"],"b":{}}"#), spread_out);
        assert_eq!(spread("{not json"), "{not json");
    }

    #[test]
    fn an_offset_shows_as_many_digits_as_it_has() {
        assert_eq!(offset(200_000_000), "00:00:00.200");
        assert_eq!(offset(90_000_000_000_001), "25:00:00.000000001");
    }
}
