//! The plan as a person reads it.

use super::numbers::count;
use super::record_text::offset;
use crate::plan::{CatalogSummary, PhaseSummary, PlanSummary, StreamSummary};
use std::fmt::Write;

/// Streams with their phases, catalogs, totals and the hash.
pub fn plan_text(plan: &PlanSummary) -> String {
    let mut out =
        format!("{}: seed {}, start {}, time zone {}\n", plan.scenario, plan.seed, plan.start, plan.timezone);
    for stream in &plan.streams {
        out.push('\n');
        stream_text(stream, &mut out);
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
    out.push('\n');
    let total = match (plan.events, plan.length_ns) {
        (Some(events), Some(length)) => format!("{} events in {}", count(events), offset(length)),
        (None, Some(length)) => format!("more events than were counted, in {}", offset(length)),
        (_, None) => "without end, until stopped".to_owned(),
    };
    writeln!(out, "total: {total}").expect("a string takes everything");
    if let Some(peak) = &plan.peak {
        writeln!(out, "peak: {}/s at +{}", rate(peak.rate), offset(peak.at_ns))
            .expect("a string takes everything");
    }
    writeln!(out, "plan {}", plan.hash).expect("a string takes everything");
    out
}

fn stream_text(stream: &StreamSummary, out: &mut String) {
    writeln!(out, "stream {}", stream.name).expect("a string takes everything");
    let alone = stream.emits.len() == 1;
    for emitted in &stream.emits {
        let topic = emitted.topic.as_deref().unwrap_or("a topic that each record computes");
        let share = match (alone, stream.all) {
            (true, _) => String::new(),
            (false, true) => " (all at every arrival)".to_owned(),
            (false, false) => format!(" {}", emitted.share),
        };
        writeln!(out, "  {}{share} -> {topic}", emitted.event).expect("a string takes everything");
    }
    let rows: Vec<[String; 6]> = stream.phases.iter().map(phase_row).collect();
    let heads = ["phase", "from", "to", "events", "mean/s", "line"].map(str::to_owned);
    table(&heads, &rows, out);
}

fn phase_row(phase: &PhaseSummary) -> [String; 6] {
    let events = match (phase.events, phase.events_so_far) {
        (Some(events), _) => count(events),
        (None, Some(events)) => {
            format!("{} by +{}", count(events), phase.until_ns.map(offset).unwrap_or_default())
        }
        (None, None) => "-".to_owned(),
    };
    [
        phase.name.clone(),
        offset(phase.start_ns),
        phase.end_ns.map_or("until stopped".to_owned(), offset),
        events,
        phase.rate.map_or("-".to_owned(), rate),
        phase.line.clone(),
    ]
}

/// Columns padded to their widest cell, the numbers among them to the right.
fn table(heads: &[String; 6], rows: &[[String; 6]], out: &mut String) {
    let width = |column: usize| {
        let cells = rows.iter().chain([heads]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    for row in std::iter::once(heads).chain(rows) {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            3 | 4 => format!("{cell:>width$}"),
            _ => format!("{cell:<width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(out, "    {}", line.trim_end()).expect("a string takes everything");
    }
}

/// At most three digits behind the dot.
fn rate(rate: f64) -> String {
    let text = format!("{rate:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
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
