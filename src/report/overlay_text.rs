//! Overlays, changes and profiles of a plan as a person reads them.

use super::disorder_text::planned;
use super::instants::Instants;
use super::numbers::{count, how_many};
use super::plan_text::{rates, share};
use crate::plan::{EventShare, OverlaySummary, StreamSummary, WindowSummary};
use crate::value::Duration;
use std::fmt::Write;

/// Windows of one overlay that are listed.
const MOST_WINDOWS: usize = 12;

/// An overlay as a row of the table of phases; what it cuts has a minus.
pub(super) fn overlay_row(overlay: &OverlaySummary, total: Option<u64>, instants: Instants) -> [String; 8] {
    let sign = if overlay.cuts { "-" } else { "+" };
    let events = match (overlay.events, overlay.events_so_far, overlay.until_ns) {
        (Some(events), ..) => format!("{sign}{}", count(events)),
        (None, Some(events), Some(until)) => format!("{sign}{} by {}", count(events), instants.after(until)),
        _ => "not counted".to_owned(),
    };
    let (first, last) = (overlay.windows.first(), overlay.windows.last());
    let added = overlay.events.filter(|_| !overlay.cuts);
    [
        format!("{sign} {}", overlay.name),
        first.map_or("never".to_owned(), |window| instants.show(window.start_ns)),
        last.map_or("-".to_owned(), |window| instants.show(shown_end(window))),
        overlay.rates.as_ref().map_or("-".to_owned(), rates),
        "-".to_owned(),
        events,
        added.zip(total).map_or("-".to_owned(), |(events, total)| share(events, total)),
        overlay.line.clone(),
    ]
}

/// What happens at once ends where it begins.
fn shown_end(window: &WindowSummary) -> i64 {
    if window.end_ns - window.start_ns == 1 { window.start_ns } else { window.end_ns }
}

/// What belongs to the phases and has no place in their table.
pub(super) fn around(stream: &StreamSummary, instants: Instants, out: &mut String) {
    let own = stream.phases.iter().map(|phase| (&phase.name, &phase.emits));
    let own = own.chain(stream.overlays.iter().map(|overlay| (&overlay.name, &overlay.emits)));
    for (name, emits) in own.filter(|(_, emits)| !emits.is_empty()) {
        writeln!(out, "    {name} emits {}", mix(emits)).expect("a string takes everything");
    }
    for overlay in stream.overlays.iter().filter(|overlay| overlay.windows.len() > 1) {
        windows(overlay, instants, out);
    }
    for (kind, lines) in [("profile", &stream.profiles), ("change", &stream.changes)] {
        for (name, line) in lines {
            writeln!(out, "    {kind} {name}: {line}").expect("a string takes everything");
        }
    }
    stream.disorder.iter().for_each(|line| planned(line, out));
}

fn mix(emits: &[EventShare]) -> String {
    let one = |emitted: &EventShare| format!("{} {}", emitted.event, emitted.share).trim_end().to_owned();
    emits.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Where an overlay falls, one line each.
fn windows(overlay: &OverlaySummary, instants: Instants, out: &mut String) {
    writeln!(out, "    {} falls {} times:", overlay.name, count(overlay.windows.len() as u64))
        .expect("a string takes everything");
    for window in overlay.windows.iter().take(MOST_WINDOWS) {
        let length = match shown_end(window) - window.start_ns {
            0 => String::new(),
            nanos => format!(" for {}", length(nanos)),
        };
        let (start, events) = (instants.after(window.start_ns), how_many(window.events, "event"));
        writeln!(out, "      {start}{length}: {events}").expect("a string takes everything");
    }
    if let Some(more) = overlay.windows.len().checked_sub(MOST_WINDOWS + 1) {
        writeln!(out, "      and {} more", count(more as u64 + 1)).expect("a string takes everything");
    }
}

/// A length without digits that nobody reads.
pub(super) fn length(nanos: i64) -> Duration {
    let grain = if nanos >= Duration::MINUTE { Duration::SECOND } else { Duration::MILLISECOND };
    Duration(if nanos >= Duration::SECOND { nanos / grain * grain } else { nanos })
}
