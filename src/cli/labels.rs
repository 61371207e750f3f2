//! The names and numbers of a plan, as targets and reports want them.

use crate::plan::{OverlaySummary, PhaseSummary, Plan};
use crate::scenario::Topic;
use crate::target::{Labels, PartKind, PhaseLabel, PlannedRates, StreamLabel, TopicSpec};
use crate::traffic::window::Start;

/// The labels of a plan, with what it plans of each phase.
pub fn of(plan: &Plan) -> Labels {
    let summary = plan.summary();
    let streams = summary.streams.iter().zip(&plan.checked.streams).map(|(stream, checked)| {
        let comes_once = |name: &str| {
            let named = checked.overlays.iter().find(|overlay| overlay.name == name);
            named.is_some_and(|named| matches!(named.overlay.when.start, Start::Offset(_) | Start::At(_)))
        };
        let overlays = stream.overlays.iter().filter(|overlay| !overlay.cuts);
        let overlays = overlays.map(|summary| overlay(summary, comes_once(&summary.name)));
        let phases = stream.phases.iter().map(phase).chain(overlays);
        // what the steps of sessions send is not known beforehand
        let known = |label: PhaseLabel| match stream.walks {
            Some(_) => PhaseLabel { planned: None, rate: None, ..label },
            None => label,
        };
        StreamLabel { name: stream.name.clone(), phases: phases.map(known).collect() }
    });
    let walks = summary.streams.iter().any(|stream| stream.walks.is_some());
    let rates = if walks { PlannedRates::default() } else { rates(plan) };
    Labels { streams: streams.collect(), rates, ..names(plan) }
}

/// The names alone, for which nothing is counted.
pub fn names(plan: &Plan) -> Labels {
    let named = |name: &String| PhaseLabel { name: name.clone(), ..PhaseLabel::default() };
    let streams = plan.streams.iter().zip(&plan.checked.streams).map(|(stream, checked)| StreamLabel {
        name: checked.name.clone(),
        phases: stream.phases.iter().map(|phase| named(&phase.name)).collect(),
    });
    Labels {
        scenario: plan.name.clone(),
        start: Some(plan.start),
        streams: streams.collect(),
        events: plan.events.clone(),
        topics: plan.known_topics().map(|name| topic(&plan.checked.topics, &name)).collect(),
        has_other_topics: plan.has_computed_topics,
        ..Labels::default()
    }
}

/// Parts that the planned rate is told in: a minute and a half of a day.
const PARTS: usize = 1_000;

fn rates(plan: &Plan) -> PlannedRates {
    let curves = plan.curves(PARTS);
    let means = curves.total.iter().map(|bin| bin.mean);
    PlannedRates { until: curves.until, means: means.collect() }
}

fn phase(phase: &PhaseSummary) -> PhaseLabel {
    PhaseLabel {
        name: phase.name.clone(),
        kind: PartKind::Phase,
        start: Some(phase.start_ns),
        end: phase.end_ns,
        rate: phase.rate,
        planned: phase.events,
    }
}

/// One that adds events, from its first window to its last one.
fn overlay(overlay: &OverlaySummary, comes_once: bool) -> PhaseLabel {
    let last = overlay.windows.last().map_or(0, |window| window.end_ns);
    let ends = comes_once || overlay.events.is_some();
    PhaseLabel {
        name: overlay.name.clone(),
        kind: PartKind::Overlay,
        start: overlay.windows.first().map(|window| window.start_ns),
        end: ends.then_some(last),
        rate: None,
        planned: overlay.events,
    }
}

/// A topic as it is declared among others, if it is.
pub fn topic(declared: &[Topic], name: &str) -> TopicSpec {
    let declared = declared.iter().find(|topic| topic.name.text == name);
    let small = |number: u32| i32::try_from(number).expect("at most 10000");
    TopicSpec {
        name: name.to_owned(),
        partitions: declared.and_then(|topic| topic.partitions).map(small),
        replication: declared.and_then(|topic| topic.replication).map(small),
        config: declared.map(|topic| topic.config.iter().cloned().collect()).unwrap_or_default(),
        declared: declared.is_some(),
    }
}
