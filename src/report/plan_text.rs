//! The plan as a person reads it.

use super::instants::{Instants, short_offset};
use super::journeys::journeys_text;
use super::numbers::{count, short};
use super::overlay_text::{around, overlay_row};
use crate::compose::JourneyOutlook;
use crate::plan::{CatalogSummary, PhaseRates, PhaseSummary, PlanSummary, StreamSummary, Times};
use std::fmt::Write;

/// Streams with their phases, catalogs, totals and the hash.
pub fn plan_text(plan: &PlanSummary, journeys: &[JourneyOutlook]) -> String {
    let mut out = plan_tables(plan, Instants::Exact);
    journeys_text(journeys, plan, &mut out);
    out + "\n" + &plan_totals(plan, &Times::Offsets) + &plan_hash(plan)
}

/// Streams with their phases, and catalogs.
pub(super) fn plan_tables(plan: &PlanSummary, instants: Instants) -> String {
    let mut out =
        format!("{}: seed {}, start {}, time zone {}\n", plan.scenario, plan.seed, plan.start, plan.timezone);
    for stream in &plan.streams {
        out.push('\n');
        stream_text(stream, plan.events, instants, &mut out);
    }
    if !plan.catalogs.is_empty() {
        out.push('\n');
    }
    for catalog in &plan.catalogs {
        catalog_text(catalog, &mut out);
    }
    if !plan.curves.is_empty() {
        out.push('\n');
    }
    for curve in &plan.curves {
        writeln!(out, "curve from {} ({})", curve.file, curve.fingerprint)
            .expect("a string takes everything");
    }
    out
}

/// How many events there are, and when they are densest.
pub(super) fn plan_totals(plan: &PlanSummary, times: &Times) -> String {
    let total = match (plan.events, plan.length_ns) {
        (Some(events), Some(length)) => {
            let what = counted(plan);
            format!("{} {what} in {}", count(events), short_offset(length))
        }
        (None, Some(length)) => format!("more events than were counted, in {}", short_offset(length)),
        (_, None) => "without end, until stopped".to_owned(),
    };
    let mut out = format!("total: {total}\n");
    if let Some(peak) = &plan.peak {
        let clock = match times {
            Times::Offsets => String::new(),
            Times::Clock { .. } => format!(" ({})", times.label(peak.at_ns)),
        };
        writeln!(out, "peak: {}/s at +{}{clock}", short(peak.rate), short_offset(peak.at_ns))
            .expect("a string takes everything");
    }
    out
}

/// What a plan counts: an arrival may open a session.
pub(super) fn counted(plan: &PlanSummary) -> &'static str {
    let opens =
        |stream: &&StreamSummary| stream.walks.as_ref().is_some_and(|walks| walks.starts_with("sessions"));
    match plan.streams.iter().filter(opens).count() {
        0 => "events",
        all if all == plan.streams.len() => "sessions",
        _ => "events and sessions",
    }
}

pub(super) fn plan_hash(plan: &PlanSummary) -> String {
    format!("plan {}\n", plan.hash)
}

fn stream_text(stream: &StreamSummary, total: Option<u64>, instants: Instants, out: &mut String) {
    let walks = stream.walks.as_ref().map(|walks| format!(": {walks}")).unwrap_or_default();
    writeln!(out, "stream {}{walks}", stream.name).expect("a string takes everything");
    let alone = stream.emits.len() == 1;
    for emitted in &stream.emits {
        let topic = emitted.topic.as_deref().unwrap_or("a topic that each record computes");
        let share = if stream.all && !alone {
            " (all at every arrival)".to_owned()
        } else if alone || stream.walks.is_some() {
            String::new()
        } else {
            format!(" {}", emitted.share)
        };
        writeln!(out, "  {}{share} -> {topic}", emitted.event).expect("a string takes everything");
    }
    let phases = stream.phases.iter().map(|phase| phase_row(phase, total, instants));
    let overlays = stream.overlays.iter().map(|overlay| overlay_row(overlay, total, instants));
    table(&heads(stream), &phases.chain(overlays).collect::<Vec<_>>(), out);
    around(stream, instants, out);
}

/// Of the columns of a stream's phases.
const HEADS: [&str; 8] = ["phase", "from", "to", "rate/s", "mean/s", "events", "share", "line"];
const EVENTS: usize = 5;

pub(super) fn heads(stream: &StreamSummary) -> [&str; HEADS.len()] {
    let mut heads = HEADS;
    if let Some((walked, _)) = stream.walks.as_ref().and_then(|walks| walks.split_once(' ')) {
        heads[EVENTS] = walked;
    }
    heads
}

/// A phase as a row; its share is of so many events.
pub(super) fn phase_row(phase: &PhaseSummary, total: Option<u64>, instants: Instants) -> [String; 8] {
    let events = match (phase.events, phase.events_so_far) {
        (Some(events), _) => count(events),
        (None, Some(events)) => {
            let until = phase.until_ns.map(|until| instants.after(until));
            format!("{} by {}", count(events), until.unwrap_or_default())
        }
        (None, None) => "-".to_owned(),
    };
    [
        phase.name.clone(),
        instants.show(phase.start_ns),
        phase.end_ns.map_or("until stopped".to_owned(), |end| instants.show(end)),
        phase.rates.as_ref().map_or_else(|| at_once(phase), rates),
        phase.rate.map_or("-".to_owned(), short),
        events,
        phase.events.zip(total).map_or("-".to_owned(), |(events, total)| share(events, total)),
        phase.line.clone(),
    ]
}

/// A phase without a length.
fn at_once(phase: &PhaseSummary) -> String {
    let is_burst = phase.end_ns == Some(phase.start_ns) && phase.events.is_some_and(|events| events > 0);
    if is_burst { "at once".to_owned() } else { "-".to_owned() }
}

/// `20`, `0 -> 200`, or `5..80` where it goes up and down.
pub(super) fn rates(rates: &PhaseRates) -> String {
    let (low, high) = (short(rates.low), short(rates.high));
    if low == high {
        low
    } else if rates.one_way {
        format!("{} -> {}", short(rates.first), short(rates.last))
    } else {
        format!("{low}..{high}")
    }
}

#[expect(clippy::cast_precision_loss, reason = "tenths of a percent")]
pub(super) fn share(events: u64, total: u64) -> String {
    match (events, total) {
        (0, _) => "0%".to_owned(),
        (some, all) if some == all => "100%".to_owned(),
        (some, all) => format!("{:.1}%", (some as f64 / all as f64 * 100.0).clamp(0.1, 99.9)),
    }
}

/// Columns padded to their widest cell, the numbers among them to the right. One that says nothing is left out.
fn table<const N: usize>(heads: &[&str; N], rows: &[[String; N]], out: &mut String) {
    let heads = heads.map(str::to_owned);
    let shown: Vec<usize> =
        (0..N).filter(|column| rows.iter().any(|row| row[*column] != "-") || rows.is_empty()).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    for row in std::iter::once(&heads).chain(rows) {
        let cells = shown.iter().map(|column| match (column, width(*column)) {
            (3..=6, width) => format!("{:>width$}", row[*column]),
            (_, width) => format!("{:<width$}", row[*column]),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(out, "    {}", line.trim_end()).expect("a string takes everything");
    }
}

fn catalog_text(catalog: &CatalogSummary, out: &mut String) {
    let fields = catalog.fields.join(", ");
    write!(out, "catalog {}: {} rows of {fields}", catalog.name, count(catalog.rows.into()))
        .expect("a string takes everything");
    if let (Some(file), Some(fingerprint)) = (&catalog.file, &catalog.fingerprint) {
        write!(out, ", from {file} ({fingerprint})").expect("a string takes everything");
    }
    out.push('\n');
}
