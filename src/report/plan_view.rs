//! What `plan` shows to people: the tables, the rates drawn, the totals with the bytes.

use super::chart_text::{COLUMNS, Chart, Colours};
use super::instants::Instants;
use super::journeys::journeys_text;
use super::numbers::bytes;
use super::plan_text::{counted, plan_hash, plan_tables, plan_totals};
use super::put::put;
use super::sizes::Sizes;
use super::stopping::Stopping;
use crate::compose::JourneyOutlook;
use crate::plan::{Curves, PlanSummary};
use crate::schedule::Bin;

/// Streams that get a chart of their own beside the total.
const MOST_STREAMS: usize = 6;

/// How many bins the curves of [`plan_view`] have.
pub const VIEW_BINS: usize = COLUMNS;

/// The plan as a person reads it.
pub fn plan_view(
    plan: &PlanSummary,
    journeys: &[JourneyOutlook],
    curves: &Curves,
    (sizes, stopping): (&Sizes, Option<&Stopping>),
    colours: Colours,
) -> String {
    let mut out = plan_tables(plan, Instants::of(plan, &curves.times));
    journeys_text(journeys, plan, &mut out);
    charts(plan, curves, colours, &mut out);
    out.push('\n');
    out += &plan_totals(plan, &curves.times);
    out += &sizes_line(sizes);
    if let Some(stopping) = stopping {
        put(&mut out, format_args!("stops: {}\n", stopping.words()));
    }
    out + &plan_hash(plan)
}

/// `bytes: ~ 233 B an event, 4.1 GB altogether, 18.6 kB/s at the peak`
fn sizes_line(sizes: &Sizes) -> String {
    let Some(mean) = sizes.bytes_per_event else { return String::new() };
    let total = sizes.bytes.map(|total| format!(", {} altogether", bytes(total))).unwrap_or_default();
    let peak = sizes
        .peak_bytes
        .filter(|peak| *peak >= 1.0)
        .map(|peak| format!(", {}/s at the peak", bytes(peak)))
        .unwrap_or_default();
    format!("bytes: ~{} an event{total}{peak}\n", bytes(mean))
}

fn charts(plan: &PlanSummary, curves: &Curves, colours: Colours, out: &mut String) {
    if curves.until <= 0 {
        return;
    }
    let ticks = curves.times.ticks(curves.until, 9);
    let mut draw = |title: &str, what: &str, bins: &[Bin], rows: usize, phases: &[(i64, &str)]| {
        if bins.iter().any(|bin| bin.high > 0.0 || bin.at_once > 0.0) {
            out.push('\n');
            let (until, goes_on, ticks) = (curves.until, curves.goes_on, &ticks);
            let rows = if is_flat(bins) { FLAT_ROWS } else { rows };
            Chart { title, what, bins, rows, until, goes_on, ticks, phases, colours }.write(out);
        }
    };
    if plan.streams.len() > 1 {
        draw("all streams", counted(plan), &curves.total, 8, &[]);
    }
    if plan.streams.len() > MOST_STREAMS {
        return;
    }
    let rows = if plan.streams.len() == 1 { 8 } else { 4 };
    for (stream, bins) in plan.streams.iter().zip(&curves.streams) {
        let phases: Vec<(i64, &str)> = stream
            .phases
            .iter()
            .filter(|phase| phase.start_ns < curves.until)
            .map(|phase| (phase.start_ns, phase.name.as_str()))
            .collect();
        let (walked, what) = match stream.walks.as_ref().and_then(|walks| walks.split_once(' ')) {
            Some((what, of)) => (format!(" {of}"), what),
            None => (String::new(), "events"),
        };
        draw(&format!("stream {}{walked}", stream.name), what, bins, rows, &phases);
    }
}

/// Rows of a chart in which nothing changes.
const FLAT_ROWS: usize = 2;

fn is_flat(bins: &[Bin]) -> bool {
    let rate = bins.first().map_or(0.0, |bin| bin.mean);
    let is_near = |other: f64| (other - rate).abs() <= 1e-9 * rate;
    bins.iter().all(|bin| is_near(bin.low) && is_near(bin.high) && bin.at_once == 0.0)
}
