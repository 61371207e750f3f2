//! The statistics of every field, for people, on lines of at most 100 columns.

use super::disorder_text::disordered;
use super::expectations::percent;
use super::numbers::{count, how_many};
use super::put::put;
use crate::measure::{Distribution, EventStatistics, FieldStatistics, StreamDisorder, ValueShare};

const WIDTH: usize = 100;
/// The widest column of names.
const NAMES: usize = 22;

/// For each event its figures, a line a field, then what the scenario declares beside what came of it; last what
/// happened on the way.
pub fn statistics_text(events: &[EventStatistics], disorder: &[StreamDisorder]) -> String {
    let has_texts = events.iter().flat_map(|event| &event.fields).any(|field| field.lengths.is_some());
    let note = if has_texts { "\nOf a text, min to max are its letters.\n" } else { "" };
    let lines = disorder.iter().map(|of| disordered(&of.stream, &of.disorder) + "\n");
    let lines: String = lines.collect();
    let gap = if lines.is_empty() { "" } else { "\n" };
    events.iter().map(event).collect::<Vec<_>>().join("\n") + note + gap + &lines
}

fn event(event: &EventStatistics) -> String {
    let mut out = format!("{} of stream {}", event.event, event.stream);
    if let Some(phases) = &event.phases {
        put(&mut out, format_args!(" in {}", phases.join(", ")));
    }
    put(&mut out, format_args!(": {}", how_many(event.records, "record")));
    if let Some(declared) = &event.declared_share {
        let share = percent_of(event.share);
        let whole = if event.phases.is_some() { "those there" } else { "the stream's" };
        put(&mut out, format_args!(", {share} of {whole} ({declared})"));
    }
    if event.tombstones > 0 {
        put(&mut out, format_args!(", {} without a payload", count(event.tombstones)));
    }
    if let Some(Distribution { min, mean, max, .. }) = event.bytes {
        let (min, mean, max) = (short(min), short(mean), short(max));
        put(&mut out, format_args!("\n  payloads of {min} to {max} bytes, {mean} on average"));
    }
    out.push('\n');
    if event.fields.is_empty() {
        return out;
    }
    let name =
        |field: &FieldStatistics| if field.field.is_empty() { "payload" } else { &field.field }.to_owned();
    let names: Vec<String> = event.fields.iter().map(name).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).clamp(5, NAMES);
    put(
        &mut out,
        format_args!(
            "\n  {:<width$} {:<7}{:>7}{:>9}{:>10}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}\n",
            "field", "kind", "null", "left out", "different", "min", "mean", "p50", "p95", "p99", "max"
        ),
    );
    for (name, field) in names.iter().zip(&event.fields) {
        figures(name, width, event.records - event.tombstones, field, &mut out);
    }
    out.push('\n');
    for (name, field) in names.iter().zip(&event.fields) {
        declared(name, width, field, &mut out);
    }
    out
}

/// Of texts, how long they are.
fn figures(name: &str, width: usize, records: u64, field: &FieldStatistics, out: &mut String) {
    let kind = match field.kinds.as_slice() {
        [] => "-",
        [only] => only,
        ["number", "whole"] => "number",
        _ => "mixed",
    };
    let about = if field.different_is_exact { "" } else { "~" };
    let different = format!("{about}{}", short_count(field.different));
    put(
        out,
        format_args!(
            "  {:<width$} {kind:<7}{:>7}{:>9}{different:>10}",
            cut(name, width),
            share(field.nulls, field.values),
            share(field.left_out, records)
        ),
    );
    if let Some(numbers) = field.numbers.or(field.lengths) {
        let Distribution { min, mean, p50, p95, p99, max } = numbers;
        for number in [min, mean, p50, p95, p99, max] {
            put(out, format_args!("{:>7}", short(number)));
        }
    }
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
}

/// `75%` where that is exact enough, else `0.52%`.
fn share(part: u64, whole: u64) -> String {
    match part {
        0 => "-".to_owned(),
        part if part == whole => "100%".to_owned(),
        part => percent(part, whole),
    }
}

fn declared(name: &str, width: usize, field: &FieldStatistics, out: &mut String) {
    let name = cut(name, width);
    let room = WIDTH - width - 3;
    let text = field.declared.as_deref().unwrap_or("-");
    put(out, format_args!("  {name:<width$} {}\n", cut(text, room)));
    let mut line = String::new();
    for value in &field.top {
        let shown = value_share(value);
        if !line.is_empty() && line.chars().count() + shown.chars().count() + 2 > room {
            put(out, format_args!("  {:<width$} {line}\n", ""));
            line.clear();
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&shown);
    }
    if !line.is_empty() {
        put(out, format_args!("  {:<width$} {line}\n", ""));
    }
}

/// `"view" 69.92% (70%)`
fn value_share(value: &ValueShare) -> String {
    let name = value.value.as_deref().map_or("left out".to_owned(), |value| cut(value, 32));
    let declared = value.declared_share.map(|share| format!(" ({})", percent_of(share)));
    format!("{name} {}{}", percent_of(value.share), declared.unwrap_or_default())
}

/// Without zeros that say nothing.
fn percent_of(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a number to look at")]
fn short_count(number: u64) -> String {
    if number < 1_000_000 { count(number) } else { short(number as f64) }
}

/// At most six characters.
fn short(number: f64) -> String {
    let (scaled, unit) = match libm::fabs(number) {
        huge if huge >= 1e15 => return format!("{number:.0e}"),
        large if large >= 1e12 => (number / 1e12, "T"),
        large if large >= 1e9 => (number / 1e9, "G"),
        large if large >= 99_999.5 => (number / 1e6, "M"),
        small if small > 0.0 && small < 0.001 => return format!("{number:.0e}"),
        _ => (number, ""),
    };
    let decimals = match libm::fabs(scaled) {
        large if large >= 1_000.0 => 0,
        middle if middle >= 100.0 => 1,
        middle if middle >= 10.0 || !unit.is_empty() => 2,
        _ => 3,
    };
    let text = format!("{scaled:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_at_most_six_characters() {
        let numbers =
            [0.0, 0.5, -0.123_456, 99.999, 1_234.5, 99_999.4, -1_234_567.0, -9.99e11, 1.6e-7, 1e300];
        let shown = numbers.map(short);
        assert_eq!(shown, ["0", "0.5", "-0.123", "100", "1234", "99999", "-1.23M", "-999G", "2e-7", "1e300"]);
        assert!(shown.iter().all(|text| text.chars().count() <= 6), "{shown:?}");
    }

    #[test]
    fn a_share_is_shown_beside_what_was_declared() {
        let value = ValueShare {
            value: Some("\"view\"".to_owned()),
            count: 7,
            share: 0.6992,
            declared_share: Some(0.7),
        };
        assert_eq!(value_share(&value), "\"view\" 69.92% (70%)");
        assert_eq!([1.0 / 3.0, 1.0, 0.0].map(percent_of), ["33.33%", "100%", "0%"]);
    }
}
