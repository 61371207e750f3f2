//! What the journeys of a plan come to: how often a session makes each step, how long it takes, how many records it sends.
//!
//! Weights that stand in the file are taken as they are; where conditions or formulas decide, the ways of sessions that
//! are walked beforehand are counted.

use super::composer::Composer;
use super::rehearsal::{Rehearsal, Rehearsed};
use super::ways::{fixed_shares, has_fixed_ways};
use crate::check::{CheckedJourney, CheckedStep};
use crate::plan::{Chain, Plan, PlanSummary};
use crate::traffic::ast::Walked;
use serde::Serialize;
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
    pub fn lasts_longer(&self, plan: &PlanSummary) -> bool {
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
    let is_fixed = |step: &CheckedStep| has_fixed_ways(step) && !(may_time_out && step.wait.is_some());
    let way_shares = |(step, tally): (&CheckedStep, &Rehearsed)| {
        if is_fixed(step) { fixed_shares(step, tally.ways.len()) } else { tally.shares() }
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

fn thousandths(number: f64) -> f64 {
    libm::round(number * 1e3) / 1e3
}
