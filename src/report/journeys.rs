//! What the journeys of a plan come to: how often a session makes each step, how long it takes, how many records it sends.
//!
//! Weights that stand in the file are taken as they are; where conditions or formulas decide, the ways of sessions that
//! are walked beforehand are counted.

use super::disorder_text::rounded;
use super::numbers::{count, short};
use super::overlay_text::length;
use crate::check::{CheckedJourney, CheckedStep, WayWeight};
use crate::compose::{Composer, Rehearsal, Rehearsed};
use crate::formula::weights;
use crate::plan::{Chain, Plan, PlanSummary};
use crate::traffic::ast::Walked;
use serde::Serialize;
use std::fmt::Write;
use std::sync::Arc;

/// A journey as a part of a stream walks it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JourneyOutlook {
    /// The stream's name.
    pub stream: String,
    /// The phases and overlays that walk it.
    pub parts: Vec<String>,
    /// The journey's name.
    pub journey: String,
    /// Whether an arrival is a session, or else a single step.
    pub opens_sessions: bool,
    /// Sessions that were walked to learn what conditions and formulas decide; 0 where weights alone do.
    pub rehearsed: u64,
    /// Expected steps of a session; null where it never ends.
    pub steps_per_session: Option<f64>,
    /// Expected records of a session; null where it never ends.
    pub records_per_session: Option<f64>,
    /// Expected seconds from the first step to the last; null where it never ends or keeps no time of its own.
    pub seconds_per_session: Option<f64>,
    /// Expected records of an arrival, over the long run.
    pub records_per_arrival: Option<f64>,
    /// Mean size of a record.
    pub bytes_per_record: Option<f64>,
    /// In the journey's order.
    pub steps: Vec<StepOutlook>,
}

/// A step of a journey.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepOutlook {
    /// The step's name.
    pub step: String,
    /// How often a session makes it; null where sessions never end.
    pub per_session: Option<f64>,
    /// Of all steps that are made, in percent.
    pub share: f64,
    /// Mean seconds to the next step where there is one; 0 where the arrivals decide.
    pub wait_s: f64,
    /// Where it leads, in percent; `end` too.
    pub ways: Vec<(String, f64)>,
}

impl JourneyOutlook {
    /// Whether a session goes on for longer than all phases together: most are then cut by whatever ends the run.
    #[expect(clippy::cast_precision_loss, reason = "a length to compare")]
    pub(super) fn lasts_longer(&self, plan: &PlanSummary) -> bool {
        let length = plan.length_ns.map_or(f64::INFINITY, |length| length as f64 / 1e9);
        self.opens_sessions && self.seconds_per_session.is_none_or(|seconds| seconds > length)
    }
}

/// What each journey of a plan comes to.
pub fn journeys(plan: &Arc<Plan>) -> Vec<JourneyOutlook> {
    let mut composer = Composer::new(Arc::clone(plan));
    let mut outlooks = Vec::new();
    for (number, stream) in plan.checked.streams.iter().enumerate() {
        for variant in stream.sent_variants() {
            let Some(journey) = stream.variants[variant].emission.journey() else { continue };
            let parts = || stream.parts().enumerate().filter(|(_, (_, of))| *of == variant);
            let Some((part, _)) = parts().next() else { continue };
            let part = u32::try_from(part).expect("a file of 10 MB has fewer phases");
            let Some(rehearsal) = composer.rehearse(number, part) else { continue };
            let parts = parts().map(|(_, (name, _))| name.to_owned()).collect();
            outlooks.push(outlook(&stream.name, parts, journey, &rehearsal));
        }
    }
    outlooks
}

#[expect(clippy::cast_precision_loss, reason = "means to look at")]
fn outlook(
    stream: &str,
    parts: Vec<String>,
    journey: &CheckedJourney,
    rehearsal: &Rehearsal,
) -> JourneyOutlook {
    let tallies = || journey.steps.iter().zip(&rehearsal.steps);
    let opens_sessions = journey.walked == Walked::Sessions;
    // where a session may wait too long, weights alone do not decide
    let may_time_out = opens_sessions && journey.timeout.is_some();
    let is_fixed = |step: &CheckedStep| is_fixed(step) && !(may_time_out && step.wait.is_some());
    let way_shares = |(step, tally): (&CheckedStep, &Rehearsed)| {
        if is_fixed(step) { fixed_ways(step, tally.ways.len()) } else { taken_ways(tally) }
    };
    let chain = Chain { ways: tallies().map(way_shares).collect() };
    let (visits, shares) = (chain.visits(), chain.shares());
    let is_known = journey.steps.iter().all(is_fixed);
    let mean = |sum: f64, number: u64| if number == 0 { 0.0 } else { sum / number as f64 };
    let gone_on: Vec<f64> =
        rehearsal.steps.iter().map(|tally| mean(tally.waited, tally.ways.iter().sum())).collect();
    let waits: Vec<f64> = rehearsal.steps.iter().map(|tally| mean(tally.waited, tally.made)).collect();
    let records: Vec<f64> =
        rehearsal.steps.iter().map(|tally| mean(tally.records as f64, tally.made)).collect();
    let over =
        |visits: &Vec<f64>, each: &[f64]| visits.iter().zip(each).map(|(visits, each)| visits * each).sum();
    let per_session: Option<f64> = visits.as_ref().map(|visits| over(visits, &records));
    let per_step: f64 = over(&shares, &records);
    let steps = journey.steps.iter().enumerate().map(|(number, step)| {
        let ways = &chain.ways[number];
        let left = 1.0 - ways.iter().sum::<f64>();
        let named = journey.steps.iter().zip(ways).map(|(to, share)| (to.name.clone(), *share));
        let ways = named.chain([("end".to_owned(), left)]).filter(|(_, share)| *share > 5e-5);
        StepOutlook {
            step: step.name.clone(),
            per_session: visits.as_ref().map(|visits| thousandths(visits[number])),
            share: thousandths(shares[number] * 100.0),
            wait_s: if opens_sessions { thousandths(gone_on[number]) } else { 0.0 },
            ways: ways.map(|(to, share)| (to, thousandths(share * 100.0))).collect(),
        }
    });
    let seconds = visits.as_ref().filter(|_| opens_sessions).map(|visits| over(visits, &waits));
    JourneyOutlook {
        stream: stream.to_owned(),
        parts,
        journey: journey.name.clone(),
        opens_sessions,
        rehearsed: if is_known { 0 } else { rehearsal.sessions },
        steps_per_session: visits.as_ref().map(|visits| thousandths(visits.iter().sum())),
        records_per_session: per_session.map(thousandths),
        seconds_per_session: seconds.map(thousandths),
        records_per_arrival: if opens_sessions { per_session } else { Some(per_step) }.map(thousandths),
        bytes_per_record: (rehearsal.records > 0)
            .then(|| thousandths(rehearsal.bytes as f64 / rehearsal.records as f64)),
        steps: steps.collect(),
    }
}

/// Whether weights alone decide where a step leads.
fn is_fixed(step: &CheckedStep) -> bool {
    let mut ways = step.ways.iter();
    ways.all(|way| way.condition.is_none() && !matches!(way.weight, Some(WayWeight::Computed(_))))
}

/// How often a step led to each step, of all times that it was made.
#[expect(clippy::cast_precision_loss, reason = "probabilities")]
fn taken_ways(tally: &Rehearsed) -> Vec<f64> {
    tally.ways.iter().map(|taken| *taken as f64 / tally.made.max(1) as f64).collect()
}

/// The probability of each of the journey's steps behind one whose weights alone decide.
#[expect(clippy::cast_precision_loss, reason = "probabilities")]
fn fixed_ways(step: &CheckedStep, steps: usize) -> Vec<f64> {
    let given = step.ways.iter().map(|way| match way.weight {
        Some(WayWeight::Fixed(millionths)) => Some(millionths),
        _ => None,
    });
    let parts = weights::parts(&given.collect::<Vec<_>>());
    let all = parts.iter().sum::<u64>().max(1) as f64;
    let mut ways = vec![0.0; steps];
    for (way, part) in step.ways.iter().zip(parts) {
        if let Some(to) = way.to {
            ways[to] += part as f64 / all;
        }
    }
    ways
}

fn thousandths(number: f64) -> f64 {
    libm::round(number * 1e3) / 1e3
}

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
        let rates = rates(outlook, plan).into_iter().map(|(part, rate, records)| {
            format!("{part}: {}/s {walked} are {}/s records", short(rate), short(records))
        });
        let steps = outlook.steps.iter().map(|step| {
            let ways = step.ways.iter().map(|(to, share)| format!("{to} {}%", tenths(*share)));
            let wait = if step.wait_s > 0.0 { seconds_long(step.wait_s) } else { "-".to_owned() };
            let ways = ways.collect::<Vec<_>>().join(", ");
            [step.step.clone(), format!("{}%", tenths(step.share)), ways, wait]
        });
        Self {
            title: format!("{walked} of {} in {}", outlook.journey, outlook.stream),
            sentences: [each].into_iter().chain(rates).chain(struck(outlook, plan)).collect(),
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
        write_to(out, format_args!("\n{}\n", words.title));
        for sentence in &words.sentences {
            write_to(out, format_args!("  {sentence}\n"));
        }
        let width = outlook.steps.iter().map(|step| step.step.chars().count()).max().unwrap_or(0);
        for [step, share, ways, wait] in &words.steps {
            let wait = if wait == "-" { String::new() } else { format!("  after {wait}") };
            write_to(out, format_args!("    {step:<width$}  {share:>6}  -> {ways}{wait}\n"));
        }
    }
}

/// The parts that walk a journey with their mean rates of arrivals and of records.
fn rates<'o>(outlook: &'o JourneyOutlook, plan: &PlanSummary) -> Vec<(&'o str, f64, f64)> {
    if outlook.lasts_longer(plan) {
        return Vec::new();
    }
    let stream = plan.streams.iter().find(|stream| stream.name == outlook.stream);
    let phases = stream.iter().flat_map(|stream| &stream.phases);
    let known = phases.filter_map(|phase| {
        let part = outlook.parts.iter().find(|part| **part == phase.name)?;
        let rate = phase.rate?;
        Some((part.as_str(), rate, rate * outlook.records_per_arrival?))
    });
    known.collect()
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

fn write_to(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes everything");
}
