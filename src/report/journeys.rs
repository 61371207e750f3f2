//! The journeys of a plan in words: what a session comes to, where each step leads, what comes of the rates.

use super::disorder_text::rounded;
use super::numbers::{count, short};
use super::overlay_text::length;
use super::put::put;
use crate::compose::JourneyOutlook;
use crate::plan::PlanSummary;

/// An outlook in words.
pub(super) struct JourneyWords {
    /// `sessions of shopper in clicks`
    pub title: String,
    /// What a session has, and what comes of the rates.
    pub sentences: Vec<String>,
    /// Of the columns of [`STEP_HEADS`].
    pub steps: Vec<[String; 4]>,
}

/// Of the columns of a journey's steps.
pub(super) const STEP_HEADS: [&str; 4] = ["step", "share", "goes on to", "after"];

impl JourneyWords {
    pub fn of(outlook: &JourneyOutlook, plan: &PlanSummary) -> Self {
        let walked = if outlook.opens_sessions { "sessions" } else { "steps" };
        let learnt = match outlook.rehearsed {
            0 => "by the weights".to_owned(),
            sessions => {
                format!("by the weights, and as {} sessions went where more decides", count(sessions))
            }
        };
        let each = outlook.steps_per_session.zip(outlook.records_per_session).map(|(steps, records)| {
            let long = outlook.seconds_per_session.map(|seconds| format!(", {}", seconds_long(seconds)));
            format!("{} steps, {} records{}", short(steps), short(records), long.unwrap_or_default())
        });
        let each = format!("a session has {} ({learnt})", each.unwrap_or_else(|| "no end".to_owned()));
        let parts = parts(outlook, walked, plan);
        let steps = outlook.steps.iter().map(|step| {
            let ways = step.ways.iter().map(|(to, share)| format!("{to} {}%", tenths(*share)));
            let wait = if step.wait_s > 0.0 { seconds_long(step.wait_s) } else { "-".to_owned() };
            let ways = ways.collect::<Vec<_>>().join(", ");
            [step.step.clone(), format!("{}%", tenths(step.share)), ways, wait]
        });
        Self {
            title: format!("{walked} of {} in {}", outlook.journey, outlook.stream),
            sentences: [each].into_iter().chain(parts).chain(struck(outlook, plan)).collect(),
            steps: steps.collect(),
        }
    }
}

fn tenths(percent: f64) -> String {
    short(libm::round(percent * 10.0) / 10.0)
}

/// The journeys as a person reads them.
pub(super) fn journeys_text(journeys: &[JourneyOutlook], plan: &PlanSummary, out: &mut String) {
    for outlook in journeys {
        let words = JourneyWords::of(outlook, plan);
        put(out, format_args!("\n{}\n", words.title));
        for sentence in &words.sentences {
            put(out, format_args!("  {sentence}\n"));
        }
        let width = outlook.steps.iter().map(|step| step.step.chars().count()).max().unwrap_or(0);
        for [step, share, ways, wait] in &words.steps {
            let wait = if wait == "-" { String::new() } else { format!("  after {wait}") };
            put(out, format_args!("    {step:<width$}  {share:>6}  -> {ways}{wait}\n"));
        }
    }
}

/// What comes of the arrivals of each part that walks a journey: of their mean rate, or of those that come at once.
fn parts(outlook: &JourneyOutlook, walked: &str, plan: &PlanSummary) -> Vec<String> {
    if outlook.lasts_longer(plan) {
        return Vec::new();
    }
    let Some(each) = outlook.records_per_arrival else { return Vec::new() };
    let walks = |name: &String| outlook.parts.contains(name);
    let stream = plan.streams.iter().filter(|stream| stream.name == outlook.stream);
    let phases = stream.clone().flat_map(|stream| &stream.phases).filter(|phase| walks(&phase.name));
    let phases = phases.filter_map(|phase| match (phase.rate, phase.events) {
        (Some(rate), _) => {
            let records = short(rate * each);
            Some(format!("{}: {}/s {walked} are {records}/s records", phase.name, short(rate)))
        }
        (None, Some(events)) => Some(together(&phase.name, events, walked, each)),
        (None, None) => None,
    });
    let overlays = stream.flat_map(|stream| &stream.overlays).filter(|overlay| walks(&overlay.name));
    let overlays = overlays.filter_map(|overlay| {
        Some(together(&overlay.name, overlay.events.filter(|_| !overlay.cuts)?, walked, each))
    });
    phases.chain(overlays).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a number to expect")]
fn together(part: &str, events: u64, walked: &str, each: f64) -> String {
    format!("{part}: {} {walked} are about {} records", count(events), rounded(events as f64 * each))
}

/// How many records each line of the stream's disorder takes, where arrivals open sessions.
fn struck(outlook: &JourneyOutlook, plan: &PlanSummary) -> Vec<String> {
    let Some(each) = outlook.records_per_session else { return Vec::new() };
    let stream = plan.streams.iter().filter(|stream| stream.name == outlook.stream);
    let lines = stream.flat_map(|stream| &stream.disorder);
    let told = lines.filter_map(|line| {
        let records = rounded(line.expected_sessions? * each);
        let about = if line.conditional { "at most" } else { "about" };
        Some(format!("{} {}: {about} {records} records", line.kind, line.line))
    });
    told.collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a time to look at")]
fn seconds_long(seconds: f64) -> String {
    let seconds = if seconds < 10.0 { seconds } else { libm::round(seconds) };
    length(libm::round(seconds * 1e9) as i64).to_string()
}
